//! Configurations that are links, and files with two names.

use std::{
    fs,
    os::unix::fs::{PermissionsExt, symlink},
    path::PathBuf,
};

use store::WriteError;

use crate::home::{Home, names, patience, revision};

/// A home whose configuration is a link, and a directory for what it leads to.
fn linked(to: &str) -> (Home, PathBuf) {
    let home = Home::empty();
    let files = home.dir.path().join("dotfiles");
    fs::create_dir(home.state()).unwrap();
    fs::create_dir(&files).unwrap();
    symlink(to, home.config()).unwrap();
    (home, files)
}

#[test]
fn t54_a_link_stays_a_link_and_its_end_is_replaced() {
    for to in ["../dotfiles/claw.json", "middle.json"] {
        let (home, files) = linked(to);
        symlink("../dotfiles/claw.json", home.state().join("middle.json")).unwrap();
        fs::write(files.join("claw.json"), "{}").unwrap();
        home.replace(Some("{}"), "{ a: 1 }").unwrap();
        assert_eq!(fs::read_to_string(files.join("claw.json")).unwrap(), "{ a: 1 }");
        assert_eq!(fs::read_link(home.config()).unwrap(), PathBuf::from(to));
        assert_eq!(names(&files), ["claw.json"]);
        assert_eq!(names(&home.state()), ["middle.json", "model-manager", "openclaw.json"]);
        let copy = home.place().newest_copy(&home.config(), &revision("{}"));
        assert_eq!(copy.as_deref(), Some(&b"{}"[..]));
    }
}

#[test]
fn t67_both_names_of_a_linked_configuration_are_locked() {
    let (home, files) = linked("../dotfiles/claw.json");
    fs::write(files.join("claw.json"), "{}").unwrap();
    let turn = home.place().turn(&patience()).unwrap();
    assert_eq!(names(&files), ["claw.json", "claw.json.lock"]);
    assert!(home.lock().is_file());
    drop(turn);
    assert_eq!(names(&files), ["claw.json"]);
    assert!(!home.lock().exists());
}

#[test]
fn a_linked_directory_needs_one_lock_only() {
    let home = Home::empty();
    fs::create_dir(home.dir.path().join("elsewhere")).unwrap();
    symlink("elsewhere", home.state()).unwrap();
    let written = home.replace(None, "{}").unwrap();
    assert_eq!(written, revision("{}"));
    let turn = home.place().turn(&patience()).unwrap();
    assert_eq!(names(&home.state()), ["model-manager", "openclaw.json", "openclaw.json.lock"]);
    turn.replace(&home.config(), Some(&written), b"{ a: 1 }").unwrap();
}

#[test]
fn t54_a_link_that_leads_nowhere_or_to_itself_is_refused_and_nothing_is_made() {
    let (home, files) = linked("../dotfiles/claw.json");
    assert!(matches!(home.replace(None, "{}"), Err(WriteError::Dangling { path }) if path == home.config()));
    assert!(matches!(home.place().writable(), Err(WriteError::Dangling { .. })));
    assert!(names(&files).is_empty());
    let (home, _) = linked("openclaw.json");
    assert!(matches!(home.replace(None, "{}"), Err(WriteError::Loop { path }) if path == home.config()));
    assert_eq!(names(&home.state()), ["openclaw.json"]);
}

#[test]
fn a_link_that_is_pointed_elsewhere_during_a_turn_is_refused() {
    let (home, files) = linked("../dotfiles/claw.json");
    for name in ["claw.json", "other.json"] {
        fs::write(files.join(name), "{}").unwrap();
    }
    let turn = home.place().turn(&patience()).unwrap();
    fs::remove_file(home.config()).unwrap();
    symlink("../dotfiles/other.json", home.config()).unwrap();
    let refused = turn.replace(&home.config(), Some(&revision("{}")), b"{ a: 1 }");
    assert!(matches!(refused, Err(WriteError::Changed { .. })));
    assert_eq!(fs::read_to_string(files.join("other.json")).unwrap(), "{}");
}

#[test]
fn a_link_into_a_directory_that_others_can_fill_is_refused() {
    let (home, files) = linked("../dotfiles/claw.json");
    fs::write(files.join("claw.json"), "{}").unwrap();
    fs::set_permissions(&files, fs::Permissions::from_mode(0o777)).unwrap();
    assert!(matches!(home.replace(Some("{}"), "{ a: 1 }"), Err(WriteError::UnsafeDirectory { .. })));
    assert_eq!(names(&home.state()), ["openclaw.json"]);
}

#[test]
fn t59_a_second_name_of_the_configuration_keeps_the_old_content() {
    let home = Home::with("{}");
    let other = home.dir.path().join("other.json");
    fs::hard_link(home.config(), &other).unwrap();
    assert_eq!(home.place().other_names(&home.config()), 1);
    home.replace(Some("{}"), "{ a: 1 }").unwrap();
    assert_eq!((home.text().as_str(), fs::read_to_string(other).unwrap().as_str()), ("{ a: 1 }", "{}"));
    assert_eq!(home.place().other_names(&home.config()), 0);
}

#[test]
fn a_second_name_of_any_other_file_is_refused() {
    let home = Home::with("{}");
    let (included, other) = (home.state().join("agents.json5"), home.state().join("other.json5"));
    fs::write(&included, "{}").unwrap();
    fs::hard_link(&included, &other).unwrap();
    let turn = home.place().turn(&patience()).unwrap();
    let refused = turn.replace(&included, Some(&revision("{}")), b"{ a: 1 }");
    assert!(matches!(refused, Err(WriteError::HardLinked { path }) if path == included));
    fs::remove_file(other).unwrap();
    turn.replace(&included, Some(&revision("{}")), b"{ a: 1 }").unwrap();
}
