//! What a write does to a file when nothing goes wrong, and when the file is not what it was.

use std::{
    fs,
    os::unix::fs::{MetadataExt, PermissionsExt},
    path::Path,
    time::Duration,
};

use json5_edit::KeyPath;
use store::{FileChange, Replacement, Watcher, WriteError};

use crate::{
    actor::{draft, mode},
    home::{Home, names, patience, revision},
};

fn look(path: &Path) -> (u64, u32, i64, i64, i64) {
    let metadata = path.metadata().unwrap();
    (metadata.ino(), metadata.mode(), metadata.mtime_nsec(), metadata.ctime(), metadata.ctime_nsec())
}

#[test]
fn a_new_file_is_private_and_so_is_its_directory() {
    let home = Home::empty();
    let written = home.replace(None, "{}").unwrap();
    assert_eq!((home.text().as_str(), written), ("{}", revision("{}")));
    assert_eq!((mode(home.config()), mode(home.state()), mode(home.manager())), (0o600, 0o700, 0o700));
    assert_eq!(names(&home.state()), ["model-manager", "openclaw.json"]);
}

#[test]
fn a_write_replaces_the_bytes_and_keeps_a_copy_of_the_old_ones() {
    let home = Home::with("{ a: 1 } // mine\r\n");
    assert_eq!(home.replace(Some("{ a: 1 } // mine\r\n"), "{ a: 2 }").unwrap(), revision("{ a: 2 }"));
    assert_eq!(home.text(), "{ a: 2 }");
    let copy = home.place().newest_copy(&home.config(), &revision("{ a: 1 } // mine\r\n"));
    assert_eq!(copy.as_deref(), Some(&b"{ a: 1 } // mine\r\n"[..]));
    assert_eq!(home.place().newest_copy(&home.config(), &revision("{ a: 2 }")), None);
}

#[test]
fn who_watches_sees_a_write() {
    let home = Home::with("{}");
    let mut watcher = Watcher::start(home.place()).unwrap();
    home.replace(Some("{}"), "{ a: 1 }").unwrap();
    while !watcher.wait(Duration::from_secs(1)).unwrap() {}
    assert_eq!(home.text(), "{ a: 1 }");
}

#[test]
fn t53_equal_bytes_touch_nothing() {
    let home = Home::with("{}");
    fs::set_permissions(home.config(), fs::Permissions::from_mode(0o644)).unwrap();
    let before = look(&home.config());
    assert_eq!(home.replace(Some("{}"), "{}").unwrap(), revision("{}"));
    assert_eq!(look(&home.config()), before);
    assert_eq!(names(&home.manager()), ["write.queue"]);
}

#[test]
fn a_file_that_is_not_what_was_read_is_left_alone() {
    let home = Home::with("{ theirs: 1 }");
    for (before, after) in [(Some("{}"), "{ ours: 1 }"), (None, "{ ours: 1 }"), (Some("{}"), "{ theirs: 1 }")] {
        let refused = home.replace(before, after).unwrap_err();
        assert!(matches!(&refused, WriteError::Changed { file } if *file == home.config()), "{refused}");
    }
    fs::remove_file(home.config()).unwrap();
    assert!(matches!(home.replace(Some("{ theirs: 1 }"), "{}"), Err(WriteError::Changed { .. })));
    assert_eq!(names(&home.state()), ["model-manager"]);
}

#[test]
fn t57_a_mode_is_tightened_and_never_widened() {
    for (before, after) in [(0o644, 0o600), (0o666, 0o600), (0o640, 0o600), (0o600, 0o600), (0o400, 0o400)] {
        let home = Home::with("{}");
        fs::set_permissions(home.config(), fs::Permissions::from_mode(before)).unwrap();
        home.replace(Some("{}"), "{ a: 1 }").unwrap();
        assert_eq!(mode(home.config()), after, "{before:o}");
    }
}

#[test]
fn a_write_closes_the_state_directory_to_others_and_no_other_one() {
    let home = Home::with("{}");
    let elsewhere = home.dir.path().join("mine.json");
    fs::write(&elsewhere, "{}").unwrap();
    for dir in [home.dir.path(), &home.state()] {
        fs::set_permissions(dir, fs::Permissions::from_mode(0o755)).unwrap();
    }
    home.replace(Some("{}"), "{}").unwrap();
    assert_eq!(mode(home.state()), 0o755, "nothing was written");
    home.replace(Some("{}"), "{ a: 1 }").unwrap();
    assert_eq!(mode(home.state()), 0o700);
    let mut place = home.place();
    place.home.config.path.clone_from(&elsewhere);
    place.turn(&patience()).unwrap().replace(&elsewhere, Some(&revision("{}")), b"{ a: 1 }").unwrap();
    assert_eq!((mode(elsewhere), mode(home.dir.path())), (0o600, 0o755));
}

#[test]
fn what_is_longer_than_anything_we_read_is_not_replaced() {
    let home = Home::with("");
    fs::File::options().write(true).open(home.config()).unwrap().set_len(17 << 20).unwrap();
    assert!(matches!(home.replace(Some(""), "{}"), Err(WriteError::Io { .. })));
    assert_eq!(home.config().metadata().unwrap().len(), 17 << 20);
}

#[test]
fn several_files_are_replaced_together_or_not_at_all() {
    let home = Home::with("{ one: 1 }");
    let (second, new) = (home.state().join("second.json5"), home.state().join("more/new.json5"));
    fs::write(&second, "{ two: 1 }").unwrap();
    let (config, one, two) = (home.config(), revision("{ one: 1 }"), revision("{ two: 1 }"));
    let mount = KeyPath::default();
    let files = |before| {
        [
            Replacement { file: &config, before: Some(&one), bytes: b"{ one: 2 }" },
            Replacement { file: &new, before: None, bytes: b"{ new: 1 }" },
            Replacement { file: &second, before, bytes: b"{ two: 2 }" },
        ]
        .map(|replacement| FileChange { replacement, mount: &mount, earlier: None, change: draft() })
    };
    let turn = home.place().turn(&patience()).unwrap();
    assert!(matches!(turn.change(&files(Some(&one))), Err(WriteError::Changed { file }) if file == second));
    assert_eq!((home.text().as_str(), new.exists()), ("{ one: 1 }", false));
    // Twice the same file: the second finds what the first has put there, and both are taken back.
    let [first, new_file, _] = files(Some(&two));
    assert!(
        matches!(turn.change(&[first.clone(), new_file, first]), Err(WriteError::Changed { file }) if file == config)
    );
    assert_eq!((home.text().as_str(), new.exists()), ("{ one: 1 }", false));
    assert_eq!(names(&home.manager()), ["backups", "write.queue"]);
    assert_eq!(turn.change(&files(Some(&two))).unwrap(), Some(3));
    let part_of: Vec<_> = home.place().history().unwrap().iter().map(|record| record.change.part_of).collect();
    assert_eq!(part_of, [None, Some(1), Some(1)]);
    assert_eq!(fs::read_to_string(&second).unwrap() + &fs::read_to_string(&new).unwrap(), "{ two: 2 }{ new: 1 }");
    drop(turn);
    assert_eq!(names(&home.state()), ["model-manager", "more", "openclaw.json", "second.json5"]);
}
