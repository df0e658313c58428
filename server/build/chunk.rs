//! What the splitter leaves to be done: its loaders belong into the app's script, and its chunks can be smaller.

use std::collections::BTreeMap;

use crate::Result;

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
    let mut config = walrus::ModuleConfig::new();
    config.generate_name_section(false).generate_producers_section(false);
    let mut module = config.parse(module)?;
    let remarks: Vec<_> = module.customs.iter().map(|(id, _)| id).collect();
    for remark in remarks {
        module.customs.delete(remark);
    }
    Ok(module.emit_wasm())
}
