//! What is never replaced.

use std::{
    fs,
    os::unix::fs::{PermissionsExt, chown, symlink},
    path::Path,
    process::Command,
};

use store::WriteError;

use crate::{
    actor::mode,
    home::{Home, is_root, names, patience},
};

fn make_pipe(path: &Path) {
    assert!(Command::new("mkfifo").arg(path).status().unwrap().success());
}

#[test]
fn t55_what_is_no_regular_file_is_refused_without_waiting() {
    let make: [&dyn Fn(&Path); 4] =
        [&make_pipe, &|path| fs::create_dir(path).unwrap(), &|path| symlink("/dev/null", path).unwrap(), &|path| {
            drop(std::os::unix::net::UnixListener::bind(path).unwrap());
        }];
    for make in make {
        let home = Home::with("");
        fs::remove_file(home.config()).unwrap();
        make(&home.config());
        let refused = home.replace(None, "{}").unwrap_err();
        assert!(matches!(refused, WriteError::NotAFile { .. }), "{refused}");
        assert_eq!(names(&home.state()), ["openclaw.json"]);
    }
}

#[test]
fn t55_a_file_of_another_user_is_refused() {
    let home = Home::with("{}");
    if is_root() {
        chown(home.config(), Some(65_534), None).unwrap();
    } else {
        fs::remove_file(home.config()).unwrap();
        symlink("/etc/passwd", home.config()).unwrap();
    }
    assert!(matches!(home.replace(Some("{}"), "{ a: 1 }"), Err(WriteError::NotOurs { .. })));
    assert_eq!(names(&home.state()), ["openclaw.json"]);
}

#[test]
fn t55_a_directory_that_everybody_can_fill_is_refused_unless_it_is_sticky() {
    let home = Home::with("{}");
    fs::set_permissions(home.state(), fs::Permissions::from_mode(0o777)).unwrap();
    assert!(matches!(home.replace(Some("{}"), "{ a: 1 }"), Err(WriteError::UnsafeDirectory { .. })));
    assert_eq!((home.text().as_str(), names(&home.state())), ("{}", vec!["openclaw.json".to_owned()]));
    fs::set_permissions(home.state(), fs::Permissions::from_mode(0o1777)).unwrap();
    home.replace(Some("{}"), "{ a: 1 }").unwrap();
    assert_eq!(mode(home.state()), 0o1700);
}

#[test]
fn a_directory_of_another_user_is_refused_also_when_it_is_sticky() {
    if !is_root() {
        eprintln!("SKIPPED, only root can give a directory away");
        return;
    }
    for mode in [0o755, 0o1777] {
        let home = Home::with("{}");
        chown(home.state(), Some(65_534), None).unwrap();
        fs::set_permissions(home.state(), fs::Permissions::from_mode(mode)).unwrap();
        assert!(matches!(home.replace(Some("{}"), "{ a: 1 }"), Err(WriteError::UnsafeDirectory { .. })), "{mode:o}");
        assert_eq!(home.text(), "{}");
    }
}

#[test]
fn a_home_that_is_not_to_be_written_is_not_touched() {
    let home = Home::with("{}");
    let mut place = home.place();
    place.read_only = Some("`OPENCLAW_NIX_MODE` is set".to_owned());
    let refused = place.turn(&patience()).unwrap_err();
    assert_eq!(refused.to_string(), "this home is read-only: `OPENCLAW_NIX_MODE` is set");
    assert_eq!(names(&home.state()), ["openclaw.json"]);
}

#[test]
fn looking_for_obstacles_makes_nothing() {
    let home = Home::empty();
    home.place().writable().unwrap();
    assert!(names(home.dir.path()).is_empty());
    let home = Home::with("{}");
    home.place().writable().unwrap();
    assert_eq!(names(&home.state()), ["openclaw.json"]);
}

#[test]
fn our_folder_is_closed_to_others_and_must_be_ours() {
    let home = Home::with("{}");
    fs::create_dir(home.manager()).unwrap();
    fs::set_permissions(home.manager(), fs::Permissions::from_mode(0o775)).unwrap();
    home.replace(Some("{}"), "{ a: 1 }").unwrap();
    assert_eq!(mode(home.manager()), 0o700);
    fs::remove_dir_all(home.manager()).unwrap();
    if is_root() {
        let theirs = home.dir.path().join("theirs");
        fs::create_dir(&theirs).unwrap();
        chown(&theirs, Some(65_534), None).unwrap();
        symlink(theirs, home.manager()).unwrap();
    } else {
        symlink("/usr", home.manager()).unwrap();
    }
    let refused = home.replace(Some("{ a: 1 }"), "{}").unwrap_err();
    assert!(matches!(refused, WriteError::NotOurs { .. }), "{refused}");
    assert_eq!(home.text(), "{ a: 1 }");
}
