//! Tests that a read leaves no trace: no byte, time, inode, mode, file or directory changes.

use std::thread;

use serde_json::json;
use server::http::routes::{api_path, form_path};
use testkit::TestHome;

use crate::{
    corpus::{CommandGroup, CommandLine, all_command_lines, all_command_paths, run_in_process},
    harness::{EXAMPLES, Harness, api_request, form_request, get_request_as},
    homes::{RICH, generation_homes},
};

/// Homes of every generation, broken homes, and a home that was written before.
fn all_homes() -> Vec<(&'static str, TestHome)> {
    let used = TestHome::with_config(RICH);
    let add = ["models", "fallbacks", "add", "openai/gpt-5"].map(str::to_owned);
    assert_eq!(run_in_process(&used, &add).code, 0);
    let mut homes = generation_homes();
    homes.push(("written before", used));
    homes
}

fn assert_no_trace(name: &str, home: &TestHome, lines: impl IntoIterator<Item = Vec<String>>) {
    let before = home.fingerprint();
    for words in lines {
        run_in_process(home, &words);
        assert!(home.fingerprint() == before, "a home that is {name}: `openclaw {}` left a trace", words.join(" "));
    }
}

mod a_command_that_reads_leaves_no_trace {
    crate::corpus::test_each_command_group!(assert_reads_leave_no_trace);
}

fn assert_reads_leave_no_trace(group: CommandGroup) {
    let commands = group.command_lines();
    thread::scope(|scope| {
        for (name, home) in all_homes() {
            // One command is enough to test how a preview is printed.
            let forms = |command: &CommandLine| {
                command.read_only_variants().into_iter().take(if command.is_write { 1 } else { 3 })
            };
            let looks = commands.iter().flat_map(forms).map(|command| command.words);
            scope.spawn(move || assert_no_trace(name, &home, looks));
        }
    });
}

#[test]
fn help_and_usage_errors_write_nothing() {
    let with = |words: &[String], flag: &str| [words, &[flag.to_owned()]].concat();
    let refused: Vec<_> = all_command_lines().iter().map(|command| with(&command.words, "--no-such-flag")).collect();
    let helped = all_command_paths().into_iter().map(|words| with(&words, "--help"));
    assert_no_trace("rich", &TestHome::with_config(RICH), refused.into_iter().chain(helped));
}

#[tokio::test]
async fn pages_replies_and_previews_write_nothing() {
    for (name, home) in all_homes() {
        let harness = Harness::over(home);
        let visitor = harness.sign_in().await;
        let before = harness.home.fingerprint();
        let pages = app::page::PAGES.iter().map(|page| page.path).chain(["/nowhere"]);
        let mut asked: Vec<_> = pages.map(|path| (path.to_owned(), get_request_as(&visitor, path))).collect();
        for example in EXAMPLES {
            let preview = example.preview_json();
            asked.push((api_path(example.path), api_request(&visitor, &api_path(example.path), &preview.to_string())));
            // A form has at least one field. That of a secret has no preview.
            let has_preview = |op: &&serde_json::Value| **op != json!({}) && op.get("secret").is_none();
            if let Some(op) = preview.pointer("/op/op").filter(has_preview) {
                let fields = serde_qs::to_string(&json!({ "op": op, "back": "/" })).unwrap();
                asked.push((form_path(example.path), form_request(&visitor, &form_path(example.path), &fields)));
            }
        }
        for (path, request) in asked {
            let answer = harness.send(request).await;
            assert_ne!(answer.status, 400, "{path}: {}", answer.body);
            assert!(harness.home.fingerprint() == before, "a home that is {name}: {path} left a trace");
        }
    }
}
