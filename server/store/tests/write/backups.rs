//! Tests of the backups.

use std::{
    fs,
    os::unix::fs::{PermissionsExt, symlink},
    time::SystemTime,
};

use crate::{
    child_process::file_mode,
    test_home::{TestHome, file_names, long_wait_policy, revision_of},
};

/// Backups, and other files with similar names.
const FOREIGN_FILES: [&str; 5] = [
    "openclaw.json.20000101T000000000Z.nothexxx",
    "openclaw.json.2000.01234567",
    "openclaw.json.bak",
    "other.openclaw.json.20000101T000000000Z.01234567",
    "openclaw.json5.20000101T000000000Z.01234567",
];

#[test]
fn t64_ten_newest_backups_are_kept_foreign_files_untouched() {
    let home = TestHome::with_config("0");
    let folder = home.manager_dir().join("backups");
    fs::create_dir_all(&folder).unwrap();
    for name in FOREIGN_FILES {
        fs::write(folder.join(name), "").unwrap();
    }
    let theirs = ["openclaw.json.bak", "openclaw.json.bak.1", "openclaw.json.1.0a-b.tmp", "openclaw.json.rejected.1"];
    for name in theirs {
        fs::write(home.state_dir().join(name), "theirs").unwrap();
    }
    let victim = home.dir.path().join("victim");
    fs::write(&victim, "untouched").unwrap();
    let link = folder.join("openclaw.json.20000101T000000000Z.01234567");
    symlink(&victim, &link).unwrap();
    let guard = home.store().lock_for_write(&long_wait_policy()).unwrap();
    for n in 0..14 {
        let (before, after) = (n.to_string(), (n + 1).to_string());
        guard
            .replace_file(&home.config_path(), Some(&revision_of(&before)), after.as_bytes(), SystemTime::now())
            .unwrap();
    }
    let kept = |n: usize| home.store().newest_backup(&home.config_path(), &revision_of(&n.to_string()));
    assert_eq!((0..15).filter(|&n| kept(n).is_some()).collect::<Vec<_>>(), (4..14).collect::<Vec<_>>());
    assert_eq!(kept(13).as_deref(), Some(&b"13"[..]));
    assert_eq!(file_names(&folder).len(), 10 + FOREIGN_FILES.len() + 1);
    assert!(FOREIGN_FILES.iter().all(|name| folder.join(name).exists()));
    assert!(theirs.iter().all(|name| fs::read(home.state_dir().join(name)).unwrap() == b"theirs"));
    assert_eq!(fs::read(&victim).unwrap(), b"untouched");
    let ours = file_names(&folder).into_iter().filter(|name| folder.join(name).metadata().unwrap().len() > 0);
    assert!(ours.filter(|name| !folder.join(name).is_symlink()).all(|name| file_mode(folder.join(name)) == 0o600));
}

#[test]
fn linked_backup_directory_is_not_used() {
    let home = TestHome::with_config("{}");
    let elsewhere = home.dir.path().join("elsewhere");
    fs::create_dir(&elsewhere).unwrap();
    fs::create_dir(home.manager_dir()).unwrap();
    symlink(&elsewhere, home.manager_dir().join("backups")).unwrap();
    home.replace_config(Some("{}"), "{ a: 1 }").unwrap_err();
    assert!(file_names(&elsewhere).is_empty());
    assert_eq!(home.config_text(), "{}");
    assert_eq!(file_names(&home.state_dir()), ["model-manager", "openclaw.json"]);
}

#[test]
fn modified_backup_is_not_a_backup() {
    let home = TestHome::with_config("{}");
    home.replace_config(Some("{}"), "{ a: 1 }").unwrap();
    let folder = home.manager_dir().join("backups");
    let copy = folder.join(&file_names(&folder)[0]);
    fs::set_permissions(&copy, fs::Permissions::from_mode(0o600)).unwrap();
    fs::write(copy, "{ b: 1 }").unwrap();
    assert_eq!(home.store().newest_backup(&home.config_path(), &revision_of("{}")), None);
}
