//! The ring of copies.

use std::{
    fs,
    os::unix::fs::{PermissionsExt, symlink},
};

use crate::{
    actor::mode,
    home::{Home, names, patience, revision},
};

/// Ours, and what is not ours although it looks like it.
const STRANGERS: [&str; 5] = [
    "openclaw.json.20000101T000000000Z.nothexxx",
    "openclaw.json.2000.01234567",
    "openclaw.json.bak",
    "other.openclaw.json.20000101T000000000Z.01234567",
    "openclaw.json5.20000101T000000000Z.01234567",
];

#[test]
fn t64_the_ten_newest_are_kept_and_strangers_are_left_alone() {
    let home = Home::with("0");
    let folder = home.manager().join("backups");
    fs::create_dir_all(&folder).unwrap();
    for name in STRANGERS {
        fs::write(folder.join(name), "").unwrap();
    }
    let theirs = ["openclaw.json.bak", "openclaw.json.bak.1", "openclaw.json.1.0a-b.tmp", "openclaw.json.rejected.1"];
    for name in theirs {
        fs::write(home.state().join(name), "theirs").unwrap();
    }
    let victim = home.dir.path().join("victim");
    fs::write(&victim, "untouched").unwrap();
    let link = folder.join("openclaw.json.20000101T000000000Z.01234567");
    symlink(&victim, &link).unwrap();
    let turn = home.place().turn(&patience()).unwrap();
    for n in 0..14 {
        let (before, after) = (n.to_string(), (n + 1).to_string());
        turn.replace(&home.config(), Some(&revision(&before)), after.as_bytes()).unwrap();
    }
    let kept = |n: usize| home.place().newest_copy(&home.config(), &revision(&n.to_string()));
    assert_eq!((0..15).filter(|&n| kept(n).is_some()).collect::<Vec<_>>(), (4..14).collect::<Vec<_>>());
    assert_eq!(kept(13).as_deref(), Some(&b"13"[..]));
    assert_eq!(names(&folder).len(), 10 + STRANGERS.len() + 1);
    assert!(STRANGERS.iter().all(|name| folder.join(name).exists()));
    assert!(theirs.iter().all(|name| fs::read(home.state().join(name)).unwrap() == b"theirs"));
    assert_eq!(fs::read(&victim).unwrap(), b"untouched");
    let ours = names(&folder).into_iter().filter(|name| folder.join(name).metadata().unwrap().len() > 0);
    assert!(ours.filter(|name| !folder.join(name).is_symlink()).all(|name| mode(folder.join(name)) == 0o600));
}

#[test]
fn a_folder_of_copies_that_is_a_link_is_not_filled() {
    let home = Home::with("{}");
    let elsewhere = home.dir.path().join("elsewhere");
    fs::create_dir(&elsewhere).unwrap();
    fs::create_dir(home.manager()).unwrap();
    symlink(&elsewhere, home.manager().join("backups")).unwrap();
    home.replace(Some("{}"), "{ a: 1 }").unwrap_err();
    assert!(names(&elsewhere).is_empty());
    assert_eq!(home.text(), "{}");
    assert_eq!(names(&home.state()), ["model-manager", "openclaw.json"]);
}

#[test]
fn a_copy_that_was_changed_is_no_copy() {
    let home = Home::with("{}");
    home.replace(Some("{}"), "{ a: 1 }").unwrap();
    let folder = home.manager().join("backups");
    let copy = folder.join(&names(&folder)[0]);
    fs::set_permissions(&copy, fs::Permissions::from_mode(0o600)).unwrap();
    fs::write(copy, "{ b: 1 }").unwrap();
    assert_eq!(home.place().newest_copy(&home.config(), &revision("{}")), None);
}
