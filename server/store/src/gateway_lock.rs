//! Finds out whether OpenClaw's gateway runs for a home. While it runs, it holds a lock file that names its process and
//! its configuration. The file is only read.

use std::{
    os::unix::fs::MetadataExt,
    path::{Path, PathBuf},
};

use serde_json::Value;

use crate::{
    HomeStore,
    disk::{open_nonblocking, read_regular_file},
    process::is_alive,
};

/// The longest lock file that is read.
const MAX_BYTES: u64 = 64 << 10;

/// More files in the folder of locks are not looked at.
const MAX_FILES: usize = 256;

impl HomeStore {
    /// Whether a gateway runs with the configuration of this home.
    pub fn is_gateway_running(&self) -> bool {
        self.gateway_lock_dirs().iter().any(|dir| self.has_gateway_lock(dir))
    }

    /// The folders that a gateway may have its lock in: from 2026.8 on in the state directory, before that in the one for
    /// temporary files.
    fn gateway_lock_dirs(&self) -> [PathBuf; 2] {
        let name = format!("openclaw-{}", rustix::process::geteuid().as_raw());
        let named = ["TMPDIR", "TMP", "TEMP"].iter().find_map(|name| self.env.get(name).filter(|dir| !dir.is_empty()));
        let temp_dir = Path::new(named.unwrap_or("/tmp"));
        [self.home.state_dir.path.join("tmp").join(&name), temp_dir.join(name)]
    }

    fn has_gateway_lock(&self, dir: &Path) -> bool {
        let files = dir.read_dir().into_iter().flatten().flatten().take(MAX_FILES).map(|entry| entry.path());
        files.filter(|path| is_gateway_lock(path)).any(|path| self.is_held(&path))
    }

    /// Whether the lock is that of a living gateway of this home.
    fn is_held(&self, path: &Path) -> bool {
        let Some(lock) = read_lock(path) else { return false };
        let config = lock.get("configPath").and_then(Value::as_str).map(Path::new);
        let role = lock.get("role").and_then(Value::as_str);
        let pid = lock.get("pid").and_then(Value::as_u64).and_then(|pid| u32::try_from(pid).ok());
        config.is_some_and(|config| is_same_file(config, &self.home.config.path))
            && role.is_none_or(|role| role == "gateway")
            && pid.is_some_and(|pid| is_alive(pid, lock.get("startTime").and_then(Value::as_u64)))
    }
}

fn is_gateway_lock(path: &Path) -> bool {
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    name.starts_with("gateway.") && path.extension().is_some_and(|end| end == "lock")
}

/// Reads a lock of this user. The folder for temporary files is open to all users.
fn read_lock(path: &Path) -> Option<Value> {
    let file = open_nonblocking(path).ok()?;
    let is_own = file.metadata().ok()?.uid() == rustix::process::geteuid().as_raw();
    let bytes = read_regular_file(file, MAX_BYTES).ok().filter(|_| is_own)?;
    serde_json::from_slice(&bytes).ok()
}

fn is_same_file(one: &Path, other: &Path) -> bool {
    one == other || one.canonicalize().is_ok_and(|one| other.canonicalize().is_ok_and(|other| one == other))
}

#[cfg(test)]
mod tests {
    use std::fs;

    use rules::base::home::HomeVars;
    use serde_json::json;

    use super::*;
    use crate::process::own_start_time;

    fn home_store(dir: &Path) -> HomeStore {
        let env = [("TMPDIR".to_owned(), dir.join("tmp").to_str().unwrap().to_owned())].into_iter().collect();
        let home = Some(dir.to_str().unwrap().to_owned());
        HomeStore::find_home(&HomeVars { home, cwd: dir.to_path_buf(), env, ..HomeVars::default() }, None)
    }

    #[test]
    fn a_gateway_is_seen_by_its_lock() {
        let dir = tempfile::tempdir().unwrap();
        let store = home_store(dir.path());
        assert!(!store.is_gateway_running(), "there is no lock");
        let own =
            json!({ "pid": std::process::id(), "configPath": store.home.config.path, "startTime": own_start_time() });
        let with = |key: &str, value: Value| {
            let mut lock = own.clone();
            lock[key] = value;
            lock
        };
        let other = dir.path().join("other.json");
        for lock_dir in store.gateway_lock_dirs() {
            fs::create_dir_all(&lock_dir).unwrap();
            for (name, lock, expected) in [
                ("gateway.0123abcd.lock", own.clone(), true),
                ("gateway.state.lock", with("role", json!("gateway")), true),
                ("gateway.state.lock", with("role", json!("sqlite-maintenance")), false),
                ("gateway.0123abcd.lock", with("pid", json!(0)), false),
                ("gateway.0123abcd.lock", with("startTime", json!(1)), own_start_time().is_none()),
                ("gateway.0123abcd.lock", with("configPath", json!(other)), false),
                ("gateway.0123abcd.lock", json!([]), false),
                ("other.lock", own.clone(), false),
            ] {
                fs::write(lock_dir.join(name), lock.to_string()).unwrap();
                assert_eq!(store.is_gateway_running(), expected, "{name} {lock}");
                fs::remove_file(lock_dir.join(name)).unwrap();
            }
        }
    }

    #[test]
    fn a_linked_configuration_is_the_same() {
        let dir = tempfile::tempdir().unwrap();
        let store = home_store(dir.path());
        let [lock_dir, _] = store.gateway_lock_dirs();
        fs::create_dir_all(&lock_dir).unwrap();
        fs::write(&store.home.config.path, "{}").unwrap();
        let link = dir.path().join("link.json");
        std::os::unix::fs::symlink(&store.home.config.path, &link).unwrap();
        fs::write(
            lock_dir.join("gateway.0123abcd.lock"),
            json!({ "pid": std::process::id(), "configPath": link }).to_string(),
        )
        .unwrap();
        assert!(store.is_gateway_running());
    }
}
