//! Phrases in texts of providers. All texts are in lower case.

/// Whether a text has one of the phrases.
pub(super) fn contains_any(text: &str, phrases: &[&str]) -> bool {
    phrases.iter().any(|phrase| text.contains(phrase))
}

/// Whether a text has a word, not only as a part of a longer one.
pub(super) fn has_word(text: &str, word: &str) -> bool {
    text.split(|c: char| !c.is_alphanumeric()).any(|one| one == word)
}

pub(super) fn is_rate_limit(text: &str) -> bool {
    const PHRASES: &[&str] = &[
        "rate limit",
        "rate_limit",
        "too many requests",
        "model_cooldown",
        "exceeded your current quota",
        "resource exhausted",
        "resource has been exhausted",
        "resource_exhausted",
        "quota exceeded",
        "usage limit",
        "tokens per minute",
        "tokens per day",
        "throttled",
        "throttling",
    ];
    contains_any(text, PHRASES) || has_word(text, "429") || has_word(text, "tpm")
}
