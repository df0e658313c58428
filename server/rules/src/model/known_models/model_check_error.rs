//! Errors of checking whether a model is known.

use contract::{Code, Hint, Refusal};

use crate::{
    base::did_you_mean::{join_with_or, suggestion_hint},
    document::model_ref::without_profile,
};

/// What to do if the model of a known provider is new.
pub(crate) const REFRESH_ADVICE: &str =
    "`openclaw models refresh` fetches the current lists, if the model is newer than the catalog";

/// Why a model is not accepted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum ModelCheckError {
    /// The model is in neither the catalog nor the configuration.
    #[error("Unknown model: {model}")]
    UnknownModel {
        /// The key of the model.
        model: String,
        /// The typed word, if it is not an alias and was read as a model of the assumed provider.
        typed_word: Option<String>,
        /// Model references and aliases with similar names, the most similar first.
        suggestions: Vec<String>,
        /// The provider of the model, if that is unknown too.
        unknown_provider: Option<String>,
        /// Providers with similar names.
        suggested_providers: Vec<String>,
    },
    /// The model does not accept images.
    #[error("`{model}` takes text only, no images")]
    TextOnly {
        /// Its key.
        model: String,
    },
}

impl ModelCheckError {
    /// Adds the typed word to [`Self::UnknownModel`]. Aliases are always known, so a word without a slash that leads to
    /// an unknown model is not an alias.
    pub(crate) fn with_typed_word(mut self, typed: &str) -> Self {
        if let Self::UnknownModel { typed_word: word, .. } = &mut self {
            *word = Some(without_profile(typed.trim()).to_owned()).filter(|typed| !typed.contains('/'));
        }
        self
    }
}

impl Refusal for ModelCheckError {
    fn code(&self) -> Code {
        match self {
            Self::UnknownModel { .. } => Code::ModelUnknown,
            Self::TextOnly { .. } => Code::ModelTextOnly,
        }
    }

    fn causes(&self) -> Vec<String> {
        match self {
            Self::UnknownModel { model, typed_word: Some(word), .. } => {
                vec![format!("`{word}` is not an alias and was read as `{model}`")]
            }
            Self::UnknownModel { .. } | Self::TextOnly { .. } => Vec::new(),
        }
    }

    fn hints(&self) -> Vec<Hint> {
        let mut hints = Vec::new();
        if let Self::UnknownModel { model, suggestions, unknown_provider, suggested_providers, .. } = self {
            hints.extend(suggestion_hint(suggestions).map(|hint| hint.with_suggestions(suggestions)));
            hints.extend(unknown_provider.as_ref().map(|name| provider_hint(name, suggested_providers)));
            hints.push(list_hint(model, unknown_provider.is_some()));
            hints.extend(unknown_provider.is_none().then(|| Hint::for_terminal(REFRESH_ADVICE)));
        }
        // The known facts may be older than the model.
        hints.push(Hint::for_terminal("`--force` uses it anyway"));
        hints
    }
}

/// Names the command that lists the models of the provider, or all if the provider is unknown.
fn list_hint(model: &str, is_provider_unknown: bool) -> Hint {
    match model.split_once('/').filter(|_| !is_provider_unknown) {
        Some((provider, _)) => Hint::for_terminal(format!(
            "`openclaw models list --all --provider={provider}` lists the models of `{provider}`"
        )),
        None => Hint::for_terminal("`openclaw models list --all` lists the known models"),
    }
}

fn provider_hint(name: &str, providers: &[String]) -> Hint {
    match providers {
        [] => format!("no provider is called `{name}`").into(),
        providers => format!("no provider is called `{name}`; there is {}", join_with_or(providers)).into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::hint_check::assert_hints_suit_pages;

    fn unknown_model(suggestions: &[&str], unknown_provider: Option<&str>, providers: &[&str]) -> ModelCheckError {
        let owned = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        ModelCheckError::UnknownModel {
            model: "openai/gpt-52".to_owned(),
            typed_word: Some("gpt-52".to_owned()),
            suggestions: owned(suggestions),
            unknown_provider: unknown_provider.map(str::to_owned),
            suggested_providers: owned(providers),
        }
    }

    #[test]
    fn commands_and_flags_are_for_terminals() {
        let text_only = ModelCheckError::TextOnly { model: "openai/gpt-52".to_owned() };
        let all = [
            unknown_model(&["openai/gpt-5.2"], None, &[]),
            unknown_model(&[], Some("opnai"), &["openai"]),
            unknown_model(&[], Some("opnai"), &[]),
            text_only,
        ];
        assert_hints_suit_pages(&all, 8);
    }

    #[test]
    fn a_new_model_of_a_known_provider_needs_a_refresh() {
        let advises = |error: ModelCheckError| error.hints().iter().any(|hint| hint.text == REFRESH_ADVICE);
        assert!(advises(unknown_model(&["openai/gpt-5.2"], None, &[])));
        assert!(!advises(unknown_model(&[], Some("opnai"), &["openai"])));
        assert!(!advises(ModelCheckError::TextOnly { model: "openai/gpt-52".to_owned() }));
    }

    #[test]
    fn suggestions_can_be_put_into_a_field() {
        let hints = unknown_model(&["openai/gpt-5.2", "openai/gpt-5"], Some("opnai"), &["openai"]).hints();
        assert_eq!(hints[0].suggestions, ["openai/gpt-5.2", "openai/gpt-5"]);
        assert!(hints[1..].iter().all(|hint| hint.suggestions.is_empty()));
    }

    #[test]
    fn unknown_word_error_shows_its_interpretation() {
        assert_eq!(
            unknown_model(&[], None, &[]).causes(),
            ["`gpt-52` is not an alias and was read as `openai/gpt-52`"]
        );
    }
}
