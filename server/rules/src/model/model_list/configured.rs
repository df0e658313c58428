//! The configured models, in OpenClaw's order and with its tags.

use contract::{Answer, Chain, ModelRef, Role};

use crate::document::{
    agents::Agent,
    model_ref::{is_wildcard, parse_ref},
    view::View,
};

/// A configured model.
pub(super) struct ConfiguredModel {
    pub(super) model: ModelRef,
    /// Where it is configured: `default`, `fallback#1`, `image`, `img-fallback#1`, `configured`.
    pub(super) tags: Vec<String>,
    /// Its aliases.
    pub(super) aliases: Vec<String>,
}

/// The models of the chains of an agent, then those of the model map, each once. A step that is no model is left out,
/// and counts in the number of a fallback.
pub(super) fn configured_models(view: &View, agent: &Agent) -> Vec<ConfiguredModel> {
    let text = view.agent_chain(agent, Role::Text).chain;
    let image = view.agent_chain(agent, Role::Image).chain;
    let image_primary = image.primary.and_then(|step| step.model);
    let listed = view.model_entries().filter_map(|entry| entry.model).filter(|model| !is_wildcard(model));
    let tagged = (default_model(view, &text).into_iter().map(|model| (model, "default".to_owned())))
        .chain(fallbacks(text.fallbacks, "fallback"))
        .chain(image_primary.map(|model| (model, "image".to_owned())))
        .chain(fallbacks(image.fallbacks, "img-fallback"))
        .chain(listed.map(|model| (model, "configured".to_owned())));
    let aliases = view.alias_refs();
    let mut found: Vec<ConfiguredModel> = Vec::new();
    let mut places = std::collections::BTreeMap::new();
    for (model, tag) in tagged {
        let at = *places.entry(model.clone()).or_insert_with(|| {
            let key = model.key();
            let aliases = aliases.iter().filter(|(_, of)| **of == key).map(|(alias, _)| alias.clone()).collect();
            found.push(ConfiguredModel { model, tags: Vec::new(), aliases });
            found.len() - 1
        });
        if let Some(one) = found.get_mut(at).filter(|one| !one.tags.contains(&tag)) {
            one.tags.push(tag);
        }
    }
    found
}

/// The model that is asked first, which may be OpenClaw's own default.
fn default_model(view: &View, text: &Chain) -> Option<ModelRef> {
    let own =
        |answer: &Answer| answer.is_openclaw_default().then(|| parse_ref(&answer.model, view.generation())).flatten();
    text.primary.as_ref().and_then(|step| step.model.clone()).or_else(|| own(&view.answer_for(text)))
}

fn fallbacks(steps: Vec<contract::ChainStep>, word: &str) -> impl Iterator<Item = (ModelRef, String)> {
    steps.into_iter().zip(1..).filter_map(move |(step, number)| Some((step.model?, format!("{word}#{number}"))))
}
