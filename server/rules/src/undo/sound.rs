//! What of a record may go back into a file. The history is a file as others are: it may be merged, or forged.

use json5_edit::{KeyPath, Value};

use super::WhyNot;
use crate::{
    history::Leaf,
    mask::HIDDEN,
    path::{INCLUDE, RESERVED},
    slice,
};

/// Whether both texts are what a write of ours could have left: one value each, with no key that readers take for
/// something else, and no mask.
pub(super) fn check(leaf: &Leaf) -> Result<(), WhyNot> {
    let odd = |what| Err(WhyNot::Odd { path: leaf.path.clone(), what });
    let names = slice::names(&leaf.path);
    if names.iter().any(|name| is_reserved(name)) {
        return odd("a key that means something else than it says");
    }
    for text in [&leaf.before, &leaf.after].into_iter().flatten() {
        let Some(value) = one_value(text) else { return odd("no single value") };
        if has_key(&value, &is_reserved) {
            return odd("a key that means something else than it says");
        }
        if names.iter().chain([text]).any(|text| text.contains(HIDDEN)) || has_text(&value, HIDDEN) {
            return odd("a mask in the place of a value");
        }
    }
    Ok(())
}

/// Whether both texts, which come from byte copies, may go back into the file.
pub(super) fn may_be_restored(leaf: &Leaf) -> bool {
    let is_sound = |text: &String| one_value(text).is_some_and(|value| !has_key(&value, &is_reserved));
    [&leaf.before, &leaf.after]
        .into_iter()
        .flatten()
        .all(|text| is_sound(text) && slice::may_be_restored(&leaf.path, text))
}

/// Why a leaf cannot be undone whose texts are not known.
pub(super) fn not_known(path: &KeyPath) -> WhyNot {
    let path = path.clone();
    if slice::is_ours(&path) || slice::is_entry(&path) { WhyNot::NotKept { path } } else { WhyNot::NotOurs { path } }
}

fn is_reserved(key: &str) -> bool {
    key == INCLUDE || RESERVED.contains(&key)
}

/// `None` when there is anything before it or behind it: a comment there would take in what follows in the file.
fn one_value(text: &str) -> Option<Value> {
    let mut is_whole = false;
    let read = json5_edit::walk(text, |_, raw| {
        is_whole = raw == text;
        false
    });
    read.ok().filter(|()| is_whole)?;
    json5_edit::read(text.as_bytes()).ok()
}

fn has_key(value: &Value, is_wanted: &impl Fn(&str) -> bool) -> bool {
    match value {
        Value::Object(members) => members.iter().any(|(key, value)| is_wanted(key) || has_key(value, is_wanted)),
        Value::Array(items) => items.iter().any(|item| has_key(item, is_wanted)),
        _ => false,
    }
}

fn has_text(value: &Value, wanted: &str) -> bool {
    match value {
        Value::Object(members) => members.iter().any(|(key, value)| key.contains(wanted) || has_text(value, wanted)),
        Value::Array(items) => items.iter().any(|item| has_text(item, wanted)),
        Value::String(text) => text.contains(wanted),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(path: &str, before: &str) -> Option<String> {
        let path = path.parse().unwrap();
        let leaf = Leaf::new(path, Some(before.to_owned()), None, 0);
        check(&leaf).err().map(|why| why.to_string())
    }

    #[test]
    fn what_no_write_of_ours_left_is_named() {
        let model = "agents.defaults.model";
        for (path, text, what) in [
            (model, "{ $include: {} }", "a key"),
            (model, "{ '\\u0024include': {} }", "a key"),
            (model, "{ __proto__: {} }", "a key"),
            (model, "{ constructor: [] }", "a key"),
            (model, "{ primary: { prototype: {} } }", "a key"),
            ("agents.entries.$include.model", "'a/b'", "a key"),
            ("agents.entries.__proto__.model", "'a/b'", "a key"),
            (model, "'‹hidden›'", "a mask"),
            (model, "'\\u2039hidden\\u203a'", "a mask"),
            (model, "[ 'a/b', /* ‹hidden› */ ]", "a mask"),
            (model, "'a/b' // best", "no single value"),
            (model, "/* best */ 'a/b'", "no single value"),
            (model, "'a/b', 'c/d'", "no single value"),
            (model, "'a/b', primary: 'c/d'", "no single value"),
            (model, "", "no single value"),
        ] {
            let said = said(path, text).unwrap_or_default();
            assert!(said.starts_with(&format!("the history has {what}")), "{path} {text}: {said}");
        }
        for text in ["'a/b'", "{ primary: 'a/b', /* best */ fallbacks: [] }", "{}"] {
            assert_eq!(said(model, text), None, "{text}");
        }
    }
}
