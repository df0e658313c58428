//! Tests that the sources do not contain forbidden text.

use std::{
    fs,
    path::{Path, PathBuf},
};

/// Returns the Rust files below a folder with their texts. The folder is relative to this crate.
pub(crate) fn rust_sources(dir: &str) -> Vec<(PathBuf, String)> {
    fn walk(dir: &Path, found: &mut Vec<(PathBuf, String)>) {
        for entry in fs::read_dir(dir).unwrap() {
            let path = entry.unwrap().path();
            match path.extension().and_then(|e| e.to_str()) {
                _ if path.is_dir() => walk(&path, found),
                Some("rs") => found.push((path.clone(), fs::read_to_string(&path).unwrap())),
                _ => {}
            }
        }
    }
    let mut found = Vec::new();
    walk(&Path::new(env!("CARGO_MANIFEST_DIR")).join(dir), &mut found);
    assert!(!found.is_empty());
    found
}

/// Inserts markup: the diagrams of routes, in which the server has escaped all names. Their code would otherwise be a part
/// of every first visit.
const ROUTES_FILE: &str = "../app/src/page/overview/routes.rs";

fn assert_absent(dir: &str, words: &[&str]) {
    assert_absent_except(dir, words, None);
}

/// Like [`assert_absent`], for all files but one.
fn assert_absent_except(dir: &str, words: &[&str], except: Option<&str>) {
    let except = except.map(|file| Path::new(env!("CARGO_MANIFEST_DIR")).join(file));
    for (path, text) in rust_sources(dir).into_iter().filter(|(path, _)| Some(path) != except.as_ref()) {
        for word in words {
            assert!(!text.contains(word), "{word} in {}", path.display());
        }
    }
}

#[test]
fn t13_no_server_function_answers_to_get() {
    assert_absent("../app", &["GetUrl", "GetCbor", "GetJson"]);
}

#[test]
fn t37_no_inner_html() {
    let words = ["inner_html", "set_inner_html", "outer_html", "insert_adjacent_html", "eval("];
    assert_absent_except("../app", &words, Some(ROUTES_FILE));
    let routes = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(ROUTES_FILE)).unwrap();
    assert_eq!(routes.matches("_html").count(), 1);
    assert!(routes.contains("inner_html=drawn>") && !routes.contains("eval("));
}

#[test]
fn no_style_attribute_that_the_content_policy_would_drop() {
    assert_absent("../app/src", &[" style=", "style:"]);
}

#[test]
fn t28_tokens_cannot_be_compared_or_logged() {
    let token = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/http/auth/token.rs")).unwrap();
    let derived: Vec<_> = token.lines().filter(|line| line.trim_start().starts_with("#[derive(")).collect();
    assert_eq!(derived, ["#[derive(Clone)]", "#[derive(Clone, Copy)]"]);
    for word in ["PartialEq", "Debug", "Display", "Serialize", "ToString", "Deref"] {
        assert!(!token.contains(&format!("{word} for")), "{word}");
    }
}
