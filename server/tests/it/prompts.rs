//! Tests of the prompts at a terminal, with a pseudo-terminal: a secret is never shown, and the terminal is left as it
//! was.

use std::fs;

use testkit::TestHome;

use crate::{
    homes::{RICH, add_credentials},
    process::openclaw_command,
    reference::split_words,
    terminal::Terminal,
};

const TOKEN: &str = "typed-Canary1-0123456789";

fn start(home: &TestHome, line: &str) -> Terminal {
    Terminal::start(openclaw_command(home).args(split_words(line)))
}

fn home() -> TestHome {
    let home = TestHome::with_config(RICH);
    add_credentials(&home);
    // Creates the directory for sockets, so that it is in the fingerprint.
    openclaw_command(&home);
    home
}

fn store_text(home: &TestHome) -> String {
    fs::read_to_string(home.state_dir().join("agents/main/agent/auth-profiles.json")).unwrap()
}

#[test]
fn a_typed_secret_is_stored_and_not_shown() {
    for (line, prompt) in [
        ("models auth paste-token --provider google", "Paste token for google"),
        ("models auth paste-api-key --provider google", "Paste API key for google"),
    ] {
        let home = home();
        let mut session = start(&home, line);
        session.answer(prompt, &format!("wrong\u{15}{TOKEN}x\u{7f}\r"));
        let (code, screen) = session.finish();
        assert_eq!(code, 0, "{screen}");
        assert!(
            screen.contains("24 characters") && !screen.contains("Canary") && !screen.contains("wrong"),
            "{screen}"
        );
        assert!(store_text(&home).contains(&format!("\"{TOKEN}\"")), "{screen}");
    }
}

#[test]
fn a_pasted_secret_with_line_breaks_is_joined() {
    let home = home();
    let token = format!("sk-ant-oat01-Canary2{}", "a1".repeat(44));
    let mut session = start(&home, "models auth setup-token --yes");
    let (first, rest) = token.split_at(80);
    session.answer("Paste Anthropic setup-token", &format!("{first}\r{rest}\r"));
    let (code, screen) = session.finish();
    assert_eq!(code, 0, "{screen}");
    assert!(screen.contains("which were joined") && !screen.contains("Canary"), "{screen}");
    assert!(store_text(&home).contains(&token));
}

#[test]
fn ctrl_c_stores_nothing_and_restores_the_terminal() {
    let home = home();
    let before = home.fingerprint();
    let mut session = start(&home, "models auth paste-token --provider google");
    session.answer("Paste token for google", "typed-Canary3\u{3}");
    let (code, screen) = session.finish();
    assert_eq!(code, 130, "{screen}");
    assert!(screen.contains("Cancelled") && !screen.contains("Canary"), "{screen}");
    assert_eq!(home.fingerprint(), before);
}

#[test]
fn an_empty_answer_is_an_error() {
    let home = home();
    let before = home.fingerprint();
    for keys in ["\r", "\u{4}"] {
        let mut session = start(&home, "models auth paste-token --provider google");
        session.answer("Paste token for google", keys);
        let (code, screen) = session.finish();
        assert_eq!(code, 1, "{screen}");
        assert!(screen.contains("no secret was entered"), "{screen}");
    }
    assert_eq!(home.fingerprint(), before);
}

#[test]
fn the_guide_asks_for_everything() {
    let home = home();
    let mut session = start(&home, "models auth add --profile-id openai:third");
    session.answer("Provider (a number", "openai\r");
    session.answer("Method (a number", "1\r");
    session.answer("Position of the new one [1-3]", "2\r");
    session.answer("Paste API key for openai", &format!("{TOKEN}\r"));
    let (code, screen) = session.finish();
    assert_eq!(code, 0, "{screen}");
    assert!(screen.contains("paste token") && !screen.contains("setup-token") && !screen.contains("OAuth"), "{screen}");
    assert!(screen.contains("Present order: openai:old, openai:default") && !screen.contains("Canary"), "{screen}");
    let config = fs::read_to_string(home.state_dir().join("openclaw.json")).unwrap();
    let order = ["openai:old", "openai:third", "openai:default"].map(|id| config.rfind(id).unwrap());
    assert!(order.is_sorted(), "{config}");
}

#[test]
fn the_guide_offers_a_sign_in_where_there_is_one() {
    let home = home();
    let mut session = start(&home, "models auth add --provider openai-codex");
    session.answer("Method (a number", "\u{4}");
    let (code, screen) = session.finish();
    assert_eq!(code, 1, "{screen}");
    assert!(screen.contains("sign in (OAuth, run by OpenClaw)"), "{screen}");
}

#[test]
fn a_missing_store_is_created_after_a_question() {
    for (answer, expected) in [("n\r", 1), ("\r", 0)] {
        let home = TestHome::with_config(r#"{ "meta": { "migrations": { "modelPolicyAllowlist": true } } }"#);
        let mut session = start(&home, "models auth paste-token --provider google");
        session.answer("Paste token for google", &format!("{TOKEN}\r"));
        session.answer("Create the database? [Y/n]", answer);
        let (code, screen) = session.finish();
        assert!(code == expected && !screen.contains("Canary"), "{screen}");
        assert_eq!(home.state_dir().join("state/openclaw.sqlite").exists(), expected == 0, "{screen}");
        assert!(!home.state_dir().join("agents/main/agent/auth-profiles.json").exists(), "{screen}");
    }
}

#[test]
fn a_question_that_is_answered_with_no_changes_nothing() {
    let home = home();
    let before = home.fingerprint();
    let mut session = start(&home, "models auth setup-token");
    session.answer("copied the token? [Y/n]", "n\r");
    let (code, screen) = session.finish();
    assert_eq!(code, 0, "{screen}");
    assert_eq!(home.fingerprint(), before);
}

#[test]
fn the_last_credential_is_removed_after_a_question() {
    for (answer, expected) in [("\r", 1), ("y\r", 0)] {
        let home = home();
        home.write_file(
            "agents/main/agent/auth-profiles.json",
            r#"{ "version": 1, "profiles": { "openai:one": { "type": "api_key", "provider": "openai", "key": "k" } } }"#,
        );
        let mut session = start(&home, "models auth remove openai:one");
        session.answer("Remove it anyway? [y/N]", answer);
        let (code, screen) = session.finish();
        assert_eq!(code, expected, "{screen}");
        assert!(screen.contains("nothing else can pay for them"), "{screen}");
        assert_eq!(store_text(&home).contains("openai:one"), expected == 1, "{screen}");
    }
}
