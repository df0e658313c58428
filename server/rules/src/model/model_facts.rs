//! Facts about models in words, for pages and lists that do not have the catalog.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::SystemTime,
};

use catalog::{Price, Row, format_tokens};
use contract::{AliasList, Chain, ModelFacts, ModelRef};

use super::{
    retirement::{DEFAULT_HORIZON_DAYS, Retirement, days_since_epoch},
    steps,
};
use crate::document::{model_ref::parse_ref, policy, view::View};

/// The facts of the models of some chains, by their keys. Models without any known fact are left out.
pub fn chain_facts<'c>(
    view: &View,
    chains: impl IntoIterator<Item = &'c Chain>,
    now: SystemTime,
) -> BTreeMap<String, ModelFacts> {
    let steps = chains.into_iter().flat_map(|chain| chain.primary.iter().chain(&chain.fallbacks));
    collect_facts(view, steps.filter_map(|step| step.model.as_ref()), days_since_epoch(now))
}

/// Adds to each alias what to look at before its model is used.
pub fn with_marks(view: &View, mut list: AliasList, now: SystemTime) -> AliasList {
    for alias in list.aliases.iter_mut().filter(|alias| alias.works) {
        let found = parse_ref(&alias.model, view.generation()).and_then(|model| retirement_of(view, &model, now));
        alias.marks = found.iter().map(Retirement::mark).collect();
    }
    list
}

/// A sentence for each model that a change puts into a chain, an allowlist or the model map and that its provider stops
/// offering or advises against.
pub fn added_model_warnings(before: &View, after: &View, now: SystemTime) -> Vec<String> {
    let mut ending = BTreeMap::new();
    for (place, model) in model_uses(after) {
        if let Some(retirement) = retirement_of(after, &model, now) {
            ending.insert((place, model), retirement);
        }
    }
    // Most changes add no such model, and then the uses before need not be collected.
    let uses_before = if ending.is_empty() { BTreeSet::new() } else { model_uses(before) };
    let added = ending.into_iter().filter(|(model_use, _)| !uses_before.contains(model_use));
    let sentences: BTreeSet<_> = added.map(|((_, model), found)| found.sentence(&model.key())).collect();
    sentences.into_iter().collect()
}

/// What is known about the end of a model.
fn retirement_of(view: &View, model: &ModelRef, now: SystemTime) -> Option<Retirement> {
    Retirement::find(view.catalog().find(model)?, days_since_epoch(now), DEFAULT_HORIZON_DAYS)
}

/// The models of chains, allowlists and the model map, each with its use.
fn model_uses(view: &View) -> BTreeSet<(String, ModelRef)> {
    let listed = policy::policy_entries(view).into_iter();
    let listed = listed.filter_map(|(_, step)| Some(("an allowlist".to_owned(), step.model?)));
    steps::model_uses(view).into_iter().chain(listed).collect()
}

fn collect_facts<'m>(
    view: &View,
    models: impl IntoIterator<Item = &'m ModelRef>,
    today: i64,
) -> BTreeMap<String, ModelFacts> {
    let facts = |model: &ModelRef| Some((model.key(), row_facts(view.catalog().find(model)?, today)));
    models.into_iter().filter_map(facts).filter(|(_, facts)| *facts != ModelFacts::default()).collect()
}

/// The facts of a row.
pub(crate) fn row_facts(row: Row<'_>, today: i64) -> ModelFacts {
    let retirement = Retirement::find(row, today, DEFAULT_HORIZON_DAYS);
    ModelFacts {
        // A name that repeats the id says nothing new.
        name: Some(row.name()).filter(|name| *name != row.id()).unwrap_or_default().to_owned(),
        context: row.context().map(format_tokens).unwrap_or_default(),
        price: row.price().map(format_price).unwrap_or_default(),
        marks: retirement.iter().map(Retirement::mark).collect(),
    }
}

/// The prices of input and output, such as `$5 / $25`.
fn format_price(price: Price) -> String {
    let Price { input, output, .. } = price;
    if input == 0.0 && output == 0.0 {
        return "free".to_owned();
    }
    format!("{} / {}", format_dollars(input), format_dollars(output))
}

/// An amount such as `$5`, `$2.50` or `$0.075`.
fn format_dollars(amount: f64) -> String {
    let text = amount.to_string();
    let cents = text.split_once('.').map_or(0, |(_, cents)| cents.len());
    if cents == 1 { format!("${text}0") } else { format!("${text}") }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use contract::{ModelRef, Role};
    use serde_json::json;

    use super::*;
    use crate::model::alias_list::list_aliases;

    /// A date after the end of `amazon-bedrock/meta.llama3-1-8b-instruct-v1:0`.
    const LATER: &str = "2027-04-01";

    fn test_view() -> View {
        View::new(json!({ "agents": { "defaults": {
            "model": {
                "primary": "anthropic/claude-opus-4-5",
                "fallbacks": ["amazon-bedrock/meta.llama3-1-8b-instruct-v1:0", "house/own", "no/facts"],
            },
            "models": { "amazon-bedrock/meta.llama3-1-8b-instruct-v1:0": { "alias": "llama" } },
        } }, "models": { "providers": { "house": { "models": [
            { "id": "own", "cost": { "input": 0, "output": 0 }, "contextWindow": 32000 },
        ] } } } }))
    }

    fn at(date: &str) -> SystemTime {
        let days = catalog::Date::parse(date).unwrap().days_since_epoch();
        SystemTime::UNIX_EPOCH + Duration::from_secs(u64::try_from(days).unwrap() * 86_400)
    }

    #[test]
    fn facts_are_in_words() {
        let view = test_view();
        let facts = chain_facts(&view, [&view.default_chain(Role::Text)], at("2026-01-01"));
        let opus = &facts["anthropic/claude-opus-4-5"];
        assert_eq!((opus.name.as_str(), opus.context.as_str()), ("Claude Opus 4.5 (latest)", "200k"));
        assert_eq!((opus.price.as_str(), opus.marks.as_slice()), ("$5 / $25", &[][..]));
        let own = &facts["house/own"];
        assert_eq!((own.context.as_str(), own.price.as_str()), ("32k", "free"));
        assert!(!facts.contains_key("no/facts"));
    }

    #[test]
    fn an_amount_with_cents_has_two_digits() {
        for (amount, text) in [(5.0, "$5"), (2.5, "$2.50"), (0.3, "$0.30"), (1.25, "$1.25"), (0.075, "$0.075")] {
            assert_eq!(format_dollars(amount), text);
        }
    }

    #[test]
    fn a_model_that_ends_is_marked_in_chains_and_aliases() {
        let view = test_view();
        let facts = chain_facts(&view, [&view.default_chain(Role::Text)], at(LATER));
        assert_eq!(facts["amazon-bedrock/meta.llama3-1-8b-instruct-v1:0"].marks[0].word, "retired 2027-03-30");
        let aliases = with_marks(&view, list_aliases(&view), at(LATER)).aliases;
        assert_eq!(aliases[0].marks[0].word, "retired 2027-03-30");
        assert!(with_marks(&view, list_aliases(&view), at("2026-01-01")).aliases[0].marks.is_empty());
    }

    #[test]
    fn only_added_models_are_warned_about() {
        let view = test_view();
        let before = View::new(json!({}));
        let expected = "`amazon-bedrock/meta.llama3-1-8b-instruct-v1:0` is no longer offered since 2027-03-30";
        assert_eq!(added_model_warnings(&before, &view, at(LATER)), [expected]);
        assert!(added_model_warnings(&view, &view, at(LATER)).is_empty());
        assert!(view.catalog().find(&ModelRef::new("no", "facts").unwrap()).is_none());
    }
}
