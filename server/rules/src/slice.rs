//! The models slice: the leaves that are ours to edit, to record and to undo. Beside it, what we write ourselves and
//! may take back: see `beside`.

mod beside;
mod comments;

use std::{borrow::Cow, ops::ControlFlow};

use json5_edit::{Edit, KeyPath, Kind, Step, visit};

use crate::{diff, secret};
pub use beside::is_entry;
pub(crate) use comments::without_hidden_comments;

/// The leaf that an edit touches: what the history records, whole, so that undo can put it back byte for byte. A list
/// is one leaf, whatever happens inside. Comments that are exchanged stand between the two values.
pub fn leaf(edit: &Edit) -> KeyPath {
    match edit {
        Edit::Insert { list, .. } | Edit::Move { list, .. } => list.clone(),
        Edit::SwapComments { one, other } => one.shared_with(other),
        Edit::Remove { path } | Edit::Set { path, .. } => match path.split_last() {
            Some((list, Step::Index(_))) => list,
            _ => path.clone(),
        },
    }
}

/// A longer text is no chain that a person keeps.
const LONGEST_KEPT: usize = 64 << 10;

/// Whether the text of a leaf may be kept: it is ours, and nothing in it would be hidden in a diff; or it is plain.
pub fn may_be_kept(leaf: &KeyPath, raw: &str) -> bool {
    let mount = names(leaf);
    if raw.len() > LONGEST_KEPT || secret::is_secret(&mount) {
        return false;
    }
    if !is_ours(leaf) {
        return beside::may_be_kept(leaf, raw);
    }
    let mut may = true;
    visit(raw, |token| {
        may = !diff::is_hidden(token, raw, &mount);
        if may { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    });
    may
}

/// The text of a leaf as the history keeps it: without the comments that may hold a secret. `None` when a value in it may
/// not be kept.
pub fn kept_text<'t>(leaf: &KeyPath, raw: &'t str) -> Option<Cow<'t, str>> {
    let text = if is_ours(leaf) { without_hidden_comments(raw, &names(leaf)) } else { Cow::Borrowed(raw) };
    may_be_kept(leaf, &text).then_some(text)
}

/// Whether a text that is not kept may come back from a byte copy: it is ours, and no value in it is a secret.
pub fn may_be_restored(leaf: &KeyPath, raw: &str) -> bool {
    let mount = names(leaf);
    let mut may = is_ours(leaf) && !secret::is_secret_text(&mount);
    visit(raw, |token| {
        let text = raw.get(token.span.clone()).unwrap_or_default();
        may &= match token.kind {
            Kind::Punctuation | Kind::Comment => true,
            // A key that is written with an escape may be any key.
            Kind::Key => !text.contains('\\'),
            Kind::Scalar => {
                let path: Vec<_> = mount.iter().cloned().chain(token.path()).collect();
                !secret::is_secret_text(&path) && !secret::is_like_a_key(text.trim_matches(['"', '\'']))
            }
        };
        if may { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    });
    may
}

/// Whether a path lies in the models slice.
pub fn is_ours(path: &KeyPath) -> bool {
    let path = names(path);
    let path: Vec<&str> = path.iter().map(String::as_str).collect();
    matches!(
        path.as_slice(),
        ["agents", "defaults", "model" | "imageModel" | "models" | "modelPolicy" | "utilityModel", ..]
            | ["agents", "list" | "entries", _, "model", ..]
            | ["auth", "order" | "profiles", ..]
            | ["meta", "migrations", "modelPolicyAllowlist"]
    )
}

/// Whether a model stands at this path: a text, or a primary and fallbacks.
pub(crate) fn is_model(path: &[String]) -> bool {
    let path: Vec<&str> = path.iter().map(String::as_str).collect();
    matches!(
        path.as_slice(),
        ["agents", "defaults", "model" | "imageModel"] | ["agents", "list" | "entries", _, "model"]
    )
}

/// The steps of a path as the paths of tokens have them.
pub fn names(path: &KeyPath) -> Vec<String> {
    path.steps().iter().map(name).collect()
}

/// A step as the paths of tokens have it.
pub fn name(step: &Step) -> String {
    match step {
        Step::Key(key) => key.clone(),
        Step::Index(index) => index.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn model(keys: &[&str]) -> KeyPath {
        KeyPath::of(["agents", "defaults"].into_iter().chain(keys.iter().copied()))
    }

    #[test]
    fn a_list_is_one_leaf() {
        let list = model(&["model", "fallbacks"]);
        assert_eq!(leaf(&Edit::Insert { list: list.clone(), index: 1, value: "a/b".into() }), list);
        assert_eq!(leaf(&Edit::Move { list: list.clone(), from: 1, to: 0 }), list);
        assert_eq!(leaf(&Edit::Remove { path: list.index(2) }), list);
        let swap = Edit::SwapComments { one: list.index(2), other: model(&["model", "primary"]) };
        assert_eq!(leaf(&swap), model(&["model"]));
        let alias = model(&["models", "a/b", "alias"]);
        assert_eq!(leaf(&Edit::Set { path: alias.clone(), value: "x".into() }), alias);
    }

    #[test]
    fn what_is_not_ours_or_may_be_secret_is_not_kept() {
        for (leaf, raw, may) in [
            (model(&["model", "fallbacks"]), "[ 'a/b', // cheap\n 'c/d' ]", true),
            (model(&["model"]), "{ primary: 'a/b' }", true),
            (model(&["models", "a/b"]), "{}", true),
            (model(&["models", "a/b"]), "{ alias: 'x' }", true),
            (model(&["models", "a/b"]), "{ params: { apiKey: 'x' } }", false),
            (model(&["model"]), "{ primary: 'a/b', key: 'x' }", false),
            (model(&["workspace"]), "'/x'", false),
            (KeyPath::of(["models", "providers", "x"]), "{}", false),
            (KeyPath::of(["env"]), "{}", false),
            (model(&["model", "fallbacks"]), "[ 'a/b', /* token: x */ ]", false),
            (model(&["models", "a/b", "params", "apiKey"]), "[]", false),
        ] {
            assert_eq!(may_be_kept(&leaf, raw), may, "{leaf} {raw}");
        }
    }

    #[test]
    fn a_comment_that_may_be_secret_is_left_out_and_a_value_is_not() {
        let list = model(&["model", "fallbacks"]);
        assert_eq!(kept_text(&list, "['a/b', /* token: x */ 'c/d']").as_deref(), Some("['a/b',  'c/d']"));
        assert_eq!(kept_text(&list, "['a/b' /* cheap */]").as_deref(), Some("['a/b' /* cheap */]"));
        assert_eq!(kept_text(&model(&["model"]), "{ key: 'x' /* 50% */ }"), None);
        assert_eq!(kept_text(&model(&["workspace"]), "'/x'"), None);
        let order = KeyPath::of(["auth", "order", "openai"]);
        assert_eq!(kept_text(&order, "['a:b' /* ours */]").as_deref(), Some("['a:b' ]"));
    }

    #[test]
    fn a_secret_is_not_restored() {
        for (leaf, raw, may) in [
            (model(&["models", "a/b"]), "{ params: { temperature: 0.3, effort: 'high' } /* 50% */ }", true),
            (model(&["models", "a/b"]), "{ params: { apiKey: 'x' } }", false),
            (model(&["models", "a/b"]), "{ params: { api\\u004bey: 'x' } }", false),
            (model(&["models", "a/b"]), "{ params: { x: 'sk-1' } }", false),
            (model(&["models", "a/b"]), "{ params: { headers: { a: 'x' } } }", false),
            (KeyPath::of(["auth", "profiles", "a:b", "key"]), "'x'", false),
            (KeyPath::of(["auth", "profiles", "a:b"]), "{ mode: 'token', access: 'x' }", false),
            (model(&["workspace"]), "'/x'", false),
            (KeyPath::of(["env"]), "{}", false),
        ] {
            assert_eq!(may_be_restored(&leaf, raw), may, "{leaf} {raw}");
        }
    }
}
