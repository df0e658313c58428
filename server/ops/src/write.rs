//! How every operation writes.

use std::{path::Path, sync::Arc};

use contract::{BoxFuture, Change, Code, Op, OpError, Revision, Write};
use rules::{
    decision::{Decision, Refusal},
    generation,
    plan::{File, Rewrite, plan_read},
    plugins,
    undo::{Ahead, obstacle_ahead},
    view::View,
};
use store::{Place, Snapshot, Source, Turn};

use crate::{
    Workspace, past,
    record::{Entry, kept},
    refusal::{changed, refused, sealed, shown, unwritten},
    report::read,
    workspace::{Pen, Seal},
};

/// How often a change is decided anew when somebody without a lock, an editor, saves in the same moment.
const ATTEMPTS: usize = 3;

/// What makes one writing operation different from another.
pub(crate) struct Work<O: Op> {
    decide: Box<Decide<O>>,
    now: Box<Now<O>>,
    then: fn(&Place, &O::Out) -> Vec<String>,
}

type Decide<O> = dyn Fn(&Snapshot, &O) -> Result<Decision, OpError> + Send;
type Now<O> = dyn Fn(&View, &O) -> <O as Op>::Out + Send;

impl<O: Op> Work<O> {
    /// A rule that knows the configuration and nothing else. `now` says how things are, or would be, afterwards.
    pub(crate) fn rule(decide: fn(&View, &O) -> Result<Decision, Refusal>, now: fn(&View, &O) -> O::Out) -> Self {
        Self::new(move |snapshot, op| decide(&snapshot.view, op).map_err(refused), now)
    }

    /// A rule that must know more: what it is, the closure has brought with it.
    pub(crate) fn new(
        decide: impl Fn(&Snapshot, &O) -> Result<Decision, OpError> + Send + 'static,
        now: impl Fn(&View, &O) -> O::Out + Send + 'static,
    ) -> Self {
        Self { decide: Box::new(decide), now: Box::new(now), then: |_, _| Vec::new() }
    }

    /// What is done when the files are written. It cannot unmake that, so what fails is a warning.
    pub(crate) fn then(self, then: fn(&Place, &O::Out) -> Vec<String>) -> Self {
        Self { then, ..self }
    }
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
            let Write { op, dry_run, expect } = write;
            let decide = |snapshot: &Snapshot| (work.decide)(snapshot, &op);
            let job = Job { place, pen: &pen, path: O::PATH, dry_run, expect, decide: &decide };
            let mut change = job.run()?.map(|view| (work.now)(&view, &op));
            if change.written {
                change.warnings.extend((work.then)(place, &change.now));
            }
            Ok(change)
        })
    }
}

/// A write without the types of its operation: there is one of it in the program, and not one for each operation.
struct Job<'a> {
    place: &'a Place,
    pen: &'a Pen,
    path: &'static str,
    dry_run: bool,
    expect: Option<Revision>,
    decide: &'a dyn Fn(&Snapshot) -> Result<Decision, OpError>,
}

impl Job<'_> {
    fn run(&self) -> Result<Change<View>, OpError> {
        let seal = self.pen.sealed;
        if let Some(seal) = seal.filter(|_| !self.dry_run) {
            return Err(sealed(seal));
        }
        // What a killed process did not live to record is recorded before anything is decided.
        let settled = (!self.dry_run && self.place.has_intent()).then(|| self.turn()).transpose()?;
        let proposal = self.propose()?;
        if self.dry_run {
            return Ok(proposal.shown(self.place, seal));
        }
        if proposal.rewrites.is_empty() {
            return Ok(proposal.change);
        }
        let turn = settled.map_or_else(|| self.turn(), Ok)?;
        let attempt = || self.put(self.propose()?, &turn);
        // OpenClaw waits while we have our turn: what was decided before it still holds if nobody wrote meanwhile.
        let is_fresh = self.place.is_current(&proposal.snapshot);
        let mut outcome = if is_fresh { self.put(proposal, &turn) } else { attempt() };
        for _ in 1..ATTEMPTS {
            if outcome.as_ref().is_err_and(|error| error.code == Code::Changed) && self.expect.is_none() {
                outcome = attempt();
            }
        }
        outcome
    }

    fn turn(&self) -> Result<Turn, OpError> {
        self.place.turn(&self.pen.patience).map_err(|e| unwritten(&e, self.place))
    }

    fn propose(&self) -> Result<Proposal, OpError> {
        let place = self.place;
        let snapshot = read(place)?;
        generation::may_write(&snapshot.generation).map_err(refused)?;
        let decision = (self.decide)(&snapshot).map_err(|error| self.refused(error))?;
        let rewrites = rewrites(place, &snapshot, &decision)?;
        let token = token(&rewrites);
        if self.expect.as_ref().is_some_and(|expected| *expected != token) {
            return Err(changed(place));
        }
        let config = || place.home.show(&place.home.config.path);
        let unfit = |reason| refused(Refusal::NotEditable { file: config(), reason, at: None });
        let view = match rewrites.as_slice() {
            [whole] if snapshot.sources.len() < 2 => snapshot.view.with_document(Arc::clone(&whole.value)),
            _ => snapshot.view.edited(&decision.edits).map_err(unfit)?,
        };
        reaches_no_further(place, &snapshot, &rewrites, &view)?;
        let change = Change {
            effect: decision.effect,
            diffs: rewrites.iter().map(|rewrite| rewrite.diff.clone()).collect(),
            written: false,
            id: None,
            token,
            blocked: None,
            breaks: decision.breaks,
            repair: decision.repair,
            warnings: (decision.notes.into_iter())
                .chain(missing_plugins(place, &snapshot.view, &view))
                .chain(warnings(place, &snapshot, &rewrites))
                .collect(),
            cannot_undo: self.obstacle_ahead(&snapshot.view, &rewrites, &view),
            before: snapshot.revision.clone().unwrap_or_else(Revision::of_nothing),
            after: None,
            now: view,
        };
        Ok(Proposal { snapshot, rewrites, change, undoes: decision.undoes })
    }

    /// Why the change could not be undone afterwards.
    fn obstacle_ahead(&self, before: &View, rewrites: &[Rewrite], after: &View) -> Option<String> {
        let leaves: Vec<_> = rewrites.iter().flat_map(|rewrite| &rewrite.leaves).collect();
        let leaves = leaves.into_iter().map(|leaf| (leaf, kept(self.path, leaf))).collect();
        let change = Ahead { leaves, before, after, home: &self.place.home };
        obstacle_ahead(&change).filter(|_| !rewrites.is_empty()).map(|why| why.to_string())
    }

    /// What was shown could be done, so what stands in its way came since.
    fn refused(&self, error: OpError) -> OpError {
        if self.expect.is_some() { changed(self.place).cause(error.message) } else { error }
    }

    /// Makes it, unless everything is as it should be already.
    fn put(&self, proposal: Proposal, turn: &Turn) -> Result<Change<View>, OpError> {
        let Proposal { snapshot, rewrites, mut change, undoes } = proposal;
        let (place, who, op) = (self.place, self.pen.who, self.path);
        if rewrites.is_empty() {
            return Ok(change);
        }
        let files: Vec<_> = (rewrites.iter())
            .map(|rewrite| {
                let source = snapshot.sources.get(rewrite.source);
                Entry { who, op, source, rewrite, undoes }.in_file(path_of(place, &snapshot, rewrite), place)
            })
            .collect();
        let after = files.iter().filter_map(|file| file.change.rev_after.clone());
        let numbers = rewrites.iter().map(|rewrite| rewrite.source);
        change.after = snapshot.revision_with(&numbers.zip(after).collect::<Vec<_>>());
        change.id = turn.change(&files).map_err(|e| unwritten(&e, place))?;
        if change.id.is_none() {
            change.warnings.push("the history could not be written, so this change is not in it".to_owned());
        }
        change.written = true;
        tracing::info!(id = change.id, "written");
        Ok(change)
    }
}

/// A change that is ready, and not made.
struct Proposal {
    snapshot: Arc<Snapshot>,
    rewrites: Vec<Rewrite>,
    change: Change<View>,
    undoes: Option<u64>,
}

impl Proposal {
    /// As far as it can be known without writing.
    fn shown(self, place: &Place, seal: Option<Seal>) -> Change<View> {
        if self.rewrites.is_empty() {
            return self.change;
        }
        let obstacle = || place.writable().err().map(|error| shown(&error, place));
        Change { blocked: seal.map(|seal| seal.why.to_owned()).or_else(obstacle), ..self.change }
    }
}

/// What is decided, file by file. What takes a change back takes it back to the byte, where that can be.
fn rewrites(place: &Place, snapshot: &Snapshot, decision: &Decision) -> Result<Vec<Rewrite>, OpError> {
    let earlier = decision.undoes.map(|change| past::earlier(place, snapshot, change)).unwrap_or_default();
    let mut files = files(place, snapshot);
    for (file, earlier) in files.iter_mut().zip(&earlier) {
        file.earlier = earlier.as_deref();
    }
    let (layout, view) = (&snapshot.layout, Some(&snapshot.view));
    let rewrites = plan_read(&files, view, layout, &decision.edits, &decision.typed).map_err(refused)?;
    Ok(rewrites.into_iter().map(|rewrite| rewrite.named(&snapshot.view)).collect())
}

/// The files of the configuration; one that is not there yet when there is none.
pub(crate) fn files<'a>(place: &Place, snapshot: &'a Snapshot) -> Vec<File<'a>> {
    if snapshot.sources.is_empty() {
        return vec![File { shown: place.home.show(&place.home.config.path), text: None, earlier: None }];
    }
    let file = |source: &'a Source| {
        let shown = place.home.show(&source.path);
        File { shown, text: Some(&source.text), earlier: None }
    };
    snapshot.sources.iter().map(file).collect()
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

/// The plugins that OpenClaw has to install for models that a change puts in.
fn missing_plugins(place: &Place, before: &View, after: &View) -> Vec<String> {
    let models = plugins::added_models(before, after);
    if models.is_empty() {
        return Vec::new();
    }
    plugins::missing(after, &models, &place.plugins()).iter().map(plugins::Missing::warning).collect()
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
