//! The models slice: the leaves that are ours to edit, to record and to undo. Beside it, what we write ourselves and
//! may take back: see `beside`.

mod beside;

use std::ops::ControlFlow;

use json5_edit::{Edit, KeyPath, Step, visit};

use crate::{diff, secret};
pub use beside::is_entry;

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
}
