//! Tests of every read, on sample homes. None may leave a trace.

use contract::{
    Code, Generation, ListFallbacks, ListModels, ListScope, Op, OpError, Role, RunDoctor, RunsOperation, ShowStatus,
    Verdict,
};
use ops::{Workspace, WritePolicy};
use testkit::TestHome;

const CHAIN: &str = r"{
  // the house standard
  agents: { defaults: {
    model: { primary: 'opus', fallbacks: ['openai/gpt-5.2', 'fast'] },
    imageModel: 'google/gemini-2.5-flash',
    models: { 'anthropic/claude-opus-4-5': { alias: 'opus' }, 'google/gemini-2.5-flash': { alias: 'fast' } },
  } },
}";

/// Runs an operation and asserts that the home did not change.
fn run_op<O: Op>(home: &TestHome, op: O) -> Result<O::Out, OpError>
where
    Workspace: RunsOperation<O>,
{
    let before = home.fingerprint();
    let reply = futures::executor::block_on(Workspace::new(home.store(), WritePolicy::default()).run(op));
    assert_eq!(home.fingerprint(), before, "a read wrote");
    reply
}

#[test]
fn chain_is_listed_in_openclaw_order() {
    let home = TestHome::with_config(CHAIN);
    let chain = run_op(&home, ListFallbacks::default()).unwrap().chain;
    assert_eq!(chain.primary.unwrap().label(), "anthropic/claude-opus-4-5");
    let labels: Vec<_> = chain.fallbacks.iter().map(contract::ChainStep::label).collect();
    assert_eq!(labels, ["openai/gpt-5.2", "google/gemini-2.5-flash"]);
    let image = run_op(&home, ListFallbacks { role: Role::Image, agent: None }).unwrap().chain;
    assert_eq!(image.primary.unwrap().alias.as_deref(), Some("fast"));
}

#[test]
fn status_is_complete_on_an_empty_home() {
    let report = run_op(&TestHome::empty(), ShowStatus::default()).unwrap();
    assert!(report.is_new_home());
    assert_eq!(report.generation.kind, Generation::JsonStore);
    assert_eq!(report.config.display_path, "~/.openclaw/openclaw.json");
    assert_eq!(report.text, contract::Chain::default());
}

#[test]
fn broken_file_error_has_position_and_no_secret() {
    let home =
        TestHome::with_config("{\n  env: { KEY: 'Canary1' },\n  gateway: { token: 'Canary2' }\n  agents: {},\n}");
    let error = run_op(&home, ShowStatus::default()).unwrap_err();
    assert_eq!(error.code, Code::ConfigSyntax);
    let error_location = error.at.as_ref().unwrap();
    assert_eq!((error_location.line, error_location.column), (4, 3));
    assert!(!error.hints.is_empty());
    assert!(!serde_json::to_string(&error).unwrap().contains("Canary"));
}

#[test]
fn doctor_reports_broken_file() {
    let report = run_op(&TestHome::with_config("{"), RunDoctor::default()).unwrap();
    assert_eq!(report.checks[0].verdict, Verdict::Bad);
    assert!(report.checks[0].hint.is_some());
}

#[test]
fn doctor_reports_unknown_names() {
    let home = TestHome::with_config("{ agents: { defaults: { model: { primary: 'a/b', fallbacks: ['openai/'] } } } }");
    let report = run_op(&home, RunDoctor::default()).unwrap();
    assert!(report.checks.iter().any(|check| check.verdict == Verdict::Bad && check.detail.contains("openai/")));
}

#[test]
fn operations_do_not_block_runtime_workers() {
    let home = TestHome::with_config(CHAIN);
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let workspace = Workspace::new(home.store(), WritePolicy::default());
    assert!(runtime.block_on(workspace.run(ShowStatus::default())).is_ok());
}

/// T78
#[test]
fn reads_accept_wrong_types_and_unknown_sections() {
    for text in [
        "{ agents: null }",
        "{ agents: [] }",
        "{ agents: 'x', models: 5, auth: true, env: [], meta: 'x' }",
        "{ agents: { defaults: 5, list: {}, entries: [] } }",
        "{ agents: { defaults: { model: [], imageModel: 5, models: [] }, list: [5, null, { id: 5 }, []] } }",
        "{ agents: { defaults: { model: { primary: 5, fallbacks: { a: 1 } }, models: { 'a/b': 5, x: { alias: {} } } } } }",
        "{ agents: { entries: { '../..': 5, '': {}, a: { model: 5, agentDir: 5, default: 'yes' } } } }",
        "{ env: { vars: [], A: {} }, meta: { lastTouchedVersion: 5, migrations: 5 } }",
        "{ $schema: 5, __proto__: { agents: {} }, constructor: 1, future: { agents: [] }, channels: { $include: 5 } }",
    ] {
        let home = TestHome::with_config(text);
        assert_eq!(run_op(&home, ShowStatus::default()).unwrap().text, contract::Chain::default(), "{text}");
        run_op(&home, RunDoctor::default()).unwrap();
        run_op(&home, ListFallbacks { role: Role::Image, agent: None }).unwrap();
    }
}

#[test]
fn shared_db_agent_does_not_inherit_fallbacks() {
    let agents =
        "agents: { defaults: { model: { primary: 'a/b', fallbacks: ['c/d'] } }, list: [{ id: 'w', model: 'e/f' }] }";
    for (meta, fallbacks) in [("", 1), ("meta: { migrations: {} },", 0)] {
        let report = run_op(&TestHome::with_config(&format!("{{ {meta} {agents} }}")), ShowStatus::default()).unwrap();
        assert_eq!(report.agents[0].text.fallbacks.len(), fallbacks);
        assert_eq!(report.agents[0].primary_from, contract::ConfigLayer::Agent);
    }
}

#[test]
fn own_agent_directory_is_checked() {
    let home = TestHome::with_config("{ agents: { list: [{ id: 'main' }, { id: 'w', agentDir: '~/w' }] } }");
    std::fs::create_dir(home.path().join("w")).unwrap();
    std::fs::write(home.path().join("w/auth-profiles.json"), "{}").unwrap();
    let report = run_op(&home, ShowStatus::default()).unwrap();
    assert_eq!(report.generation.why, "agent `w` has an `auth-profiles.json`");
}

#[test]
fn an_include_that_cannot_be_followed_is_an_error_and_a_finding() {
    let home = TestHome::with_config("{ agents: { $include: '../x.json' } }");
    assert_eq!(run_op(&home, ShowStatus::default()).unwrap_err().code, Code::ConfigInclude);
    assert!(!run_op(&home, RunDoctor::default()).unwrap().is_sound);
}

#[test]
fn models_are_listed_with_facts_and_dates_of_the_workspace_clock() {
    let home = TestHome::with_config(CHAIN);
    let list = run_op(&home, ListModels { scope: ListScope::Configured, ..ListModels::default() }).unwrap();
    let keys: Vec<_> = list.models.iter().map(|model| model.key.as_ref()).collect();
    assert_eq!(keys, ["anthropic/claude-opus-4-5", "openai/gpt-5.2", "google/gemini-2.5-flash"]);
    assert!(list.models.iter().all(|model| model.context_window.is_some() && model.cost.is_some()));
    let status_at = |time| {
        let clock = ops::Clock::fixed(time);
        let workspace = Workspace::new(home.store(), WritePolicy::default()).with_clock(clock);
        let op = ListModels { scope: ListScope::All, provider: Some("openai".to_owned()), ..ListModels::default() };
        let list = futures::executor::block_on(workspace.run(op)).unwrap();
        list.models.into_iter().find(|model| *model.key == *"openai/gpt-4").unwrap().status
    };
    let far = std::time::SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(4_000_000_000);
    assert_eq!(status_at(std::time::SystemTime::UNIX_EPOCH).as_deref(), Some("deprecated"));
    assert_eq!(status_at(far).as_deref(), Some("retired"));
}

const AGENT_MODELS: &str = r#"{ "providers": {
    "house": { "apiKey": "sk-Canary", "models": [{ "id": "big", "name": "Big", "contextWindow": 32000 }] },
    "broken": { "models": 5 }
} }"#;

#[test]
fn models_json_of_an_agent_is_listed() {
    let home = TestHome::with_config("{ agents: { list: [{ id: 'main', default: true }, { id: 'work' }] } }");
    home.write_file("agents/work/agent/models.json", AGENT_MODELS);
    let list = |agent: &str| {
        let op = ListModels { scope: ListScope::All, agent: Some(agent.to_owned()), ..ListModels::default() };
        run_op(&home, ListModels { provider: Some("house".to_owned()), ..op })
    };
    let work = list("work").unwrap();
    assert_eq!(work.models.iter().map(|model| model.key.as_ref()).collect::<Vec<_>>(), ["house/big"]);
    assert_eq!(work.models[0].context_window, Some(32_000));
    assert_eq!(
        work.warnings,
        [
            "the provider `broken` in `~/.openclaw/agents/work/agent/models.json` is left out: its `models` is not a list"
        ]
    );
    assert_eq!(list("main").unwrap_err().code, Code::ProviderUnknown);
}

#[test]
fn broken_models_json_is_a_warning() {
    let home = TestHome::with_config(CHAIN);
    home.write_file("agents/main/agent/models.json", "{ \"apiKey\": \"sk-Canary");
    let warning = "`~/.openclaw/agents/main/agent/models.json` is left out: it is not valid JSON (line 1, column 22)";
    assert_eq!(run_op(&home, ListModels::default()).unwrap().warnings, [warning]);
    let checks = run_op(&home, RunDoctor::default()).unwrap().checks;
    assert!(checks.iter().any(|check| check.detail == warning && check.verdict == Verdict::Warn), "{checks:?}");
}
