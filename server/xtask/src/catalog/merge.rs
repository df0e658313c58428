//! Merges the sources into one entry for each model.

use std::collections::{BTreeMap, BTreeSet};

use catalog::{
    Date, DateSource, Entry, EntrySize, Flags, InputKinds, Price, ReleaseDate, fits_in_ref, is_text_model_id,
    size_in_id,
};

use super::{
    base_id::base_id,
    dates::Shared,
    inputs::{Inputs, Override, Provider},
    recommend::mark_recommended,
    sizes::nominal_size,
    sources::{SourceModel, SourceTable, Sources},
};

/// The entries of the table, and the notes that they refer to.
#[derive(Default)]
pub(super) struct Merged {
    /// Entries by provider, each sorted by id.
    pub(super) providers: BTreeMap<String, Vec<Entry>>,
    pub(super) notes: Vec<String>,
}

/// What the sources state about one model of one provider.
#[derive(Clone, Copy, Default)]
struct Stated<'a> {
    pi_ai: Option<&'a SourceModel>,
    models_dev: Option<&'a SourceModel>,
    /// Only where the other two do not have the model.
    legacy: Option<&'a SourceModel>,
}

pub(super) fn merge_models(inputs: &Inputs, sources: &Sources) -> Merged {
    let shared = Shared::collect(&inputs.providers, sources);
    let mut notes = BTreeSet::new();
    let mut merged = Merged::default();
    for provider in &inputs.providers {
        let mut entries: Vec<Entry> = (stated_models(provider, sources).into_iter())
            .map(|(id, stated)| merge_entry(inputs, provider, (id, stated), sources, &shared))
            .collect();
        apply_overrides(&mut entries, provider, &inputs.overrides);
        mark_recommended(&mut entries, provider, &inputs.lock.as_of, &shared);
        for entry in &entries {
            notes.extend(nominal_note(inputs, entry));
        }
        merged.providers.insert(provider.id.clone(), entries);
    }
    merged.notes = notes.into_iter().collect();
    add_nominal_sizes(&mut merged, inputs);
    merged
}

/// The models of a provider that are for text, by id.
fn stated_models<'a>(provider: &Provider, sources: &'a Sources) -> BTreeMap<&'a str, Stated<'a>> {
    let mut found: BTreeMap<&str, Stated<'_>> = BTreeMap::new();
    for (id, model) in rows_of(&sources.pi_ai, &provider.pi_ai) {
        found.entry(id).or_default().pi_ai.get_or_insert(model);
    }
    for (id, model) in rows_of(&sources.models_dev, &provider.models_dev) {
        found.entry(id).or_default().models_dev.get_or_insert(model);
    }
    let current: BTreeSet<_> = found.keys().copied().collect();
    if provider.legacy {
        for (id, model) in rows_of(&sources.legacy, &provider.models_dev).filter(|(id, _)| !current.contains(id)) {
            found.entry(id).or_default().legacy.get_or_insert(model);
        }
    }
    // `auto` and `openrouter/auto` of OpenRouter are one ref.
    let doubled: BTreeSet<_> = found.keys().filter_map(|id| id.strip_prefix(&provider.id)?.strip_prefix('/')).collect();
    found.retain(|id, stated| {
        stated.all().all(|model| model.is_text) && is_text_model_id(id) && fits_in_ref(id) && !doubled.contains(id)
    });
    found
}

fn rows_of<'a>(table: &'a SourceTable, providers: &[String]) -> impl Iterator<Item = (&'a str, &'a SourceModel)> {
    providers.iter().filter_map(|id| table.get(id)).flatten().map(|(id, model)| (id.as_str(), model))
}

impl<'a> Stated<'a> {
    /// The statements, the most reliable first.
    fn all(self) -> impl Iterator<Item = &'a SourceModel> {
        [self.pi_ai, self.models_dev, self.legacy].into_iter().flatten()
    }

    /// The first statement about a fact.
    fn first<T>(self, fact: impl Fn(&'a SourceModel) -> Option<T>) -> Option<T> {
        self.all().find_map(fact)
    }
}

fn merge_entry(
    inputs: &Inputs,
    provider: &Provider,
    (id, stated): (&str, Stated<'_>),
    sources: &Sources,
    shared: &Shared,
) -> Entry {
    let base = base_id(id);
    let name = stated.first(|model| Some(model.name.as_str()).filter(|name| !name.is_empty())).unwrap_or_default();
    let price = merge_price(provider, id, stated);
    let is_free = provider.kind != "local" && price.is_some_and(is_zero);
    let flag = |fact: fn(&SourceModel) -> Option<bool>| stated.first(fact) == Some(true);
    let open_weights = stated.first(|model| model.open_weights).unwrap_or_else(|| shared.has_open_weights(&base));
    let states_active = nominal_size(&inputs.families, id).is_some_and(|family| family.id_states_active);
    let size = size_in_id(id, name).filter(|_| !states_active).map(EntrySize::Id);
    Entry {
        id: id.to_owned(),
        name: name.to_owned(),
        context: stated.first(|model| model.context),
        max_output: stated.first(|model| model.max_output),
        price,
        flags: Flags::default()
            .with(Flags::REASONING, flag(|model| model.reasoning))
            .with(Flags::TOOLS, flag(|model| model.tools))
            .with(Flags::FREE, is_free)
            .with(Flags::LOCAL, provider.kind == "local")
            .with(Flags::OPEN_WEIGHTS, open_weights)
            .with(Flags::DEPRECATED, stated.all().any(|model| model.deprecated))
            .with(Flags::LEGACY, stated.pi_ai.or(stated.models_dev).is_none()),
        input: stated.all().fold(InputKinds::default(), |kinds, model| InputKinds(kinds.0 | model.input.0)),
        size: size.or_else(|| shared.described_size(&base).map(EntrySize::Description)),
        released: shared.release_date(id, stated.first(|model| model.released)),
        retires: retirement_date(provider, id, sources),
        replaced_by: String::new(),
    }
}

/// The prices: those of pi-ai if they are not zero, because it writes zero for unknown ones; or else those of
/// models.dev. Zero is a price only where tokens are paid for one by one.
fn merge_price(provider: &Provider, id: &str, stated: Stated<'_>) -> Option<Price> {
    let non_zero = stated.first(|model| model.price.filter(|price| !is_zero(*price)));
    let says_zero =
        [stated.models_dev, stated.legacy].into_iter().flatten().any(|model| model.price.is_some_and(is_zero));
    let is_named_free = [":free", "-free"].iter().any(|ending| id.ends_with(ending));
    let zero = Price { input: 0.0, output: 0.0, cache_read: None, cache_write: None };
    let price = non_zero.or_else(|| (provider.kind != "plan" && (says_zero || is_named_free)).then_some(zero))?;
    // Cache prices that pi-ai does not know may be known to models.dev.
    let cache = |part: fn(Price) -> Option<f64>| stated.models_dev.and_then(|model| model.price).and_then(part);
    Some(Price {
        cache_read: price.cache_read.or_else(|| cache(|price| price.cache_read)),
        cache_write: price.cache_write.or_else(|| cache(|price| price.cache_write)),
        ..price
    })
}

fn is_zero(price: Price) -> bool {
    price.input <= 0.0 && price.output <= 0.0
}

fn retirement_date(provider: &Provider, id: &str, sources: &Sources) -> Option<Date> {
    provider.litellm.iter().find_map(|name| sources.retirements.get(name)?.get(id).copied())
}

fn apply_overrides(entries: &mut Vec<Entry>, provider: &Provider, overrides: &[Override]) {
    for change in overrides.iter().filter(|change| change.provider == provider.id) {
        if change.hide {
            entries.retain(|entry| entry.id != change.id);
            continue;
        }
        let at = entries.binary_search_by(|entry| entry.id.as_str().cmp(&change.id)).unwrap_or_else(|at| {
            let flags = Flags::UNKNOWN.with(Flags::LOCAL, provider.kind == "local");
            entries.insert(at, Entry { id: change.id.clone(), flags, ..Entry::default() });
            at
        });
        if let Some(entry) = entries.get_mut(at) {
            apply_override(entry, change);
        }
    }
}

fn apply_override(entry: &mut Entry, change: &Override) {
    if let Some(name) = &change.name {
        entry.name.clone_from(name);
    }
    if let Some(successor) = &change.replaced_by {
        entry.replaced_by.clone_from(successor);
    }
    entry.context = change.context.or(entry.context);
    entry.max_output = change.max_output.or(entry.max_output);
    if !change.input.is_empty() {
        entry.input = change.input.iter().fold(InputKinds::default(), |kinds, word| kinds.with_word(word));
    }
    if let Some(reasons) = change.reasoning {
        let others = entry.flags.0 & !(Flags::REASONING.0 | Flags::UNKNOWN.0);
        entry.flags = Flags(others).with(Flags::REASONING, reasons);
    }
    let date = |text: &Option<String>| text.as_deref().and_then(Date::parse);
    entry.released =
        date(&change.released).map(|date| ReleaseDate { date, source: DateSource::Provider }).or(entry.released);
    entry.retires = date(&change.retires).or(entry.retires);
}

/// The note of the nominal size that an entry gets.
fn nominal_note(inputs: &Inputs, entry: &Entry) -> Option<String> {
    let needs_one = entry.size.is_none() && !entry.flags.contains(Flags::UNKNOWN);
    needs_one.then(|| nominal_size(&inputs.families, &entry.id))?.map(|family| family.note.clone())
}

fn add_nominal_sizes(merged: &mut Merged, inputs: &Inputs) {
    for entry in merged.providers.values_mut().flatten() {
        let Some(note) = nominal_note(inputs, entry) else { continue };
        let number = merged.notes.iter().position(|known| *known == note).map(|at| at + 1);
        let billions = nominal_size(&inputs.families, &entry.id).map(|family| family.billions);
        entry.size = billions.zip(number).map(|(billions, note)| EntrySize::Nominal(billions, note));
    }
}

#[cfg(test)]
mod tests;
