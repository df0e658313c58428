//! The facts of one listed model.

use std::{borrow::Cow, collections::BTreeMap, sync::Arc};

use catalog::{Flags, InputKinds, Price, RowFacts, Size, SizeSource};
use catalog_data::Catalog;
use contract::{ListedModel, ModelCost};

use super::{Candidate, ProviderState};
use crate::{document::view::View, model::retirement::is_past};

/// The facts of a candidate.
pub(super) fn listed_model(
    view: &View,
    one: &Candidate<'_>,
    providers: &BTreeMap<&str, ProviderState>,
    today: i64,
) -> ListedModel {
    let facts = one.row.facts();
    let key: Arc<str> = one.model.key().into();
    let state = providers.get(one.row.provider).filter(|_| !one.is_missing);
    let (params, params_source) = size_of(view, one, facts.size).unzip();
    let status = status_word(&facts, today);
    ListedModel {
        model_ref: key.clone(),
        name: if one.is_missing { key.to_string() } else { facts.name.to_owned() },
        key,
        input: input_words(facts.input),
        context_window: facts.context,
        max_output: facts.max_output,
        cost: facts.price.map(to_cost),
        reasoning: facts.flags.reasoning(),
        local: state.map(|state| state.is_local),
        available: state.map(|state| state.is_available),
        tags: tags_of(view, one, status),
        missing: one.is_missing,
        params,
        params_source,
        released: facts.released.map(|released| released.date.to_string()),
        status: status.map(Cow::Borrowed),
        retires: facts.retires.map(|date| date.to_string()),
        replaced_by: facts.replaced_by.map(str::to_owned),
    }
}

/// The tags: where it is configured, `missing` or its aliases, and what its provider says about its end.
fn tags_of(view: &View, one: &Candidate<'_>, status: Option<&str>) -> Vec<String> {
    let own = one.configured.iter().flat_map(|configured| configured.tags.iter().cloned());
    // Of two aliases that differ only in case, one leads to another model.
    let works = |alias: &&String| view.resolve_alias(alias).is_none_or(|model| *model == one.model);
    let aliases: Vec<_> =
        one.configured.iter().flat_map(|configured| &configured.aliases).filter(works).cloned().collect();
    let names = (!one.is_missing && !aliases.is_empty()).then(|| format!("alias:{}", aliases.join(",")));
    let missing = one.is_missing.then(|| "missing".to_owned());
    let ending = status.filter(|status| matches!(*status, "deprecated" | "retired")).map(str::to_owned);
    own.chain(missing).chain(names).chain(ending).collect()
}

/// What its provider says about its future; `None` if nothing is known.
fn status_word(facts: &RowFacts<'_>, today: i64) -> Option<&'static str> {
    let says = |flag| facts.flags.contains(flag);
    match () {
        () if is_past(facts.retires, today) => Some("retired"),
        () if says(Flags::DEPRECATED) => Some("deprecated"),
        () if says(Flags::LEGACY) => Some("legacy"),
        () if says(Flags::UNKNOWN) => None,
        () => Some("active"),
    }
}

/// The kinds of input. Nearly all models have one of two combinations.
fn input_words(kinds: InputKinds) -> Cow<'static, [Cow<'static, str>]> {
    const TEXT: &[Cow<'_, str>] = &[Cow::Borrowed("text")];
    const TEXT_AND_IMAGES: &[Cow<'_, str>] = &[Cow::Borrowed("text"), Cow::Borrowed("image")];
    let frequent = [TEXT, TEXT_AND_IMAGES].into_iter().find(|words| kinds.words().eq(words.iter()));
    frequent.map_or_else(|| Cow::Owned(kinds.words().map(Cow::Borrowed).collect()), Cow::Borrowed)
}

fn size_of(view: &View, one: &Candidate<'_>, stated: Option<Size<'_>>) -> Option<(f64, Cow<'static, str>)> {
    // A nominal size is kept with its note in the embedded row only.
    let embedded = || {
        let is_overlaid = view.catalog().is_overlaid(one.row.provider);
        is_overlaid.then(|| Catalog::embedded().find(&one.model)?.size())?
    };
    let size = stated.or_else(embedded)?;
    let source = match size.source {
        SizeSource::Id => Cow::Borrowed("id"),
        SizeSource::Description => Cow::Borrowed("description"),
        SizeSource::Nominal(note) => Cow::Owned(note.to_owned()),
    };
    Some((size.billions, source))
}

fn to_cost(price: Price) -> ModelCost {
    let Price { input, output, cache_read, cache_write } = price;
    ModelCost { input, output, cache_read, cache_write }
}
