//! A credential store for tests: a JSON file with a lock of its own.

use std::{
    fs, io,
    path::{Path, PathBuf},
    sync::{Arc, Mutex},
};

use store::{CredentialStore, LockedCredentialStore, StoreTexts, WaitPolicy, WriteError};

type Hook = Arc<dyn Fn() + Send + Sync>;

/// A JSON file, and what was done with it and others like it, in order.
#[derive(Clone)]
pub(crate) struct TestCredentialStore {
    path: PathBuf,
    log: Arc<Mutex<Vec<String>>>,
    /// Runs right after the lock is taken: what another program did before that.
    after_lock: Hook,
    /// Runs when the document was replaced, before anything else is written.
    after_replace: Hook,
    /// Whether replacing the document fails.
    is_broken: bool,
}

impl TestCredentialStore {
    pub(crate) fn new(path: PathBuf, log: &Arc<Mutex<Vec<String>>>) -> Self {
        let (after_lock, after_replace): (Hook, Hook) = (Arc::new(|| {}), Arc::new(|| {}));
        Self { path, log: Arc::clone(log), after_lock, after_replace, is_broken: false }
    }

    pub(crate) fn after_lock(self, hook: impl Fn() + Send + Sync + 'static) -> Self {
        Self { after_lock: Arc::new(hook), ..self }
    }

    pub(crate) fn after_replace(self, hook: impl Fn() + Send + Sync + 'static) -> Self {
        Self { after_replace: Arc::new(hook), ..self }
    }

    pub(crate) fn broken(self) -> Self {
        Self { is_broken: true, ..self }
    }

    fn lock_path(&self) -> PathBuf {
        self.path.with_extension("test-lock")
    }

    fn note(&self, what: &str) {
        let name = self.path.file_name().unwrap().to_str().unwrap();
        self.log.lock().unwrap().push(format!("{what} {name}"));
    }

    fn io_error(&self, source: io::Error) -> WriteError {
        WriteError::Io { doing: "write", path: self.path.clone(), source }
    }
}

impl std::fmt::Debug for TestCredentialStore {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("TestCredentialStore").field("path", &self.path).finish_non_exhaustive()
    }
}

fn read_texts(path: &Path) -> Result<StoreTexts, WriteError> {
    match fs::read_to_string(path) {
        Ok(text) => Ok(StoreTexts { profiles: Some(text), state: None }),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(StoreTexts::default()),
        Err(source) => Err(WriteError::Io { doing: "read", path: path.to_path_buf(), source }),
    }
}

impl CredentialStore for TestCredentialStore {
    fn path(&self) -> &Path {
        &self.path
    }

    fn read_texts(&self) -> Result<StoreTexts, WriteError> {
        read_texts(&self.path)
    }

    fn lock_store(&self, _: &WaitPolicy) -> Result<Box<dyn LockedCredentialStore>, WriteError> {
        let taken = || WriteError::Locked { lock: self.lock_path(), pid: None, age: None };
        let lock = fs::File::create(self.lock_path()).map_err(|source| self.io_error(source))?;
        lock.try_lock().map_err(|_| taken())?;
        let config_lock = self.path.with_file_name("openclaw.json.lock").exists();
        self.note(if config_lock { "lock, with the configuration locked," } else { "lock" });
        (self.after_lock)();
        Ok(Box::new(LockedTestStore { store: self.clone(), _lock: lock }))
    }
}

#[derive(Debug)]
struct LockedTestStore {
    store: TestCredentialStore,
    /// Freed by the kernel when the process dies.
    _lock: fs::File,
}

impl LockedCredentialStore for LockedTestStore {
    fn has_state_document(&self) -> bool {
        false
    }

    fn read_texts(&self) -> Result<StoreTexts, WriteError> {
        self.store.note("read");
        read_texts(&self.store.path)
    }

    fn check_lock(&self) -> Result<(), WriteError> {
        self.store.note("check the lock of");
        let lost = WriteError::Locked { lock: self.store.lock_path(), pid: None, age: None };
        if self.store.lock_path().exists() { Ok(()) } else { Err(lost) }
    }

    fn replace_texts(&self, before: &StoreTexts, after: &StoreTexts) -> Result<(), WriteError> {
        if read_texts(&self.store.path)? != *before {
            return Err(WriteError::ConcurrentChange { file: self.store.path.clone() });
        }
        if self.store.is_broken {
            return Err(self.store.io_error(io::ErrorKind::StorageFull.into()));
        }
        let next = self.store.path.with_extension("next");
        fs::write(&next, after.profiles.as_deref().unwrap())
            .and_then(|()| fs::rename(next, &self.store.path))
            .map_err(|source| self.store.io_error(source))?;
        self.store.note("write");
        (self.store.after_replace)();
        Ok(())
    }
}

impl Drop for LockedTestStore {
    fn drop(&mut self) {
        fs::remove_file(self.store.lock_path()).ok();
        self.store.note("unlock");
    }
}
