//! A home in a temporary directory, isolated from the caller's environment.

use std::{
    collections::BTreeMap,
    fs,
    os::unix::fs::MetadataExt,
    path::{Path, PathBuf},
    time::SystemTime,
};

use rules::base::home::HomeVars;
use store::HomeStore;
use tempfile::TempDir;

/// A temporary home. It is deleted when this is dropped.
#[derive(Debug)]
pub struct TestHome {
    dir: TempDir,
}

/// State of a directory tree: path → inode, mode, time of change, bytes.
pub type Fingerprint = BTreeMap<PathBuf, (u64, u32, SystemTime, Vec<u8>)>;

impl TestHome {
    /// Creates an empty home.
    #[must_use]
    pub fn empty() -> Self {
        Self { dir: tempfile::Builder::new().prefix("openclaw-test-").tempdir().expect("a temporary directory") }
    }

    /// Creates a home with this `openclaw.json`.
    #[must_use]
    pub fn with_config(text: &str) -> Self {
        let home = Self::empty();
        home.write_file("openclaw.json", text);
        home
    }

    /// Writes a file below the state directory.
    pub fn write_file(&self, name: &str, text: impl AsRef<[u8]>) {
        let path = self.state_dir().join(name);
        fs::create_dir_all(path.parent().expect("below the state directory")).expect("a directory");
        fs::write(path, text).expect("a file");
    }

    /// `HOME`
    #[must_use]
    pub fn path(&self) -> &Path {
        self.dir.path()
    }

    /// `~/.openclaw`
    #[must_use]
    pub fn state_dir(&self) -> PathBuf {
        self.path().join(".openclaw")
    }

    /// Returns the home as `store` finds it, with an empty `PATH`.
    #[must_use]
    pub fn store(&self) -> HomeStore {
        let home = self.path().to_string_lossy().into_owned();
        HomeStore::find_home(
            &HomeVars { home: Some(home), cwd: self.path().to_path_buf(), ..HomeVars::default() },
            None,
        )
    }

    /// Returns the variables for a process: only this home, none of the caller's.
    #[must_use]
    pub fn env_vars(&self) -> Vec<(&'static str, PathBuf)> {
        vec![("HOME", self.path().to_path_buf()), ("XDG_RUNTIME_DIR", self.path().join("run"))]
    }

    /// Returns the current state. If two states are equal, nothing was written, replaced, created or removed.
    #[must_use]
    pub fn fingerprint(&self) -> Fingerprint {
        let mut print = Fingerprint::new();
        collect_entries(self.path(), &mut print);
        print
    }
}

fn collect_entries(dir: &Path, print: &mut Fingerprint) {
    for entry in fs::read_dir(dir).expect("a directory") {
        let path = entry.expect("an entry").path();
        let metadata = path.symlink_metadata().expect("metadata");
        let bytes = if metadata.is_file() { fs::read(&path).expect("a file") } else { Vec::new() };
        print.insert(path.clone(), (metadata.ino(), metadata.mode(), metadata.modified().expect("a time"), bytes));
        if metadata.is_dir() {
            collect_entries(&path, print);
        }
    }
}
