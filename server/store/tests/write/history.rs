//! The history: added to, cut off, shortened.

use std::fs;

use store::{Draft, Leaf, Who};

use crate::{
    actor::{draft, mode},
    home::{Home, names, patience},
};

fn leaf(after: String) -> Leaf {
    let (path, after_raw) = ("agents.defaults.model".to_owned(), Some(after));
    Leaf { path, before_raw: None, after_raw, made: 2, whole: true, without_comments: false }
}

#[test]
fn looking_at_the_history_of_a_fresh_home_creates_nothing() {
    let home = Home::empty();
    assert_eq!(home.place().history().unwrap(), []);
    assert!(names(home.dir.path()).is_empty());
}

#[test]
fn records_are_numbered_dated_and_found_again() {
    let home = Home::with("{}");
    let leaf = leaf("'a/b'".to_owned());
    let turn = home.place().turn(&patience()).unwrap();
    let first = turn.record(Draft { leaves: vec![leaf], ..draft() }).unwrap();
    let second = turn.record(Draft { who: Who::Outside, undoes: Some(1), ..draft() }).unwrap();
    assert_eq!((first.id, second.id, first.v), (1, 2, 1));
    assert!(first.at.ends_with('Z') && first.at.len() == 24 && first.at <= second.at, "{}", first.at);
    assert_eq!(home.place().history().unwrap(), [first, second]);
    let path = home.manager().join("history.jsonl");
    let text = fs::read_to_string(&path).unwrap();
    assert!(text.starts_with(r#"{"v":1,"id":1,"at":""#) && text.contains(r#""who":"cli","op":"test""#), "{text}");
    assert!(text.contains(
        r#""leaves":[{"path":"agents.defaults.model","before_raw":null,"after_raw":"'a/b'","made":2,"whole":true}]"#
    ));
    assert_eq!(mode(path), 0o600);
}

#[test]
fn a_line_that_was_cut_off_and_one_of_a_newer_version_are_skipped_and_kept() {
    let home = Home::with("{}");
    let path = home.manager().join("history.jsonl");
    let turn = home.place().turn(&patience()).unwrap();
    turn.record(draft()).unwrap();
    let whole = fs::read_to_string(&path).unwrap();
    let newer = "{\"v\":2,\"id\":7,\"new\":true}\n";
    let cut_off = &whole[..whole.len() / 2];
    fs::write(&path, format!("{whole}{newer}{cut_off}")).unwrap();
    assert_eq!(turn.record(draft()).unwrap().id, 8);
    let history = home.place().whole_history().unwrap();
    assert_eq!((history.records.iter().map(|record| record.id).collect::<Vec<_>>(), history.skipped), (vec![1, 8], 2));
    assert!(fs::read_to_string(&path).unwrap().starts_with(&format!("{whole}{newer}{cut_off}\n{{\"v\":1,\"id\":8,")));
}

#[test]
fn numbers_only_grow_whatever_a_record_says() {
    let home = Home::with("{}");
    let path = home.manager().join("history.jsonl");
    let turn = home.place().turn(&patience()).unwrap();
    turn.record(draft()).unwrap();
    let line = fs::read_to_string(&path).unwrap();
    let with = |id: u64| line.replace("\"id\":1,", &format!("\"id\":{id},"));
    fs::write(&path, [with(9), with(3), with(u64::MAX)].concat()).unwrap();
    assert_eq!(turn.record(draft()).unwrap().id, 10);
    assert_eq!(turn.record(draft()).unwrap().id, 11);
    fs::write(&path, with(1 << 53)).unwrap();
    assert!(turn.record(draft()).unwrap_err().to_string().contains("history.jsonl"));
}

#[test]
fn a_record_of_our_first_days_claims_less() {
    let home = Home::with("{}");
    let leaf = r#"{"path":"agents.defaults.model","before_raw":null,"after_raw":"'a/b'"}"#;
    let record = format!(
        r#"{{"v":1,"id":1,"at":"","who":"cli","op":"x","file":"f","rev_before":null,"rev_after":null,"leaves":[{leaf}]}}"#
    );
    fs::create_dir_all(home.manager()).unwrap();
    fs::write(home.manager().join("history.jsonl"), record).unwrap();
    let [record] = <[_; 1]>::try_from(home.place().history().unwrap()).unwrap();
    let leaf = &record.change.leaves[0];
    assert_eq!((leaf.made, leaf.whole, record.change.part_of), (0, false, None));
}

#[test]
fn a_long_history_loses_its_beginning() {
    let home = Home::with("{}");
    let path = home.manager().join("history.jsonl");
    let turn = home.place().turn(&patience()).unwrap();
    let first = turn.record(draft()).unwrap();
    let line = fs::read_to_string(&path).unwrap();
    let lines: String = (1..=1099).map(|id| line.replace("\"id\":1,", &format!("\"id\":{id},"))).collect();
    fs::write(&path, lines).unwrap();
    let ids = || home.place().history().unwrap().iter().map(|record| record.id).collect::<Vec<_>>();
    let lines = || fs::read_to_string(&path).unwrap().lines().count();
    turn.record(draft()).unwrap();
    assert_eq!((lines(), first.id), (1100, 1));
    assert_eq!(ids(), (101..=1100).collect::<Vec<_>>(), "a read stops at the thousandth");
    turn.record(draft()).unwrap();
    assert_eq!((lines(), ids()), (1000, (102..=1101).collect()));
    assert_eq!(mode(&path), 0o600);
    assert_eq!(names(&home.manager()), ["history.jsonl", "write.queue"]);
}

#[test]
fn of_a_history_that_is_far_too_long_only_the_end_is_read() {
    let home = Home::with("{}");
    let path = home.manager().join("history.jsonl");
    let turn = home.place().turn(&patience()).unwrap();
    turn.record(draft()).unwrap();
    let line = fs::read_to_string(&path).unwrap();
    let numbered = |id: usize| line.replace("\"id\":1,", &format!("\"id\":{id},"));
    let of_other = numbered(1).replace(&format!("\"file\":\"{}\"", draft().file), "\"file\":\"other\"");
    assert_ne!(of_other, line);
    // The highest number stands before all that is read, and so does a line that was cut off.
    let lines: String = (2..=2500).map(numbered).collect();
    let cut_off = "{\"v\":1,\n";
    fs::write(&path, format!("{of_other}{cut_off}{}{lines}{cut_off}{}", numbered(9000), numbered(2501))).unwrap();
    let history = home.place().whole_history().unwrap();
    let ids: Vec<_> = history.records.iter().map(|record| record.id).collect();
    assert_eq!((ids, history.skipped), ((1502..=2501).collect(), 1));
    assert_eq!(home.place().last_record("other").unwrap(), None);
    assert_eq!(home.place().last_record(&draft().file).unwrap().map(|record| record.id), Some(2501));
    assert_eq!(turn.record(draft()).unwrap().id, 9001);
    assert_eq!(fs::read_to_string(&path).unwrap().lines().count(), 1000);
}

#[test]
fn a_history_of_long_records_loses_its_beginning_too() {
    let home = Home::with("{}");
    let turn = home.place().turn(&patience()).unwrap();
    let text = "x".repeat(3 << 20);
    for _ in 0..6 {
        turn.record(Draft { leaves: vec![leaf(text.clone())], ..draft() }).unwrap();
    }
    let ids: Vec<_> = home.place().history().unwrap().iter().map(|record| record.id).collect();
    assert_eq!(ids, [5, 6]);
}

#[test]
fn the_last_record_of_a_file_is_its_own() {
    let home = Home::with("{}");
    assert_eq!(home.place().last_record("one").unwrap(), None);
    let turn = home.place().turn(&patience()).unwrap();
    let of = |file: &str| turn.record(Draft { file: file.to_owned(), ..draft() }).unwrap();
    let (_, one, two) = (of("one"), of("one"), of("two"));
    assert_eq!(home.place().last_record("one").unwrap(), Some(one));
    assert_eq!(home.place().last_record("two").unwrap(), Some(two));
    assert_eq!(home.place().last_record("three").unwrap(), None);
}
