//! Tests of the list of changes.

use std::fs;

use contract::{Author, ChangeList, Code, ListChanges};
use testkit::TestHome;

use crate::{CONFIG, add_fallback, assert_no_write, list_history, manager_dir, run_op, undo_change};

#[test]
fn change_list_has_limit_and_id_filter() {
    let home = TestHome::with_config(CONFIG);
    (0..5).for_each(|nth| drop(run_op(&home, add_fallback(&format!("new/m{nth}"))).unwrap()));
    undo_change(&home, None).unwrap();
    let ids = |op| -> (Vec<u64>, usize) {
        let ChangeList { changes, total, .. } = run_op(&home, op).unwrap();
        (changes.iter().filter_map(|info| info.id).collect(), total)
    };
    assert_eq!(ids(ListChanges { limit: Some(2), ..ListChanges::default() }), (vec![6, 5], 6));
    assert_eq!(ids(ListChanges { id: Some(3), ..ListChanges::default() }), (vec![3], 1));
    let by = |author| ids(ListChanges { author: Some(author), limit: Some(1), ..ListChanges::default() });
    assert_eq!((by(Author::Cli), by(Author::Outside)), ((vec![6], 6), (vec![], 0)));
    let undone = &list_history(&home).changes[1];
    assert_eq!((undone.undone_by, undone.can_undo), (Some(6), false));
    assert_eq!(list_history(&home).changes[0].undoes, Some(5));
    let unknown = run_op(&home, ListChanges { id: Some(7), ..ListChanges::default() }).unwrap_err();
    assert_eq!(unknown.code, Code::ChangeUnknown);
}

#[test]
fn listing_history_creates_no_files() {
    for home in [TestHome::empty(), TestHome::with_config(CONFIG), TestHome::with_config("{ broken")] {
        assert_eq!(assert_no_write(&home, || list_history(&home)), ChangeList::default());
    }
    let home = TestHome::with_config(CONFIG);
    run_op(&home, add_fallback("new/one")).unwrap();
    home.write_file("openclaw.json", "{ broken");
    let info = &assert_no_write(&home, || list_history(&home)).changes[0];
    assert_eq!((info.can_undo, info.undo_error.as_deref()), (false, Some("the configuration cannot be read")));
}

#[test]
fn unreadable_history_lines_are_reported() {
    let home = TestHome::with_config(CONFIG);
    run_op(&home, add_fallback("new/one")).unwrap();
    let file = manager_dir(&home).join("history.jsonl");
    let text = fs::read_to_string(&file).unwrap();
    fs::write(&file, format!("{{\"v\":2,\"id\":9}}\n{text}{{\"v\"")).unwrap();
    let changes = list_history(&home);
    assert_eq!((changes.total, changes.warnings.len()), (1, 1));
    assert!(changes.warnings[0].starts_with("2 lines"), "{changes:?}");
    fs::remove_file(&file).unwrap();
    fs::create_dir(&file).unwrap();
    assert!(list_history(&home).warnings[0].starts_with("could not read the history"));
    assert_eq!(undo_change(&home, None).unwrap_err().code, Code::HistoryUnreadable);
}
