//! Suggests models for a few typed letters.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::SystemTime,
};

use catalog::{Choice, Row, SearchQuery, matching_choices};
use catalog_data::canonical_provider;
use contract::{Chain, ModelRef, Role, SuggestModels, Suggestion};

use super::{
    known_models,
    model_facts::row_facts,
    model_list::HasCredential,
    retirement::{days_since_epoch, is_retired},
    steps,
};
use crate::{
    base::did_you_mean::closest_names,
    document::{
        model_ref::is_wildcard,
        view::{View, providers},
    },
};

/// How many models of the catalog with a similar spelling are suggested.
const MAX_SIMILAR: usize = 3;

/// Longer than any name, so similar names are not searched.
const MAX_TYPED_LEN: usize = 200;

/// Returns the models that match a typed text, as [`matching_choices`] orders them: the configured ones in the order of
/// the configuration, the others as the catalog ranks them. If none matches, those with a similar spelling.
pub fn suggest_models(
    view: &View,
    has_credential: HasCredential<'_>,
    op: &SuggestModels,
    now: SystemTime,
) -> Vec<Suggestion> {
    let chain = view.chain_for_name(op.role, op.agent.as_deref());
    let steps = steps_by_key(&chain);
    let found = matching_models(view, has_credential, op, days_since_epoch(now)).into_iter();
    found
        .map(|candidate| {
            let facts = view.catalog().find(&candidate.model).map(|row| row_facts(row, days_since_epoch(now)));
            let step = steps.get(candidate.key.as_str()).copied();
            Suggestion { facts, step, ..candidate.into_suggestion() }
        })
        .collect()
}

/// Key → its first step in the chain, from 1.
fn steps_by_key(chain: &Chain) -> BTreeMap<String, usize> {
    let steps = std::iter::once(chain.primary.as_ref()).chain(chain.fallbacks.iter().map(Some));
    let keys = (1..).zip(steps).filter_map(|(number, step)| Some((step?.model.as_ref()?.key(), number)));
    let mut steps = BTreeMap::new();
    for (key, number) in keys {
        steps.entry(key).or_insert(number);
    }
    steps
}

/// The models that may be meant, best first.
fn matching_models(view: &View, has_credential: HasCredential<'_>, op: &SuggestModels, today: i64) -> Vec<Candidate> {
    let typed = canonical_text(view, &op.typed);
    let configured = configured_candidates(view, has_credential);
    let known: BTreeSet<_> = configured.iter().map(|candidate| candidate.model.clone()).collect();
    let rows = view.catalog().rows_best_first();
    let of_row = |row| Some(Candidate { is_retired: is_retired(row, today), ..Candidate::of_row(view, row)? });
    let others = rows.iter().filter_map(|row| of_row(*row)).filter(|one| !known.contains(&one.model));
    let others = others.map(|one| Candidate { has_credential: has_credential(one.model.provider()), ..one });
    let mut candidates: Vec<_> = configured.into_iter().chain(others).map(Some).collect();
    let places = matching_choices(&typed, candidates.iter().flatten().map(Candidate::choice));
    let mut found: Vec<_> =
        places.into_iter().filter_map(|place| candidates.get_mut(place).and_then(Option::take)).collect();
    if found.is_empty() {
        found = similar_candidates(view, &typed, candidates.into_iter().flatten());
    }
    let is_usable = |candidate: &Candidate| {
        op.role == Role::Text || known_models::accepts_images(view, &candidate.model) != Some(false)
    };
    found.into_iter().filter(is_usable).collect()
}

/// A model that can be suggested.
#[derive(Clone)]
struct Candidate {
    model: ModelRef,
    key: String,
    name: String,
    alias: Option<String>,
    is_configured: bool,
    has_credential: bool,
    is_retired: bool,
}

impl Candidate {
    fn new(model: ModelRef, name: &str) -> Self {
        Self {
            key: model.key(),
            model,
            name: name.to_owned(),
            alias: None,
            is_configured: false,
            has_credential: false,
            is_retired: false,
        }
    }

    /// A model of the catalog; `None` if OpenClaw reads its ref as another one.
    fn of_row(view: &View, row: Row<'_>) -> Option<Self> {
        Some(Self::new(known_models::row_model(view, row)?, row.name()))
    }

    fn choice(&self) -> Choice<'_> {
        Choice {
            key: &self.key,
            name: &self.name,
            alias: self.alias.as_deref(),
            is_configured: self.is_configured,
            has_credential: self.has_credential,
            is_retired: self.is_retired,
        }
    }

    fn into_suggestion(self) -> Suggestion {
        let Self { key, alias, is_configured, has_credential, is_retired, .. } = self;
        Suggestion {
            model: key,
            alias,
            is_configured,
            has_credential,
            is_retired,
            facts: None,
            credential: None,
            step: None,
        }
    }

    /// Returns the names of the model: the alias, the full name, and the name without its provider.
    fn all_names(&self) -> impl Iterator<Item = &str> {
        self.alias.as_deref().into_iter().chain([self.key.as_str(), self.model.model()])
    }
}

/// Returns every model of the configuration, each once.
fn configured_candidates(view: &View, has_credential: HasCredential<'_>) -> Vec<Candidate> {
    let mut seen = BTreeSet::new();
    let aliases = view.model_entries().filter_map(|entry| view.resolve_alias(&entry.effective_alias?).cloned());
    let configured = aliases
        .chain(known_models::listed_models(view))
        .chain(providers::configured_models(view).map(|(model, _)| model))
        .chain(steps::step_models(view))
        .filter(|model| !is_wildcard(model));
    configured
        .filter(|model| seen.insert(model.clone()))
        .map(|model| {
            let alias =
                view.alias_of(&model).filter(|alias| view.resolve_alias(alias) == Some(&model)).map(str::to_owned);
            let has_credential = has_credential(model.provider());
            let name = view.catalog().find(&model).map(|row| row.name().to_owned()).unwrap_or_default();
            Candidate { alias, is_configured: true, has_credential, ..Candidate::new(model, &name) }
        })
        .collect()
}

/// The typed text with the canonical name of its provider.
fn canonical_text(view: &View, typed: &str) -> String {
    let typed = typed.trim().to_lowercase();
    match typed.split_once('/') {
        Some((provider, model)) => format!("{}/{model}", canonical_provider(provider, view.generation())),
        None => typed,
    }
}

/// Returns the models with a similar spelling: configured ones, then those of the catalog.
fn similar_candidates(view: &View, typed: &str, candidates: impl Iterator<Item = Candidate>) -> Vec<Candidate> {
    if typed.len() > MAX_TYPED_LEN {
        return Vec::new();
    }
    let configured: Vec<_> = candidates.filter(|one| one.is_configured).collect();
    let names = closest_names(typed, configured.iter().flat_map(Candidate::all_names));
    let called =
        |name: &String| configured.iter().filter(move |one| one.all_names().any(|own| own == name)).collect::<Vec<_>>();
    let own = names.iter().flat_map(called).cloned();
    let (provider, id) = typed.split_once('/').unwrap_or(("", typed));
    let rows = view.catalog().similar_to(provider, id, MAX_SIMILAR);
    // The provider of a ref is known, so only models of it are meant.
    let is_words = !typed.contains('/');
    let typos = if is_words { SearchQuery::parse(typed).ranked_with_typos(view.catalog().rows()) } else { Vec::new() };
    let others = typos.into_iter().map(|(_, row)| row).chain(rows);
    let others = others.filter_map(|row| Candidate::of_row(view, row));
    let mut seen = BTreeSet::new();
    own.chain(others).filter(|one| seen.insert(one.key.clone())).collect()
}

#[cfg(test)]
mod tests {
    use contract::Generation;
    use serde_json::json;

    use super::*;

    fn test_view() -> View {
        View::new(json!({
            "models": { "providers": {
                "house": { "models": [{ "id": "gpt-at-home" }, { "id": "blind-gpt", "input": ["text"] }] },
            } },
            "agents": {
                "defaults": {
                    "model": { "primary": "xai/grok-4", "fallbacks": ["fast", "${NOT_SET}", "openai/"] },
                    "models": {
                        "any/listed": {},
                        "google/gemini-2.5-flash": { "alias": "fast" },
                        "openai/gpt-5.2": { "alias": "GPT" },
                    },
                    "modelPolicy": { "allow": ["some/allowed", "anthropic/*"] },
                },
                "list": [{ "id": "work", "model": "mine/own" }],
            },
        }))
        .with_generation(Generation::JsonStore)
    }

    fn suggestions(typed: &str, role: Role) -> Vec<Suggestion> {
        suggest_models(
            &test_view(),
            &|_| false,
            &SuggestModels { typed: typed.to_owned(), role, agent: None },
            SystemTime::UNIX_EPOCH,
        )
    }

    fn at(date: &str) -> SystemTime {
        let days = catalog::Date::parse(date).unwrap().days_since_epoch();
        SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(u64::try_from(days).unwrap() * 86_400)
    }

    fn suggested_keys(typed: &str) -> Vec<String> {
        suggestions(typed, Role::Text).into_iter().map(|row| row.model).collect()
    }

    #[test]
    fn empty_query_lists_configured_then_catalog_models() {
        let all = suggestions("  ", Role::Text);
        let configured: Vec<_> = all.iter().filter(|row| row.is_configured).map(|row| row.model.as_str()).collect();
        assert_eq!(
            configured,
            [
                "google/gemini-2.5-flash",
                "openai/gpt-5.2",
                "any/listed",
                "some/allowed",
                "house/gpt-at-home",
                "house/blind-gpt",
                "xai/grok-4",
                "mine/own",
            ]
        );
        assert!(all.len() > 2_000 && !all[8].is_configured, "{}", all.len());
        assert_eq!(all[0].alias.as_deref(), Some("fast"));
        let once: BTreeSet<_> = all.iter().map(|row| &row.model).collect();
        assert_eq!(once.len(), all.len());
    }

    #[test]
    fn exact_match_ranks_before_prefix_before_substring() {
        for (typed, best) in [
            ("fast", vec!["google/gemini-2.5-flash"]),
            ("FA", vec!["google/gemini-2.5-flash"]),
            ("gpt", vec!["openai/gpt-5.2", "house/gpt-at-home", "house/blind-gpt"]),
            ("openai/gpt-5", vec!["openai/gpt-5", "openai/gpt-5.2"]),
            ("gpt-5.1", vec!["openai/gpt-5.1"]),
            ("house", vec!["house/gpt-at-home", "house/blind-gpt"]),
            ("home gpt", vec!["house/gpt-at-home"]),
            ("  Grok-4 ", vec!["xai/grok-4"]),
            ("z.ai/glm-4.7", vec!["zai/glm-4.7"]),
            ("mine", vec!["mine/own"]),
        ] {
            let found = suggested_keys(typed);
            assert_eq!(found.iter().take(best.len()).collect::<Vec<_>>(), best.iter().collect::<Vec<_>>(), "{typed}");
        }
        // An exact name comes first even where it is not configured.
        assert_eq!(suggested_keys("gpt-5")[0], "openai/gpt-5");
    }

    #[test]
    fn similar_names_are_a_last_resort() {
        assert_eq!(suggested_keys("openai/gtp-5.2")[0], "openai/gpt-5.2");
        assert_eq!(suggested_keys("grok-44")[0], "xai/grok-4");
        assert_eq!(suggested_keys("fsat")[0], "google/gemini-2.5-flash");
        assert_eq!(suggested_keys("cluade opus 4.5")[0], "anthropic/claude-opus-4-5");
        assert_eq!(suggested_keys("gtp-5.1")[0], "openai/gpt-5.1");
        assert_eq!(suggested_keys("zzzzzz"), Vec::<String>::new());
        assert_eq!(suggested_keys(&"fast".repeat(MAX_TYPED_LEN)), Vec::<String>::new());
    }

    #[test]
    fn the_maker_precedes_resellers_unless_only_they_have_a_credential() {
        let found = |view: View, typed: &str| {
            let op = SuggestModels { typed: typed.to_owned(), role: Role::Text, agent: None };
            suggest_models(
                &view,
                &|provider| providers::provider_entry(&view, provider).is_some(),
                &op,
                at("2026-11-30"),
            )
            .remove(0)
            .model
        };
        let plain = || View::new(json!({})).with_generation(Generation::JsonStore);
        let with_openrouter = || {
            let providers = json!({ "models": { "providers": { "openrouter": { "apiKey": "sk-or-1" } } } });
            View::new(providers).with_generation(Generation::JsonStore)
        };
        for (typed, maker, reseller) in [
            ("Claude Opus 4.5", "anthropic/claude-opus-4-5", "openrouter/anthropic/claude-opus-4.5"),
            ("opus 4-5", "anthropic/claude-opus-4-5", "openrouter/anthropic/claude-opus-4.5"),
            ("4.5 opus claude", "anthropic/claude-opus-4-5", "openrouter/anthropic/claude-opus-4.5"),
            ("openai/gpt-5.2", "openai/gpt-5.2", "openai/gpt-5.2"),
        ] {
            assert_eq!(found(plain(), typed), maker, "{typed}");
            assert_eq!(found(with_openrouter(), typed), reseller, "{typed}");
        }
        assert!(found(plain(), "gpt").starts_with("openai/"), "{}", found(plain(), "gpt"));
        assert!(found(with_openrouter(), "gpt").starts_with("openrouter/openai/gpt"));
        assert!(found(with_openrouter(), "").starts_with("openrouter/"));
    }

    #[test]
    fn retired_models_come_last() {
        let op = SuggestModels { typed: "Claude Opus 4.5".to_owned(), role: Role::Text, agent: None };
        let found = suggest_models(&View::new(json!({})), &|_| false, &op, at("2026-11-30"));
        let is_retired = |one: &Suggestion| {
            let marks = one.facts.iter().flat_map(|facts| &facts.marks);
            marks.into_iter().any(|mark| mark.tone == contract::Tone::Bad)
        };
        let first_retired = found.iter().position(is_retired).unwrap();
        assert!(first_retired > 2 && found.iter().skip(first_retired).all(is_retired));
        let whole = SuggestModels { typed: found[first_retired].model.clone(), role: Role::Text, agent: None };
        assert_eq!(suggest_models(&View::new(json!({})), &|_| false, &whole, at("2026-11-30"))[0].model, whole.typed);
    }

    #[test]
    fn text_only_models_are_not_suggested_for_images() {
        let images = |typed| suggestions(typed, Role::Image).into_iter().map(|row| row.model).collect::<Vec<_>>();
        assert_eq!(images("house"), ["house/gpt-at-home"]);
        assert!(suggested_keys("zai/glm-4.7").contains(&"zai/glm-4.7".to_owned()));
        assert!(!images("zai/glm-4.7").contains(&"zai/glm-4.7".to_owned()));
    }

    #[test]
    fn a_suggestion_names_its_step_in_the_chain() {
        let step = |typed: &str, agent: Option<&str>| {
            let op = SuggestModels { typed: typed.to_owned(), agent: agent.map(str::to_owned), ..Default::default() };
            suggest_models(&test_view(), &|_| false, &op, SystemTime::UNIX_EPOCH).remove(0).step
        };
        assert_eq!(
            [step("xai/grok-4", None), step("fast", None), step("openai/gpt-5.2", None)],
            [Some(1), Some(2), None]
        );
        assert_eq!([step("mine/own", None), step("mine/own", Some("work"))], [None, Some(1)]);
    }

    #[test]
    fn every_suggestion_is_accepted_as_model() {
        for row in suggestions("", Role::Text).into_iter().chain(suggestions("a", Role::Text)) {
            assert_eq!(test_view().resolve_name(&row.model).map(|model| model.key()), Some(row.model));
        }
    }
}
