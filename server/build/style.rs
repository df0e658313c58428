//! Joins `style/main.css` and what it imports into one file: a browser asks once.

use std::{fs, path::Path};

use crate::Result;

/// `@import "part/badge.css" layer(part);` becomes `@layer part { … }`.
pub(crate) fn join(dir: &Path) -> Result<String> {
    let main = fs::read_to_string(dir.join("main.css"))?;
    let mut joined = String::new();
    for line in main.lines() {
        let Some(import) = line.trim().strip_prefix("@import ") else {
            joined.push_str(line);
            joined.push('\n');
            continue;
        };
        let (file, layer) = parse(import).ok_or_else(|| format!("style/main.css: not understood: {line}"))?;
        let css = fs::read_to_string(dir.join(file)).map_err(|e| format!("style/{file}: {e}"))?;
        joined.extend(["@layer ", layer, " {\n", &css, "}\n"]);
    }
    Ok(compact(&joined))
}

/// Without indentation, empty lines, and the line ends that mean nothing. It is a tenth of what is sent.
fn compact(css: &str) -> String {
    let lines = without_comments(css);
    lines.lines().map(str::trim).filter(|line| !line.is_empty()).fold(String::new(), |mut compact, line| {
        compact.push_str(line);
        if !line.ends_with(['{', ';', ',', '}']) {
            compact.push('\n');
        }
        compact
    })
}

/// `"file" layer(name);`
fn parse(import: &str) -> Option<(&str, &str)> {
    let (file, rest) = import.strip_prefix('"')?.split_once('"')?;
    Some((file, rest.trim().strip_prefix("layer(")?.strip_suffix(");")?))
}

fn without_comments(css: &str) -> String {
    let mut rest = css;
    let mut kept = String::new();
    while let Some((before, after)) = rest.split_once("/*") {
        kept.push_str(before);
        rest = after.split_once("*/").map_or("", |(_, after)| after);
    }
    kept.push_str(rest);
    kept
}
