//! Processes the output of the wasm splitter: merges its loaders into the app's script, makes the chunks smaller, and
//! packs the small ones into one file.

use std::{collections::BTreeMap, mem};

use crate::{Result, short_imports};

/// Files that a browser loads.
pub(crate) struct WasmBuild {
    pub(crate) script: String,
    pub(crate) app_module: Vec<u8>,
    /// Chunks by the names that the script uses.
    pub(crate) chunks: Vec<(String, Vec<u8>)>,
    /// Names of the chunks that each split point needs, by the name of the split point.
    pub(crate) chunks_by_page: BTreeMap<String, Vec<String>>,
}

/// Merges the loaders into the app's script. Two separate files would name each other, which is impossible when each
/// name contains a hash of the content.
pub(crate) fn merge_scripts(app: &str, loader: &str, (app_name, loader_name): (&str, &str)) -> Result<String> {
    let mut script = String::new();
    let mut imports = Vec::new();
    for line in app.lines() {
        match parse_import(line, loader_name) {
            Some(name) => imports.push(name),
            None => script.extend([line, "\n"]),
        }
    }
    let mut exports = Vec::new();
    let from_app = format!("import {{ initSync }} from \"{app_name}\";");
    let mut found = false;
    for line in loader.lines() {
        if line == from_app {
            found = true;
            continue;
        }
        let line = line.strip_prefix("export ").inspect(|rest| exports.extend(parse_const_name(rest))).unwrap_or(line);
        script.extend([line, "\n"]);
    }
    if !found || imports.is_empty() || exports.is_empty() {
        return Err("the splitter's loader is not what it was: look at `server/build/chunk.rs`".into());
    }
    for import in imports {
        script.extend(["const ", import, " = { ", &exports.join(", "), " };\n"]);
    }
    Ok(script)
}

/// Returns the name in `import * as import1 from "./loader.js"`.
fn parse_import<'a>(line: &'a str, module: &str) -> Option<&'a str> {
    let (name, from) = line.strip_prefix("import * as ")?.split_once(" from ")?;
    (from.trim_end_matches(';').trim_matches(['"', '\'']) == module).then_some(name)
}

/// Returns the name in `const name = …`.
fn parse_const_name(line: &str) -> Option<&str> {
    line.strip_prefix("const ")?.split_once(' ').map(|(name, _)| name)
}

/// A chunk below this size is not worth a request of its own.
const SMALL_CHUNK_BYTES: usize = 16_000;

/// Name of the file with the small chunks.
const PACK_FILE: &str = "shared.bin";

/// Packs the small chunks into one file. Pages share them in many combinations, and a page needs a dozen of them. Each
/// loader gets the position of its chunk in the file.
pub(crate) fn pack_small_chunks(wasm: &mut WasmBuild) -> Result<()> {
    let (small, large) =
        mem::take(&mut wasm.chunks).into_iter().partition(|(_, bytes)| bytes.len() < SMALL_CHUNK_BYTES);
    let small: Vec<(String, Vec<u8>)> = small;
    wasm.chunks = large;
    let mut packed = Vec::new();
    for (name, bytes) in &small {
        let stem = name.trim_end_matches(".wasm");
        let begin = format!("const __{stem} = makeLoad(");
        let (before, rest) = wasm.script.split_once(&begin).ok_or_else(|| format!("no loader of {name}"))?;
        let (_, after) = rest.split_once("\n, []);").ok_or_else(|| format!("the loader of {name} has no end"))?;
        wasm.script = format!("{before}{begin}packed({}, {}), []);{after}", packed.len(), bytes.len());
        packed.extend_from_slice(bytes);
    }
    for files in wasm.chunks_by_page.values_mut() {
        let count = files.len();
        files.retain(|file| small.iter().all(|(name, _)| name != file));
        if files.len() < count {
            files.push(PACK_FILE.to_owned());
        }
    }
    wasm.script.push_str(UNPACK_SCRIPT);
    wasm.chunks.push((PACK_FILE.to_owned(), packed));
    Ok(())
}

/// Script that loads a packed chunk. A failed request is repeated at the next use, as by the splitter's own loaders.
const UNPACK_SCRIPT: &str = r#"
let pack;
function packed(at, size) {
return () => {
pack ??= fetch(new URL("./shared.bin", import.meta.url)).then(answer => answer.ok ? answer.arrayBuffer() : Promise.reject(new Error(answer.status)));
const here = pack;
here.catch(() => { if (pack === here) pack = undefined; });
return async (imports) => WebAssembly.instantiate(new Uint8Array(await here, at, size), imports);
};
}
"#;

/// Replaces the names of files in a script by their new names.
pub(crate) fn rename_files(script: &str, names: &BTreeMap<String, String>) -> Result<String> {
    let mut script = script.to_owned();
    for (old, new) in names {
        let old = format!("\"./{old}\"");
        if !script.contains(&old) {
            return Err(format!("no loader names {old}").into());
        }
        script = script.replace(&old, &format!("\"./{new}\""));
    }
    Ok(script)
}

/// Encodes a module anew. The splitter leaves names and other custom sections in it, and numbers at the full width that
/// a linker needs.
pub(crate) fn compact_module(module: &[u8]) -> Result<Vec<u8>> {
    let mut module = short_imports::compact_module_config().parse(module)?;
    let remarks: Vec<_> = module.customs.iter().map(|(id, _)| id).collect();
    for remark in remarks {
        module.customs.delete(remark);
    }
    Ok(module.emit_wasm())
}
