//! Tests of writing a file, and of a file that changed meanwhile.

use std::{
    fs,
    os::unix::fs::{MetadataExt, PermissionsExt},
    path::Path,
    time::Duration,
    time::SystemTime,
};

use json5_edit::KeyPath;
use store::{CommitOutcome, ConfigWatcher, FileChange, FileReplacement, WriteError};

use crate::{
    child_process::{commit_files, file_mode, sample_record},
    test_home::{TestHome, file_names, long_wait_policy, revision_of},
};

fn file_identity(path: &Path) -> (u64, u32, i64, i64, i64) {
    let metadata = path.metadata().unwrap();
    (metadata.ino(), metadata.mode(), metadata.mtime_nsec(), metadata.ctime(), metadata.ctime_nsec())
}

#[test]
fn new_file_and_directory_are_private() {
    let home = TestHome::empty();
    let written = home.replace_config(None, "{}").unwrap();
    assert_eq!((home.config_text().as_str(), written), ("{}", revision_of("{}")));
    assert_eq!(
        (file_mode(home.config_path()), file_mode(home.state_dir()), file_mode(home.manager_dir())),
        (0o600, 0o700, 0o700)
    );
    assert_eq!(file_names(&home.state_dir()), ["model-manager", "openclaw.json"]);
}

#[test]
fn write_replaces_bytes_and_keeps_backup() {
    let home = TestHome::with_config("{ a: 1 } // mine\r\n");
    assert_eq!(home.replace_config(Some("{ a: 1 } // mine\r\n"), "{ a: 2 }").unwrap(), revision_of("{ a: 2 }"));
    assert_eq!(home.config_text(), "{ a: 2 }");
    let copy = home.store().newest_backup(&home.config_path(), &revision_of("{ a: 1 } // mine\r\n"));
    assert_eq!(copy.as_deref(), Some(&b"{ a: 1 } // mine\r\n"[..]));
    assert_eq!(home.store().newest_backup(&home.config_path(), &revision_of("{ a: 2 }")), None);
}

#[test]
fn the_watcher_reports_a_write() {
    let home = TestHome::with_config("{}");
    let mut watcher = ConfigWatcher::start_watching(home.store()).unwrap();
    home.replace_config(Some("{}"), "{ a: 1 }").unwrap();
    while !watcher.wait_for_change(Duration::from_secs(1)).unwrap() {}
    assert_eq!(home.config_text(), "{ a: 1 }");
}

#[test]
fn t53_equal_bytes_write_nothing() {
    let home = TestHome::with_config("{}");
    fs::set_permissions(home.config_path(), fs::Permissions::from_mode(0o644)).unwrap();
    let before = file_identity(&home.config_path());
    assert_eq!(home.replace_config(Some("{}"), "{}").unwrap(), revision_of("{}"));
    assert_eq!(file_identity(&home.config_path()), before);
    assert_eq!(file_names(&home.manager_dir()), ["write.queue"]);
}

#[test]
fn file_changed_since_read_is_not_replaced() {
    let home = TestHome::with_config("{ theirs: 1 }");
    for (before, after) in [(Some("{}"), "{ ours: 1 }"), (None, "{ ours: 1 }"), (Some("{}"), "{ theirs: 1 }")] {
        let refused = home.replace_config(before, after).unwrap_err();
        assert!(matches!(&refused, WriteError::ConcurrentChange { file } if *file == home.config_path()), "{refused}");
    }
    fs::remove_file(home.config_path()).unwrap();
    assert!(matches!(home.replace_config(Some("{ theirs: 1 }"), "{}"), Err(WriteError::ConcurrentChange { .. })));
    assert_eq!(file_names(&home.state_dir()), ["model-manager"]);
}

#[test]
fn t57_a_mode_is_tightened_and_never_widened() {
    for (before, after) in [(0o644, 0o600), (0o666, 0o600), (0o640, 0o600), (0o600, 0o600), (0o400, 0o400)] {
        let home = TestHome::with_config("{}");
        fs::set_permissions(home.config_path(), fs::Permissions::from_mode(before)).unwrap();
        home.replace_config(Some("{}"), "{ a: 1 }").unwrap();
        assert_eq!(file_mode(home.config_path()), after, "{before:o}");
    }
}

#[test]
fn write_makes_only_the_state_directory_private() {
    let home = TestHome::with_config("{}");
    let elsewhere = home.dir.path().join("mine.json");
    fs::write(&elsewhere, "{}").unwrap();
    for dir in [home.dir.path(), &home.state_dir()] {
        fs::set_permissions(dir, fs::Permissions::from_mode(0o755)).unwrap();
    }
    home.replace_config(Some("{}"), "{}").unwrap();
    assert_eq!(file_mode(home.state_dir()), 0o755, "nothing was written");
    home.replace_config(Some("{}"), "{ a: 1 }").unwrap();
    assert_eq!(file_mode(home.state_dir()), 0o700);
    let mut store = home.store();
    store.home.config.path.clone_from(&elsewhere);
    store
        .lock_for_write(&long_wait_policy())
        .unwrap()
        .replace_file(&elsewhere, Some(&revision_of("{}")), b"{ a: 1 }", SystemTime::now())
        .unwrap();
    assert_eq!((file_mode(elsewhere), file_mode(home.dir.path())), (0o600, 0o755));
}

#[test]
fn files_over_the_size_limit_are_not_replaced() {
    let home = TestHome::with_config("");
    fs::File::options().write(true).open(home.config_path()).unwrap().set_len(17 << 20).unwrap();
    assert!(matches!(home.replace_config(Some(""), "{}"), Err(WriteError::Io { .. })));
    assert_eq!(home.config_path().metadata().unwrap().len(), 17 << 20);
}

#[test]
fn several_files_are_replaced_together_or_not_at_all() {
    let home = TestHome::with_config("{ one: 1 }");
    let (second, new) = (home.state_dir().join("second.json5"), home.state_dir().join("more/new.json5"));
    fs::write(&second, "{ two: 1 }").unwrap();
    let (config, one, two) = (home.config_path(), revision_of("{ one: 1 }"), revision_of("{ two: 1 }"));
    let mount = KeyPath::default();
    let files = |before| {
        [
            FileReplacement { file: &config, expected_revision: Some(&one), new_bytes: b"{ one: 2 }" },
            FileReplacement { file: &new, expected_revision: None, new_bytes: b"{ new: 1 }" },
            FileReplacement { file: &second, expected_revision: before, new_bytes: b"{ two: 2 }" },
        ]
        .map(|replacement| FileChange {
            replacement,
            mount: &mount,
            external_change: None,
            own_change: sample_record(),
        })
    };
    let guard = home.store().lock_for_write(&long_wait_policy()).unwrap();
    assert!(
        matches!(commit_files(&guard, files(Some(&one)).into()), Err(WriteError::ConcurrentChange { file }) if file == second)
    );
    assert_eq!((home.config_text().as_str(), new.exists()), ("{ one: 1 }", false));
    // One file twice: the second replacement finds the result of the first one, and both are reverted.
    let [first, new_file, _] = files(Some(&two));
    assert!(
        matches!(commit_files(&guard, vec![first.clone(), new_file, first]), Err(WriteError::ConcurrentChange { file }) if file == config)
    );
    assert_eq!((home.config_text().as_str(), new.exists()), ("{ one: 1 }", false));
    assert_eq!(file_names(&home.manager_dir()), ["backups", "write.queue"]);
    assert_eq!(commit_files(&guard, files(Some(&two)).into()).unwrap(), CommitOutcome::Recorded(3));
    let part_of: Vec<_> = home.store().all_records().unwrap().iter().map(|record| record.change.part_of).collect();
    assert_eq!(part_of, [None, Some(1), Some(1)]);
    assert_eq!(fs::read_to_string(&second).unwrap() + &fs::read_to_string(&new).unwrap(), "{ two: 2 }{ new: 1 }");
    drop(guard);
    assert_eq!(file_names(&home.state_dir()), ["model-manager", "more", "openclaw.json", "second.json5"]);
}
