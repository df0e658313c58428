//! The write procedure that all operations share.

mod propose;

use contract::{BoxFuture, Change, Code, GatewayNote, Op, OpError, Revision, Write};
use rules::{
    base::{decision::Decision, write_target::WriteTarget},
    document::view::View,
    record::plan::FileRewrite,
    schema::gateway_reload::gateway_note,
};
use store::{CommitOutcome, HomeStore, Snapshot, TargetChanges, WriteError, WriteGuard};

use crate::{
    Clock, Workspace,
    error::{changed_error, partly_written_error, write_failed_error},
    journal::{FileWrite, store_change},
    workspace::WritePolicy,
};
pub(crate) use propose::config_files;
use propose::{ProposedChange, rewrite_path};

/// How many times a change is decided and tried if a program that takes no lock (an editor) saves at the same moment.
const MAX_ATTEMPTS: usize = 3;

/// The parts in which one writing operation differs from another.
pub(crate) struct WriteOp<O: Op> {
    decide: Box<DecideFn<O>>,
    output: Box<OutputFn<O>>,
    after_write: fn(&HomeStore, &O::Out) -> Vec<String>,
}

type DecideFn<O> = dyn Fn(&Snapshot, &O) -> Result<Decision, OpError> + Send;
type OutputFn<O> = dyn Fn(&View, &O) -> <O as Op>::Out + Send;

impl<O: Op> WriteOp<O> {
    /// Creates an operation whose rule needs only the configuration. `current` computes the output from the (possible)
    /// result.
    pub(crate) fn from_rule<E: Into<OpError> + 'static>(
        decide: fn(&View, &O) -> Result<Decision, E>,
        current: fn(&View, &O) -> O::Out,
    ) -> Self {
        Self::new(move |snapshot, op| decide(&snapshot.view, op).map_err(E::into), current)
    }

    /// Creates an operation whose rule needs more data, which the closure captures.
    pub(crate) fn new(
        decide: impl Fn(&Snapshot, &O) -> Result<Decision, OpError> + Send + 'static,
        current: impl Fn(&View, &O) -> O::Out + Send + 'static,
    ) -> Self {
        Self { decide: Box::new(decide), output: Box::new(current), after_write: |_, _| Vec::new() }
    }

    /// Sets work to do after the write. It cannot undo the write, so its failures become warnings.
    pub(crate) fn with_after_write(self, then: fn(&HomeStore, &O::Out) -> Vec<String>) -> Self {
        Self { after_write: then, ..self }
    }
}

impl Workspace {
    /// Runs a write: read → decide → write → report. A preview, a refusal or a change that is already in place returns
    /// before any file is touched and without waiting for a lock. Otherwise the write lock is taken, and the rule
    /// decides again if the configuration changed meanwhile.
    pub(crate) fn run_write<O: Op>(
        &self,
        write: Write<O>,
        work: WriteOp<O>,
    ) -> BoxFuture<'_, Result<Change<O::Out>, OpError>> {
        let (policy, clock) = (self.write_policy().clone(), self.clock().clone());
        self.run_blocking::<Write<O>>(move |store| {
            let Write { op, dry_run, expect } = write;
            let decide = |snapshot: &Snapshot| (work.decide)(snapshot, &op);
            let job = WriteJob {
                store,
                clock: &clock,
                write_policy: &policy,
                op_path: O::PATH,
                dry_run,
                expected_token: expect,
                decide: &decide,
            };
            let mut change = job.run()?.map(|view| (work.output)(&view, &op));
            if change.written {
                let warnings = (work.after_write)(store, &change.current);
                change.add_write_warnings(warnings);
            }
            Ok(change)
        })
    }
}

/// A write without the operation's types, so that its code is compiled once and not for each operation.
struct WriteJob<'a> {
    store: &'a HomeStore,
    clock: &'a Clock,
    write_policy: &'a WritePolicy,
    op_path: &'static str,
    dry_run: bool,
    expected_token: Option<Revision>,
    decide: &'a dyn Fn(&Snapshot) -> Result<Decision, OpError>,
}

impl WriteJob<'_> {
    fn run(&self) -> Result<Change<View>, OpError> {
        let read_only = self.write_policy.read_only;
        if let Some(read_only) = read_only.filter(|_| !self.dry_run) {
            return Err(read_only.to_error());
        }
        // Record the change of a killed process before deciding.
        let has_intent = !self.dry_run && self.store.has_pending_intent();
        let held_guard = has_intent.then(|| self.lock_targets(&[WriteTarget::Config])).transpose()?;
        let proposal = self.propose_change()?;
        if self.dry_run {
            return Ok(proposal.into_preview(self.store, read_only));
        }
        if proposal.is_empty() {
            return Ok(proposal.change);
        }
        self.write_proposal(proposal, held_guard)
    }

    /// Locks all targets, decides again if anything may have changed before they were locked, and writes.
    fn write_proposal(&self, proposal: ProposedChange, settled: Option<WriteGuard>) -> Result<Change<View>, OpError> {
        if proposal.creates_shared_database {
            self.create_shared_database()?;
            // With the database, the change is decided again, and these are about its creation.
            let notes = proposal.change.warnings.clone();
            let mut change = self.write_decided(proposal, settled)?;
            let notes: Vec<_> = notes.into_iter().filter(|note| !change.warnings.contains(note)).collect();
            change.add_write_warnings(notes);
            return Ok(change);
        }
        self.write_decided(proposal, settled)
    }

    fn write_decided(&self, proposal: ProposedChange, settled: Option<WriteGuard>) -> Result<Change<View>, OpError> {
        let mut guard = self.lock_further_targets(settled, &proposal.targets())?;
        // OpenClaw waits while the lock is held, so a decision made before is reused if no one wrote meanwhile. A
        // credential store has no revision in the snapshot, so its edits are always decided again.
        let is_fresh = proposal.stores.is_empty() && self.store.is_current(&proposal.snapshot);
        let mut fresh = is_fresh.then_some(proposal);
        for attempt in 1..=MAX_ATTEMPTS {
            let proposal = fresh.take().map_or_else(|| self.propose_change(), Ok)?;
            let targets = proposal.targets();
            if !guard.covers(&targets) {
                guard = self.lock_further_targets(Some(guard), &targets)?;
                continue;
            }
            let outcome = self.commit_proposal(proposal, &guard);
            if attempt == MAX_ATTEMPTS || !self.may_try_again(&outcome) {
                return outcome;
            }
        }
        Err(changed_error(self.store))
    }

    /// Creates the shared database, without credentials. If another process has created it meanwhile, the change is
    /// decided with that one.
    fn create_shared_database(&self) -> Result<(), OpError> {
        match self.store.create_shared_store() {
            Ok(()) | Err(WriteError::ConcurrentChange { .. }) => Ok(()),
            Err(error) => Err(write_failed_error(&error, self.store)),
        }
    }

    /// Whether a program that takes no lock has saved at the same moment, and the change need not be the one that was
    /// previewed.
    fn may_try_again(&self, outcome: &Result<Change<View>, OpError>) -> bool {
        outcome.as_ref().is_err_and(|error| error.code == Code::Changed) && self.expected_token.is_none()
    }

    /// Returns a guard of all these targets. A guard of other targets is released first: two at once would wait for each
    /// other.
    fn lock_further_targets(&self, held: Option<WriteGuard>, targets: &[WriteTarget]) -> Result<WriteGuard, OpError> {
        match held {
            Some(guard) if guard.covers(targets) => Ok(guard),
            held => {
                drop(held);
                self.lock_targets(targets)
            }
        }
    }

    fn lock_targets(&self, targets: &[WriteTarget]) -> Result<WriteGuard, OpError> {
        let locked = self.store.lock_targets(targets, &self.write_policy.wait_policy);
        locked.map_err(|e| write_failed_error(&e, self.store))
    }

    /// Writes the change, unless there is nothing to change.
    fn commit_proposal(&self, proposal: ProposedChange, guard: &WriteGuard) -> Result<Change<View>, OpError> {
        if proposal.is_empty() {
            return Ok(proposal.change);
        }
        let changes = self.to_target_changes(&proposal);
        let after = changes.files.iter().filter_map(|file| file.own_change.rev_after.clone());
        let numbers = proposal.rewrites.iter().map(|rewrite| rewrite.source);
        let after = proposal.snapshot.revision_after_write(&numbers.zip(after).collect::<Vec<_>>());
        let outcome = guard.commit_and_record(&changes).map_err(|error| match error {
            WriteError::PartlyWritten { written, source } => {
                partly_written_error(&written, &source, proposal.completed_by.as_deref(), self.store)
            }
            error => write_failed_error(&error, self.store),
        })?;
        let written = outcome != CommitOutcome::Unchanged;
        let gateway = if written { self.gateway_note(&proposal) } else { None };
        let mut change = Change { after, written, gateway, ..proposal.change };
        match outcome {
            CommitOutcome::Unchanged => {}
            CommitOutcome::Recorded(id) => change.id = Some(id),
            CommitOutcome::NotRecorded => {
                change.add_write_warnings(["the history could not be written, so this change is not in it".to_owned()]);
            }
        }
        tracing::info!(id = change.id, written = change.written, "committed");
        Ok(change)
    }

    /// Says what a running gateway makes of the change; `None` if none is seen.
    fn gateway_note(&self, proposal: &ProposedChange) -> Option<GatewayNote> {
        let ProposedChange { snapshot, rewrites, stores, .. } = proposal;
        let paths: Vec<_> = rewrites.iter().flat_map(|rewrite| &rewrite.leaves).map(|leaf| &leaf.path).collect();
        self.store.is_gateway_running().then(|| gateway_note(snapshot.generation.kind, &paths, !stores.is_empty()))
    }

    fn to_target_changes<'p>(&'p self, proposal: &'p ProposedChange) -> TargetChanges<'p> {
        let ProposedChange { snapshot, rewrites, stores, undoes, .. } = proposal;
        let (store, author, op) = (self.store, self.write_policy.author, self.op_path);
        let to_file_change = |rewrite: &'p FileRewrite| {
            let source = snapshot.sources.get(rewrite.source);
            FileWrite { author, op, source, rewrite, undoes: *undoes }
                .to_file_change(rewrite_path(store, snapshot, rewrite), store)
        };
        TargetChanges {
            stores: stores.iter().map(|edits| store_change(edits, author, op, store)).collect(),
            files: rewrites.iter().map(to_file_change).collect(),
            time: self.clock.now(),
        }
    }
}

#[cfg(test)]
mod tests;
