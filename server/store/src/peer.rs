//! The OpenClaw that is installed beside us: found and read, never run.

use std::{
    ffi::OsStr,
    fs,
    os::unix::fs::{MetadataExt, PermissionsExt},
    path::{Path, PathBuf},
};

/// Its version, from the `package.json` of the package that the command on `PATH` belongs to.
pub(crate) fn installed_version(path: &OsStr) -> Option<String> {
    version_of(&find(path)?)
}

/// The first `openclaw` on `PATH` that is not this program.
fn find(path: &OsStr) -> Option<PathBuf> {
    let ours = std::env::current_exe().and_then(fs::metadata).ok().map(|me| (me.dev(), me.ino()));
    std::env::split_paths(path)
        .filter(|dir| dir.is_absolute())
        .map(|dir| dir.join("openclaw"))
        .filter_map(|candidate| Some((fs::metadata(&candidate).ok()?, candidate)))
        .find(|(file, _)| {
            file.is_file() && file.permissions().mode() & 0o111 != 0 && Some((file.dev(), file.ino())) != ours
        })
        .and_then(|(_, candidate)| candidate.canonicalize().ok())
}

fn version_of(command: &Path) -> Option<String> {
    let package =
        command.ancestors().skip(1).take(4).map(|dir| dir.join("package.json")).find(|file| file.is_file())?;
    let manifest = json5_edit::read(&fs::read(package).ok()?).ok()?;
    (manifest.get("name")? == "openclaw").then(|| manifest.get("version")?.as_str().map(str::to_owned))?
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::symlink;

    #[test]
    fn the_version_is_read_from_the_package_behind_the_link() {
        let dir = tempfile::tempdir().unwrap();
        let package = dir.path().join("lib/openclaw");
        let bin = dir.path().join("bin");
        fs::create_dir_all(&package).unwrap();
        fs::create_dir_all(&bin).unwrap();
        fs::write(package.join("package.json"), r#"{"name":"openclaw","version":"2026.9.6"}"#).unwrap();
        fs::write(package.join("openclaw.mjs"), "#!/usr/bin/env node").unwrap();
        fs::set_permissions(package.join("openclaw.mjs"), PermissionsExt::from_mode(0o755)).unwrap();
        symlink("../lib/openclaw/openclaw.mjs", bin.join("openclaw")).unwrap();
        assert_eq!(installed_version(bin.as_os_str()).as_deref(), Some("2026.9.6"));
        assert_eq!(installed_version(OsStr::new("relative")), None);
    }

    #[test]
    fn we_are_not_our_own_peer() {
        let dir = tempfile::tempdir().unwrap();
        symlink(std::env::current_exe().unwrap(), dir.path().join("openclaw")).unwrap();
        assert_eq!(find(dir.path().as_os_str()), None);
    }
}
