//! Sorts rows.

use std::cmp::{Ordering, Reverse};

use crate::table::Row;

/// What rows are sorted by. Rows whose value is unknown come last, and equal ones are sorted by ref.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SortKey {
    /// The largest context first.
    Context,
    /// The lowest price of the answer first, then that of the request.
    Cost,
    /// The newest first.
    Released,
    /// The most parameters first. Only stated numbers count.
    Params,
}

impl SortKey {
    /// Every key, with its word on a command line.
    pub const WORDS: [(Self, &'static str); 4] =
        [(Self::Context, "context"), (Self::Cost, "cost"), (Self::Released, "released"), (Self::Params, "params")];

    /// Sorts rows.
    pub fn sort(self, rows: &mut [Row<'_>]) {
        match self {
            Self::Context => rows.sort_by_cached_key(|row| (Reverse(row.context()), row.provider, row.id())),
            Self::Released => rows.sort_by_cached_key(|row| {
                (Reverse(row.released().map(|released| released.date)), row.provider, row.id())
            }),
            Self::Cost => sort_by_number(rows, |row| row.price().map(|price| [price.output, price.input])),
            Self::Params => sort_by_number(rows, |row| {
                row.size().and_then(|size| size.stated_billions()).map(|billions| [-billions, 0.0])
            }),
        }
    }
}

fn sort_by_number(rows: &mut [Row<'_>], number: impl Fn(Row<'_>) -> Option<[f64; 2]>) {
    rows.sort_by_cached_key(|row| (Numbers(number(*row).unwrap_or([f64::INFINITY; 2])), row.provider, row.id()));
}

/// Two numbers with an order.
#[derive(PartialEq)]
struct Numbers([f64; 2]);

impl Eq for Numbers {}

impl PartialOrd for Numbers {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Numbers {
    fn cmp(&self, other: &Self) -> Ordering {
        let ([a, x], [b, y]) = (self.0, other.0);
        a.total_cmp(&b).then(x.total_cmp(&y))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::{Table, tests::SAMPLE};

    #[test]
    fn unknown_values_come_last() {
        let table = Table::parse(SAMPLE);
        for (key, expected) in [
            (
                SortKey::Context,
                "own gpt-5.2 anthropic/claude-opus-4.5 claude-opus-4-5 kimi-k2 gpt-oss-120b gpt-oss-120b:free auto",
            ),
            (
                SortKey::Cost,
                "gpt-oss-120b:free gpt-oss-120b kimi-k2 gpt-5.2 claude-opus-4-5 anthropic/claude-opus-4.5 own auto",
            ),
            (
                SortKey::Released,
                "gpt-5.2 claude-opus-4-5 anthropic/claude-opus-4.5 gpt-oss-120b gpt-oss-120b:free kimi-k2 own auto",
            ),
            (
                SortKey::Params,
                "claude-opus-4-5 gpt-oss-120b gpt-oss-120b:free own gpt-5.2 anthropic/claude-opus-4.5 kimi-k2 auto",
            ),
        ] {
            let mut rows: Vec<_> = table.rows().collect();
            key.sort(&mut rows);
            let found: Vec<_> = rows
                .iter()
                .map(|row| row.id().trim_start_matches("openai/").trim_start_matches("openrouter/"))
                .collect();
            assert_eq!(found.join(" "), expected, "{key:?}");
        }
    }
}
