//! Decides whether a change was made whose process ended while it was about to make it.

use contract::Revision;
use json5_edit::KeyPath;

use super::leaves::{self, LeafChange};

/// A change to one file, as it was recorded before the file was replaced.
#[derive(Debug)]
pub struct IntendedChange<'a> {
    /// The revision of the file before the change; `None` when the file did not exist.
    pub before: Option<&'a Revision>,
    /// The revision of the file after the change.
    pub after: Option<&'a Revision>,
    /// The values to change.
    pub leaves: &'a [LeafChange],
    /// The position of the file in the configuration.
    pub mount: &'a KeyPath,
}

/// The current state of a file.
#[derive(Debug)]
pub struct CurrentFile<'a> {
    /// The revision; `None` when there is no file.
    pub revision: Option<&'a Revision>,
    /// The text; `None` when there is no file, or when it is not text.
    pub text: Option<&'a str>,
}

/// Whether the change was made. If others replaced the file since, its values decide: it must have all values after the
/// change, and not all values before it. If it has neither, this cannot be known, and the change counts as not made.
pub fn was_applied(intended: &IntendedChange<'_>, current_file: &CurrentFile<'_>) -> bool {
    if current_file.revision == intended.after || current_file.revision == intended.before {
        return current_file.revision == intended.after;
    }
    let current_leaves = current_file.text.map(|text| leaves::read_leaves(text, intended.mount));
    current_leaves.is_some_and(|current_leaves| {
        let says = |leaves: &[LeafChange]| {
            leaves::diff_leaves(&current_leaves, &leaves::apply_changes(current_leaves.clone(), leaves)).is_empty()
        };
        says(intended.leaves) && !says(&intended.leaves.iter().map(reverse_leaf).collect::<Vec<_>>())
    })
}

fn reverse_leaf(leaf: &LeafChange) -> LeafChange {
    LeafChange { before: leaf.after.clone(), after: leaf.before.clone(), ..leaf.clone() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn test_revision(name: u8) -> Revision {
        Revision::from_digest(&[name; 8])
    }

    fn leaf_change(path: &str, before: Option<&str>, after: Option<&str>) -> LeafChange {
        let [before, after] = [before, after].map(|text| text.map(str::to_owned));
        LeafChange::new(path.parse().unwrap(), before, after, 0)
    }

    const PRIMARY: &str = "agents.defaults.model.primary";
    const FALLBACKS: &str = "agents.defaults.model.fallbacks";

    /// Whether a change from revision 1 to revision 2 counts as made, in a file with the given revision and text.
    fn is_applied(leaves: &[LeafChange], now: Option<u8>, text: &str) -> bool {
        let (before, after, now) = (test_revision(1), test_revision(2), now.map(test_revision));
        let mount = KeyPath::default();
        let intended = IntendedChange { before: Some(&before), after: Some(&after), leaves, mount: &mount };
        was_applied(&intended, &CurrentFile { revision: now.as_ref(), text: now.is_some().then_some(text) })
    }

    #[test]
    fn unchanged_file_is_recognized_by_revision() {
        let leaves = [leaf_change(PRIMARY, Some("'a/b'"), Some("'c/d'"))];
        assert!(is_applied(&leaves, Some(2), ""));
        assert!(!is_applied(&leaves, Some(1), "{ agents: { defaults: { model: { primary: 'c/d' } } } }"));
        assert!(!is_applied(&leaves, None, ""));
    }

    #[test]
    fn replaced_file_is_recognized_by_values() {
        let two = [leaf_change(PRIMARY, Some("'a/b'"), Some("'c/d'")), leaf_change(FALLBACKS, None, Some("['e/f']"))];
        let removed = [leaf_change(FALLBACKS, Some("['e/f']"), None)];
        let unkept = [LeafChange { is_complete: false, ..leaf_change(PRIMARY, None, None) }];
        let restyled = [leaf_change(PRIMARY, Some("'a/b'"), Some("\"a/b\""))];
        for (leaves, model, expected) in [
            (&two[..], "{ primary: \"c/d\", fallbacks: ['e/f'] }", true),
            (&two, "{ primary: 'c/d', fallbacks: ['e/f', 'g/h'] }", false),
            (&two, "{ primary: 'a/b' }", false),
            (&two, "{ primary: 'x/y', fallbacks: ['e/f'] }", false),
            (&removed, "{ primary: 'x/y' }", true),
            (&removed, "{ primary: 'x/y', fallbacks: ['e/f'] }", false),
            (&unkept, "{ primary: 'x/y' }", false),
            (&restyled, "{ primary: \"a/b\" }", false),
            (&[], "{ primary: 'x/y' }", false),
        ] {
            let text = format!("{{ /* theirs */ agents: {{ defaults: {{ model: {model} }} }} }}");
            assert_eq!(is_applied(leaves, Some(3), &text), expected, "{leaves:?} in {model}");
        }
        assert!(!is_applied(&two, Some(3), "not JSON5"));
    }
}
