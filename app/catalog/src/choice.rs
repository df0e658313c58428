//! Matches models that a field offers with a typed text.
//!
//! The server and the browser use it, so a list has the same order wherever it is filtered. Only the server knows old names
//! of providers, and models with a similar spelling.

use crate::search::{MatchRank, Names, SearchQuery};

/// A model that a field offers.
#[derive(Debug, Clone, Copy)]
pub struct Choice<'c> {
    /// `provider/id`.
    pub key: &'c str,
    /// Name for people; empty if it has none.
    pub name: &'c str,
    /// Alias in the configuration.
    pub alias: Option<&'c str>,
    /// Whether the configuration names it.
    pub is_configured: bool,
    /// Whether a credential of its provider is there.
    pub has_credential: bool,
    /// Whether its provider has stopped offering it.
    pub is_retired: bool,
}

/// Returns the places of the models that match, best first: a whole ref or alias, exact names, configured models, models
/// of providers with a credential, then the rest. In each group, names that start with the typed text precede names that
/// contain its words. Retired models that are not configured come last. Equals keep their order.
pub fn matching_choices<'c>(typed: &str, choices: impl IntoIterator<Item = Choice<'c>>) -> Vec<usize> {
    let query = SearchQuery::parse(typed);
    let mut names = Names::default();
    let ranked = choices.into_iter().enumerate().filter_map(|(place, choice)| {
        let texts = (choice.key, choice.name, choice.alias.unwrap_or_default());
        let rank = query.rank_with_alias(&mut names, texts)?;
        Some((order(rank, choice), place))
    });
    let mut ranked: Vec<_> = ranked.collect();
    ranked.sort_unstable();
    ranked.into_iter().map(|(_, place)| place).collect()
}

fn order(rank: MatchRank, choice: Choice<'_>) -> impl Ord + use<> {
    let Choice { is_configured, has_credential, is_retired, .. } = choice;
    let is_past = is_retired && !is_configured;
    (rank != MatchRank::Ref, is_past, rank > MatchRank::Exact, !is_configured, !has_credential, rank)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn choice(key: &str) -> Choice<'_> {
        Choice { key, name: "", alias: None, is_configured: false, has_credential: false, is_retired: false }
    }

    fn matching_keys(typed: &str, choices: &[Choice<'_>]) -> String {
        let found = matching_choices(typed, choices.iter().copied());
        found.into_iter().map(|place| choices[place].key).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn configured_models_and_those_with_a_credential_come_first() {
        let choices = [
            choice("maker/small-one"),
            Choice { has_credential: true, ..choice("payable/one-small") },
            Choice { is_configured: true, ..choice("own/a-one") },
            Choice { is_retired: true, has_credential: true, ..choice("maker/one-of-old") },
            Choice { alias: Some("Daily"), name: "Big One", ..choice("maker/big") },
        ];
        for (typed, expected) in [
            ("one", "own/a-one payable/one-small maker/small-one maker/big maker/one-of-old"),
            ("small one", "maker/small-one payable/one-small"),
            ("big one", "maker/big"),
            ("maker/small-one", "maker/small-one"),
            ("maker/one-of-old", "maker/one-of-old"),
            ("daily", "maker/big"),
            ("DAI", "maker/big"),
            ("daily big", "maker/big"),
            ("none", ""),
            (" ", "own/a-one payable/one-small maker/small-one maker/big maker/one-of-old"),
        ] {
            assert_eq!(matching_keys(typed, &choices), expected, "{typed}");
        }
    }

    #[test]
    fn an_exact_name_precedes_configured_models_that_contain_it() {
        let choices = [Choice { is_configured: true, ..choice("own/gpt-5-large") }, choice("maker/gpt-5")];
        assert_eq!(matching_keys("gpt 5", &choices), "maker/gpt-5 own/gpt-5-large");
        assert_eq!(matching_keys("gpt", &choices), "own/gpt-5-large maker/gpt-5");
    }
}
