//! Every write, on homes made by hand: it changes what it names, and leaves its traces where they belong.

#![expect(clippy::unwrap_used, reason = "what cannot be prepared has failed, in a helper too")]

use std::{
    fs,
    os::unix::fs::{PermissionsExt, symlink},
    path::PathBuf,
};

use contract::{AddFallback, ChainId, Change, Code, Effect, Op, OpError, RemoveFallback, Revision, Role, Runs, Write};
use ops::{Pen, Workspace, note_outside};
use rules::home::Vars;
use store::{Place, Record, Who};
use testkit::Home;

const CONFIG: &str = "{
  // the house standard
  env: { OPENAI_API_KEY: 'Canary1' },
  agents: { defaults: {
    model: {
      primary: 'anthropic/claude-opus-4-5', // best at code
      fallbacks: [
        'openai/gpt-5.2', // cheap
      ],
    },
    params: { apiKey: 'Canary2' },
  } },
  models: { providers: { x: { apiKey: '${Canary3}', headers: { a: 'Canary4' } } } },
}
";

fn add(model: &str) -> AddFallback {
    AddFallback { model: model.to_owned(), force: true, ..AddFallback::default() }
}

fn grown() -> String {
    CONFIG.replace("'openai/gpt-5.2', // cheap\n", "'openai/gpt-5.2', // cheap\n        'xai/grok-4',\n")
}

fn run<O: Op>(place: &Place, write: Write<O>) -> Result<Change<O::Out>, OpError>
where
    Workspace: Runs<Write<O>>,
{
    futures::executor::block_on(Workspace::new(place.clone(), Pen::default()).run(write))
}

/// Runs a write that must not write, and asserts that it left no trace.
fn idle<O: Op>(home: &Home, write: Write<O>) -> Result<Change<O::Out>, OpError>
where
    Workspace: Runs<Write<O>>,
{
    let before = home.print();
    let result = run(&home.place(), write);
    assert!(home.print() == before, "something was touched");
    result
}

fn config(home: &Home) -> String {
    fs::read_to_string(home.state_dir().join("openclaw.json")).unwrap()
}

fn manager(home: &Home) -> PathBuf {
    home.state_dir().join("model-manager")
}

fn history(home: &Home) -> Vec<Record> {
    home.place().history().unwrap()
}

#[test]
fn a_write_changes_what_it_names_and_leaves_a_copy_and_a_record() {
    let home = Home::with_config(CONFIG);
    let change = run(&home.place(), Write::now(add("xai/grok-4"))).unwrap();
    assert_eq!(config(&home), grown());
    assert!(change.written);
    assert_eq!(
        change.effect,
        Effect::FallbackAdded { chain: ChainId::default(), model: "xai/grok-4".to_owned(), step: 3 }
    );
    assert_eq!(change.now.fallbacks.len(), 2);
    let [record] = <[_; 1]>::try_from(history(&home)).unwrap();
    assert_eq!((record.change.who, record.change.op.as_str(), Some(record.id)), (Who::Cli, "fallback/add", change.id));
    assert_eq!((record.change.rev_before, record.change.rev_after), (Some(change.before.clone()), change.after));
    let leaf = &record.change.leaves[0];
    assert_eq!(leaf.path, "agents.defaults.model.fallbacks");
    assert_eq!(leaf.before_raw.as_deref(), Some("[\n        'openai/gpt-5.2', // cheap\n      ]"));
    let copy = home.place().newest_copy(&home.place().home.config.path, &change.before).unwrap();
    assert_eq!(copy, CONFIG.as_bytes());
    let mut left: Vec<_> = fs::read_dir(home.state_dir()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    left.sort();
    assert_eq!(left, ["model-manager", "openclaw.json"]);
}

#[test]
fn a_preview_shows_what_a_write_does_and_touches_nothing() {
    let home = Home::with_config(CONFIG);
    let shown = idle(&home, Write::preview(add("xai/grok-4"))).unwrap();
    let done = run(&home.place(), Write { op: add("xai/grok-4"), dry_run: false, expect: Some(shown.token) }).unwrap();
    assert_eq!((shown.diffs, shown.effect, shown.now), (done.diffs, done.effect, done.now));
}

#[test]
fn removing_what_was_added_gives_the_same_bytes() {
    let home = Home::with_config(CONFIG);
    run(&home.place(), Write::now(add("xai/grok-4"))).unwrap();
    run(&home.place(), Write::now(RemoveFallback { model: "xai/grok-4".to_owned(), ..RemoveFallback::default() }))
        .unwrap();
    assert_eq!(config(&home), CONFIG);
    assert_eq!(history(&home).len(), 2);
}

#[test]
fn what_is_so_already_or_refused_leaves_no_trace() {
    let home = Home::with_config(CONFIG);
    let there = idle(&home, Write::now(add("openai/gpt-5.2"))).unwrap();
    assert!(there.is_empty() && !there.written && there.id.is_none());
    assert_eq!(idle(&home, Write::now(add("openai/"))).unwrap_err().code, Code::ModelInvalid);
    let absent = RemoveFallback { model: "a/b".to_owned(), ..RemoveFallback::default() };
    assert_eq!(idle(&home, Write::now(absent)).unwrap_err().code, Code::FallbackMissing);
    let other = Write { op: add("a/b"), dry_run: false, expect: Some(Revision::of_nothing()) };
    assert_eq!(idle(&home, other).unwrap_err().code, Code::Changed);
    let broken = Home::with_config("{ agents: { defaults: { model: 'a/b' }");
    assert_eq!(idle(&broken, Write::now(add("c/d"))).unwrap_err().code, Code::ConfigSyntax);
}

#[test]
fn t72_only_who_changes_the_same_place_is_in_the_way() {
    let home = Home::with_config(CONFIG);
    let shown = idle(&home, Write::preview(add("xai/grok-4"))).unwrap();
    let apply = || Write { op: add("xai/grok-4"), dry_run: false, expect: Some(shown.token.clone()) };
    home.write("openclaw.json", CONFIG.replace("'openai/gpt-5.2'", "'openai/gpt-5'"));
    assert_eq!(idle(&home, apply()).unwrap_err().code, Code::Changed);
    let elsewhere = CONFIG.replace("claude-opus-4-5", "claude-opus-4-6");
    home.write("openclaw.json", &elsewhere);
    run(&home.place(), apply()).unwrap();
    assert_eq!(config(&home), grown().replace("claude-opus-4-5", "claude-opus-4-6"));
}

#[test]
fn a_copy_that_is_lost_leaves_a_record_that_claims_nothing() {
    let home = Home::with_config(CONFIG);
    run(&home.place(), Write::now(add("xai/grok-4"))).unwrap();
    fs::remove_dir_all(manager(&home).join("backups")).unwrap();
    home.write("openclaw.json", grown().replace("cheap", "dear"));
    run(&home.place(), Write::now(add("m/n"))).unwrap();
    let theirs = &history(&home)[1];
    assert_eq!((theirs.change.who, theirs.change.leaves.as_slice()), (Who::Outside, [].as_slice()));
}

#[test]
fn t59_a_second_name_of_the_file_is_said() {
    let home = Home::with_config(CONFIG);
    let other = home.path().join("other");
    fs::hard_link(home.state_dir().join("openclaw.json"), &other).unwrap();
    let change = run(&home.place(), Write::now(add("xai/grok-4"))).unwrap();
    assert!(change.warnings[0].contains("hard links"), "{change:?}");
    assert_eq!(fs::read_to_string(other).unwrap(), CONFIG);
}

#[test]
fn a_history_that_cannot_be_written_is_said_and_the_change_is_made() {
    let home = Home::with_config(CONFIG);
    fs::create_dir_all(manager(&home).join("history.jsonl")).unwrap();
    let change = run(&home.place(), Write::now(add("xai/grok-4"))).unwrap();
    assert!(change.written && change.id.is_none() && change.warnings[0].contains("history"), "{change:?}");
    assert_eq!(config(&home), grown());
}

#[test]
fn a_home_that_is_not_to_be_written_is_not() {
    let home = Home::with_config(CONFIG);
    let vars = |name: &str| Vars {
        home: Some(home.path().display().to_string()),
        env: [(name.to_owned(), "1".to_owned())].into_iter().collect(),
        cwd: home.path().to_path_buf(),
        ..Vars::default()
    };
    let before = home.print();
    for name in ["OPENCLAW_CONFIG_READONLY", "OPENCLAW_NIX_MODE"] {
        let place = Place::find(&vars(name), None);
        let error = run(&place, Write::now(add("xai/grok-4"))).unwrap_err();
        assert!(error.code == Code::ReadOnly && error.message.contains(name), "{error:?}");
        let shown = run(&place, Write::preview(add("xai/grok-4"))).unwrap();
        assert!(!shown.is_empty() && shown.blocked.unwrap().contains(name), "a preview is a read");
    }
    assert!(home.print() == before);
}

#[test]
fn a_home_that_nobody_here_knows_is_only_shown() {
    let home = Home::with_config(CONFIG);
    home.write("state/openclaw.sqlite", "no database");
    let error = idle(&home, Write::now(add("xai/grok-4"))).unwrap_err();
    assert_eq!(error.code, Code::ReadOnly, "{error:?}");
}

#[test]
fn the_included_file_is_edited_and_the_main_one_is_not() {
    let main = "{ agents: { $include: './agents.json5' }, env: { K: 'Canary1' } }\n";
    let home = Home::with_config(main);
    home.write("agents.json5", "{ defaults: { model: { primary: 'a/b', fallbacks: [ 'c/d' ] } } } // ours\n");
    let change = run(&home.place(), Write::now(add("e/f"))).unwrap();
    let agents = fs::read_to_string(home.state_dir().join("agents.json5")).unwrap();
    assert_eq!(agents, "{ defaults: { model: { primary: 'a/b', fallbacks: [ 'c/d', 'e/f' ] } } } // ours\n");
    assert_eq!(config(&home), main);
    assert_eq!(change.diffs[0].file, "~/.openclaw/agents.json5");
    assert_eq!(history(&home)[0].change.file, "~/.openclaw/agents.json5");
}

#[test]
fn a_list_out_of_two_files_is_refused_with_both_names() {
    let home = Home::with_config(
        "{ agents: { defaults: { model: { $include: './more.json5', primary: 'a/b', fallbacks: ['c/d'] } } } }",
    );
    home.write("more.json5", "{ fallbacks: ['e/f'] }");
    let error = idle(&home, Write::now(add("g/h"))).unwrap_err();
    assert_eq!(error.code, Code::ConfigSplit);
    assert!(error.message.contains("openclaw.json") && error.message.contains("more.json5"), "{error:?}");
}

#[test]
fn a_link_stays_a_link() {
    let home = Home::empty();
    let real = home.path().join("dotfiles.json5");
    fs::write(&real, CONFIG).unwrap();
    fs::create_dir_all(home.state_dir()).unwrap();
    symlink("../dotfiles.json5", home.state_dir().join("openclaw.json")).unwrap();
    run(&home.place(), Write::now(add("xai/grok-4"))).unwrap();
    assert!(home.state_dir().join("openclaw.json").symlink_metadata().unwrap().is_symlink());
    assert_eq!(fs::read_to_string(&real).unwrap(), grown());
}

#[test]
fn what_others_changed_is_noted_by_our_next_write() {
    let home = Home::with_config(CONFIG);
    run(&home.place(), Write::now(add("xai/grok-4"))).unwrap();
    let outside = grown().replace("anthropic/claude-opus-4-5", "z/y").replace("Canary1", "Canary5");
    home.write("openclaw.json", &outside);
    run(&home.place(), Write::now(add("m/n"))).unwrap();
    let [_, theirs, ours] = <[_; 3]>::try_from(history(&home)).unwrap();
    assert_eq!((theirs.change.who, ours.change.who), (Who::Outside, Who::Cli));
    assert_eq!((theirs.id, ours.id), (2, 3));
    let [leaf] = <[_; 1]>::try_from(theirs.change.leaves).unwrap();
    assert_eq!(leaf.path, "agents.defaults.model.primary");
    assert_eq!(leaf.before_raw.as_deref(), Some("'anthropic/claude-opus-4-5'"));
    assert_eq!(leaf.after_raw.as_deref(), Some("'z/y'"));
    assert_eq!(theirs.change.rev_after, ours.change.rev_before);
}

#[test]
fn what_others_change_is_noted_when_it_is_seen() {
    let home = Home::with_config(CONFIG);
    let note = || note_outside(&home.place(), &Pen::default()).unwrap();
    assert!(!note() && !manager(&home).exists(), "a home that we never wrote");
    run(&home.place(), Write::now(add("xai/grok-4"))).unwrap();
    assert!(!note(), "our own change");
    for model in ["z/one", "z/two"] {
        home.write("openclaw.json", grown().replace("anthropic/claude-opus-4-5", model));
        assert!(note() && !note());
        let last = history(&home).pop().unwrap();
        let after = format!("'{model}'");
        assert_eq!((last.change.who, last.change.leaves[0].after_raw.as_deref()), (Who::Outside, Some(after.as_str())));
    }
    assert_eq!(history(&home)[2].change.leaves[0].before_raw.as_deref(), Some("'z/one'"));
}

#[test]
fn what_others_only_write_in_another_way_is_no_change() {
    let home = Home::with_config(CONFIG);
    run(&home.place(), Write::now(add("xai/grok-4"))).unwrap();
    let value = json5_edit::read(config(&home).as_bytes()).unwrap();
    home.write("openclaw.json", format!("{value:#}\n"));
    assert!(!note_outside(&home.place(), &Pen::default()).unwrap());
    run(&home.place(), Write::now(add("m/n"))).unwrap();
    let who: Vec<_> = history(&home).iter().map(|record| record.change.who).collect();
    assert_eq!(who, [Who::Cli, Who::Cli]);
}

#[test]
fn no_secret_is_in_a_change_or_in_the_history() {
    let home = Home::with_config(CONFIG);
    let change = run(&home.place(), Write::now(add("xai/grok-4"))).unwrap();
    home.write("openclaw.json", grown().replace("Canary", "Other-Canary"));
    run(&home.place(), Write::now(add("m/n"))).unwrap();
    let said =
        serde_json::to_string(&change).unwrap() + &fs::read_to_string(manager(&home).join("history.jsonl")).unwrap();
    assert!(said.contains("xai/grok-4") && !said.contains("Canary"), "{said}");
}

#[test]
fn our_files_are_for_nobody_else() {
    let home = Home::with_config(CONFIG);
    run(&home.place(), Write::now(add("xai/grok-4"))).unwrap();
    let mode = |path: PathBuf| path.metadata().unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(manager(&home)), 0o700);
    assert_eq!(mode(manager(&home).join("backups")), 0o700);
    for file in ["history.jsonl", "write.queue"] {
        assert_eq!(mode(manager(&home).join(file)), 0o600, "{file}");
    }
    assert_eq!(mode(home.state_dir().join("openclaw.json")), 0o600);
}

#[test]
fn many_at_once_lose_nothing() {
    let home = Home::with_config(CONFIG);
    std::thread::scope(|scope| {
        for writer in 0..8 {
            let place = home.place();
            scope.spawn(move || {
                for nth in 0..5 {
                    run(&place, Write::now(add(&format!("w{writer}/m{nth}")))).unwrap();
                }
            });
        }
    });
    let chain = rules::view::View::new(json5_edit::read(config(&home).as_bytes()).unwrap()).chain(Role::Text);
    assert_eq!(chain.fallbacks.len(), 41);
    assert_eq!(history(&home).len(), 40);
}

#[test]
fn t74_to_t78_what_is_not_to_be_trusted_is_not_touched() {
    let deep = "[".repeat(100_000);
    let large = format!("{{ a: '{}' }}", "x".repeat(64 << 20));
    let cases: [(&[u8], Code); 9] = [
        (deep.as_bytes(), Code::ConfigLimits),
        (large.as_bytes(), Code::ConfigLimits),
        (b"{ agents: '\xff\xfe' }", Code::ConfigLimits),
        (b"\xff\xfe{\x00}\x00", Code::ConfigLimits),
        (b"{ agents: {} \0 }", Code::ConfigLimits),
        (b"", Code::ConfigSyntax),
        (b"[]", Code::ConfigShape),
        (b"{ agents: {}, agents: {} }", Code::ConfigDuplicate),
        (b"{ agents: { defaults: { model: 5 } } }", Code::ConfigType),
    ];
    for (bytes, code) in cases {
        let home = Home::empty();
        home.write("openclaw.json", bytes);
        let error = idle(&home, Write::now(add("a/b"))).unwrap_err();
        assert_eq!(error.code, code, "{error:?}");
    }
}

#[test]
fn a_change_that_would_outgrow_what_we_read_is_refused() {
    let home = Home::with_config(&format!("{{ agents: {{}}, x: [{}] }}", "1,".repeat(99_996)));
    assert_eq!(idle(&home, Write::now(add("a/b"))).unwrap_err().code, Code::ConfigLimits);
}

#[test]
fn t77_a_key_that_means_something_to_programs_is_a_key() {
    let odd = "{ '__proto__': { a: 1 }, constructor: 2, agents: { toString: 3 }, Agents: 4 }";
    let home = Home::with_config(odd);
    run(&home.place(), Write::now(add("a/b"))).unwrap();
    let expected = odd.replace("toString: 3", "toString: 3, defaults: { model: { fallbacks: ['a/b'] } }");
    assert_eq!(config(&home), expected);
}

#[test]
fn what_would_change_more_than_it_says_is_refused() {
    let homes = [
        // The same chain in two places.
        (
            "{ agents: { defaults: { model: { $include: './f' }, imageModel: { $include: './f' } } } }",
            "{ fallbacks: ['c/d'] }",
        ),
        // A text in the main file hides a chain of the included one.
        ("{ agents: { defaults: { $include: './f', model: 'm/m' } } }", "{ model: { fallbacks: ['c/d'] } }"),
    ];
    for (main, included) in homes {
        let home = Home::with_config(main);
        home.write("f", included);
        let error = idle(&home, Write::now(add("e/f"))).unwrap_err();
        assert_eq!(error.code, Code::ConfigSplit, "{main}: {error:?}");
    }
}

#[test]
fn an_element_that_is_included_twice_is_removed_once() {
    let home = Home::with_config("{ agents: { defaults: { model: { fallbacks: { $include: ['./f', './f'] } } } } }");
    for (before, after) in [("[ 'c/d', 'x/y' ]", "[ 'x/y' ]"), ("[ 'c/d' ]", "[]")] {
        home.write("f", before);
        let removal = RemoveFallback { model: "c/d".to_owned(), ..RemoveFallback::default() };
        run(&home.place(), Write::now(removal)).unwrap();
        assert_eq!(fs::read_to_string(home.state_dir().join("f")).unwrap(), after);
    }
}
