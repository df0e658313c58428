//! Tests of the records that a killed process left as an intent.

use std::{
    fs,
    path::{Path, PathBuf},
};

use json5_edit::KeyPath;
use store::{CommitOutcome, FileChange, FileReplacement, NewRecord, Record, WriteError, WriteGuard};

use crate::{
    child_process::{commit_files, sample_record},
    test_home::{TestHome, file_names, long_wait_policy, revision_of},
};

/// A change of two files from version 1 to 2.
fn change_both(guard: &WriteGuard, home: &TestHome) -> Result<CommitOutcome, WriteError> {
    let (files, before, mount) =
        ([home.config_path(), second_file(home)], revision_of("{ one: 1 }"), KeyPath::default());
    let change = |file: &Path| {
        let (rev_before, rev_after) = (Some(before.clone()), Some(revision_of("{ one: 2 }")));
        NewRecord { file: file.display().to_string(), rev_before, rev_after, ..sample_record() }
    };
    let changes = files.each_ref().map(|file| FileChange {
        replacement: FileReplacement { file, expected_revision: Some(&before), new_bytes: b"{ one: 2 }" },
        mount: &mount,
        external_change: None,
        own_change: change(file),
    });
    commit_files(guard, changes.into())
}

fn second_file(home: &TestHome) -> PathBuf {
    home.state_dir().join("second.json5")
}

fn history_path(home: &TestHome) -> PathBuf {
    home.manager_dir().join("history.jsonl")
}

/// Both files are changed, but the history is not written, as if the process was killed in between.
fn home_with_unrecorded_change() -> TestHome {
    let home = TestHome::with_config("{ one: 1 }");
    fs::write(second_file(&home), "{ one: 1 }").unwrap();
    fs::create_dir_all(history_path(&home)).unwrap();
    assert_eq!(
        change_both(&home.store().lock_for_write(&long_wait_policy()).unwrap(), &home).unwrap(),
        CommitOutcome::NotRecorded
    );
    fs::remove_dir(history_path(&home)).unwrap();
    assert_eq!(file_names(&home.manager_dir()), ["backups", "intent.json", "write.queue"]);
    home
}

/// File and group of the current and of the expected records.
fn recorded_and_pending(home: &TestHome) -> [Vec<(String, Option<u64>)>; 2] {
    let said = |records: Vec<Record>| {
        let name = |file: &str| file.rsplit('/').next().unwrap().to_owned();
        records.iter().map(|record| (name(&record.change.file), record.change.part_of)).collect()
    };
    let history = home.store().read_history().unwrap();
    [said(history.records), said(history.pending)]
}

fn file_and_part(file: &str, part_of: Option<u64>) -> (String, Option<u64>) {
    (file.to_owned(), part_of)
}

#[test]
fn next_write_lock_records_the_interrupted_change() {
    let home = home_with_unrecorded_change();
    let both = vec![file_and_part("openclaw.json", None), file_and_part("second.json5", Some(1))];
    assert_eq!(recorded_and_pending(&home), [vec![], both.clone()]);
    drop(home.store().lock_for_write(&long_wait_policy()).unwrap());
    assert_eq!(recorded_and_pending(&home), [both, vec![]]);
    assert!(!home.store().has_pending_intent());
}

#[test]
fn only_the_files_that_were_changed_are_recorded() {
    let home = home_with_unrecorded_change();
    fs::write(second_file(&home), "{ one: 1 }").unwrap();
    drop(home.store().lock_for_write(&long_wait_policy()).unwrap());
    assert_eq!(recorded_and_pending(&home), [vec![file_and_part("openclaw.json", None)], vec![]]);
}

#[test]
fn recorded_changes_are_not_recorded_again() {
    let home = home_with_unrecorded_change();
    let intent = fs::read(home.manager_dir().join("intent.json")).unwrap();
    drop(home.store().lock_for_write(&long_wait_policy()).unwrap());
    let lines = fs::read_to_string(history_path(&home)).unwrap();
    // Killed after the first of two records; then others changed the first file.
    fs::write(history_path(&home), lines.lines().next().unwrap().to_owned() + "\n").unwrap();
    fs::write(home.manager_dir().join("intent.json"), intent).unwrap();
    fs::write(home.config_path(), "{ one: 3 }").unwrap();
    drop(home.store().lock_for_write(&long_wait_policy()).unwrap());
    assert_eq!(
        recorded_and_pending(&home),
        [vec![file_and_part("openclaw.json", None), file_and_part("second.json5", Some(1))], vec![]]
    );
    assert_eq!(fs::read_to_string(history_path(&home)).unwrap(), lines);
}

#[test]
fn a_file_that_cannot_be_read_keeps_the_intent() {
    let home = home_with_unrecorded_change();
    fs::remove_file(second_file(&home)).unwrap();
    fs::create_dir(second_file(&home)).unwrap();
    drop(home.store().lock_for_write(&long_wait_policy()).unwrap());
    assert!(home.store().has_pending_intent());
    assert_eq!(recorded_and_pending(&home)[0], []);
}

#[test]
fn a_change_that_fails_leaves_no_intent() {
    let home = TestHome::with_config("{ one: 1 }");
    fs::write(second_file(&home), "{ one: 4 }").unwrap();
    let guard = home.store().lock_for_write(&long_wait_policy()).unwrap();
    assert!(matches!(change_both(&guard, &home), Err(WriteError::ConcurrentChange { .. })));
    assert!(!home.store().has_pending_intent() && home.config_text() == "{ one: 1 }");
}
