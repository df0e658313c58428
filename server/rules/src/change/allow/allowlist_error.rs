//! Errors of changing the allowlist.

use contract::{Code, Hint, Refusal};

use crate::base::did_you_mean::suggestion_hint;

/// Why a model cannot be added to the allowlist or removed from it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AllowlistError {
    /// The model is not on the allowlist.
    #[error("`{model}` is not on the allowlist")]
    NotListed {
        /// The key of the model, or the typed text if it resolves to no model.
        model: String,
        /// Whether there is an allowlist.
        has_allowlist: bool,
        /// The chain step that uses the model, which therefore is allowed there.
        used_in_step: Option<String>,
        /// Models on the allowlist with similar names.
        suggestions: Vec<String>,
    },
    /// A wildcard allows the model, so it cannot be removed by itself.
    #[error("`{model}` is allowed by `{by}`, not by an entry of its own")]
    CoveredByWildcard {
        /// Its key.
        model: String,
        /// The wildcard on the allowlist.
        by: String,
    },
    /// The allowlist is the model map, which does not support wildcards.
    #[error("`{wildcard}` is a wildcard, and the allowlist of this home accepts only models")]
    WildcardNotSupported {
        /// The wildcard, as a model key.
        wildcard: String,
    },
}

impl Refusal for AllowlistError {
    fn code(&self) -> Code {
        match self {
            Self::NotListed { .. } => Code::ModelNotAllowed,
            Self::CoveredByWildcard { .. } => Code::ModelCovered,
            Self::WildcardNotSupported { .. } => Code::ModelInvalid,
        }
    }

    fn hints(&self) -> Vec<Hint> {
        match self {
            Self::NotListed { has_allowlist: false, .. } => {
                vec!["there is no allowlist, so every model is allowed".into()]
            }
            Self::NotListed { used_in_step: Some(step), .. } => {
                vec![format!("it is allowed because it is {step}").into()]
            }
            Self::NotListed { suggestions, .. } => suggestion_hint(suggestions).into_iter().collect(),
            Self::CoveredByWildcard { by, .. } => {
                vec![Hint::for_terminal(format!(
                    "`openclaw models disallow '{by}'` removes the wildcard and all models that it allows"
                ))]
            }
            Self::WildcardNotSupported { .. } => vec!["add each model by its name".into()],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::hint_check::assert_hints_suit_pages;

    #[test]
    fn hints_with_a_command_are_for_terminals() {
        let (model, wildcard) = ("openai/gpt-52".to_owned(), "openai/*".to_owned());
        let not_listed = |has_allowlist, used_in_step| AllowlistError::NotListed {
            model: "openai/gpt-52".to_owned(),
            has_allowlist,
            used_in_step,
            suggestions: vec!["openai/gpt-5.2".to_owned()],
        };
        let all = [
            not_listed(false, None),
            not_listed(true, Some("step 1 of the text chain".to_owned())),
            not_listed(true, None),
            AllowlistError::CoveredByWildcard { model, by: wildcard.clone() },
            AllowlistError::WildcardNotSupported { wildcard },
        ];
        assert_hints_suit_pages(&all, 1);
    }
}
