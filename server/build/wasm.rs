//! Builds the browser part: compiles it with a separate Cargo, splits it into chunks, and runs wasm-bindgen as a
//! library.

use std::{
    env, fs, iter,
    path::{Path, PathBuf},
    process::Command,
};

use wasm_bindgen_cli_support::Bindgen;

use crate::{
    Result,
    chunk::{self, WasmBuild},
    function_order, short_imports,
};

const TARGET: &str = "wasm32-unknown-unknown";

/// Module from which the app imports the loaders of the chunks; they import from `APP_FILE`. Both become one file in
/// the end: two files that name each other cannot both have their hash in their names.
const LOADER_FILE: &str = "./loader.js";
const APP_FILE: &str = "./hydrate.js";

pub(crate) fn build_wasm(root: &Path, profile: &str) -> Result<WasmBuild> {
    install_target()?;
    let module = fs::read(compile_wasm(root, profile)?)?;
    let out = PathBuf::from(env::var("OUT_DIR")?).join("bindgen");
    let _ = fs::remove_dir_all(&out);
    fs::create_dir_all(&out)?;
    let main = out.join("hydrate.wasm");
    let split = wasm_split_cli_support::transform({
        let mut options = wasm_split_cli_support::Options::new(&module);
        options.output_dir = &out;
        options.main_out_path = &main;
        options.main_module = APP_FILE;
        options.link_name = LOADER_FILE;
        options
    })?;
    // The chunks import the linker's exports of the app by their names.
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
    let (script, loader) = (fs::read_to_string(out.join(APP_FILE))?, fs::read_to_string(out.join(LOADER_FILE))?);
    let js = chunk::merge_scripts(&script, &loader, (APP_FILE, LOADER_FILE))?;
    let chunks = split.split_modules.iter().map(|path| {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        Ok((name, chunk::compact_module(&fs::read(path)?)?))
    });
    let chunks = chunks.collect::<Result<_>>()?;
    let files = |stems: Vec<String>| stems.into_iter().map(|stem| stem + ".wasm").collect();
    let needs = split.prefetch_map.into_iter().map(|(name, stems)| (name, files(stems))).collect();
    let (app, js) = short_imports::shorten_import_names(&fs::read(out.join("hydrate_bg.wasm"))?, &js)?;
    let mut wasm = WasmBuild { script: js, app_module: app, chunks, chunks_by_page: needs };
    if profile == "wasm-release" {
        for module in iter::once(&mut wasm.app_module).chain(wasm.chunks.iter_mut().map(|(_, module)| module)) {
            *module = function_order::order_by_similarity(module)?;
        }
    }
    chunk::pack_small_chunks(&mut wasm)?;
    Ok(wasm)
}

/// Compiles in a separate target directory, because the outer Cargo holds the lock of the usual one.
fn compile_wasm(root: &Path, profile: &str) -> Result<PathBuf> {
    let dir = root.join("target/wasm");
    let mut cargo = Command::new(env::var("CARGO")?);
    cargo
        .current_dir(root)
        .args(["rustc", "--package", "hydrate", "--locked", "--profile", profile, "--target", TARGET])
        .arg("--target-dir")
        .arg(&dir)
        // Relocations say where code refers to functions and data, which the splitter needs to move them.
        .args(["--", "-Clink-args=--emit-relocs"]);
    for (name, _) in env::vars_os() {
        if is_outer_cargo_variable(&name.to_string_lossy()) {
            cargo.env_remove(name);
        }
    }
    cargo.env("CARGO_ENCODED_RUSTFLAGS", shorten_source_paths().join("\x1f"));
    if !cargo.status()?.success() {
        return Err(
            "the dashboard's wasm did not build; `cargo build -p hydrate --target wasm32-unknown-unknown` says why"
                .into(),
        );
    }
    Ok(dir.join(TARGET).join(profile).join("hydrate.wasm"))
}

/// Options that leave the directory of a dependency's source out of panic messages. So a site is smaller, and the same on
/// every machine.
fn shorten_source_paths() -> Vec<String> {
    let home = env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = home.or_else(|| Some(PathBuf::from(env::var_os("HOME")?).join(".cargo")));
    let registries = home.and_then(|home| fs::read_dir(home.join("registry/src")).ok()).into_iter().flatten().flatten();
    registries.map(|registry| format!("--remap-path-prefix={}/=", registry.path().display())).collect()
}

/// Whether the outer Cargo sets this variable for its own build. The job server is kept: both builds share the cores.
fn is_outer_cargo_variable(name: &str) -> bool {
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
