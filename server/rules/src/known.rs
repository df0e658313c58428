//! Whether anybody here has heard of a model.

use std::{cmp::Reverse, collections::BTreeSet};

use contract::ModelRef;
use json5_edit::KeyPath;
use serde_json::Value;

use crate::{
    allowlist,
    closest::{MOST, closest},
    decision::Refusal,
    refs::{is_wildcard, provider_name},
    view::View,
};

/// What is shorter is in every name.
const SHORTEST: usize = 3;

/// Refuses a model that is in neither the catalog nor the configuration: most often it is a typo, and OpenClaw would
/// notice only when somebody asks it. A provider without a list of its own may have any. `force` takes it as it is.
pub(crate) fn check(view: &View, model: &ModelRef, force: bool) -> Result<(), Refusal> {
    if force || is_known(view, model) { Ok(()) } else { Err(unknown(view, model)) }
}

/// The same for a place where pictures arrive: a model that is known to take only text is refused there.
pub(crate) fn check_image(view: &View, model: &ModelRef, force: bool) -> Result<(), Refusal> {
    check(view, model, force)?;
    match takes_images(view, model) {
        Some(false) if !force => Err(Refusal::TextOnly { model: model.key() }),
        _ => Ok(()),
    }
}

pub(crate) fn is_known(view: &View, model: &ModelRef) -> bool {
    catalog::is_open_ended(model.provider())
        || catalog::find(model).is_some()
        || providers(view).any(|(provider, _)| provider == model.provider())
        || listed(view).any(|listed| listed == *model)
        || is_wildcard(model) && provider_names(view).contains(&model.provider().to_owned())
}

/// What the configuration says of a model goes before what the catalog does.
pub(crate) fn takes_images(view: &View, model: &ModelRef) -> Option<bool> {
    let says = |entry: &Value| Some(entry.get("input")?.as_array()?.iter().any(|kind| kind == "image"));
    let configured = configured(view).find(|(of, _)| of == model).and_then(|(_, entry)| says(entry));
    configured.or_else(|| catalog::find(model).map(|fact| fact.takes_images))
}

fn unknown(view: &View, model: &ModelRef) -> Refusal {
    let known = provider_names(view);
    let is_provider = known.iter().any(|provider| provider == model.provider());
    let providers = || closest(model.provider(), known.iter().map(String::as_str));
    Refusal::UnknownModel {
        model: model.key(),
        word: None,
        alike: alike(view, model),
        unknown_provider: (!is_provider).then(|| model.provider().to_owned()),
        providers: if is_provider { Vec::new() } else { providers() },
    }
}

/// What may have been meant: an alias, the same model of another provider, a ref that is spelled much like it.
pub(crate) fn alike(view: &View, model: &ModelRef) -> Vec<String> {
    let mut seen = BTreeSet::new();
    let aliases = view.aliases();
    let named = listed(view).chain(configured(view).map(|(model, _)| model)).map(|model| model.key());
    let refs: Vec<_> = named.chain(catalog::keys().map(str::to_owned)).collect();
    (closest(model.model(), aliases.keys().map(String::as_str)).into_iter())
        .chain(of_others(model, &refs))
        .chain(closest(&model.key(), refs.iter().map(String::as_str)))
        .chain(that_hold(model, &refs))
        .filter(|name| seen.insert(name.clone()))
        .take(MOST)
        .collect()
}

/// The same model of other providers. Who makes a model has a shorter name than who hands it on.
fn of_others(model: &ModelRef, refs: &[String]) -> Vec<String> {
    let is_same = |key: &&String| key.split_once('/').is_some_and(|(_, id)| id.eq_ignore_ascii_case(model.model()));
    let mut others: Vec<_> = refs.iter().filter(is_same).cloned().collect();
    others.sort_by_key(String::len);
    others
}

/// Models of the same provider whose names hold the name, as `opus` is in many: the plainest first, and the newest.
fn that_hold(model: &ModelRef, refs: &[String]) -> Vec<String> {
    let wanted = model.model().to_lowercase();
    let holds = |id: &str| wanted.len() >= SHORTEST && id.to_lowercase().contains(&wanted);
    let is_one = |key: &&String| key.split_once('/').is_some_and(|(of, id)| of == model.provider() && holds(id));
    let mut found: Vec<_> = refs.iter().filter(is_one).cloned().collect();
    found.sort_by_key(|key| (key.len(), Reverse(key.clone())));
    found
}

/// The models that somebody has named as such: in the map of models, and in the policy of later generations.
pub(crate) fn listed(view: &View) -> impl Iterator<Item = ModelRef> {
    view.listed()
        .filter_map(|entry| entry.model)
        .chain(allowlist::policy(view).into_iter().filter_map(|(_, rung)| rung.model))
        .filter(|model| !is_wildcard(model))
}

/// The providers that are set up in the configuration or known without it.
fn provider_names(view: &View) -> Vec<String> {
    providers(view).map(|(provider, _)| provider).chain(catalog::providers().map(str::to_owned)).collect()
}

/// The providers that are set up in the configuration, by their own names.
fn providers(view: &View) -> impl Iterator<Item = (String, &Value)> {
    let providers = view.get(&KeyPath::of(["models", "providers"])).and_then(Value::as_object);
    providers.into_iter().flatten().map(|(name, entry)| (provider_name(name), entry))
}

/// The models that are described there.
pub(crate) fn configured(view: &View) -> impl Iterator<Item = (ModelRef, &Value)> {
    providers(view).flat_map(move |(provider, entry)| {
        let models = entry.get("models").and_then(Value::as_array).into_iter().flatten();
        models.filter_map(move |model| {
            Some((view.resolve(&format!("{provider}/{}", model.get("id")?.as_str()?))?, model))
        })
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn view() -> View {
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

    fn model(name: &str) -> ModelRef {
        View::default().resolve(name).unwrap()
    }

    fn refused(name: &str) -> (Vec<String>, Option<String>, Vec<String>) {
        match check(&view(), &model(name), false) {
            Err(Refusal::UnknownModel { alike, unknown_provider, providers, model: key, word: None }) => {
                assert_eq!(key, model(name).key());
                (alike, unknown_provider, providers)
            }
            other => panic!("{name}: {other:?}"),
        }
    }

    #[test]
    fn what_is_listed_anywhere_is_known() {
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
            assert_eq!(check(&view(), &model(name), false), Ok(()), "{name}");
        }
    }

    #[test]
    fn what_nobody_has_heard_of_is_refused_with_what_is_alike() {
        assert_eq!(refused("openai/gpt-52").0[0], "openai/gpt-5.2");
        assert_eq!(refused("openai/GPT-5.2").0[0], "openai/gpt-5.2");
        assert_eq!(refused("any/lsited").0, ["any/listed"]);
        assert_eq!(refused("openai/zzzzzzzzzz"), (vec![], None, vec![]));
    }

    #[test]
    fn a_name_alone_may_be_a_misspelt_alias_or_a_model_of_another_provider() {
        assert_eq!(refused("opsu").0[0], "opus");
        assert_eq!(refused("gpt-5.2").0[0], "openai/gpt-5.2");
        assert_eq!(refused("gemini-2.5-pro").0, ["google/gemini-2.5-pro"]);
    }

    #[test]
    fn a_word_that_is_in_names_of_models_finds_the_plainest_and_newest() {
        let (found, ..) = refused("sonnet");
        assert!(
            found.iter().all(|name| name.starts_with("anthropic/claude-sonnet-")) && found.len() == MOST,
            "{found:?}"
        );
        assert!(found.is_sorted_by_key(String::len), "{found:?}");
    }

    #[test]
    fn a_provider_that_nobody_knows_is_said_to_be_none() {
        let (alike, provider, providers) = refused("opnai/gpt-5.2");
        assert_eq!((alike[0].as_str(), provider.as_deref()), ("openai/gpt-5.2", Some("opnai")));
        assert_eq!(providers, ["openai"]);
        assert_eq!(refused("huose/big").2, ["house"]);
    }

    #[test]
    fn who_insists_gets_it() {
        assert_eq!(check(&view(), &model("nobody/nothing"), true), Ok(()));
        assert_eq!(check_image(&view(), &model("zai/glm-4.7"), true), Ok(()));
    }

    #[test]
    fn a_model_that_takes_only_text_is_none_for_pictures() {
        for (name, may) in [
            ("google/gemini-2.5-flash", true),
            ("minimax/MiniMax-M2.1", false),
            ("zai/glm-4.7", false),
            ("house/big", true),
            ("house/blind", false),
            ("house/seeing", true),
            // What is configured goes first.
            ("xai/grok-4", true),
            ("openrouter/whoever/whatever", true),
        ] {
            let is_refused =
                check_image(&view(), &model(name), false) == Err(Refusal::TextOnly { model: name.to_owned() });
            assert_eq!(!is_refused, may, "{name}");
        }
        assert!(matches!(check_image(&view(), &model("a/b"), false), Err(Refusal::UnknownModel { .. })));
    }

    #[test]
    fn the_catalog_spells_refs_as_the_rules_do() {
        for key in catalog::keys() {
            assert_eq!(model(key).key(), key);
        }
    }
}
