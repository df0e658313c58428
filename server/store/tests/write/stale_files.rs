//! Tests of temporary files of ended writers, and of files with similar names.

use std::{
    fs,
    os::unix::fs::symlink,
    path::{Path, PathBuf},
    time::SystemTime,
};

use crate::test_home::{TestHome, file_names, long_wait_policy, revision_of};

const STALE_FILES: [&str; 2] = [".claw.json.0123456789abcdef.mm-tmp", ".openclaw.json.lock.fedcba9876543210.mm-tmp"];

const FOREIGN_FILES: [&str; 5] = [
    ".openclaw.json.0123456789abcdef.mm-tmp.bak",
    ".openclaw.json.0123456789abcdeg.mm-tmp",
    "openclaw.json.0123456789abcdef.mm-tmp",
    "openclaw.json.4711.0b0b0b0b-0b0b-4b0b-8b0b-0b0b0b0b0b0b.tmp",
    "openclaw.json.bak",
];

fn create_files(dir: &Path) {
    fs::create_dir_all(dir).unwrap();
    for name in STALE_FILES.iter().chain(&FOREIGN_FILES) {
        fs::write(dir.join(name), "left").unwrap();
    }
}

fn count_left(dir: &Path, of: &[&str]) -> usize {
    of.iter().filter(|name| dir.join(name).exists()).count()
}

#[test]
fn only_stale_own_temp_files_are_removed() {
    let home = TestHome::with_config("");
    let files = home.dir.path().join("dotfiles");
    let dirs: [PathBuf; 3] = [home.state_dir(), home.manager_dir(), files.clone()];
    dirs.iter().map(PathBuf::as_path).for_each(create_files);
    fs::write(files.join("claw.json"), "{}").unwrap();
    fs::remove_file(home.config_path()).unwrap();
    symlink("../dotfiles/claw.json", home.config_path()).unwrap();
    let link = home.state_dir().join(".openclaw.json.aaaaaaaaaaaaaaaa.mm-tmp");
    symlink(files.join("claw.json"), &link).unwrap();
    drop(home.store().lock_for_write(&long_wait_policy()).unwrap());
    for dir in dirs {
        assert_eq!(
            (count_left(&dir, &STALE_FILES), count_left(&dir, &FOREIGN_FILES)),
            (0, FOREIGN_FILES.len()),
            "{:?}",
            file_names(&dir)
        );
    }
    assert!(link.is_symlink() && files.join("claw.json").exists());
}

#[test]
fn temp_file_of_live_writer_is_kept() {
    let home = TestHome::with_config("");
    create_files(&home.state_dir());
    let in_work = fs::File::open(home.state_dir().join(STALE_FILES[0])).unwrap();
    in_work.lock().unwrap();
    drop(home.store().lock_for_write(&long_wait_policy()).unwrap());
    assert_eq!(count_left(&home.state_dir(), &STALE_FILES[..1]), 1);
    // Unlocked explicitly: a process that another test is starting may have it open too.
    in_work.unlock().unwrap();
    drop(home.store().lock_for_write(&long_wait_policy()).unwrap());
    assert_eq!(count_left(&home.state_dir(), &STALE_FILES), 0);
}

#[test]
fn stale_temp_files_beside_includes_are_removed() {
    let home = TestHome::with_config("");
    let dir = home.state_dir().join("more");
    create_files(&dir);
    fs::write(dir.join("agents.json5"), "{}").unwrap();
    let guard = home.store().lock_for_write(&long_wait_policy()).unwrap();
    assert_eq!(count_left(&dir, &STALE_FILES), 2);
    guard.replace_file(&dir.join("agents.json5"), Some(&revision_of("{}")), b"{ a: 1 }", SystemTime::now()).unwrap();
    assert_eq!((count_left(&dir, &STALE_FILES), count_left(&dir, &FOREIGN_FILES)), (0, FOREIGN_FILES.len()));
}
