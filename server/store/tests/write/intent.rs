//! What a process that was killed meant to record.

use std::{
    fs,
    path::{Path, PathBuf},
};

use json5_edit::KeyPath;
use store::{Draft, FileChange, Record, Replacement, Turn, WriteError};

use crate::{
    actor::draft,
    home::{Home, names, patience, revision},
};

/// A change of two files, from 1 to 2.
fn change_both(turn: &Turn, home: &Home) -> Result<Option<u64>, WriteError> {
    let (files, before, mount) = ([home.config(), second(home)], revision("{ one: 1 }"), KeyPath::default());
    let change = |file: &Path| {
        let (rev_before, rev_after) = (Some(before.clone()), Some(revision("{ one: 2 }")));
        Draft { file: file.display().to_string(), rev_before, rev_after, ..draft() }
    };
    let changes = files.each_ref().map(|file| FileChange {
        replacement: Replacement { file, before: Some(&before), bytes: b"{ one: 2 }" },
        mount: &mount,
        earlier: None,
        change: change(file),
    });
    turn.change(&changes)
}

fn second(home: &Home) -> PathBuf {
    home.state().join("second.json5")
}

fn history(home: &Home) -> PathBuf {
    home.manager().join("history.jsonl")
}

/// Both files are changed, and the history could not be written: as when the process is killed in between.
fn not_recorded() -> Home {
    let home = Home::with("{ one: 1 }");
    fs::write(second(&home), "{ one: 1 }").unwrap();
    fs::create_dir_all(history(&home)).unwrap();
    assert_eq!(change_both(&home.place().turn(&patience()).unwrap(), &home).unwrap(), None);
    fs::remove_dir(history(&home)).unwrap();
    assert_eq!(names(&home.manager()), ["backups", "intent.json", "write.queue"]);
    home
}

/// File and group of what the history has, and of what it will have.
fn records(home: &Home) -> [Vec<(String, Option<u64>)>; 2] {
    let said = |records: Vec<Record>| {
        let name = |file: &str| file.rsplit('/').next().unwrap().to_owned();
        records.iter().map(|record| (name(&record.change.file), record.change.part_of)).collect()
    };
    let history = home.place().whole_history().unwrap();
    [said(history.records), said(history.intended)]
}

fn is(file: &str, part_of: Option<u64>) -> (String, Option<u64>) {
    (file.to_owned(), part_of)
}

#[test]
fn the_next_turn_records_every_file_of_a_change() {
    let home = not_recorded();
    let both = vec![is("openclaw.json", None), is("second.json5", Some(1))];
    assert_eq!(records(&home), [vec![], both.clone()]);
    drop(home.place().turn(&patience()).unwrap());
    assert_eq!(records(&home), [both, vec![]]);
    assert!(!home.place().has_intent());
}

#[test]
fn only_the_files_that_were_changed_are_recorded() {
    let home = not_recorded();
    fs::write(second(&home), "{ one: 1 }").unwrap();
    drop(home.place().turn(&patience()).unwrap());
    assert_eq!(records(&home), [vec![is("openclaw.json", None)], vec![]]);
}

#[test]
fn what_is_in_the_history_already_is_not_recorded_again() {
    let home = not_recorded();
    let intent = fs::read(home.manager().join("intent.json")).unwrap();
    drop(home.place().turn(&patience()).unwrap());
    let lines = fs::read_to_string(history(&home)).unwrap();
    // Killed after the first of two records; then others changed the first file.
    fs::write(history(&home), lines.lines().next().unwrap().to_owned() + "\n").unwrap();
    fs::write(home.manager().join("intent.json"), intent).unwrap();
    fs::write(home.config(), "{ one: 3 }").unwrap();
    drop(home.place().turn(&patience()).unwrap());
    assert_eq!(records(&home), [vec![is("openclaw.json", None), is("second.json5", Some(1))], vec![]]);
    assert_eq!(fs::read_to_string(history(&home)).unwrap(), lines);
}

#[test]
fn a_file_that_cannot_be_read_keeps_the_intent() {
    let home = not_recorded();
    fs::remove_file(second(&home)).unwrap();
    fs::create_dir(second(&home)).unwrap();
    drop(home.place().turn(&patience()).unwrap());
    assert!(home.place().has_intent());
    assert_eq!(records(&home)[0], []);
}

#[test]
fn a_change_that_fails_leaves_no_intent() {
    let home = Home::with("{ one: 1 }");
    fs::write(second(&home), "{ one: 4 }").unwrap();
    let turn = home.place().turn(&patience()).unwrap();
    assert!(matches!(change_both(&turn, &home), Err(WriteError::Changed { .. })));
    assert!(!home.place().has_intent() && home.text() == "{ one: 1 }");
}
