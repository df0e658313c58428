//! Tests of configurations that are links, and of hard links.

use std::{
    fs,
    os::unix::fs::{PermissionsExt, symlink},
    path::PathBuf,
    time::SystemTime,
};

use store::WriteError;

use crate::test_home::{TestHome, file_names, long_wait_policy, revision_of};

/// A home whose configuration is a link, and a directory for its target.
fn home_with_link(to: &str) -> (TestHome, PathBuf) {
    let home = TestHome::empty();
    let files = home.dir.path().join("dotfiles");
    fs::create_dir(home.state_dir()).unwrap();
    fs::create_dir(&files).unwrap();
    symlink(to, home.config_path()).unwrap();
    (home, files)
}

#[test]
fn t54_link_is_kept_and_its_target_replaced() {
    for to in ["../dotfiles/claw.json", "middle.json"] {
        let (home, files) = home_with_link(to);
        symlink("../dotfiles/claw.json", home.state_dir().join("middle.json")).unwrap();
        fs::write(files.join("claw.json"), "{}").unwrap();
        home.replace_config(Some("{}"), "{ a: 1 }").unwrap();
        assert_eq!(fs::read_to_string(files.join("claw.json")).unwrap(), "{ a: 1 }");
        assert_eq!(fs::read_link(home.config_path()).unwrap(), PathBuf::from(to));
        assert_eq!(file_names(&files), ["claw.json"]);
        assert_eq!(file_names(&home.state_dir()), ["middle.json", "model-manager", "openclaw.json"]);
        let copy = home.store().newest_backup(&home.config_path(), &revision_of("{}"));
        assert_eq!(copy.as_deref(), Some(&b"{}"[..]));
    }
}

#[test]
fn t67_both_names_of_a_linked_configuration_are_locked() {
    let (home, files) = home_with_link("../dotfiles/claw.json");
    fs::write(files.join("claw.json"), "{}").unwrap();
    let guard = home.store().lock_for_write(&long_wait_policy()).unwrap();
    assert_eq!(file_names(&files), ["claw.json", "claw.json.lock"]);
    assert!(home.lock_path().is_file());
    drop(guard);
    assert_eq!(file_names(&files), ["claw.json"]);
    assert!(!home.lock_path().exists());
}

#[test]
fn linked_directory_takes_one_lock() {
    let home = TestHome::empty();
    fs::create_dir(home.dir.path().join("elsewhere")).unwrap();
    symlink("elsewhere", home.state_dir()).unwrap();
    let written = home.replace_config(None, "{}").unwrap();
    assert_eq!(written, revision_of("{}"));
    let guard = home.store().lock_for_write(&long_wait_policy()).unwrap();
    assert_eq!(file_names(&home.state_dir()), ["model-manager", "openclaw.json", "openclaw.json.lock"]);
    guard.replace_file(&home.config_path(), Some(&written), b"{ a: 1 }", SystemTime::now()).unwrap();
}

#[test]
fn t54_dangling_and_cyclic_links_are_refused() {
    let (home, files) = home_with_link("../dotfiles/claw.json");
    assert!(
        matches!(home.replace_config(None, "{}"), Err(WriteError::DanglingLink { path }) if path == home.config_path())
    );
    assert!(matches!(home.store().check_writable(), Err(WriteError::DanglingLink { .. })));
    assert!(file_names(&files).is_empty());
    let (home, _) = home_with_link("openclaw.json");
    assert!(
        matches!(home.replace_config(None, "{}"), Err(WriteError::LinkLoop { path }) if path == home.config_path())
    );
    assert_eq!(file_names(&home.state_dir()), ["openclaw.json"]);
}

#[test]
fn link_changed_while_locked_is_refused() {
    let (home, files) = home_with_link("../dotfiles/claw.json");
    for name in ["claw.json", "other.json"] {
        fs::write(files.join(name), "{}").unwrap();
    }
    let guard = home.store().lock_for_write(&long_wait_policy()).unwrap();
    fs::remove_file(home.config_path()).unwrap();
    symlink("../dotfiles/other.json", home.config_path()).unwrap();
    let refused = guard.replace_file(&home.config_path(), Some(&revision_of("{}")), b"{ a: 1 }", SystemTime::now());
    assert!(matches!(refused, Err(WriteError::ConcurrentChange { .. })));
    assert_eq!(fs::read_to_string(files.join("other.json")).unwrap(), "{}");
}

#[test]
fn link_into_shared_directory_is_refused() {
    let (home, files) = home_with_link("../dotfiles/claw.json");
    fs::write(files.join("claw.json"), "{}").unwrap();
    fs::set_permissions(&files, fs::Permissions::from_mode(0o777)).unwrap();
    assert!(matches!(home.replace_config(Some("{}"), "{ a: 1 }"), Err(WriteError::UnsafeDirectory { .. })));
    assert_eq!(file_names(&home.state_dir()), ["openclaw.json"]);
}

#[test]
fn t59_hard_link_keeps_old_content() {
    let home = TestHome::with_config("{}");
    let other = home.dir.path().join("other.json");
    fs::hard_link(home.config_path(), &other).unwrap();
    assert_eq!(home.store().other_hard_links(&home.config_path()), 1);
    home.replace_config(Some("{}"), "{ a: 1 }").unwrap();
    assert_eq!((home.config_text().as_str(), fs::read_to_string(other).unwrap().as_str()), ("{ a: 1 }", "{}"));
    assert_eq!(home.store().other_hard_links(&home.config_path()), 0);
}

#[test]
fn hard_links_of_other_files_are_refused() {
    let home = TestHome::with_config("{}");
    let (included, other) = (home.state_dir().join("agents.json5"), home.state_dir().join("other.json5"));
    fs::write(&included, "{}").unwrap();
    fs::hard_link(&included, &other).unwrap();
    let guard = home.store().lock_for_write(&long_wait_policy()).unwrap();
    let refused = guard.replace_file(&included, Some(&revision_of("{}")), b"{ a: 1 }", SystemTime::now());
    assert!(matches!(refused, Err(WriteError::HardLinked { path }) if path == included));
    fs::remove_file(other).unwrap();
    guard.replace_file(&included, Some(&revision_of("{}")), b"{ a: 1 }", SystemTime::now()).unwrap();
}
