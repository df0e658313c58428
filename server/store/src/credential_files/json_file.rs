//! `auth-profiles.json`, which has the credentials, their order and their usage in one document.
//!
//! OpenClaw does not lock the file when it adds a credential, and overwrites it in place. So the file is compared with
//! what was read right before it is exchanged, and once more afterwards ([`FileSwap`]). No copy of it stays behind.

use std::{
    path::{Path, PathBuf},
    time::Duration,
};

use json5_edit::EditError;
use rules::auth::store_files::StoreObstacle;
use rustix::{fs::OFlags, io::Errno};
use serde_json::Value;

use super::{check_document, not_writable};
use crate::{
    CredentialStore, LockedCredentialStore, StoreTexts, WaitPolicy, WriteError,
    disk::{ExistingFile, FileSwap, OpenDir, ReplaceTarget, remove_stale_temp_files, resolve_links, split_path},
    path_lock::PathLock,
};

/// The age from which OpenClaw removes a lock of this file, also if its process runs.
const LOCK_EXPIRY: Duration = Duration::from_secs(30);

/// A file that may not exist yet.
#[derive(Debug)]
pub(super) struct JsonFile {
    pub(super) path: PathBuf,
}

#[derive(Debug)]
struct LockedJsonFile {
    lock: PathLock,
}

impl CredentialStore for JsonFile {
    fn path(&self) -> &Path {
        &self.path
    }

    fn read_texts(&self) -> Result<StoreTexts, WriteError> {
        let target = resolve_links(&self.path)?;
        let (dir, name) = split_path(&target)?;
        let dir = match OpenDir::open_unchecked(dir, OFlags::empty()) {
            Err(Errno::NOENT) => return Ok(StoreTexts::default()),
            opened => opened.map_err(WriteError::io_error("open", dir))?,
        };
        to_texts(&self.path, ExistingFile::read(&dir, &name, &self.path)?.as_ref())
    }

    fn lock_store(&self, policy: &WaitPolicy) -> Result<Box<dyn LockedCredentialStore>, WriteError> {
        let lock = PathLock::acquire(&self.path, policy, Some(LOCK_EXPIRY))?;
        remove_stale_temp_files(&lock.dir);
        Ok(Box::new(LockedJsonFile { lock }))
    }
}

impl LockedJsonFile {
    fn open(&self) -> Result<ReplaceTarget, WriteError> {
        let path = &self.lock.path;
        // The link now leads to another file, which is not the one that is locked.
        if resolve_links(path)? != self.lock.target {
            return Err(WriteError::ConcurrentChange { file: path.clone() });
        }
        let target = ReplaceTarget::open(path)?;
        match &target.existing {
            Some(existing) if existing.stat.st_nlink > 1 => Err(not_writable(path, StoreObstacle::HardLinks)),
            _ => Ok(target),
        }
    }
}

impl LockedCredentialStore for LockedJsonFile {
    fn has_state_document(&self) -> bool {
        false
    }

    fn read_texts(&self) -> Result<StoreTexts, WriteError> {
        let path = &self.lock.path;
        let texts = to_texts(path, self.open()?.existing.as_ref())?;
        texts.profiles.iter().try_for_each(|text| check_document(path, None, text))?;
        Ok(texts)
    }

    fn check_lock(&self) -> Result<(), WriteError> {
        self.lock.check_locks()
    }

    fn replace_texts(&self, before: &StoreTexts, after: &StoreTexts) -> Result<(), WriteError> {
        let path = &self.lock.path;
        let not_editable = || WriteError::NotEditable { path: path.clone(), source: EditError::VerificationFailed };
        let text = after.profiles.as_deref().ok_or_else(not_editable)?;
        let target = self.open()?;
        if to_texts(path, target.existing.as_ref())? != *before {
            return Err(WriteError::ConcurrentChange { file: path.clone() });
        }
        let mut swap = FileSwap::stage(path, target, text.as_bytes())?;
        self.check_lock()?;
        swap.commit().inspect_err(|_| {
            // The first error is the cause.
            swap.roll_back().ok();
        })
    }
}

fn to_texts(path: &Path, existing: Option<&ExistingFile>) -> Result<StoreTexts, WriteError> {
    let to_text = |existing: &ExistingFile| {
        String::from_utf8(existing.bytes.clone()).map_err(|_| {
            let (line, column) = serde_json::from_slice::<Value>(&existing.bytes)
                .map_or_else(|error| (error.line(), error.column()), |_| (1, 1));
            WriteError::StoreNotJson { path: path.to_path_buf(), cell: None, line, column }
        })
    };
    Ok(StoreTexts { profiles: existing.map(to_text).transpose()?, state: None })
}
