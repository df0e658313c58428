//! Replaces configuration files.
//!
//! This is the only code in the product that replaces a configuration file. It consists of methods of [`WriteGuard`], so
//! writing without the locks does not compile. The system calls of a write, as `tests/write/order.rs` compares them
//! with `strace -f -y -s 0`:
//!
//! | step | call | on |
//! |---|---|---|
//! | lock | `openat` `O_EXCL` 0600, `write`, `fsync` | `.openclaw.json.lock.<random>.mm-tmp` |
//! | | `linkat`, `unlinkat` of the temporary name | `openclaw.json.lock` |
//! | look | `openat` `O_NOFOLLOW` `O_NONBLOCK`, `fstat`, `read` | `openclaw.json` |
//! | new file | `openat` `O_EXCL` `O_NOFOLLOW` 0600, `write`, `fchmod`, `fsync` | `.openclaw.json.<random>.mm-tmp` |
//! | copy | the same, then `renameat2` `RENAME_NOREPLACE` | `model-manager/backups/openclaw.json.<UTC>.<rev8>` |
//! | intent | the same, then `renameat`, `fsync` of the directory | `model-manager/intent.json` |
//! | replace | `openat`, `fstat`, `read` once more, `renameat2` `RENAME_EXCHANGE` | both names |
//! | check | `openat` `O_NOFOLLOW`, `fstat`, `read` | what came out; if it is not what was read, once more `RENAME_EXCHANGE` |
//! | last | `fsync` | the directory; if it fails, once more `RENAME_EXCHANGE` |
//! | | `unlinkat` | the old file, at the temporary name |
//! | record | `write`, `fsync` | `model-manager/history.jsonl` |
//! | | `unlinkat` | `model-manager/intent.json` |
//! | unlock | `unlinkat` | `openclaw.json.lock` |
//!
//! Credential stores are written between the intent and the replacement (`commit.rs`), and no copy of them is made.
//!
//! Extended attributes and ACLs of the old file are not copied: a new file has those of its directory.

use std::{path::Path, sync::Arc, time::SystemTime};

use contract::Revision;

use crate::{
    WriteError, WriteGuard, backup,
    disk::{FileSwap, OpenDir, ReplaceTarget, remove_stale_temp_files, resolve_links},
    revision::revision_of_bytes,
};

/// A file and its new content.
#[derive(Clone, Copy)]
pub struct FileReplacement<'a> {
    /// The file to replace. Links are followed: the link stays, and its target is replaced.
    pub file: &'a Path,
    /// The revision that the file must have now; `None` if it must not exist.
    pub expected_revision: Option<&'a Revision>,
    /// The new content.
    pub new_bytes: &'a [u8],
}

/// New files, staged beside the old ones.
pub(crate) struct StagedFiles {
    swaps: Vec<FileSwap>,
    /// The state directory, if it contains the configuration. It is closed to other users after a write, as OpenClaw
    /// does.
    state_dir: Option<Arc<OpenDir>>,
}

impl WriteGuard {
    /// Prepares the replacement of several files: every new file and every backup is on disk, and nothing is replaced
    /// yet. Files that have the new content already are left out.
    pub(crate) fn stage_files(
        &self,
        files: &[FileReplacement<'_>],
        time: SystemTime,
    ) -> Result<StagedFiles, WriteError> {
        let plans: Vec<_> = files.iter().map(|wanted| self.plan_replacement(wanted)).collect::<Result<_, _>>()?;
        let plans: Vec<_> = plans.into_iter().flatten().collect();
        let before: Vec<_> = plans.iter().map(|(wanted, _)| wanted.expected_revision).collect();
        let staged = plans.into_iter().map(|(wanted, target)| FileSwap::stage(wanted.file, target, wanted.new_bytes));
        let swaps = staged.collect::<Result<Vec<_>, _>>()?;
        for (swap, before) in swaps.iter().zip(before) {
            self.back_up_existing(&swap.target, before, time)?;
        }
        let config = files.first().map(|first| self.config_lock(first.file)).transpose()?;
        let state_dir = config.filter(|config| config.is_in_state_dir).map(|config| Arc::clone(&config.lock.dir));
        Ok(StagedFiles { swaps, state_dir })
    }

    /// Opens the target if its content is still the expected one; `None` when it already has the new content.
    fn plan_replacement<'a>(
        &self,
        wanted: &'a FileReplacement<'a>,
    ) -> Result<Option<(&'a FileReplacement<'a>, ReplaceTarget)>, WriteError> {
        let config = self.config_lock(wanted.file)?;
        let is_config = wanted.file == config.lock.path;
        let changed = || WriteError::ConcurrentChange { file: wanted.file.to_path_buf() };
        // The link now leads to another file, which is not the one that is locked.
        if is_config && resolve_links(wanted.file)? != config.lock.target {
            return Err(changed());
        }
        let target = ReplaceTarget::open(wanted.file)?;
        if target.existing.as_ref().map(|old| revision_of_bytes(&old.bytes)).as_ref() != wanted.expected_revision {
            return Err(changed());
        }
        if target.existing.as_ref().is_some_and(|old| old.bytes == wanted.new_bytes) {
            return Ok(None);
        }
        // OpenClaw refuses an included file with two names.
        if !is_config && target.existing.as_ref().is_some_and(|old| old.stat.st_nlink > 1) {
            return Err(WriteError::HardLinked { path: wanted.file.to_path_buf() });
        }
        if !is_config {
            remove_stale_temp_files(&target.dir);
        }
        Ok(Some((wanted, target)))
    }

    /// Saves a backup. `revision` is that of the existing file.
    fn back_up_existing(
        &self,
        target: &ReplaceTarget,
        revision: Option<&Revision>,
        time: SystemTime,
    ) -> Result<(), WriteError> {
        let Some((existing, revision)) = target.existing.as_ref().zip(revision) else { return Ok(()) };
        backup::save_backup(&self.manager_dir, &target.name, &existing.bytes, revision, time)
    }
}

impl StagedFiles {
    pub(crate) fn is_empty(&self) -> bool {
        self.swaps.is_empty()
    }

    /// Puts all new files in place, or rolls back those that were.
    pub(crate) fn commit_all(&mut self) -> Result<(), WriteError> {
        if self.swaps.is_empty() {
            return Ok(());
        }
        self.swaps.iter_mut().try_for_each(FileSwap::commit).inspect_err(|_| {
            for swap in self.swaps.iter_mut().rev() {
                // Keep the first error, which is the cause.
                swap.roll_back().ok();
            }
        })?;
        if let Some(state) = &self.state_dir {
            // The file itself is private in any case, so an error here must not fail the write.
            state.restrict_to_owner().ok();
        }
        Ok(())
    }
}
