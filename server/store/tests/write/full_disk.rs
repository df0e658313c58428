//! Tests of full disks and unwritable directories.

use std::{
    fs,
    os::unix::fs::{PermissionsExt, chown},
    process::Command,
};

use crate::{
    child_process::{child_command, is_runnable, run_to_end, wrapped_child_command},
    test_home::{TestHome, file_names, is_root},
};

/// Returns the error of a writer, and asserts that its attempt left nothing.
fn attempt_write(command: Command, home: &TestHome) -> String {
    let said = run_to_end(command);
    assert_eq!(home.config_text(), "{}");
    assert!(!home.lock_path().exists());
    let strays = file_names(&home.state_dir()).into_iter().filter(|name| name.starts_with('.')).count();
    assert_eq!(strays, 0, "{:?}", file_names(&home.state_dir()));
    said
}

#[test]
fn t62_refused_write_changes_nothing() {
    let home = TestHome::with_config("{}");
    // The child inherits that the signal is ignored, so it gets an error, as from a full disk.
    let limited = ["sh", "-c", "trap '' XFSZ; ulimit -f 64; exec \"$@\"", "sh"];
    let said = attempt_write(wrapped_child_command(&limited, "once", &home), &home);
    assert!(said.contains("refused: could not write") && said.contains("File too large"), "{said}");
}

#[test]
fn t62_unwritable_directory_is_reported() {
    let home = TestHome::with_config("{}");
    fs::set_permissions(home.state_dir(), fs::Permissions::from_mode(0o500)).unwrap();
    let said = if is_root() {
        let drop_to = ["--reuid=65534", "--regid=65534", "--clear-groups"];
        if !is_runnable("setpriv", &[&drop_to[..], &["true"]].concat(), "a directory without permission, as root") {
            return;
        }
        for path in [home.dir.path().to_path_buf(), home.state_dir(), home.config_path()] {
            chown(path, Some(65_534), Some(65_534)).unwrap();
        }
        attempt_write(wrapped_child_command(&[&["setpriv"], &drop_to[..]].concat(), "once", &home), &home)
    } else {
        attempt_write(child_command("once", &home), &home)
    };
    assert!(said.contains("refused: could not write in the directory") && said.contains("Permission denied"), "{said}");
    fs::set_permissions(home.state_dir(), fs::Permissions::from_mode(0o700)).unwrap();
}

/// Mounts a small file system over the home's directory for one process, which then writes there.
fn run_in_mount(options: &str, prepare: &str) -> Option<String> {
    let can = ["-rm", "sh", "-c", "mount -t tmpfs -o size=64k none /mnt && mount -o remount,ro /mnt"];
    if !is_runnable("unshare", &can, "a full and a read-only file system") {
        return None;
    }
    let home = TestHome::with_config("{}");
    let script = format!(
        "mount -t tmpfs -o {options} none \"$ACTOR_HOME\" && mkdir -m 700 \"$ACTOR_HOME/.openclaw\" && \
         printf '{{}}' > \"$ACTOR_HOME/.openclaw/openclaw.json\" && {prepare} \"$@\"; \
         cat \"$ACTOR_HOME/.openclaw/openclaw.json\"; ls -A \"$ACTOR_HOME/.openclaw\""
    );
    let said = run_to_end(wrapped_child_command(&["unshare", "-rm", "sh", "-c", &script, "sh"], "once", &home));
    assert_eq!(file_names(&home.state_dir()), ["openclaw.json"], "it was not mounted");
    Some(said)
}

#[test]
fn t62_full_disk_changes_nothing() {
    if let Some(said) = run_in_mount("size=256k", "") {
        assert!(said.contains("refused: could not write") && said.contains("No space left"), "{said}");
        assert!(said.ends_with("{}model-manager\nopenclaw.json\n"), "{said}");
    }
}

#[test]
fn t62_read_only_disk_is_reported() {
    if let Some(said) = run_in_mount("size=256k", "mount -o remount,ro \"$ACTOR_HOME\" &&") {
        assert!(said.contains("could not write in the directory") && said.contains("Read-only file system"), "{said}");
        assert!(said.ends_with("{}openclaw.json\n"), "{said}");
    }
}
