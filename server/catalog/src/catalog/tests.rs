use ::catalog::{Flags, MatchRank, SearchQuery};

use super::*;
use crate::overlay::OverlaySource;

fn model_ref(provider: &str, model: &str) -> ModelRef {
    ModelRef::new(provider, model).unwrap()
}

fn parse_key(key: &str) -> ModelRef {
    let (provider, id) = key.split_once('/').unwrap();
    model_ref(provider, id)
}

#[test]
fn every_row_is_found_by_its_key() {
    let catalog = Catalog::embedded();
    for row in catalog.rows() {
        let found = catalog.find(&model_ref(row.provider, row.id()));
        assert_eq!(found.map(Row::line), Some(row.line()));
        let key = row.key();
        assert_eq!(parse_key(&key).key(), key);
        assert!(catalog.find(&parse_key(&key)).is_some(), "{key}");
        assert!(find_provider(row.provider).is_some_and(|provider| provider.kind == row.kind), "{key}");
    }
}

#[test]
fn known_models_are_found() {
    for (provider, id, accepts_images) in [
        ("anthropic", "claude-opus-4-5", Some(Some(true))),
        ("zai", "glm-4.7", Some(Some(false))),
        // The key is the same with and without the provider in the id.
        ("openrouter", "auto", Some(Some(true))),
        ("openrouter", "openrouter/auto", Some(Some(true))),
        ("anthropic", "claude-sonnet-4", Some(None)),
        ("openai", "gpt-52", None),
        ("openai", "GPT-5.2", None),
    ] {
        let found = Catalog::embedded().find(&model_ref(provider, id)).map(|row| row.input().accepts_images());
        assert_eq!(found, accepts_images, "{provider}/{id}");
    }
}

#[test]
fn the_refs_of_the_seeds_are_known_except_one() {
    let refs: Vec<_> = include_str!("../../tests/seed-refs.txt").lines().collect();
    assert!(refs.len() >= 8);
    for key in refs {
        let row = Catalog::embedded().find(&parse_key(key));
        assert_eq!(row.is_some(), key != "anthropic/claude-haiku-3-5", "{key}");
        let is_named_only = row.is_some_and(|row| row.has(Flags::UNKNOWN));
        let no_source = ["anthropic/claude-sonnet-4", "openai/gpt-5.2-vision"];
        assert_eq!(is_named_only, no_source.contains(&key), "{key}");
        if let Some(row) = row.filter(|_| is_named_only) {
            assert!(!row.has(Flags::RECOMMENDED) && row.reasoning().is_none() && row.price().is_none(), "{key}");
        }
    }
    let similar = Catalog::embedded().similar(&model_ref("anthropic", "claude-haiku-3-5"), 3);
    assert!(!similar.is_empty() && similar.iter().all(|row| row.provider == "anthropic"), "{similar:?}");
}

#[test]
fn searches_begin_with_the_makers_models() {
    let catalog = Catalog::embedded();
    let first = |typed: &str| SearchQuery::parse(typed).ranked(catalog.rows()).into_iter().take(5).collect::<Vec<_>>();
    for (typed, provider, rank) in [
        ("gpt", "openai", MatchRank::Prefix),
        ("gemini", "google", MatchRank::Prefix),
        ("grok", "xai", MatchRank::Prefix),
        ("claude", "anthropic", MatchRank::Prefix),
    ] {
        assert!(first(typed).iter().all(|(found, row)| row.provider == provider && *found == rank), "{typed}");
    }
    for (typed, key) in [
        ("Claude Opus 4.5", "anthropic/claude-opus-4-5"),
        ("claude opus 4.5", "anthropic/claude-opus-4-5"),
        ("opus-4-5", "anthropic/claude-opus-4-5"),
        ("GPT-5.2", "openai/gpt-5.2"),
        ("gpt52", "openai/gpt-5.2"),
        ("openrouter/auto", "openrouter/auto"),
        ("gemini 2.5 pro", "google/gemini-2.5-pro"),
    ] {
        assert_eq!(first(typed).first().map(|(_, row)| row.key()).as_deref(), Some(key), "{typed}");
    }
}

#[test]
fn similar_models_begin_with_the_own_provider() {
    for (provider, id, key) in [
        ("openai", "gpt-52", "openai/gpt-5.2"),
        ("openai", "GPT-5.2", "openai/gpt-5.2"),
        ("anthropic", "claude-opus-45", "anthropic/claude-opus-4-5"),
        ("anthropic", "claude-opus-4-55", "anthropic/claude-opus-4-5"),
        ("opnai", "gpt-5.2", "openai/gpt-5.2"),
        ("anthropic", "gemini-2.5-pro", "google/gemini-2.5-pro"),
        ("google", "gemini-25-flash", "google/gemini-2.5-flash"),
    ] {
        let found = Catalog::embedded().similar(&model_ref(provider, id), 3);
        assert_eq!(found.first().map(|row| row.key()).as_deref(), Some(key), "{provider}/{id}");
    }
}

#[test]
fn a_provider_is_known_once() {
    let all: Vec<_> = Catalog::embedded().provider_ids().collect();
    assert!(all.is_sorted_by(|a, b| a < b));
    assert!(["anthropic", "ollama", "claude-cli"].iter().all(|id| all.contains(id)));
}

#[test]
fn a_list_without_an_end_is_none_to_be_complete() {
    let catalog = Catalog::embedded();
    assert!(catalog.is_open_ended("openrouter") && catalog.is_open_ended("claude-cli"));
    assert!(!catalog.is_open_ended("anthropic") && !catalog.is_open_ended("opnerouter"));
}

#[test]
fn overlays_replace_weaker_rows() {
    let overlay = |source, rows: &str| Overlay::new(source, Table::parse(rows.to_owned()));
    let config = overlay(
        OverlaySource::ConfigProviders,
        "#provider\thouse\tlocal\nbig\tBig\t1000\t\t\t8\t1\n#provider\topenai\tlab\ngpt-5.2\tOurs\t5\t\t\t0\t1\n",
    );
    let refreshed = overlay(
        OverlaySource::RefreshedCache,
        "#provider\topenai\tlab\ngpt-5.2\tTheirs\t6\t\t\t0\t1\ngpt-99\tNew\t7\t\t\t0\t1\n#provider\tstranger\tlab\nx\tX\t1\t\t\t0\t1\n",
    );
    let catalog =
        Catalog::embedded().with_overlay(refreshed).with_overlay(config.with_open_ended(["house".to_owned()]));
    for (provider, id, context) in [
        ("house", "big", Some(Some(1000))),
        ("openai", "gpt-5.2", Some(Some(5))),
        ("openai", "gpt-99", Some(Some(7))),
        // A refreshed table adds no provider.
        ("stranger", "x", None),
    ] {
        assert_eq!(catalog.find(&model_ref(provider, id)).map(Row::context), context, "{provider}/{id}");
    }
    let keys: Vec<_> = catalog.rows().map(Row::key).collect();
    let unique: BTreeSet<_> = keys.iter().collect();
    assert_eq!((keys.len(), unique.len()), (Catalog::embedded().rows().count() + 2, keys.len()));
    assert!(catalog.is_open_ended("house") && !Catalog::embedded().is_open_ended("house"));
    assert!(catalog.provider_ids().any(|id| id == "house") && !catalog.provider_ids().any(|id| id == "stranger"));
    assert!(!catalog.is_embedded(&model_ref("house", "big")));
    assert_eq!(
        catalog.similar(&model_ref("house", "bgi"), 3).first().map(|row| row.key()).as_deref(),
        Some("house/big")
    );
}
