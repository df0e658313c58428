//! The providers in the configuration, and the models that they describe.

use contract::ModelRef;
use serde_json::Value;

use super::View;
use crate::{document::model_ref::canonical_provider, schema::paths::providers_path};

/// The providers in the configuration, by their canonical names.
pub(crate) fn configured_providers(view: &View) -> impl Iterator<Item = (String, &Value)> {
    let providers = view.get(&providers_path()).and_then(Value::as_object);
    providers.into_iter().flatten().map(|(name, entry)| (canonical_provider(name), entry))
}

/// The models that the providers in the configuration describe.
pub(crate) fn configured_models(view: &View) -> impl Iterator<Item = (ModelRef, &Value)> {
    configured_providers(view).flat_map(move |(provider, entry)| {
        let models = entry.get("models").and_then(Value::as_array).into_iter().flatten();
        models.filter_map(move |model| {
            Some((view.resolve_name(&format!("{provider}/{}", model.get("id")?.as_str()?))?, model))
        })
    })
}
