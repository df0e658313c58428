//! A model that a request names.

use contract::{ModelRef, OpError};

use super::known_models::{self, ModelCheckError};
use crate::document::{
    model_name::{ModelNameError, resolve_model},
    view::View,
};

/// A typed model name with the model that it names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct TypedModel {
    /// The model, which may be written into the configuration.
    pub(crate) model: ModelRef,
    /// The name, as it was typed.
    typed: String,
}

/// The model that a typed name stands for; a refusal if it is in neither the catalog nor the configuration.
pub fn find_known_model(view: &View, typed: &str) -> Result<ModelRef, OpError> {
    let found = TypedModel::resolve(view, typed)?;
    found.check_known(view, false)?;
    Ok(found.model)
}

impl TypedModel {
    /// Resolves a typed name.
    pub(crate) fn resolve(view: &View, typed: &str) -> Result<Self, ModelNameError> {
        Ok(Self { model: resolve_model(view, typed)?, typed: typed.to_owned() })
    }

    /// Refuses a model that is in neither the catalog nor the configuration, unless `force` is set.
    pub(crate) fn check_known(&self, view: &View, force: bool) -> Result<(), ModelCheckError> {
        known_models::check_known(view, &self.model, force).map_err(|error| error.with_typed_word(&self.typed))
    }

    /// Refuses a model for the image chain if it is unknown or known to accept text only, unless `force` is set.
    pub(crate) fn check_image_model(&self, view: &View, force: bool) -> Result<(), ModelCheckError> {
        known_models::check_image_model(view, &self.model, force).map_err(|error| error.with_typed_word(&self.typed))
    }
}
