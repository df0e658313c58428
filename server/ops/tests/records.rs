//! What a write leaves in the history and in its intent, byte for byte.

#![expect(clippy::unwrap_used, reason = "what cannot be prepared has failed, in a helper too")]

use std::{
    fs,
    path::PathBuf,
    time::{Duration, UNIX_EPOCH},
};

use contract::{RunsOperation, SetModel, Write};
use ops::{Clock, Workspace, WritePolicy};
use testkit::TestHome;

const CONFIG: &str = "{ agents: { defaults: { model: 'a/b' } } }";

/// The record of the change, as the first versions of openclaw wrote it.
const CHANGE: &str = r#""who":"cli","op":"model/set","file":"~/.openclaw/openclaw.json","rev_before":"8dcf45b1a6c1de3f","rev_after":"4a142b469edd85c4","leaves":[{"path":"agents.defaults.model","before_raw":"'a/b'","after_raw":"'c/d'","whole":true}]"#;

const TIME: &str = "2026-11-29T20:13:53.703Z";

fn history_line() -> String {
    format!("{{\"v\":1,\"id\":1,\"at\":\"{TIME}\",{CHANGE}}}\n")
}

fn intent_text(home: &TestHome) -> String {
    let path = home.state_dir().join("openclaw.json").display().to_string();
    format!("{{\"v\":1,\"at\":\"{TIME}\",\"files\":[{{\"path\":\"{path}\",\"mount\":\"\",\"change\":{{{CHANGE}}}}}]}}")
}

fn manager_path(home: &TestHome, name: &str) -> PathBuf {
    home.state_dir().join("model-manager").join(name)
}

/// Sets the model at the time of the records.
fn set_model(home: &TestHome) {
    let clock = Clock::fixed(UNIX_EPOCH + Duration::from_millis(1_795_983_233_703));
    let workspace = Workspace::new(home.store(), WritePolicy::default()).with_clock(clock);
    let op = SetModel { model: "c/d".to_owned(), force: true, ..SetModel::default() };
    assert!(futures::executor::block_on(workspace.run(Write::apply(op))).unwrap().written);
}

#[test]
fn config_change_record_has_exact_bytes() {
    let home = TestHome::with_config(CONFIG);
    set_model(&home);
    assert_eq!(fs::read_to_string(manager_path(&home, "history.jsonl")).unwrap(), history_line());
    let copies = fs::read_dir(manager_path(&home, "backups")).unwrap();
    let names: Vec<_> = copies.map(|copy| copy.unwrap().file_name().into_string().unwrap()).collect();
    assert_eq!(names, ["openclaw.json.20261129T201353703Z.8dcf45b1"]);
}

#[test]
fn config_change_intent_has_exact_bytes() {
    let home = TestHome::with_config(CONFIG);
    fs::create_dir_all(manager_path(&home, "history.jsonl")).unwrap();
    set_model(&home);
    assert_eq!(fs::read_to_string(manager_path(&home, "intent.json")).unwrap(), intent_text(&home));
}

#[test]
fn an_intent_that_an_earlier_version_left_is_recorded() {
    let home = TestHome::with_config(&CONFIG.replace("a/b", "c/d"));
    home.write_file("model-manager/intent.json", intent_text(&home));
    drop(home.store().lock_for_write(&store::WaitPolicy::default()).unwrap());
    assert_eq!(fs::read_to_string(manager_path(&home, "history.jsonl")).unwrap(), history_line());
    assert!(!manager_path(&home, "intent.json").exists());
}
