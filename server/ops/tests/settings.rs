//! Tests of single values and agents, on sample homes: what a page may edit, where secrets are kept, what is created.

#![expect(clippy::unwrap_used, reason = "a failed preparation fails the test, in helpers too")]

use std::{
    fs,
    os::unix::fs::{PermissionsExt, symlink},
};

use contract::{
    AddAgent, Change, Code, DefaultChains, GetValue, ListAgents, ListChanges, Op, OpError, RunDoctor, RunsOperation,
    SetValue, ShowStatus, UndoChange, UnsetValue, ValidateConfig, Write,
};
use ops::{Workspace, WritePolicy};
use store::RecordAuthor;
use testkit::TestHome;

const CONFIG: &str = "{
  agents: { defaults: { model: 'a/b', models: { 'a/b': { params: { key: 'Canary1' } } }, workspace: '/Canary2' } },
  env: { KEY: 'Canary3' },
  models: { providers: { x: { apiKey: 'Canary4', headers: { A: 'Canary5' }, baseUrl: 'http://x', models: [] } } },
}
";

const API_KEY_PATH: &str = "models.providers.x.apiKey";

fn run_op<O: Op>(home: &TestHome, who: RecordAuthor, op: O) -> Result<O::Out, OpError>
where
    Workspace: RunsOperation<O>,
{
    let policy = WritePolicy { author: who, ..WritePolicy::default() };
    futures::executor::block_on(Workspace::new(home.store(), policy).run(op))
}

fn get_value(home: &TestHome, who: RecordAuthor, path: &str) -> Result<String, OpError> {
    run_op(home, who, GetValue { path: path.to_owned() }).map(|setting| setting.json.unwrap())
}

fn set_value(path: &str, value: &str, piped: bool) -> Write<SetValue> {
    Write::apply(SetValue {
        path: path.to_owned(),
        value: value.to_owned().into(),
        piped,
        force: true,
        ..SetValue::default()
    })
}

fn add_agent(name: &str, workspace: &str) -> Write<AddAgent> {
    Write::apply(AddAgent { name: name.to_owned(), workspace: workspace.to_owned(), ..AddAgent::default() })
}

fn undo_last(home: &TestHome) -> Result<Change<DefaultChains>, OpError> {
    run_op(home, RecordAuthor::Cli, Write::apply(UndoChange::default()))
}

fn config_text(home: &TestHome) -> String {
    fs::read_to_string(home.state_dir().join("openclaw.json")).unwrap()
}

#[test]
fn pages_are_limited_to_managed_paths() {
    let home = TestHome::with_config(CONFIG);
    for path in ["agents.defaults.workspace", "env", API_KEY_PATH, "agents", "models.providers"] {
        assert!(get_value(&home, RecordAuthor::Cli, path).is_ok(), "{path}");
        assert_eq!(get_value(&home, RecordAuthor::Ui, path).unwrap_err().code, Code::ConfigPath, "{path}");
        let unset = Write::apply(UnsetValue { path: path.to_owned(), force: false });
        assert_eq!(run_op(&home, RecordAuthor::Ui, unset).unwrap_err().code, Code::ConfigPath, "{path}");
        assert_eq!(
            run_op(&home, RecordAuthor::Ui, set_value(path, "x", true)).unwrap_err().code,
            Code::ConfigPath,
            "{path}"
        );
    }
    assert_eq!(get_value(&home, RecordAuthor::Ui, "agents.defaults.model").unwrap(), "\"a/b\"");
    assert!(!get_value(&home, RecordAuthor::Ui, "agents.defaults.models").unwrap().contains("Canary"));
    assert_eq!(config_text(&home), CONFIG);
    let change = run_op(&home, RecordAuthor::Ui, set_value("agents.defaults.model", "c/d", false)).unwrap();
    assert!(change.written && config_text(&home).contains("model: 'c/d'"));
}

#[test]
fn piped_secret_is_only_in_the_file() {
    let home = TestHome::with_config(CONFIG);
    let write = set_value(API_KEY_PATH, "Canary9", true);
    let said = |change: &Change<_>| format!("{change:?}");
    let shown = run_op(&home, RecordAuthor::Cli, Write { dry_run: true, ..write.clone() }).unwrap();
    let done = run_op(&home, RecordAuthor::Cli, write).unwrap();
    assert_eq!(config_text(&home), CONFIG.replace("Canary4", "Canary9"));
    let history = fs::read_to_string(home.state_dir().join("model-manager/history.jsonl")).unwrap();
    let read = get_value(&home, RecordAuthor::Cli, "models").unwrap();
    for text in [said(&shown), said(&done), history.clone(), read] {
        assert!(!text.contains("Canary"), "{text}");
    }
    assert!(history.contains(API_KEY_PATH), "the path is what the history keeps: {history}");
}

#[test]
fn secret_argument_is_refused_and_not_repeated() {
    let home = TestHome::with_config(CONFIG);
    let before = home.fingerprint();
    let error = run_op(&home, RecordAuthor::Cli, set_value(API_KEY_PATH, "Canary9", false)).unwrap_err();
    assert_eq!(error.code, Code::SecretTyped);
    assert!(!format!("{error:?}").contains("Canary"), "{error:?}");
    assert!(home.fingerprint() == before);
}

#[test]
fn a_set_value_can_be_unset() {
    let home = TestHome::with_config(CONFIG);
    run_op(&home, RecordAuthor::Cli, set_value("channels.x.allow[0]", "5", false)).unwrap();
    let gone = run_op(&home, RecordAuthor::Cli, Write::apply(UnsetValue { path: "channels".to_owned(), force: false }))
        .unwrap();
    assert_eq!((gone.current.json, config_text(&home)), (None, CONFIG.to_owned()));
    let again =
        run_op(&home, RecordAuthor::Cli, Write::apply(UnsetValue { path: "channels".to_owned(), force: false }));
    assert_eq!(again.unwrap_err().code, Code::ConfigMissing);
}

#[test]
fn config_validate_handles_any_broken_file() {
    let validity = |home: &TestHome| run_op(home, RecordAuthor::Cli, ValidateConfig {}).unwrap();
    assert!(validity(&TestHome::with_config(CONFIG)).valid);
    assert_eq!(validity(&TestHome::empty()).error.as_deref(), Some("file not found"));
    let broken = validity(&TestHome::with_config("{ env: { KEY: 'Canary'"));
    assert_eq!((broken.valid, broken.issues[0].path.as_str()), (false, "<root>"));
    assert!(!format!("{broken:?}").contains("Canary"));
    let shared = "{ agents: { list: [{ id: 'a', agentDir: '/x' }, { id: 'b', agentDir: '/x' }] } }";
    assert_eq!(validity(&TestHome::with_config(shared)).issues[0].path, "agents.list[1]");
}

#[test]
fn new_agent_directories_are_private() {
    let home = TestHome::empty();
    let change = run_op(&home, RecordAuthor::Cli, add_agent("work", "~/deep/work")).unwrap();
    assert_eq!(change.warnings, [""; 0]);
    for dir in ["deep", "deep/work", ".openclaw/agents/work", ".openclaw/agents/work/agent"] {
        let mode = fs::metadata(home.path().join(dir)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o700, "{dir}");
    }
    assert!(home.state_dir().join("agents/work/sessions").is_dir());
    let ids: Vec<_> =
        run_op(&home, RecordAuthor::Cli, ListAgents {}).unwrap().into_iter().map(|agent| agent.id).collect();
    assert_eq!(ids, ["main", "work"]);
    assert_eq!(run_op(&home, RecordAuthor::Cli, add_agent("Work", "~/x")).unwrap_err().code, Code::AgentExists);
}

#[test]
fn a_preview_makes_no_directory() {
    let home = TestHome::with_config("{}");
    let before = home.fingerprint();
    run_op(&home, RecordAuthor::Cli, Write { dry_run: true, ..add_agent("work", "~/work") }).unwrap();
    assert!(home.fingerprint() == before);
}

#[test]
fn existing_workspace_is_unchanged() {
    let home = TestHome::with_config("{}");
    let (real, link) = (home.path().join("real"), home.path().join("link"));
    fs::create_dir(&real).unwrap();
    fs::set_permissions(&real, fs::Permissions::from_mode(0o775)).unwrap();
    symlink(&real, &link).unwrap();
    let change = run_op(&home, RecordAuthor::Cli, add_agent("work", "~/link")).unwrap();
    assert_eq!(change.warnings, [""; 0]);
    assert!(link.is_symlink());
    assert_eq!(fs::metadata(&real).unwrap().permissions().mode() & 0o777, 0o775);
}

#[test]
fn directories_that_cannot_be_created_are_warnings() {
    let home = TestHome::with_config("{}");
    let open = home.path().join("open");
    fs::create_dir(&open).unwrap();
    fs::set_permissions(&open, fs::Permissions::from_mode(0o777)).unwrap();
    let mut write = add_agent("work", "~/w");
    write.op.agent_dir = Some("~/open".to_owned());
    let change = run_op(&home, RecordAuthor::Cli, write).unwrap();
    assert!(change.written);
    assert_eq!(change.warnings, ["other users can replace files in `~/open`"]);
}

#[test]
fn impossible_directories_are_refused_without_a_write() {
    let home = TestHome::with_config("{ agents: { list: [{ id: 'main', agentDir: '~/real' }] } }");
    symlink(home.path().join("nowhere"), home.path().join("link")).unwrap();
    symlink(home.path().join("real"), home.path().join("same")).unwrap();
    fs::create_dir(home.path().join("real")).unwrap();
    fs::write(home.path().join("file"), "").unwrap();
    let before = home.fingerprint();
    let deep = format!("~/{}", "a/".repeat(60_000));
    for workspace in ["~/link", "~/file", "~/file/below", "~/${HOME}", &deep, &format!("~/{}", "a".repeat(256))] {
        assert_eq!(
            run_op(&home, RecordAuthor::Cli, add_agent("work", workspace)).unwrap_err().code,
            Code::AgentInvalid
        );
    }
    let mut taken = add_agent("work", "~/w");
    taken.op.agent_dir = Some("~/same".to_owned());
    let error = run_op(&home, RecordAuthor::Cli, taken).unwrap_err();
    assert_eq!(error.message, "could not add agent `work`: agent `main` already uses its directory");
    assert!(home.fingerprint() == before);
}

#[test]
fn a_page_adds_agents_below_the_state_directory_only() {
    let home = TestHome::with_config("{}");
    symlink(home.path(), home.state_dir().join("out")).unwrap();
    for workspace in ["~/w", "/srv/w", "~/.openclaw/out/w", "~/.openclaw/../w"] {
        assert_eq!(
            run_op(&home, RecordAuthor::Ui, add_agent("work", workspace)).unwrap_err().code,
            Code::AgentInvalid,
            "{workspace}"
        );
    }
    let mut elsewhere = add_agent("work", "~/.openclaw/workspace-work");
    elsewhere.op.agent_dir = Some("~/.openclaw/x".to_owned());
    assert_eq!(run_op(&home, RecordAuthor::Ui, elsewhere.clone()).unwrap_err().code, Code::AgentInvalid);
    elsewhere.op.agent_dir = None;
    assert!(run_op(&home, RecordAuthor::Ui, elsewhere).unwrap().written);
    assert!(home.state_dir().join("workspace-work").is_dir());
}

#[test]
fn values_of_variables_in_paths_are_never_shown() {
    let config = "{ env: { KEY: '/DIR' }, agents: { defaults: { workspace: '${KEY}' }, list: [
        { id: 'main', agentDir: '${KEY}/x', workspace: '${KEY}' }, { id: 'b', agentDir: '${KEY}/x' }] } }";
    let home = TestHome::empty();
    let dir = home.path().join("Canary1/x");
    fs::create_dir_all(&dir).unwrap();
    fs::write(dir.join("auth-profiles.json"), "{}").unwrap();
    fs::set_permissions(dir.join("auth-profiles.json"), fs::Permissions::from_mode(0o644)).unwrap();
    home.write_file("openclaw.json", config.replace("/DIR", &home.path().join("Canary1").display().to_string()));
    let listed = run_op(&home, RecordAuthor::Cli, ListAgents {}).unwrap();
    assert_eq!((listed[0].workspace.as_str(), listed[0].agent_dir.as_str()), ("${KEY}", "${KEY}/x"));
    let added = run_op(&home, RecordAuthor::Cli, add_agent("work", "~/w")).unwrap();
    let validity = run_op(&home, RecordAuthor::Cli, ValidateConfig {}).unwrap();
    let (paths, status) = (
        run_op(&home, RecordAuthor::Cli, RunDoctor::default()).unwrap(),
        run_op(&home, RecordAuthor::Cli, ShowStatus::default()).unwrap(),
    );
    let said = format!("{listed:?} {added:?} {validity:?} {paths:?} {status:?}");
    assert!(said.contains("${KEY}/x/auth-profiles.json") && !said.contains("Canary"), "{said}");
    assert!(!validity.valid);
}

#[test]
fn piped_values_outside_managed_paths_are_not_recorded() {
    let home = TestHome::with_config("{ agents: { list: [{ id: 'main' }] }, a: { b: 1 } }");
    for (path, value) in [
        ("gateway.customBindHost", "Canary1"),
        ("a.b", "Canary2"),
        ("a.b", "5"),
        ("x.y", "{ z: 'Canary3' }"),
        ("x.list", "['Canary4']"),
        ("agents.list[1]", "{ id: 'work', name: 'Canary5' }"),
        ("agents.list[0].name", "Canary6"),
        ("x.pin", "73519"),
        ("x.number", "73519000000000"),
    ] {
        run_op(&home, RecordAuthor::Cli, set_value(path, value, true)).unwrap();
    }
    run_op(&home, RecordAuthor::Cli, Write::apply(UnsetValue { path: "agents.list[1]".to_owned(), force: false }))
        .unwrap();
    let refused = undo_last(&home).unwrap_err();
    assert_eq!((refused.code, refused.hints.len()), (Code::ChangeFinal, 1));
    let kept = fs::read_to_string(home.state_dir().join("model-manager/history.jsonl")).unwrap();
    let said = format!("{refused:?}{:?}{kept}", run_op(&home, RecordAuthor::Cli, ListChanges::default()).unwrap());
    assert!(said.contains("gateway.customBindHost") && !said.contains("Canary") && !said.contains("73519"), "{said}");
}

#[test]
fn undo_of_add_agent_keeps_directories() {
    let home = TestHome::with_config("{}\n");
    run_op(&home, RecordAuthor::Cli, add_agent("work", "~/w")).unwrap();
    let shown = run_op(&home, RecordAuthor::Cli, Write::preview(UndoChange::default())).unwrap();
    let done = undo_last(&home).unwrap();
    assert_eq!((config_text(&home).as_str(), shown.warnings), ("{}\n", done.warnings.clone()));
    assert_eq!(done.warnings, ["the directories of agent `work` and everything in them stay"]);
    assert!(home.path().join("w").is_dir() && home.state_dir().join("agents/work/agent").is_dir());
}

#[test]
fn undo_keeps_agent_changed_since() {
    let home = TestHome::with_config("{}\n");
    run_op(&home, RecordAuthor::Cli, add_agent("Some One", "~/w")).unwrap();
    home.write_file("openclaw.json", config_text(&home).replace("Some One", "Another"));
    let error = undo_last(&home).unwrap_err();
    assert_eq!(error.message, "could not undo change 1: `agents.list.some-one` has changed since");
}
