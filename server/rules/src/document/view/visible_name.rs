//! Resolves a text that names a model, and decides whether the result may be shown.
//!
//! A variable may hold anything, and a password looks like a name. The value of a `${VAR}` is shown only if the whole
//! text is then a model that can be read elsewhere: in the catalog, or written out in the document. Otherwise the text
//! stays as it is written; whether the model is known may still be shown.

use std::{borrow::Cow, collections::BTreeSet};

use catalog_data::Catalog;
use contract::ModelRef;

use super::{View, providers};
use crate::base::env::has_variable;

impl View {
    /// Expands the variables of a text, if the result may be shown. `None` also while a variable in it is not set.
    pub(crate) fn visible_name<'a>(&self, name: &'a str) -> Option<Cow<'a, str>> {
        let meaning = self.env.expand(name)?;
        let is_public =
            |model: ModelRef| Catalog::embedded().is_embedded(&model) || self.written_models().contains(&model);
        (!has_variable(name) || self.resolve_name(&meaning).is_some_and(is_public)).then_some(meaning)
    }

    /// Resolves a text to a model. The result may be a secret.
    pub(crate) fn resolve_unmasked(&self, name: &str) -> Option<ModelRef> {
        self.env.expand(name).and_then(|name| self.resolve_name(&name))
    }
}

/// Returns the models that are written out in the document. Steps are not included: they may contain variables.
pub(super) fn collect_written_models(view: &View) -> BTreeSet<ModelRef> {
    let listed = view.model_entries().filter_map(|entry| entry.model);
    listed.chain(providers::configured_models(view).map(|(model, _)| model)).collect()
}
