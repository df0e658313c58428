//! What somebody may have meant.

/// How many are named.
pub(crate) const MOST: usize = 3;

/// How alike two names must be, from 0 to 1.
const ALIKE: f64 = 0.72;

/// The names that are most like the typed one, best first. One that begins with it, or that holds it, counts as alike.
pub fn closest<'a>(typed: &str, names: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    let typed = typed.trim().to_lowercase();
    let mut found: Vec<_> = names.into_iter().map(|name| (likeness(&typed, &name.to_lowercase()), name)).collect();
    found.retain(|(likeness, _)| *likeness >= ALIKE);
    found.sort_by(|(a, x), (b, y)| b.total_cmp(a).then(x.cmp(y)));
    found.dedup_by(|(_, next), (_, last)| next == last);
    found.into_iter().take(MOST).map(|(_, name)| name.to_owned()).collect()
}

fn likeness(typed: &str, name: &str) -> f64 {
    let likeness = strsim::normalized_damerau_levenshtein(typed, name);
    if typed.len() >= 3 && name.contains(typed) { likeness.max(ALIKE) } else { likeness }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_comes_first_and_strangers_do_not_come() {
        let names = ["openai/gpt-5.2", "openai/gpt-5", "anthropic/claude-opus-4-5", "openai/gpt-5.2", "xai/grok-4"];
        assert_eq!(closest("openai/gpt-52", names), ["openai/gpt-5.2", "openai/gpt-5"]);
        assert_eq!(closest("OPUS", names), ["anthropic/claude-opus-4-5"]);
        assert_eq!(closest("wrok", ["work", "main"]), ["work"]);
        assert!(closest("zzz", names).is_empty() && closest("", names).is_empty());
    }
}
