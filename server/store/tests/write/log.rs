//! The dashboard's log.

use std::{
    fs,
    os::unix::fs::{PermissionsExt, symlink},
    path::PathBuf,
};

use crate::home::Home;

fn folder(home: &Home) -> PathBuf {
    home.manager().join("log")
}

fn mode(path: PathBuf) -> u32 {
    fs::symlink_metadata(path).unwrap().permissions().mode() & 0o777
}

#[test]
fn a_record_is_added_to_what_is_there_for_us_alone() {
    let home = Home::with("{}");
    home.place().log().unwrap().record("one").unwrap();
    home.place().log().unwrap().record("two").unwrap();
    let folder = folder(&home);
    assert_eq!(fs::read_to_string(folder.join("ui.log")).unwrap(), "one\ntwo\n");
    assert_eq!((mode(folder.join("ui.log")), mode(folder.clone())), (0o600, 0o700));
    assert_eq!(mode(folder.parent().unwrap().to_path_buf()), 0o700);
}

#[test]
fn a_home_that_is_not_there_gets_no_log_before_it_is() {
    let home = Home::empty();
    let mut log = home.place().log().unwrap();
    log.record("one").unwrap();
    assert!(!home.state().exists());
    fs::create_dir(home.state()).unwrap();
    log.record("two").unwrap();
    assert_eq!(fs::read_to_string(folder(&home).join("ui.log")).unwrap(), "two\n");
}

#[test]
fn there_are_three_files_and_none_is_longer_than_a_megabyte() {
    let home = Home::with("{}");
    let mut log = home.place().log().unwrap();
    // Two dashboards of one home.
    let mut other = home.place().log().unwrap();
    for nth in 0..2000 {
        let text = format!("{nth} {}", "x".repeat(2000));
        if nth % 2 == 0 { log.record(&text).unwrap() } else { other.record(&text).unwrap() }
    }
    let mut files: Vec<_> = fs::read_dir(folder(&home)).unwrap().map(|entry| entry.unwrap()).collect();
    files.sort_by_key(fs::DirEntry::file_name);
    let names: Vec<_> = files.iter().map(|file| file.file_name().into_string().unwrap()).collect();
    assert_eq!(names, ["ui.log", "ui.log.1", "ui.log.2"]);
    for file in &files {
        let length = file.metadata().unwrap().len();
        assert!((1..=1_000_000).contains(&length), "{:?} has {length}", file.path());
        assert_eq!(mode(file.path()), 0o600);
    }
    let text = ["ui.log.2", "ui.log.1", "ui.log"].map(|name| fs::read_to_string(folder(&home).join(name)).unwrap());
    let numbers: Vec<usize> =
        text.concat().lines().map(|line| line.split(' ').next().unwrap().parse().unwrap()).collect();
    assert!(numbers.is_sorted() && numbers.ends_with(&[1998, 1999]), "the order, or the end, is lost");
}

#[test]
fn no_link_is_followed() {
    for what in ["log", "log/ui.log"] {
        let home = Home::with("{}");
        let target = home.dir.path().join("target");
        fs::create_dir_all(folder(&home)).unwrap();
        let place = home.manager().join(what);
        if what == "log" {
            fs::remove_dir(&place).unwrap();
            fs::create_dir(&target).unwrap();
        } else {
            fs::write(&target, "theirs").unwrap();
        }
        symlink(&target, &place).unwrap();
        assert!(home.place().log().is_err(), "{what}");
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
    let home = Home::with("{}");
    let mut log = home.place().log().unwrap();
    let target = home.dir.path().join("target");
    fs::write(&target, "theirs").unwrap();
    symlink(&target, folder(&home).join("ui.log.1")).unwrap();
    for _ in 0..600 {
        log.record(&"x".repeat(2000)).unwrap();
    }
    assert_eq!(fs::read_to_string(&target).unwrap(), "theirs");
    assert!(fs::symlink_metadata(folder(&home).join("ui.log.1")).unwrap().is_file());
}

#[test]
fn what_somebody_removes_is_begun_anew() {
    let home = Home::with("{}");
    let mut log = home.place().log().unwrap();
    log.record("one").unwrap();
    fs::remove_file(folder(&home).join("ui.log")).unwrap();
    log.record("two").unwrap();
    assert_eq!(fs::read_to_string(folder(&home).join("ui.log")).unwrap(), "two\n");
    fs::remove_dir_all(folder(&home)).unwrap();
    assert!(log.record("three").is_err());
    log.record("four").unwrap();
    assert_eq!(fs::read_to_string(folder(&home).join("ui.log")).unwrap(), "four\n");
}
