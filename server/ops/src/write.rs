//! How every operation writes.

use std::path::Path;

use contract::{BoxFuture, Change, Code, Op, OpError, Revision, Write};
use rules::{
    decision::{Decision, Refusal},
    generation,
    plan::{File, Rewrite, plan},
    view::View,
};
use store::{Place, Replacement, Snapshot, Turn};

use crate::{
    Workspace,
    record::Entry,
    refusal::{changed, refused, shown, unwritten},
    report::read,
    workspace::Pen,
};

/// How often a change is decided anew when somebody without a lock, an editor, saves in the same moment.
const ATTEMPTS: usize = 3;

/// What makes one writing operation different from another.
pub(crate) struct Work<O: Op> {
    /// The rule.
    pub(crate) decide: fn(&View, &O) -> Result<Decision, Refusal>,
    /// How things are, or would be, afterwards.
    pub(crate) now: fn(&View, &O) -> O::Out,
}

impl Workspace {
    /// Read → decide → write → report. Whatever is only shown, refused or done already ends before anything is touched
    /// and before anybody is waited for. A write then takes its turn, and its rule decides anew, on what nobody else
    /// changes any more.
    pub(crate) fn write<O: Op>(
        &self,
        write: Write<O>,
        work: Work<O>,
    ) -> BoxFuture<'_, Result<Change<O::Out>, OpError>> {
        let pen = self.pen().clone();
        self.blocking::<Write<O>>(move |place| {
            let proposal = Proposal::make(place, &write, &work)?;
            if write.dry_run {
                return Ok(proposal.shown(place));
            }
            if proposal.rewrites.is_empty() {
                return Ok(proposal.change);
            }
            let turn = place.turn(&pen.patience).map_err(|e| unwritten(&e, place))?;
            let attempt = || Proposal::make(place, &write, &work)?.put(&turn, place, &pen, O::PATH);
            // OpenClaw waits while we have our turn: what was decided before it still holds if nobody wrote meanwhile.
            let is_fresh = place.config_revision() == proposal.snapshot.revision;
            let mut outcome = if is_fresh { proposal.put(&turn, place, &pen, O::PATH) } else { attempt() };
            for _ in 1..ATTEMPTS {
                if outcome.as_ref().is_err_and(|error| error.code == Code::Changed) && write.expect.is_none() {
                    outcome = attempt();
                }
            }
            outcome
        })
    }
}

/// A change that is ready, and not made.
struct Proposal<T> {
    snapshot: Snapshot,
    rewrites: Vec<Rewrite>,
    change: Change<T>,
}

impl<T> Proposal<T> {
    fn make<O: Op<Out = T>>(place: &Place, write: &Write<O>, work: &Work<O>) -> Result<Self, OpError> {
        let snapshot = read(place)?;
        generation::may_write(&snapshot.generation).map_err(refused)?;
        let decision = (work.decide)(&snapshot.view, &write.op).map_err(refused)?;
        let rewrites = plan(&files(place, &snapshot), &snapshot.layout, &decision.edits).map_err(refused)?;
        let token = token(&rewrites);
        if write.expect.as_ref().is_some_and(|expected| *expected != token) {
            return Err(changed(place));
        }
        let config = || place.home.show(&place.home.config.path);
        let unfit = |reason| refused(Refusal::NotEditable { file: config(), reason, at: None });
        let view = snapshot.view.edited(&decision.edits).map_err(unfit)?;
        reaches_no_further(place, &snapshot, &rewrites, &view)?;
        let change = Change {
            effect: decision.effect,
            diffs: rewrites.iter().map(|rewrite| rewrite.diff.clone()).collect(),
            written: false,
            id: None,
            token,
            blocked: None,
            warnings: warnings(place, &snapshot, &rewrites),
            before: snapshot.revision.clone().unwrap_or_else(Revision::of_nothing),
            after: None,
            now: (work.now)(&view, &write.op),
        };
        Ok(Self { snapshot, rewrites, change })
    }

    /// As far as it can be known without writing.
    fn shown(self, place: &Place) -> Change<T> {
        let blocked = place.writable().err().filter(|_| !self.rewrites.is_empty());
        Change { blocked: blocked.map(|error| shown(&error, place)), ..self.change }
    }

    /// Makes it, unless everything is as it should be already.
    fn put(self, turn: &Turn, place: &Place, pen: &Pen, op: &str) -> Result<Change<T>, OpError> {
        let Self { snapshot, rewrites, mut change } = self;
        if rewrites.is_empty() {
            return Ok(change);
        }
        let replacements: Vec<_> = (rewrites.iter())
            .map(|rewrite| Replacement {
                file: path_of(place, &snapshot, rewrite),
                before: snapshot.sources.get(rewrite.source).map(|source| &source.revision),
                bytes: rewrite.after.as_bytes(),
            })
            .collect();
        let after = turn.replace_all(&replacements).map_err(|e| unwritten(&e, place))?;
        let note = |(rewrite, after): (&Rewrite, Revision)| {
            let source = snapshot.sources.get(rewrite.source);
            Entry { who: pen.who, op, source, rewrite, after }.note(turn, place)
        };
        let ids: Vec<_> = rewrites.iter().zip(after).map(note).collect();
        change.id = ids.iter().copied().max().flatten();
        if ids.contains(&None) {
            change.warnings.push("the history could not be written, so this change is not in it".to_owned());
        }
        change.written = true;
        change.after = place.config_revision();
        Ok(change)
    }
}

/// The files of the configuration; one that is not there yet when there is none.
fn files<'a>(place: &Place, snapshot: &'a Snapshot) -> Vec<File<'a>> {
    if snapshot.sources.is_empty() {
        return vec![File { shown: place.home.show(&place.home.config.path), text: None }];
    }
    let show = |path: &Path| place.home.show(path);
    snapshot.sources.iter().map(|source| File { shown: show(&source.path), text: Some(&source.text) }).collect()
}

fn path_of<'a>(place: &'a Place, snapshot: &'a Snapshot, rewrite: &Rewrite) -> &'a Path {
    snapshot.sources.get(rewrite.source).map_or(&place.home.config.path, |source| &source.path)
}

/// The files together must say what was meant, as each of them does. One that is included twice says it twice.
fn reaches_no_further(place: &Place, snapshot: &Snapshot, rewrites: &[Rewrite], meant: &View) -> Result<(), OpError> {
    if snapshot.sources.len() < 2 || rewrites.is_empty() {
        return Ok(());
    }
    let texts: Vec<_> =
        rewrites.iter().map(|rewrite| (path_of(place, snapshot, rewrite), rewrite.after.as_str())).collect();
    if place.config_with(&texts).is_ok_and(|document| meant.says(&document)) {
        return Ok(());
    }
    let files = rewrites.iter().map(|rewrite| format!("`{}`", rewrite.diff.file)).collect();
    Err(refused(Refusal::ReachesFurther { files }))
}

/// Two changes have one token when they change the same places from the same to the same.
fn token(rewrites: &[Rewrite]) -> Revision {
    let places: Vec<_> = (rewrites.iter())
        .flat_map(|rewrite| {
            rewrite.leaves.iter().map(|leaf| (&rewrite.diff.file, &leaf.path, &leaf.before, &leaf.after))
        })
        .collect();
    store::revision(format!("{places:?}").as_bytes())
}

fn warnings(place: &Place, snapshot: &Snapshot, rewrites: &[Rewrite]) -> Vec<String> {
    let has_other_names = |rewrite: &&Rewrite| place.other_names(path_of(place, snapshot, rewrite)) > 0;
    let warn =
        |rewrite: &Rewrite| format!("`{}` has other names (hard links), which keep the old content", rewrite.diff.file);
    rewrites.iter().filter(has_other_names).map(warn).collect()
}
