//! Removes what browsers do not need from the app and its script: long import names and comments.

use crate::Result;

/// Shortens the names of the imports in the app and in its script. Each name contains a digest that allows two modules
/// to share a script; it does not compress.
pub(crate) fn shorten_import_names(app: &[u8], script: &str) -> Result<(Vec<u8>, String)> {
    let mut module = compact_module_config().parse(app)?;
    let mut script = strip_comments(script);
    for (number, import) in module.imports.iter_mut().filter(|import| has_digest(&import.name)).enumerate() {
        let short = format!("_{number}");
        let called = format!("{}: ", import.name);
        if script.matches(&called).count() != 1 {
            return Err(format!("the script does not say once what `{}` is", import.name).into());
        }
        script = script.replacen(&called, &format!("{short}: "), 1);
        import.name = short;
    }
    Ok((module.emit_wasm(), script))
}

/// Whether the name ends in a digest, as in `__wbg_get_0123456789abcdef`.
fn has_digest(name: &str) -> bool {
    let digest = name.rsplit_once('_').map_or("", |(_, digest)| digest);
    name.starts_with("__wb") && digest.len() == 16 && digest.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// Removes comment lines. The generated script has comments only on lines of their own, and no multi-line strings.
fn strip_comments(script: &str) -> String {
    let lines = script.lines().map(str::trim);
    let is_code = |line: &&str| !line.is_empty() && !["//", "/*", "*"].iter().any(|sign| line.starts_with(sign));
    lines.filter(is_code).fold(String::new(), |script, line| script + line + "\n")
}

/// Configuration that omits names and producer information.
pub(crate) fn compact_module_config() -> walrus::ModuleConfig {
    let mut config = walrus::ModuleConfig::new();
    config.generate_name_section(false).generate_producers_section(false);
    config
}
