//! What the splitter leaves to be done: its loaders belong into the app's script, its chunks can be smaller, and the
//! small ones are one file.

use std::{collections::BTreeMap, mem};

use crate::{Result, lean, wasm::Wasm};

/// The app's script with its loaders in it. As two files each would name the other, and both have their hash in it.
pub(crate) fn one_script(app: &str, loader: &str, (app_name, loader_name): (&str, &str)) -> Result<String> {
    let mut script = String::new();
    let mut imports = Vec::new();
    for line in app.lines() {
        match imported(line, loader_name) {
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
        let line = line.strip_prefix("export ").inspect(|rest| exports.extend(declared(rest))).unwrap_or(line);
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

/// `import * as import1 from "./loader.js"`
fn imported<'a>(line: &'a str, module: &str) -> Option<&'a str> {
    let (name, from) = line.strip_prefix("import * as ")?.split_once(" from ")?;
    (from.trim_end_matches(';').trim_matches(['"', '\'']) == module).then_some(name)
}

/// `const name = …`
fn declared(line: &str) -> Option<&str> {
    line.strip_prefix("const ")?.split_once(' ').map(|(name, _)| name)
}

/// A chunk that is smaller is not worth a request of its own.
const SMALL: usize = 16_000;

/// The file of the small chunks.
const PACK: &str = "shared.bin";

/// One file for the small chunks, which several pages share in ever other ways: a page needs a dozen of them. They are
/// told where in it they lie.
pub(crate) fn pack(wasm: &mut Wasm) -> Result<()> {
    let (small, large) = mem::take(&mut wasm.chunks).into_iter().partition(|(_, bytes)| bytes.len() < SMALL);
    let small: Vec<(String, Vec<u8>)> = small;
    wasm.chunks = large;
    let mut packed = Vec::new();
    for (name, bytes) in &small {
        let stem = name.trim_end_matches(".wasm");
        let begin = format!("const __{stem} = makeLoad(");
        let (before, rest) = wasm.js.split_once(&begin).ok_or_else(|| format!("no loader of {name}"))?;
        let (_, after) = rest.split_once("\n, []);").ok_or_else(|| format!("the loader of {name} has no end"))?;
        wasm.js = format!("{before}{begin}packed({}, {}), []);{after}", packed.len(), bytes.len());
        packed.extend_from_slice(bytes);
    }
    for files in wasm.needs.values_mut() {
        let count = files.len();
        files.retain(|file| small.iter().all(|(name, _)| name != file));
        if files.len() < count {
            files.push(PACK.to_owned());
        }
    }
    wasm.js.push_str(UNPACK);
    wasm.chunks.push((PACK.to_owned(), packed));
    Ok(())
}

/// What did not come is asked for again, as the splitter's own loaders do.
const UNPACK: &str = r#"
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

/// A script that names these files by their new names.
pub(crate) fn renamed(script: &str, names: &BTreeMap<String, String>) -> Result<String> {
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

/// Written anew: the splitter leaves names and other remarks in it, and numbers as wide as a linker needs them.
pub(crate) fn compact(module: &[u8]) -> Result<Vec<u8>> {
    let mut module = lean::plain().parse(module)?;
    let remarks: Vec<_> = module.customs.iter().map(|(id, _)| id).collect();
    for remark in remarks {
        module.customs.delete(remark);
    }
    Ok(module.emit_wasm())
}
