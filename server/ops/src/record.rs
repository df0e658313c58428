//! What the history is told: what we changed, and what others changed before it.

use std::path::Path;

use contract::{AddAgent, Op, UndoChange};
use json5_edit::KeyPath;
use rules::{
    history::{self, Leaves},
    plan::Rewrite,
    slice,
};
use store::{Draft, FileChange, Leaf, Place, Replacement, Snapshot, Source, Who, WriteError};

use crate::{past, workspace::Pen};

/// What is written into one file, and what the history is told of it.
pub(crate) struct Entry<'a> {
    /// Whose change it is.
    pub(crate) who: Who,
    /// Which operation.
    pub(crate) op: &'a str,
    /// The file as it was; `None` when there was none.
    pub(crate) source: Option<&'a Source>,
    /// What is written.
    pub(crate) rewrite: &'a Rewrite,
    /// The change that this one takes back.
    pub(crate) undoes: Option<u64>,
}

impl<'a> Entry<'a> {
    /// The change, after what others did to the file before.
    pub(crate) fn in_file(&self, file: &'a Path, place: &Place) -> FileChange<'a> {
        let Self { source, rewrite, .. } = self;
        let before = source.map(|source| &source.revision);
        FileChange {
            replacement: Replacement { file, before, bytes: rewrite.after.as_bytes() },
            mount: &rewrite.mount,
            earlier: source.and_then(|source| by_others(place, source, &rewrite.diff.file, &rewrite.mount)),
            change: self.ours(),
        }
    }

    fn ours(&self) -> Draft {
        Draft {
            who: self.who,
            op: self.op.to_owned(),
            file: self.rewrite.diff.file.clone(),
            rev_before: self.source.map(|source| source.revision.clone()),
            rev_after: Some(store::revision(self.rewrite.after.as_bytes())),
            leaves: self.rewrite.leaves.iter().map(|leaf| stored(kept(self.op, leaf))).collect(),
            undoes: self.undoes,
            part_of: None,
        }
    }
}

/// What the history keeps of a leaf that an operation wrote. Of an agent only what we have written, and not what was
/// piped in.
pub(crate) fn kept(op: &str, leaf: &history::Leaf) -> history::Leaf {
    let is_written_by_us = [AddAgent::PATH, UndoChange::PATH].contains(&op);
    if slice::is_entry(&leaf.path) && !is_written_by_us { leaf.unkept() } else { leaf.kept() }
}

/// Notes what a killed process of ours did not live to record, and what others changed in the main file since our last
/// write. A dashboard does it when it sees the change; a home that we never wrote gets no record, and nothing else of
/// ours; a sealed pen notes nothing.
pub fn note_outside(place: &Place, pen: &Pen) -> Result<bool, WriteError> {
    if pen.sealed.is_some() {
        return Ok(false);
    }
    let find = || not_recorded(place, &*place.read_config().ok()?);
    let has_intent = place.has_intent();
    if !has_intent && find().is_none() {
        return Ok(false);
    }
    // It records the intent.
    let turn = place.turn(&pen.patience)?;
    // It may have been noted while we waited.
    find().map_or(Ok(has_intent), |draft| turn.record(draft).map(|_| true))
}

/// What others changed in the main file since our last write, and nobody has noted.
pub(crate) fn not_recorded(place: &Place, snapshot: &Snapshot) -> Option<Draft> {
    let source = snapshot.sources.first()?;
    by_others(place, source, &place.home.show(&source.path), &KeyPath::default())
}

/// What about models is different from what was there after the last record; nothing when nothing is, or there is no
/// record.
fn by_others(place: &Place, source: &Source, file: &str, mount: &KeyPath) -> Option<Draft> {
    let last = place.last_record(file).ok()??.change;
    if last.rev_after.as_ref() == Some(&source.revision) {
        return None;
    }
    let all = place.history().ok()?.into_iter().map(|record| record.change);
    let known: Vec<_> = all.filter(|change| change.file == file).collect();
    // Where no copy is left nobody knows what changed, only that something did.
    let changed = left_behind(place, &source.path, &known, mount)
        .map(|left| history::between(&left, &history::leaves(&source.text, mount)));
    // Another way to write the same, or something that is not about models.
    if changed.as_ref().is_some_and(Vec::is_empty) {
        return None;
    }
    Some(Draft {
        who: Who::Outside,
        op: "edit".to_owned(),
        file: file.to_owned(),
        rev_before: last.rev_after,
        rev_after: Some(source.revision.clone()),
        leaves: changed.iter().flatten().map(|leaf| stored(leaf.kept())).collect(),
        undoes: None,
        part_of: None,
    })
}

/// The leaves after the last change: those of the newest copy that is left, with everything that was recorded since.
fn left_behind(place: &Place, file: &Path, changes: &[Draft], mount: &KeyPath) -> Option<Leaves> {
    let mut newest_first = changes.iter().enumerate().rev();
    let (at, copy) = newest_first.find_map(|(at, change)| Some((at, before(place, file, change, mount)?)))?;
    Some(changes.iter().skip(at).fold(copy, |leaves, change| history::replayed(leaves, &past::leaves(change))))
}

/// The leaves before a change, from the copy that it made; none at all when there was no file.
fn before(place: &Place, file: &Path, change: &Draft, mount: &KeyPath) -> Option<Leaves> {
    let Some(revision) = &change.rev_before else { return Some(Leaves::default()) };
    let text = String::from_utf8(place.newest_copy(file, revision)?).ok()?;
    Some(history::leaves(&text, mount))
}

fn stored(leaf: history::Leaf) -> Leaf {
    let history::Leaf { path, before, after, made, whole, without_comments } = leaf;
    Leaf { path: path.to_string(), before_raw: before, after_raw: after, made, whole, without_comments }
}
