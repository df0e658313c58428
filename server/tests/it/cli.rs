//! The golden cases: a folder each, readable by anybody.
//!
//! `before/` is the home, `cmd` the words after `openclaw`, `stdin` what is piped in, `stdout`, `stderr` and `code` what
//! comes of it; what is left out is empty, or 0. `after/` has each file that a write leaves new or changed, and `(gone)`
//! for one that it removed, `dirs` names each new directory that is empty; without both, the home must look the same
//! afterwards, and with them nothing else may be touched but our own folder. `SNAPSHOTS=overwrite` accepts what comes.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs::{self, File},
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use testkit::{Home, Print};

const BINARY: &str = env!("CARGO_BIN_EXE_openclaw");

/// The folder of each case.
pub(crate) fn cases() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
    let folders = |dir: &Path| -> Vec<PathBuf> {
        fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_dir()).collect()
    };
    let mut cases: Vec<_> = folders(&root).iter().flat_map(|noun| folders(noun)).collect();
    cases.sort();
    cases
}

/// With the modes that a home should have, whatever the checkout's are.
pub(crate) fn copy(from: &Path, to: &Path) {
    let private = |path: &Path, mode| fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    fs::create_dir_all(to).unwrap();
    private(to, 0o700);
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy(&path, &target);
        } else {
            fs::copy(&path, &target).unwrap();
            private(&target, 0o600);
        }
    }
}

fn read(case: &Path, name: &str) -> String {
    fs::read_to_string(case.join(name)).unwrap_or_default()
}

/// What comes of a case, by the name of the file that holds it: stdout, stderr, exit code, and each file that was written
/// below `after/`. The home is called `$HOME`.
fn run(case: &Path) -> BTreeMap<String, String> {
    let home = Home::empty();
    if case.join("before").is_dir() {
        copy(&case.join("before"), home.path());
    }
    let before = home.print();
    let mut command = Command::new(BINARY);
    command.env_clear().env("HOME", home.path()).env("PATH", "").current_dir(home.path());
    command.stdin(File::open(case.join("stdin")).map_or_else(|_| Stdio::null(), Stdio::from));
    for line in read(case, "env").lines() {
        let (name, value) = line.split_once('=').unwrap();
        command.env(name, value.replace("$HOME", home.path().to_str().unwrap()));
    }
    command.args(read(case, "cmd").split_whitespace());
    let output = command.output().unwrap();
    let text = |bytes| without_home(&home, bytes);
    let code = output.status.code().unwrap();
    let code = if code == 0 { String::new() } else { format!("{code}\n") };
    let said = [("stdout", text(output.stdout)), ("stderr", text(output.stderr)), ("code", code)];
    let said = said.into_iter().filter(|(_, text)| !text.is_empty()).map(|(name, text)| (name.to_owned(), text));
    said.chain(written(case, &home, &before)).collect()
}

/// The same wherever it was run.
fn without_home(home: &Home, text: Vec<u8>) -> String {
    String::from_utf8(text).unwrap().replace(home.path().to_str().unwrap(), "$HOME")
}

/// Each file that is new, other than before, or gone. Where nothing was written, nothing may have been touched either: not
/// a time, not an inode, not a directory of our own.
fn written(case: &Path, home: &Home, before: &Print) -> BTreeMap<String, String> {
    let after = home.print();
    let ours = home.state_dir().join("model-manager");
    let paths: BTreeSet<_> = before.keys().chain(after.keys()).filter(|path| !path.starts_with(&ours)).collect();
    let mut written: BTreeMap<String, String> = BTreeMap::new();
    let mut touched = Vec::new();
    for path in paths {
        let name = path.strip_prefix(home.path()).unwrap().to_str().unwrap();
        match (before.get(path), after.get(path)) {
            (_, None) => _ = written.insert(format!("after/{name}"), "(gone)\n".to_owned()),
            (was, Some((_, mode, ..))) if path.is_dir() => {
                if was.is_none() && path.read_dir().unwrap().next().is_none() {
                    written.entry("dirs".to_owned()).or_default().extend([name, "\n"]);
                }
                touched.extend((*mode != 0o040_700).then_some(name));
            }
            (Some(was), Some(is)) if was.3 == is.3 => touched.extend((was != is).then_some(name)),
            (_, Some((_, mode, _, bytes))) => {
                touched.extend((*mode != 0o100_600).then_some(name));
                written.insert(format!("after/{name}"), without_home(home, bytes.clone()));
            }
        }
    }
    assert!(touched.is_empty(), "{}: touched, or open to others: {touched:?}", case.display());
    assert!(!written.is_empty() || after == *before, "{}: touched, and nothing written", case.display());
    written
}

fn expected(case: &Path) -> BTreeMap<String, String> {
    let mut expected = BTreeMap::new();
    let named = ["stdout", "stderr", "code", "dirs"].map(|name| case.join(name));
    let mut left: Vec<_> = named.into_iter().chain([case.join("after")]).filter(|path| path.exists()).collect();
    while let Some(path) = left.pop() {
        if path.is_dir() {
            left.extend(fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path()));
        } else {
            let name = path.strip_prefix(case).unwrap().to_str().unwrap().to_owned();
            expected.insert(name, fs::read_to_string(path).unwrap());
        }
    }
    expected
}

fn accept(case: &Path, results: &BTreeMap<String, String>) {
    for gone in expected(case).keys().filter(|name| !results.contains_key(*name)) {
        fs::remove_file(case.join(gone)).unwrap();
    }
    for (name, text) in results {
        let file = case.join(name);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, text).unwrap();
    }
}

/// Every case of a noun comes out as it is written.
fn golden(noun: &str) {
    let cases: Vec<_> = cases().into_iter().filter(|case| noun_of(case) == noun).collect();
    let overwrite = std::env::var("SNAPSHOTS").is_ok_and(|wish| wish == "overwrite");
    let mut failures = Vec::new();
    for case in &cases {
        let results = run(case);
        if overwrite {
            accept(case, &results);
        }
        let expected = expected(case);
        let names: BTreeSet<_> = results.keys().chain(expected.keys()).collect();
        for name in names.into_iter().filter(|name| results.get(*name) != expected.get(*name)) {
            let [was, is] = [&expected, &results].map(|texts| texts.get(name).map_or("(nothing)\n", String::as_str));
            failures.push(format!("{}/{name}\n--- expected\n{was}--- came\n{is}", case.display()));
        }
    }
    assert!(!cases.is_empty(), "{noun} has no case");
    assert!(failures.is_empty(), "{} of {} cases differ\n{}", failures.len(), cases.len(), failures.join("\n"));
}

fn noun_of(case: &Path) -> &str {
    case.parent().unwrap().file_name().unwrap().to_str().unwrap()
}

/// A test each: they run side by side.
macro_rules! nouns {
    ($($noun:ident),+ $(,)?) => {
        $(#[test]
        fn $noun() {
            golden(stringify!($noun));
        })+

        #[test]
        fn every_noun_is_looked_at() {
            let found: BTreeSet<_> = cases().iter().map(|case| noun_of(case).to_owned()).collect();
            assert_eq!(found, [$(stringify!($noun)),+].map(str::to_owned).into());
            assert!(cases().len() >= 300, "only {} cases were found", cases().len());
        }
    };
}

nouns! { agent, alias, broken, change, config, fallback, handover, model, status, system, usage }
