//! Tests of the diagnosis: the reasons why requests are not answered and their repairs, in the terminal and on a page.

use rusqlite::Connection;
use testkit::TestHome;

use crate::{
    harness::{Harness, form_request, get_request_as},
    process::openclaw_command,
};

/// The second step is unknown, and no step has a credential.
const SILENT: &str = r#"{ "agents": { "defaults": {
    "model": { "primary": "anthropic/claude-opus-4-5", "fallbacks": ["openai/gpt-52"] },
    "imageModel": { "primary": "google/gemini-2.5-flash", "fallbacks": ["zai/glm-4.7"] },
} } }"#;

fn run(home: &TestHome, args: &[&str]) -> (String, i32) {
    let output = openclaw_command(home).args(args).output().unwrap();
    (String::from_utf8(output.stdout).unwrap(), output.status.code().unwrap())
}

#[test]
fn the_terminal_has_the_reason_and_the_command() {
    let home = TestHome::with_config(SILENT);
    let (text, code) = run(&home, &["models", "doctor"]);
    for part in [
        "None of the 2 steps for text requests can answer now, so OpenClaw says “All models failed”: 1. \
         `anthropic/claude-opus-4-5`: no API key; 2. `openai/gpt-52`: unknown model",
        "No API key found for provider \"anthropic\": `ANTHROPIC_API_KEY` is not set",
        "`openclaw models auth add --provider anthropic`",
        "Unknown model: openai/gpt-52",
        "`openclaw models fallbacks set openai/gpt-5.2`",
        "lint: step 2 of the image chain, `zai/glm-4.7`, accepts text only",
    ] {
        assert!(text.contains(part), "{part} in {text}");
    }
    assert_eq!(code, 0, "{text}");
}

#[tokio::test]
async fn a_page_leads_from_the_reason_to_the_repair_in_one_step() {
    let harness = Harness::over(TestHome::with_config(SILENT));
    let visitor = harness.sign_in().await;
    let page = harness.send(get_request_as(&visitor, "/")).await.body;
    assert!(page.contains("No API key found for provider"), "{page}");
    // The finding with its repair replaces the warning about the same model.
    assert!(page.contains("Unknown model: openai/gpt-52"), "{page}");
    assert!(!page.contains("step 2 of the text chain, is not in the catalog"), "{page}");
    assert!(page.contains("href=\"/auth#key-of-anthropic\""), "{page}");
    let credentials = harness.send(get_request_as(&visitor, "/auth")).await.body;
    assert!(credentials.contains("id=\"key-of-anthropic\""), "the link leads nowhere");
    assert!(page.contains("action=\"/form/fallback/set\""), "{page}");
    let fields = "op%5Brole%5D=text&op%5Bmodels%5D%5B0%5D=openai%2Fgpt-5.2&back=%2F";
    let card = harness.send(form_request(&visitor, "/form/fallback/set", fields)).await;
    assert_eq!(card.status, 200, "{}", card.body);
    assert!(card.body.contains("diff__line--added"), "{}", card.body);
}

#[test]
fn a_lint_is_not_called_unknown_if_the_credentials_cannot_be_read() {
    let home = TestHome::with_config(SILENT);
    home.write_file("agents/main/agent/auth-profiles.json", "{");
    for args in
        [&["models", "doctor", "--acknowledge", "text-only-00000000"][..], &["models", "doctor", "--acknowledge-all"]]
    {
        let output = openclaw_command(&home).args(args).output().unwrap();
        let error = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(1), "{error}");
        assert!(error.contains("auth-profiles.json") && !error.contains("there is no lint"), "{error}");
    }
}

#[tokio::test]
async fn a_lint_is_hidden_until_its_facts_change() {
    const WHAT: &str = "accepts text only";
    let harness = Harness::over(TestHome::with_config(SILENT));
    let visitor = harness.sign_in().await;
    let page = harness.send(get_request_as(&visitor, "/")).await.body;
    assert!(page.contains(WHAT), "{page}");
    let id = page.split("name=\"op[ids][0]\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let answer = harness
        .send(form_request(&visitor, "/form/lint/acknowledge", &format!("op%5Bids%5D%5B0%5D={id}&back=%2F")))
        .await;
    assert_eq!((answer.status.as_u16(), answer.header("location")), (303, "/"), "{}", answer.body);
    assert!(harness.home.state_dir().join("model-manager/acknowledged.json").exists());
    let page = harness.send(get_request_as(&visitor, "/")).await.body;
    assert!(!page.contains(WHAT), "{page}");
    let (text, _) = run(&harness.home, &["models", "doctor"]);
    assert!(text.contains(&format!("lint: acknowledged: {id}")) && !text.contains(WHAT), "{text}");

    let settings = harness.send(get_request_as(&visitor, "/settings")).await.body;
    assert!(settings.contains(WHAT) && settings.contains("Show again"), "{settings}");
    let fields = format!("op%5Bids%5D%5B0%5D={id}&op%5Bundo%5D=true&back=%2Fsettings");
    let answer = harness.send(form_request(&visitor, "/form/lint/acknowledge", &fields)).await;
    assert_eq!((answer.status.as_u16(), answer.header("location")), (303, "/settings"), "{}", answer.body);
    assert!(harness.send(get_request_as(&visitor, "/")).await.body.contains(WHAT));
    assert!(!harness.send(get_request_as(&visitor, "/settings")).await.body.contains("Show again"));

    assert_eq!(run(&harness.home, &["models", "doctor", "--acknowledge", &id]).1, 0);
    let (text, code) = run(&harness.home, &["models", "doctor", "--unacknowledge", &id]);
    assert_eq!((text.trim(), code), (&*format!("`{id}` is listed again"), 0));
    assert!(run(&harness.home, &["models", "doctor"]).0.contains(WHAT));
    assert_eq!(run(&harness.home, &["models", "doctor", "--acknowledge", "text-only-0"]).1, 1);
}

#[tokio::test]
async fn nothing_is_acknowledged_in_read_only_mode() {
    let harness = Harness::read_only(TestHome::with_config(SILENT));
    let visitor = harness.sign_in().await;
    let answer = harness.send(form_request(&visitor, "/form/lint/acknowledge", "op%5Ball%5D=true&back=%2F")).await;
    assert!(answer.status.is_client_error(), "{} {}", answer.status, answer.body);
    assert!(!harness.home.state_dir().join("model-manager").exists());
}

/// The state database of a home of OpenClaw 2026.9: a credential that all agents use, and a cron job with a model.
const STATE_DATABASE: &str = r#"PRAGMA user_version = 18;
    CREATE TABLE config_machine_state (state_key TEXT NOT NULL PRIMARY KEY, value_json TEXT NOT NULL, updated_at_ms INTEGER NOT NULL) STRICT;
    INSERT INTO config_machine_state VALUES ('auth.sharedStore', '{"location":"state-db"}', 1), ('authProfiles.store',
        '{"version":1,"profiles":{"openai:a":{"type":"api_key","provider":"openai","key":"made-up-0123456789"}}}', 1);
    CREATE TABLE cron_jobs (store_key TEXT NOT NULL, job_id TEXT NOT NULL, enabled INTEGER NOT NULL, agent_id TEXT,
        job_json TEXT NOT NULL, sort_order INTEGER NOT NULL, PRIMARY KEY (store_key, job_id)) STRICT;
    INSERT INTO cron_jobs VALUES
        ('default', '1', 1, NULL, '{"name":"nightly","payload":{"model":"openai/gpt-5.2"}}', 0),
        ('default', '2', 0, NULL, '{"name":"paused","payload":{"model":"openai/gpt-5.2"}}', 1);"#;

#[tokio::test]
async fn a_cron_job_in_the_database_is_linted_everywhere() {
    const WHAT: &str = "the model of cron job `nightly`, `openai/gpt-5.2`, has no fallback";
    let home = TestHome::with_config(r#"{ "agents": { "defaults": { "model": "openai/gpt-5.2" } } }"#);
    home.write_file("state/openclaw.sqlite", "");
    Connection::open(home.state_dir().join("state/openclaw.sqlite")).unwrap().execute_batch(STATE_DATABASE).unwrap();
    let (text, _) = run(&home, &["models", "doctor"]);
    assert!(text.contains(WHAT) && !text.contains("paused"), "{text}");
    let (acknowledged, code) = run(&home, &["models", "doctor", "--acknowledge-all"]);
    assert_eq!((acknowledged.contains("no-fallback-"), code), (true, 0), "{acknowledged}");
    assert_eq!(run(&home, &["models", "doctor", "--unacknowledge-all"]).1, 0);
    let harness = Harness::over(home);
    let visitor = harness.sign_in().await;
    let page = harness.send(get_request_as(&visitor, "/")).await.body;
    assert!(page.contains("cron job") && page.contains("nightly") && !page.contains("paused"), "{page}");
}
