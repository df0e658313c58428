//! `--read-only`: everything is shown, nothing is changed.

use axum::http::StatusCode;
use contract::{Kind, OPERATIONS};
use ops::note_outside;
use server::http::routes::{api_path, form_path};
use testkit::Home;

use crate::{
    forms::{FORMS, RICH},
    harness::{EXAMPLES, Harness, api, example, form, get_as},
    process::{Ui, command, get, sign_in},
};

const WHY: &str = "this dashboard was started with";

/// A home that we wrote before, so that there is something to undo.
fn used() -> Home {
    let home = Home::with_config(RICH);
    let add = ["models", "fallbacks", "add", "google/gemini-2.5-pro"];
    assert!(command(&home).args(add).status().unwrap().success());
    home
}

#[tokio::test]
async fn every_form_is_refused_and_its_question_says_so() {
    let harness = Harness::read_only(used());
    let visitor = harness.visitor().await;
    let before = harness.home.print();
    for (path, fields) in FORMS {
        let asked = format!("{fields}&back=/");
        let answer = harness.send(form(&visitor, &form_path(path), &asked)).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.body);
        assert!(answer.body.contains(WHY) && !answer.body.contains("name=\"apply\""), "{path}: {}", answer.body);
        let applied = format!("{asked}&apply=true&expect=0123456789abcdef");
        let answer = harness.send(form(&visitor, &form_path(path), &applied)).await;
        assert_eq!(answer.status, StatusCode::CONFLICT, "{path}: {}", answer.body);
        assert!(answer.body.contains(WHY) && answer.body.contains("read-only"), "{path}: {}", answer.body);
        assert!(answer.body.contains("start <code>openclaw models ui</code> without"), "{path}: {}", answer.body);
    }
    assert_eq!(harness.home.print(), before);
}

#[tokio::test]
async fn every_writing_endpoint_is_refused_and_every_other_one_answers() {
    let harness = Harness::read_only(used());
    let visitor = harness.visitor().await;
    let before = harness.home.print();
    for op in OPERATIONS {
        let mut json: serde_json::Value = serde_json::from_str(example(op.path).unwrap().json).unwrap();
        if op.kind != Kind::Read {
            json["op"]["dryRun"] = false.into();
        }
        let answer = harness.send(api(&visitor, &api_path(op.path), &json.to_string())).await;
        if op.kind == Kind::Read {
            assert_eq!(answer.status, StatusCode::OK, "{}: {}", op.name, answer.body);
        } else {
            assert_eq!(answer.status, StatusCode::CONFLICT, "{}: {}", op.name, answer.body);
            assert_eq!(answer.header("x-openclaw-code"), "read-only", "{}", op.name);
            assert!(answer.body.contains(WHY), "{}: {}", op.name, answer.body);
        }
    }
    assert_eq!(harness.home.print(), before);
}

#[tokio::test]
async fn a_preview_says_why_it_cannot_be_written() {
    let harness = Harness::read_only(used());
    let visitor = harness.visitor().await;
    let mut blocked = 0;
    for example in EXAMPLES {
        let answer = harness.send(api(&visitor, &api_path(example.path), &example.preview().to_string())).await;
        let reply: serde_json::Value = serde_json::from_str(&answer.body).unwrap();
        let would_write = reply["diffs"].as_array().is_some_and(|diffs| !diffs.is_empty());
        if would_write {
            assert!(reply["blocked"].as_str().is_some_and(|why| why.starts_with(WHY)), "{}", answer.body);
            blocked += 1;
        }
    }
    assert!(blocked > 5, "{blocked} previews");
}

#[tokio::test]
async fn the_pages_know_it() {
    for (harness, expected) in
        [(Harness::read_only(used()), "&quot;read_only&quot;:true"), (Harness::new(), "&quot;read_only&quot;:false")]
    {
        let visitor = harness.visitor().await;
        let page = harness.send(get_as(&visitor, "/")).await.body;
        assert!(page.contains(expected), "{page}");
    }
}

#[test]
fn a_change_made_elsewhere_is_not_noted() {
    let home = used();
    home.write("openclaw.json", "{ agents: { defaults: { model: 'xai/grok-4' } } }");
    let before = home.print();
    assert!(!note_outside(&home.place(), &server::wire::dashboard(true)).unwrap());
    assert_eq!(home.print(), before);
    assert!(note_outside(&home.place(), &server::wire::dashboard(false)).unwrap());
}

#[test]
fn the_process_leaves_no_trace_in_the_home_even_without_a_directory_of_its_own() {
    let home = used();
    std::fs::create_dir_all(home.path().join("run")).unwrap();
    let before = home.print();
    let child = command(&home)
        .env_remove("XDG_RUNTIME_DIR")
        .args(["models", "ui", "--read-only", "--no-open", "--port", "0"])
        .spawn()
        .unwrap();
    let ui = Ui::of(child);
    let (status, answer) = sign_in(&ui, "localhost");
    assert_eq!(status, 303, "{answer}");
    get(ui.port(), "evil.example", "/", "");
    assert_eq!(home.print(), before, "while it runs");
    let (_, err) = ui.stop();
    assert_eq!(home.print(), before);
    assert!(err.contains("It changes nothing") && err.contains("a second start will not find"), "{err}");
}

#[test]
fn a_code_is_asked_of_the_dashboard_that_runs_however_it_was_started() {
    let home = used();
    let ui = Ui::start(&home, &["--read-only", "--no-open", "--port", "0"]);
    let code = command(&home).args(["models", "ui", "--code"]).output().unwrap();
    assert!(String::from_utf8(code.stdout).unwrap().contains(&format!(":{}/", ui.port())));
}
