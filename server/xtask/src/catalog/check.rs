//! Checks the committed tables, without the sources and without the network.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
};

use catalog::{DateSource, Flags, Row, SizeSource, Table};

use super::{data_folder, inputs::inputs_hash};
use crate::Result;

/// The least that the table has: providers, models.
const MIN_PROVIDERS: usize = 40;
const MIN_MODELS: usize = 2_700;

/// The most bytes of the table, which the binary contains.
const MAX_BYTES: usize = 340_000;

/// Whether a row counts.
type RowTest = fn(Row<'_>) -> bool;

/// The least percentage of models with a known fact.
const COVERAGE: [(&str, f64, RowTest); 4] = [
    ("context", 99.0, |row| row.context().is_some()),
    ("max output", 99.0, |row| row.max_output().is_some()),
    ("price", 97.0, |row| row.price().is_some()),
    ("release date stated by a source", 84.0, |row| row.released().is_some()),
];

/// Checks both tables and prints what they contain.
pub(crate) fn check_tables() -> Result {
    let text = fs::read_to_string(data_folder().join("models.tsv"))?;
    let providers = fs::read_to_string(data_folder().join("providers.tsv"))?;
    let hash = inputs_hash()?;
    if Table::parse(text.clone()).inputs() != hash || providers.lines().next() != Some(&format!("#providers\t{hash}")) {
        return Err("a hand-kept file in server/catalog was changed after the tables were built; \
                    run `cargo xtask catalog fetch` and `cargo xtask catalog build`"
            .into());
    }
    let table = Table::parse(text);
    check_rows(&table)?;
    print_counts(&table);
    check_coverage(&table)
}

/// Checks that every line is a row, sorted and once.
fn check_rows(table: &Table) -> Result {
    let lines = table.text().lines().filter(|line| !line.starts_with('#')).count();
    let ids: Vec<_> = table.rows().map(|row| (row.provider, row.id())).collect();
    if ids.len() != lines || !ids.is_sorted_by(|a, b| a < b) {
        return Err("models.tsv is not sorted, or a model is there twice".into());
    }
    let keys: BTreeSet<_> = table.rows().map(Row::key).collect();
    if keys.len() != lines {
        return Err("models.tsv: two models have one ref".into());
    }
    if let Some(row) = table.rows().find(|row| !row.is_well_formed() || row.key().contains(char::is_whitespace)) {
        return Err(format!("models.tsv: malformed line: {}", row.line()).into());
    }
    if table.text().len() > MAX_BYTES {
        return Err(format!("models.tsv has {} bytes; the limit is {MAX_BYTES}", table.text().len()).into());
    }
    Ok(())
}

fn check_coverage(table: &Table) -> Result {
    let providers = table.sections().count();
    if providers < MIN_PROVIDERS || table.len() < MIN_MODELS {
        return Err(format!("the catalog has fewer than {MIN_PROVIDERS} providers or {MIN_MODELS} models").into());
    }
    for (name, least, is_known) in COVERAGE {
        let percent = percent_of(table, is_known);
        if percent < least {
            return Err(format!("catalog: {name}: {percent:.1} % are known; the limit is {least} %").into());
        }
    }
    Ok(())
}

fn print_counts(table: &Table) {
    let count = |is_counted: RowTest| table.rows().filter(|row| is_counted(*row)).count();
    println!(
        "catalog of {}: {} models of {} providers, {} bytes",
        table.as_of(),
        table.len(),
        table.sections().count(),
        table.text().len()
    );
    for (name, least, is_known) in COVERAGE {
        println!("  {name}: {:.1} % (at least {least} %)", percent_of(table, is_known));
    }
    let by = |name: fn(Row<'_>) -> &'static str| {
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for row in table.rows() {
            *counts.entry(name(row)).or_default() += 1;
        }
        counts.into_iter().map(|(name, count)| format!("{name} {count}")).collect::<Vec<_>>().join(", ")
    };
    println!("  size: {}", by(size_kind));
    println!("  release date: {}", by(date_kind));
    println!(
        "  retirement date: {}; successor: {}",
        count(|row| row.retires().is_some()),
        count(|row| row.replaced_by().is_some())
    );
    for (name, flag) in [
        ("free", Flags::FREE),
        ("open weights", Flags::OPEN_WEIGHTS),
        ("recommended", Flags::RECOMMENDED),
        ("deprecated", Flags::DEPRECATED),
        ("only in older sources", Flags::LEGACY),
        ("only a name is known", Flags::UNKNOWN),
    ] {
        println!("  {name}: {}", table.rows().filter(|row| row.has(flag)).count());
    }
}

fn size_kind(row: Row<'_>) -> &'static str {
    match row.size().map(|size| size.source) {
        Some(SizeSource::Id) => "stated by the id or name",
        Some(SizeSource::Description) => "stated by a description",
        Some(SizeSource::Nominal(_)) => "nominal",
        None => "unknown",
    }
}

fn date_kind(row: Row<'_>) -> &'static str {
    match row.released().map(|released| released.source) {
        Some(DateSource::Lab) => "of the maker's row",
        Some(DateSource::Provider) => "of the provider's row",
        Some(DateSource::OtherProvider) => "of another provider's row",
        Some(DateSource::Id) => "in the id",
        None => "unknown",
    }
}

#[expect(clippy::cast_precision_loss, reason = "the numbers are small")]
fn percent_of(table: &Table, is_counted: RowTest) -> f64 {
    table.rows().filter(|row| is_counted(*row)).count() as f64 * 100.0 / table.len().max(1) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unsorted_and_malformed_lines_are_refused() {
        let check = |rows: &str| check_rows(&Table::parse(format!("#provider\tp\tlab\n{rows}")));
        assert!(check("a\tA\t1\t1\t0\t0\t0\nb\t\t\t\t\t0\t0\n").is_ok());
        for rows in [
            "b\t\t\t\t\t0\t0\na\t\t\t\t\t0\t0\n",
            "a\t\t\t\t\t0\t0\na\t\t\t\t\t0\t0\n",
            "a\tA\tx\t\t\t0\t0\n",
            "a\n",
            "a b\t\t\t\t\t0\t0\n",
        ] {
            assert!(check(rows).is_err(), "{rows}");
        }
        let small = Table::parse("#provider\tp\tlab\na\t\t\t\t\t0\t0\n");
        assert!(check_coverage(&small).unwrap_err().to_string().contains("fewer than"));
    }
}
