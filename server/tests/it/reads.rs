//! Who looks leaves no trace: no byte, no time, no inode, no mode, no file, no directory.

use std::thread;

use serde_json::json;
use server::http::routes::{api_path, form_path};
use testkit::Home;

use crate::{
    corpus::{Spoken, commands, nodes, say},
    harness::{EXAMPLES, Harness, api, form, get_as},
    homes::{RICH, generations},
};

/// A home of every generation, one that is broken in each way, and one that was written before.
fn homes() -> Vec<(&'static str, Home)> {
    let used = Home::with_config(RICH);
    let add = ["models", "fallbacks", "add", "openai/gpt-5"].map(str::to_owned);
    assert_eq!(say(&used, &add).code, 0);
    let mut homes = generations();
    homes.push(("written before", used));
    homes
}

fn hold(name: &str, home: &Home, lines: impl IntoIterator<Item = Vec<String>>) {
    let before = home.print();
    for words in lines {
        say(home, &words);
        assert!(home.print() == before, "a home that is {name}: `openclaw {}` left a trace", words.join(" "));
    }
}

#[test]
fn no_command_that_looks_leaves_a_trace() {
    let commands = commands();
    thread::scope(|scope| {
        for (name, home) in homes() {
            // How a preview is printed is the business of one command, not of each.
            let forms = |spoken: &Spoken| spoken.harmless().into_iter().take(if spoken.writes { 1 } else { 3 });
            let looks = commands.iter().flat_map(forms).map(|spoken| spoken.words);
            scope.spawn(move || hold(name, &home, looks));
        }
    });
}

#[test]
fn no_help_and_no_misuse_leaves_a_trace() {
    let with = |words: &[String], flag: &str| [words, &[flag.to_owned()]].concat();
    let refused: Vec<_> = commands().iter().map(|spoken| with(&spoken.words, "--no-such-flag")).collect();
    let helped = nodes().into_iter().map(|words| with(&words, "--help"));
    hold("rich", &Home::with_config(RICH), refused.into_iter().chain(helped));
}

#[tokio::test]
async fn no_page_no_reply_and_no_question_leaves_a_trace() {
    for (name, home) in homes() {
        let harness = Harness::over(home);
        let visitor = harness.visitor().await;
        let before = harness.home.print();
        let pages = app::page::PAGES.iter().map(|page| page.path).chain(["/nowhere"]);
        let mut asked: Vec<_> = pages.map(|path| (path.to_owned(), get_as(&visitor, path))).collect();
        for example in EXAMPLES {
            let preview = example.preview();
            asked.push((api_path(example.path), api(&visitor, &api_path(example.path), &preview.to_string())));
            // A form has a field at least.
            if let Some(op) = preview.pointer("/op/op").filter(|op| **op != json!({})) {
                let fields = serde_qs::to_string(&json!({ "op": op, "back": "/" })).unwrap();
                asked.push((form_path(example.path), form(&visitor, &form_path(example.path), &fields)));
            }
        }
        for (path, request) in asked {
            let answer = harness.send(request).await;
            assert_ne!(answer.status, 400, "{path}: {}", answer.body);
            assert!(harness.home.print() == before, "a home that is {name}: {path} left a trace");
        }
    }
}
