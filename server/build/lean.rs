//! What the app and its script carry for readers and for tools, and no browser needs.

use crate::Result;

/// Both with short names for what the one imports from the other. A digest in each name is there so that two modules
/// could share a script; it does not compress.
pub(crate) fn short_names(app: &[u8], script: &str) -> Result<(Vec<u8>, String)> {
    let mut module = plain().parse(app)?;
    let mut script = without_remarks(script);
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

/// `__wbg_get_0123456789abcdef`
fn has_digest(name: &str) -> bool {
    let digest = name.rsplit_once('_').map_or("", |(_, digest)| digest);
    name.starts_with("__wb") && digest.len() == 16 && digest.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// The generated script has comments on lines of their own, and no text that goes over several lines.
fn without_remarks(script: &str) -> String {
    let lines = script.lines().map(str::trim);
    let is_code = |line: &&str| !line.is_empty() && !["//", "/*", "*"].iter().any(|sign| line.starts_with(sign));
    lines.filter(is_code).fold(String::new(), |script, line| script + line + "\n")
}

/// Without names and remarks.
pub(crate) fn plain() -> walrus::ModuleConfig {
    let mut config = walrus::ModuleConfig::new();
    config.generate_name_section(false).generate_producers_section(false);
    config
}
