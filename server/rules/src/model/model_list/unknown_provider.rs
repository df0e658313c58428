//! The error for an unknown provider.

use contract::{Code, Hint, Refusal};

use crate::base::did_you_mean::suggestion_hint;

/// No provider of the catalog or the configuration has this name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("Unknown provider: {typed}")]
pub(super) struct UnknownProvider {
    /// The name as typed.
    pub(super) typed: String,
    /// Providers with similar names.
    pub(super) suggestions: Vec<String>,
}

impl Refusal for UnknownProvider {
    fn code(&self) -> Code {
        Code::ProviderUnknown
    }

    fn hints(&self) -> Vec<Hint> {
        let all = Hint::for_terminal("`openclaw models list --all` lists the models of every provider");
        suggestion_hint(&self.suggestions).into_iter().chain([all]).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::hint_check::assert_hints_suit_pages;

    #[test]
    fn only_the_command_is_for_terminals() {
        let error = UnknownProvider { typed: "opnai".to_owned(), suggestions: vec!["openai".to_owned()] };
        assert_hints_suit_pages(&[error], 1);
    }
}
