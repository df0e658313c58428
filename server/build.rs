//! Makes the site that the binary carries: the wasm of `app/hydrate`, the style sheet, the public files.
//!
//! A release build makes it; every other build takes what lies in `target/site`, so that check, clippy and tests never
//! wait for wasm. `OPENCLAW_SITE=build|skip|<dir>` says otherwise.

#[path = "build/bundle.rs"]
mod bundle;
#[path = "build/chunk.rs"]
mod chunk;
#[path = "build/lean.rs"]
mod lean;
#[path = "build/style.rs"]
mod style;
#[path = "build/wasm.rs"]
mod wasm;

use std::{
    collections::BTreeMap,
    env,
    error::Error,
    fs,
    path::{Path, PathBuf},
};

use bundle::Bundle;
use sha2::{Digest, Sha256};

type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// Everything that the site is made from.
const INPUTS: &[&str] =
    &["app", "style", "public", "server/build.rs", "server/build", "Cargo.lock", "Cargo.toml", "rust-toolchain.toml"];

fn main() -> Result<()> {
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?).join("..").canonicalize()?;
    println!("cargo::rerun-if-env-changed=OPENCLAW_SITE");
    for input in INPUTS {
        println!("cargo::rerun-if-changed={}", root.join(input).display());
    }
    let is_release = env::var("PROFILE")? == "release";
    let default = if is_release { "build" } else { "skip" };
    let wish = env::var("OPENCLAW_SITE").unwrap_or_default();
    let site = match if wish.is_empty() { default } else { &wish } {
        "build" => built(&root, if is_release { "wasm-release" } else { "wasm-quick" })?,
        "skip" => root.join("target/site"),
        dir => root.join(dir).canonicalize()?,
    };
    fs::create_dir_all(&site)?;
    println!("cargo::rustc-env=OPENCLAW_SITE_DIR={}", site.display());
    Ok(())
}

/// The site, made anew only when an input or the profile changed.
fn built(root: &Path, profile: &str) -> Result<PathBuf> {
    let site = root.join("target/site");
    let stamp = root.join("target/site.stamp");
    let wanted = format!("{profile} {}", fingerprint(root)?);
    if fs::read_to_string(&stamp).is_ok_and(|found| found == wanted) && site.join("manifest.json").exists() {
        return Ok(site);
    }
    let wasm = wasm::build(root, profile)?;
    let mut bundle = Bundle::default();
    let mut names = BTreeMap::new();
    for (name, bytes) in &wasm.chunks {
        names.insert(name.clone(), bundle.put(name, bytes));
    }
    for (page, files) in wasm.needs {
        let files = files.iter().filter_map(|file| names.get(file).cloned());
        bundle.need(&page, files.collect());
    }
    bundle.add("js", "app.js", chunk::renamed(&wasm.js, &names)?.as_bytes());
    bundle.add("wasm", "app.wasm", &wasm.app);
    bundle.add("css", "main.css", style::join(&root.join("style"))?.as_bytes());
    bundle.add("icon", "favicon.svg", &fs::read(root.join("public/favicon.svg"))?);
    bundle.write(&site)?;
    fs::write(stamp, wanted)?;
    Ok(site)
}

/// The inputs' names and bytes, as one word.
fn fingerprint(root: &Path) -> Result<String> {
    let mut files = Vec::new();
    for input in INPUTS {
        collect(&root.join(input), &mut files)?;
    }
    files.sort();
    let mut hash = Sha256::new();
    for file in files {
        hash.update(file.strip_prefix(root)?.as_os_str().as_encoded_bytes());
        hash.update(Sha256::digest(fs::read(&file)?));
    }
    Ok(bundle::hex(&hash.finalize()))
}

fn collect(path: &Path, files: &mut Vec<PathBuf>) -> Result<()> {
    if !path.is_dir() {
        files.push(path.to_path_buf());
        return Ok(());
    }
    for entry in fs::read_dir(path)? {
        collect(&entry?.path(), files)?;
    }
    Ok(())
}
