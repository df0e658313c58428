//! What dead writers of ours left, and what only looks like it.

use std::{
    fs,
    os::unix::fs::symlink,
    path::{Path, PathBuf},
};

use crate::home::{Home, names, patience, revision};

const STRAYS: [&str; 2] = [".claw.json.0123456789abcdef.mm-tmp", ".openclaw.json.lock.fedcba9876543210.mm-tmp"];

const STRANGERS: [&str; 5] = [
    ".openclaw.json.0123456789abcdef.mm-tmp.bak",
    ".openclaw.json.0123456789abcdeg.mm-tmp",
    "openclaw.json.0123456789abcdef.mm-tmp",
    "openclaw.json.4711.0b0b0b0b-0b0b-4b0b-8b0b-0b0b0b0b0b0b.tmp",
    "openclaw.json.bak",
];

fn fill(dir: &Path) {
    fs::create_dir_all(dir).unwrap();
    for name in STRAYS.iter().chain(&STRANGERS) {
        fs::write(dir.join(name), "left").unwrap();
    }
}

fn left(dir: &Path, of: &[&str]) -> usize {
    of.iter().filter(|name| dir.join(name).exists()).count()
}

#[test]
fn what_is_ours_and_dead_goes_at_the_next_turn_and_nothing_else() {
    let home = Home::with("");
    let files = home.dir.path().join("dotfiles");
    let dirs: [PathBuf; 3] = [home.state(), home.manager(), files.clone()];
    dirs.iter().map(PathBuf::as_path).for_each(fill);
    fs::write(files.join("claw.json"), "{}").unwrap();
    fs::remove_file(home.config()).unwrap();
    symlink("../dotfiles/claw.json", home.config()).unwrap();
    let link = home.state().join(".openclaw.json.aaaaaaaaaaaaaaaa.mm-tmp");
    symlink(files.join("claw.json"), &link).unwrap();
    drop(home.place().turn(&patience()).unwrap());
    for dir in dirs {
        assert_eq!((left(&dir, &STRAYS), left(&dir, &STRANGERS)), (0, STRANGERS.len()), "{:?}", names(&dir));
    }
    assert!(link.is_symlink() && files.join("claw.json").exists());
}

#[test]
fn a_file_that_a_live_writer_works_on_stays() {
    let home = Home::with("");
    fill(&home.state());
    let in_work = fs::File::open(home.state().join(STRAYS[0])).unwrap();
    in_work.lock().unwrap();
    drop(home.place().turn(&patience()).unwrap());
    assert_eq!(left(&home.state(), &STRAYS[..1]), 1);
    // Explicitly: a process that another test is just starting may have it open too.
    in_work.unlock().unwrap();
    drop(home.place().turn(&patience()).unwrap());
    assert_eq!(left(&home.state(), &STRAYS), 0);
}

#[test]
fn what_lies_beside_an_included_file_goes_when_that_is_replaced() {
    let home = Home::with("");
    let dir = home.state().join("more");
    fill(&dir);
    fs::write(dir.join("agents.json5"), "{}").unwrap();
    let turn = home.place().turn(&patience()).unwrap();
    assert_eq!(left(&dir, &STRAYS), 2);
    turn.replace(&dir.join("agents.json5"), Some(&revision("{}")), b"{ a: 1 }").unwrap();
    assert_eq!((left(&dir, &STRAYS), left(&dir, &STRANGERS)), (0, STRANGERS.len()));
}
