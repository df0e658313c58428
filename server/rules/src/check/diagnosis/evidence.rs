//! What the last probes showed, as far as it still counts.

use std::collections::BTreeSet;

use contract::{CredentialInfo, ModelRef, ProbeRow};

use crate::{
    auth::report::ReportRequest,
    base::age::age_text,
    classify::cause::FailureCause,
    probe::{
        proof::{credential_key, key_of_credential},
        result::network_note_of,
    },
};

const HOUR_MS: i64 = 60 * 60 * 1000;

/// How long a result counts: afterwards it is too old to be a reason.
const LASTING_MS: i64 = 24 * HOUR_MS;

/// How long a result counts that may end by itself, such as a rate limit.
const PASSING_MS: i64 = HOUR_MS;

/// Results within this time are taken as those of one probe.
const SAME_PROBE_MS: i64 = 2 * 60 * 1000;

/// OpenClaw's words for results that may end by themselves.
const PASSING: [&str; 2] = ["rate_limit", "timeout"];

/// The last results of probes.
#[derive(Clone, Copy)]
pub(super) struct Evidence<'a> {
    pub(super) rows: &'a [ProbeRow],
    /// The agents with the same credentials: a probe for one is one for the other.
    pub(super) agents: &'a BTreeSet<String>,
    /// In milliseconds since 1970.
    pub(super) now: i64,
}

impl<'a> Evidence<'a> {
    /// The newest result of a credential, with any model of its provider. A result does not count if a request with the
    /// credential succeeded later, or if the credential has been replaced since.
    pub(super) fn of_credential(
        self,
        report: &ReportRequest<'_>,
        provider: &str,
        one: &CredentialInfo,
    ) -> Option<&'a ProbeRow> {
        let key = key_of_credential(provider, one)?;
        let is_of = |row: &&ProbeRow| credential_key(row) == key;
        let last_used = one.profile_id.as_ref().and_then(|id| report.store.usage(id)?.last_used).unwrap_or_default();
        let is_same = |row: &&ProbeRow| row.masked.as_ref().is_none_or(|masked| *masked == one.label);
        self.newest(is_of).filter(is_same).filter(|row| row.at > last_used)
    }

    /// The newest result of a model.
    pub(super) fn of_model(self, model: &ModelRef) -> Option<&'a ProbeRow> {
        let key = model.key();
        self.newest(|row| row.model.as_ref() == Some(&key))
    }

    /// What is wrong with the network, if no request of the last probe got to a provider.
    pub(super) fn offline_note(self) -> Option<&'static str> {
        let own = || self.rows.iter().filter(|row| self.is_own(row) && row.latency_ms.is_some() && self.counts(row));
        let newest = own().map(|row| row.at).max()?;
        let last = own().filter(|row| newest.saturating_sub(row.at) <= SAME_PROBE_MS);
        let causes = last.map(|row| FailureCause::parse(row.reason_code.as_deref()?));
        network_note_of(causes.filter(|cause| *cause != Some(FailureCause::ConnectionRefused)))
    }

    fn newest(self, is_wanted: impl Fn(&&'a ProbeRow) -> bool) -> Option<&'a ProbeRow> {
        let rows = self.rows.iter().filter(|row| self.is_own(row) && is_wanted(row));
        rows.max_by_key(|row| row.at).filter(|row| self.counts(row))
    }

    fn is_own(self, row: &ProbeRow) -> bool {
        self.agents.contains(&row.agent)
    }

    fn counts(self, row: &ProbeRow) -> bool {
        let limit = if PASSING.contains(&row.status.as_str()) { PASSING_MS } else { LASTING_MS };
        (0..=limit).contains(&self.now.saturating_sub(row.at))
    }

    /// What a result showed, and when: `the last probe, 3 min ago: 401 invalid key`.
    pub(super) fn describe(self, row: &ProbeRow) -> String {
        let age = age_text(self.now.saturating_sub(row.at));
        let said = row.error.as_deref().unwrap_or(&row.word);
        let said = said.lines().next().unwrap_or_default();
        format!("the last probe, {age}: {said}")
    }
}
