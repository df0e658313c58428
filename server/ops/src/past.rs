//! The history, as the rules see it.

use contract::{OpError, Revision};
use rules::{history, undo::Past};
use store::{Draft, Place, Record, Snapshot, Who};

use crate::refusal::no_history;

/// Every change that was made.
pub(crate) fn read(place: &Place) -> Result<Vec<Past>, OpError> {
    let records = place.history().map_err(|error| no_history(&error, place))?;
    Ok(of(&records))
}

/// These records.
pub(crate) fn of(records: &[Record]) -> Vec<Past> {
    records.iter().map(past).collect()
}

fn past(Record { id, change, .. }: &Record) -> Past {
    Past {
        id: *id,
        change: change.part_of.unwrap_or(*id),
        by_us: change.who != Who::Outside,
        op: change.op.clone(),
        file: change.file.clone(),
        rev_before: change.rev_before.clone(),
        rev_after: change.rev_after.clone(),
        undoes: change.undoes,
        leaves: leaves(change),
    }
}

/// The leaves of a change.
pub(crate) fn leaves(change: &Draft) -> Vec<history::Leaf> {
    change.leaves.iter().map(history::Leaf::from).collect()
}

/// The text of a file at a revision: as it is, or from the newest byte copy. It may hold secrets: it goes into files only.
pub(crate) fn copy(place: &Place, snapshot: &Snapshot, file: &str, revision: &Revision) -> Option<String> {
    let source = snapshot.sources.iter().find(|source| place.home.show(&source.path) == file)?;
    if source.revision == *revision {
        return Some(source.text.clone());
    }
    String::from_utf8(place.newest_copy(&source.path, revision)?).ok()
}

/// What each file said before a change, if it still says what it said after it and the copy is still there.
pub(crate) fn earlier(place: &Place, snapshot: &Snapshot, change: u64) -> Vec<Option<String>> {
    let records = place.history().unwrap_or_default();
    let of_change = |record: &&Record| record.change.part_of.unwrap_or(record.id) == change;
    let parts: Vec<_> = records.iter().filter(of_change).map(|record| &record.change).collect();
    let earlier = |source: &store::Source| {
        let file = place.home.show(&source.path);
        let part = parts.iter().find(|part| part.file == file && part.rev_after.as_ref() == Some(&source.revision))?;
        String::from_utf8(place.newest_copy(&source.path, part.rev_before.as_ref()?)?).ok()
    };
    snapshot.sources.iter().map(earlier).collect()
}
