//! Tests of the golden cases. Each case is a folder.
//!
//! `before/` is the home, `cmd` the words after `openclaw`, `stdin` the input, `stdout`, `stderr` and `code` the
//! expected result; a missing file means empty, or 0. `after/` has each file that the write creates or changes, with
//! `(gone)` for one that it removes; `dirs` names each new empty directory. Without both, the home must be the same
//! afterwards; with them, only openclaw's folder may change besides. `SNAPSHOTS=overwrite` accepts the current result.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs::{self, File},
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use testkit::{Fingerprint, TestHome};

const BINARY: &str = env!("CARGO_BIN_EXE_openclaw");

/// The time of all cases, 2026-11-29 at noon, because models retire.
pub(crate) const TIME: &str = "1795953600";

/// Returns the folder of each case.
pub(crate) fn case_dirs() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
    let folders = |dir: &Path| -> Vec<PathBuf> {
        fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_dir()).collect()
    };
    let mut cases: Vec<_> = folders(&root).iter().flat_map(|noun| folders(noun)).collect();
    cases.sort();
    cases
}

/// Sets the modes that a home should have, independent of the checkout.
pub(crate) fn copy_home(from: &Path, to: &Path) {
    let private = |path: &Path, mode| fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    fs::create_dir_all(to).unwrap();
    private(to, 0o700);
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy_home(&path, &target);
        } else {
            fs::copy(&path, &target).unwrap();
            private(&target, 0o600);
        }
    }
}

fn read_case_file(case: &Path, name: &str) -> String {
    fs::read_to_string(case.join(name)).unwrap_or_default()
}

/// Runs a case. Returns the result by file name: stdout, stderr, exit code, and each file that was written
/// below `after/`. The path of the home is replaced by `$HOME`.
fn run_case(case: &Path) -> BTreeMap<String, String> {
    let home = TestHome::empty();
    if case.join("before").is_dir() {
        copy_home(&case.join("before"), home.path());
    }
    let before = home.fingerprint();
    let mut command = Command::new(BINARY);
    command
        .env_clear()
        .env("HOME", home.path())
        .env("PATH", "")
        .env("OPENCLAW_TEST_TIME", TIME)
        .current_dir(home.path());
    command.stdin(File::open(case.join("stdin")).map_or_else(|_| Stdio::null(), Stdio::from));
    for line in read_case_file(case, "env").lines() {
        let (name, value) = line.split_once('=').unwrap();
        command.env(name, value.replace("$HOME", home.path().to_str().unwrap()));
    }
    command.args(read_case_file(case, "cmd").split_whitespace());
    let output = command.output().unwrap();
    let text = |bytes| without_home(&home, bytes);
    let code = output.status.code().unwrap();
    let code = if code == 0 { String::new() } else { format!("{code}\n") };
    let said = [("stdout", text(output.stdout)), ("stderr", text(output.stderr)), ("code", code)];
    let said = said.into_iter().filter(|(_, text)| !text.is_empty()).map(|(name, text)| (name.to_owned(), text));
    said.chain(written_files(case, &home, &before)).collect()
}

/// Replaces what differs between machines.
fn without_home(home: &TestHome, text: Vec<u8>) -> String {
    String::from_utf8(text).unwrap().replace(home.path().to_str().unwrap(), "$HOME")
}

/// Returns each file that is new, changed or removed. If nothing was written, nothing may have been touched either: no
/// time, no inode, and no directory of openclaw.
fn written_files(case: &Path, home: &TestHome, before: &Fingerprint) -> BTreeMap<String, String> {
    let after = home.fingerprint();
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

fn expected_files(case: &Path) -> BTreeMap<String, String> {
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

fn overwrite_expected(case: &Path, results: &BTreeMap<String, String>) {
    for gone in expected_files(case).keys().filter(|name| !results.contains_key(*name)) {
        fs::remove_file(case.join(gone)).unwrap();
    }
    for (name, text) in results {
        let file = case.join(name);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, text).unwrap();
    }
}

/// Asserts that all cases of a folder have the expected result.
fn run_golden_cases(noun: &str) {
    let cases: Vec<_> = case_dirs().into_iter().filter(|case| noun_of(case) == noun).collect();
    let overwrite = std::env::var("SNAPSHOTS").is_ok_and(|value| value == "overwrite");
    let mut failures = Vec::new();
    for case in &cases {
        let results = run_case(case);
        if overwrite {
            overwrite_expected(case, &results);
        }
        let expected = expected_files(case);
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

/// Defines one test per folder, so that they run in parallel.
macro_rules! nouns {
    ($($noun:ident),+ $(,)?) => {
        $(#[test]
        fn $noun() {
            run_golden_cases(stringify!($noun));
        })+

        #[test]
        fn every_golden_folder_has_a_test() {
            let found: BTreeSet<_> = case_dirs().iter().map(|case| noun_of(case).to_owned()).collect();
            assert_eq!(found, [$(stringify!($noun)),+].map(str::to_owned).into());
            assert!(case_dirs().len() >= 300, "only {} cases were found", case_dirs().len());
        }
    };
}

nouns! { agent, alias, auth, broken, change, config, fallback, handover, model, scan, status, system, usage }
