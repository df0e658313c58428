//! Joins `style/main.css` and its imports into one file, so that a browser sends one request.

use std::{fs, path::Path};

use crate::Result;

/// Inlines the imports: `@import "part/badge.css" layer(part);` becomes `@layer part { … }`.
pub(crate) fn bundle_css(dir: &Path) -> Result<String> {
    let main = fs::read_to_string(dir.join("main.css"))?;
    let mut joined = String::new();
    for line in main.lines() {
        let Some(import) = line.trim().strip_prefix("@import ") else {
            joined.push_str(line);
            joined.push('\n');
            continue;
        };
        let (file, layer) = parse_import(import).ok_or_else(|| format!("style/main.css: not understood: {line}"))?;
        let css = fs::read_to_string(dir.join(file)).map_err(|e| format!("style/{file}: {e}"))?;
        joined.extend(["@layer ", layer, " {\n", &css, "}\n"]);
    }
    Ok(minify_css(&joined))
}

/// Removes indentation, empty lines and unnecessary line ends, which are a tenth of what is sent.
fn minify_css(css: &str) -> String {
    let lines = strip_comments(css);
    lines.lines().map(str::trim).filter(|line| !line.is_empty()).fold(String::new(), |mut compact, line| {
        compact.push_str(line);
        if !line.ends_with(['{', ';', ',', '}']) {
            compact.push('\n');
        }
        compact
    })
}

/// Returns file and layer of `"file" layer(name);`.
fn parse_import(import: &str) -> Option<(&str, &str)> {
    let (file, rest) = import.strip_prefix('"')?.split_once('"')?;
    Some((file, rest.trim().strip_prefix("layer(")?.strip_suffix(");")?))
}

fn strip_comments(css: &str) -> String {
    let mut rest = css;
    let mut kept = String::new();
    while let Some((before, after)) = rest.split_once("/*") {
        kept.push_str(before);
        rest = after.split_once("*/").map_or("", |(_, after)| after);
    }
    kept.push_str(rest);
    kept
}
