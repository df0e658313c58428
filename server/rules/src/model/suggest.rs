//! Suggests models for a few typed letters.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::SystemTime,
};

use catalog::MatchRank;
use catalog_data::canonical_provider;
use contract::{ModelRef, Role, SuggestModels, Suggestion};

use super::{
    known_models, model_facts,
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

/// More suggestions are not useful.
const MAX_SUGGESTIONS: usize = 50;

/// How many models of the catalog with a similar spelling are suggested.
const MAX_SIMILAR: usize = 3;

/// Longer than any name, so similar names are not searched.
const MAX_TYPED_LEN: usize = 200;

/// Returns the models that may be meant, best first: exact names, then configured models, then the catalog. In each
/// group, names that start with the typed text precede names that contain its words, and among equals an alias comes
/// first. The catalog ranks its own.
pub fn suggest_models(view: &View, op: &SuggestModels, now: SystemTime) -> Vec<Suggestion> {
    let with_facts = |one: Suggestion| {
        let facts = model_facts::model_facts(view, &one.model, now);
        Suggestion { facts, ..one }
    };
    matching_models(view, op, days_since_epoch(now))
        .into_iter()
        .map(Candidate::into_suggestion)
        .map(with_facts)
        .collect()
}

/// The models that may be meant, best first.
fn matching_models(view: &View, op: &SuggestModels, today: i64) -> Vec<Candidate> {
    let typed = TypedQuery::parse(view, &op.typed);
    let configured = configured_candidates(view);
    let ranked = view.catalog().search(&typed.text);
    let to_model = |(rank, row)| Some((rank, known_models::row_model(view, row)?, is_retired(row, today)));
    let ranked: Vec<_> = ranked.into_iter().filter_map(to_model).collect();
    let catalog_ranks: BTreeMap<_, _> = ranked.iter().map(|(rank, model, _)| (model, *rank)).collect();
    let known: BTreeSet<_> = configured.iter().map(|candidate| &candidate.model).collect();
    let own = configured.iter().filter_map(|candidate| {
        let rank = typed.match_rank(candidate).or_else(|| catalog_ranks.get(&candidate.model).copied())?;
        Some((rank, false, candidate.clone()))
    });
    let others = ranked.iter().filter(|(_, model, _)| !known.contains(model));
    let others = others.map(|(rank, model, is_retired)| (*rank, *is_retired, Candidate::of_catalog(model.clone())));
    let mut found: Vec<_> = own.chain(others).collect();
    // Of the models that are not configured, those that are no longer offered come last.
    found.sort_by_key(|(rank, is_retired, candidate)| {
        (*rank != MatchRank::Exact, !candidate.is_configured, *is_retired, *rank)
    });
    let found = if found.is_empty() {
        similar_candidates(view, &typed, &configured)
    } else {
        found.into_iter().map(|(.., candidate)| candidate).collect()
    };
    let is_usable = |candidate: &Candidate| {
        op.role == Role::Text || known_models::accepts_images(view, &candidate.model) != Some(false)
    };
    found.into_iter().filter(is_usable).take(MAX_SUGGESTIONS).collect()
}

/// A model that can be suggested.
#[derive(Clone)]
struct Candidate {
    model: ModelRef,
    key: String,
    alias: Option<String>,
    is_configured: bool,
}

impl Candidate {
    /// A model that is not configured, and so has no alias.
    fn of_catalog(model: ModelRef) -> Self {
        Self { key: model.key(), model, alias: None, is_configured: false }
    }

    fn into_suggestion(self) -> Suggestion {
        Suggestion { model: self.key, alias: self.alias, is_configured: self.is_configured, facts: None }
    }

    /// Returns the names of the model: the alias, the full name, and the name without its provider.
    fn all_names(&self) -> impl Iterator<Item = &str> {
        self.alias.as_deref().into_iter().chain([self.key.as_str(), self.model.model()])
    }
}

/// Returns every model of the configuration, each once.
fn configured_candidates(view: &View) -> Vec<Candidate> {
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
            Candidate { key: model.key(), model, alias, is_configured: true }
        })
        .collect()
}

/// The typed text in lower case, with the canonical name of its provider.
struct TypedQuery {
    text: String,
    words: Vec<String>,
}

impl TypedQuery {
    fn parse(view: &View, typed: &str) -> Self {
        let typed = typed.trim().to_lowercase();
        let text = match typed.split_once('/') {
            Some((provider, model)) => format!("{}/{model}", canonical_provider(provider, view.generation())),
            None => typed,
        };
        Self { words: text.split_whitespace().map(str::to_owned).collect(), text }
    }

    fn match_rank(&self, one: &Candidate) -> Option<MatchRank> {
        let names: Vec<_> = one.all_names().map(str::to_lowercase).collect();
        let contains_word = |word: &String| names.iter().any(|name| name.contains(word.as_str()));
        match () {
            () if names.contains(&self.text) => Some(MatchRank::Exact),
            () if names.iter().any(|name| name.starts_with(&self.text)) => Some(MatchRank::Prefix),
            () if self.words.iter().all(contains_word) => Some(MatchRank::AllWords),
            () => None,
        }
    }
}

/// Returns the models with a similar spelling: configured ones, then those of the catalog.
fn similar_candidates(view: &View, typed: &TypedQuery, configured: &[Candidate]) -> Vec<Candidate> {
    if typed.text.len() > MAX_TYPED_LEN {
        return Vec::new();
    }
    let names = closest_names(&typed.text, configured.iter().flat_map(Candidate::all_names));
    let called =
        |name: &String| configured.iter().filter(move |one| one.all_names().any(|own| own == name)).collect::<Vec<_>>();
    let own = names.iter().flat_map(called).cloned();
    let (provider, id) = typed.text.split_once('/').unwrap_or(("", &typed.text));
    let rows = view.catalog().similar_to(provider, id, MAX_SIMILAR);
    let others = rows.into_iter().filter_map(|row| known_models::row_model(view, row)).map(Candidate::of_catalog);
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
        suggest_models(&test_view(), &SuggestModels { typed: typed.to_owned(), role }, SystemTime::UNIX_EPOCH)
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
        assert_eq!((all.len(), all[8].is_configured), (MAX_SUGGESTIONS, false));
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
        assert_eq!(suggested_keys("fsat"), ["google/gemini-2.5-flash"]);
        assert_eq!(suggested_keys("zzzzzz"), Vec::<String>::new());
        assert_eq!(suggested_keys(&"fast".repeat(MAX_TYPED_LEN)), Vec::<String>::new());
    }

    #[test]
    fn text_only_models_are_not_suggested_for_images() {
        let images = |typed| suggestions(typed, Role::Image).into_iter().map(|row| row.model).collect::<Vec<_>>();
        assert_eq!(images("house"), ["house/gpt-at-home"]);
        assert!(suggested_keys("zai/glm-4.7").contains(&"zai/glm-4.7".to_owned()));
        assert!(!images("zai/glm-4.7").contains(&"zai/glm-4.7".to_owned()));
    }

    #[test]
    fn every_suggestion_is_accepted_as_model() {
        for row in suggestions("", Role::Text).into_iter().chain(suggestions("a", Role::Text)) {
            assert_eq!(test_view().resolve_name(&row.model).map(|model| model.key()), Some(row.model));
        }
    }
}
