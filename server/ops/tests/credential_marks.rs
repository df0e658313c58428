//! Tests of what pages show about credentials: the marks of the models of all agents.

#![expect(clippy::unwrap_used, reason = "a failed preparation fails the test, in helpers too")]

use contract::{RunsOperation, ShowStatus, StatusReport};
use ops::{Workspace, WritePolicy};
use testkit::TestHome;

const CONFIG: &str = r"{ agents: {
  defaults: { model: { primary: 'anthropic/claude-opus-5-5', fallbacks: ['openai/gpt-5.6'] } },
  list: [{ id: 'main', default: true }, { id: 'work' }, { id: 'play', model: 'xai/grok-4.7' }],
} }";

const SHARED: &str = r#"{ "version": 1, "profiles": {
  "anthropic:me": { "type": "api_key", "provider": "anthropic", "key": "sk-ant-canary-0123456789" }
} }"#;

const OWN: &str = r#"{ "version": 1, "profiles": {
  "openai:work": { "type": "api_key", "provider": "openai", "key": "sk-canary-0123456789" }
} }"#;

fn status(home: &TestHome, agent: Option<&str>) -> StatusReport {
    let before = home.fingerprint();
    let op = ShowStatus { agent: agent.map(str::to_owned), ..ShowStatus::default() };
    let workspace = Workspace::new(home.store(), WritePolicy::default());
    let report = futures::executor::block_on(workspace.run(op)).unwrap();
    assert_eq!(home.fingerprint(), before, "a read wrote");
    assert!(!format!("{report:?}").contains("canary"));
    report
}

fn words(report: &StatusReport) -> Vec<(&str, &str)> {
    report.credential_marks.iter().map(|(key, mark)| (key.as_str(), mark.word.as_str())).collect()
}

#[test]
fn an_agent_has_marks_of_its_own_where_they_differ() {
    let home = TestHome::with_config(CONFIG);
    home.write_file("agents/main/agent/auth-profiles.json", SHARED);
    home.write_file("agents/work/agent/auth-profiles.json", OWN);
    let report = status(&home, None);
    let expected = [
        ("anthropic/claude-opus-5-5", "anthropic:me"),
        ("openai/gpt-5.6", "no credential"),
        ("xai/grok-4.7", "no credential"),
    ];
    assert_eq!(words(&report), expected);
    let differing = report.agents.iter().flat_map(|agent| {
        agent.credential_marks.iter().map(|(key, mark)| (agent.id.as_str(), key.as_str(), mark.word.as_str()))
    });
    assert_eq!(differing.collect::<Vec<_>>(), [("work", "openai/gpt-5.6", "openai:work")]);
    assert_eq!(report.credential_notice.unwrap(), "`openai` cannot answer now: it has no usable credential.");
    let report = status(&home, Some("work"));
    assert_eq!(words(&report)[1], ("openai/gpt-5.6", "openai:work"));
    assert_eq!(report.credential_notice, None);
    assert!(report.needs_attention);
}

#[test]
fn a_store_that_cannot_be_read_leaves_the_page() {
    let home = TestHome::with_config(CONFIG);
    home.write_file("agents/main/agent/auth-profiles.json", "{ \"canary\"");
    let report = status(&home, None);
    assert!(report.credential_marks.values().all(|mark| mark.word == "not known"));
    let notice = report.credential_notice.unwrap();
    assert!(notice.starts_with("could not read the credentials in `~/.openclaw/agents/main/agent"), "{notice}");
    assert!(report.needs_attention);
}
