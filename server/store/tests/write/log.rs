//! Tests of the dashboard's log.

use std::{
    fs,
    os::unix::fs::{PermissionsExt, symlink},
    path::PathBuf,
};

use crate::test_home::TestHome;

fn log_dir(home: &TestHome) -> PathBuf {
    home.manager_dir().join("log")
}

fn file_mode(path: PathBuf) -> u32 {
    fs::symlink_metadata(path).unwrap().permissions().mode() & 0o777
}

#[test]
fn log_record_is_appended_to_private_file() {
    let home = TestHome::with_config("{}");
    home.store().open_dashboard_log().unwrap().append_record("one").unwrap();
    home.store().open_dashboard_log().unwrap().append_record("two").unwrap();
    let folder = log_dir(&home);
    assert_eq!(fs::read_to_string(folder.join("ui.log")).unwrap(), "one\ntwo\n");
    assert_eq!((file_mode(folder.join("ui.log")), file_mode(folder.clone())), (0o600, 0o700));
    assert_eq!(file_mode(folder.parent().unwrap().to_path_buf()), 0o700);
}

#[test]
fn missing_home_gets_no_log() {
    let home = TestHome::empty();
    let mut log = home.store().open_dashboard_log().unwrap();
    log.append_record("one").unwrap();
    assert!(!home.state_dir().exists());
    fs::create_dir(home.state_dir()).unwrap();
    log.append_record("two").unwrap();
    assert_eq!(fs::read_to_string(log_dir(&home).join("ui.log")).unwrap(), "two\n");
}

#[test]
fn log_has_three_files_of_one_megabyte() {
    let home = TestHome::with_config("{}");
    let mut log = home.store().open_dashboard_log().unwrap();
    // Two dashboards for one home.
    let mut other = home.store().open_dashboard_log().unwrap();
    for nth in 0..2000 {
        let text = format!("{nth} {}", "x".repeat(2000));
        if nth % 2 == 0 { log.append_record(&text).unwrap() } else { other.append_record(&text).unwrap() }
    }
    let mut files: Vec<_> = fs::read_dir(log_dir(&home)).unwrap().map(|entry| entry.unwrap()).collect();
    files.sort_by_key(fs::DirEntry::file_name);
    let names: Vec<_> = files.iter().map(|file| file.file_name().into_string().unwrap()).collect();
    assert_eq!(names, ["ui.log", "ui.log.1", "ui.log.2"]);
    for file in &files {
        let length = file.metadata().unwrap().len();
        assert!((1..=1_000_000).contains(&length), "{:?} has {length}", file.path());
        assert_eq!(file_mode(file.path()), 0o600);
    }
    let text = ["ui.log.2", "ui.log.1", "ui.log"].map(|name| fs::read_to_string(log_dir(&home).join(name)).unwrap());
    let numbers: Vec<usize> =
        text.concat().lines().map(|line| line.split(' ').next().unwrap().parse().unwrap()).collect();
    assert!(numbers.is_sorted() && numbers.ends_with(&[1998, 1999]), "the order, or the end, is lost");
}

#[test]
fn no_link_is_followed() {
    for what in ["log", "log/ui.log"] {
        let home = TestHome::with_config("{}");
        let target = home.dir.path().join("target");
        fs::create_dir_all(log_dir(&home)).unwrap();
        let place = home.manager_dir().join(what);
        if what == "log" {
            fs::remove_dir(&place).unwrap();
            fs::create_dir(&target).unwrap();
        } else {
            fs::write(&target, "theirs").unwrap();
        }
        symlink(&target, &place).unwrap();
        assert!(home.store().open_dashboard_log().is_err(), "{what}");
        assert!(fs::symlink_metadata(&place).unwrap().is_symlink(), "{what}");
        if target.is_dir() {
            assert_eq!(fs::read_dir(&target).unwrap().count(), 0, "{what}");
        } else {
            assert_eq!(fs::read_to_string(&target).unwrap(), "theirs", "{what}");
        }
    }
}

#[test]
fn a_link_in_the_place_of_an_older_file_is_replaced_and_not_followed() {
    let home = TestHome::with_config("{}");
    let mut log = home.store().open_dashboard_log().unwrap();
    let target = home.dir.path().join("target");
    fs::write(&target, "theirs").unwrap();
    symlink(&target, log_dir(&home).join("ui.log.1")).unwrap();
    for _ in 0..600 {
        log.append_record(&"x".repeat(2000)).unwrap();
    }
    assert_eq!(fs::read_to_string(&target).unwrap(), "theirs");
    assert!(fs::symlink_metadata(log_dir(&home).join("ui.log.1")).unwrap().is_file());
}

#[test]
fn removed_log_files_are_created_again() {
    let home = TestHome::with_config("{}");
    let mut log = home.store().open_dashboard_log().unwrap();
    log.append_record("one").unwrap();
    fs::remove_file(log_dir(&home).join("ui.log")).unwrap();
    log.append_record("two").unwrap();
    assert_eq!(fs::read_to_string(log_dir(&home).join("ui.log")).unwrap(), "two\n");
    fs::remove_dir_all(log_dir(&home)).unwrap();
    assert!(log.append_record("three").is_err());
    log.append_record("four").unwrap();
    assert_eq!(fs::read_to_string(log_dir(&home).join("ui.log")).unwrap(), "four\n");
}
