//! Builds the site that the binary contains: the wasm of `app/hydrate`, the style sheet and the public files.
//!
//! Only a release build does this. Every other build uses what is in `target/site`, so that check, clippy and tests
//! never wait for wasm. `OPENCLAW_SITE=build|quick|skip|<dir>` overrides this: `quick` builds a site that compiles sooner and
//! is larger.

#[path = "build/bundle.rs"]
mod bundle;
#[path = "build/chunk.rs"]
mod chunk;
#[path = "build/function_order.rs"]
mod function_order;
#[path = "build/short_imports.rs"]
mod short_imports;
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
    let setting = env::var("OPENCLAW_SITE").unwrap_or_default();
    let site = match if setting.is_empty() { default } else { &setting } {
        "build" => build_site(&root, "wasm-release")?,
        "quick" => build_site(&root, "wasm-quick")?,
        "skip" => root.join("target/site"),
        dir => root.join(dir).canonicalize()?,
    };
    fs::create_dir_all(&site)?;
    println!("cargo::rustc-env=OPENCLAW_SITE_DIR={}", site.display());
    Ok(())
}

/// Builds the site if an input or the profile has changed, and returns its directory.
fn build_site(root: &Path, profile: &str) -> Result<PathBuf> {
    let site = root.join("target/site");
    let stamp = root.join("target/site.stamp");
    let wanted = format!("{profile} {}", fingerprint_inputs(root)?);
    if fs::read_to_string(&stamp).is_ok_and(|found| found == wanted) && site.join("manifest.json").exists() {
        return Ok(site);
    }
    let wasm = wasm::build_wasm(root, profile)?;
    let mut bundle = Bundle::default();
    let mut names = BTreeMap::new();
    for (name, bytes) in &wasm.chunks {
        names.insert(name.clone(), bundle.add_file(name, bytes));
    }
    for (page, files) in wasm.chunks_by_page {
        let files = files.iter().filter_map(|file| names.get(file).cloned());
        bundle.add_page_chunks(&page, files.collect());
    }
    bundle.add_linked_file("js", "app.js", chunk::rename_files(&wasm.script, &names)?.as_bytes());
    bundle.add_linked_file("wasm", "app.wasm", &wasm.app_module);
    bundle.add_linked_file("css", "main.css", style::bundle_css(&root.join("style"))?.as_bytes());
    bundle.add_linked_file("icon", "favicon.svg", &fs::read(root.join("public/favicon.svg"))?);
    bundle.write_site(&site)?;
    fs::write(stamp, wanted)?;
    Ok(site)
}

/// Hash of the names and contents of all inputs.
fn fingerprint_inputs(root: &Path) -> Result<String> {
    let mut files = Vec::new();
    for input in INPUTS {
        collect_files(&root.join(input), &mut files)?;
    }
    files.sort();
    let mut hash = Sha256::new();
    for file in files {
        hash.update(file.strip_prefix(root)?.as_os_str().as_encoded_bytes());
        hash.update(Sha256::digest(fs::read(&file)?));
    }
    Ok(bundle::to_hex(&hash.finalize()))
}

fn collect_files(path: &Path, files: &mut Vec<PathBuf>) -> Result<()> {
    if !path.is_dir() {
        files.push(path.to_path_buf());
        return Ok(());
    }
    for entry in fs::read_dir(path)? {
        collect_files(&entry?.path(), files)?;
    }
    Ok(())
}
