//! Replacing a file of somebody else.
//!
//! The only code in the product that renames over a file. It is a method of [`Turn`], so forgetting the locks does not
//! compile. What the system is asked to do, as `tests/write/order.rs` compares it with `strace -f -y -s 0`:
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
//! Extended attributes and ACLs of the old file are not copied: a new file has those of its directory.

use std::path::Path;

use contract::Revision;

use crate::{
    Turn, WriteError, backup,
    disk::{Swap, Target, clean, resolve},
    load::revision,
};

/// One file and what it shall hold.
#[derive(Clone, Copy)]
pub struct Replacement<'a> {
    /// Links are followed: the link stays, the file at its end is replaced.
    pub file: &'a Path,
    /// What it must hold now; `None`: it must not exist.
    pub before: Option<&'a Revision>,
    /// What it shall hold.
    pub bytes: &'a [u8],
}

impl Turn {
    /// Replaces a file's bytes: only if it still has the revision `before` (`None`: it must not exist). Equal bytes
    /// touch nothing.
    pub fn replace(&self, file: &Path, before: Option<&Revision>, bytes: &[u8]) -> Result<Revision, WriteError> {
        self.put(&[Replacement { file, before, bytes }], &mut || {})?;
        Ok(revision(bytes))
    }

    /// Several at once: every new file is on disk before the first takes its place, and if one cannot, those before it
    /// are taken back. `before_first` runs when all is ready and nothing is replaced.
    pub(crate) fn put(&self, files: &[Replacement<'_>], before_first: &mut dyn FnMut()) -> Result<(), WriteError> {
        let plans: Vec<_> = files.iter().map(|wanted| self.plan(wanted)).collect::<Result<_, _>>()?;
        let staged = plans.into_iter().flatten().map(|(wanted, target)| Swap::stage(wanted.file, target, wanted.bytes));
        let mut swaps = staged.collect::<Result<Vec<_>, _>>()?;
        for swap in &swaps {
            self.keep_old(&swap.target)?;
        }
        if swaps.is_empty() {
            return Ok(());
        }
        before_first();
        self.check()?;
        commit(&mut swaps)?;
        if let Some(state) = &self.state {
            // The file is private in any case, so this must not fail a write that has happened.
            state.close().ok();
        }
        Ok(())
    }

    /// What is there, if it is what was read; `None` when there is nothing to do.
    fn plan<'a>(&self, wanted: &'a Replacement<'a>) -> Result<Option<(&'a Replacement<'a>, Target)>, WriteError> {
        let is_config = wanted.file == self.config;
        let changed = || WriteError::Changed { file: wanted.file.to_path_buf() };
        // The link was pointed elsewhere, and it is another file that we have locked.
        if is_config && resolve(wanted.file)? != self.target {
            return Err(changed());
        }
        let target = Target::open(wanted.file)?;
        if target.old.as_ref().map(|old| revision(&old.bytes)).as_ref() != wanted.before {
            return Err(changed());
        }
        if target.old.as_ref().is_some_and(|old| old.bytes == wanted.bytes) {
            return Ok(None);
        }
        // OpenClaw refuses an included file with two names; a store's other name would keep a secret that was removed.
        if !is_config && target.old.as_ref().is_some_and(|old| old.stat.st_nlink > 1) {
            return Err(WriteError::HardLinked { path: wanted.file.to_path_buf() });
        }
        if !is_config {
            clean(&target.dir);
        }
        Ok(Some((wanted, target)))
    }

    fn keep_old(&self, target: &Target) -> Result<(), WriteError> {
        target.old.as_ref().map_or(Ok(()), |old| backup::keep(&self.folder, &target.name, &old.bytes))
    }
}

/// All or none.
fn commit(swaps: &mut [Swap]) -> Result<(), WriteError> {
    swaps.iter_mut().try_for_each(Swap::commit).inspect_err(|_| {
        for swap in swaps.iter_mut().rev() {
            // The first error is the reason; a second one would hide it.
            swap.undo().ok();
        }
    })
}
