//! Tests of every write, on sample homes: it changes only what it names, and records it.

#![expect(clippy::unwrap_used, reason = "a failed preparation fails the test, in helpers too")]

use std::os::unix::fs::{PermissionsExt, symlink};
use std::{fs, path::PathBuf};

use contract::{
    AddFallback, ChainId, Change, Code, Effect, Op, OpError, RemoveFallback, Revision, Role, RunsOperation, Write,
};
use ops::{Workspace, WritePolicy};
use rules::base::home::HomeVars;
use store::{HomeStore, Record, RecordAuthor};
use testkit::TestHome;

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

fn add_fallback(model: &str) -> AddFallback {
    AddFallback { model: model.to_owned(), force: true, ..AddFallback::default() }
}

fn config_with_added_fallback() -> String {
    CONFIG.replace("'openai/gpt-5.2', // cheap\n", "'openai/gpt-5.2', // cheap\n        'xai/grok-4',\n")
}

fn run_write<O: Op>(store: &HomeStore, write: Write<O>) -> Result<Change<O::Out>, OpError>
where
    Workspace: RunsOperation<Write<O>>,
{
    futures::executor::block_on(Workspace::new(store.clone(), WritePolicy::default()).run(write))
}

/// Runs a write that must be refused, and asserts that it left no trace.
fn assert_no_write<O: Op>(home: &TestHome, write: Write<O>) -> Result<Change<O::Out>, OpError>
where
    Workspace: RunsOperation<Write<O>>,
{
    let before = home.fingerprint();
    let result = run_write(&home.store(), write);
    assert!(home.fingerprint() == before, "something was touched");
    result
}

fn config_text(home: &TestHome) -> String {
    fs::read_to_string(home.state_dir().join("openclaw.json")).unwrap()
}

fn manager_dir(home: &TestHome) -> PathBuf {
    home.state_dir().join("model-manager")
}

fn history_records(home: &TestHome) -> Vec<Record> {
    home.store().all_records().unwrap()
}

#[test]
fn write_changes_its_path_and_makes_backup_and_record() {
    let home = TestHome::with_config(CONFIG);
    let change = run_write(&home.store(), Write::apply(add_fallback("xai/grok-4"))).unwrap();
    assert_eq!(config_text(&home), config_with_added_fallback());
    assert!(change.written);
    assert_eq!(
        change.effect,
        Effect::FallbackAdded { chain: ChainId::default(), model: "xai/grok-4".to_owned(), step: 3 }
    );
    assert_eq!(change.current.fallbacks.len(), 2);
    let [record] = <[_; 1]>::try_from(history_records(&home)).unwrap();
    assert_eq!(
        (record.change.author, record.change.op.as_str(), Some(record.id)),
        (RecordAuthor::Cli, "fallback/add", change.id)
    );
    assert_eq!((record.change.rev_before, record.change.rev_after), (Some(change.before.clone()), change.after));
    let leaf = &record.change.values[0];
    assert_eq!(leaf.path, "agents.defaults.model.fallbacks");
    assert_eq!(leaf.before_raw.as_deref(), Some("[\n        'openai/gpt-5.2', // cheap\n      ]"));
    let copy = home.store().newest_backup(&home.store().home.config.path, &change.before).unwrap();
    assert_eq!(copy, CONFIG.as_bytes());
    let mut left: Vec<_> = fs::read_dir(home.state_dir()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    left.sort();
    assert_eq!(left, ["model-manager", "openclaw.json"]);
}

#[test]
fn preview_matches_write_and_writes_nothing() {
    let home = TestHome::with_config(CONFIG);
    let shown = assert_no_write(&home, Write::preview(add_fallback("xai/grok-4"))).unwrap();
    let done =
        run_write(&home.store(), Write { op: add_fallback("xai/grok-4"), dry_run: false, expect: Some(shown.token) })
            .unwrap();
    assert_eq!((shown.diffs, shown.effect, shown.current), (done.diffs, done.effect, done.current));
}

#[test]
fn remove_after_add_restores_bytes() {
    let home = TestHome::with_config(CONFIG);
    run_write(&home.store(), Write::apply(add_fallback("xai/grok-4"))).unwrap();
    run_write(
        &home.store(),
        Write::apply(RemoveFallback { model: "xai/grok-4".to_owned(), ..RemoveFallback::default() }),
    )
    .unwrap();
    assert_eq!(config_text(&home), CONFIG);
    assert_eq!(history_records(&home).len(), 2);
}

#[test]
fn unchanged_and_refused_writes_leave_no_trace() {
    let home = TestHome::with_config(CONFIG);
    let there = assert_no_write(&home, Write::apply(add_fallback("openai/gpt-5.2"))).unwrap();
    assert!(there.is_empty() && !there.written && there.id.is_none());
    assert_eq!(assert_no_write(&home, Write::apply(add_fallback("openai/"))).unwrap_err().code, Code::ModelInvalid);
    let absent = RemoveFallback { model: "a/b".to_owned(), ..RemoveFallback::default() };
    assert_eq!(assert_no_write(&home, Write::apply(absent)).unwrap_err().code, Code::FallbackMissing);
    let other = Write { op: add_fallback("a/b"), dry_run: false, expect: Some(Revision::no_file()) };
    assert_eq!(assert_no_write(&home, other).unwrap_err().code, Code::Changed);
    let broken = TestHome::with_config("{ agents: { defaults: { model: 'a/b' }");
    assert_eq!(assert_no_write(&broken, Write::apply(add_fallback("c/d"))).unwrap_err().code, Code::ConfigSyntax);
}

#[test]
fn t72_only_changes_at_the_same_path_conflict() {
    let home = TestHome::with_config(CONFIG);
    let shown = assert_no_write(&home, Write::preview(add_fallback("xai/grok-4"))).unwrap();
    let apply = || Write { op: add_fallback("xai/grok-4"), dry_run: false, expect: Some(shown.token.clone()) };
    home.write_file("openclaw.json", CONFIG.replace("'openai/gpt-5.2'", "'openai/gpt-5'"));
    assert_eq!(assert_no_write(&home, apply()).unwrap_err().code, Code::Changed);
    let elsewhere = CONFIG.replace("claude-opus-4-5", "claude-opus-4-6");
    home.write_file("openclaw.json", &elsewhere);
    run_write(&home.store(), apply()).unwrap();
    assert_eq!(config_text(&home), config_with_added_fallback().replace("claude-opus-4-5", "claude-opus-4-6"));
}

#[test]
fn lost_backup_means_incomplete_record() {
    let home = TestHome::with_config(CONFIG);
    run_write(&home.store(), Write::apply(add_fallback("xai/grok-4"))).unwrap();
    fs::remove_dir_all(manager_dir(&home).join("backups")).unwrap();
    home.write_file("openclaw.json", config_with_added_fallback().replace("cheap", "dear"));
    run_write(&home.store(), Write::apply(add_fallback("m/n"))).unwrap();
    let theirs = &history_records(&home)[1];
    assert_eq!((theirs.change.author, theirs.change.values.as_slice()), (RecordAuthor::Outside, [].as_slice()));
}

#[test]
fn t59_hard_links_are_warned_about() {
    let home = TestHome::with_config(CONFIG);
    let other = home.path().join("other");
    fs::hard_link(home.state_dir().join("openclaw.json"), &other).unwrap();
    let change = run_write(&home.store(), Write::apply(add_fallback("xai/grok-4"))).unwrap();
    assert!(change.warnings[0].contains("hard links"), "{change:?}");
    assert_eq!(fs::read_to_string(other).unwrap(), CONFIG);
}

#[test]
fn unwritable_history_is_a_warning() {
    let home = TestHome::with_config(CONFIG);
    fs::create_dir_all(manager_dir(&home).join("history.jsonl")).unwrap();
    let change = run_write(&home.store(), Write::apply(add_fallback("xai/grok-4"))).unwrap();
    assert!(change.written && change.id.is_none() && change.warnings[0].contains("history"), "{change:?}");
    assert_eq!(config_text(&home), config_with_added_fallback());
}

#[test]
fn read_only_home_is_not_written() {
    let home = TestHome::with_config(CONFIG);
    let vars = |name: &str| HomeVars {
        home: Some(home.path().display().to_string()),
        env: [(name.to_owned(), "1".to_owned())].into_iter().collect(),
        cwd: home.path().to_path_buf(),
        ..HomeVars::default()
    };
    let before = home.fingerprint();
    for name in ["OPENCLAW_CONFIG_READONLY", "OPENCLAW_NIX_MODE"] {
        let store = HomeStore::find_home(&vars(name), None);
        let error = run_write(&store, Write::apply(add_fallback("xai/grok-4"))).unwrap_err();
        assert!(error.code == Code::ReadOnly && error.message.contains(name), "{error:?}");
        let shown = run_write(&store, Write::preview(add_fallback("xai/grok-4"))).unwrap();
        assert!(!shown.is_empty() && shown.blocked.unwrap().contains(name), "a preview is a read");
    }
    assert!(home.fingerprint() == before);
}

#[test]
fn homes_of_unknown_generations_are_read_only() {
    let home = TestHome::with_config(CONFIG);
    home.write_file("state/openclaw.sqlite", "no database");
    let error = assert_no_write(&home, Write::apply(add_fallback("xai/grok-4"))).unwrap_err();
    assert_eq!(error.code, Code::ReadOnly, "{error:?}");
}

#[test]
fn only_the_owning_included_file_is_edited() {
    let main = "{ agents: { $include: './agents.json5' }, env: { K: 'Canary1' } }\n";
    let home = TestHome::with_config(main);
    home.write_file("agents.json5", "{ defaults: { model: { primary: 'a/b', fallbacks: [ 'c/d' ] } } } // ours\n");
    let change = run_write(&home.store(), Write::apply(add_fallback("e/f"))).unwrap();
    let agents = fs::read_to_string(home.state_dir().join("agents.json5")).unwrap();
    assert_eq!(agents, "{ defaults: { model: { primary: 'a/b', fallbacks: [ 'c/d', 'e/f' ] } } } // ours\n");
    assert_eq!(config_text(&home), main);
    assert_eq!(change.diffs[0].file, "~/.openclaw/agents.json5");
    assert_eq!(history_records(&home)[0].change.file, "~/.openclaw/agents.json5");
}

#[test]
fn list_merged_from_two_files_is_refused() {
    let home = TestHome::with_config(
        "{ agents: { defaults: { model: { $include: './more.json5', primary: 'a/b', fallbacks: ['c/d'] } } } }",
    );
    home.write_file("more.json5", "{ fallbacks: ['e/f'] }");
    let error = assert_no_write(&home, Write::apply(add_fallback("g/h"))).unwrap_err();
    assert_eq!(error.code, Code::ConfigSplit);
    assert!(error.message.contains("openclaw.json") && error.message.contains("more.json5"), "{error:?}");
}

#[test]
fn a_link_stays_a_link() {
    let home = TestHome::empty();
    let real = home.path().join("dotfiles.json5");
    fs::write(&real, CONFIG).unwrap();
    fs::create_dir_all(home.state_dir()).unwrap();
    symlink("../dotfiles.json5", home.state_dir().join("openclaw.json")).unwrap();
    run_write(&home.store(), Write::apply(add_fallback("xai/grok-4"))).unwrap();
    assert!(home.state_dir().join("openclaw.json").symlink_metadata().unwrap().is_symlink());
    assert_eq!(fs::read_to_string(&real).unwrap(), config_with_added_fallback());
}

#[test]
fn the_next_write_records_external_changes() {
    let home = TestHome::with_config(CONFIG);
    run_write(&home.store(), Write::apply(add_fallback("xai/grok-4"))).unwrap();
    let outside =
        config_with_added_fallback().replace("anthropic/claude-opus-4-5", "z/y").replace("Canary1", "Canary5");
    home.write_file("openclaw.json", &outside);
    run_write(&home.store(), Write::apply(add_fallback("m/n"))).unwrap();
    let [_, theirs, ours] = <[_; 3]>::try_from(history_records(&home)).unwrap();
    assert_eq!((theirs.change.author, ours.change.author), (RecordAuthor::Outside, RecordAuthor::Cli));
    assert_eq!((theirs.id, ours.id), (2, 3));
    let [leaf] = <[_; 1]>::try_from(theirs.change.values).unwrap();
    assert_eq!(leaf.path, "agents.defaults.model.primary");
    assert_eq!(leaf.before_raw.as_deref(), Some("'anthropic/claude-opus-4-5'"));
    assert_eq!(leaf.after_raw.as_deref(), Some("'z/y'"));
    assert_eq!(theirs.change.rev_after, ours.change.rev_before);
}

#[test]
fn external_changes_are_recorded_when_detected() {
    let home = TestHome::with_config(CONFIG);
    let note = || Workspace::new(home.store(), WritePolicy::default()).record_external_change().unwrap();
    assert!(!note() && !manager_dir(&home).exists(), "a home that we never wrote");
    run_write(&home.store(), Write::apply(add_fallback("xai/grok-4"))).unwrap();
    assert!(!note(), "our own change");
    for model in ["z/one", "z/two"] {
        home.write_file("openclaw.json", config_with_added_fallback().replace("anthropic/claude-opus-4-5", model));
        assert!(note() && !note());
        let last = history_records(&home).pop().unwrap();
        let after = format!("'{model}'");
        assert_eq!(
            (last.change.author, last.change.values[0].after_raw.as_deref()),
            (RecordAuthor::Outside, Some(after.as_str()))
        );
    }
    assert_eq!(history_records(&home)[2].change.values[0].before_raw.as_deref(), Some("'z/one'"));
}

#[test]
fn external_reformatting_is_no_change() {
    let home = TestHome::with_config(CONFIG);
    run_write(&home.store(), Write::apply(add_fallback("xai/grok-4"))).unwrap();
    let value = json5_edit::read(config_text(&home).as_bytes()).unwrap();
    home.write_file("openclaw.json", format!("{value:#}\n"));
    assert!(!Workspace::new(home.store(), WritePolicy::default()).record_external_change().unwrap());
    run_write(&home.store(), Write::apply(add_fallback("m/n"))).unwrap();
    let who: Vec<_> = history_records(&home).iter().map(|record| record.change.author).collect();
    assert_eq!(who, [RecordAuthor::Cli, RecordAuthor::Cli]);
}

#[test]
fn no_secret_is_in_a_change_or_in_the_history() {
    let home = TestHome::with_config(CONFIG);
    let change = run_write(&home.store(), Write::apply(add_fallback("xai/grok-4"))).unwrap();
    home.write_file("openclaw.json", config_with_added_fallback().replace("Canary", "Other-Canary"));
    run_write(&home.store(), Write::apply(add_fallback("m/n"))).unwrap();
    let said = serde_json::to_string(&change).unwrap()
        + &fs::read_to_string(manager_dir(&home).join("history.jsonl")).unwrap();
    assert!(said.contains("xai/grok-4") && !said.contains("Canary"), "{said}");
}

#[test]
fn own_files_are_private() {
    let home = TestHome::with_config(CONFIG);
    run_write(&home.store(), Write::apply(add_fallback("xai/grok-4"))).unwrap();
    let mode = |path: PathBuf| path.metadata().unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(manager_dir(&home)), 0o700);
    assert_eq!(mode(manager_dir(&home).join("backups")), 0o700);
    for file in ["history.jsonl", "write.queue"] {
        assert_eq!(mode(manager_dir(&home).join(file)), 0o600, "{file}");
    }
    assert_eq!(mode(home.state_dir().join("openclaw.json")), 0o600);
}

#[test]
fn concurrent_writers_lose_no_change() {
    let home = TestHome::with_config(CONFIG);
    std::thread::scope(|scope| {
        for writer in 0..8 {
            let store = home.store();
            scope.spawn(move || {
                for nth in 0..5 {
                    run_write(&store, Write::apply(add_fallback(&format!("w{writer}/m{nth}")))).unwrap();
                }
            });
        }
    });
    let chain = rules::document::view::View::new(json5_edit::read(config_text(&home).as_bytes()).unwrap())
        .default_chain(Role::Text);
    assert_eq!(chain.fallbacks.len(), 41);
    assert_eq!(history_records(&home).len(), 40);
}

#[test]
fn t74_to_t78_unsafe_files_are_refused() {
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
        let home = TestHome::empty();
        home.write_file("openclaw.json", bytes);
        let error = assert_no_write(&home, Write::apply(add_fallback("a/b"))).unwrap_err();
        assert_eq!(error.code, code, "{error:?}");
    }
}

#[test]
fn result_over_the_limits_is_refused() {
    let home = TestHome::with_config(&format!("{{ agents: {{}}, x: [{}] }}", "1,".repeat(99_996)));
    assert_eq!(assert_no_write(&home, Write::apply(add_fallback("a/b"))).unwrap_err().code, Code::ConfigLimits);
}

#[test]
fn t77_reserved_js_keys_are_plain_keys() {
    let odd = "{ '__proto__': { a: 1 }, constructor: 2, agents: { toString: 3 }, Agents: 4 }";
    let home = TestHome::with_config(odd);
    run_write(&home.store(), Write::apply(add_fallback("a/b"))).unwrap();
    let expected = odd.replace("toString: 3", "toString: 3, defaults: { model: { fallbacks: ['a/b'] } }");
    assert_eq!(config_text(&home), expected);
}

#[test]
fn writes_that_would_change_other_paths_are_refused() {
    let twice = "{ agents: { defaults: { model: { $include: './f' }, imageModel: { $include: './f' } } } }";
    let homes = [
        // One chain in two files.
        (twice, "{ fallbacks: ['c/d'] }"),
        // A string in the main file overrides a chain in the included one.
        ("{ agents: { defaults: { $include: './f', model: 'm/m' } } }", "{ model: { fallbacks: ['c/d'] } }"),
    ];
    for (main, included) in homes {
        let home = TestHome::with_config(main);
        home.write_file("f", included);
        let error = assert_no_write(&home, Write::apply(add_fallback("e/f"))).unwrap_err();
        assert_eq!(error.code, Code::ConfigSplit, "{main}: {error:?}");
    }
}

#[test]
fn an_element_that_is_included_twice_is_removed_once() {
    let main = "{ agents: { defaults: { model: { fallbacks: { $include: ['./f', './f'] } } } } }";
    let home = TestHome::with_config(main);
    let removal = RemoveFallback { model: "c/d".to_owned(), ..RemoveFallback::default() };
    for (before, after) in [("[ 'c/d', 'x/y' ]", "[ 'x/y' ]"), ("[ 'c/d' ]", "[]")] {
        home.write_file("f", before);
        run_write(&home.store(), Write::apply(removal.clone())).unwrap();
        assert_eq!(fs::read_to_string(home.state_dir().join("f")).unwrap(), after);
    }
}
