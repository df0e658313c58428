//! What may be known about a secret without having it.

use std::borrow::Cow;

use catalog_data::providers;
use contract::Generation;

/// Values in the place of a secret that stand for something else.
const MARKERS: &[&str] = &[
    "minimax-oauth",
    "qwen-oauth",
    "ollama-local",
    "custom-local",
    "secretref-managed",
    "AWS_BEARER_TOKEN_BEDROCK",
    "AWS_ACCESS_KEY_ID",
    "AWS_PROFILE",
];

/// Variables that a key in the configuration may name, in addition to those of the providers.
const OTHER_VARIABLES: &[&str] = &[
    "AZURE_API_KEY",
    "AZURE_OPENAI_API_KEY",
    "BYTEPLUS_API_KEY",
    "DEEPGRAM_API_KEY",
    "DEEPSEEK_API_KEY",
    "FIREWORKS_API_KEY",
    "GOOGLE_API_KEY",
    "MINIMAX_CODE_PLAN_KEY",
    "MINIMAX_OAUTH_TOKEN",
    "MODELSTUDIO_API_KEY",
    "NOVITA_API_KEY",
    "PERPLEXITY_API_KEY",
    "QIANFAN_API_KEY",
    "VOYAGE_API_KEY",
];

/// Every generation: a variable of any of them may be named in a configuration.
const GENERATIONS: [Generation; 2] = [Generation::JsonStore, Generation::SharedDb];

/// The last characters of a secret are shown only if it has at least this many.
const MIN_LENGTH_WITH_TAIL: usize = 16;

/// The number of characters that are shown.
const TAIL_LENGTH: usize = 4;

/// Facts about a secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SecretFacts {
    /// The number of its characters.
    pub length: usize,
    /// Its last four characters; `None` if it has fewer than 16.
    pub tail: Option<String>,
    /// The value, if it is no secret but a marker or the name of a variable.
    pub marker: Option<&'static str>,
}

impl SecretFacts {
    /// Derives the facts about a secret; `None` if it is blank.
    pub fn of(text: &str) -> Option<Self> {
        let secret = clean_secret(text)?;
        Some(Self::with_marker(&secret, marker(&secret)))
    }

    /// Derives the facts about a key of the configuration, which may be the name of a variable.
    pub fn of_config_key(text: &str) -> Option<Self> {
        let key = clean_secret(text)?;
        Some(Self::with_marker(&key, marker(&key).or_else(|| variable_marker(&key))))
    }

    fn with_marker(secret: &str, marker: Option<&'static str>) -> Self {
        let length = secret.chars().count();
        let is_long = length >= MIN_LENGTH_WITH_TAIL && marker.is_none();
        let tail = secret.char_indices().nth_back(TAIL_LENGTH - 1).and_then(|(at, _)| secret.get(at..));
        let tail = tail.filter(|_| is_long).map(str::to_owned);
        Self { length, tail, marker }
    }

    /// The text that stands for the secret wherever it is shown.
    pub fn label(&self) -> String {
        match (self.marker, &self.tail) {
            (Some(marker), _) => format!("marker({marker})"),
            (None, Some(tail)) => ["…", tail].concat(),
            (None, None) => "set".to_owned(),
        }
    }
}

/// Returns the marker that a text is, if any. Names of variables are not included.
pub fn marker(text: &str) -> Option<&'static str> {
    let text = text.trim();
    MARKERS.iter().copied().find(|marker| *marker == text)
}

/// Returns the variable that a key of the configuration names, if it is one that a provider reads a key from.
pub fn variable_marker(text: &str) -> Option<&'static str> {
    let name = text.trim();
    let names = |generation| providers().iter().flat_map(move |known| known.env_names(generation));
    let mut all = GENERATIONS.into_iter().flat_map(names).chain(OTHER_VARIABLES.iter().copied());
    all.find(|known| *known == name)
}

/// Returns a secret without the characters that no header can have; `None` if nothing is left.
fn clean_secret(text: &str) -> Option<Cow<'_, str>> {
    let is_kept = |c: &char| !matches!(c, '\r' | '\n') && u32::from(*c) <= 0xff;
    let kept = if text.chars().all(|c| is_kept(&c)) {
        Cow::Borrowed(text.trim())
    } else {
        let kept: String = text.chars().filter(is_kept).collect();
        Cow::Owned(kept.trim().to_owned())
    };
    Some(kept).filter(|secret| !secret.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::auth::vectors::small_table;

    #[test]
    fn secrets_are_cleaned_as_by_the_reference() {
        for row in small_table("normalizeSecretInput") {
            assert_eq!(clean_secret(row[0].as_str().unwrap()).as_deref(), row[1].as_str(), "{row}");
        }
        for (text, expected) in [
            ("a\u{2028}b\u{2029}c\n", Some("abc")),
            ("Bearer\u{2003}x", Some("Bearerx")),
            (" \r\n", None),
            ("日本", None),
        ] {
            assert_eq!(clean_secret(text).as_deref(), expected, "{text:?}");
        }
    }

    #[test]
    fn markers_are_those_of_the_reference() {
        for row in small_table("isMarker") {
            let text = row[0].as_str().unwrap();
            let is_marker = marker(text).is_some();
            assert_eq!(is_marker || variable_marker(text).is_some(), row[1], "{text}");
            assert_eq!(is_marker, row[2], "{text}");
        }
    }

    /// The reference shows the first and last characters of every secret. Here a label has the last four characters of
    /// a long one and none of a short one.
    #[test]
    fn labels_show_less_than_those_of_the_reference() {
        let expected = ["missing", "set", "set", "set", "set", "…mnop", "…nopq", "…ue-1"];
        let rows = small_table("maskApiKey");
        assert_eq!(rows.len(), expected.len());
        for (row, expected) in rows.iter().zip(expected) {
            let label = SecretFacts::of(row[0].as_str().unwrap()).map_or("missing".to_owned(), |facts| facts.label());
            assert_eq!(label, expected, "{row}");
        }
    }

    #[test]
    fn a_marker_is_shown_as_it_is() {
        for (text, label, label_of_key) in [
            (" ollama-local ", "marker(ollama-local)", "marker(ollama-local)"),
            ("AWS_BEARER_TOKEN_BEDROCK", "marker(AWS_BEARER_TOKEN_BEDROCK)", "marker(AWS_BEARER_TOKEN_BEDROCK)"),
            ("OPENAI_API_KEY", "set", "marker(OPENAI_API_KEY)"),
            ("ANTHROPIC_OAUTH_TOKEN", "…OKEN", "marker(ANTHROPIC_OAUTH_TOKEN)"),
            ("NOVITA_API_KEY", "set", "marker(NOVITA_API_KEY)"),
            ("MY_OWN_VAR", "set", "set"),
        ] {
            assert_eq!(SecretFacts::of(text).unwrap().label(), label, "{text}");
            assert_eq!(SecretFacts::of_config_key(text).unwrap().label(), label_of_key, "{text}");
        }
        assert_eq!(SecretFacts::of("ollama-local").unwrap().tail, None);
    }

    #[test]
    fn debug_output_has_no_secret() {
        let facts = SecretFacts::of("sk-ant-0123456789abcdef").unwrap();
        assert_eq!((facts.length, facts.label().as_str()), (23, "…cdef"));
        let printed = format!("{facts:?}");
        assert!(!printed.contains("sk-ant") && !printed.contains("0123"), "{printed}");
    }
}
