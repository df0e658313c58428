//! Names that are parsed once and then believed.

use std::fmt;

use serde::{Deserialize, Serialize};

/// `provider/model`, normalised: the provider in lower case and by its own name, the model's case kept.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ModelRef {
    provider: String,
    model: String,
}

impl ModelRef {
    /// A ref of two parts that are known to be good; `None` when either is blank.
    pub fn new(provider: impl Into<String>, model: impl Into<String>) -> Option<Self> {
        let (provider, model) = (provider.into(), model.into());
        (!provider.trim().is_empty() && !model.trim().is_empty()).then_some(Self { provider, model })
    }

    /// `anthropic`
    pub fn provider(&self) -> &str {
        &self.provider
    }

    /// `claude-opus-4-5`
    pub fn model(&self) -> &str {
        &self.model
    }

    /// How OpenClaw spells it as a key: a model id that already starts with its provider stands alone
    /// (`openrouter/auto`, not `openrouter/openrouter/auto`).
    pub fn key(&self) -> String {
        let doubled = self.model.split_once('/').is_some_and(|(first, _)| first.eq_ignore_ascii_case(&self.provider));
        if doubled { self.model.clone() } else { format!("{}/{}", self.provider, self.model) }
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
    fn a_key_never_names_its_provider_twice() {
        let key = |provider, model| ModelRef::new(provider, model).unwrap().key();
        assert_eq!(key("openai", "gpt-5.2"), "openai/gpt-5.2");
        assert_eq!(key("openrouter", "openrouter/auto"), "openrouter/auto");
        assert_eq!(key("openrouter", "meta/llama-4"), "openrouter/meta/llama-4");
    }

    #[test]
    fn a_ref_has_two_parts() {
        assert_eq!(ModelRef::new("openai", " "), None);
        assert_eq!(ModelRef::new("", "gpt-5.2"), None);
    }
}
