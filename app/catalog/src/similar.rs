//! Models that may be meant by an unknown ref.

use std::cmp::Reverse;

use crate::{
    distance::edit_distance,
    facts::ProviderKind,
    search::{letters_of, standing},
    table::{ProviderSection, Row, Table},
};

/// Edits for each hundred characters that are still a typo.
const MAX_EDIT_PERCENT: usize = 28;

/// The shortest text that is searched for inside ids; a shorter one matches too many.
const MIN_SEARCH_LEN: usize = 3;

/// Longer refs are not compared.
const MAX_REF_LEN: usize = 200;

/// Why a model may be meant, the best reason first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Likeness {
    /// The letters and digits are the same.
    SameLetters,
    /// The id has a typo, here with the number of edits, and how many letters at the beginning are the same.
    Typo(usize, Reverse<usize>),
    /// The id contains the typed text.
    Contains,
}

/// Returns the models that may be meant by an unknown ref, the best first: those of the same provider, or of a provider
/// with a similar name, or of all makers if the provider is empty; then the same model at other providers. If one of the
/// first differs in nothing but punctuation, it is the only one; if the maker has the model, other providers are left
/// out.
pub fn similar_rows<'t>(table: &'t Table, provider: &str, id: &str, limit: usize) -> Vec<Row<'t>> {
    let letters = letters_of(id);
    if letters.is_empty() || provider.len() + id.len() > MAX_REF_LEN {
        return Vec::new();
    }
    let mut found: Vec<_> =
        own_rows(table, provider).filter_map(|row| Some((likeness(&letters, &letters_of(row.id()))?, row))).collect();
    found.sort_by_cached_key(|(likeness, row)| own_order(*likeness, *row));
    if found.first().is_some_and(|(likeness, _)| *likeness == Likeness::SameLetters) {
        // Only punctuation differs, so nothing else is meant.
        found.retain(|(likeness, _)| *likeness == Likeness::SameLetters);
        return found.into_iter().map(|(_, row)| row).take(limit).collect();
    }
    let mut found: Vec<_> = found.into_iter().map(|(_, row)| row).take(limit).collect();
    let is_new =
        |row: &Row<'_>| !found.iter().any(|known| known.line() == row.line() && known.provider == row.provider);
    let elsewhere: Vec<_> = rows_elsewhere(table, &letters, provider).into_iter().filter(is_new).collect();
    found.extend(elsewhere);
    found.truncate(limit);
    found
}

/// The rows of the provider, or of the providers with a similar name if there is none of that name. Without a provider,
/// the rows of all makers.
fn own_rows<'t>(table: &'t Table, provider: &str) -> impl Iterator<Item = Row<'t>> {
    let exact = table.section(provider);
    let is_exact = exact.is_some();
    let typed = provider.to_lowercase();
    let is_typo = move |name: &str| edit_distance(typed.as_bytes(), name.as_bytes(), max_edits(&typed, name)).is_some();
    let has_provider = !provider.is_empty();
    let similar = table.sections().filter(move |section| {
        let is_maker = section.kind() == ProviderKind::Lab;
        !is_exact && if has_provider { is_typo(section.provider()) } else { is_maker }
    });
    exact.into_iter().chain(similar).flat_map(ProviderSection::rows)
}

/// Equally similar ids: current ones first, then short ones, and of equally long ones the highest version.
fn own_order(likeness: Likeness, row: Row<'_>) -> impl Ord + use<> {
    (likeness, standing(row).1, row.id().len(), Reverse(row.id().to_owned()))
}

/// Finds rows of a model under other providers: under its maker, or under all others if the maker does not list it.
fn rows_elsewhere<'t>(table: &'t Table, letters: &str, provider: &str) -> Vec<Row<'t>> {
    let is_same = |row: &Row<'_>| {
        let last = row.id().rsplit('/').next().unwrap_or_default();
        has_letters(last, letters)
    };
    let mut found: Vec<_> = table
        .sections()
        .filter(|section| section.provider() != provider)
        .flat_map(ProviderSection::rows)
        .filter(is_same)
        .collect();
    if found.iter().any(|row| row.kind == ProviderKind::Lab) {
        found.retain(|row| row.kind == ProviderKind::Lab);
    }
    found.sort_by_cached_key(|row| (standing(*row), row.provider.len(), row.provider));
    found
}

/// Whether the letters and digits of a text are these.
fn has_letters(text: &str, letters: &str) -> bool {
    let mut rest = letters.bytes();
    let mut own = text.bytes().filter(u8::is_ascii_alphanumeric);
    // Most texts differ in their first letter.
    own.all(|byte| rest.next() == Some(byte.to_ascii_lowercase())) && rest.next().is_none()
}

fn likeness(typed: &str, letters: &str) -> Option<Likeness> {
    if typed == letters {
        return Some(Likeness::SameLetters);
    }
    let same = typed.bytes().zip(letters.bytes()).take_while(|(a, b)| a == b).count();
    let typo = edit_distance(typed.as_bytes(), letters.as_bytes(), max_edits(typed, letters))
        .map(|edits| Likeness::Typo(edits, Reverse(same)));
    let contains = || (typed.len() >= MIN_SEARCH_LEN && letters.contains(typed)).then_some(Likeness::Contains);
    typo.or_else(contains)
}

/// One edit is always allowed, except in texts that would hardly have a letter in common afterwards.
fn max_edits(a: &str, b: &str) -> usize {
    let length = a.len().max(b.len());
    (length * MAX_EDIT_PERCENT / 100).max(usize::from(length >= MIN_SEARCH_LEN))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::tests::SAMPLE;

    #[test]
    fn the_own_provider_comes_first() {
        let table = Table::parse(SAMPLE);
        for (provider, id, expected) in [
            ("openai", "gpt-52", "openai/gpt-5.2"),
            ("openai", "GPT-5.2", "openai/gpt-5.2"),
            ("openai", "gtp-5.2", "openai/gpt-5.2"),
            ("opnai", "gpt-5.2", "openai/gpt-5.2"),
            // The maker is enough.
            ("anthropic", "gpt-5.2", "openai/gpt-5.2"),
            ("google", "kimi-k2", "openrouter/kimi-k2"),
            ("anthropic", "opus", "anthropic/claude-opus-4-5"),
            ("openrouter", "claude-opus-4-5", "openrouter/anthropic/claude-opus-4.5 anthropic/claude-opus-4-5"),
            ("", "gtp-5.2", "openai/gpt-5.2"),
            ("openai", "zzzzzzzz", ""),
            ("openai", "...", ""),
        ] {
            let found: Vec<_> = similar_rows(&table, provider, id, 3).into_iter().map(Row::key).collect();
            assert_eq!(found.join(" "), expected, "{provider}/{id}");
        }
        assert!(similar_rows(&table, "openai", &"x".repeat(300), 3).is_empty());
    }
}
