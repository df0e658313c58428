//! Checks whether a model is known, from the catalog or the configuration.

mod model_check_error;

use std::{cmp::Reverse, collections::BTreeSet};

use catalog::Row;
use catalog_data::canonical_provider;
use contract::ModelRef;
use serde_json::Value;

use crate::{
    base::did_you_mean::{MAX_SUGGESTIONS, closest_names},
    document::{
        model_ref::{is_wildcard, parse_ref_with},
        policy,
        view::{
            View,
            providers::{configured_models, configured_providers},
        },
    },
};
pub(crate) use model_check_error::{ModelCheckError, REFRESH_ADVICE};

/// The shortest text that is searched for inside model names; a shorter one matches too many.
const MIN_SEARCH_LEN: usize = 3;

/// Refuses a model that is in neither the catalog nor the configuration, unless `force` is set. Most often such a model
/// is a typo, which OpenClaw would only notice when the model is used. For a provider without a fixed list of models,
/// any model is accepted.
pub(crate) fn check_known(view: &View, model: &ModelRef, force: bool) -> Result<(), ModelCheckError> {
    if force || is_known(view, model) { Ok(()) } else { Err(unknown_model(view, model)) }
}

/// Refuses a model for the image chain if it is unknown or known to accept text only, unless `force` is set.
pub(crate) fn check_image_model(view: &View, model: &ModelRef, force: bool) -> Result<(), ModelCheckError> {
    check_known(view, model, force)?;
    match accepts_images(view, model) {
        Some(false) if !force => Err(ModelCheckError::TextOnly { model: model.key() }),
        _ => Ok(()),
    }
}

pub(crate) fn is_known(view: &View, model: &ModelRef) -> bool {
    view.catalog().is_open_ended(model.provider())
        || view.catalog().find(model).is_some()
        || configured_providers(view).any(|(provider, _)| provider == model.provider())
        || listed_models(view).any(|listed| listed == *model)
        || is_wildcard(model) && known_provider_names(view).contains(&model.provider().to_owned())
}

/// Whether a model accepts images; `None` if that is unknown. The configuration takes precedence over the catalog.
pub(crate) fn accepts_images(view: &View, model: &ModelRef) -> Option<bool> {
    let says = |entry: &Value| Some(entry.get("input")?.as_array()?.iter().any(|kind| kind == "image"));
    let configured = configured_models(view).find(|(of, _)| of == model).and_then(|(_, entry)| says(entry));
    configured.or_else(|| view.catalog().find(model)?.input().accepts_images())
}

fn unknown_model(view: &View, model: &ModelRef) -> ModelCheckError {
    let provider_names = known_provider_names(view);
    let is_provider = provider_names.iter().any(|provider| provider == model.provider());
    let providers = || closest_names(model.provider(), provider_names.iter().map(String::as_str));
    ModelCheckError::UnknownModel {
        model: model.key(),
        typed_word: None,
        suggestions: similar_names(view, model),
        unknown_provider: (!is_provider).then(|| model.provider().to_owned()),
        suggested_providers: if is_provider { Vec::new() } else { providers() },
    }
}

/// Known names that are similar: aliases, the same model at other providers of the configuration, models of the catalog,
/// then other models of the configuration.
pub(crate) fn similar_names(view: &View, model: &ModelRef) -> Vec<String> {
    let mut seen = BTreeSet::new();
    let aliases = view.alias_refs();
    let named = listed_models(view).chain(configured_models(view).map(|(model, _)| model)).map(|model| model.key());
    let named: Vec<_> = named.collect();
    (closest_names(model.model(), aliases.keys().map(String::as_str)).into_iter())
        .chain(same_model_elsewhere(model, &named))
        .chain(
            (view.catalog().similar(model, MAX_SUGGESTIONS).into_iter())
                .filter_map(|row| row_model(view, row))
                .map(|one| one.key()),
        )
        .chain(closest_names(&model.key(), named.iter().map(String::as_str)))
        .chain(models_containing(model, &named))
        .filter(|name| seen.insert(name.clone()))
        .take(MAX_SUGGESTIONS)
        .collect()
}

/// The ref of a model of the catalog; `None` if OpenClaw reads it as another one, because it is an old name of that.
pub(crate) fn row_model(view: &View, row: Row<'_>) -> Option<ModelRef> {
    with_refs(view, std::iter::once(row)).next().map(|(_, model)| model)
}

/// Rows of the catalog with their refs, without those that OpenClaw reads as other models. The rows of a provider follow
/// each other, so that its canonical id is looked up once.
pub(crate) fn with_refs<'r>(
    view: &View,
    rows: impl Iterator<Item = Row<'r>>,
) -> impl Iterator<Item = (Row<'r>, ModelRef)> {
    let generation = view.generation();
    let (mut last, mut canonical_last) = (String::new(), String::new());
    rows.filter_map(move |row| {
        let key = row.key();
        let canonical = |provider: &str| {
            if last != provider {
                (last, canonical_last) = (provider.to_owned(), canonical_provider(provider, generation));
            }
            canonical_last.clone()
        };
        let model = parse_ref_with(&key, generation, canonical)?;
        model.has_key(&key).then_some((row, model))
    })
}

/// Models of other providers with the same name, the shortest first.
fn same_model_elsewhere(model: &ModelRef, refs: &[String]) -> Vec<String> {
    let is_same = |key: &&String| key.split_once('/').is_some_and(|(_, id)| id.eq_ignore_ascii_case(model.model()));
    let mut others: Vec<_> = refs.iter().filter(is_same).cloned().collect();
    others.sort_by_key(String::len);
    others
}

/// Models of the same provider whose names contain the name, as many contain `opus`. The shortest come first, and the
/// newest first among equally long ones.
fn models_containing(model: &ModelRef, refs: &[String]) -> Vec<String> {
    let wanted = model.model().to_lowercase();
    let holds = |id: &str| wanted.len() >= MIN_SEARCH_LEN && id.to_lowercase().contains(&wanted);
    let is_similar = |key: &&String| key.split_once('/').is_some_and(|(of, id)| of == model.provider() && holds(id));
    let mut found: Vec<_> = refs.iter().filter(is_similar).cloned().collect();
    found.sort_by_key(|key| (key.len(), Reverse(key.clone())));
    found
}

/// The models that the configuration lists: in the model map, and in the model policy of `SharedDb` homes.
pub(crate) fn listed_models(view: &View) -> impl Iterator<Item = ModelRef> {
    view.model_entries()
        .filter_map(|entry| entry.model)
        .chain(policy::policy_entries(view).into_iter().filter_map(|(_, step)| step.model))
        .filter(|model| !is_wildcard(model))
}

/// The names of the providers in the configuration and in the catalog.
fn known_provider_names(view: &View) -> Vec<String> {
    configured_providers(view)
        .map(|(provider, _)| provider)
        .chain(view.catalog().provider_ids().map(str::to_owned))
        .collect()
}

#[cfg(test)]
mod tests {
    use contract::Generation;
    use serde_json::json;

    use super::*;

    fn test_view() -> View {
        View::new(json!({
            "models": { "providers": {
                "Z.AI": {},
                "house": { "models": [
                    { "id": "big" },
                    { "id": "blind", "input": ["text"] },
                    { "id": "seeing", "input": ["text", "image"] },
                ] },
                "xai": { "models": [{ "id": "grok-4", "input": ["text", "image"] }] },
            } },
            "agents": { "defaults": {
                "models": { "any/listed": { "alias": "opus" }, "x": 5 },
                "modelPolicy": { "allow": ["some/allowed", 5] },
            } },
        }))
    }

    fn parse_model(name: &str) -> ModelRef {
        View::default().resolve_name(name).unwrap()
    }

    fn refusal_details(name: &str) -> (Vec<String>, Option<String>, Vec<String>) {
        match check_known(&test_view(), &parse_model(name), false) {
            Err(ModelCheckError::UnknownModel {
                suggestions: alike,
                unknown_provider,
                suggested_providers: providers,
                model: key,
                typed_word: None,
            }) => {
                assert_eq!(key, parse_model(name).key());
                (alike, unknown_provider, providers)
            }
            other => panic!("{name}: {other:?}"),
        }
    }

    #[test]
    fn models_listed_anywhere_are_known() {
        for name in [
            "anthropic/claude-opus-4-5",
            "openai/gpt-5.2",
            "zai/anything",
            "house/anything",
            "any/listed",
            "some/allowed",
            "openrouter/whoever/whatever",
            "ollama/mine:7b",
        ] {
            assert_eq!(check_known(&test_view(), &parse_model(name), false), Ok(()), "{name}");
        }
    }

    #[test]
    fn unknown_models_are_refused_with_similar_names() {
        assert_eq!(refusal_details("openai/gpt-52").0[0], "openai/gpt-5.2");
        assert_eq!(refusal_details("openai/GPT-5.2").0[0], "openai/gpt-5.2");
        assert_eq!(refusal_details("any/lsited").0, ["any/listed"]);
        assert_eq!(refusal_details("openai/zzzzzzzzzz"), (vec![], None, vec![]));
    }

    #[test]
    fn bare_name_suggests_aliases_and_models_of_other_providers() {
        assert_eq!(refusal_details("opsu").0[0], "opus");
        assert_eq!(refusal_details("gpt-5.2").0[0], "openai/gpt-5.2");
        assert_eq!(refusal_details("gemini-2.5-pro").0, ["google/gemini-2.5-pro"]);
    }

    #[test]
    fn partial_name_finds_plainest_and_newest_model() {
        let (found, ..) = refusal_details("sonnet");
        assert!(
            found.iter().all(|name| name.starts_with("anthropic/claude-sonnet-")) && found.len() == MAX_SUGGESTIONS,
            "{found:?}"
        );
        assert!(found.is_sorted_by_key(String::len), "{found:?}");
    }

    #[test]
    fn unknown_providers_are_named_in_the_refusal() {
        let (alike, provider, providers) = refusal_details("opnai/gpt-5.2");
        assert_eq!((alike[0].as_str(), provider.as_deref()), ("openai/gpt-5.2", Some("opnai")));
        assert_eq!(providers, ["openai"]);
        assert_eq!(refusal_details("huose/big").2, ["house"]);
    }

    #[test]
    fn force_accepts_unknown_models() {
        assert_eq!(check_known(&test_view(), &parse_model("nobody/nothing"), true), Ok(()));
        assert_eq!(check_image_model(&test_view(), &parse_model("zai/glm-4.7"), true), Ok(()));
    }

    #[test]
    fn text_only_model_is_refused_for_images() {
        for (name, may) in [
            ("google/gemini-2.5-flash", true),
            ("minimax/MiniMax-M2.1", false),
            ("zai/glm-4.7", false),
            ("house/big", true),
            ("house/blind", false),
            ("house/seeing", true),
            // The configuration takes precedence over the catalog.
            ("xai/grok-4", true),
            ("openrouter/whoever/whatever", true),
        ] {
            let is_refused = check_image_model(&test_view(), &parse_model(name), false)
                == Err(ModelCheckError::TextOnly { model: name.to_owned() });
            assert_eq!(!is_refused, may, "{name}");
        }
        assert!(matches!(
            check_image_model(&test_view(), &parse_model("a/b"), false),
            Err(ModelCheckError::UnknownModel { .. })
        ));
    }

    #[test]
    fn the_catalog_spells_refs_as_the_rules_do() {
        for generation in [Generation::JsonStore, Generation::SharedDb] {
            let view = View::default().with_generation(generation);
            for row in view.catalog().rows().filter(|row| row_model(&view, *row).is_none()) {
                // Up to OpenClaw 7.x `qwen` is an old name of another provider, as `kimi` is afterwards, and some names
                // of Google's models stand for longer ones.
                let old_provider = if generation == Generation::JsonStore { "qwen" } else { "kimi" };
                assert!(row.provider == old_provider || row.id().starts_with("gemini-3"), "{}", row.key());
            }
        }
    }
}
