//! A home in a temporary directory.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::{Arc, Mutex},
    time::Duration,
};

use contract::Revision;
use rules::home::Vars;
use sha2::{Digest, Sha256};
use store::{Patience, Place, Waiting, WriteError};
use tempfile::TempDir;

pub(crate) struct Home {
    pub(crate) dir: TempDir,
}

impl Home {
    pub(crate) fn empty() -> Self {
        Self { dir: tempfile::tempdir().unwrap() }
    }

    pub(crate) fn with(config: &str) -> Self {
        let home = Self::empty();
        fs::create_dir(home.state()).unwrap();
        fs::write(home.config(), config).unwrap();
        home
    }

    pub(crate) fn state(&self) -> PathBuf {
        self.dir.path().join(".openclaw")
    }

    pub(crate) fn config(&self) -> PathBuf {
        self.state().join("openclaw.json")
    }

    pub(crate) fn lock(&self) -> PathBuf {
        self.state().join("openclaw.json.lock")
    }

    pub(crate) fn manager(&self) -> PathBuf {
        self.state().join("model-manager")
    }

    pub(crate) fn place(&self) -> Place {
        place(self.dir.path(), None)
    }

    pub(crate) fn text(&self) -> String {
        fs::read_to_string(self.config()).unwrap()
    }

    /// One write in one turn.
    pub(crate) fn replace(&self, before: Option<&str>, after: &str) -> Result<Revision, WriteError> {
        let before = before.map(revision);
        self.place().turn(&patience())?.replace(&self.config(), before.as_ref(), after.as_bytes())
    }
}

pub(crate) fn place(home: &Path, manager: Option<String>) -> Place {
    let text = home.to_str().unwrap().to_owned();
    let vars = Vars { home: Some(text), cwd: home.to_path_buf(), manager_dir: manager, ..Vars::default() };
    Place::find(&vars, None)
}

pub(crate) fn revision(text: &str) -> Revision {
    Revision::from_digest(&Sha256::digest(text))
}

/// A minute for everybody: a slow machine fails nothing.
pub(crate) fn patience() -> Patience {
    Patience { openclaw: Duration::from_mins(1), ours: Duration::from_mins(1), ..Patience::default() }
}

/// Gives up on OpenClaw at once, and remembers what it was told.
pub(crate) fn impatience() -> (Patience, Arc<Mutex<Vec<Waiting>>>) {
    let told = Arc::new(Mutex::new(Vec::new()));
    let ear = Arc::clone(&told);
    let patience = Patience {
        openclaw: Duration::from_millis(200),
        notice: Duration::from_millis(20),
        tell: Arc::new(move |waiting| ear.lock().unwrap().push(waiting.clone())),
        ..patience()
    };
    (patience, told)
}

pub(crate) fn names(dir: &Path) -> Vec<String> {
    let entries = fs::read_dir(dir).unwrap();
    let mut names: Vec<_> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

pub(crate) fn is_root() -> bool {
    rustix::process::geteuid().is_root()
}
