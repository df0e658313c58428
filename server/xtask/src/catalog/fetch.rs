//! Downloads the locked sources with the ordinary clients, and unpacks what the build reads.

use std::{
    fs,
    path::{Path, PathBuf},
};

use super::{
    inputs::{LockedSource, read_lock, sha256},
    sources_folder,
};
use crate::{
    Result,
    command::{cargo_command, repository_command},
};

/// Downloads every source that is not there yet, compares all of them with the lock, and unpacks them.
pub(super) fn fetch_sources() -> Result {
    let folder = sources_folder();
    fs::create_dir_all(&folder)?;
    for (name, source) in read_lock()?.sources {
        let file = folder.join(&source.file);
        if !matches_lock(&file, &source) {
            download(&source, &folder)?;
        }
        if !matches_lock(&file, &source) {
            return Err(format!("{}: the hash differs from the one in sources.toml", source.file).into());
        }
        unpack(&file, &folder.join(name))?;
    }
    Ok(())
}

fn matches_lock(file: &Path, source: &LockedSource) -> bool {
    fs::read(file).is_ok_and(|bytes| sha256(&bytes) == source.sha256)
}

fn download(source: &LockedSource, folder: &Path) -> Result {
    let LockedSource { package, version, .. } = source;
    let folder_text = folder.to_string_lossy();
    match source.client.as_str() {
        "npm" => {
            let spec = format!("{package}@{version}");
            repository_command("npm", &["pack", &spec, "--pack-destination", &folder_text]).run_or_fail()
        }
        "pip" => {
            let spec = format!("{package}=={version}");
            // The wheel is the same one on every machine.
            let wheel = ["--only-binary=:all:", "--platform=manylinux_2_28_x86_64", "--python-version=3.12"];
            let download = ["download", "--no-deps", "--dest", &folder_text];
            repository_command("pip", &[&download[..], &wheel[..], &[&spec]].concat()).run_or_fail()
        }
        "cargo" => {
            // `cargo info` downloads this one crate and nothing that it depends on.
            cargo_command(&["info", &format!("{package}@{version}")]).run_or_fail()?;
            let cached = find_cached_crate(&source.file)?;
            fs::copy(&cached, folder.join(&source.file)).map(drop)?;
            Ok(())
        }
        other => Err(format!("sources.toml: no client `{other}`").into()),
    }
}

/// Finds a downloaded crate in the cache of Cargo.
fn find_cached_crate(file: &str) -> Result<PathBuf> {
    let home = std::env::home_dir().unwrap_or_default().join(".cargo");
    let cache = std::env::var_os("CARGO_HOME").map_or(home, PathBuf::from).join("registry/cache");
    for registry in fs::read_dir(&cache)? {
        let found = registry?.path().join(file);
        if found.exists() {
            return Ok(found);
        }
    }
    Err(format!("{file} is not in {}", cache.display()).into())
}

fn unpack(file: &Path, folder: &Path) -> Result {
    if folder.exists() {
        fs::remove_dir_all(folder)?;
    }
    fs::create_dir_all(folder)?;
    let (file_text, folder_text) = (file.to_string_lossy(), folder.to_string_lossy());
    if file.extension().is_some_and(|extension| extension == "whl") {
        // Only data and licences: the wheels contain programs too.
        let unzip = ["-q", "-o", &file_text, "*.json", "*.json.gz", "*/licenses/*", "-d", &folder_text];
        // 11: one of the patterns matches nothing.
        return if repository_command("unzip", &unzip).exit_code()?.is_some_and(|code| code == 0 || code == 11) {
            Ok(())
        } else {
            Err(format!("`unzip` cannot unpack {file_text}").into())
        };
    }
    repository_command("tar", &["-xzf", &file_text, "-C", &folder_text, "--strip-components=1"]).run_or_fail()
}
