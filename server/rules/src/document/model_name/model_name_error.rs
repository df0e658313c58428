//! Errors of typed model names.

use contract::{Code, Hint, Refusal};

/// Why a typed name cannot be resolved to a model.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ModelNameError {
    /// The name is neither a model reference nor an alias.
    #[error("invalid model reference: `{typed}` is neither a model nor an alias")]
    NotAModel {
        /// As it was typed.
        typed: String,
    },
    /// No model was named.
    #[error("name a model")]
    Empty,
}

impl ModelNameError {
    /// The error for a name that resolves to no model.
    pub(crate) fn from_typed(typed: &str) -> Self {
        if typed.trim().is_empty() { Self::Empty } else { Self::NotAModel { typed: typed.to_owned() } }
    }
}

impl Refusal for ModelNameError {
    fn code(&self) -> Code {
        Code::ModelInvalid
    }

    fn hints(&self) -> Vec<Hint> {
        vec!["a model is written `provider/model`, as in `anthropic/claude-opus-4-5`".into()]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::hint_check::assert_hints_suit_pages;

    #[test]
    fn a_page_shows_every_hint_without_a_command() {
        let all = [ModelNameError::from_typed("openai/"), ModelNameError::from_typed(" ")];
        assert_hints_suit_pages(&all, 0);
    }
}
