//! The small selection of models that a list starts with.

use std::collections::BTreeMap;

use catalog::{Date, Entry, Flags};

use super::{base_id::base_id, dates::Shared, inputs::Provider};

/// Recommended models are younger, in days.
const MAX_AGE: i64 = 365;

/// Their context is at least this long.
const MIN_CONTEXT: u64 = 32_000;

/// Words of ids that are not recommended: variants, and models for one purpose.
const SPECIAL_WORDS: &[&str] = &[
    "latest",
    "free",
    "batch",
    "fast",
    "preview",
    "exp",
    "experimental",
    "beta",
    "image",
    "audio",
    "live",
    "search",
    "research",
    "vision",
    "vl",
    "thinking",
    "customtools",
    "computer",
    "realtime",
    "chat",
    "highspeed",
    "spot",
    "distill",
    "base",
    "fp8",
    "turbo",
];

/// Marks the recommended models of a provider: current ones that can call tools, the newest of each family.
pub(super) fn mark_recommended(entries: &mut [Entry], provider: &Provider, as_of: &str, shared: &Shared) {
    let limit = if matches!(provider.kind.as_str(), "lab" | "gateway") { 6 } else { 4 };
    let Some(today) = Date::parse(as_of).map(Date::days_since_epoch) else { return };
    let mut newest: BTreeMap<String, (Version, usize)> = BTreeMap::new();
    for (at, entry) in entries.iter().enumerate() {
        let base = base_id(&entry.id);
        let Some(day) = candidate_day(entry, &base, today, shared) else { continue };
        let (family, numbers) = split_version(&base);
        let version = (numbers, day);
        let best = newest.entry(family).or_insert_with(|| (version.clone(), at));
        if version > best.0 {
            *best = (version, at);
        }
    }
    let mut chosen: Vec<_> = newest.into_values().map(|((_, day), at)| (day, at)).collect();
    chosen.sort_by_key(|(day, at)| (-day, *at));
    for (_, at) in chosen.into_iter().take(limit) {
        if let Some(entry) = entries.get_mut(at) {
            entry.flags = entry.flags.with(Flags::RECOMMENDED, true);
        }
    }
}

/// The numbers of an id, and the day of the release.
type Version = (Vec<u32>, i64);

/// The day of the release if the model may be recommended. A model that is too new for the snapshots of models.dev
/// counts as released today.
fn candidate_day(entry: &Entry, base: &str, today: i64, shared: &Shared) -> Option<i64> {
    let unwanted = [Flags::DEPRECATED, Flags::LEGACY, Flags::UNKNOWN, Flags::FREE];
    let is_special =
        base.split('-').chain(entry.id.split([':', '-', '@', '~'])).any(|word| SPECIAL_WORDS.contains(&word));
    let is_dated = base.split('-').any(|word| word.len() >= 4 && word.bytes().all(|byte| byte.is_ascii_digit()));
    let may_be = entry.flags.contains(Flags::TOOLS)
        && !unwanted.iter().any(|flag| entry.flags.contains(*flag))
        && entry.context.is_some_and(|context| context >= MIN_CONTEXT)
        && entry.retires.is_none_or(|date| date.days_since_epoch() > today + 90)
        && !is_special
        && !is_dated
        && !entry.id.contains('~');
    let day = match entry.released {
        Some(released) => released.date.days_since_epoch(),
        None if shared.is_listed(base) => return None,
        None => today,
    };
    (may_be && today - day <= MAX_AGE).then_some(day)
}

/// Splits a base id into its family and its version: `claude-opus-4-5` is `claude-opus` and 4, 5.
fn split_version(base: &str) -> (String, Vec<u32>) {
    let (mut family, mut numbers) = (Vec::new(), Vec::new());
    for word in base.split('-') {
        let letters = word.trim_end_matches(|end: char| end.is_ascii_digit());
        match word.get(letters.len()..).and_then(|number| number.parse().ok()) {
            Some(number) => {
                numbers.push(number);
                family.extend((!letters.is_empty()).then_some(letters));
            }
            None => family.push(word),
        }
    }
    (family.join("-"), numbers)
}

#[cfg(test)]
mod tests {
    use catalog::{DateSource, ReleaseDate};

    use super::*;

    #[test]
    fn the_newest_of_a_family_is_recommended() {
        let entry = |id: &str, date: &str| Entry {
            id: id.to_owned(),
            context: Some(200_000),
            flags: Flags::TOOLS,
            released: Date::parse(date).map(|date| ReleaseDate { date, source: DateSource::Lab }),
            ..Entry::default()
        };
        let mut entries = [
            entry("claude-haiku-3", "2024-03-01"),
            entry("claude-opus-4-5", "2025-11-24"),
            entry("claude-opus-4-6", "2026-02-01"),
            entry("claude-opus-4-6-20260201", "2026-02-01"),
            entry("claude-opus-5", ""),
            entry("claude-sonnet-5-preview", "2026-08-01"),
        ];
        let provider = Provider { kind: "lab".into(), ..Provider::default() };
        mark_recommended(&mut entries, &provider, "2026-11-10", &Shared::default());
        let found: Vec<_> = entries.iter().filter(|entry| entry.flags.contains(Flags::RECOMMENDED)).collect();
        assert_eq!(found.iter().map(|entry| entry.id.as_str()).collect::<Vec<_>>(), ["claude-opus-5"]);
        assert_eq!(split_version("qwen3-coder-8"), ("qwen-coder".to_owned(), vec![3, 8]));
    }
}
