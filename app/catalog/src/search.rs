//! Finds and ranks models by a few typed words.

use std::cmp::Reverse;

use crate::{
    distance::edit_distance,
    facts::{Flags, ProviderKind},
    table::Row,
};

/// The shortest word that may have a typo.
const MIN_TYPO_LEN: usize = 3;

/// How well a model matches, the best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum MatchRank {
    /// The typed text is the whole ref.
    Ref,
    /// A name of the model is the typed text.
    Exact,
    /// A name of the model starts with the typed text.
    Prefix,
    /// The names contain all typed words.
    AllWords,
    /// The names contain all typed words, some with a typo.
    Typo,
}

/// A typed text. Case and punctuation do not matter: `Claude Opus 4.5` finds `claude-opus-4-5`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SearchQuery {
    text: String,
    words: Vec<String>,
    letters: String,
}

impl SearchQuery {
    /// Splits a text into words.
    pub fn parse(typed: &str) -> Self {
        let words: Vec<_> = typed.split_whitespace().map(simplify).filter(|word| !word.is_empty()).collect();
        Self { text: words.join("-"), letters: letters_of(typed), words }
    }

    /// Whether nothing is typed, which every model matches.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// How well a model matches; `None` if it does not.
    pub fn rank(&self, row: Row<'_>) -> Option<MatchRank> {
        let mut names = Names::default();
        names.set(row.provider, row.id(), row.name());
        self.rank_names(&names)
    }

    /// The models that match, best first. A whole ref precedes everything. Among equal ones the maker of a model
    /// precedes those that sell it too, current models precede old ones, newer ones precede older ones, and of the ids of
    /// one model those without a date come first.
    pub fn ranked<'t>(&self, rows: impl IntoIterator<Item = Row<'t>>) -> Vec<(MatchRank, Row<'t>)> {
        sort_ranked(rows, |names| self.rank_names(names))
    }

    /// How well a model matches by its key, its name and its alias, which may be empty; `None` if it does not. A whole
    /// alias is as exact as a whole ref.
    pub(crate) fn rank_with_alias(
        &self,
        names: &mut Names,
        (key, name, alias): (&str, &str, &str),
    ) -> Option<MatchRank> {
        if self.is_empty() {
            return Some(MatchRank::AllWords);
        }
        let (provider, id) = key.split_once('/').unwrap_or(("", key));
        names.set(provider, id, name);
        let alias = simplify(alias);
        let texts = [&alias, &names.key, &names.name];
        let by_alias = match () {
            () if alias == self.text => Some(MatchRank::Ref),
            () if alias.starts_with(&self.text) => Some(MatchRank::Prefix),
            () if self.words.iter().all(|word| texts.iter().any(|text| text.contains(word.as_str()))) => {
                Some(MatchRank::AllWords)
            }
            () => None,
        };
        by_alias.into_iter().chain(self.rank_names(names)).min()
    }

    /// The models whose names contain all typed words if a typo in each is allowed, best first.
    pub fn ranked_with_typos<'t>(&self, rows: impl IntoIterator<Item = Row<'t>>) -> Vec<(MatchRank, Row<'t>)> {
        sort_ranked(rows, |names| self.matches_with_typos(names).then_some(MatchRank::Typo))
    }

    fn matches_with_typos(&self, names: &Names) -> bool {
        let is_meant = |word: &str| {
            let words = names.key.split('-').chain(names.name.split('-'));
            words.into_iter().any(|other| is_same_or_typo(word, other))
        };
        !self.is_empty() && self.words.iter().flat_map(|word| word.split('-')).all(is_meant)
    }

    fn rank_names(&self, names: &Names) -> Option<MatchRank> {
        let Names { key, name, .. } = names;
        // An id with the maker in it (`openai/gpt-5` of a gateway) is less exact than the maker's own ref.
        let exact = [names.last_segment(), name, key];
        if *key == self.text {
            Some(MatchRank::Ref)
        } else if exact.contains(&self.text.as_str()) {
            Some(MatchRank::Exact)
        } else if exact.into_iter().chain([names.id()]).any(|name| name.starts_with(&self.text)) {
            Some(MatchRank::Prefix)
        } else if self.words.iter().all(|word| key.contains(word.as_str()) || name.contains(word.as_str()))
            || contains_letters(key, &self.letters)
            || contains_letters(name, &self.letters)
        {
            Some(MatchRank::AllWords)
        } else {
            None
        }
    }
}

/// Ranks rows and sorts them, the best first.
fn sort_ranked<'t>(
    rows: impl IntoIterator<Item = Row<'t>>,
    rank: impl Fn(&Names) -> Option<MatchRank>,
) -> Vec<(MatchRank, Row<'t>)> {
    let mut names = Names::default();
    let mut found: Vec<_> = rows
        .into_iter()
        .filter_map(|row| {
            names.set(row.provider, row.id(), row.name());
            Some(((rank(&names)?, order_among_equals(row)), row))
        })
        .collect();
    found.sort_by_key(|(order, _)| *order);
    found.into_iter().map(|((rank, _), row)| (rank, row)).collect()
}

/// The models as a list without a search shows them, the best first.
pub fn sort_best_first<'t>(rows: impl IntoIterator<Item = Row<'t>>) -> Vec<Row<'t>> {
    let mut rows: Vec<_> = rows.into_iter().collect();
    rows.sort_by_cached_key(|row| order_among_equals(*row));
    rows
}

fn order_among_equals(row: Row<'_>) -> impl Ord + Copy + use<> {
    let id = row.id();
    (standing(row), Reverse(released_days(row)), has_date(id), id.len())
}

/// Whether an id contains a date, such as `20251101` or `2025-11-01`.
fn has_date(id: &str) -> bool {
    let mut digits = 0;
    let mut last = ' ';
    for character in id.chars() {
        digits = match character {
            '0'..='9' => digits + 1,
            '-' if last.is_ascii_digit() && (digits == 4 || digits == 6) => digits,
            _ => 0,
        };
        if digits == 8 {
            return true;
        }
        last = character;
    }
    false
}

/// Whether a typed word is a word of a name, or the same with one edit: a missing, extra or other letter, or two swapped
/// ones. A number has no typos, because a neighbour of it is another model.
fn is_same_or_typo(typed: &str, word: &str) -> bool {
    let has_typos = typed.len() >= MIN_TYPO_LEN && !typed.bytes().any(|byte| byte.is_ascii_digit());
    typed == word || has_typos && edit_distance(typed.as_bytes(), word.as_bytes(), 1).is_some()
}

/// The simplified names of a model.
#[derive(Default)]
pub(crate) struct Names {
    key: String,
    /// Where the id begins in the key, and where its last segment begins.
    id_start: usize,
    last_start: usize,
    name: String,
}

impl Names {
    /// Replaces them with the names of another model.
    fn set(&mut self, provider: &str, id: &str, name: &str) {
        let (before, last) = id.rsplit_once('/').unwrap_or(("", id));
        self.key.clear();
        self.name.clear();
        push_simple(&mut self.key, provider);
        self.id_start = self.key.len() + 1;
        let rest = before.strip_prefix(provider).map_or(before, |rest| rest.trim_start_matches('/'));
        for segment in [rest, last] {
            push_simple(&mut self.key, "-");
            self.last_start = self.key.len();
            push_simple(&mut self.key, segment);
        }
        // Gateways write the maker in front: `OpenAI: GPT-5`.
        push_simple(&mut self.name, name.rsplit(": ").next().unwrap_or_default());
        for text in [&mut self.key, &mut self.name] {
            text.truncate(text.trim_end_matches('-').len());
        }
    }

    fn id(&self) -> &str {
        self.key.get(self.id_start..).unwrap_or_default()
    }

    fn last_segment(&self) -> &str {
        self.key.get(self.last_start..).unwrap_or_default()
    }
}

/// The order of equally good matches.
pub(crate) fn standing(row: Row<'_>) -> (ProviderKind, bool, bool) {
    let flags = row.flags();
    let is_old = [Flags::DEPRECATED, Flags::LEGACY, Flags::UNKNOWN].iter().any(|flag| flags.contains(*flag));
    (row.kind, is_old, !flags.contains(Flags::RECOMMENDED))
}

/// Days since 1970. A recommended model without a date is too new for the sources that state dates; any other one counts
/// as the oldest.
fn released_days(row: Row<'_>) -> i64 {
    let unknown = if row.has(Flags::RECOMMENDED) { i64::MAX } else { 0 };
    row.released().map_or(unknown, |released| released.date.days_since_epoch())
}

/// The text in lower case, with one `-` for each group of other characters than letters and digits.
fn simplify(text: &str) -> String {
    let mut simple = String::with_capacity(text.len());
    push_simple(&mut simple, text);
    simple.truncate(simple.trim_end_matches('-').len());
    simple
}

/// Appends a simplified text.
fn push_simple(simple: &mut String, text: &str) {
    for character in text.chars() {
        if character.is_ascii_alphanumeric() {
            simple.push(character.to_ascii_lowercase());
        } else if character.is_alphanumeric() {
            simple.extend(character.to_lowercase());
        } else if !simple.is_empty() && !simple.ends_with('-') {
            simple.push('-');
        }
    }
}

/// Whether a simplified text contains these letters and digits, whatever is between them.
fn contains_letters(simple: &str, letters: &str) -> bool {
    let Some(first) = letters.chars().next() else { return true };
    simple.match_indices(first).any(|(at, _)| {
        let mut rest = simple.get(at..).unwrap_or_default().chars().filter(|character| *character != '-');
        letters.chars().all(|letter| rest.next() == Some(letter))
    })
}

/// The letters and digits of the text, in lower case.
pub(crate) fn letters_of(text: &str) -> String {
    text.chars().filter(|character| character.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::{Table, tests::SAMPLE};

    #[test]
    fn the_maker_precedes_resellers() {
        let table = Table::parse(SAMPLE);
        for (typed, expected) in [
            ("gpt", "openai/gpt-5.2 openai/gpt-oss-120b openrouter/openai/gpt-oss-120b:free"),
            ("Claude Opus 4.5", "anthropic/claude-opus-4-5 openrouter/anthropic/claude-opus-4.5"),
            ("OPUS", "anthropic/claude-opus-4-5 openrouter/anthropic/claude-opus-4.5"),
            ("opus openrouter", "openrouter/anthropic/claude-opus-4.5"),
            ("openrouter/auto", "openrouter/auto"),
            ("gpt52", "openai/gpt-5.2"),
            ("openai/gpt-5.2", "openai/gpt-5.2"),
            ("nothing", ""),
        ] {
            let found: Vec<_> =
                SearchQuery::parse(typed).ranked(table.rows()).into_iter().map(|(_, row)| row.key()).collect();
            assert_eq!(found.join(" "), expected, "{typed}");
        }
        let all = SearchQuery::parse(" ");
        assert_eq!((all.is_empty(), all.ranked(table.rows()).len()), (true, table.len()));
    }

    #[test]
    fn words_may_have_a_typo() {
        let table = Table::parse(SAMPLE);
        for (typed, expected) in [
            ("cluade opus", "anthropic/claude-opus-4-5 openrouter/anthropic/claude-opus-4.5"),
            ("4.5 claude-opsu", "anthropic/claude-opus-4-5 openrouter/anthropic/claude-opus-4.5"),
            ("gtp 5.2", "openai/gpt-5.2"),
            ("gtp 5.3", ""),
            ("ab", ""),
            ("zzzzz", ""),
            ("", ""),
        ] {
            let found = SearchQuery::parse(typed).ranked_with_typos(table.rows());
            assert!(found.iter().all(|(rank, _)| *rank == MatchRank::Typo));
            let found: Vec<_> = found.into_iter().map(|(_, row)| row.key()).collect();
            assert_eq!(found.join(" "), expected, "{typed}");
        }
    }

    #[test]
    fn ids_without_a_date_precede_those_with_one() {
        for (id, expected) in [
            ("claude-opus-4-5-20251101", true),
            ("gpt-5-2025-08-07", true),
            ("anthropic.claude-opus-4-5-20251101-v1:0", true),
            ("claude-opus-4-5", false),
            ("gpt-4-0613", false),
            ("llama-3.1-405b", false),
        ] {
            assert_eq!(has_date(id), expected, "{id}");
        }
        // Both were released on one day, and the id with a date is shorter.
        let table = Table::parse(
            "#catalog\t2026-01-02\tabcdef\n#provider\tmaker\tlab\n\
             m-20250101\tOne\t\t\t\t3\t1\t\t2025-01-01l\n\
             m-long-name-of-it\tTwo\t\t\t\t3\t1\t\t2025-01-01l\n",
        );
        let found: Vec<_> = SearchQuery::parse("m").ranked(table.rows()).into_iter().map(|(_, row)| row.id()).collect();
        assert_eq!(found, ["m-long-name-of-it", "m-20250101"]);
    }

    #[test]
    fn the_whole_ref_precedes_exact_names() {
        let table = Table::parse(SAMPLE);
        let rank = |typed: &str| SearchQuery::parse(typed).ranked(table.rows())[0].0;
        assert_eq!(
            (rank("openai/gpt-5.2"), rank("GPT 5.2"), rank("gpt")),
            (MatchRank::Ref, MatchRank::Exact, MatchRank::Prefix)
        );
    }

    #[test]
    fn names_are_simplified() {
        for (text, simple, letters) in
            [("Claude Opus 4.5", "claude-opus-4-5", "claudeopus45"), ("~a//B_c.", "a-b-c", "abc"), ("", "", "")]
        {
            assert_eq!((simplify(text).as_str(), letters_of(text).as_str()), (simple, letters));
        }
    }
}
