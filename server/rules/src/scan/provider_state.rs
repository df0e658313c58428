//! The state of a provider in a scan.

use std::collections::BTreeSet;

use contract::{ProbeRow, ScannedProvider, ScannedProviderState};

use super::plan::{ScanProvider, is_model_missing, is_ok};
use crate::{base::count::saturating_u32, classify::cause::ProbeStatus, probe::targets::is_unusable_credential};

/// The documented words for a provider whose credentials do not work.
const NO_AUTHENTICATION: &str = "no valid authentication";

impl ScanProvider {
    /// The state for the rows so far.
    pub(super) fn state(&self, rows: &[ProbeRow]) -> ScannedProvider {
        let own: Vec<_> = self.credentials.iter().filter_map(|label| self.row_of(label, rows)).collect();
        let answering = own.iter().filter(|row| is_ok(row)).count();
        let (state, word, detail) = self.judge(&own, answering);
        ScannedProvider {
            provider: self.id.clone(),
            models: self.models,
            state,
            word,
            detail,
            answering: saturating_u32(answering),
            credentials: saturating_u32(self.credentials.len()),
        }
    }

    /// State, words, and what to do. `own` are the rows of its credentials.
    fn judge(&self, own: &[&ProbeRow], answering: usize) -> (ScannedProviderState, String, Option<String>) {
        use ScannedProviderState::{Failed, NoCredential, NotAsked, Ok};
        let all = self.credentials.len();
        let accepted = own.iter().find(|row| is_model_missing(row));
        match (all, answering) {
            (0, _) => (NoCredential, NO_AUTHENTICATION.to_owned(), Some(self.add.clone())),
            _ if self.test_model.is_none() => (NotAsked, "not asked: no model passed the filters".to_owned(), None),
            _ if own.len() < all => (NotAsked, "not asked yet".to_owned(), None),
            (_, answering) if answering == all => (Ok, "auth: ok".to_owned(), None),
            (_, 1..) => {
                let detail = own.iter().filter(|row| !is_ok(row)).map(|row| explain(row)).collect::<Vec<_>>();
                (Ok, format!("auth: ok, {answering} of {all} credentials"), Some(detail.join("; ")))
            }
            (_, 0) if accepted.is_some() => (Ok, "auth: ok".to_owned(), accepted.map(|row| explain(row))),
            (_, 0) => {
                let detail = own.iter().map(|row| explain(row)).collect::<Vec<_>>().join("; ");
                match own {
                    rows if rows.iter().all(|row| has_unusable_credential(row)) => {
                        (NoCredential, NO_AUTHENTICATION.to_owned(), Some(detail))
                    }
                    rows if rows.iter().all(|row| has_status(row, ProbeStatus::Auth)) => {
                        (Failed, NO_AUTHENTICATION.to_owned(), Some(detail))
                    }
                    rows => (Failed, words_of(rows), Some(detail)),
                }
            }
        }
    }
}

/// Whether nothing was sent because the credential has no secret that can be used.
fn has_unusable_credential(row: &ProbeRow) -> bool {
    row.latency_ms.is_none() && row.reason_code.as_deref().is_some_and(is_unusable_credential)
}

fn has_status(row: &ProbeRow, status: ProbeStatus) -> bool {
    row.status == status.as_str()
}

/// The different results, such as `no credit, timed out`.
fn words_of(rows: &[&ProbeRow]) -> String {
    let mut words: Vec<_> = rows.iter().map(|row| row.word.as_str()).collect();
    let mut seen = BTreeSet::new();
    words.retain(|word| seen.insert(*word));
    words.join(", ")
}

/// What came of a credential, in a phrase.
fn explain(row: &ProbeRow) -> String {
    let says = row.error.as_deref().and_then(|error| error.lines().last()).map(|line| line.trim_start_matches("↳ "));
    let says = says.map(|line| format!(" ({line})")).unwrap_or_default();
    format!("{}: {}{says}", row.label, row.word)
}
