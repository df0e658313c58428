//! A write changes what it says that it changes, and nothing else: not a value, not a line, not a file.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
    thread,
};

use contract::{Change, Diff, Fate};
use json5_edit::{KeyPath, Step, Value};
use serde_json::json;
use store::Record;
use testkit::Home;

use crate::{
    cli::copy,
    corpus::{Spoken, commands, say},
    homes::{Kind, MOUNTS, RICH_HOMES, SAMPLES},
    reference::words,
};

/// The files of the home that are not our own, by their name in the state directory.
type Texts = BTreeMap<String, String>;

fn texts(home: &Home) -> Texts {
    let ours = home.state_dir().join("model-manager");
    let files = home.print().into_keys().filter(|path| path.is_file() && !path.starts_with(&ours));
    let name = |path: &Path| path.strip_prefix(home.state_dir()).unwrap().to_str().unwrap().to_owned();
    files.map(|path| (name(&path), fs::read_to_string(&path).unwrap())).collect()
}

/// What a command answers as JSON; `None` when it is refused.
fn change(home: &Home, spoken: &Spoken) -> Option<Change<Value>> {
    let asked = spoken.with("--json").unwrap_or_else(|| spoken.clone());
    let said = say(home, &asked.words);
    (said.code == 0).then(|| serde_json::from_str(&said.out).unwrap_or_else(|e| panic!("{}: {e}", asked.line())))
}

/// Asks what a command would do, and does it. Gives whether anything was written.
fn hold(name: &str, home: &Home, spoken: &Spoken) -> bool {
    let told = |what: &str| format!("{what}: `{}`, in a home that is {name}", spoken.line());
    let (before, known) = (texts(home), home.place().history().unwrap().len());
    let shown = spoken.with("--dry-run").and_then(|asked| change(home, &asked));
    let done = change(home, spoken);
    if done.is_none() {
        // Text that is no JSON may be set without `--json` only.
        say(home, &spoken.words);
    }
    let after = texts(home);
    if after == before {
        assert!(!done.is_some_and(|done| done.written), "{}", told("nothing was written"));
        return false;
    }
    assert_eq!(before.keys().find(|name| !after.contains_key(*name)), None, "{}", told("a file is gone"));
    for (file, text) in &after {
        let was = before.get(file).map_or("", String::as_str);
        assert!(was.is_empty() || habits(was) == habits(text), "{}", told("other line ends, or another first byte"));
        if let Some(done) = &done {
            let [gone, new] = changed(&done.diffs, file);
            assert_eq!(lines(was, &gone), lines(text, &new), "{}", told("a line that the diff does not name"));
        }
    }
    let [shown, done] = [shown, done].map(|change| change.map(|change| (change.diffs, change.token)));
    assert_eq!(shown, done, "{}", told("shown otherwise"));
    let records = &home.place().history().unwrap()[known..];
    let rest = |texts: Texts| -> BTreeMap<_, _> {
        let rest = texts.into_iter().map(|file| without(file, records));
        rest.filter(|(_, value)| *value != json!({})).collect()
    };
    assert_eq!(rest(before), rest(after), "{}", told("a value that the record does not name"));
    true
}

/// The numbers of the lines that go from a file, and of those that come.
fn changed(diffs: &[Diff], file: &str) -> [BTreeSet<usize>; 2] {
    let of_file = diffs.iter().filter(|diff| diff.file.ends_with(&format!("/{file}")));
    let lines: Vec<_> = of_file.flat_map(|diff| &diff.hunks).flat_map(|hunk| &hunk.lines).collect();
    let gone = lines.iter().filter(|line| line.is == Fate::Removed).filter_map(|line| line.old);
    let new = lines.iter().filter(|line| line.is == Fate::Added).filter_map(|line| line.new);
    [gone.collect(), new.collect()]
}

/// All lines of a text but these, with their ends.
fn lines<'t>(text: &'t str, but: &BTreeSet<usize>) -> Vec<&'t str> {
    (1..).zip(text.split_inclusive('\n')).filter(|(number, _)| !but.contains(number)).map(|(_, line)| line).collect()
}

/// What is true of a whole file: its mark, and how its lines end.
fn habits(text: &str) -> [bool; 3] {
    [text.starts_with('\u{feff}'), text.contains("\r\n"), text.replace("\r\n", "").contains('\n')]
}

/// What a file says besides the leaves that the records name.
fn without((file, text): (String, String), records: &[Record]) -> (String, Value) {
    let mut value = json5_edit::read(text.as_bytes()).unwrap();
    let mount: KeyPath = MOUNTS.iter().find(|(name, _)| *name == file).map_or("", |(_, mount)| mount).parse().unwrap();
    let of_file = records.iter().filter(|record| record.change.file.ends_with(&format!("/{file}")));
    for leaf in of_file.flat_map(|record| &record.change.leaves) {
        let path: KeyPath = leaf.path.parse().unwrap();
        take(&mut value, path.steps().strip_prefix(mount.steps()).unwrap());
    }
    (file, value)
}

/// Takes a leaf away, and what it leaves empty. An agent is its id, or its place.
fn take(value: &mut Value, path: &[Step]) {
    let Some((step, rest)) = path.split_first() else { return *value = Value::Null };
    let inner = match (&mut *value, step) {
        (Value::Object(map), Step::Key(key)) => map.get_mut(key),
        (Value::Array(list), Step::Key(id)) => list.iter_mut().find(|agent| agent["id"] == id.as_str()),
        (Value::Array(list), Step::Index(index)) => list.get_mut(*index),
        _ => None,
    };
    if let Some(inner) = inner {
        take(inner, rest);
    }
    let is_something = |value: &Value| !(value.is_null() || *value == json!({}) || *value == json!([]));
    match value {
        Value::Object(map) => map.retain(|key, value| *step != Step::Key(key.clone()) || is_something(value)),
        Value::Array(list) => list.retain(is_something),
        _ => {}
    }
}

/// Holds each command to it in a new home of each kind; gives those that nowhere had anything to write. Homes are tried
/// side by side, because a write mostly waits for the disk.
fn idle(commands: &[Spoken], kinds: &'static [Kind], first: &[&str]) -> Vec<Spoken> {
    let written = |(name, home): &Kind| -> Vec<bool> {
        let model = home();
        for line in first {
            say(&model, &words(line));
        }
        let held = |spoken: &Spoken| {
            let home = Home::empty();
            copy(model.path(), home.path());
            hold(name, &home, spoken)
        };
        commands.iter().map(held).collect()
    };
    let written: Vec<_> = thread::scope(|scope| {
        let running: Vec<_> = kinds.iter().map(|kind| scope.spawn(|| written(kind))).collect();
        running.into_iter().map(|one| one.join().unwrap()).collect()
    });
    let is_idle = |at: usize| !written.iter().any(|written| written[at]);
    commands.iter().enumerate().filter(|(at, _)| is_idle(*at)).map(|(_, spoken)| spoken.clone()).collect()
}

fn writes() -> Vec<Spoken> {
    commands().into_iter().filter(|spoken| spoken.with("--dry-run").is_some()).collect()
}

#[test]
fn a_write_changes_what_it_names_and_nothing_else() {
    let idle_when_new = idle(&writes(), RICH_HOMES, &[]);
    // What takes something back needs something to take back, and help texts take back the twelfth.
    let twelve = ["models fallbacks add openai/gpt-5 --at 1", "models fallbacks remove openai/gpt-5"].repeat(6);
    let never = idle(&idle_when_new, RICH_HOMES, &twelve);
    let never: Vec<_> = never.iter().map(Spoken::line).collect();
    assert!(never.is_empty(), "written in no home: {never:#?}");
}

#[test]
fn a_write_changes_what_it_names_and_nothing_else_in_files_that_are_odd() {
    let (writes, first) = (writes(), "models fallbacks add openai/gpt-5 --at 1");
    assert!(idle(&writes, SAMPLES, &[first]).len() < writes.len());
}
