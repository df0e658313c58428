//! What the rows are, and what they say.

use contract::{AliasInfo, AliasList};

/// A row: its alias, and how many of the same name are before it. It stays the same row when it leads elsewhere.
pub(super) type Key = (String, usize);

/// For the ids of what is in a row: an alias may be any text, and an id has no blanks.
pub(super) fn id((alias, at): &Key) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() { c.to_string() } else { format!("_{:x}_", u32::from(c)) };
    format!("alias-{at}-{}", alias.chars().map(plain).collect::<String>())
}

/// How an alias is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    Works,
    BuiltIn,
    /// Another one of this name counts.
    Shadowed,
    /// What it stands for means nothing.
    Nowhere,
}

/// How many work, and how many do not.
pub(super) fn count(list: &AliasList) -> (usize, usize) {
    let works = list.aliases.iter().filter(|info| info.works).count();
    (works, list.aliases.len() - works)
}

pub(super) fn keys(list: &AliasList) -> Vec<Key> {
    let before = |at: usize, alias: &str| list.aliases.iter().take(at).filter(|info| info.alias == alias).count();
    list.aliases.iter().enumerate().map(|(at, info)| (info.alias.clone(), before(at, &info.alias))).collect()
}

pub(super) fn find(list: &AliasList, (alias, at): &Key) -> Option<(AliasInfo, State)> {
    let info = list.aliases.iter().filter(|info| info.alias == *alias).nth(*at)?;
    Some((info.clone(), state(list, info)))
}

fn state(list: &AliasList, info: &AliasInfo) -> State {
    let is_same = |other: &&AliasInfo| other.alias.eq_ignore_ascii_case(&info.alias);
    match (info.works, info.is_built_in) {
        (true, true) => State::BuiltIn,
        (true, false) => State::Works,
        (false, _) if list.aliases.iter().filter(is_same).any(|other| other.works) => State::Shadowed,
        (false, _) => State::Nowhere,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list() -> AliasList {
        let info = |alias: &str, works, is_built_in| AliasInfo {
            alias: alias.to_owned(),
            model: "a/b".to_owned(),
            is_built_in,
            works,
            used_in: Vec::new(),
            model_in: Vec::new(),
        };
        let aliases = vec![
            info("x", false, false),
            info("y", false, false),
            info("x", false, false),
            info("X", true, false),
            info("gpt", true, true),
        ];
        AliasList { aliases }
    }

    #[test]
    fn a_row_is_its_alias_and_says_how_it_is() {
        let list = list();
        assert_eq!(count(&list), (2, 3));
        let keys = keys(&list);
        let key = |alias: &str, at| (alias.to_owned(), at);
        assert_eq!(keys, [key("x", 0), key("y", 0), key("x", 1), key("X", 0), key("gpt", 0)]);
        let states: Vec<_> = keys.iter().map(|key| find(&list, key).unwrap().1).collect();
        assert_eq!(states, [State::Shadowed, State::Nowhere, State::Shadowed, State::Works, State::BuiltIn]);
        assert_eq!(find(&list, &key("x", 2)), None);
    }

    #[test]
    fn whatever_an_alias_is_its_id_is_one_word_and_its_own() {
        let ids = ["a b", "a_20_b", "a-b", "\u{00a0}", ""].map(|alias| id(&(alias.to_owned(), 1)));
        assert_eq!(ids[0], "alias-1-a_20_b");
        assert!(ids.iter().all(|id| !id.contains(char::is_whitespace)));
        let all: std::collections::BTreeSet<_> = ids.iter().collect();
        assert_eq!(all.len(), ids.len());
    }
}
