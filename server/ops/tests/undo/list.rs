//! The list of changes.

use std::fs;

use contract::{Author, Changes, Code, ListChanges};
use testkit::Home;

use crate::{CONFIG, add, history, idle, manager, run, undo};

#[test]
fn a_list_of_changes_is_cut_and_one_can_be_picked() {
    let home = Home::with_config(CONFIG);
    (0..5).for_each(|nth| drop(run(&home, add(&format!("new/m{nth}"))).unwrap()));
    undo(&home, None).unwrap();
    let ids = |op| -> (Vec<u64>, usize) {
        let Changes { changes, total, .. } = run(&home, op).unwrap();
        (changes.iter().filter_map(|info| info.id).collect(), total)
    };
    assert_eq!(ids(ListChanges { limit: Some(2), ..ListChanges::default() }), (vec![6, 5], 6));
    assert_eq!(ids(ListChanges { id: Some(3), ..ListChanges::default() }), (vec![3], 1));
    let by = |who| ids(ListChanges { who: Some(who), limit: Some(1), ..ListChanges::default() });
    assert_eq!((by(Author::Cli), by(Author::Outside)), ((vec![6], 6), (vec![], 0)));
    let undone = &history(&home).changes[1];
    assert_eq!((undone.undone_by, undone.can_undo), (Some(6), false));
    assert_eq!(history(&home).changes[0].undoes, Some(5));
    let unknown = run(&home, ListChanges { id: Some(7), ..ListChanges::default() }).unwrap_err();
    assert_eq!(unknown.code, Code::ChangeUnknown);
}

#[test]
fn looking_at_the_history_needs_nothing_and_leaves_nothing() {
    for home in [Home::empty(), Home::with_config(CONFIG), Home::with_config("{ broken")] {
        assert_eq!(idle(&home, || history(&home)), Changes::default());
    }
    let home = Home::with_config(CONFIG);
    run(&home, add("new/one")).unwrap();
    home.write("openclaw.json", "{ broken");
    let info = &idle(&home, || history(&home)).changes[0];
    assert_eq!((info.can_undo, info.why_not.as_deref()), (false, Some("the configuration cannot be read")));
}

#[test]
fn what_cannot_be_read_of_the_history_is_said() {
    let home = Home::with_config(CONFIG);
    run(&home, add("new/one")).unwrap();
    let file = manager(&home).join("history.jsonl");
    let text = fs::read_to_string(&file).unwrap();
    fs::write(&file, format!("{{\"v\":2,\"id\":9}}\n{text}{{\"v\"")).unwrap();
    let changes = history(&home);
    assert_eq!((changes.total, changes.warnings.len()), (1, 1));
    assert!(changes.warnings[0].starts_with("2 lines"), "{changes:?}");
    fs::remove_file(&file).unwrap();
    fs::create_dir(&file).unwrap();
    assert!(history(&home).warnings[0].starts_with("could not read the history"));
    assert_eq!(undo(&home, None).unwrap_err().code, Code::HistoryUnreadable);
}
