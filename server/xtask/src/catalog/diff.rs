//! Prints the changes between two model tables.

use std::collections::BTreeMap;

use catalog::{Row, Table};

/// The names of the columns, for the changes.
const COLUMNS: [&str; 11] =
    ["id", "name", "context", "max output", "price", "flags", "input", "size", "released", "retires", "replaced by"];

pub(super) fn print_changes(before: &str, after: &str) {
    let changes = find_changes(before, after);
    for line in &changes {
        println!("{line}");
    }
    println!("{} models differ", changes.len());
}

/// One line for each model that was added, is gone, or changed.
fn find_changes(before: &str, after: &str) -> Vec<String> {
    let (before, after) = (Table::parse(before.to_owned()), Table::parse(after.to_owned()));
    let by_key = |table: &Table| table.rows().map(|row| (row.key(), row.line().to_owned())).collect::<BTreeMap<_, _>>();
    let (old, new) = (by_key(&before), by_key(&after));
    let gone = old.keys().filter(|key| !new.contains_key(*key)).map(|key| format!("- {key}"));
    let others = after.rows().filter_map(|row| describe(row, old.get(&row.key()).map(String::as_str)));
    gone.chain(others).collect()
}

fn describe(row: Row<'_>, before: Option<&str>) -> Option<String> {
    let Some(before) = before else { return Some(format!("+ {}", row.key())) };
    let column = |line: &str, at: usize| line.split('\t').nth(at).unwrap_or_default().to_owned();
    let changes = COLUMNS.iter().enumerate().filter_map(|(at, name)| {
        let (old, new) = (column(before, at), column(row.line(), at));
        (old != new).then(|| format!("{name} {} → {}", shown(&old), shown(&new)))
    });
    let changes: Vec<_> = changes.collect();
    (!changes.is_empty()).then(|| format!("~ {}: {}", row.key(), changes.join("; ")))
}

fn shown(value: &str) -> &str {
    if value.is_empty() { "–" } else { value }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_are_listed_by_model() {
        let table = |rows: &str| format!("#provider\tp\tlab\n{rows}");
        let changes = find_changes(&table("a\tA\t1\ngone\tG\nsame\tS\n"), &table("a\tA\t2\nnew\tN\nsame\tS\n"));
        assert_eq!(changes, ["- p/gone", "~ p/a: context 1 → 2", "+ p/new"]);
    }
}
