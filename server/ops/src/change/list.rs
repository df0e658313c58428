//! `ListChanges`

use std::sync::Arc;

use contract::{Author, BoxFuture, ChangeInfo, Changes, ListChanges, OpError, Revision, Runs};
use rules::{
    decision::Refusal,
    history::{self, Leaf},
    undo::{self, Present},
};
use store::{Draft, History, Place, Record, Snapshot, Who, WriteError};

use crate::{
    Workspace, past,
    record::not_recorded,
    refusal::{no_history, refused},
    write::files,
};

/// How often the configuration and the history are read while others write.
const ATTEMPTS: usize = 3;

impl Runs<ListChanges> for Workspace {
    fn run(&self, op: ListChanges) -> BoxFuture<'_, Result<Changes, OpError>> {
        self.blocking::<ListChanges>(move |place| list(place, &op))
    }
}

fn list(place: &Place, op: &ListChanges) -> Result<Changes, OpError> {
    let Reading { snapshot, history, by_others } = read_both(place);
    let (History { records, intended, skipped }, unreadable) = match history {
        Ok(history) => (history, None),
        Err(error) => (History::default(), Some(no_history(&error, place).message)),
    };
    let recorded = records.iter().rev().filter(|record| op.id.is_none_or(|id| id == record.id));
    let mut entries: Vec<Entry<'_>> = Vec::new();
    if op.id.is_none() {
        entries.extend(by_others.iter().map(|change| Entry { id: None, at: None, change }));
        entries.extend(intended.iter().rev().map(|record| Entry { id: None, ..Entry::of(record) }));
    }
    entries.extend(recorded.map(Entry::of));
    if let (Some(id), []) = (op.id, entries.as_slice()) {
        return Err(refused(Refusal::NoSuchChange { id, newest: records.last().map(|record| record.id) }));
    }
    entries.retain(|entry| op.who.is_none_or(|who| who == author(entry.change.who)));
    let total = entries.len();
    entries.truncate(op.limit.unwrap_or(usize::MAX));
    let all: Vec<_> = records.iter().chain(&intended).cloned().collect();
    let mut changes = shown(place, snapshot.as_deref(), &all, &entries);
    if op.brief {
        for change in &mut changes {
            change.leaves.clear();
        }
    }
    Ok(Changes { changes, total, warnings: unreadable.into_iter().chain(passed_over(skipped)).collect() })
}

/// A change; one that is not recorded has no number.
struct Entry<'a> {
    id: Option<u64>,
    at: Option<&'a String>,
    change: &'a Draft,
}

impl<'a> Entry<'a> {
    fn of(record: &'a Record) -> Self {
        Self { id: Some(record.id), at: Some(&record.at), change: &record.change }
    }
}

/// The configuration and its history at one moment.
struct Reading {
    snapshot: Option<Arc<Snapshot>>,
    history: Result<History, WriteError>,
    /// The difference between the two.
    by_others: Option<Draft>,
}

/// The configuration is read before the history, which then knows every change of ours that is in it. The history can be
/// newer: a difference counts only if the configuration is still the one that was read.
fn read_both(place: &Place) -> Reading {
    let read = || {
        let (snapshot, history) = (place.read_config().ok(), place.whole_history());
        let by_others = snapshot.as_ref().and_then(|snapshot| not_recorded(place, snapshot));
        Reading { snapshot, history, by_others }
    };
    let is_consistent = |reading: &Reading| {
        reading.by_others.is_none() || reading.snapshot.as_ref().is_some_and(|snapshot| place.is_current(snapshot))
    };
    let mut reading = read();
    for _ in 1..ATTEMPTS {
        if is_consistent(&reading) {
            break;
        }
        reading = read();
    }
    reading
}

fn passed_over(skipped: usize) -> Option<String> {
    let lines = if skipped == 1 { "1 line".to_owned() } else { format!("{skipped} lines") };
    (skipped > 0).then(|| format!("{lines} of the history cannot be read: cut off, or from a newer openclaw"))
}

fn shown(place: &Place, snapshot: Option<&Snapshot>, records: &[Record], entries: &[Entry<'_>]) -> Vec<ChangeInfo> {
    let past = past::of(records);
    let undone = undo::undone(&past);
    let files = snapshot.map(|snapshot| files(place, snapshot)).unwrap_or_default();
    let copies = |file: &str, revision: &Revision| past::copy(place, snapshot?, file, revision);
    let now = snapshot.map(|snapshot| {
        Present::new(&snapshot.view, &place.home, &files, &snapshot.layout, &past).with_copies(&copies)
    });
    let why_not = |id: Option<u64>| match (id, &now) {
        (None, _) => Some("it is not recorded yet; our next write records it".to_owned()),
        (_, None) => Some("the configuration cannot be read".to_owned()),
        (Some(id), Some(now)) => undo::obstacle(&past, id, now).map(|why| why.to_string()),
    };
    let undone_by = |entry: &Entry<'_>| undone.get(&entry.change.part_of.or(entry.id)?).copied();
    let info = |entry: &Entry<'_>| ChangeInfo { undone_by: undone_by(entry), ..info(entry, why_not(entry.id)) };
    entries.iter().map(info).collect()
}

fn info(Entry { id, at, change }: &Entry<'_>, why_not: Option<String>) -> ChangeInfo {
    let leaves = past::leaves(change);
    ChangeInfo {
        id: *id,
        at: at.cloned(),
        who: author(change.who),
        op: change.op.clone(),
        subject: history::subject(&change.op, &leaves),
        file: change.file.clone(),
        rev_before: change.rev_before.clone(),
        rev_after: change.rev_after.clone(),
        leaves: leaves.iter().map(Leaf::shown).collect(),
        part_of: change.part_of,
        undoes: change.undoes,
        undone_by: None,
        can_undo: why_not.is_none(),
        why_not,
    }
}

const fn author(who: Who) -> Author {
    match who {
        Who::Cli => Author::Cli,
        Who::Ui => Author::Ui,
        Who::Outside => Author::Outside,
    }
}
