//! The error for an unknown provider.

use std::collections::BTreeSet;

use catalog_data::canonical_provider;
use contract::{Code, Generation, Hint, Refusal};

use crate::base::{
    did_you_mean::{closest_names, suggestion_hint},
    secret::hide_if_secret,
};

/// No provider of the catalog or the configuration has this name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("Unknown provider: {typed}")]
pub struct UnknownProvider {
    /// The name as typed.
    pub typed: String,
    /// Providers with similar names.
    pub suggestions: Vec<String>,
}

/// The id of a typed provider, if it is one of these.
pub(crate) fn check_provider(
    typed: &str,
    known: &BTreeSet<String>,
    generation: Generation,
) -> Result<String, UnknownProvider> {
    let id = canonical_provider(typed, generation);
    if known.contains(&id) {
        return Ok(id);
    }
    let suggestions = closest_names(typed, known.iter().map(String::as_str));
    let typed = hide_if_secret(typed);
    Err(UnknownProvider { typed: typed.to_owned(), suggestions })
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
