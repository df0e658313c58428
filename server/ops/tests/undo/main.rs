//! The history, and taking changes back, on homes made by hand.

#![expect(clippy::unwrap_used, reason = "what cannot be prepared has failed, in a helper too")]

mod comments;
mod list;

use std::{collections::BTreeSet, fs, path::PathBuf};

use contract::{
    AddAgent, AddAlias, AddFallback, AllowModel, Author, Chain, Chains, Change, Changes, ClearFallbacks, Code,
    DisallowModel, Effect, InheritChain, Kind, ListChanges, MoveFallback, OPERATIONS, Op, OpError, RemoveAlias,
    RemoveFallback, RenameAlias, Role, Runs, SetChain, SetFallbacks, SetModel, SetValue, Spot, UndoChange, UnsetValue,
    Write,
};
use ops::{Pen, Workspace};
use testkit::Home;

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

fn run<O: Op>(home: &Home, op: O) -> Result<O::Out, OpError>
where
    Workspace: Runs<O>,
{
    futures::executor::block_on(Workspace::new(home.place(), Pen::default()).run(op))
}

fn add(model: &str) -> Write<AddFallback> {
    Write::now(AddFallback { model: model.to_owned(), force: true, ..AddFallback::default() })
}

fn add_image(model: &str) -> Write<AddFallback> {
    Write::now(AddFallback { role: Role::Image, model: model.to_owned(), force: true, ..AddFallback::default() })
}

fn remove(model: &str) -> Write<RemoveFallback> {
    Write::now(RemoveFallback { model: model.to_owned(), ..RemoveFallback::default() })
}

fn undo(home: &Home, id: impl Into<Option<u64>>) -> Result<Change<Chains>, OpError> {
    run(home, Write::now(UndoChange { id: id.into() }))
}

fn history(home: &Home) -> Changes {
    run(home, ListChanges::default()).unwrap()
}

fn path(home: &Home) -> PathBuf {
    home.state_dir().join("openclaw.json")
}

fn config(home: &Home) -> String {
    fs::read_to_string(path(home)).unwrap()
}

fn manager(home: &Home) -> PathBuf {
    home.state_dir().join("model-manager")
}

/// Runs what must not write, and asserts that it left no trace.
fn idle<T>(home: &Home, work: impl FnOnce() -> T) -> T {
    let before = home.print();
    let result = work();
    assert!(home.print() == before, "something was touched");
    result
}

/// Homes, each in another style.
fn homes() -> Vec<String> {
    let samples = concat!(env!("CARGO_MANIFEST_DIR"), "/../testkit/samples");
    let files = fs::read_dir(samples).unwrap().map(|entry| entry.unwrap().path());
    let files =
        files.filter(|path| path.extension().is_some_and(|end| end == "json5") && !path.ends_with("include.json5"));
    let mut homes: Vec<_> = files.map(|path| fs::read_to_string(path).unwrap()).collect();
    homes.extend(["{}", "{ agents: {} }\n", "{ agents: { defaults: { model: 'a/b' } } }", CONFIG].map(str::to_owned));
    assert!(homes.len() >= 8);
    homes
}

/// Does something; whether there was anything to write.
type Act = Box<dyn Fn(&Home) -> bool>;

fn act<O: Op + Clone>(op: O) -> (&'static str, Act)
where
    Workspace: Runs<Write<O>>,
{
    let write = Write::now(op);
    let run = move |home: &Home| run(home, write.clone());
    // Everything that is done here is undone, so nothing says that it cannot be.
    let is_written = |change: Change<_>| change.cannot_undo.is_none() && change.written;
    (O::PATH, Box::new(move |home| run(home).is_ok_and(is_written)))
}

fn texts(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

fn set_value(path: &str, value: &str) -> SetValue {
    SetValue { path: path.to_owned(), value: value.to_owned().into(), strict: false, piped: true }
}

fn new_agent(name: &str) -> AddAgent {
    AddAgent { name: name.to_owned(), workspace: "~/w".to_owned(), ..AddAgent::default() }
}

/// Every kind of write, and every fallback that can be removed.
fn acts(text: &str) -> Vec<(&'static str, Act)> {
    let view = rules::view::View::new(json5_edit::read(text.as_bytes()).unwrap());
    let Chain { fallbacks, .. } = view.chain(Role::Text);
    let agent = view.agents().all.first().filter(|agent| agent.at.is_some()).map(|agent| agent.id.clone());
    let (role, model, force) = (Role::Text, "new/three".to_owned(), true);
    let of = |agent: &Option<String>| SetModel {
        role,
        agent: agent.clone(),
        model: model.clone(),
        keep_fallbacks: true,
        force,
        ..SetModel::default()
    };
    let moved = |place| MoveFallback { role, agent: None, model: "openai/gpt-5.2".to_owned(), place };
    let mut acts = vec![act(moved(Spot::Down)), act(moved(Spot::Primary)), act(moved(Spot::Down))];
    acts.extend(fallbacks.iter().map(|rung| act(remove(&rung.configured).op)));
    acts.extend([
        act(set_value("agents.defaults.timeoutSeconds", "60")),
        act(set_value("agents.defaults.timeoutSeconds", "9e1")),
        act(new_agent("New One")),
        act(set_value("gateway.tls.enabled", "true")),
        act(add("new/one").op),
        act(add_image("new/two").op),
        act(SetFallbacks { role, agent: None, models: texts(&["new/two", "new/one"]), force }),
        act(SetChain { role, agent: None, primary: model.clone(), fallbacks: texts(&["new/four"]), force }),
        act(of(&None)),
        act(AddAlias { alias: "new".to_owned(), model: model.clone(), force }),
        act(AddAlias { alias: "NEW".to_owned(), model: "new/one".to_owned(), force }),
        act(AllowModel { model: "new/five".to_owned(), force }),
        act(DisallowModel { model: "new/five".to_owned() }),
        act(RenameAlias { alias: "new".to_owned(), to: "newer".to_owned(), name_only: false }),
        act(RemoveAlias { alias: "newer".to_owned(), write_out: true, force: false }),
        act(SetModel { keep_old: true, ..of(&None) }),
        act(of(&agent)),
        act(SetFallbacks { role, agent: agent.clone(), models: texts(&["new/one"]), force }),
        act(InheritChain { agent: agent.unwrap_or_default(), all: true }),
        act(ClearFallbacks { role, agent: None }),
        act(AddAgent { model: Some("new/two".to_owned()), ..new_agent("two") }),
        act(UnsetValue { path: "agents.defaults.timeoutSeconds".to_owned() }),
    ]);
    acts
}

/// On each home at once: mostly it is the disk that is waited for.
fn everywhere<T: Send>(work: impl Fn(&str) -> T + Sync) -> Vec<T> {
    let homes = homes();
    std::thread::scope(|scope| {
        let all: Vec<_> = homes.iter().map(|text| scope.spawn(|| work(text))).collect();
        all.into_iter().map(|one| one.join().unwrap()).collect()
    })
}

/// Writes everything, and takes it back one by one; what was written.
fn there_and_back(text: &str) -> Vec<&'static str> {
    let home = Home::with_config(text);
    let mut written = Vec::new();
    for (op, act) in acts(text) {
        let was = config(&home);
        if act(&home) {
            written.push((op, was));
        }
    }
    for (op, was) in written.iter().rev() {
        undo(&home, None).unwrap();
        assert_eq!(config(&home), *was, "{op}");
    }
    assert_eq!(undo(&home, None).unwrap_err().code, Code::NothingToUndo);
    written.into_iter().map(|(op, _)| op).collect()
}

#[test]
fn undoing_one_by_one_gives_back_every_byte() {
    let written: BTreeSet<_> = everywhere(there_and_back).into_iter().flatten().collect();
    let writes = OPERATIONS.iter().filter(|op| op.kind == Kind::Write).map(|op| op.path);
    let left: BTreeSet<_> = writes.filter(|path| !written.contains(path)).collect();
    assert_eq!(left, ["change/undo"].into(), "not undone here");
}

/// One write each, on a home where it has something to do.
fn each(check: impl Fn(&Home, &str, &str) + Sync) {
    let counts = everywhere(|text| {
        let home = || Home::with_config(text);
        let acts = acts(text).into_iter().map(|(op, act)| (op, act, home()));
        let done = acts.filter(|(_, act, home)| act(home)).map(|(op, _, home)| check(&home, op, text));
        done.count()
    });
    assert!(counts.iter().sum::<usize>() >= 80, "only {counts:?} writes");
}

#[test]
fn an_undo_is_undone_to_the_byte_and_that_again() {
    each(|home, op, text| {
        let done = config(home);
        undo(home, None).unwrap();
        undo(home, 2).unwrap();
        assert_eq!(config(home), done, "{op}");
        undo(home, 3).unwrap();
        assert_eq!(config(home), text, "{op}");
    });
}

#[test]
fn without_its_copy_a_change_is_taken_back_by_its_leaves() {
    each(|home, op, text| {
        fs::remove_dir_all(manager(home).join("backups")).unwrap();
        undo(home, None).unwrap();
        let [now, was] = [&config(home), text].map(|text| json5_edit::read(text.as_bytes()).unwrap());
        assert_eq!(now, was, "{op}");
        // What was taken out comes back as the last one.
        assert!(op == "config/unset" || config(home) == text, "{op}");
    });
}

#[test]
fn later_edits_elsewhere_stay_and_so_do_openclaws_copies() {
    let home = Home::with_config(CONFIG);
    home.write("openclaw.json.bak", "theirs");
    run(&home, add("new/one")).unwrap();
    let later = config(&home).replace("Canary2", "Canary3").replace("best at code", "still best");
    home.write("openclaw.json", &later);
    let change = undo(&home, None).unwrap();
    assert_eq!(change.effect, Effect::Undone { id: 1, op: "fallback/add".to_owned() });
    assert_eq!(config(&home), CONFIG.replace("Canary2", "Canary3").replace("best at code", "still best"));
    assert_eq!(fs::read_to_string(home.state_dir().join("openclaw.json.bak")).unwrap(), "theirs");
    let names: Vec<_> = fs::read_dir(home.state_dir()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(names.len(), 3, "{names:?}");
}

#[test]
fn what_others_added_to_the_list_stays_in_it() {
    let home = Home::with_config(CONFIG);
    run(&home, remove("openai/gpt-5.2")).unwrap();
    home.write("openclaw.json", config(&home).replace("'xai/grok-4',", "'xai/grok-4',\n        'z/z', // theirs"));
    let change = undo(&home, None).unwrap();
    let names: Vec<_> = change.now.text.fallbacks.iter().map(|rung| rung.configured.as_str()).collect();
    assert_eq!(names, ["openai/gpt-5.2", "xai/grok-4", "z/z"]);
    assert!(config(&home).contains("'z/z', // theirs"));
}

#[test]
fn a_change_that_was_changed_again_is_refused_with_both_texts() {
    let home = Home::with_config("{ agents: { defaults: { model: 'a/b' } }, env: { K: 'Canary1' } }");
    run(&home, add("c/d")).unwrap();
    home.write("openclaw.json", config(&home).replace("'c/d'", "'x/y'"));
    let error = idle(&home, || undo(&home, None).unwrap_err());
    assert_eq!(error.code, Code::ChangeConflict);
    assert_eq!(error.message, "could not undo change 1: `agents.defaults.model` was changed since");
    assert!(error.causes[0].contains("'c/d'") && error.causes[1].contains("'x/y'"), "{error:?}");
    assert_eq!(idle(&home, || undo(&home, 7).unwrap_err()).code, Code::ChangeUnknown);
    let preview = idle(&home, || run(&home, Write::preview(UndoChange { id: Some(1) })).unwrap_err());
    assert_eq!(preview, error);
}

#[test]
fn a_preview_shows_what_an_undo_does() {
    let home = Home::with_config(CONFIG);
    run(&home, add("new/one")).unwrap();
    let shown = idle(&home, || run(&home, Write::preview(UndoChange::default())).unwrap());
    let expect = Some(shown.token);
    let done = run(&home, Write { op: UndoChange { id: Some(1) }, dry_run: false, expect }).unwrap();
    assert_eq!((shown.diffs, shown.effect, shown.now), (done.diffs, done.effect, done.now));
    assert_eq!((done.id, config(&home).as_str()), (Some(2), CONFIG));
    let again = idle(&home, || undo(&home, 1).unwrap());
    assert_eq!((again.effect, again.written), (Effect::UndoneBefore { id: 1 }, false));
}

#[test]
fn a_change_of_several_files_is_taken_back_as_one() {
    let main = "{ agents: { defaults: { $include: './model.json5', models: { 'a/b': {} } } } }\n";
    let included = "{ model: { primary: 'a/b' } }\n";
    let home = Home::with_config(main);
    home.write("model.json5", included);
    run(&home, add("c/d")).unwrap();
    let infos = history(&home).changes;
    assert_eq!(
        infos.iter().map(|info| (info.id, info.part_of)).collect::<Vec<_>>(),
        [(Some(2), Some(1)), (Some(1), None)]
    );
    for id in [None, Some(4), Some(5)] {
        let before = (config(&home), fs::read_to_string(home.state_dir().join("model.json5")).unwrap());
        undo(&home, id).unwrap();
        let after = (config(&home), fs::read_to_string(home.state_dir().join("model.json5")).unwrap());
        assert!(before.0 != after.0 && before.1 != after.1, "{before:?} {after:?}");
    }
    assert_eq!(
        (config(&home).as_str(), fs::read_to_string(home.state_dir().join("model.json5")).unwrap().as_str()),
        (main, included)
    );
    let undone: Vec<_> = history(&home).changes.iter().rev().map(|info| info.undone_by).collect();
    assert_eq!(undone, [Some(3), Some(3), None, None, Some(7), Some(7), None, None]);
}

#[test]
fn a_file_that_was_made_stays_and_is_empty() {
    let home = Home::empty();
    run(&home, add("a/b")).unwrap();
    let made = config(&home);
    let change = undo(&home, None).unwrap();
    assert_eq!(config(&home), "{}\n");
    assert!(change.warnings[0].contains("it stays"), "{change:?}");
    undo(&home, 2).unwrap();
    assert_eq!(config(&home), made);
}

#[test]
fn what_others_changed_is_listed_before_it_is_recorded_and_undone_afterwards() {
    let home = Home::with_config(CONFIG);
    run(&home, add("new/one")).unwrap();
    home.write("openclaw.json", config(&home).replace("anthropic/claude-opus-4-5", "z/z"));
    let [theirs, ours] = <[_; 2]>::try_from(idle(&home, || history(&home)).changes).unwrap();
    assert_eq!((theirs.id, theirs.who, theirs.can_undo), (None, Author::Outside, false));
    assert_eq!(theirs.leaves[0].after.as_deref(), Some("'z/z'"));
    assert_eq!((ours.id, ours.who, ours.can_undo, ours.undone_by), (Some(1), Author::Cli, true, None));
    run(&home, add("new/two")).unwrap();
    let grown = config(&home);
    undo(&home, 2).unwrap();
    assert_eq!(config(&home), grown.replace("z/z", "anthropic/claude-opus-4-5"));
}

#[test]
fn t49_no_secret_is_in_the_history_nor_comes_out_of_it() {
    let home = Home::with_config(CONFIG);
    run(&home, add("new/one")).unwrap();
    let secret =
        config(&home).replace("best at code", "sk-Canary3").replace("'xai/grok-4',", "'xai/grok-4', // sk-Canary4");
    home.write("openclaw.json", secret.replace("Canary1", "Canary5"));
    let before = format!("{:?}{:?}", history(&home), undo(&home, None));
    // A comment like that is in the file and in its byte copy, and nowhere else.
    let was = config(&home);
    run(&home, add("new/two")).unwrap();
    let undone = undo(&home, None).unwrap();
    assert_eq!(config(&home), was);
    let kept = fs::read_to_string(manager(&home).join("history.jsonl")).unwrap();
    let said = format!("{before}{undone:?}{:?}{kept}", history(&home));
    assert!(said.contains("new/one") && was.contains("Canary4") && !said.contains("Canary"), "{said}");
}
