//! A home in a temporary directory for the tests of this folder.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::{Arc, Mutex},
    time::Duration,
    time::SystemTime,
};

use contract::Revision;
use rules::base::home::HomeVars;
use sha2::{Digest, Sha256};
use store::{HomeStore, WaitEvent, WaitPolicy, WriteError};
use tempfile::TempDir;

pub(crate) struct TestHome {
    pub(crate) dir: TempDir,
}

impl TestHome {
    pub(crate) fn empty() -> Self {
        Self { dir: tempfile::tempdir().unwrap() }
    }

    pub(crate) fn with_config(config: &str) -> Self {
        let home = Self::empty();
        fs::create_dir(home.state_dir()).unwrap();
        fs::write(home.config_path(), config).unwrap();
        home
    }

    pub(crate) fn state_dir(&self) -> PathBuf {
        self.dir.path().join(".openclaw")
    }

    pub(crate) fn config_path(&self) -> PathBuf {
        self.state_dir().join("openclaw.json")
    }

    pub(crate) fn lock_path(&self) -> PathBuf {
        self.state_dir().join("openclaw.json.lock")
    }

    pub(crate) fn manager_dir(&self) -> PathBuf {
        self.state_dir().join("model-manager")
    }

    pub(crate) fn store(&self) -> HomeStore {
        store_in(self.dir.path(), None)
    }

    pub(crate) fn config_text(&self) -> String {
        fs::read_to_string(self.config_path()).unwrap()
    }

    /// Makes one write under one write lock.
    pub(crate) fn replace_config(&self, before: Option<&str>, after: &str) -> Result<Revision, WriteError> {
        let before = before.map(revision_of);
        self.store().lock_for_write(&long_wait_policy())?.replace_file(
            &self.config_path(),
            before.as_ref(),
            after.as_bytes(),
            SystemTime::now(),
        )
    }
}

pub(crate) fn store_in(home: &Path, manager: Option<String>) -> HomeStore {
    let text = home.to_str().unwrap().to_owned();
    let vars = HomeVars { home: Some(text), cwd: home.to_path_buf(), manager_dir: manager, ..HomeVars::default() };
    HomeStore::find_home(&vars, None)
}

pub(crate) fn revision_of(text: &str) -> Revision {
    Revision::from_digest(&Sha256::digest(text))
}

/// All waits take at most a minute, so that a slow machine does not fail.
pub(crate) fn long_wait_policy() -> WaitPolicy {
    WaitPolicy {
        openclaw_timeout: Duration::from_mins(1),
        queue_timeout: Duration::from_mins(1),
        ..WaitPolicy::default()
    }
}

/// Does not wait for OpenClaw, and remembers the wait events.
pub(crate) fn short_wait_policy() -> (WaitPolicy, Arc<Mutex<Vec<WaitEvent>>>) {
    let told = Arc::new(Mutex::new(Vec::new()));
    let ear = Arc::clone(&told);
    let policy = WaitPolicy {
        openclaw_timeout: Duration::from_millis(200),
        notify_after: Duration::from_millis(20),
        notify: Arc::new(move |waiting| ear.lock().unwrap().push(waiting.clone())),
        ..long_wait_policy()
    };
    (policy, told)
}

pub(crate) fn file_names(dir: &Path) -> Vec<String> {
    let entries = fs::read_dir(dir).unwrap();
    let mut names: Vec<_> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

pub(crate) fn is_root() -> bool {
    rustix::process::geteuid().is_root()
}
