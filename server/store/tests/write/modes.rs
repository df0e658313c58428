//! Modes do not depend on the umask.

use std::path::Path;

use crate::{
    actor::{actor, mode, run},
    home::{Home, names},
};

/// Every file and directory below, with its mode.
fn modes(dir: &Path, found: &mut Vec<(String, u32)>) {
    for name in names(dir) {
        let path = dir.join(&name);
        found.push((name, mode(&path)));
        if path.is_dir() {
            modes(&path, found);
        }
    }
}

#[test]
fn t57_everything_is_private_under_every_umask() {
    for mask in ["000", "022", "077", "777"] {
        let home = Home::empty();
        let mut command = actor("umask", &home);
        command.env("ACTOR_UMASK", mask);
        assert!(run(command).contains("lock 600"), "{mask}");
        let mut found = Vec::new();
        modes(home.dir.path(), &mut found);
        let names: Vec<_> = found.iter().map(|(name, _)| name.split(".2").next().unwrap()).collect();
        let expected =
            [".openclaw", "model-manager", "backups", "openclaw.json", "history.jsonl", "write.queue", "openclaw.json"];
        assert_eq!(names, expected);
        for ((name, mode), is_dir) in found.iter().zip([true, true, true, false, false, false, false]) {
            assert_eq!(*mode, if is_dir { 0o700 } else { 0o600 }, "{name} under {mask}");
        }
    }
}
