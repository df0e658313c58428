//! Tests that a write changes exactly what it reports: no other value, line or file.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
    thread,
};

use contract::{Change, Diff, LineKind};
use json5_edit::{KeyPath, KeyPathStep, Value};
use serde_json::json;
use store::Record;
use testkit::TestHome;

use crate::{
    corpus::{CommandGroup, CommandLine, needs_terminal, run_in_process},
    golden::copy_home,
    homes::{MOUNTS, NamedHome, RICH_HOMES, SAMPLES},
    reference::split_words,
};

/// The files of the home except openclaw's own, by their path in the state directory.
type FileTexts = BTreeMap<String, String>;

fn file_texts(home: &TestHome) -> FileTexts {
    let ours = home.state_dir().join("model-manager");
    let files = home.fingerprint().into_keys().filter(|path| path.is_file() && !path.starts_with(&ours));
    // The directory of an agent may be elsewhere.
    let name = |path: &Path| {
        let short = path.strip_prefix(home.state_dir()).or(path.strip_prefix(home.path()));
        short.unwrap().to_str().unwrap().to_owned()
    };
    files.map(|path| (name(&path), fs::read_to_string(&path).unwrap())).collect()
}

/// Runs a command and returns its JSON output; `None` if it is refused.
fn run_as_json(home: &TestHome, command: &CommandLine) -> Option<Change<Value>> {
    let asked = command.with_flag("--json").unwrap_or_else(|| command.clone());
    let output = run_in_process(home, &asked.words);
    (output.code == 0)
        .then(|| serde_json::from_str(&output.stdout).unwrap_or_else(|e| panic!("{}: {e}", asked.to_text())))
}

/// Previews a command and runs it. Returns whether anything was written.
fn assert_write(name: &str, home: &TestHome, command: &CommandLine) -> bool {
    let told = |what: &str| format!("{what}: `{}`, in a home that is {name}", command.to_text());
    let (before, known) = (file_texts(home), home.store().all_records().unwrap().len());
    let shown = command.with_flag("--dry-run").and_then(|asked| run_as_json(home, &asked));
    let done = run_as_json(home, command);
    if done.is_none() {
        // Text that is not JSON can only be set without `--json`.
        run_in_process(home, &command.words);
    }
    let after = file_texts(home);
    if after == before {
        assert!(!done.is_some_and(|done| done.written), "{}", told("nothing was written"));
        return false;
    }
    assert_eq!(before.keys().find(|name| !after.contains_key(*name)), None, "{}", told("a file is gone"));
    for (file, text) in &after {
        let was = before.get(file).map_or("", String::as_str);
        assert!(
            was.is_empty() || line_end_style(was) == line_end_style(text),
            "{}",
            told("other line ends, or another first byte")
        );
        // The diff of a credential store has ids and kinds, not lines.
        if let Some(done) = done.as_ref().filter(|_| !is_credential_store(file)) {
            let [gone, new] = changed_lines(&done.diffs, file);
            assert_eq!(
                lines_except(was, &gone),
                lines_except(text, &new),
                "{}",
                told("a line that the diff does not name")
            );
        }
    }
    let [shown, done] = [shown, done].map(|change| change.map(|change| (change.diffs, change.token)));
    assert_eq!(shown, done, "{}", told("shown otherwise"));
    let records = &home.store().all_records().unwrap()[known..];
    let rest = |texts: FileTexts| -> BTreeMap<_, _> {
        let rest = texts.into_iter().map(|file| without_recorded_leaves(file, records));
        rest.filter(|(_, value)| *value != json!({})).collect()
    };
    assert_eq!(rest(before), rest(after), "{}", told("a value that the record does not name"));
    true
}

fn is_credential_store(file: &str) -> bool {
    file.ends_with("auth-profiles.json")
}

/// The numbers of removed and of added lines.
fn changed_lines(diffs: &[Diff], file: &str) -> [BTreeSet<usize>; 2] {
    let of_file = diffs.iter().filter(|diff| diff.file.ends_with(&format!("/{file}")));
    let lines: Vec<_> = of_file.flat_map(|diff| &diff.hunks).flat_map(|hunk| &hunk.lines).collect();
    let gone = lines.iter().filter(|line| line.kind == LineKind::Removed).filter_map(|line| line.old);
    let new = lines.iter().filter(|line| line.kind == LineKind::Added).filter_map(|line| line.new);
    [gone.collect(), new.collect()]
}

/// Returns all lines of a text except these, with their line ends.
fn lines_except<'t>(text: &'t str, but: &BTreeSet<usize>) -> Vec<&'t str> {
    (1..).zip(text.split_inclusive('\n')).filter(|(number, _)| !but.contains(number)).map(|(_, line)| line).collect()
}

/// Properties of a whole file: its byte order mark and its line ends.
fn line_end_style(text: &str) -> [bool; 3] {
    [text.starts_with('\u{feff}'), text.contains("\r\n"), text.replace("\r\n", "").contains('\n')]
}

/// Returns the value of a file without the leaves that the records name.
fn without_recorded_leaves((file, text): (String, String), records: &[Record]) -> (String, Value) {
    let mut value = json5_edit::read(text.as_bytes()).unwrap();
    let mount: KeyPath = MOUNTS.iter().find(|(name, _)| *name == file).map_or("", |(_, mount)| mount).parse().unwrap();
    let of_file = records.iter().filter(|record| record.change.file.ends_with(&format!("/{file}")));
    for leaf in of_file.flat_map(|record| &record.change.values) {
        let path: KeyPath = leaf.path.parse().unwrap();
        remove_leaf(&mut value, path.steps().strip_prefix(mount.steps()).unwrap());
    }
    let of_file = records.iter().filter(|record| record.change.file.ends_with(&format!("/{file}")));
    for entry in of_file.flat_map(|record| &record.change.credentials) {
        remove_credential(&mut value, &entry.id);
    }
    (file, value)
}

/// Removes what the record of a credential store stands for: an order, a cooldown, or a credential with all that names it.
fn remove_credential(value: &mut Value, name: &str) {
    let mut remove = |path: &[&str]| remove_leaf(value, KeyPath::from_keys(path.iter().copied()).steps());
    remove(&["version"]);
    if let Some(provider) = name.strip_prefix("order of ") {
        return remove(&["order", provider]);
    }
    let id = name.strip_prefix("cooldown of ").unwrap_or(name);
    remove(&["usageStats", id]);
    if id == name {
        for part in ["profiles", "lastGood"] {
            remove(&[part, id]);
        }
        remove(&["order"]);
    }
}

/// Removes a leaf, and its parents if they are empty then. An agent is named by id or index.
fn remove_leaf(value: &mut Value, path: &[KeyPathStep]) {
    let Some((step, rest)) = path.split_first() else { return *value = Value::Null };
    let inner = match (&mut *value, step) {
        (Value::Object(map), KeyPathStep::Key(key)) => map.get_mut(key),
        (Value::Array(list), KeyPathStep::Key(id)) => list.iter_mut().find(|agent| agent["id"] == id.as_str()),
        (Value::Array(list), KeyPathStep::Index(index)) => list.get_mut(*index),
        _ => None,
    };
    if let Some(inner) = inner {
        remove_leaf(inner, rest);
    }
    let is_something = |value: &Value| !(value.is_null() || *value == json!({}) || *value == json!([]));
    match value {
        Value::Object(map) => map.retain(|key, value| *step != KeyPathStep::Key(key.clone()) || is_something(value)),
        Value::Array(list) => list.retain(is_something),
        _ => {}
    }
}

/// Tests each command in a new home of each kind; returns the commands that wrote nothing anywhere. Homes are tested in
/// parallel, because a write mostly waits for the disk.
fn commands_without_write(commands: &[CommandLine], kinds: &'static [NamedHome], first: &[&str]) -> Vec<CommandLine> {
    let written = |(name, home): &NamedHome| -> Vec<bool> {
        let model = home();
        for line in first {
            run_in_process(&model, &split_words(line));
        }
        let held = |command: &CommandLine| {
            let home = TestHome::empty();
            copy_home(model.path(), home.path());
            assert_write(name, &home, command)
        };
        commands.iter().map(held).collect()
    };
    let written: Vec<_> = thread::scope(|scope| {
        let running: Vec<_> = kinds.iter().map(|kind| scope.spawn(|| written(kind))).collect();
        running.into_iter().map(|one| one.join().unwrap()).collect()
    });
    let is_idle = |at: usize| !written.iter().any(|written| written[at]);
    commands.iter().enumerate().filter(|(at, _)| is_idle(*at)).map(|(_, command)| command.clone()).collect()
}

fn write_commands(group: CommandGroup) -> Vec<CommandLine> {
    let commands = group.command_lines().into_iter();
    let is_write = |command: &CommandLine| {
        command.is_write && command.with_flag("--dry-run").is_some() && !needs_terminal(&command.words)
    };
    commands.filter(is_write).collect()
}

mod a_write_changes_only_what_it_names {
    crate::corpus::test_each_command_group!(assert_write_scope);
}

fn assert_write_scope(group: CommandGroup) {
    let without_write = commands_without_write(&write_commands(group), RICH_HOMES, &[]);
    // An undo needs a change to undo, and the help texts undo change 12.
    let twelve = ["models fallbacks add openai/gpt-5 --at 1", "models fallbacks remove openai/gpt-5"].repeat(6);
    let never = commands_without_write(&without_write, RICH_HOMES, &twelve);
    let never: Vec<_> = never.iter().map(CommandLine::to_text).collect();
    assert!(never.is_empty(), "written in no home: {never:#?}");
}

mod a_write_of_an_unusual_file_changes_only_what_it_names {
    crate::corpus::test_each_command_group!(assert_write_scope_in_samples);
}

fn assert_write_scope_in_samples(group: CommandGroup) {
    let (writes, first) = (write_commands(group), "models fallbacks add openai/gpt-5 --at 1");
    assert!(commands_without_write(&writes, SAMPLES, &[first]).len() < writes.len());
}
