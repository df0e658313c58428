//! The managed paths: the part of the configuration that openclaw edits, records and can undo. For the values outside
//! them that openclaw writes and may record, see `recordable`.

mod recordable;
mod strip_comments;

use std::{borrow::Cow, ops::ControlFlow};

use json5_edit::{Edit, KeyPath, KeyPathStep, TokenKind, visit_tokens};

use super::diff;
use crate::{
    base::{secret, value_path::step_names},
    schema,
};
pub use recordable::is_agent_entry;
pub(crate) use strip_comments::without_hidden_comments;

/// Returns the path of the value that the history records for an edit. The value is recorded in full, so that undo can
/// restore it byte for byte. An edit inside a list records the whole list; a swap of comments records the common parent
/// of both values.
pub fn recorded_leaf_path(edit: &Edit) -> KeyPath {
    match edit {
        Edit::Insert { list, .. } | Edit::Move { list, .. } => list.clone(),
        Edit::SwapComments { one, other } => one.common_prefix(other),
        Edit::Remove { path } | Edit::Set { path, .. } => match path.split_last() {
            Some((list, KeyPathStep::Index(_))) => list,
            _ => path.clone(),
        },
    }
}

/// Longer texts are not recorded: no fallback chain that a person maintains is that long.
const MAX_RECORDED_BYTES: usize = 64 << 10;

/// Whether the history may store the text of a value. At a managed path, the text must contain nothing that a diff
/// would hide; elsewhere the rules of `recordable` apply.
pub fn may_be_recorded(leaf: &KeyPath, raw: &str) -> bool {
    let mount = step_names(leaf);
    if raw.len() > MAX_RECORDED_BYTES || secret::is_secret_path(&mount) {
        return false;
    }
    if !is_managed(leaf) {
        return recordable::may_record_unmanaged(leaf, raw);
    }
    let mut may = true;
    visit_tokens(raw, |token| {
        may = !diff::is_hidden(token, raw, &mount);
        if may { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    });
    may
}

/// Returns the text of a value as the history stores it: without the comments that may hold a secret. `None` when the
/// value itself may not be stored.
pub fn recordable_text<'t>(leaf: &KeyPath, raw: &'t str) -> Option<Cow<'t, str>> {
    let text = if is_managed(leaf) { without_hidden_comments(raw, &step_names(leaf)) } else { Cow::Borrowed(raw) };
    may_be_recorded(leaf, &text).then_some(text)
}

/// Whether undo may take a text that the history does not have from a byte copy: the path must be managed, and no value
/// in the text may be a secret.
pub fn may_be_restored(leaf: &KeyPath, raw: &str) -> bool {
    let mount = step_names(leaf);
    let mut may = is_managed(leaf) && !secret::is_secret_text_path(&mount);
    visit_tokens(raw, |token| {
        let text = raw.get(token.span.clone()).unwrap_or_default();
        may &= match token.kind {
            TokenKind::Punctuation | TokenKind::Comment => true,
            // A key that is written with an escape may be any key.
            TokenKind::Key => !text.contains('\\'),
            TokenKind::Scalar => {
                let path: Vec<_> = mount.iter().cloned().chain(token.path_keys()).collect();
                !secret::is_secret_text_path(&path) && !secret::looks_like_api_key(text.trim_matches(['"', '\'']))
            }
        };
        if may { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    });
    may
}

/// Whether a path is a managed path or below one.
pub fn is_managed(path: &KeyPath) -> bool {
    schema::locate(path).is_managed()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn defaults_path(keys: &[&str]) -> KeyPath {
        KeyPath::from_keys(["agents", "defaults"].into_iter().chain(keys.iter().copied()))
    }

    #[test]
    fn a_list_is_one_leaf() {
        let list = defaults_path(&["model", "fallbacks"]);
        assert_eq!(recorded_leaf_path(&Edit::Insert { list: list.clone(), index: 1, value: "a/b".into() }), list);
        assert_eq!(recorded_leaf_path(&Edit::Move { list: list.clone(), from: 1, to: 0 }), list);
        assert_eq!(recorded_leaf_path(&Edit::Remove { path: list.with_index(2) }), list);
        let swap = Edit::SwapComments { one: list.with_index(2), other: defaults_path(&["model", "primary"]) };
        assert_eq!(recorded_leaf_path(&swap), defaults_path(&["model"]));
        let alias = defaults_path(&["models", "a/b", "alias"]);
        assert_eq!(recorded_leaf_path(&Edit::Set { path: alias.clone(), value: "x".into() }), alias);
    }

    #[test]
    fn what_is_not_ours_or_may_be_secret_is_not_kept() {
        for (leaf, raw, may) in [
            (defaults_path(&["model", "fallbacks"]), "[ 'a/b', // cheap\n 'c/d' ]", true),
            (defaults_path(&["model"]), "{ primary: 'a/b' }", true),
            (defaults_path(&["models", "a/b"]), "{}", true),
            (defaults_path(&["models", "a/b"]), "{ alias: 'x' }", true),
            (defaults_path(&["models", "a/b"]), "{ params: { apiKey: 'x' } }", false),
            (defaults_path(&["model"]), "{ primary: 'a/b', key: 'x' }", false),
            (defaults_path(&["workspace"]), "'/x'", false),
            (KeyPath::from_keys(["models", "providers", "x"]), "{}", false),
            (KeyPath::from_keys(["env"]), "{}", false),
            (defaults_path(&["model", "fallbacks"]), "[ 'a/b', /* token: x */ ]", false),
            (defaults_path(&["models", "a/b", "params", "apiKey"]), "[]", false),
        ] {
            assert_eq!(may_be_recorded(&leaf, raw), may, "{leaf} {raw}");
        }
    }

    #[test]
    fn a_comment_that_may_be_secret_is_left_out_and_a_value_is_not() {
        let list = defaults_path(&["model", "fallbacks"]);
        assert_eq!(recordable_text(&list, "['a/b', /* token: x */ 'c/d']").as_deref(), Some("['a/b',  'c/d']"));
        assert_eq!(recordable_text(&list, "['a/b' /* cheap */]").as_deref(), Some("['a/b' /* cheap */]"));
        assert_eq!(recordable_text(&defaults_path(&["model"]), "{ key: 'x' /* 50% */ }"), None);
        assert_eq!(recordable_text(&defaults_path(&["workspace"]), "'/x'"), None);
        let order = KeyPath::from_keys(["auth", "order", "openai"]);
        assert_eq!(recordable_text(&order, "['a:b' /* ours */]").as_deref(), Some("['a:b' ]"));
    }

    #[test]
    fn a_secret_is_not_restored() {
        for (leaf, raw, may) in [
            (defaults_path(&["models", "a/b"]), "{ params: { temperature: 0.3, effort: 'high' } /* 50% */ }", true),
            (defaults_path(&["models", "a/b"]), "{ params: { apiKey: 'x' } }", false),
            (defaults_path(&["models", "a/b"]), "{ params: { api\\u004bey: 'x' } }", false),
            (defaults_path(&["models", "a/b"]), "{ params: { x: 'sk-1' } }", false),
            (defaults_path(&["models", "a/b"]), "{ params: { headers: { a: 'x' } } }", false),
            (KeyPath::from_keys(["auth", "profiles", "a:b", "key"]), "'x'", false),
            (KeyPath::from_keys(["auth", "profiles", "a:b"]), "{ mode: 'token', access: 'x' }", false),
            (defaults_path(&["workspace"]), "'/x'", false),
            (KeyPath::from_keys(["env"]), "{}", false),
        ] {
            assert_eq!(may_be_restored(&leaf, raw), may, "{leaf} {raw}");
        }
    }
}
