//! Disks that are full, directories that take nothing.

use std::{
    fs,
    os::unix::fs::{PermissionsExt, chown},
    process::Command,
};

use crate::{
    actor::{actor, actor_under, has, run},
    home::{Home, is_root, names},
};

/// What a writer says, and that nothing is left of its attempt.
fn attempt(command: Command, home: &Home) -> String {
    let said = run(command);
    assert_eq!(home.text(), "{}");
    assert!(!home.lock().exists());
    let strays = names(&home.state()).into_iter().filter(|name| name.starts_with('.')).count();
    assert_eq!(strays, 0, "{:?}", names(&home.state()));
    said
}

#[test]
fn t62_a_write_that_the_system_refuses_leaves_everything_as_it_was() {
    let home = Home::with("{}");
    // Ignoring the signal is inherited; what remains is an error, as from a full disk.
    let limited = ["sh", "-c", "trap '' XFSZ; ulimit -f 64; exec \"$@\"", "sh"];
    let said = attempt(actor_under(&limited, "once", &home), &home);
    assert!(said.contains("refused: could not write") && said.contains("File too large"), "{said}");
}

#[test]
fn t62_a_directory_that_takes_nothing_is_named() {
    let home = Home::with("{}");
    fs::set_permissions(home.state(), fs::Permissions::from_mode(0o500)).unwrap();
    let said = if is_root() {
        let drop_to = ["--reuid=65534", "--regid=65534", "--clear-groups"];
        if !has("setpriv", &[&drop_to[..], &["true"]].concat(), "a directory without permission, as root") {
            return;
        }
        for path in [home.dir.path().to_path_buf(), home.state(), home.config()] {
            chown(path, Some(65_534), Some(65_534)).unwrap();
        }
        attempt(actor_under(&[&["setpriv"], &drop_to[..]].concat(), "once", &home), &home)
    } else {
        attempt(actor("once", &home), &home)
    };
    assert!(said.contains("refused: could not write in the directory") && said.contains("Permission denied"), "{said}");
    fs::set_permissions(home.state(), fs::Permissions::from_mode(0o700)).unwrap();
}

/// Mounts a small file system over the home's directory, for one process only, and lets it write there.
fn mounted(options: &str, prepare: &str) -> Option<String> {
    let can = ["-rm", "sh", "-c", "mount -t tmpfs -o size=64k none /mnt && mount -o remount,ro /mnt"];
    if !has("unshare", &can, "a full and a read-only file system") {
        return None;
    }
    let home = Home::with("{}");
    let script = format!(
        "mount -t tmpfs -o {options} none \"$ACTOR_HOME\" && mkdir -m 700 \"$ACTOR_HOME/.openclaw\" && \
         printf '{{}}' > \"$ACTOR_HOME/.openclaw/openclaw.json\" && {prepare} \"$@\"; \
         cat \"$ACTOR_HOME/.openclaw/openclaw.json\"; ls -A \"$ACTOR_HOME/.openclaw\""
    );
    let said = run(actor_under(&["unshare", "-rm", "sh", "-c", &script, "sh"], "once", &home));
    assert_eq!(names(&home.state()), ["openclaw.json"], "it was not mounted");
    Some(said)
}

#[test]
fn t62_a_full_disk_leaves_everything_as_it_was() {
    if let Some(said) = mounted("size=256k", "") {
        assert!(said.contains("refused: could not write") && said.contains("No space left"), "{said}");
        assert!(said.ends_with("{}model-manager\nopenclaw.json\n"), "{said}");
    }
}

#[test]
fn t62_a_read_only_disk_is_named_and_left_alone() {
    if let Some(said) = mounted("size=256k", "mount -o remount,ro \"$ACTOR_HOME\" &&") {
        assert!(said.contains("could not write in the directory") && said.contains("Read-only file system"), "{said}");
        assert!(said.ends_with("{}openclaw.json\n"), "{said}");
    }
}
