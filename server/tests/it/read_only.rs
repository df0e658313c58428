//! Tests of `--read-only`: everything can be viewed, nothing can be changed.

use axum::http::StatusCode;
use contract::{OPERATIONS, OperationKind};
use ops::Workspace;
use server::http::routes::{api_path, form_path};
use testkit::TestHome;

use crate::{
    forms::{FORMS, RICH},
    harness::{EXAMPLES, Harness, api_request, find_example, form_request, get_request_as},
    homes::add_credentials,
    process::{UiProcess, http_get, openclaw_command, sign_in},
};

const READ_ONLY_TEXT: &str = "this dashboard was started with";

/// A home with a change to undo.
fn home_with_history() -> TestHome {
    let home = TestHome::with_config(RICH);
    add_credentials(&home);
    let add = ["models", "fallbacks", "add", "google/gemini-2.5-pro"];
    assert!(openclaw_command(&home).args(add).status().unwrap().success());
    home
}

#[tokio::test]
async fn forms_are_refused_and_preview_says_read_only() {
    let harness = Harness::read_only(home_with_history());
    let visitor = harness.sign_in().await;
    let before = harness.home.fingerprint();
    for (path, fields) in FORMS {
        let asked = format!("{fields}&back=/");
        let answer = harness.send(form_request(&visitor, &form_path(path), &asked)).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.body);
        assert!(
            answer.body.contains(READ_ONLY_TEXT) && !answer.body.contains("name=\"apply\""),
            "{path}: {}",
            answer.body
        );
        let applied = format!("{asked}&apply=true&expect=0123456789abcdef");
        let answer = harness.send(form_request(&visitor, &form_path(path), &applied)).await;
        assert_eq!(answer.status, StatusCode::CONFLICT, "{path}: {}", answer.body);
        assert!(answer.body.contains(READ_ONLY_TEXT) && answer.body.contains("read-only"), "{path}: {}", answer.body);
        assert!(answer.body.contains("start <code>openclaw models ui</code> without"), "{path}: {}", answer.body);
    }
    assert_eq!(harness.home.fingerprint(), before);
}

#[tokio::test]
async fn write_endpoints_are_refused_and_reads_work() {
    let harness = Harness::read_only(home_with_history());
    let visitor = harness.sign_in().await;
    let before = harness.home.fingerprint();
    for op in OPERATIONS {
        let mut json: serde_json::Value = serde_json::from_str(find_example(op.path).unwrap().json).unwrap();
        if op.kind.is_write() || json.pointer("/op/dryRun").is_some() {
            json["op"]["dryRun"] = false.into();
        }
        let answer = harness.send(api_request(&visitor, &api_path(op.path), &json.to_string())).await;
        if op.kind == OperationKind::Read {
            assert_eq!(answer.status, StatusCode::OK, "{}: {}", op.name, answer.body);
        } else {
            assert_eq!(answer.status, StatusCode::CONFLICT, "{}: {}", op.name, answer.body);
            assert_eq!(answer.header("x-openclaw-code"), "read-only", "{}", op.name);
            assert!(answer.body.contains(READ_ONLY_TEXT), "{}: {}", op.name, answer.body);
        }
    }
    assert_eq!(harness.home.fingerprint(), before);
}

#[tokio::test]
async fn preview_has_blocked_reason() {
    let harness = Harness::read_only(home_with_history());
    let visitor = harness.sign_in().await;
    let mut blocked = 0;
    for example in EXAMPLES {
        let answer =
            harness.send(api_request(&visitor, &api_path(example.path), &example.preview_json().to_string())).await;
        let reply: serde_json::Value = serde_json::from_str(&answer.body).unwrap();
        let would_write = reply["diffs"].as_array().is_some_and(|diffs| !diffs.is_empty());
        if would_write {
            assert!(
                reply["blocked"].as_str().is_some_and(|reason| reason.starts_with(READ_ONLY_TEXT)),
                "{}",
                answer.body
            );
            blocked += 1;
        }
    }
    assert!(blocked > 5, "{blocked} previews");
}

#[tokio::test]
async fn pages_show_read_only() {
    for (harness, expected) in [
        (Harness::read_only(home_with_history()), "&quot;read_only&quot;:true"),
        (Harness::new(), "&quot;read_only&quot;:false"),
    ] {
        let visitor = harness.sign_in().await;
        let page = harness.send(get_request_as(&visitor, "/")).await.body;
        assert!(page.contains(expected), "{page}");
    }
}

#[test]
fn external_changes_are_not_recorded() {
    let home = home_with_history();
    home.write_file("openclaw.json", "{ agents: { defaults: { model: 'xai/grok-4' } } }");
    let before = home.fingerprint();
    let note = |is_read_only| {
        let policy = server::context::dashboard_write_policy(is_read_only);
        Workspace::new(home.store(), policy).record_external_change().unwrap()
    };
    assert!(!note(true));
    assert_eq!(home.fingerprint(), before);
    assert!(note(false));
}

#[test]
fn read_only_process_writes_nothing_in_the_home() {
    let home = home_with_history();
    std::fs::create_dir_all(home.path().join("run")).unwrap();
    let before = home.fingerprint();
    let child = openclaw_command(&home)
        .env_remove("XDG_RUNTIME_DIR")
        .args(["models", "ui", "--read-only", "--no-open", "--port", "0"])
        .spawn()
        .unwrap();
    let ui = UiProcess::from_child(child);
    let (status, answer) = sign_in(&ui, "localhost");
    assert_eq!(status, 303, "{answer}");
    http_get(ui.port(), "evil.example", "/", "");
    assert_eq!(home.fingerprint(), before, "while it runs");
    let (_, err) = ui.interrupt_and_wait();
    assert_eq!(home.fingerprint(), before);
    assert!(err.contains("It is read-only") && err.contains("a second start will not find"), "{err}");
}

#[test]
fn code_flag_asks_any_running_dashboard() {
    let home = home_with_history();
    let ui = UiProcess::start(&home, &["--read-only", "--no-open", "--port", "0"]);
    let code = openclaw_command(&home).args(["models", "ui", "--code"]).output().unwrap();
    assert!(String::from_utf8(code.stdout).unwrap().contains(&format!(":{}/", ui.port())));
}
