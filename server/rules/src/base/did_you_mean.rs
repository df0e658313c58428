//! Suggestions for misspelt names.

use contract::Hint;

/// The most names that are suggested.
pub(crate) const MAX_SUGGESTIONS: usize = 3;

/// The least similarity of a suggested name, from 0 to 1.
const MIN_SIMILARITY: f64 = 0.72;

/// The names that are most similar to the typed one, the best first. A name that contains the typed text counts as
/// similar.
pub fn closest_names<'a>(typed: &str, names: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    let typed = typed.trim().to_lowercase();
    let mut found: Vec<_> = names.into_iter().map(|name| (similarity(&typed, &name.to_lowercase()), name)).collect();
    found.retain(|(likeness, _)| *likeness >= MIN_SIMILARITY);
    found.sort_by(|(a, x), (b, y)| b.total_cmp(a).then(x.cmp(y)));
    found.dedup_by(|(_, next), (_, last)| next == last);
    found.into_iter().take(MAX_SUGGESTIONS).map(|(_, name)| name.to_owned()).collect()
}

/// The hint that asks whether one of the names was meant; `None` without names.
pub(crate) fn suggestion_hint(names: &[String]) -> Option<Hint> {
    (!names.is_empty()).then(|| format!("did you mean {}?", join_with_or(names)).into())
}

/// Joins names as `a`, `b` or `c`, each in backticks.
pub(crate) fn join_with_or(names: &[String]) -> String {
    let names: Vec<_> = names.iter().map(|name| format!("`{name}`")).collect();
    match names.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} or {last}", rest.join(", ")),
        _ => names.concat(),
    }
}

fn similarity(typed: &str, name: &str) -> f64 {
    let likeness = strsim::normalized_damerau_levenshtein(typed, name);
    if typed.len() >= 3 && name.contains(typed) { likeness.max(MIN_SIMILARITY) } else { likeness }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn best_match_is_first_and_unlike_names_are_dropped() {
        let names = ["openai/gpt-5.2", "openai/gpt-5", "anthropic/claude-opus-4-5", "openai/gpt-5.2", "xai/grok-4"];
        assert_eq!(closest_names("openai/gpt-52", names), ["openai/gpt-5.2", "openai/gpt-5"]);
        assert_eq!(closest_names("OPUS", names), ["anthropic/claude-opus-4-5"]);
        assert_eq!(closest_names("wrok", ["work", "main"]), ["work"]);
        assert!(closest_names("zzz", names).is_empty() && closest_names("", names).is_empty());
    }
}
