//! Compares openclaw with recorded runs of OpenClaw. `known_differences` lists each intended difference.
//!
//! A case is a folder below `tests/reference` and `tests/reference-auth` (2026.3.13) or `tests/reference-2026.9.6`, in
//! the form of the golden cases: `before/`, `cmd`, `env`, `stdin`, `stdout`, `code`, the changed files in `after/`, and
//! the `stderr` of failed commands. Home, time and version are masked. Meaning is compared, not bytes: texts for people
//! and the layout of files differ.

mod compare;
mod known_differences;

use std::{
    collections::BTreeMap,
    fs::{self, File},
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use json5_edit::Value;
use testkit::TestHome;

use crate::golden::{TIME, copy_home};
use compare::differences;
use known_differences::KNOWN_DIFFERENCES;

/// The time of the cases below `tests/reference-auth`, in which credentials expire: 2026-03-13 at noon.
const AUTH_TIME: &str = "1773403200";

/// The result of a command.
struct CaseOutcome {
    code: i32,
    stdout: String,
    stderr: String,
    files: Files,
}

/// The configuration files of a home by path. A file that cannot be parsed is a string.
type Files = BTreeMap<String, Value>;

/// Returns the folder of each case by name.
fn recorded_cases() -> BTreeMap<String, PathBuf> {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    let roots = ["reference", "reference-2026.9.6", "reference-auth"].map(|root| tests.join(root));
    let folders = roots.iter().flat_map(|root| fs::read_dir(root).unwrap().map(|entry| entry.unwrap().path()));
    folders.map(|path| (path.file_name().unwrap().to_str().unwrap().to_owned(), path)).collect()
}

fn read_case_file(case: &Path, name: &str) -> String {
    fs::read_to_string(case.join(name)).unwrap_or_default()
}

/// Splits words like a shell that supports only quotes.
pub(crate) fn split_words(line: &str) -> Vec<String> {
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

/// Returns all JSON files below a directory except openclaw's own. A missing directory has none.
fn config_files(root: &Path, home: &str) -> Files {
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

/// Returns the recorded result of OpenClaw.
fn recorded_outcome(case: &Path) -> CaseOutcome {
    let mut files_after = config_files(&case.join("before"), "$HOME");
    files_after.extend(config_files(&case.join("after"), "$HOME"));
    CaseOutcome {
        code: read_case_file(case, "code").trim().parse().unwrap_or_default(),
        stdout: read_case_file(case, "stdout"),
        stderr: read_case_file(case, "stderr"),
        files: files_after,
    }
}

/// Runs openclaw in the same home.
fn run_case(case: &Path, words: &[String]) -> CaseOutcome {
    run_commands(case, &[words])
}

/// Runs several commands in the same home. The outcome is that of the last one.
fn run_commands(case: &Path, commands: &[&[String]]) -> CaseOutcome {
    let home = TestHome::empty();
    if case.join("before").is_dir() {
        copy_home(&case.join("before"), home.path());
    }
    let root = home.path().to_str().unwrap();
    let run = |words: &&[String]| case_command(case, &home, words).output().unwrap();
    let mut outputs: Vec<_> = commands.iter().map(run).collect();
    let output = outputs.pop().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap().replace(root, "$HOME");
    let code = output.status.code().unwrap();
    CaseOutcome {
        code,
        stdout: text(output.stdout),
        stderr: text(output.stderr),
        files: config_files(home.path(), root),
    }
}

fn case_command(case: &Path, home: &TestHome, words: &[String]) -> Command {
    let root = home.path().to_str().unwrap();
    let is_about_credentials = case.parent().unwrap().ends_with("reference-auth");
    let mut command = Command::new(crate::process::BINARY);
    command
        .env_clear()
        .env("HOME", root)
        .env("PATH", "")
        .env("OPENCLAW_TEST_TIME", if is_about_credentials { AUTH_TIME } else { TIME })
        .current_dir(root)
        .stdin(File::open(case.join("stdin")).map_or_else(|_| Stdio::null(), Stdio::from))
        .args(words);
    for line in read_case_file(case, "env").lines() {
        let (name, value) = line.split_once('=').unwrap();
        command.env(name, value.replace("$HOME", root));
    }
    command
}

/// Returns what differs, in the words of the list of differences. openclaw refuses unknown models, and most models in
/// the cases are unknown: then the command is run with `--force`.
fn case_differences(case: &Path) -> Vec<&'static str> {
    let (theirs, mut words) = (recorded_outcome(case), split_words(&read_case_file(case, "cmd")));
    let mut ours = run_case(case, &words);
    if ours.stderr.contains("Unknown model: ") {
        words.push("--force".to_owned());
        ours = run_case(case, &words);
    }
    differences(&words, &config_files(&case.join("before"), "$HOME"), &ours, theirs)
}

#[test]
fn recorded_cases_match_or_are_known_differences() {
    let cases = recorded_cases();
    assert!(cases.len() >= 100, "only {} cases were found", cases.len());
    let mut wrong = Vec::new();
    for (name, case) in &cases {
        let known = KNOWN_DIFFERENCES.iter().find(|(differing, ..)| differing == name).map_or("", |(_, what, _)| *what);
        let found = case_differences(case).join(", ");
        if found != known {
            wrong.push(format!(
                "{name}: `openclaw {}` differs in [{found}], known: [{known}]",
                read_case_file(case, "cmd").trim()
            ));
        }
    }
    wrong.extend(
        KNOWN_DIFFERENCES.iter().filter(|row| !cases.contains_key(row.0)).map(|row| format!("{}: no such case", row.0)),
    );
    assert!(wrong.is_empty(), "{} of {} cases\n{}", wrong.len(), cases.len(), wrong.join("\n"));
}

/// OpenClaw imports when it reads. The second case was recorded with a store that must not be written.
#[test]
fn an_import_makes_what_openclaw_makes_when_it_reads() {
    let cases = recorded_cases();
    for (name, expected) in
        [("048-status-json-legacy-oauth-json", &[][..]), ("049-status-json-legacy-readonly", &["config"])]
    {
        let case = &cases[name];
        let (import, read) = (split_words("models auth import"), split_words(&read_case_file(case, "cmd")));
        let ours = run_commands(case, &[&import, &read]);
        let before = config_files(&case.join("before"), "$HOME");
        assert_eq!(differences(&read, &before, &ours, recorded_outcome(case)), expected, "{name}: {}", ours.stdout);
    }
}

#[test]
fn command_line_is_split_like_in_a_shell() {
    for (line, expected) in [
        ("models set a/b\n", &["models", "set", "a/b"][..]),
        ("models set ''", &["models", "set", ""]),
        (r#"config set 'a[1]' '["x y"]'"#, &["config", "set", "a[1]", r#"["x y"]"#]),
        (r#"--profile "a b" models"#, &["--profile", "a b", "models"]),
        ("a\"b c\"'d'", &["ab cd"]),
    ] {
        assert_eq!(split_words(line), expected, "{line}");
    }
}
