//! What became of a change that was about to be made when its process ended.

use contract::Revision;
use json5_edit::KeyPath;

use crate::history::{self, Leaf};

/// A change to one file, as it was written down before the file was replaced.
#[derive(Debug)]
pub struct Intended<'a> {
    /// Its bytes before; `None` when there was no file.
    pub before: Option<&'a Revision>,
    /// Its bytes after.
    pub after: Option<&'a Revision>,
    /// What was to change.
    pub leaves: &'a [Leaf],
    /// Where the file stands in the configuration.
    pub mount: &'a KeyPath,
}

/// A file as it is now.
#[derive(Debug)]
pub struct Present<'a> {
    /// Its bytes; `None` when there is no file.
    pub revision: Option<&'a Revision>,
    /// What it says; `None` when there is no file, or no text in it.
    pub text: Option<&'a str>,
}

/// Whether the change was made. A file that others replaced since then tells by what it says: all that the change meant,
/// and not what was there before. Where it says neither, that cannot be known, and the change counts as not made.
pub fn was_made(intended: &Intended<'_>, now: &Present<'_>) -> bool {
    if now.revision == intended.after || now.revision == intended.before {
        return now.revision == intended.after;
    }
    let said = now.text.map(|text| history::leaves(text, intended.mount));
    said.is_some_and(|said| {
        let says = |leaves: &[Leaf]| history::between(&said, &history::replayed(said.clone(), leaves)).is_empty();
        says(intended.leaves) && !says(&intended.leaves.iter().map(reversed).collect::<Vec<_>>())
    })
}

fn reversed(leaf: &Leaf) -> Leaf {
    Leaf { before: leaf.after.clone(), after: leaf.before.clone(), ..leaf.clone() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn revision(name: u8) -> Revision {
        Revision::from_digest(&[name; 8])
    }

    fn leaf(path: &str, before: Option<&str>, after: Option<&str>) -> Leaf {
        let [before, after] = [before, after].map(|text| text.map(str::to_owned));
        Leaf::new(path.parse().unwrap(), before, after, 0)
    }

    const PRIMARY: &str = "agents.defaults.model.primary";
    const FALLBACKS: &str = "agents.defaults.model.fallbacks";

    /// Of a change from revision 1 to revision 2, in a file that has this revision and text.
    fn made(leaves: &[Leaf], now: Option<u8>, text: &str) -> bool {
        let (before, after, now) = (revision(1), revision(2), now.map(revision));
        let mount = KeyPath::default();
        let intended = Intended { before: Some(&before), after: Some(&after), leaves, mount: &mount };
        was_made(&intended, &Present { revision: now.as_ref(), text: now.is_some().then_some(text) })
    }

    #[test]
    fn a_file_that_nobody_touched_since_tells_by_its_bytes() {
        let leaves = [leaf(PRIMARY, Some("'a/b'"), Some("'c/d'"))];
        assert!(made(&leaves, Some(2), ""));
        assert!(!made(&leaves, Some(1), "{ agents: { defaults: { model: { primary: 'c/d' } } } }"));
        assert!(!made(&leaves, None, ""));
    }

    #[test]
    fn one_that_was_replaced_since_tells_by_what_it_says() {
        let two = [leaf(PRIMARY, Some("'a/b'"), Some("'c/d'")), leaf(FALLBACKS, None, Some("['e/f']"))];
        let removed = [leaf(FALLBACKS, Some("['e/f']"), None)];
        let unkept = [Leaf { whole: false, ..leaf(PRIMARY, None, None) }];
        let restyled = [leaf(PRIMARY, Some("'a/b'"), Some("\"a/b\""))];
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
            assert_eq!(made(leaves, Some(3), &text), expected, "{leaves:?} in {model}");
        }
        assert!(!made(&two, Some(3), "not JSON5"));
    }
}
