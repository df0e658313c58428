use std::collections::BTreeSet;

use super::*;
use crate::feed::FeedModels;

fn date(text: &str) -> Date {
    Date::parse(text).unwrap()
}

fn price(input: f64, output: f64) -> Price {
    Price { input, output, cache_read: None, cache_write: None }
}

fn list(provider: &str, models: Vec<(&str, FeedModel)>) -> FeedModels {
    let models = models.into_iter().map(|(id, model)| (id.to_owned(), model)).collect();
    FeedModels::from([(provider.to_owned(), models)])
}

/// What the embedded catalog has, as a list states it.
fn as_listed(provider: &str, id: &str) -> FeedModel {
    let row = Catalog::embedded().find_exact(provider, id).unwrap();
    FeedModel {
        name: row.name().to_owned(),
        context: row.context(),
        max_output: row.max_output(),
        price: row.price(),
        reasoning: row.reasoning(),
        input: row.input(),
        ..FeedModel::default()
    }
}

#[test]
fn only_differences_are_kept() {
    let known = as_listed("anthropic", "claude-opus-4-5");
    let cheaper = FeedModel { price: Some(price(4.0, 20.0)), ..known.clone() };
    let new = FeedModel {
        context: Some(1000),
        tools: Some(true),
        reasoning: Some(false),
        released: Some(date("2026-11-30")),
        ..FeedModel::default()
    };
    let unchanged = list("anthropic", vec![("claude-opus-4-5", known)]);
    let reduced = reduce(FeedSource::ModelsDev, &unchanged, date("2026-12-01"));
    assert_eq!((Table::parse(reduced.table).len(), reduced.refs.len()), (0, 1));

    let changed = list("anthropic", vec![("claude-opus-4-5", cheaper), ("claude-new-7b", new)]);
    let reduced = reduce(FeedSource::ModelsDev, &changed, date("2026-12-01"));
    let table = parse_kept_table(reduced.table.clone()).unwrap().unwrap();
    let row = table.find("anthropic", "claude-opus-4-5").unwrap();
    let embedded = Catalog::embedded().find_exact("anthropic", "claude-opus-4-5").unwrap();
    assert_eq!(row.price().map(|price| (price.input, price.output)), Some((4.0, 20.0)));
    assert_eq!((row.name(), row.released(), row.context()), (embedded.name(), embedded.released(), embedded.context()));
    assert_eq!(row.has(Flags::RECOMMENDED), embedded.has(Flags::RECOMMENDED));
    let row = table.find("anthropic", "claude-new-7b").unwrap();
    assert!(row.is_well_formed() && row.has(Flags::TOOLS) && row.reasoning() == Some(false));
    assert_eq!(row.size().map(|size| size.billions), Some(7.0));

    let summary = summarize(&changed, &reduced, None, None);
    let expected =
        FeedChanges { models: 2, new: 1, repriced: 1, gone: None, newest: vec!["anthropic/claude-new-7b".into()] };
    assert_eq!(summary, expected);
    assert_eq!(summary.sentence(), "2 models: 1 new, 1 changed price");
    // A second refresh with an equal list reports no new model and no changed price.
    let again = summarize(&changed, &reduced, Some(&table), Some(&reduced.refs));
    assert_eq!((again.new, again.repriced, again.gone), (0, 0, Some(0)));
    let before: BTreeSet<_> = ["anthropic/gone".to_owned()].into_iter().chain(reduced.refs.clone()).collect();
    assert_eq!(summarize(&changed, &reduced, Some(&table), Some(&before)).gone, Some(1));
}

#[test]
fn zero_is_a_price_only_where_it_can_be_one() {
    let known = Some(price(5.0, 25.0));
    for (source, kind, id, stated, known, expected) in [
        (FeedSource::OpenRouter, ProviderKind::Gateway, "a", 0.0, known, Some(0.0)),
        (FeedSource::ModelsDev, ProviderKind::Lab, "a", 0.0, known, Some(5.0)),
        (FeedSource::ModelsDev, ProviderKind::Lab, "a:free", 0.0, known, Some(0.0)),
        (FeedSource::ModelsDev, ProviderKind::Lab, "a", 0.0, None, Some(0.0)),
        (FeedSource::ModelsDev, ProviderKind::Plan, "a", 0.0, None, None),
        (FeedSource::ModelsDev, ProviderKind::Plan, "a", 2.0, known, Some(2.0)),
    ] {
        let found = merged_price(source, kind, id, Some(price(stated, stated)), known);
        assert_eq!(found.map(|price| price.input), expected, "{source:?} {kind:?} {id}");
    }
    assert_eq!(merged_price(FeedSource::ModelsDev, ProviderKind::Lab, "a", None, known), known);
}

#[test]
fn a_list_adds_no_provider() {
    let models = list("evil", vec![("a", FeedModel::default())]);
    let reduced = reduce(FeedSource::OpenClaw, &models, date("2026-12-01"));
    assert_eq!((reduced.table.lines().count(), reduced.refs.len()), (1, 0));
}

#[test]
fn a_kept_table_that_does_not_fit_is_ignored() {
    let rows = "#provider\tanthropic\tlab\na\t\t\t\t\t0\t0\nb\t\t\t\t\t0\t0\n";
    let parse = |head: &str, rows: &str| parse_kept_table(format!("#catalog\t{head}\n{rows}")).map(|t| t.is_some());
    assert_eq!(parse("2026-12-01\tv1 models.dev", rows), Ok(true));
    // Older than the embedded catalog.
    assert_eq!(parse("2020-01-01\tv1 models.dev", rows), Ok(false));
    assert_eq!(parse("2026-12-01\tv2 models.dev", rows), Err("a newer openclaw wrote it"));
    for (head, rows) in [
        ("2026-12-01", rows),
        ("2026-12-01\tx", rows),
        ("today\tv1 models.dev", rows),
        ("2026-12-01\tv1 models.dev", "#provider\tanthropic\tlab\nb\na\n"),
        ("2026-12-01\tv1 models.dev", "#provider\tanthropic\tlab\na"),
    ] {
        assert_eq!(parse(head, rows), Err("it is not complete"), "{head} {rows}");
    }
    assert!(parse_kept_table(String::new()).is_err());
}

#[test]
fn dates_are_compared_with_the_embedded_catalog() {
    assert!(is_newer_than_embedded(date("2099-01-01")) && !is_newer_than_embedded(date(embedded_date())));
    assert_eq!(date_of(1_796_083_200_000).to_string(), "2026-12-01");
    assert_eq!(date_of(i64::MAX).to_string(), embedded_date());
    assert_eq!(date_of_table("#catalog\t2026-12-01\tv1 x\n").as_deref(), Some("2026-12-01"));
    assert_eq!(date_of_table("nothing"), None);
}
