//! `ListChanges`

use contract::{Author, BoxFuture, ChangeInfo, Changes, ListChanges, OpError, Revision, Runs};
use rules::{
    decision::Refusal,
    history::{self, Leaf},
    undo::{self, Present},
};
use store::{Draft, History, Place, Record, Snapshot, Who};

use crate::{
    Workspace, past,
    record::not_recorded,
    refusal::{no_history, refused},
    write::files,
};

impl Runs<ListChanges> for Workspace {
    fn run(&self, op: ListChanges) -> BoxFuture<'_, Result<Changes, OpError>> {
        self.blocking::<ListChanges>(move |place| list(place, &op))
    }
}

fn list(place: &Place, op: &ListChanges) -> Result<Changes, OpError> {
    let (History { records, skipped }, unreadable) = match place.whole_history() {
        Ok(history) => (history, None),
        Err(error) => (History::default(), Some(no_history(&error, place).message)),
    };
    let snapshot = place.read_config().ok();
    let new = snapshot.as_ref().and_then(|snapshot| not_recorded(place, snapshot)).filter(|_| op.id.is_none());
    let recorded = records.iter().rev().filter(|record| op.id.is_none_or(|id| id == record.id));
    let mut entries: Vec<Entry<'_>> = new.iter().map(|change| (None, change)).collect();
    entries.extend(recorded.map(|record| (Some(record), &record.change)));
    if let (Some(id), []) = (op.id, entries.as_slice()) {
        return Err(refused(Refusal::NoSuchChange { id, newest: records.last().map(|record| record.id) }));
    }
    entries.retain(|(_, change)| op.who.is_none_or(|who| who == author(change.who)));
    let total = entries.len();
    entries.truncate(op.limit.unwrap_or(usize::MAX));
    let mut changes = shown(place, snapshot.as_deref(), &records, &entries);
    if op.brief {
        for change in &mut changes {
            change.leaves.clear();
        }
    }
    Ok(Changes { changes, total, warnings: unreadable.into_iter().chain(passed_over(skipped)).collect() })
}

/// A change, and its record if it has one.
type Entry<'a> = (Option<&'a Record>, &'a Draft);

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
    let why_not = |record: Option<&Record>| match (record, &now) {
        (None, _) => Some("it is not recorded yet; our next write records it".to_owned()),
        (_, None) => Some("the configuration cannot be read".to_owned()),
        (Some(record), Some(now)) => undo::obstacle(&past, record.id, now).map(|why| why.to_string()),
    };
    let undone_by = |record: &Record| undone.get(&record.change.part_of.unwrap_or(record.id)).copied();
    let info = |(record, change): &Entry<'_>| ChangeInfo {
        undone_by: record.and_then(undone_by),
        ..info(*record, change, why_not(*record))
    };
    entries.iter().map(info).collect()
}

fn info(record: Option<&Record>, change: &Draft, why_not: Option<String>) -> ChangeInfo {
    let leaves = past::leaves(change);
    ChangeInfo {
        id: record.map(|record| record.id),
        at: record.map(|record| record.at.clone()),
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
