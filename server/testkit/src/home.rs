//! A home in a temporary directory, cut off from the one of whoever runs the tests.

use std::{
    collections::BTreeMap,
    fs,
    os::unix::fs::MetadataExt,
    path::{Path, PathBuf},
    time::SystemTime,
};

use rules::home::Vars;
use store::Place;
use tempfile::TempDir;

/// A temporary home; gone when it is dropped.
#[derive(Debug)]
pub struct Home {
    dir: TempDir,
}

/// What a tree looks like from outside: path → inode, mode, time of change, bytes.
pub type Print = BTreeMap<PathBuf, (u64, u32, SystemTime, Vec<u8>)>;

impl Home {
    /// With nothing in it.
    #[must_use]
    pub fn empty() -> Self {
        Self { dir: tempfile::Builder::new().prefix("openclaw-test-").tempdir().expect("a temporary directory") }
    }

    /// With this `openclaw.json`.
    #[must_use]
    pub fn with_config(text: &str) -> Self {
        let home = Self::empty();
        home.write("openclaw.json", text);
        home
    }

    /// Puts a file below the state directory.
    pub fn write(&self, name: &str, text: impl AsRef<[u8]>) {
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

    /// The home as `store` finds it, with nothing on `PATH`.
    #[must_use]
    pub fn place(&self) -> Place {
        let home = self.path().to_string_lossy().into_owned();
        Place::find(&Vars { home: Some(home), cwd: self.path().to_path_buf(), ..Vars::default() }, None)
    }

    /// The variables for a process: this home, and nothing of the caller's.
    #[must_use]
    pub fn env(&self) -> Vec<(&'static str, PathBuf)> {
        vec![("HOME", self.path().to_path_buf()), ("XDG_RUNTIME_DIR", self.path().join("run"))]
    }

    /// What is there now. Two equal prints: nothing was written, replaced, made or removed.
    #[must_use]
    pub fn print(&self) -> Print {
        let mut print = Print::new();
        walk(self.path(), &mut print);
        print
    }
}

fn walk(dir: &Path, print: &mut Print) {
    for entry in fs::read_dir(dir).expect("a directory") {
        let path = entry.expect("an entry").path();
        let metadata = path.symlink_metadata().expect("metadata");
        let bytes = if metadata.is_file() { fs::read(&path).expect("a file") } else { Vec::new() };
        print.insert(path.clone(), (metadata.ino(), metadata.mode(), metadata.modified().expect("a time"), bytes));
        if metadata.is_dir() {
            walk(&path, print);
        }
    }
}
