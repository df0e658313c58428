//! The browser's half: built by a Cargo of its own, cut into chunks, bound by wasm-bindgen as a library.

use std::{
    collections::BTreeMap,
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

use wasm_bindgen_cli_support::Bindgen;

use crate::{Result, chunk, lean};

const TARGET: &str = "wasm32-unknown-unknown";

/// The files that a browser loads.
pub(crate) struct Wasm {
    pub(crate) js: String,
    pub(crate) app: Vec<u8>,
    /// By the names that the script calls them.
    pub(crate) chunks: Vec<(String, Vec<u8>)>,
    /// Which of them each split needs, by its name.
    pub(crate) needs: BTreeMap<String, Vec<String>>,
}

/// What the app imports the chunks' loaders from, and what these import the app from. In the end it is one file: two
/// that name each other could not both have their hash in their name.
const LOADER: &str = "./loader.js";
const APP: &str = "./hydrate.js";

pub(crate) fn build(root: &Path, profile: &str) -> Result<Wasm> {
    install_target()?;
    let module = fs::read(compile(root, profile)?)?;
    let out = PathBuf::from(env::var("OUT_DIR")?).join("bindgen");
    let _ = fs::remove_dir_all(&out);
    fs::create_dir_all(&out)?;
    let main = out.join("hydrate.wasm");
    let split = wasm_split_cli_support::transform({
        let mut options = wasm_split_cli_support::Options::new(&module);
        options.output_dir = &out;
        options.main_out_path = &main;
        options.main_module = APP;
        options.link_name = LOADER;
        options
    })?;
    // The chunks import from the app what its linker exported, by its names.
    Bindgen::new()
        .input_path(main)
        .web(true)?
        .typescript(false)
        .keep_lld_exports(true)
        .demangle(false)
        .remove_name_section(true)
        .remove_producers_section(true)
        .generate(&out)?;
    if out.join("snippets").exists() {
        return Err(
            "wasm-bindgen made snippets, which are not bundled: a dependency brought JavaScript of its own".into()
        );
    }
    let (script, loader) = (fs::read_to_string(out.join(APP))?, fs::read_to_string(out.join(LOADER))?);
    let js = chunk::one_script(&script, &loader, (APP, LOADER))?;
    let chunks = split.split_modules.iter().map(|path| {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        Ok((name, chunk::compact(&fs::read(path)?)?))
    });
    let chunks = chunks.collect::<Result<_>>()?;
    let files = |stems: Vec<String>| stems.into_iter().map(|stem| stem + ".wasm").collect();
    let needs = split.prefetch_map.into_iter().map(|(name, stems)| (name, files(stems))).collect();
    let (app, js) = lean::short_names(&fs::read(out.join("hydrate_bg.wasm"))?, &js)?;
    let mut wasm = Wasm { js, app, chunks, needs };
    chunk::pack(&mut wasm)?;
    Ok(wasm)
}

/// In a target directory of its own: the outer Cargo holds the lock of the other.
fn compile(root: &Path, profile: &str) -> Result<PathBuf> {
    let dir = root.join("target/wasm");
    let mut cargo = Command::new(env::var("CARGO")?);
    cargo
        .current_dir(root)
        .args(["rustc", "--package", "hydrate", "--locked", "--profile", profile, "--target", TARGET])
        .arg("--target-dir")
        .arg(&dir)
        // Where the code names functions and data: what is to be moved must be found.
        .args(["--", "-Clink-args=--emit-relocs"]);
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
    Ok(dir.join(TARGET).join(profile).join("hydrate.wasm"))
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
