//! What the last probes showed, as marks: the results of earlier jobs, and those of the job that runs.

use std::collections::{BTreeMap, BTreeSet};

use contract::{CredentialInfo, Mark, ModelRef, ProbeRow, ProviderCredentials};
use rules::probe::proof::{best_row, changed_mark, credential_key, key_of_credential, pending_mark, proof_mark};
use store::{HomeStore, ManagerTable};

use crate::jobs::{JobSnapshot, Jobs};

/// The results of probes at a time.
#[derive(Debug, Default)]
pub(crate) struct Proofs {
    rows: Vec<ProbeRow>,
    /// Those that have no result yet.
    pending: Vec<ProbeRow>,
    /// In milliseconds since 1970.
    now: i64,
}

impl Proofs {
    /// Reads the results. If they cannot be read, nothing is proved.
    pub(crate) fn read(store: &HomeStore, jobs: &Jobs, now: i64) -> Self {
        // The job first: one that ends meanwhile has written its results before they are read.
        let running = jobs.running_probe().map(|job| job.snapshot(0));
        let mut rows = last_results(store);
        let pending = running.map(|running| {
            rows.extend(running.rows.into_iter().filter(is_sent));
            running.pending
        });
        Self { rows, pending: pending.unwrap_or_default(), now }
    }

    /// The results, of any age.
    pub(crate) fn rows(&self) -> &[ProbeRow] {
        &self.rows
    }

    /// Adds what is known of the credentials of an agent. `agents`: those that use the same ones.
    pub(crate) fn add_to(&self, providers: &mut [ProviderCredentials], agents: &BTreeSet<String>) {
        for of in providers {
            for one in &mut of.credentials {
                let key = key_of_credential(&of.provider, one);
                one.proof = key.as_ref().and_then(|key| self.of_credential(key, one, agents));
                one.probe_key = key.unwrap_or_default();
            }
        }
    }

    /// Adds what is known of the credentials of a provider.
    pub(crate) fn add_to_credentials(
        &self,
        provider: &str,
        credentials: &mut [CredentialInfo],
        agents: &BTreeSet<String>,
    ) {
        for one in credentials {
            one.proof = key_of_credential(provider, one).and_then(|key| self.of_credential(&key, one, agents));
        }
    }

    fn of_credential(&self, key: &str, one: &CredentialInfo, agents: &BTreeSet<String>) -> Option<Mark> {
        let is_it = |row: &&ProbeRow| agents.contains(row.agent.as_str()) && credential_key(row) == key;
        if self.pending.iter().any(|row| is_it(&row)) {
            return Some(pending_mark());
        }
        let newest = self.rows.iter().filter(is_it).max_by_key(|row| row.at)?;
        let has_changed = newest.masked.as_ref().is_some_and(|masked| *masked != one.label);
        Some(if has_changed { changed_mark() } else { proof_mark(newest, self.now) })
    }

    /// What is known of models, by their keys. `is_current` tells whether the credential of a row is still the same.
    pub(crate) fn of_models(
        &self,
        models: &[ModelRef],
        agents: &BTreeSet<String>,
        providers: &[ProviderCredentials],
    ) -> BTreeMap<String, Mark> {
        let masked: BTreeMap<_, _> = providers
            .iter()
            .flat_map(|of| {
                of.credentials.iter().filter_map(|one| Some((key_of_credential(&of.provider, one)?, &one.label)))
            })
            .collect();
        let is_current = |row: &&ProbeRow| {
            let now = masked.get(&credential_key(row));
            now.is_some_and(|now| row.masked.as_ref().is_none_or(|then| then == *now))
        };
        let mark = |model: &ModelRef| {
            let key = model.key();
            let is_it = |row: &&ProbeRow| agents.contains(row.agent.as_str()) && row.model.as_ref() == Some(&key);
            let known = best_row(self.rows.iter().filter(is_it).filter(is_current), self.now);
            let is_pending = self.pending.iter().any(|row| is_it(&row));
            let mark = if is_pending { pending_mark() } else { proof_mark(known?, self.now) };
            Some((key.clone(), mark))
        };
        models.iter().filter_map(mark).collect()
    }
}

/// The results of earlier jobs, of any age.
pub(crate) fn last_results(store: &HomeStore) -> Vec<ProbeRow> {
    let (rows, _) = store.read_manager_rows::<ProbeRow>(ManagerTable::Probes);
    rows.into_iter().map(|row| row.value).filter(is_sent).collect()
}

/// Whether a request was sent. If none was, nothing is known of the credential.
fn is_sent(row: &ProbeRow) -> bool {
    row.latency_ms.is_some()
}

/// The marks of a job for a page that knows some of its rows: everything that is asked if it knows none, and else what the
/// further rows changed.
pub(crate) fn job_marks(job: &JobSnapshot, known: u32, now: i64) -> BTreeMap<String, Mark> {
    let JobSnapshot { rows, pending, .. } = job;
    let model_key = |row: &ProbeRow| row.model.clone();
    let further = rows.iter().skip(known as usize).chain(pending.iter().filter(|_| known == 0));
    let mut marks = BTreeMap::new();
    for row in further {
        let is_pending = |is_it: &dyn Fn(&ProbeRow) -> bool| pending.iter().any(is_it);
        let key = credential_key(row);
        let newest = rows.iter().filter(|other| credential_key(other) == key).max_by_key(|row| row.at);
        let mark = match newest {
            Some(newest) if !is_pending(&|other| credential_key(other) == key) => proof_mark(newest, now),
            _ => pending_mark(),
        };
        marks.insert(key, mark);
        let Some(key) = model_key(row) else { continue };
        let best = best_row(rows.iter().filter(|other| model_key(other).as_ref() == Some(&key)), now);
        let mark = match best {
            Some(best) if !is_pending(&|other| model_key(other).as_ref() == Some(&key)) => proof_mark(best, now),
            _ => pending_mark(),
        };
        marks.insert(key, mark);
    }
    marks
}
