//! Static checks, which run before any test.

use std::fs;

use crate::{
    Result, catalog,
    command::{cargo_command, repository_command},
    imports, layers, repository_root,
};

const WASM: &str = "wasm32-unknown-unknown";

/// Names allowed at the top level, besides those that begin with a dot.
const TOP_LEVEL_NAMES: &[&str] = &[
    "Cargo.toml",
    "server",
    "app",
    "style",
    "public",
    "end2end",
    "README.md",
    "Cargo.lock",
    "LICENSE",
    "NOTICE",
    "CHANGELOG.md",
    "clippy.toml",
    "deny.toml",
    "rust-toolchain.toml",
    "rustfmt.toml",
];

/// Maximum number of lines of a file. Commands, routes and components have the lower limit.
const MAX_LINES: usize = 400;
const MAX_FRONT_END_LINES: usize = 300;

pub(crate) fn run_checks() -> Result {
    let files = tracked_files()?;
    check_top_level(&files)?;
    check_file_lengths(&files)?;
    imports::check_imports()?;
    layers::check_layers(&files)?;
    catalog::check_tables()?;
    install_target()?;
    cargo_command(&["fmt", "--all", "--check"]).run_or_fail()?;
    cargo_command(&["clippy", "--workspace", "--all-targets", "--locked", "--", "-D", "warnings"]).run_or_fail()?;
    let half = ["clippy", "-p", "hydrate", "-p", "app", "--features", "app/hydrate", "--locked"];
    let target = ["--target", WASM, "--target-dir", "target/wasm", "--", "-D", "warnings"];
    cargo_command(&[&half[..], &target[..]].concat()).run_or_fail()?;
    check_wasm_tree()?;
    if cargo_command(&["deny", "--version"]).succeeds() {
        return cargo_command(&["deny", "check", "bans", "licenses", "sources"]).run_or_fail();
    }
    eprintln!("cargo-deny is not installed here: licences were not checked (`cargo install cargo-deny`)");
    Ok(())
}

/// Checks the imports between files alone.
pub(crate) fn check_file_imports() -> Result {
    layers::check_layers(&tracked_files()?)
}

/// Installs the wasm target, which the checks and every release build need.
pub(crate) fn install_target() -> Result {
    let dir = repository_command("rustc", &["--print", "target-libdir", "--target", WASM]).read_stdout()?;
    if std::path::Path::new(dir.trim()).is_dir() {
        return Ok(());
    }
    repository_command("rustup", &["target", "add", WASM]).run_or_fail()
}

fn tracked_files() -> Result<Vec<String>> {
    let listing =
        repository_command("git", &["ls-files", "--cached", "--others", "--exclude-standard"]).read_stdout()?;
    Ok(listing.lines().map(str::to_owned).filter(|file| repository_root().join(file).exists()).collect())
}

fn check_top_level(files: &[String]) -> Result {
    let stray = files.iter().map(|file| file.split('/').next().unwrap_or(file)).find(|top| !is_allowed(top));
    stray.map_or(Ok(()), |top| Err(format!("`{top}` does not belong at the top level").into()))
}

fn is_allowed(top: &str) -> bool {
    top.starts_with('.') || TOP_LEVEL_NAMES.contains(&top)
}

fn check_file_lengths(files: &[String]) -> Result {
    let is_source = |file: &&String| [".rs", ".ts", ".css"].iter().any(|end| file.ends_with(end));
    for file in files.iter().filter(is_source) {
        let lines = fs::read_to_string(repository_root().join(file))?.lines().count();
        let cap = max_lines(file);
        if lines > cap {
            return Err(format!("{file} has {lines} lines; the cap is {cap}").into());
        }
    }
    Ok(())
}

fn max_lines(file: &str) -> usize {
    let front_ends = ["server/src/", "app/src/"];
    if front_ends.iter().any(|front_end| file.starts_with(front_end)) { MAX_FRONT_END_LINES } else { MAX_LINES }
}

/// Checks which packages reach the browser, against a list of names. A new package needs a reason in its commit.
fn check_wasm_tree() -> Result {
    let tree = ["tree", "-p", "hydrate", "--target", WASM, "-e", "normal,no-proc-macro"];
    let output =
        cargo_command(&[&tree[..], &["--prefix", "none", "--format", "{p}", "--locked"]].concat()).read_stdout()?;
    let mut found: Vec<_> = output.lines().filter_map(|line| line.split(' ').next()).collect();
    found.sort_unstable();
    found.dedup();
    let found = found.join("\n") + "\n";
    let golden = repository_root().join("server/xtask/wasm-tree.txt");
    let expected = fs::read_to_string(&golden).unwrap_or_default();
    if found == expected {
        return Ok(());
    }
    if std::env::var("SNAPSHOTS").is_ok_and(|value| value == "overwrite") {
        return Ok(fs::write(golden, found)?);
    }
    let new: Vec<_> = found.lines().filter(|name| !expected.lines().any(|known| known == *name)).collect();
    Err(format!(
        "the packages that reach the browser have changed (new: {}); give the reason in the commit and \
         run `SNAPSHOTS=overwrite cargo xtask check`",
        new.join(", "),
    )
    .into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stray_file_at_the_top_is_named() {
        let files = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        assert!(check_top_level(&files(&["Cargo.toml", ".ci/run", "server/x.rs", "LICENSE"])).is_ok());
        assert!(check_top_level(&files(&["scripts/x.sh"])).unwrap_err().to_string().contains("scripts"));
    }
}
