//! The OpenClaw that is installed beside us: found and read, never run.

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

/// How Linux marks the file of a running program that was replaced or removed.
const DELETED: &[u8] = b" (deleted)";

/// No package says more about itself.
const LONGEST_MANIFEST: u64 = 1 << 20;

/// `2026.9.6-beta.1+5`
const LONGEST_VERSION: usize = 32;

/// The first `openclaw` on `PATH` that can be run and is not this program: not its file, not a copy of it, whatever
/// links lead there. A relative directory on `PATH` means something else everywhere, and is not searched.
pub fn next_openclaw(path: &OsStr) -> Option<PathBuf> {
    let us = Us::look();
    std::env::split_paths(path)
        .filter(|dir| dir.is_absolute())
        .map(|dir| dir.join("openclaw"))
        .find(|candidate| is_runnable(candidate) && !us.is(candidate))
}

/// The file of this program, as far as the system knows it.
pub fn this_program() -> Option<PathBuf> {
    let path = std::env::current_exe().ok()?;
    match path.as_os_str().as_bytes().strip_suffix(DELETED) {
        Some(before) if !path.exists() => Some(PathBuf::from(OsString::from_vec(before.to_vec()))),
        _ => Some(path),
    }
}

/// Who we are. A program that was replaced while it runs has a path and an inode that are not the same file any more.
struct Us {
    path: Option<PathBuf>,
    file: Option<Metadata>,
}

impl Us {
    fn look() -> Self {
        let path = this_program();
        let running = Path::new("/proc/self/exe");
        let file = running.metadata().ok().or_else(|| path.as_ref()?.metadata().ok());
        Self { path: path.and_then(|path| path.canonicalize().ok()), file }
    }

    fn is(&self, candidate: &Path) -> bool {
        let is_at_our_path = self.path.is_some() && candidate.canonicalize().ok() == self.path;
        let is_our_file = || match (&self.file, candidate.metadata()) {
            (Some(us), Ok(it)) => (us.dev(), us.ino()) == (it.dev(), it.ino()) || self.is_copied_to(candidate, us, &it),
            _ => false,
        };
        is_at_our_path || is_our_file()
    }

    /// Nobody else's program has our bytes.
    fn is_copied_to(&self, candidate: &Path, us: &Metadata, it: &Metadata) -> bool {
        let bytes = |path: &Path| bytes(path, us.len());
        us.len() == it.len() && self.path.as_deref().and_then(bytes).is_some_and(|ours| bytes(candidate) == Some(ours))
    }
}

fn is_runnable(candidate: &Path) -> bool {
    candidate.is_file() && rustix::fs::access(candidate, Access::EXEC_OK).is_ok()
}

/// The version of an OpenClaw, from the `package.json` of the package that its command belongs to.
pub(crate) fn version_of(command: &Path) -> Option<String> {
    let (_, manifest) = package_of(command)?;
    manifest.get("version")?.as_str().filter(|version| is_version(version)).map(str::to_owned)
}

/// The directory of the package that a command of OpenClaw belongs to, and its `package.json`.
pub(crate) fn package_of(command: &Path) -> Option<(PathBuf, Value)> {
    let command = command.canonicalize().ok()?;
    let package = command.ancestors().skip(1).take(4).find(|dir| dir.join("package.json").is_file())?;
    let manifest = json5_edit::read(&bytes(&package.join("package.json"), LONGEST_MANIFEST)?).ok()?;
    (manifest.get("name")? == "openclaw").then(|| (package.to_path_buf(), manifest))
}

/// It is shown.
fn is_version(text: &str) -> bool {
    text.len() <= LONGEST_VERSION && text.chars().all(|c| c.is_ascii_alphanumeric() || ".+-".contains(c))
}

/// All of a file that has so many bytes at most.
pub(crate) fn bytes(path: &Path, most: u64) -> Option<Vec<u8>> {
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

    fn program(path: &Path, text: &str, mode: u32) {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
        fs::set_permissions(path, PermissionsExt::from_mode(mode)).unwrap();
    }

    fn path(dirs: &[PathBuf]) -> OsString {
        std::env::join_paths(dirs).unwrap()
    }

    #[test]
    fn the_version_is_read_from_the_package_behind_the_link() {
        let dir = tempfile::tempdir().unwrap();
        let (package, bin) = (dir.path().join("lib/openclaw"), dir.path().join("bin"));
        program(&package.join("openclaw.mjs"), "#!/usr/bin/env node", 0o755);
        fs::write(package.join("package.json"), r#"{"name":"openclaw","version":"2026.9.6"}"#).unwrap();
        fs::create_dir_all(&bin).unwrap();
        symlink("../lib/openclaw/openclaw.mjs", bin.join("openclaw")).unwrap();
        assert_eq!(next_openclaw(bin.as_os_str()), Some(bin.join("openclaw")));
        assert_eq!(version_of(&bin.join("openclaw")).as_deref(), Some("2026.9.6"));
        assert_eq!(next_openclaw(OsStr::new("relative")), None);
    }

    #[test]
    fn what_is_no_version_is_none() {
        let dir = tempfile::tempdir().unwrap();
        let command = dir.path().join("openclaw");
        program(&command, "x", 0o755);
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
    fn what_cannot_be_run_is_passed_over() {
        let dir = tempfile::tempdir().unwrap();
        let dirs = ["plain", "directory", "dangling", "good"].map(|name| dir.path().join(name));
        program(&dirs[0].join("openclaw"), "x", 0o644);
        fs::create_dir_all(dirs[1].join("openclaw")).unwrap();
        fs::create_dir_all(&dirs[2]).unwrap();
        symlink("nowhere", dirs[2].join("openclaw")).unwrap();
        assert_eq!(next_openclaw(&path(&dirs[..3])), None);
        program(&dirs[3].join("openclaw"), "x", 0o755);
        assert_eq!(next_openclaw(&path(&dirs)).unwrap(), dirs[3].join("openclaw"));
    }

    #[test]
    fn we_are_not_our_own_peer() {
        let dir = tempfile::tempdir().unwrap();
        let us = std::env::current_exe().unwrap();
        let dirs = ["link", "other-name", "copy"].map(|name| dir.path().join(name));
        for dir in &dirs {
            fs::create_dir(dir).unwrap();
        }
        symlink(&us, dirs[0].join("openclaw")).unwrap();
        // Where the temporary directory is on another file system, a hard link cannot be made.
        fs::hard_link(&us, dirs[1].join("openclaw")).ok();
        fs::copy(&us, dirs[2].join("openclaw")).unwrap();
        assert_eq!(next_openclaw(&path(&dirs)), None);
    }
}
