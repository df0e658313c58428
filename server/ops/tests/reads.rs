//! Every read, on homes made by hand. None may leave a trace.

use contract::{Code, Generation, ListFallbacks, Op, OpError, Paths, Role, Runs, Status, Verdict};
use ops::{Pen, Workspace};
use testkit::Home;

const CHAIN: &str = r"{
  // the house standard
  agents: { defaults: {
    model: { primary: 'opus', fallbacks: ['openai/gpt-5.2', 'fast'] },
    imageModel: 'google/gemini-2.5-flash',
    models: { 'anthropic/claude-opus-4-5': { alias: 'opus' }, 'google/gemini-2.5-flash': { alias: 'fast' } },
  } },
}";

/// Runs an operation and asserts that the home is as it was.
fn run<O: Op>(home: &Home, op: O) -> Result<O::Out, OpError>
where
    Workspace: Runs<O>,
{
    let before = home.print();
    let reply = futures::executor::block_on(Workspace::new(home.place(), Pen::default()).run(op));
    assert_eq!(home.print(), before, "a read wrote");
    reply
}

#[test]
fn a_chain_is_listed_as_openclaw_would_walk_it() {
    let home = Home::with_config(CHAIN);
    let chain = run(&home, ListFallbacks::default()).unwrap().chain;
    assert_eq!(chain.primary.unwrap().label(), "anthropic/claude-opus-4-5");
    let labels: Vec<_> = chain.fallbacks.iter().map(contract::Rung::label).collect();
    assert_eq!(labels, ["openai/gpt-5.2", "google/gemini-2.5-flash"]);
    let image = run(&home, ListFallbacks { role: Role::Image, agent: None }).unwrap().chain;
    assert_eq!(image.primary.unwrap().alias.as_deref(), Some("fast"));
}

#[test]
fn status_is_whole_on_an_empty_home() {
    let report = run(&Home::empty(), Status::default()).unwrap();
    assert!(report.is_new_home());
    assert_eq!(report.generation.kind, Generation::Seeds);
    assert_eq!(report.config.shown, "~/.openclaw/openclaw.json");
    assert_eq!(report.text, contract::Chain::default());
}

#[test]
fn a_broken_file_is_an_error_with_a_place_and_without_a_secret() {
    let home = Home::with_config("{\n  env: { KEY: 'Canary1' },\n  gateway: { token: 'Canary2' }\n  agents: {},\n}");
    let error = run(&home, Status::default()).unwrap_err();
    assert_eq!(error.code, Code::ConfigSyntax);
    let place = error.at.as_ref().unwrap();
    assert_eq!((place.line, place.column), (4, 3));
    assert!(!error.hints.is_empty());
    assert!(!serde_json::to_string(&error).unwrap().contains("Canary"));
}

#[test]
fn a_broken_file_is_a_finding_of_the_doctor() {
    let report = run(&Home::with_config("{"), Paths {}).unwrap();
    assert_eq!(report.checks[0].verdict, Verdict::Bad);
    assert!(report.checks[0].hint.is_some());
}

#[test]
fn a_name_that_means_nothing_is_a_finding_of_the_doctor() {
    let home = Home::with_config("{ agents: { defaults: { model: { primary: 'a/b', fallbacks: ['openai/'] } } } }");
    let report = run(&home, Paths {}).unwrap();
    assert!(report.checks.iter().any(|check| check.verdict == Verdict::Bad && check.detail.contains("openai/")));
}

#[test]
fn below_a_runtime_the_work_leaves_its_threads_alone() {
    let home = Home::with_config(CHAIN);
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let workspace = Workspace::new(home.place(), Pen::default());
    assert!(runtime.block_on(workspace.run(Status::default())).is_ok());
}

/// T78
#[test]
fn wrong_types_and_foreign_sections_stop_no_read() {
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
        let home = Home::with_config(text);
        assert_eq!(run(&home, Status::default()).unwrap().text, contract::Chain::default(), "{text}");
        run(&home, Paths {}).unwrap();
        run(&home, ListFallbacks { role: Role::Image, agent: None }).unwrap();
    }
}

#[test]
fn an_agent_of_the_newest_generation_does_not_inherit_the_list() {
    let agents =
        "agents: { defaults: { model: { primary: 'a/b', fallbacks: ['c/d'] } }, list: [{ id: 'w', model: 'e/f' }] }";
    for (meta, fallbacks) in [("", 1), ("meta: { migrations: {} },", 0)] {
        let report = run(&Home::with_config(&format!("{{ {meta} {agents} }}")), Status::default()).unwrap();
        assert_eq!(report.agents[0].text.fallbacks.len(), fallbacks);
        assert_eq!(report.agents[0].primary_from, contract::Layer::Agent);
    }
}

#[test]
fn an_agents_own_directory_is_looked_into() {
    let home = Home::with_config("{ agents: { list: [{ id: 'main' }, { id: 'w', agentDir: '~/w' }] } }");
    std::fs::create_dir(home.path().join("w")).unwrap();
    std::fs::write(home.path().join("w/auth-profiles.json"), "{}").unwrap();
    let report = run(&home, Status::default()).unwrap();
    assert_eq!(report.generation.why, "agent `w` has an `auth-profiles.json`");
}

#[test]
fn an_include_that_cannot_be_followed_is_an_error_and_a_finding() {
    let home = Home::with_config("{ agents: { $include: '../x.json' } }");
    assert_eq!(run(&home, Status::default()).unwrap_err().code, Code::ConfigInclude);
    assert!(!run(&home, Paths {}).unwrap().sound);
}
