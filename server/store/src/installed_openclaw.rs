//! Finds the OpenClaw that is installed beside this program. It is read, never run.

use std::{
    ffi::{OsStr, OsString},
    fs::{File, Metadata},
    io::Read,
    os::unix::{
        ffi::{OsStrExt, OsStringExt},
        fs::MetadataExt,
    },
    path::{Path, PathBuf},
};

use json5_edit::Value;
use rustix::fs::Access;

/// The suffix that Linux adds to the path of a running program whose file was replaced or removed.
const DELETED_SUFFIX: &[u8] = b" (deleted)";

/// The maximum size of a `package.json`.
const MAX_MANIFEST_BYTES: u64 = 1 << 20;

/// The maximum length of a version, such as `2026.9.6-beta.1+5`.
const MAX_VERSION_LENGTH: usize = 32;

/// Returns the first executable `openclaw` on `PATH` that is not this program: not its file, not a link to it, not a
/// copy of it. Relative directories on `PATH` are skipped, because they depend on the working directory.
pub fn next_openclaw(path: &OsStr) -> Option<PathBuf> {
    let current = CurrentExe::detect_current();
    std::env::split_paths(path)
        .filter(|dir| dir.is_absolute())
        .map(|dir| dir.join("openclaw"))
        .find(|candidate| is_runnable(candidate) && !current.is_same_program(candidate))
}

/// The path of this program's file, if the system knows it.
pub fn current_program() -> Option<PathBuf> {
    let path = std::env::current_exe().ok()?;
    match path.as_os_str().as_bytes().strip_suffix(DELETED_SUFFIX) {
        Some(before) if !path.exists() => Some(PathBuf::from(OsString::from_vec(before.to_vec()))),
        _ => Some(path),
    }
}

/// The identity of this program. If its file was replaced while it runs, path and inode belong to different files.
struct CurrentExe {
    path: Option<PathBuf>,
    metadata: Option<Metadata>,
}

impl CurrentExe {
    fn detect_current() -> Self {
        let path = current_program();
        let running = Path::new("/proc/self/exe");
        let file = running.metadata().ok().or_else(|| path.as_ref()?.metadata().ok());
        Self { path: path.and_then(|path| path.canonicalize().ok()), metadata: file }
    }

    fn is_same_program(&self, candidate: &Path) -> bool {
        let is_at_our_path = self.path.is_some() && candidate.canonicalize().ok() == self.path;
        let is_our_file = || match (&self.metadata, candidate.metadata()) {
            (Some(own_metadata), Ok(candidate_metadata)) => {
                (own_metadata.dev(), own_metadata.ino()) == (candidate_metadata.dev(), candidate_metadata.ino())
                    || self.has_copy_at(candidate, own_metadata, &candidate_metadata)
            }
            _ => false,
        };
        is_at_our_path || is_our_file()
    }

    /// Whether the candidate has the same bytes as this program.
    fn has_copy_at(&self, candidate: &Path, own_metadata: &Metadata, candidate_metadata: &Metadata) -> bool {
        let bytes = |path: &Path| read_at_most(path, own_metadata.len());
        own_metadata.len() == candidate_metadata.len()
            && self.path.as_deref().and_then(bytes).is_some_and(|own_bytes| bytes(candidate) == Some(own_bytes))
    }
}

fn is_runnable(candidate: &Path) -> bool {
    candidate.is_file() && rustix::fs::access(candidate, Access::EXEC_OK).is_ok()
}

/// Reads OpenClaw's version from the `package.json` of the package that the command belongs to.
pub(crate) fn version_of(command: &Path) -> Option<String> {
    let (_, manifest) = package_of(command)?;
    manifest.get("version")?.as_str().filter(|version| is_version(version)).map(str::to_owned)
}

/// Returns the package directory that an OpenClaw command belongs to, and its parsed `package.json`.
pub(crate) fn package_of(command: &Path) -> Option<(PathBuf, Value)> {
    let command = command.canonicalize().ok()?;
    let package = command.ancestors().skip(1).take(4).find(|dir| dir.join("package.json").is_file())?;
    let manifest = json5_edit::read(&read_at_most(&package.join("package.json"), MAX_MANIFEST_BYTES)?).ok()?;
    (manifest.get("name")? == "openclaw").then(|| (package.to_path_buf(), manifest))
}

/// Whether a text is a plausible version. It is checked because it is displayed.
fn is_version(text: &str) -> bool {
    text.len() <= MAX_VERSION_LENGTH && text.chars().all(|c| c.is_ascii_alphanumeric() || ".+-".contains(c))
}

/// Reads a whole file; `None` if it has more than `most` bytes.
pub(crate) fn read_at_most(path: &Path, most: u64) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(path).ok()?.take(most + 1).read_to_end(&mut bytes).ok()?;
    (bytes.len() as u64 <= most).then_some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::{
        fs,
        os::unix::fs::{PermissionsExt, symlink},
    };

    fn write_program(path: &Path, text: &str, mode: u32) {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
        fs::set_permissions(path, PermissionsExt::from_mode(mode)).unwrap();
    }

    fn join_path_var(dirs: &[PathBuf]) -> OsString {
        std::env::join_paths(dirs).unwrap()
    }

    #[test]
    fn the_version_is_read_from_the_package_behind_the_link() {
        let dir = tempfile::tempdir().unwrap();
        let (package, bin) = (dir.path().join("lib/openclaw"), dir.path().join("bin"));
        write_program(&package.join("openclaw.mjs"), "#!/usr/bin/env node", 0o755);
        fs::write(package.join("package.json"), r#"{"name":"openclaw","version":"2026.9.6"}"#).unwrap();
        fs::create_dir_all(&bin).unwrap();
        symlink("../lib/openclaw/openclaw.mjs", bin.join("openclaw")).unwrap();
        assert_eq!(next_openclaw(bin.as_os_str()), Some(bin.join("openclaw")));
        assert_eq!(version_of(&bin.join("openclaw")).as_deref(), Some("2026.9.6"));
        assert_eq!(next_openclaw(OsStr::new("relative")), None);
    }

    #[test]
    fn text_without_version_has_none() {
        let dir = tempfile::tempdir().unwrap();
        let command = dir.path().join("openclaw");
        write_program(&command, "x", 0o755);
        let with = |version: &str, more: usize| {
            let manifest = format!(r#"{{"name":"openclaw","version":"{version}"}}{}"#, " ".repeat(more));
            fs::write(dir.path().join("package.json"), manifest).unwrap();
            version_of(&command)
        };
        assert_eq!(with("2026.9.6-beta.1+5", 1000).as_deref(), Some("2026.9.6-beta.1+5"));
        assert_eq!(with("2026.9.6", 1 << 20), None, "a manifest without end");
        assert_eq!(with(&"1".repeat(33), 0), None);
        assert_eq!(with("1 \\u001b[2J", 0), None);
    }

    #[test]
    fn programs_that_cannot_run_are_skipped() {
        let dir = tempfile::tempdir().unwrap();
        let dirs = ["plain", "directory", "dangling", "good"].map(|name| dir.path().join(name));
        write_program(&dirs[0].join("openclaw"), "x", 0o644);
        fs::create_dir_all(dirs[1].join("openclaw")).unwrap();
        fs::create_dir_all(&dirs[2]).unwrap();
        symlink("nowhere", dirs[2].join("openclaw")).unwrap();
        assert_eq!(next_openclaw(&join_path_var(&dirs[..3])), None);
        write_program(&dirs[3].join("openclaw"), "x", 0o755);
        assert_eq!(next_openclaw(&join_path_var(&dirs)).unwrap(), dirs[3].join("openclaw"));
    }

    #[test]
    fn own_executable_is_skipped() {
        let dir = tempfile::tempdir().unwrap();
        let us = std::env::current_exe().unwrap();
        let dirs = ["link", "other-name", "copy"].map(|name| dir.path().join(name));
        for dir in &dirs {
            fs::create_dir(dir).unwrap();
        }
        symlink(&us, dirs[0].join("openclaw")).unwrap();
        // This fails if the temporary directory is on another file system.
        fs::hard_link(&us, dirs[1].join("openclaw")).ok();
        fs::copy(&us, dirs[2].join("openclaw")).unwrap();
        assert_eq!(next_openclaw(&join_path_var(&dirs)), None);
    }
}
