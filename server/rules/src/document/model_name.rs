//! Resolves typed model names.

pub(crate) mod model_name_error;

use contract::{ModelRef, text::is_hidden_char};

use super::{model_ref::is_wildcard, view::View};
pub use model_name_error::ModelNameError;

/// Resolves a typed name to a model that may be written into the configuration. The ref must have no blanks inside, no
/// variable, no incomplete `@credential` suffix, no mask, no control or invisible characters, and no backtick, which
/// would end the quoted name in a message. Wildcards are refused.
pub(crate) fn resolve_model(view: &View, typed: &str) -> Result<ModelRef, ModelNameError> {
    let model = resolve_model_or_wildcard(view, typed).ok().filter(|model| !is_wildcard(model));
    model.ok_or_else(|| ModelNameError::from_typed(typed))
}

/// Resolves a typed name for an allowlist: like [`resolve_model`], but a wildcard is accepted.
pub(crate) fn resolve_model_or_wildcard(view: &View, typed: &str) -> Result<ModelRef, ModelNameError> {
    let is_strange = |c: char| c.is_whitespace() || is_hidden_char(c) || "${}`‹›•".contains(c);
    let is_fit =
        |model: &ModelRef| !model.key().contains(is_strange) && model.model().trim_matches('@') == model.model();
    view.resolve_name(typed).filter(is_fit).ok_or_else(|| ModelNameError::from_typed(typed))
}
