//! Tests of the history: appended, cut off, shortened.

use std::{fs, time::SystemTime};

use store::{LeafRecord, NewRecord, RecordAuthor};

use crate::{
    child_process::{file_mode, sample_record},
    test_home::{TestHome, file_names, long_wait_policy},
};

fn sample_leaf(after: String) -> LeafRecord {
    let (path, after_raw) = ("agents.defaults.model".to_owned(), Some(after));
    LeafRecord { path, before_raw: None, after_raw, created_parents: 2, is_complete: true, without_comments: false }
}

#[test]
fn reading_history_of_fresh_home_creates_nothing() {
    let home = TestHome::empty();
    assert_eq!(home.store().all_records().unwrap(), []);
    assert!(file_names(home.dir.path()).is_empty());
}

#[test]
fn records_are_numbered_dated_and_found_again() {
    let home = TestHome::with_config("{}");
    let leaf = sample_leaf("'a/b'".to_owned());
    let guard = home.store().lock_for_write(&long_wait_policy()).unwrap();
    let first = guard.append_record(NewRecord { values: vec![leaf], ..sample_record() }, SystemTime::now()).unwrap();
    let second = guard
        .append_record(
            NewRecord { author: RecordAuthor::Outside, undoes: Some(1), ..sample_record() },
            SystemTime::now(),
        )
        .unwrap();
    assert_eq!((first.id, second.id, first.version), (1, 2, 1));
    assert!(first.time.ends_with('Z') && first.time.len() == 24 && first.time <= second.time, "{}", first.time);
    assert_eq!(home.store().all_records().unwrap(), [first, second]);
    let path = home.manager_dir().join("history.jsonl");
    let text = fs::read_to_string(&path).unwrap();
    assert!(text.starts_with(r#"{"v":1,"id":1,"at":""#) && text.contains(r#""who":"cli","op":"test""#), "{text}");
    assert!(text.contains(
        r#""leaves":[{"path":"agents.defaults.model","before_raw":null,"after_raw":"'a/b'","made":2,"whole":true}]"#
    ));
    assert_eq!(file_mode(path), 0o600);
}

#[test]
fn truncated_and_newer_lines_are_skipped_and_kept() {
    let home = TestHome::with_config("{}");
    let path = home.manager_dir().join("history.jsonl");
    let guard = home.store().lock_for_write(&long_wait_policy()).unwrap();
    guard.append_record(sample_record(), SystemTime::now()).unwrap();
    let whole = fs::read_to_string(&path).unwrap();
    let newer = "{\"v\":2,\"id\":7,\"new\":true}\n";
    let cut_off = &whole[..whole.len() / 2];
    fs::write(&path, format!("{whole}{newer}{cut_off}")).unwrap();
    assert_eq!(guard.append_record(sample_record(), SystemTime::now()).unwrap().id, 8);
    let history = home.store().read_history().unwrap();
    assert_eq!(
        (history.records.iter().map(|record| record.id).collect::<Vec<_>>(), history.unreadable_lines),
        (vec![1, 8], 2)
    );
    assert!(fs::read_to_string(&path).unwrap().starts_with(&format!("{whole}{newer}{cut_off}\n{{\"v\":1,\"id\":8,")));
}

#[test]
fn record_numbers_only_grow() {
    let home = TestHome::with_config("{}");
    let path = home.manager_dir().join("history.jsonl");
    let guard = home.store().lock_for_write(&long_wait_policy()).unwrap();
    guard.append_record(sample_record(), SystemTime::now()).unwrap();
    let line = fs::read_to_string(&path).unwrap();
    let with = |id: u64| line.replace("\"id\":1,", &format!("\"id\":{id},"));
    fs::write(&path, [with(9), with(3), with(u64::MAX)].concat()).unwrap();
    assert_eq!(guard.append_record(sample_record(), SystemTime::now()).unwrap().id, 10);
    assert_eq!(guard.append_record(sample_record(), SystemTime::now()).unwrap().id, 11);
    fs::write(&path, with(1 << 53)).unwrap();
    assert!(guard.append_record(sample_record(), SystemTime::now()).unwrap_err().to_string().contains("history.jsonl"));
}

#[test]
fn old_records_count_as_incomplete() {
    let home = TestHome::with_config("{}");
    let leaf = r#"{"path":"agents.defaults.model","before_raw":null,"after_raw":"'a/b'"}"#;
    let record = format!(
        r#"{{"v":1,"id":1,"at":"","who":"cli","op":"x","file":"f","rev_before":null,"rev_after":null,"leaves":[{leaf}]}}"#
    );
    fs::create_dir_all(home.manager_dir()).unwrap();
    fs::write(home.manager_dir().join("history.jsonl"), record).unwrap();
    let [record] = <[_; 1]>::try_from(home.store().all_records().unwrap()).unwrap();
    let leaf = &record.change.values[0];
    assert_eq!((leaf.created_parents, leaf.is_complete, record.change.part_of), (0, false, None));
}

#[test]
fn long_history_is_trimmed_from_start() {
    let home = TestHome::with_config("{}");
    let path = home.manager_dir().join("history.jsonl");
    let guard = home.store().lock_for_write(&long_wait_policy()).unwrap();
    let first = guard.append_record(sample_record(), SystemTime::now()).unwrap();
    let line = fs::read_to_string(&path).unwrap();
    let lines: String = (1..=1099).map(|id| line.replace("\"id\":1,", &format!("\"id\":{id},"))).collect();
    fs::write(&path, lines).unwrap();
    let ids = || home.store().all_records().unwrap().iter().map(|record| record.id).collect::<Vec<_>>();
    let lines = || fs::read_to_string(&path).unwrap().lines().count();
    guard.append_record(sample_record(), SystemTime::now()).unwrap();
    assert_eq!((lines(), first.id), (1100, 1));
    assert_eq!(ids(), (101..=1100).collect::<Vec<_>>(), "a read stops at the thousandth");
    guard.append_record(sample_record(), SystemTime::now()).unwrap();
    assert_eq!((lines(), ids()), (1000, (102..=1101).collect()));
    assert_eq!(file_mode(&path), 0o600);
    assert_eq!(file_names(&home.manager_dir()), ["history.jsonl", "write.queue"]);
}

#[test]
fn only_the_end_of_an_oversized_history_is_read() {
    let home = TestHome::with_config("{}");
    let path = home.manager_dir().join("history.jsonl");
    let guard = home.store().lock_for_write(&long_wait_policy()).unwrap();
    guard.append_record(sample_record(), SystemTime::now()).unwrap();
    let line = fs::read_to_string(&path).unwrap();
    let numbered = |id: usize| line.replace("\"id\":1,", &format!("\"id\":{id},"));
    let of_other = numbered(1).replace(&format!("\"file\":\"{}\"", sample_record().file), "\"file\":\"other\"");
    assert_ne!(of_other, line);
    // The highest number and a cut-off line are before the part that is read.
    let lines: String = (2..=2500).map(numbered).collect();
    let cut_off = "{\"v\":1,\n";
    fs::write(&path, format!("{of_other}{cut_off}{}{lines}{cut_off}{}", numbered(9000), numbered(2501))).unwrap();
    let history = home.store().read_history().unwrap();
    let ids: Vec<_> = history.records.iter().map(|record| record.id).collect();
    assert_eq!((ids, history.unreadable_lines), ((1502..=2501).collect(), 1));
    assert_eq!(home.store().last_record("other").unwrap(), None);
    assert_eq!(home.store().last_record(&sample_record().file).unwrap().map(|record| record.id), Some(2501));
    assert_eq!(guard.append_record(sample_record(), SystemTime::now()).unwrap().id, 9001);
    assert_eq!(fs::read_to_string(&path).unwrap().lines().count(), 1000);
}

#[test]
fn large_history_is_trimmed_from_start() {
    let home = TestHome::with_config("{}");
    let guard = home.store().lock_for_write(&long_wait_policy()).unwrap();
    let text = "x".repeat(3 << 20);
    for _ in 0..6 {
        guard
            .append_record(NewRecord { values: vec![sample_leaf(text.clone())], ..sample_record() }, SystemTime::now())
            .unwrap();
    }
    let ids: Vec<_> = home.store().all_records().unwrap().iter().map(|record| record.id).collect();
    assert_eq!(ids, [5, 6]);
}

#[test]
fn last_record_is_found_per_file() {
    let home = TestHome::with_config("{}");
    assert_eq!(home.store().last_record("one").unwrap(), None);
    let guard = home.store().lock_for_write(&long_wait_policy()).unwrap();
    let of = |file: &str| {
        guard.append_record(NewRecord { file: file.to_owned(), ..sample_record() }, SystemTime::now()).unwrap()
    };
    let (_, one, two) = (of("one"), of("one"), of("two"));
    assert_eq!(home.store().last_record("one").unwrap(), Some(one));
    assert_eq!(home.store().last_record("two").unwrap(), Some(two));
    assert_eq!(home.store().last_record("three").unwrap(), None);
}
