//! The golden cases: a folder each, readable by anybody.
//!
//! `before/` is the home, `cmd` the words after `openclaw`, `stdout`, `stderr` and `code` what comes of it; what is
//! left out is empty, or 0. The home must look the same afterwards. `SNAPSHOTS=overwrite` accepts what comes.

use std::{
    fs,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use testkit::Home;

const BINARY: &str = env!("CARGO_BIN_EXE_openclaw");

fn cases() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
    let folders = |dir: &Path| -> Vec<PathBuf> {
        fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_dir()).collect()
    };
    let mut cases: Vec<_> = folders(&root).iter().flat_map(|noun| folders(noun)).collect();
    cases.sort();
    cases
}

/// With the modes that a home should have, whatever the checkout's are.
fn copy(from: &Path, to: &Path) {
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

/// What came of a case: stdout, stderr, exit code. The home is called `$HOME`.
fn run(case: &Path) -> [(&'static str, String); 3] {
    let home = Home::empty();
    if case.join("before").is_dir() {
        copy(&case.join("before"), home.path());
    }
    let before = home.print();
    let mut command = Command::new(BINARY);
    command.env_clear().env("HOME", home.path()).env("PATH", "").current_dir(home.path()).stdin(Stdio::null());
    for line in read(case, "env").lines() {
        let (name, value) = line.split_once('=').unwrap();
        command.env(name, value.replace("$HOME", home.path().to_str().unwrap()));
    }
    command.args(read(case, "cmd").split_whitespace());
    let output = command.output().unwrap();
    assert_eq!(home.print(), before, "{} wrote", case.display());
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap().replace(home.path().to_str().unwrap(), "$HOME");
    let code = output.status.code().unwrap();
    [
        ("stdout", text(output.stdout)),
        ("stderr", text(output.stderr)),
        ("code", if code == 0 { String::new() } else { format!("{code}\n") }),
    ]
}

fn accept(case: &Path, results: &[(&str, String)]) {
    for (name, text) in results {
        let file = case.join(name);
        if text.is_empty() {
            fs::remove_file(file).ok();
        } else {
            fs::write(file, text).unwrap();
        }
    }
}

#[test]
fn every_golden_case_comes_out_as_it_is_written() {
    let cases = cases();
    assert!(cases.len() >= 20, "only {} cases were found", cases.len());
    let overwrite = std::env::var("SNAPSHOTS").is_ok_and(|wish| wish == "overwrite");
    let mut failures = Vec::new();
    for case in &cases {
        let came = run(case);
        if overwrite {
            accept(case, &came);
        }
        for (name, text) in &came {
            let expected = read(case, name);
            if *text != expected {
                failures.push(format!("{}/{name}\n--- expected\n{expected}--- came\n{text}", case.display()));
            }
        }
    }
    assert!(failures.is_empty(), "{} of {} cases differ\n{}", failures.len(), cases.len(), failures.join("\n"));
}
