//! What must hold before anything is run.

use std::fs;

use crate::{
    Result, imports, root,
    run::{cargo, step},
};

const WASM: &str = "wasm32-unknown-unknown";

/// What may lie at the top; names that begin with a dot come besides.
const TOP: &[&str] = &[
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

/// Lines a file may have: commands, routes and components are cut smaller than the rest.
const CAP: usize = 400;
const CAP_AT_THE_DOORS: usize = 300;

pub(crate) fn check() -> Result {
    let files = tracked()?;
    top_level(&files)?;
    sizes(&files)?;
    imports::check()?;
    install_target()?;
    cargo(&["fmt", "--all", "--check"]).go()?;
    cargo(&["clippy", "--workspace", "--all-targets", "--locked", "--", "-D", "warnings"]).go()?;
    let half = ["clippy", "-p", "hydrate", "-p", "app", "--features", "app/hydrate", "--locked"];
    let target = ["--target", WASM, "--target-dir", "target/wasm", "--", "-D", "warnings"];
    cargo(&[&half[..], &target[..]].concat()).go()?;
    wasm_tree()?;
    if cargo(&["deny", "--version"]).succeeds() {
        return cargo(&["deny", "check", "bans", "licenses", "sources"]).go();
    }
    eprintln!("cargo-deny is not installed here: licences were not looked at (`cargo install cargo-deny`)");
    Ok(())
}

/// The wasm target, which both halves of a check and every release build need.
pub(crate) fn install_target() -> Result {
    let dir = step("rustc", &["--print", "target-libdir", "--target", WASM]).read()?;
    if std::path::Path::new(dir.trim()).is_dir() {
        return Ok(());
    }
    step("rustup", &["target", "add", WASM]).go()
}

fn tracked() -> Result<Vec<String>> {
    let listing = step("git", &["ls-files", "--cached", "--others", "--exclude-standard"]).read()?;
    Ok(listing.lines().map(str::to_owned).filter(|file| root().join(file).exists()).collect())
}

fn top_level(files: &[String]) -> Result {
    let stray = files.iter().map(|file| file.split('/').next().unwrap_or(file)).find(|top| !is_allowed(top));
    stray.map_or(Ok(()), |top| Err(format!("`{top}` does not belong at the top level").into()))
}

fn is_allowed(top: &str) -> bool {
    top.starts_with('.') || TOP.contains(&top)
}

fn sizes(files: &[String]) -> Result {
    let is_source = |file: &&String| [".rs", ".ts", ".css"].iter().any(|end| file.ends_with(end));
    for file in files.iter().filter(is_source) {
        let lines = fs::read_to_string(root().join(file))?.lines().count();
        let cap = cap(file);
        if lines > cap {
            return Err(format!("{file} has {lines} lines; the cap is {cap}").into());
        }
    }
    Ok(())
}

fn cap(file: &str) -> usize {
    let doors = ["server/src/", "app/src/"];
    if doors.iter().any(|door| file.starts_with(door)) { CAP_AT_THE_DOORS } else { CAP }
}

/// What may reach the browser, by name: a new package needs a reason in its commit.
fn wasm_tree() -> Result {
    let tree = ["tree", "-p", "hydrate", "--target", WASM, "-e", "normal,no-proc-macro"];
    let output = cargo(&[&tree[..], &["--prefix", "none", "--format", "{p}", "--locked"]].concat()).read()?;
    let mut found: Vec<_> = output.lines().filter_map(|line| line.split(' ').next()).collect();
    found.sort_unstable();
    found.dedup();
    let found = found.join("\n") + "\n";
    let golden = root().join("server/xtask/wasm-tree.txt");
    let expected = fs::read_to_string(&golden).unwrap_or_default();
    if found == expected {
        return Ok(());
    }
    if std::env::var("SNAPSHOTS").is_ok_and(|wish| wish == "overwrite") {
        return Ok(fs::write(golden, found)?);
    }
    let new: Vec<_> = found.lines().filter(|name| !expected.lines().any(|known| known == *name)).collect();
    Err(format!(
        "what reaches the browser has changed (new: {}); say why and run `SNAPSHOTS=overwrite cargo xtask check`",
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
        assert!(top_level(&files(&["Cargo.toml", ".ci/run", "server/x.rs", "LICENSE"])).is_ok());
        assert!(top_level(&files(&["scripts/x.sh"])).unwrap_err().to_string().contains("scripts"));
    }
}
