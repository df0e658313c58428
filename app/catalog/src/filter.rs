//! Selects rows.

use crate::{date::Date, facts::Flags, search::SearchQuery, table::Row};

/// What the rows of a list have in common. The default selects everything.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Filter {
    /// Only models of this provider.
    pub provider: Option<String>,
    /// Only models that have all these flags, such as [`Flags::FREE`].
    pub flags: Flags,
    /// Only models that are known to accept images.
    pub images: bool,
    /// Only models that are found by this text.
    pub search: Option<SearchQuery>,
    /// No models that are known to have a smaller context, in tokens.
    pub min_context: Option<u64>,
    /// No models that are stated to have fewer parameters, in billions.
    pub min_billions: Option<f64>,
    /// No models that are known to be older.
    pub released_since: Option<Date>,
}

impl Filter {
    /// Whether a row is selected.
    pub fn matches(&self, row: Row<'_>) -> bool {
        // An unknown fact is not a reason to leave a model out.
        let is_big = |min: f64| row.size().and_then(|size| size.stated_billions()).is_none_or(|size| size >= min);
        let is_new =
            |since: Date| row.released().is_none_or(|one| one.date.days_since_epoch() >= since.days_since_epoch());
        self.provider.as_ref().is_none_or(|provider| row.provider == provider)
            && row.has(self.flags)
            && (!self.images || row.input().accepts_images() == Some(true))
            && self.min_context.is_none_or(|min| row.context().is_none_or(|context| context >= min))
            && self.min_billions.is_none_or(is_big)
            && self.released_since.is_none_or(is_new)
            && self.search.as_ref().is_none_or(|query| query.rank(row).is_some())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::{Table, tests::SAMPLE};

    #[test]
    fn each_condition_selects_its_rows() {
        let table = Table::parse(SAMPLE);
        let date = |text| Date::parse(text);
        for (filter, keys) in [
            (Filter { provider: Some("openai".into()), ..Filter::default() }, "openai/gpt-5.2 openai/gpt-oss-120b"),
            (Filter { flags: Flags::FREE, ..Filter::default() }, "openrouter/openai/gpt-oss-120b:free"),
            (Filter { flags: Flags::LOCAL, ..Filter::default() }, "lmstudio/own"),
            (
                Filter { flags: Flags::REASONING, images: true, ..Filter::default() },
                "anthropic/claude-opus-4-5 openai/gpt-5.2",
            ),
            (
                Filter { search: Some(SearchQuery::parse("opus")), ..Filter::default() },
                "anthropic/claude-opus-4-5 openrouter/anthropic/claude-opus-4.5",
            ),
            (Filter { min_context: Some(300_000), ..Filter::default() }, "lmstudio/own openai/gpt-5.2 openrouter/auto"),
            // A nominal size counts as unknown.
            (
                Filter { min_billions: Some(200.0), provider: Some("openrouter".into()), ..Filter::default() },
                "openrouter/anthropic/claude-opus-4.5 openrouter/kimi-k2 openrouter/auto",
            ),
            (
                Filter { released_since: date("2025-12-01"), ..Filter::default() },
                "lmstudio/own openai/gpt-5.2 openrouter/auto",
            ),
        ] {
            let found: Vec<_> = table.rows().filter(|row| filter.matches(*row)).map(Row::key).collect();
            assert_eq!(found.join(" "), keys, "{filter:?}");
        }
        assert!(table.rows().all(|row| Filter::default().matches(row)));
    }
}
