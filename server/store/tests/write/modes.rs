//! Tests that modes do not depend on the umask.

use std::path::Path;

use crate::{
    child_process::{child_command, file_mode, run_to_end},
    test_home::{TestHome, file_names},
};

/// Returns all files and directories below with their modes.
fn collect_modes(dir: &Path, found: &mut Vec<(String, u32)>) {
    for name in file_names(dir) {
        let path = dir.join(&name);
        found.push((name, file_mode(&path)));
        if path.is_dir() {
            collect_modes(&path, found);
        }
    }
}

#[test]
fn t57_all_files_are_private_with_any_umask() {
    for mask in ["000", "022", "077", "777"] {
        let home = TestHome::empty();
        let mut command = child_command("umask", &home);
        command.env("ACTOR_UMASK", mask);
        assert!(run_to_end(command).contains("lock 600"), "{mask}");
        let mut found = Vec::new();
        collect_modes(home.dir.path(), &mut found);
        let names: Vec<_> = found.iter().map(|(name, _)| name.split(".2").next().unwrap()).collect();
        let expected =
            [".openclaw", "model-manager", "backups", "openclaw.json", "history.jsonl", "write.queue", "openclaw.json"];
        assert_eq!(names, expected);
        for ((name, mode), is_dir) in found.iter().zip([true, true, true, false, false, false, false]) {
            assert_eq!(*mode, if is_dir { 0o700 } else { 0o600 }, "{name} under {mask}");
        }
    }
}
