//! The browser's half: built by a Cargo of its own, bound by wasm-bindgen as a library.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

use wasm_bindgen_cli_support::Bindgen;

use crate::Result;

const TARGET: &str = "wasm32-unknown-unknown";

/// The two files that a browser loads.
pub(crate) struct Wasm {
    pub(crate) js: Vec<u8>,
    pub(crate) wasm: Vec<u8>,
}

pub(crate) fn build(root: &Path) -> Result<Wasm> {
    install_target()?;
    let module = compile(root)?;
    let out = PathBuf::from(env::var("OUT_DIR")?).join("bindgen");
    let _ = fs::remove_dir_all(&out);
    Bindgen::new()
        .input_path(module)
        .web(true)?
        .typescript(false)
        .remove_name_section(true)
        .remove_producers_section(true)
        .generate(&out)?;
    if out.join("snippets").exists() {
        return Err(
            "wasm-bindgen made snippets, which are not bundled: a dependency brought JavaScript of its own".into()
        );
    }
    Ok(Wasm { js: fs::read(out.join("hydrate.js"))?, wasm: fs::read(out.join("hydrate_bg.wasm"))? })
}

/// In a target directory of its own: the outer Cargo holds the lock of the other.
fn compile(root: &Path) -> Result<PathBuf> {
    let dir = root.join("target/wasm");
    let mut cargo = Command::new(env::var("CARGO")?);
    cargo
        .current_dir(root)
        .args(["build", "--package", "hydrate", "--locked", "--profile", "wasm-release", "--target", TARGET])
        .arg("--target-dir")
        .arg(&dir);
    for (name, _) in env::vars_os() {
        if is_outer(&name.to_string_lossy()) {
            cargo.env_remove(name);
        }
    }
    if !cargo.status()?.success() {
        return Err(
            "the dashboard's wasm did not build; `cargo build -p hydrate --target wasm32-unknown-unknown` says why"
                .into(),
        );
    }
    Ok(dir.join(TARGET).join("wasm-release/hydrate.wasm"))
}

/// What the outer Cargo says about its own build. The job server stays: both share the cores.
fn is_outer(name: &str) -> bool {
    matches!(
        name,
        "RUSTC_WORKSPACE_WRAPPER"
            | "RUSTC_WRAPPER"
            | "CLIPPY_ARGS"
            | "RUSTFLAGS"
            | "CARGO_ENCODED_RUSTFLAGS"
            | "CARGO_TARGET_DIR"
            | "CARGO_BUILD_TARGET"
            | "RUSTC"
            | "TARGET"
    ) || ["CARGO_FEATURE_", "CARGO_CFG_", "CARGO_PROFILE_"].iter().any(|prefix| name.starts_with(prefix))
}

fn install_target() -> Result<()> {
    let root = Command::new(env::var("RUSTC")?).args(["--print", "target-libdir", "--target", TARGET]).output()?;
    if Path::new(String::from_utf8(root.stdout)?.trim()).is_dir() {
        return Ok(());
    }
    let added = Command::new("rustup").args(["target", "add", TARGET]).status();
    if added.is_ok_and(|status| status.success()) {
        return Ok(());
    }
    Err(format!("the dashboard needs Rust's {TARGET} target: run `rustup target add {TARGET}`").into())
}
