//! Identifiers that are validated when they are parsed.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Reference to a model, as `provider/model`. It is normalized: the provider has its canonical name in lower case, the
/// case of the model is kept.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ModelRef {
    provider: String,
    model: String,
}

impl ModelRef {
    /// A ref made of two valid parts; `None` if either is blank.
    pub fn new(provider: impl Into<String>, model: impl Into<String>) -> Option<Self> {
        let (provider, model) = (provider.into(), model.into());
        (!provider.trim().is_empty() && !model.trim().is_empty()).then_some(Self { provider, model })
    }

    /// The provider, such as `anthropic`.
    pub fn provider(&self) -> &str {
        &self.provider
    }

    /// The model, such as `claude-opus-4-5`.
    pub fn model(&self) -> &str {
        &self.model
    }

    /// The ref in OpenClaw's spelling as a key: a model id that already starts with its provider stands alone
    /// (`openrouter/auto`, not `openrouter/openrouter/auto`).
    pub fn key(&self) -> String {
        if self.is_doubled() { self.model.clone() } else { [&self.provider, "/", &self.model].concat() }
    }

    /// Whether this is the key of the model.
    pub fn has_key(&self, key: &str) -> bool {
        if self.is_doubled() {
            return key == self.model;
        }
        let id = key.strip_prefix(&self.provider).and_then(|rest| rest.strip_prefix('/'));
        id == Some(&self.model)
    }

    /// Whether the model id starts with the provider.
    fn is_doubled(&self) -> bool {
        self.model.split_once('/').is_some_and(|(first, _)| first.eq_ignore_ascii_case(&self.provider))
    }
}

impl fmt::Display for ModelRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.key())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn key_has_no_duplicate_provider() {
        let key = |provider, model| ModelRef::new(provider, model).unwrap().key();
        assert_eq!(key("openai", "gpt-5.2"), "openai/gpt-5.2");
        assert_eq!(key("openrouter", "openrouter/auto"), "openrouter/auto");
        assert_eq!(key("openrouter", "meta/llama-4"), "openrouter/meta/llama-4");
        let has = |provider, model, key| ModelRef::new(provider, model).unwrap().has_key(key);
        assert!(has("openai", "gpt-5.2", "openai/gpt-5.2") && has("openrouter", "openrouter/auto", "openrouter/auto"));
        assert!(!has("openai", "gpt-5.2", "openai/gpt-5") && !has("openai", "gpt-5.2", "gpt-5.2"));
        assert!(!has("openrouter", "openrouter/auto", "openrouter/openrouter/auto"));
    }

    #[test]
    fn ref_has_provider_and_id() {
        assert_eq!(ModelRef::new("openai", " "), None);
        assert_eq!(ModelRef::new("", "gpt-5.2"), None);
    }
}
