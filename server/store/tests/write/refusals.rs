//! Tests of files that are never replaced.

use std::{
    fs,
    os::unix::fs::{PermissionsExt, chown, symlink},
    path::Path,
    process::Command,
};

use store::WriteError;

use crate::{
    child_process::file_mode,
    test_home::{TestHome, file_names, is_root, long_wait_policy},
};

fn make_pipe(path: &Path) {
    assert!(Command::new("mkfifo").arg(path).status().unwrap().success());
}

#[test]
fn t55_special_files_are_refused_immediately() {
    let make: [&dyn Fn(&Path); 4] =
        [&make_pipe, &|path| fs::create_dir(path).unwrap(), &|path| symlink("/dev/null", path).unwrap(), &|path| {
            drop(std::os::unix::net::UnixListener::bind(path).unwrap());
        }];
    for make in make {
        let home = TestHome::with_config("");
        fs::remove_file(home.config_path()).unwrap();
        make(&home.config_path());
        let refused = home.replace_config(None, "{}").unwrap_err();
        assert!(matches!(refused, WriteError::NotAFile { .. }), "{refused}");
        assert_eq!(file_names(&home.state_dir()), ["openclaw.json"]);
    }
}

#[test]
fn t55_a_file_of_another_user_is_refused() {
    let home = TestHome::with_config("{}");
    if is_root() {
        chown(home.config_path(), Some(65_534), None).unwrap();
    } else {
        fs::remove_file(home.config_path()).unwrap();
        symlink("/etc/passwd", home.config_path()).unwrap();
    }
    assert!(matches!(home.replace_config(Some("{}"), "{ a: 1 }"), Err(WriteError::OwnedByOtherUser { .. })));
    assert_eq!(file_names(&home.state_dir()), ["openclaw.json"]);
}

#[test]
fn t55_world_writable_directory_is_refused_unless_sticky() {
    let home = TestHome::with_config("{}");
    fs::set_permissions(home.state_dir(), fs::Permissions::from_mode(0o777)).unwrap();
    assert!(matches!(home.replace_config(Some("{}"), "{ a: 1 }"), Err(WriteError::UnsafeDirectory { .. })));
    assert_eq!((home.config_text().as_str(), file_names(&home.state_dir())), ("{}", vec!["openclaw.json".to_owned()]));
    fs::set_permissions(home.state_dir(), fs::Permissions::from_mode(0o1777)).unwrap();
    home.replace_config(Some("{}"), "{ a: 1 }").unwrap();
    assert_eq!(file_mode(home.state_dir()), 0o1700);
}

#[test]
fn directory_of_another_user_is_refused() {
    if !is_root() {
        eprintln!("SKIPPED, only root can give a directory away");
        return;
    }
    for mode in [0o755, 0o1777] {
        let home = TestHome::with_config("{}");
        chown(home.state_dir(), Some(65_534), None).unwrap();
        fs::set_permissions(home.state_dir(), fs::Permissions::from_mode(mode)).unwrap();
        assert!(
            matches!(home.replace_config(Some("{}"), "{ a: 1 }"), Err(WriteError::UnsafeDirectory { .. })),
            "{mode:o}"
        );
        assert_eq!(home.config_text(), "{}");
    }
}

#[test]
fn read_only_home_is_unchanged() {
    let home = TestHome::with_config("{}");
    let mut store = home.store();
    store.read_only_reason = Some("`OPENCLAW_NIX_MODE` is set".to_owned());
    let refused = store.lock_for_write(&long_wait_policy()).unwrap_err();
    assert_eq!(refused.to_string(), "this home is read-only: `OPENCLAW_NIX_MODE` is set");
    assert_eq!(file_names(&home.state_dir()), ["openclaw.json"]);
}

#[test]
fn check_writable_creates_nothing() {
    let home = TestHome::empty();
    home.store().check_writable().unwrap();
    assert!(file_names(home.dir.path()).is_empty());
    let home = TestHome::with_config("{}");
    home.store().check_writable().unwrap();
    assert_eq!(file_names(&home.state_dir()), ["openclaw.json"]);
}

#[test]
fn the_manager_directory_must_be_private_and_owned() {
    let home = TestHome::with_config("{}");
    fs::create_dir(home.manager_dir()).unwrap();
    fs::set_permissions(home.manager_dir(), fs::Permissions::from_mode(0o775)).unwrap();
    home.replace_config(Some("{}"), "{ a: 1 }").unwrap();
    assert_eq!(file_mode(home.manager_dir()), 0o700);
    fs::remove_dir_all(home.manager_dir()).unwrap();
    if is_root() {
        let theirs = home.dir.path().join("theirs");
        fs::create_dir(&theirs).unwrap();
        chown(&theirs, Some(65_534), None).unwrap();
        symlink(theirs, home.manager_dir()).unwrap();
    } else {
        symlink("/usr", home.manager_dir()).unwrap();
    }
    let refused = home.replace_config(Some("{ a: 1 }"), "{}").unwrap_err();
    assert!(matches!(refused, WriteError::OwnedByOtherUser { .. }), "{refused}");
    assert_eq!(home.config_text(), "{ a: 1 }");
}
