//! Single values and agents, on homes made by hand: what a page may reach, where a secret is left, what is made.

#![expect(clippy::unwrap_used, reason = "what cannot be prepared has failed, in a helper too")]

use std::{
    fs,
    os::unix::fs::{PermissionsExt, symlink},
};

use contract::{
    AddAgent, Chains, Change, Code, GetValue, ListAgents, ListChanges, Op, OpError, Paths, Runs, SetValue, Status,
    UndoChange, UnsetValue, ValidateConfig, Write,
};
use ops::{Pen, Workspace};
use store::Who;
use testkit::Home;

const CONFIG: &str = "{
  agents: { defaults: { model: 'a/b', models: { 'a/b': { params: { key: 'Canary1' } } }, workspace: '/Canary2' } },
  env: { KEY: 'Canary3' },
  models: { providers: { x: { apiKey: 'Canary4', headers: { A: 'Canary5' } } } },
}
";

const KEY: &str = "models.providers.x.apiKey";

fn run<O: Op>(home: &Home, who: Who, op: O) -> Result<O::Out, OpError>
where
    Workspace: Runs<O>,
{
    let pen = Pen { who, ..Pen::default() };
    futures::executor::block_on(Workspace::new(home.place(), pen).run(op))
}

fn get(home: &Home, who: Who, path: &str) -> Result<String, OpError> {
    run(home, who, GetValue { path: path.to_owned() }).map(|setting| setting.json.unwrap())
}

fn set(path: &str, value: &str, piped: bool) -> Write<SetValue> {
    Write::now(SetValue { path: path.to_owned(), value: value.to_owned().into(), strict: false, piped })
}

fn agent(name: &str, workspace: &str) -> Write<AddAgent> {
    Write::now(AddAgent { name: name.to_owned(), workspace: workspace.to_owned(), ..AddAgent::default() })
}

fn undo(home: &Home) -> Result<Change<Chains>, OpError> {
    run(home, Who::Cli, Write::now(UndoChange::default()))
}

fn config(home: &Home) -> String {
    fs::read_to_string(home.state_dir().join("openclaw.json")).unwrap()
}

#[test]
fn a_terminal_reaches_the_whole_file_and_a_page_the_models_slice() {
    let home = Home::with_config(CONFIG);
    for path in ["agents.defaults.workspace", "env", KEY, "agents", "models.providers"] {
        assert!(get(&home, Who::Cli, path).is_ok(), "{path}");
        assert_eq!(get(&home, Who::Ui, path).unwrap_err().code, Code::ConfigPath, "{path}");
        let unset = Write::now(UnsetValue { path: path.to_owned() });
        assert_eq!(run(&home, Who::Ui, unset).unwrap_err().code, Code::ConfigPath, "{path}");
        assert_eq!(run(&home, Who::Ui, set(path, "x", true)).unwrap_err().code, Code::ConfigPath, "{path}");
    }
    assert_eq!(get(&home, Who::Ui, "agents.defaults.model").unwrap(), "\"a/b\"");
    assert!(!get(&home, Who::Ui, "agents.defaults.models").unwrap().contains("Canary"));
    assert_eq!(config(&home), CONFIG);
    let change = run(&home, Who::Ui, set("agents.defaults.model", "c/d", false)).unwrap();
    assert!(change.written && config(&home).contains("model: 'c/d'"));
}

#[test]
fn a_secret_that_is_piped_in_is_left_in_the_file_and_nowhere_else() {
    let home = Home::with_config(CONFIG);
    let write = set(KEY, "Canary9", true);
    let said = |change: &Change<_>| format!("{change:?}");
    let shown = run(&home, Who::Cli, Write { dry_run: true, ..write.clone() }).unwrap();
    let done = run(&home, Who::Cli, write).unwrap();
    assert_eq!(config(&home), CONFIG.replace("Canary4", "Canary9"));
    let history = fs::read_to_string(home.state_dir().join("model-manager/history.jsonl")).unwrap();
    let read = get(&home, Who::Cli, "models").unwrap();
    for text in [said(&shown), said(&done), history.clone(), read] {
        assert!(!text.contains("Canary"), "{text}");
    }
    assert!(history.contains(KEY), "the path is what the history keeps: {history}");
}

#[test]
fn a_secret_on_the_command_line_is_refused_and_not_repeated() {
    let home = Home::with_config(CONFIG);
    let before = home.print();
    let error = run(&home, Who::Cli, set(KEY, "Canary9", false)).unwrap_err();
    assert_eq!(error.code, Code::SecretTyped);
    assert!(!format!("{error:?}").contains("Canary"), "{error:?}");
    assert!(home.print() == before);
}

#[test]
fn what_was_set_can_be_unset() {
    let home = Home::with_config(CONFIG);
    run(&home, Who::Cli, set("channels.x.allow[0]", "5", false)).unwrap();
    let gone = run(&home, Who::Cli, Write::now(UnsetValue { path: "channels".to_owned() })).unwrap();
    assert_eq!((gone.now.json, config(&home)), (None, CONFIG.to_owned()));
    let again = run(&home, Who::Cli, Write::now(UnsetValue { path: "channels".to_owned() }));
    assert_eq!(again.unwrap_err().code, Code::ConfigMissing);
}

#[test]
fn a_configuration_is_checked_whatever_is_wrong_with_it() {
    let validity = |home: &Home| run(home, Who::Cli, ValidateConfig {}).unwrap();
    assert!(validity(&Home::with_config(CONFIG)).valid);
    assert_eq!(validity(&Home::empty()).error.as_deref(), Some("file not found"));
    let broken = validity(&Home::with_config("{ env: { KEY: 'Canary'"));
    assert_eq!((broken.valid, broken.issues[0].path.as_str()), (false, "<root>"));
    assert!(!format!("{broken:?}").contains("Canary"));
    let shared = "{ agents: { list: [{ id: 'a', agentDir: '/x' }, { id: 'b', agentDir: '/x' }] } }";
    assert_eq!(validity(&Home::with_config(shared)).issues[0].path, "agents.list[1]");
}

#[test]
fn an_agent_gets_its_directories_and_nobody_else_may_look_into_them() {
    let home = Home::empty();
    let change = run(&home, Who::Cli, agent("work", "~/deep/work")).unwrap();
    assert_eq!(change.warnings, [""; 0]);
    for dir in ["deep", "deep/work", ".openclaw/agents/work", ".openclaw/agents/work/agent"] {
        let mode = fs::metadata(home.path().join(dir)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o700, "{dir}");
    }
    assert!(home.state_dir().join("agents/work/sessions").is_dir());
    let ids: Vec<_> = run(&home, Who::Cli, ListAgents {}).unwrap().into_iter().map(|agent| agent.id).collect();
    assert_eq!(ids, ["main", "work"]);
    assert_eq!(run(&home, Who::Cli, agent("Work", "~/x")).unwrap_err().code, Code::AgentExists);
}

#[test]
fn a_preview_makes_no_directory() {
    let home = Home::with_config("{}");
    let before = home.print();
    run(&home, Who::Cli, Write { dry_run: true, ..agent("work", "~/work") }).unwrap();
    assert!(home.print() == before);
}

#[test]
fn a_workspace_that_is_there_stays_as_it_is() {
    let home = Home::with_config("{}");
    let (real, link) = (home.path().join("real"), home.path().join("link"));
    fs::create_dir(&real).unwrap();
    fs::set_permissions(&real, fs::Permissions::from_mode(0o775)).unwrap();
    symlink(&real, &link).unwrap();
    let change = run(&home, Who::Cli, agent("work", "~/link")).unwrap();
    assert_eq!(change.warnings, [""; 0]);
    assert!(link.is_symlink());
    assert_eq!(fs::metadata(&real).unwrap().permissions().mode() & 0o777, 0o775);
}

#[test]
fn what_cannot_be_made_is_said() {
    let home = Home::with_config("{}");
    let open = home.path().join("open");
    fs::create_dir(&open).unwrap();
    fs::set_permissions(&open, fs::Permissions::from_mode(0o777)).unwrap();
    let mut write = agent("work", "~/w");
    write.op.agent_dir = Some("~/open".to_owned());
    let change = run(&home, Who::Cli, write).unwrap();
    assert!(change.written);
    assert_eq!(change.warnings, ["other users can replace files in `~/open`"]);
}

#[test]
fn what_could_never_be_made_is_refused_and_nothing_is_written() {
    let home = Home::with_config("{ agents: { list: [{ id: 'main', agentDir: '~/real' }] } }");
    symlink(home.path().join("nowhere"), home.path().join("link")).unwrap();
    symlink(home.path().join("real"), home.path().join("same")).unwrap();
    fs::create_dir(home.path().join("real")).unwrap();
    fs::write(home.path().join("file"), "").unwrap();
    let before = home.print();
    let deep = format!("~/{}", "a/".repeat(60_000));
    for workspace in ["~/link", "~/file", "~/file/below", "~/${HOME}", &deep, &format!("~/{}", "a".repeat(256))] {
        assert_eq!(run(&home, Who::Cli, agent("work", workspace)).unwrap_err().code, Code::AgentInvalid);
    }
    let mut taken = agent("work", "~/w");
    taken.op.agent_dir = Some("~/same".to_owned());
    let error = run(&home, Who::Cli, taken).unwrap_err();
    assert_eq!(error.message, "could not add agent `work`: its directory is the one of agent `main`");
    assert!(home.print() == before);
}

#[test]
fn a_page_adds_agents_below_the_state_directory_only() {
    let home = Home::with_config("{}");
    symlink(home.path(), home.state_dir().join("out")).unwrap();
    for workspace in ["~/w", "/srv/w", "~/.openclaw/out/w", "~/.openclaw/../w"] {
        assert_eq!(run(&home, Who::Ui, agent("work", workspace)).unwrap_err().code, Code::AgentInvalid, "{workspace}");
    }
    let mut elsewhere = agent("work", "~/.openclaw/workspace-work");
    elsewhere.op.agent_dir = Some("~/.openclaw/x".to_owned());
    assert_eq!(run(&home, Who::Ui, elsewhere.clone()).unwrap_err().code, Code::AgentInvalid);
    elsewhere.op.agent_dir = None;
    assert!(run(&home, Who::Ui, elsewhere).unwrap().written);
    assert!(home.state_dir().join("workspace-work").is_dir());
}

#[test]
fn what_a_variable_in_a_path_stands_for_is_said_nowhere() {
    let config = "{ env: { KEY: '/DIR' }, agents: { defaults: { workspace: '${KEY}' }, list: [
        { id: 'main', agentDir: '${KEY}/x', workspace: '${KEY}' }, { id: 'b', agentDir: '${KEY}/x' }] } }";
    let home = Home::empty();
    let dir = home.path().join("Canary1/x");
    fs::create_dir_all(&dir).unwrap();
    fs::write(dir.join("auth-profiles.json"), "{}").unwrap();
    fs::set_permissions(dir.join("auth-profiles.json"), fs::Permissions::from_mode(0o644)).unwrap();
    home.write("openclaw.json", config.replace("/DIR", &home.path().join("Canary1").display().to_string()));
    let listed = run(&home, Who::Cli, ListAgents {}).unwrap();
    assert_eq!((listed[0].workspace.as_str(), listed[0].agent_dir.as_str()), ("${KEY}", "${KEY}/x"));
    let added = run(&home, Who::Cli, agent("work", "~/w")).unwrap();
    let validity = run(&home, Who::Cli, ValidateConfig {}).unwrap();
    let (paths, status) = (run(&home, Who::Cli, Paths {}).unwrap(), run(&home, Who::Cli, Status::default()).unwrap());
    let said = format!("{listed:?} {added:?} {validity:?} {paths:?} {status:?}");
    assert!(said.contains("${KEY}/x/auth-profiles.json") && !said.contains("Canary"), "{said}");
    assert!(!validity.valid);
}

#[test]
fn what_is_piped_in_beside_the_slice_is_not_kept() {
    let home = Home::with_config("{ agents: { list: [{ id: 'main' }] }, a: { b: 1 } }");
    for (path, value) in [
        ("gateway.bind", "Canary1"),
        ("a.b", "Canary2"),
        ("a.b", "5"),
        ("x.y", "{ z: 'Canary3' }"),
        ("x.list", "['Canary4']"),
        ("agents.list[1]", "{ id: 'work', name: 'Canary5' }"),
        ("agents.list[0].name", "Canary6"),
        ("x.pin", "73519"),
        ("x.number", "73519000000000"),
    ] {
        run(&home, Who::Cli, set(path, value, true)).unwrap();
    }
    run(&home, Who::Cli, Write::now(UnsetValue { path: "agents.list[1]".to_owned() })).unwrap();
    let refused = undo(&home).unwrap_err();
    assert_eq!((refused.code, refused.hints.len()), (Code::ChangeFinal, 1));
    let kept = fs::read_to_string(home.state_dir().join("model-manager/history.jsonl")).unwrap();
    let said = format!("{refused:?}{:?}{kept}", run(&home, Who::Cli, ListChanges::default()).unwrap());
    assert!(said.contains("gateway.bind") && !said.contains("Canary") && !said.contains("73519"), "{said}");
}

#[test]
fn an_agent_that_was_added_goes_again_and_its_directories_stay() {
    let home = Home::with_config("{}\n");
    run(&home, Who::Cli, agent("work", "~/w")).unwrap();
    let shown = run(&home, Who::Cli, Write::preview(UndoChange::default())).unwrap();
    let done = undo(&home).unwrap();
    assert_eq!((config(&home).as_str(), shown.warnings), ("{}\n", done.warnings.clone()));
    assert_eq!(done.warnings, ["the directories of agent `work` stay, with all that is in them"]);
    assert!(home.path().join("w").is_dir() && home.state_dir().join("agents/work/agent").is_dir());
}

#[test]
fn an_agent_that_was_changed_since_stays() {
    let home = Home::with_config("{}\n");
    run(&home, Who::Cli, agent("Some One", "~/w")).unwrap();
    home.write("openclaw.json", config(&home).replace("Some One", "Another"));
    let error = undo(&home).unwrap_err();
    assert_eq!(error.message, "could not undo change 1: `agents.list.some-one` was changed since");
}
