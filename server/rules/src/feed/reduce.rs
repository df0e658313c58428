//! What a list changes in the catalog: a table with the models that are new or different, and a summary.

use std::{collections::BTreeSet, fmt::Write as _};

use catalog::{
    Date, DateSource, Entry, EntrySize, Flags, InputKinds, Price, ProviderKind, ReleaseDate, Row, SizeSource, Table,
    size_in_id,
};
use catalog_data::{Catalog, find_provider};

use super::{FeedModel, FeedModels, checked::checked_billions, source::FeedSource};

/// The version of the tables that are kept.
const VERSION: u32 = 1;

/// The most models that a summary names.
const NAMED_MODELS: usize = 5;

/// A list in the form in which it is kept.
#[derive(Debug, Clone)]
pub struct Reduced {
    /// The text of the table: models that the embedded catalog does not have, or has with other facts.
    pub table: String,
    /// The refs of all models of the list, sorted.
    pub refs: BTreeSet<String>,
}

/// What a list has brought.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FeedChanges {
    /// The number of models of the list.
    pub models: usize,
    /// The number of models that were not known.
    pub new: usize,
    /// The number of models with another price.
    pub repriced: usize,
    /// The number of models that are no longer on the list; `None` if there was no list before.
    pub gone: Option<usize>,
    /// The newest of the new models.
    pub newest: Vec<String>,
}

/// Compares a list with the embedded catalog. `date` is when it was fetched or made.
pub fn reduce(source: FeedSource, models: &FeedModels, date: Date) -> Reduced {
    let mut table = format!("#catalog\t{date}\tv{VERSION} {}\n", source.as_str());
    let mut refs = BTreeSet::new();
    for (provider, models) in models {
        let Some(kind) = find_provider(provider).map(|known| known.kind) else { continue };
        let mut lines = String::new();
        for (id, model) in models {
            refs.insert(format!("{provider}/{id}"));
            let known = Catalog::embedded().find_exact(provider, id);
            let entry = merged_entry(source, kind, id, model, known);
            // A nominal size has its note in the embedded table only.
            if known.is_none_or(|row| entry != kept_entry(row)) {
                // Writing to a string cannot fail.
                writeln!(lines, "{}", entry.to_line()).ok();
            }
        }
        if !lines.is_empty() {
            writeln!(table, "#provider\t{provider}\t{}", kind.as_str()).ok();
            table += &lines;
        }
    }
    Reduced { table, refs }
}

/// Reads a kept table. It must be of this version, not older than the embedded catalog, and well-formed.
pub fn parse_kept_table(text: String) -> Result<Option<Table>, &'static str> {
    let table = Table::parse(text);
    let version = table.inputs().split(' ').next().and_then(|word| word.strip_prefix('v')?.parse::<u32>().ok());
    match version {
        Some(VERSION) => {}
        Some(_) => return Err("a newer openclaw wrote it"),
        None => return Err("it is not complete"),
    }
    let Some(date) = Date::parse(table.as_of()) else { return Err("it is not complete") };
    if Date::parse(Catalog::embedded().as_of()).is_some_and(|embedded| date < embedded) {
        return Ok(None);
    }
    let is_sorted = || table.sections().all(|section| section.rows().is_sorted_by(|a, b| a.id() < b.id()));
    let is_complete = table.text().ends_with('\n') && is_sorted();
    is_complete.then_some(Some(table)).ok_or("it is not complete")
}

/// A list that is to be kept, and what it has brought.
#[derive(Debug, Clone)]
pub struct DigestedFeed {
    /// The list in the form in which it is kept.
    pub reduced: Reduced,
    /// What it has brought.
    pub changes: FeedChanges,
    /// When it was fetched or made.
    pub date: String,
}

/// Compares a list with the embedded catalog, and with the table and the refs that were kept of it.
pub fn digest(
    source: FeedSource,
    models: &FeedModels,
    date: Date,
    kept: Option<(&str, &BTreeSet<String>)>,
) -> DigestedFeed {
    let reduced = reduce(source, models, date);
    let before = kept.and_then(|(table, _)| parse_kept_table(table.to_owned()).ok().flatten());
    let changes = summarize(models, &reduced, before.as_ref(), kept.map(|(_, refs)| refs));
    DigestedFeed { reduced, changes, date: date.to_string() }
}

/// The date of a moment in milliseconds since 1970.
pub fn date_of(milliseconds: i64) -> Date {
    let embedded = || Date::parse(Catalog::embedded().as_of());
    // A clock that is wrong by thousands of years counts as the date of the embedded catalog.
    Date::from_days_since_epoch(milliseconds.div_euclid(86_400_000)).or_else(embedded).unwrap_or_default()
}

/// The date of a kept table.
pub fn date_of_table(text: &str) -> Option<String> {
    let date = text.lines().next()?.strip_prefix("#catalog\t")?.split('\t').next()?;
    Date::parse(date).map(|date| date.to_string())
}

/// The date of the embedded catalog.
pub fn embedded_date() -> &'static str {
    Catalog::embedded().as_of()
}

/// Whether a list of this date is newer than the embedded catalog.
pub fn is_newer_than_embedded(date: Date) -> bool {
    Date::parse(Catalog::embedded().as_of()).is_none_or(|embedded| date > embedded)
}

/// Summarizes what a list has brought. `before` is the table that was kept, and `refs_before` all refs of that list.
pub fn summarize(
    models: &FeedModels,
    reduced: &Reduced,
    before: Option<&Table>,
    refs_before: Option<&BTreeSet<String>>,
) -> FeedChanges {
    let table = Table::parse(reduced.table.clone());
    let mut new = Vec::new();
    let mut repriced = 0;
    for (provider, models) in models {
        for (id, model) in models {
            let embedded = Catalog::embedded().find_exact(provider, id);
            let kept = |table: &Table| table.section(provider)?.find(id).and_then(Row::price);
            let key = format!("{provider}/{id}");
            let was_listed = refs_before.is_some_and(|refs| refs.contains(&key));
            if embedded.is_none() && !was_listed {
                new.push((model.released, key));
                continue;
            }
            let embedded_price = embedded.and_then(Row::price);
            let price_before = before.and_then(kept).or(embedded_price);
            let price_now = kept(&table).or(embedded_price);
            repriced += usize::from(price_before.zip(price_now).is_some_and(|(a, b)| a != b));
        }
    }
    // The newest first; those without a date last.
    new.sort_by(|(a, a_key), (b, b_key)| b.cmp(a).then_with(|| a_key.cmp(b_key)));
    FeedChanges {
        models: reduced.refs.len(),
        new: new.len(),
        repriced,
        gone: refs_before.map(|refs| refs.difference(&reduced.refs).count()),
        newest: new.into_iter().take(NAMED_MODELS).map(|(_, key)| key).collect(),
    }
}

impl FeedChanges {
    /// In a sentence without a full stop, such as `412 models: 3 new, 12 changed prices, 1 gone`.
    pub fn sentence(&self) -> String {
        let prices =
            if self.repriced == 1 { "1 changed price".to_owned() } else { format!("{} changed prices", self.repriced) };
        let gone = self.gone.filter(|gone| *gone > 0).map(|gone| format!(", {gone} gone")).unwrap_or_default();
        format!("{} models: {} new, {prices}{gone}", self.models, self.new)
    }
}

/// The facts of a list, and those of the embedded row that the list does not state.
fn merged_entry(source: FeedSource, kind: ProviderKind, id: &str, model: &FeedModel, known: Option<Row<'_>>) -> Entry {
    let base = known.map(kept_entry).unwrap_or_default();
    let is_of_list = |flag, stated: Option<bool>| stated.unwrap_or_else(|| base.flags.contains(flag));
    let (reasoning, tools) = (is_of_list(Flags::REASONING, model.reasoning), is_of_list(Flags::TOOLS, model.tools));
    let is_known = model.reasoning.is_some() || known.is_some_and(|row| row.reasoning().is_some());
    let price = merged_price(source, kind, id, model.price, base.price);
    let is_free = kind != ProviderKind::Local && price.is_some_and(is_zero);
    let name = if base.name.is_empty() { &model.name } else { &base.name };
    let size = || {
        let in_id = checked_billions(size_in_id(id, &model.name)).map(EntrySize::Id);
        in_id.or_else(|| model.described_size.map(EntrySize::Description))
    };
    let added = model.released.map(|date| ReleaseDate { date, source: DateSource::Provider });
    Entry {
        id: id.to_owned(),
        name: name.clone(),
        context: model.context.or(base.context),
        max_output: model.max_output.or(base.max_output),
        price,
        flags: Flags::default()
            .with(Flags::REASONING, reasoning)
            .with(Flags::TOOLS, tools)
            .with(Flags::FREE, is_free)
            .with(Flags::LOCAL, kind == ProviderKind::Local)
            .with(Flags::OPEN_WEIGHTS, is_of_list(Flags::OPEN_WEIGHTS, model.open_weights))
            .with(Flags::RECOMMENDED, base.flags.contains(Flags::RECOMMENDED))
            .with(Flags::DEPRECATED, is_of_list(Flags::DEPRECATED, model.deprecated))
            .with(Flags::UNKNOWN, !is_known),
        input: InputKinds(model.input.0 | base.input.0),
        size: if known.is_some_and(|row| row.size().is_some()) { base.size } else { size() },
        released: base.released.or(added),
        retires: model.retires.or(base.retires),
        replaced_by: if model.replaced_by.is_empty() { base.replaced_by } else { model.replaced_by.clone() },
    }
}

/// Zero is a price only where tokens are paid for one by one. models.dev and OpenClaw also write it for a price that
/// they do not know, so there it does not replace another one.
fn merged_price(
    source: FeedSource,
    kind: ProviderKind,
    id: &str,
    stated: Option<Price>,
    known: Option<Price>,
) -> Option<Price> {
    let is_named_free = [":free", "-free"].iter().any(|ending| id.ends_with(ending));
    let counts = |price: &Price| {
        let is_sure = source == FeedSource::OpenRouter || is_named_free || known.is_none_or(is_zero);
        !is_zero(*price) || (kind != ProviderKind::Plan && is_sure)
    };
    match (stated.filter(counts), known) {
        (Some(stated), known) => Some(Price {
            cache_read: stated.cache_read.or_else(|| known?.cache_read),
            cache_write: stated.cache_write.or_else(|| known?.cache_write),
            ..stated
        }),
        (None, known) => known,
    }
}

fn is_zero(price: Price) -> bool {
    price.input <= 0.0 && price.output <= 0.0
}

/// The facts of a row, without a nominal size.
fn kept_entry(row: Row<'_>) -> Entry {
    let size = row.size().and_then(|size| match size.source {
        SizeSource::Id => Some(EntrySize::Id(size.billions)),
        SizeSource::Description => Some(EntrySize::Description(size.billions)),
        SizeSource::Nominal(_) => None,
    });
    let name = row.name();
    Entry {
        id: row.id().to_owned(),
        name: if name == row.id() { String::new() } else { name.to_owned() },
        context: row.context(),
        max_output: row.max_output(),
        price: row.price(),
        flags: row.flags(),
        input: row.input(),
        size,
        released: row.released(),
        retires: row.retires(),
        replaced_by: row.replaced_by().unwrap_or_default().to_owned(),
    }
}

#[cfg(test)]
mod tests;
