//! Keys and states of the alias rows.

use contract::{AliasInfo, AliasList};

/// Key of a row: its alias, and the number of rows with the same alias before it. It does not change with the model.
pub(super) type RowKey = (String, usize);

/// Element id of a row. Special characters are encoded: an alias may be any text, but an id must not contain spaces.
pub(super) fn row_id((alias, at): &RowKey) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() { c.to_string() } else { format!("_{:x}_", u32::from(c)) };
    format!("alias-{at}-{}", alias.chars().map(plain).collect::<String>())
}

/// State of an alias.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum AliasState {
    Works,
    BuiltIn,
    /// Another entry with the same alias takes effect.
    Shadowed,
    /// The model of the alias does not exist.
    NoSuchModel,
}

/// Number of working and of non-working aliases.
pub(super) fn count_working(list: &AliasList) -> (usize, usize) {
    let works = list.aliases.iter().filter(|info| info.works).count();
    (works, list.aliases.len() - works)
}

pub(super) fn row_keys(list: &AliasList) -> Vec<RowKey> {
    let before = |index: usize, alias: &str| list.aliases.iter().take(index).filter(|info| info.alias == alias).count();
    list.aliases.iter().enumerate().map(|(index, info)| (info.alias.clone(), before(index, &info.alias))).collect()
}

pub(super) fn find_row(list: &AliasList, (alias, at): &RowKey) -> Option<(AliasInfo, AliasState)> {
    let info = list.aliases.iter().filter(|info| info.alias == *alias).nth(*at)?;
    Some((info.clone(), alias_state(list, info)))
}

fn alias_state(list: &AliasList, info: &AliasInfo) -> AliasState {
    let is_same = |other: &&AliasInfo| other.alias.eq_ignore_ascii_case(&info.alias);
    match (info.works, info.is_built_in) {
        (true, true) => AliasState::BuiltIn,
        (true, false) => AliasState::Works,
        (false, _) if list.aliases.iter().filter(is_same).any(|other| other.works) => AliasState::Shadowed,
        (false, _) => AliasState::NoSuchModel,
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
            marks: Vec::new(),
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
    fn rows_report_alias_state() {
        let list = list();
        assert_eq!(count_working(&list), (2, 3));
        let keys = row_keys(&list);
        let key = |alias: &str, at| (alias.to_owned(), at);
        assert_eq!(keys, [key("x", 0), key("y", 0), key("x", 1), key("X", 0), key("gpt", 0)]);
        let states: Vec<_> = keys.iter().map(|key| find_row(&list, key).unwrap().1).collect();
        assert_eq!(
            states,
            [
                AliasState::Shadowed,
                AliasState::NoSuchModel,
                AliasState::Shadowed,
                AliasState::Works,
                AliasState::BuiltIn
            ]
        );
        assert_eq!(find_row(&list, &key("x", 2)), None);
    }

    #[test]
    fn row_ids_are_unique_single_words() {
        let ids = ["a b", "a_20_b", "a-b", "\u{00a0}", ""].map(|alias| row_id(&(alias.to_owned(), 1)));
        assert_eq!(ids[0], "alias-1-a_20_b");
        assert!(ids.iter().all(|id| !id.contains(char::is_whitespace)));
        let all: std::collections::BTreeSet<_> = ids.iter().collect();
        assert_eq!(all.len(), ids.len());
    }
}
