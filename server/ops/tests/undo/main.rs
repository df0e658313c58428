//! Tests of the history and of undo, on sample homes.

#![expect(clippy::unwrap_used, reason = "a failed preparation fails the test, in helpers too")]

mod comments;
mod list;

use std::{collections::BTreeSet, fs, path::PathBuf};

use contract::{
    AddAgent, AddAlias, AddFallback, AllowModel, Author, Chain, Change, ChangeList, ClearFallbacks, Code,
    DefaultChains, DisallowModel, Effect, InheritChain, ListChanges, MoveFallback, MoveTarget, OPERATIONS, Op, OpError,
    OperationKind, RemoveAlias, RemoveFallback, RenameAlias, Role, RunsOperation, SetChain, SetFallbacks, SetModel,
    SetOrder, SetValue, UndoChange, UnsetValue, Write,
};
use ops::{Workspace, WritePolicy};
use testkit::TestHome;

const CONFIG: &str = "{
  // the house standard
  env: { OPENAI_API_KEY: 'Canary1' },
  agents: { defaults: {
    model: {
      primary: 'anthropic/claude-opus-4-5', // best at code
      fallbacks: [
        'openai/gpt-5.2', // cheap
        'xai/grok-4',
      ],
    },
    models: { 'openai/gpt-5.2': {} },
    params: { apiKey: 'Canary2' },
  } },
}
";

fn run_op<O: Op>(home: &TestHome, op: O) -> Result<O::Out, OpError>
where
    Workspace: RunsOperation<O>,
{
    futures::executor::block_on(Workspace::new(home.store(), WritePolicy::default()).run(op))
}

fn add_fallback(model: &str) -> Write<AddFallback> {
    Write::apply(AddFallback { model: model.to_owned(), force: true, ..AddFallback::default() })
}

fn add_image_fallback(model: &str) -> Write<AddFallback> {
    Write::apply(AddFallback { role: Role::Image, model: model.to_owned(), force: true, ..AddFallback::default() })
}

fn remove_fallback(model: &str) -> Write<RemoveFallback> {
    Write::apply(RemoveFallback { model: model.to_owned(), ..RemoveFallback::default() })
}

fn undo_change(home: &TestHome, id: impl Into<Option<u64>>) -> Result<Change<DefaultChains>, OpError> {
    run_op(home, Write::apply(UndoChange { id: id.into() }))
}

fn list_history(home: &TestHome) -> ChangeList {
    run_op(home, ListChanges::default()).unwrap()
}

fn config_path(home: &TestHome) -> PathBuf {
    home.state_dir().join("openclaw.json")
}

fn config_text(home: &TestHome) -> String {
    fs::read_to_string(config_path(home)).unwrap()
}

fn manager_dir(home: &TestHome) -> PathBuf {
    home.state_dir().join("model-manager")
}

/// Runs an operation that must not write, and asserts that it left no trace.
fn assert_no_write<T>(home: &TestHome, work: impl FnOnce() -> T) -> T {
    let before = home.fingerprint();
    let result = work();
    assert!(home.fingerprint() == before, "something was touched");
    result
}

/// Homes in different styles.
fn sample_configs() -> Vec<String> {
    let samples = concat!(env!("CARGO_MANIFEST_DIR"), "/../testkit/samples");
    let files = fs::read_dir(samples).unwrap().map(|entry| entry.unwrap().path());
    let files =
        files.filter(|path| path.extension().is_some_and(|end| end == "json5") && !path.ends_with("include.json5"));
    let mut homes: Vec<_> = files.map(|path| fs::read_to_string(path).unwrap()).collect();
    homes.extend(["{}", "{ agents: {} }\n", "{ agents: { defaults: { model: 'a/b' } } }", CONFIG].map(str::to_owned));
    assert!(homes.len() >= 8);
    homes
}

/// Runs a write. Returns whether anything was written.
type UndoCase = Box<dyn Fn(&TestHome) -> bool>;

fn undo_case<O: Op + Clone>(op: O) -> (&'static str, UndoCase)
where
    Workspace: RunsOperation<Write<O>>,
{
    let write = Write::apply(op);
    let run = move |home: &TestHome| run_op(home, write.clone());
    // Every change here can be undone, so none is reported as final.
    let is_written = |change: Change<_>| change.cannot_undo.is_none() && change.written;
    (O::PATH, Box::new(move |home| run(home).is_ok_and(is_written)))
}

fn to_strings(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

fn set_value(path: &str, value: &str) -> SetValue {
    SetValue { path: path.to_owned(), value: value.to_owned().into(), piped: true, ..SetValue::default() }
}

fn new_agent(name: &str) -> AddAgent {
    AddAgent { name: name.to_owned(), workspace: "~/w".to_owned(), ..AddAgent::default() }
}

/// Returns every kind of write, and the removal of every fallback.
fn undo_cases(text: &str) -> Vec<(&'static str, UndoCase)> {
    let view = rules::document::view::View::new(json5_edit::read(text.as_bytes()).unwrap());
    let Chain { fallbacks, .. } = view.default_chain(Role::Text);
    let agent = view.agents().all.first().filter(|agent| agent.entry_path.is_some()).map(|agent| agent.id.clone());
    let (role, model, force) = (Role::Text, "new/three".to_owned(), true);
    let of = |agent: &Option<String>| SetModel {
        role,
        agent: agent.clone(),
        model: model.clone(),
        keep_fallbacks: true,
        force,
        ..SetModel::default()
    };
    let moved = |target| MoveFallback { role, agent: None, model: "openai/gpt-5.2".to_owned(), target };
    let mut acts = vec![
        undo_case(moved(MoveTarget::Down)),
        undo_case(moved(MoveTarget::Primary)),
        undo_case(moved(MoveTarget::Down)),
    ];
    acts.extend(fallbacks.iter().map(|step| undo_case(remove_fallback(&step.configured).op)));
    acts.extend([
        undo_case(set_value("agents.defaults.timeoutSeconds", "60")),
        undo_case(set_value("agents.defaults.timeoutSeconds", "9e1")),
        undo_case(new_agent("New One")),
        undo_case(set_value("gateway.tls.enabled", "true")),
        undo_case(add_fallback("new/one").op),
        undo_case(add_image_fallback("new/two").op),
        undo_case(SetFallbacks { role, agent: None, models: to_strings(&["new/two", "new/one"]), force }),
        undo_case(SetChain { role, agent: None, primary: model.clone(), fallbacks: to_strings(&["new/four"]), force }),
        undo_case(of(&None)),
        undo_case(AddAlias { alias: "new".to_owned(), model: model.clone(), force }),
        undo_case(AddAlias { alias: "NEW".to_owned(), model: "new/one".to_owned(), force }),
        undo_case(AllowModel { model: "new/five".to_owned(), force }),
        undo_case(DisallowModel { model: "new/five".to_owned() }),
        undo_case(RenameAlias { alias: "new".to_owned(), to: "newer".to_owned(), name_only: false }),
        undo_case(RemoveAlias { alias: "newer".to_owned(), write_out: true, force: false }),
        undo_case(SetModel { keep_old: true, ..of(&None) }),
        undo_case(of(&agent)),
        undo_case(SetFallbacks { role, agent: agent.clone(), models: to_strings(&["new/one"]), force }),
        undo_case(InheritChain { agent: agent.unwrap_or_default(), all: true }),
        undo_case(ClearFallbacks { role, agent: None }),
        undo_case(AddAgent { model: Some("new/two".to_owned()), ..new_agent("two") }),
        undo_case(UnsetValue { path: "agents.defaults.timeoutSeconds".to_owned(), force: false }),
        undo_case(SetOrder { provider: "new".to_owned(), profiles: to_strings(&["new:a"]), agent: None, force }),
    ]);
    acts
}

/// Runs on all homes in parallel, because a write mostly waits for the disk.
fn for_every_config<T: Send>(work: impl Fn(&str) -> T + Sync) -> Vec<T> {
    let homes = sample_configs();
    std::thread::scope(|scope| {
        let all: Vec<_> = homes.iter().map(|text| scope.spawn(|| work(text))).collect();
        all.into_iter().map(|one| one.join().unwrap()).collect()
    })
}

/// Runs all writes and undoes them one by one. Returns the written changes.
fn run_and_undo_all(text: &str) -> Vec<&'static str> {
    let home = TestHome::with_config(text);
    let mut written = Vec::new();
    for (op, act) in undo_cases(text) {
        let was = config_text(&home);
        if act(&home) {
            written.push((op, was));
        }
    }
    for (op, was) in written.iter().rev() {
        undo_change(&home, None).unwrap();
        assert_eq!(config_text(&home), *was, "{op}");
    }
    assert_eq!(undo_change(&home, None).unwrap_err().code, Code::NothingToUndo);
    written.into_iter().map(|(op, _)| op).collect()
}

#[test]
fn repeated_undo_restores_every_byte() {
    let written: BTreeSet<_> = for_every_config(run_and_undo_all).into_iter().flatten().collect();
    let writes = OPERATIONS.iter().filter(|op| op.kind == OperationKind::Write).map(|op| op.path);
    let left: BTreeSet<_> = writes.filter(|path| !written.contains(path)).collect();
    // The history keeps no credentials, so a change of a credential store cannot be undone.
    let final_changes = ["auth/cooldown", "auth/copy", "auth/import", "auth/move", "auth/remove", "auth/rename"];
    assert_eq!(left, ["change/undo"].into_iter().chain(final_changes).collect(), "not undone here");
}

/// Runs one write on a home where it has something to change.
fn for_each_case(check: impl Fn(&TestHome, &str, &str) + Sync) {
    let counts = for_every_config(|text| {
        let home = || TestHome::with_config(text);
        let acts = undo_cases(text).into_iter().map(|(op, act)| (op, act, home()));
        let done = acts.filter(|(_, act, home)| act(home)).map(|(op, _, home)| check(&home, op, text));
        done.count()
    });
    assert!(counts.iter().sum::<usize>() >= 80, "only {counts:?} writes");
}

#[test]
fn undo_of_undo_restores_every_byte() {
    for_each_case(|home, op, text| {
        let done = config_text(home);
        undo_change(home, None).unwrap();
        undo_change(home, 2).unwrap();
        assert_eq!(config_text(home), done, "{op}");
        undo_change(home, 3).unwrap();
        assert_eq!(config_text(home), text, "{op}");
    });
}

#[test]
fn undo_without_backup_uses_recorded_values() {
    for_each_case(|home, op, text| {
        fs::remove_dir_all(manager_dir(home).join("backups")).unwrap();
        undo_change(home, None).unwrap();
        let [now, was] = [&config_text(home), text].map(|text| json5_edit::read(text.as_bytes()).unwrap());
        assert_eq!(now, was, "{op}");
        // A removed entry returns as the last one.
        assert!(op == "config/unset" || config_text(home) == text, "{op}");
    });
}

#[test]
fn undo_keeps_later_edits_and_openclaw_backups() {
    let home = TestHome::with_config(CONFIG);
    home.write_file("openclaw.json.bak", "theirs");
    run_op(&home, add_fallback("new/one")).unwrap();
    let later = config_text(&home).replace("Canary2", "Canary3").replace("best at code", "still best");
    home.write_file("openclaw.json", &later);
    let change = undo_change(&home, None).unwrap();
    assert_eq!(change.effect, Effect::Undone { id: 1, op: "fallback/add".to_owned() });
    assert_eq!(config_text(&home), CONFIG.replace("Canary2", "Canary3").replace("best at code", "still best"));
    assert_eq!(fs::read_to_string(home.state_dir().join("openclaw.json.bak")).unwrap(), "theirs");
    let names: Vec<_> = fs::read_dir(home.state_dir()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(names.len(), 3, "{names:?}");
}

#[test]
fn undo_keeps_list_elements_added_by_other_programs() {
    let home = TestHome::with_config(CONFIG);
    run_op(&home, remove_fallback("openai/gpt-5.2")).unwrap();
    home.write_file(
        "openclaw.json",
        config_text(&home).replace("'xai/grok-4',", "'xai/grok-4',\n        'z/z', // theirs"),
    );
    let change = undo_change(&home, None).unwrap();
    let names: Vec<_> = change.current.text.fallbacks.iter().map(|step| step.configured.as_str()).collect();
    assert_eq!(names, ["openai/gpt-5.2", "xai/grok-4", "z/z"]);
    assert!(config_text(&home).contains("'z/z', // theirs"));
}

#[test]
fn undo_of_value_changed_since_is_refused_with_both_texts() {
    let home = TestHome::with_config("{ agents: { defaults: { model: 'a/b' } }, env: { K: 'Canary1' } }");
    run_op(&home, add_fallback("c/d")).unwrap();
    home.write_file("openclaw.json", config_text(&home).replace("'c/d'", "'x/y'"));
    let error = assert_no_write(&home, || undo_change(&home, None).unwrap_err());
    assert_eq!(error.code, Code::ChangeConflict);
    assert_eq!(error.message, "could not undo change 1: `agents.defaults.model` has changed since");
    assert!(error.causes[0].contains("'c/d'") && error.causes[1].contains("'x/y'"), "{error:?}");
    assert_eq!(assert_no_write(&home, || undo_change(&home, 7).unwrap_err()).code, Code::ChangeUnknown);
    let preview = assert_no_write(&home, || run_op(&home, Write::preview(UndoChange { id: Some(1) })).unwrap_err());
    assert_eq!(preview, error);
}

#[test]
fn undo_preview_matches_undo() {
    let home = TestHome::with_config(CONFIG);
    run_op(&home, add_fallback("new/one")).unwrap();
    let shown = assert_no_write(&home, || run_op(&home, Write::preview(UndoChange::default())).unwrap());
    let expect = Some(shown.token);
    let done = run_op(&home, Write { op: UndoChange { id: Some(1) }, dry_run: false, expect }).unwrap();
    assert_eq!((shown.diffs, shown.effect, shown.current), (done.diffs, done.effect, done.current));
    assert_eq!((done.id, config_text(&home).as_str()), (Some(2), CONFIG));
    let again = assert_no_write(&home, || undo_change(&home, 1).unwrap());
    assert_eq!((again.effect, again.written), (Effect::AlreadyUndone { id: 1 }, false));
}

#[test]
fn multi_file_change_is_undone_together() {
    let main = "{ agents: { defaults: { $include: './model.json5', models: { 'a/b': {} } } } }\n";
    let included = "{ model: { primary: 'a/b' } }\n";
    let home = TestHome::with_config(main);
    home.write_file("model.json5", included);
    run_op(&home, add_fallback("c/d")).unwrap();
    let infos = list_history(&home).changes;
    assert_eq!(
        infos.iter().map(|info| (info.id, info.part_of)).collect::<Vec<_>>(),
        [(Some(2), Some(1)), (Some(1), None)]
    );
    for id in [None, Some(4), Some(5)] {
        let before = (config_text(&home), fs::read_to_string(home.state_dir().join("model.json5")).unwrap());
        undo_change(&home, id).unwrap();
        let after = (config_text(&home), fs::read_to_string(home.state_dir().join("model.json5")).unwrap());
        assert!(before.0 != after.0 && before.1 != after.1, "{before:?} {after:?}");
    }
    assert_eq!(
        (config_text(&home).as_str(), fs::read_to_string(home.state_dir().join("model.json5")).unwrap().as_str()),
        (main, included)
    );
    let undone: Vec<_> = list_history(&home).changes.iter().rev().map(|info| info.undone_by).collect();
    assert_eq!(undone, [Some(3), Some(3), None, None, Some(7), Some(7), None, None]);
}

#[test]
fn undo_of_file_creation_leaves_empty_object() {
    let home = TestHome::empty();
    run_op(&home, add_fallback("a/b")).unwrap();
    let made = config_text(&home);
    let change = undo_change(&home, None).unwrap();
    assert_eq!(config_text(&home), "{}\n");
    assert!(change.warnings[0].contains("the file stays"), "{change:?}");
    undo_change(&home, 2).unwrap();
    assert_eq!(config_text(&home), made);
}

#[test]
fn external_changes_are_listed_unrecorded_and_undone_later() {
    let home = TestHome::with_config(CONFIG);
    run_op(&home, add_fallback("new/one")).unwrap();
    home.write_file("openclaw.json", config_text(&home).replace("anthropic/claude-opus-4-5", "z/z"));
    let [theirs, ours] = <[_; 2]>::try_from(assert_no_write(&home, || list_history(&home)).changes).unwrap();
    assert_eq!((theirs.id, theirs.author, theirs.can_undo), (None, Author::Outside, false));
    assert_eq!(theirs.values[0].after.as_deref(), Some("'z/z'"));
    assert_eq!((ours.id, ours.author, ours.can_undo, ours.undone_by), (Some(1), Author::Cli, true, None));
    run_op(&home, add_fallback("new/two")).unwrap();
    let grown = config_text(&home);
    undo_change(&home, 2).unwrap();
    assert_eq!(config_text(&home), grown.replace("z/z", "anthropic/claude-opus-4-5"));
}

#[test]
fn t49_history_contains_no_secret() {
    let home = TestHome::with_config(CONFIG);
    run_op(&home, add_fallback("new/one")).unwrap();
    let secret = config_text(&home)
        .replace("best at code", "sk-Canary3")
        .replace("'xai/grok-4',", "'xai/grok-4', // sk-Canary4");
    home.write_file("openclaw.json", secret.replace("Canary1", "Canary5"));
    let before = format!("{:?}{:?}", list_history(&home), undo_change(&home, None));
    // Such a comment is only in the file and its byte copy.
    let was = config_text(&home);
    run_op(&home, add_fallback("new/two")).unwrap();
    let undone = undo_change(&home, None).unwrap();
    assert_eq!(config_text(&home), was);
    let kept = fs::read_to_string(manager_dir(&home).join("history.jsonl")).unwrap();
    let said = format!("{before}{undone:?}{:?}{kept}", list_history(&home));
    assert!(said.contains("new/one") && was.contains("Canary4") && !said.contains("Canary"), "{said}");
}
