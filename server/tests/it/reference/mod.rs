//! What OpenClaw did, recorded by running it. Ours does the same, or `differs` says why it does not.
//!
//! A case is a folder below `tests/reference` (2026.3.13) or `tests/reference-2026.9.6`, in the form of the golden cases:
//! `before/`, `cmd`, `env`, `stdout`, `code`, of `after/` the configuration files that changed, and `stderr` of what was
//! refused. Home, time and version are masked. Meaning is compared, not bytes: the texts for people are our own, and so
//! is what a file looks like.

mod compare;
mod differs;

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use json5_edit::Value;
use testkit::Home;

use crate::cli::copy;
use compare::differences;
use differs::DIFFERS;

/// What comes of a command.
struct Outcome {
    code: i32,
    out: String,
    err: String,
    files: Files,
}

/// The configuration files of a home, by their path in it. One that cannot be read is its text.
type Files = BTreeMap<String, Value>;

/// The folder of each case, by its name.
fn cases() -> BTreeMap<String, PathBuf> {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    let roots = ["reference", "reference-2026.9.6"].map(|root| tests.join(root));
    let folders = roots.iter().flat_map(|root| fs::read_dir(root).unwrap().map(|entry| entry.unwrap().path()));
    folders.map(|path| (path.file_name().unwrap().to_str().unwrap().to_owned(), path)).collect()
}

fn read(case: &Path, name: &str) -> String {
    fs::read_to_string(case.join(name)).unwrap_or_default()
}

/// Splits like a shell does; only quotes mean something.
pub(crate) fn words(line: &str) -> Vec<String> {
    let (mut words, mut word, mut quote) = (Vec::new(), None::<String>, None);
    for c in line.chars() {
        match (c, quote) {
            ('\'' | '"', None) => (quote, word) = (Some(c), Some(word.unwrap_or_default())),
            (c, Some(open)) if c == open => quote = None,
            (c, None) if c.is_whitespace() => words.extend(word.take()),
            (c, _) => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word);
    words
}

/// Every JSON file below a directory but those in our own folder; a missing directory has none.
fn files(root: &Path, home: &str) -> Files {
    let mut found = Files::new();
    let mut left = vec![root.to_path_buf()];
    while let Some(dir) = left.pop() {
        for path in fs::read_dir(dir).into_iter().flatten().map(|entry| entry.unwrap().path()) {
            let is_json = path.extension().is_some_and(|end| end == "json" || end == "json5");
            if path.is_dir() && !path.ends_with("model-manager") {
                left.push(path);
            } else if is_json {
                let text = fs::read_to_string(&path).unwrap().replace(home, "$HOME");
                let name = path.strip_prefix(root).unwrap().to_str().unwrap().to_owned();
                found.insert(name, json5_edit::read(text.as_bytes()).unwrap_or(Value::String(text)));
            }
        }
    }
    found
}

/// What OpenClaw did.
fn recorded(case: &Path) -> Outcome {
    let mut files_after = files(&case.join("before"), "$HOME");
    files_after.extend(files(&case.join("after"), "$HOME"));
    Outcome {
        code: read(case, "code").trim().parse().unwrap_or_default(),
        out: read(case, "stdout"),
        err: read(case, "stderr"),
        files: files_after,
    }
}

/// What ours does in the same home.
fn run(case: &Path, words: &[String]) -> Outcome {
    let home = Home::empty();
    if case.join("before").is_dir() {
        copy(&case.join("before"), home.path());
    }
    let root = home.path().to_str().unwrap();
    let mut command = Command::new(crate::process::BINARY);
    command.env_clear().env("HOME", root).env("PATH", "").current_dir(root).stdin(Stdio::null()).args(words);
    for line in read(case, "env").lines() {
        let (name, value) = line.split_once('=').unwrap();
        command.env(name, value.replace("$HOME", root));
    }
    let output = command.output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap().replace(root, "$HOME");
    let code = output.status.code().unwrap();
    Outcome { code, out: text(output.stdout), err: text(output.stderr), files: files(home.path(), root) }
}

/// What is different, in words that `DIFFERS` has. Most models of the cases are made up, and ours refuses what nobody
/// has heard of: then the meaning is that of the same command with `--force`.
fn judge(case: &Path) -> Vec<&'static str> {
    let (theirs, mut words) = (recorded(case), words(&read(case, "cmd")));
    let mut ours = run(case, &words);
    if ours.err.contains("Unknown model: ") {
        words.push("--force".to_owned());
        ours = run(case, &words);
    }
    differences(&words, &files(&case.join("before"), "$HOME"), &ours, theirs)
}

#[test]
fn every_recorded_case_means_the_same_or_is_known_to_differ() {
    let cases = cases();
    assert!(cases.len() >= 100, "only {} cases were found", cases.len());
    let mut wrong = Vec::new();
    for (name, case) in &cases {
        let known = DIFFERS.iter().find(|(differing, ..)| differing == name).map_or("", |(_, what, _)| *what);
        let found = judge(case).join(", ");
        if found != known {
            wrong.push(format!(
                "{name}: `openclaw {}` differs in [{found}], known: [{known}]",
                read(case, "cmd").trim()
            ));
        }
    }
    wrong.extend(DIFFERS.iter().filter(|row| !cases.contains_key(row.0)).map(|row| format!("{}: no such case", row.0)));
    assert!(wrong.is_empty(), "{} of {} cases\n{}", wrong.len(), cases.len(), wrong.join("\n"));
}

#[test]
fn a_command_line_is_split_where_a_shell_splits_it() {
    for (line, expected) in [
        ("models set a/b\n", &["models", "set", "a/b"][..]),
        ("models set ''", &["models", "set", ""]),
        (r#"config set 'a[1]' '["x y"]'"#, &["config", "set", "a[1]", r#"["x y"]"#]),
        (r#"--profile "a b" models"#, &["--profile", "a b", "models"]),
        ("a\"b c\"'d'", &["ab cd"]),
    ] {
        assert_eq!(words(line), expected, "{line}");
    }
}
