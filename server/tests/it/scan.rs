//! Tests of `models scan` with fake providers.

mod documented_commands;
mod live_lists;

use std::{
    fs,
    process::{Command, Output},
    time::{Duration, Instant},
};

use serde_json::{Value, json};
use testkit::{
    TestHome,
    fake::{Answer, FakeProvider, Script, SeenRequest, When},
};

use crate::{probe::ok_answer, process::openclaw_command, terminal::Terminal};

const CALLS_TOOL: &str = "data: {\"choices\":[{\"delta\":{\"tool_calls\":[{\"function\":{\"name\":\"ping\"}}]},\"finish_reason\":\"tool_calls\"}]}\n\ndata: [DONE]\n\n";

fn when(answer: Answer, body: &str) -> Answer {
    Answer { when: When { body: body.to_owned(), ..answer.when.clone() }, ..answer }
}

fn refused() -> Answer {
    Answer::json(401, json!({ "error": { "message": "Incorrect API key provided", "code": "invalid_api_key" } }))
}

/// Answers each request; the models that are named do not exist, and the keys that contain `bad` are refused.
fn script(missing: &[&str]) -> Script {
    let not_found = |model: &&str| {
        let body = json!({ "error": { "message": "no such model", "code": "model_not_found" } });
        when(Answer::json(404, body), &format!("\"{model}\""))
    };
    let mut answers: Vec<_> = missing.iter().map(not_found).collect();
    answers.insert(0, refused().for_header("bad"));
    answers.push(when(Answer { body: testkit::fake::Text::Plain(CALLS_TOOL.to_owned()), ..ok_answer() }, "\"tools\""));
    answers.push(when(Answer::json(400, json!({ "error": { "message": "no images" } })), "image_url"));
    answers.push(ok_answer());
    Script { answers, resets: false }
}

/// A home with the providers `one` and `two`, whose keys are given, and one without a key, which answers now.
fn home(provider: &FakeProvider, keys: [&str; 2]) -> TestHome {
    let entry = |key: &str, models: Value| json!({ "baseUrl": format!("{}/v1", provider.url()), "api": "openai-completions", "apiKey": key, "models": models });
    let model = |id: &str, output: f64| json!({ "id": id, "name": id, "cost": { "input": 1, "output": output }, "input": ["text", "image"] });
    let config = json!({
        "models": { "providers": {
            "one": entry(keys[0], json!([model("big-70b", 3.0), model("small-8b", 0.5)])),
            "two": entry(keys[1], json!([model("mid-30b", 2.0)])),
        } },
        "agents": { "defaults": { "model": { "primary": "xai/grok-4" } } },
    });
    TestHome::with_config(&config.to_string())
}

const KEYS: [&str; 2] = ["key-good-0123456789", "key-fine-0123456789"];

fn command(home: &TestHome, line: &str) -> Command {
    let mut command = openclaw_command(home);
    command.args(line.split(' '));
    command
}

fn run(home: &TestHome, line: &str) -> Output {
    command(home, line).output().unwrap()
}

fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

fn config_text(home: &TestHome) -> String {
    fs::read_to_string(home.state_dir().join("openclaw.json")).unwrap()
}

#[test]
fn the_output_has_the_documented_form() {
    let provider = FakeProvider::start(script(&[]));
    let home = home(&provider, [KEYS[0], "key-bad-0123456789"]);
    let before = config_text(&home);
    let output = run(&home, "models scan --yes");
    assert_eq!(
        stdout(&output),
        "Scanning models...\n\
         ✓ one: 2 models available (auth: ok)\n\
         ✗ two: no valid authentication\n\
         ✗ xai: no valid authentication\n\
         \n\
         Top candidates:\n \
         1. one/big-70b     (70B, ?, $1/$3/M)\n \
         2. one/small-8b    (8B,  ?, $1/$0.5/M)\n\
         \n\
         Recommended: one/big-70b\n"
    );
    let err = stderr(&output);
    assert_eq!(output.status.code(), Some(0), "{err}");
    assert!(err.contains("↳ models.json: key not valid (401 Incorrect API key provided)"), "{err}");
    assert!(err.contains("openclaw models auth add --provider xai") && !err.contains("\u{1b}["), "{err}");
    assert_eq!(config_text(&home), before, "`--yes` alone sets nothing");
    // One request for each credential, and one for the candidate that proved none. Servers of this machine are asked for
    // their lists, too.
    assert_eq!(provider.seen().iter().filter(|request| request.method == "POST").count(), 3);
}

#[test]
fn the_best_model_is_set_and_can_be_undone() {
    let provider = FakeProvider::start(script(&["big-70b"]));
    let home = home(&provider, KEYS);
    let before = config_text(&home);
    let output = run(&home, "models scan --yes --set-default");
    let out = stdout(&output);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert!(
        out.contains("Recommended: two/mid-30b\nUpdated ") && out.ends_with("Default model: two/mid-30b\n"),
        "{out}"
    );
    assert!(out.contains(" 3. one/big-70b     (70B, ?, $1/$3/M)  model not found"), "{out}");
    assert!(config_text(&home).contains("two/mid-30b"));
    assert!(stdout(&run(&home, "models history")).contains("two/mid-30b"));
    assert_eq!(run(&home, "models undo").status.code(), Some(0));
    assert_eq!(config_text(&home), before);
}

#[test]
fn nothing_is_set_if_nothing_answers() {
    let provider = FakeProvider::start(script(&[]));
    let home = home(&provider, ["key-bad-0123456789", "key-bad-9876543210"]);
    let before = config_text(&home);
    let output = run(&home, "models scan --yes --set-default");
    let err = stderr(&output);
    assert_eq!(output.status.code(), Some(1), "{err}");
    assert!(err.contains("Error: no candidate answers; nothing was changed"), "{err}");
    for provider in ["one", "two"] {
        assert!(err.contains(&format!("  {provider}: no valid authentication: models.json: key not valid")), "{err}");
    }
    assert_eq!(config_text(&home), before);
}

#[test]
fn the_json_has_all_results() {
    let provider = FakeProvider::start(script(&["small-8b"]));
    let home = home(&provider, KEYS);
    let output = run(&home, "models scan --json --probe-tools --probe-images --min-params 20");
    let json: Value = serde_json::from_slice(&output.stdout).unwrap();
    let scan = &json["report"]["scan"];
    assert_eq!((json["report"]["state"].as_str(), &json["change"]), (Some("finished"), &Value::Null));
    assert_eq!(scan["request"]["minParamsMillions"], 20_000);
    assert_eq!(scan["leftOut"][0]["flag"], "--min-params");
    let candidates = scan["candidates"].as_array().unwrap();
    assert_eq!(candidates.len(), 2);
    for one in candidates {
        assert_eq!(
            (&one["state"], &one["tools"], &one["images"]),
            (&json!("partly"), &json!("ok"), &json!("request rejected"))
        );
        assert_eq!(one["parts"].as_array().unwrap().len(), 5);
    }
    // No candidate passed every check.
    assert_eq!((output.status.code(), &scan["recommended"]), (Some(1), &Value::Null));
    assert_eq!(scan["scoreParts"][1]["name"], "size");
    assert!(!stdout(&output).contains("0123456789") && !stderr(&output).contains("0123456789"));
}

#[test]
fn the_report_is_kept_without_secrets() {
    let provider = FakeProvider::start(script(&[]));
    let home = home(&provider, KEYS);
    run(&home, "models scan --no-probe");
    run(&home, "models scan --dry-run");
    let kept = home.state_dir().join("model-manager/scan.json");
    assert!(!kept.exists() && provider.seen().is_empty(), "nothing was sent");
    run(&home, "models scan --yes");
    let kept = fs::read_to_string(kept).unwrap();
    assert!(kept.contains("one/big-70b") && kept.contains("\"at_ms\"") && !kept.contains("0123456789"), "{kept}");
}

#[test]
fn a_number_sets_the_model_and_enter_keeps_it() {
    let provider = FakeProvider::start(script(&["mid-30b"]));
    let prompt = "Select model: [1-3] or Enter to keep current";
    for (line, answers, expected) in [
        ("models scan", vec![(prompt, "2\r")], Some("one/small-8b")),
        (
            "models scan --set-default",
            vec![(prompt, "9\r"), ("Type a number from 1 to 3", ""), (prompt, "1\r")],
            Some("one/big-70b"),
        ),
        ("models scan", vec![(prompt, "\r"), ("Kept the current model: xai/grok-4", "")], None),
        ("models scan", vec![(prompt, "3\r"), ("did not answer: model not found. Set it anyway? [y/N]", "\r")], None),
        ("models scan --set-image", vec![(prompt, "1\r"), ("Image model: one/big-70b", "")], Some("imageModel")),
    ] {
        let home = home(&provider, KEYS);
        let before = config_text(&home);
        let mut session = Terminal::start(&mut command(&home, line));
        for (prompt, keys) in answers {
            session.answer(prompt, keys);
        }
        let (code, screen) = session.finish();
        assert_eq!(code, 0, "{screen}");
        let after = config_text(&home);
        assert_eq!(after != before, expected.is_some(), "{screen}");
        assert!(after.contains(expected.unwrap_or_default()), "{after}");
    }
}

#[test]
fn no_color_is_respected() {
    let provider = FakeProvider::start(script(&["mid-30b"]));
    for has_color in [false, true] {
        let home = home(&provider, KEYS);
        let mut command = command(&home, "models scan --yes");
        command.env("TERM", "xterm").env_remove("NO_COLOR");
        if !has_color {
            command.env("NO_COLOR", "1");
        }
        let mut session = Terminal::start(&mut command);
        // The command holds the terminal open, too.
        drop(command);
        session.expect("Recommended:");
        let (_, screen) = session.finish();
        assert_eq!(screen.contains("\u{1b}["), has_color, "{screen:?}");
    }
}

#[test]
fn ctrl_c_cancels_and_sets_nothing() {
    let slow = Script::always(Answer { delay_ms: 20_000, ..ok_answer() });
    let provider = FakeProvider::start(slow);
    let home = home(&provider, KEYS);
    let before = config_text(&home);
    // The last result, which the results of a part of a scan do not replace.
    let last = r#"{"version":1,"rows":[]}"#;
    home.write_file("model-manager/scan.json", last);
    let child = command(&home, "models scan --yes --set-default").stderr(std::process::Stdio::piped()).spawn().unwrap();
    let begin = Instant::now();
    while provider.seen().is_empty() {
        assert!(begin.elapsed() < Duration::from_secs(20), "no request came");
        std::thread::sleep(Duration::from_millis(5));
    }
    Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(130), "{}", stderr(&output));
    assert!(!stderr(&output).contains("no candidate answers"), "{}", stderr(&output));
    assert_eq!(config_text(&home), before);
    assert_eq!(fs::read_to_string(home.state_dir().join("model-manager/scan.json")).unwrap(), last);
}

#[test]
fn a_provider_that_does_not_answer_delays_no_candidate_of_another() {
    let mut script = script(&[]);
    script.answers.insert(0, Answer { delay_ms: 120_000, ..ok_answer() }.for_header("slow"));
    let provider = FakeProvider::start(script);
    let home = home(&provider, [KEYS[0], "key-slow-0123456789"]);
    let line = "models scan --yes --probe-tools --timeout 110000";
    let child = command(&home, line).stdout(std::process::Stdio::null()).spawn().unwrap();
    let wanted = |request: &SeenRequest| request.body.contains("big-70b") && request.body.contains("\"tools\"");
    let (begin, mut seen) = (Instant::now(), Vec::new());
    while !seen.iter().any(wanted) {
        assert!(begin.elapsed() < Duration::from_mins(1), "the candidates wait for `two`: {seen:?}");
        std::thread::sleep(Duration::from_millis(5));
        seen = provider.seen();
    }
    Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert_eq!(child.wait_with_output().unwrap().status.code(), Some(130));
}

#[test]
fn a_scan_that_cannot_go_on_has_failed() {
    let provider = FakeProvider::start(script(&[]));
    let home = home(&provider, KEYS);
    // A file where the folder of the tables belongs.
    home.write_file("model-manager", "");
    for line in ["models scan --yes --set-default", "models scan --yes --json", "models probe one/big-70b"] {
        let output = run(&home, line);
        let err = stderr(&output);
        assert_eq!(output.status.code(), Some(1), "{line}: {err}");
        assert!(err.contains("Error: nothing was sent: the hosts of the keys could not be recorded"), "{line}: {err}");
        if line.contains("--json") {
            let json: Value = serde_json::from_slice(&output.stdout).unwrap();
            assert_eq!((&json["report"]["state"], &json["change"]), (&json!("failed"), &Value::Null));
        }
    }
    assert!(provider.seen().iter().all(|request| request.method == "GET"), "no key was sent");
}
