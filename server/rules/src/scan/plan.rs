//! A scan: its providers and candidates, and which requests come next.

use std::collections::BTreeSet;

use contract::{FilterCount, ModelRef, ProbeCheck, ProbeRow, ProviderCredentials, ScanRequest};

use super::{
    candidates::{Candidate, Selection},
    live::{LiveLists, OPEN_ROUTER, has_live_list},
    options::max_candidates,
    scan_error::ScanError,
    score::{Measured, rank_key, score},
};
use crate::{
    auth::report::{ReportRequest, add_hint},
    base::count::saturating_u32,
    classify::cause::ProbeStatus,
    probe::targets::{ProbeTarget, is_probed},
};

/// A scan. It has no secret.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Scan {
    /// What was asked for.
    pub request: ScanRequest,
    /// The providers, sorted by id.
    pub(super) providers: Vec<ScanProvider>,
    /// The models that may be shown: the best ones of each provider, the best one first.
    pub(super) candidates: Vec<Candidate>,
    pub(super) left_out: Vec<FilterCount>,
    pub(super) unknown_params: u32,
    pub(super) unknown_released: u32,
    /// The model that the configuration has now.
    pub(super) current: Option<String>,
    /// In days since 1970.
    pub(super) today: i64,
}

/// A provider of a scan.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct ScanProvider {
    pub(super) id: String,
    /// How many of its models passed the filters.
    pub(super) models: u32,
    /// The labels of its credentials, in the order in which they are used.
    pub(super) credentials: Vec<String>,
    /// The model with which its credentials are tested.
    pub(super) test_model: Option<ModelRef>,
    /// What adds a credential.
    pub(super) add: String,
}

/// A request that a scan needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScanStep {
    /// The provider.
    pub provider: String,
    /// The label of the credential.
    pub label: String,
    /// The model.
    pub model: ModelRef,
    /// What it is to prove.
    pub check: ProbeCheck,
}

impl Scan {
    /// Finds what a scan compares. `live` are the lists that were read for it; `None`: they are not read yet, so that
    /// there may be no model so far. `today` is in days since 1970.
    pub fn find(
        report: &ReportRequest<'_>,
        providers: &[ProviderCredentials],
        request: &ScanRequest,
        current: Option<String>,
        live: Option<&LiveLists>,
        today: i64,
    ) -> Result<Self, ScanError> {
        let mut found: Vec<_> = providers.iter().map(|of| ScanProvider::new(report, of)).collect();
        found.sort_by(|a, b| a.id.cmp(&b.id));
        check_credentials(&found, request)?;
        let compared: Vec<_> = found.iter().filter(|one| one.is_compared(request)).map(|one| one.id.as_str()).collect();
        let catalog = report.view.catalog();
        let with_lists = live.filter(|lists| !lists.is_empty()).map(|lists| lists.on_top_of(catalog));
        let catalog = with_lists.as_ref().unwrap_or(catalog);
        let Selection { candidates, left_out } = Selection::find(report.view, catalog, &compared, request, today);
        let may_grow = live.is_none() && !request.metadata_only;
        let may_grow = may_grow && compared.iter().any(|provider| has_live_list(report.view, provider));
        if candidates.is_empty() && !may_grow {
            if left_out.is_empty() {
                return Err(ScanError::NoModel { providers: compared.iter().map(|id| format!("`{id}`")).collect() });
            }
            return Err(ScanError::AllLeftOut { left_out });
        }
        for provider in &mut found {
            let own = candidates.iter().filter(|one| one.provider == provider.id);
            provider.models = count(own.clone());
            provider.test_model = own
                .min_by(|a, b| a.test_cost().partial_cmp(&b.test_cost()).unwrap_or(std::cmp::Ordering::Equal))
                .map(|one| one.model.clone());
        }
        let scan = Self {
            request: request.clone(),
            providers: found,
            unknown_params: count(candidates.iter().filter(|one| one.params.is_none())),
            unknown_released: count(candidates.iter().filter(|one| one.released.is_none())),
            candidates: Vec::new(),
            left_out,
            current,
            today,
        };
        Ok(Self { candidates: scan.best_of_each_provider(candidates), ..scan })
    }

    /// The candidates that may be shown, whichever providers answer, the best one first.
    fn best_of_each_provider(&self, mut candidates: Vec<Candidate>) -> Vec<Candidate> {
        candidates.sort_by_cached_key(|one| rank_key(&score(one, Measured::default(), self.today), &one.model.key()));
        let mut taken = std::collections::BTreeMap::<String, usize>::new();
        candidates.retain(|one| {
            let count = taken.entry(one.provider.clone()).or_default();
            *count += 1;
            *count <= max_candidates(&self.request)
        });
        candidates
    }

    /// Whether OpenRouter's list is read: only if its models are compared.
    pub fn reads_open_router(&self) -> bool {
        self.asks_server(OPEN_ROUTER)
    }

    /// Whether a server is asked for its models: only if they are compared.
    pub fn asks_server(&self, provider: &str) -> bool {
        self.providers.iter().any(|one| one.id == provider && !one.credentials.is_empty())
    }

    /// The requests that can be sent for the rows so far, also those that were sent and have no row yet; none if there is
    /// nothing more to ask. A candidate waits for the credentials of its own provider, and for those of another one only
    /// if the models of that may take its place.
    pub fn next_steps(&self, rows: &[ProbeRow]) -> Vec<ScanStep> {
        let tests = self.missing_credential_tests(rows);
        let of_candidates = self.certain_candidates(rows).flat_map(|one| self.candidate_steps(one, rows));
        tests.into_iter().chain(of_candidates).collect()
    }

    /// The candidates that are on the shortlist whatever comes of the credentials without a row.
    fn certain_candidates(&self, rows: &[ProbeRow]) -> impl Iterator<Item = &Candidate> {
        let tested: BTreeSet<_> =
            self.providers.iter().filter(|one| one.is_tested(rows)).map(|one| one.id.as_str()).collect();
        let may_be_shown = |one: &&Candidate| {
            !tested.contains(one.provider.as_str()) || !self.usable_labels(&one.provider, rows).is_empty()
        };
        let shown: Vec<_> = self.candidates.iter().filter(may_be_shown).take(max_candidates(&self.request)).collect();
        shown.into_iter().filter(move |one| tested.contains(one.provider.as_str()))
    }

    /// The requests about a candidate that have no row: for its answer, then for the other checks.
    fn candidate_steps(&self, one: &Candidate, rows: &[ProbeRow]) -> Vec<ScanStep> {
        let Some(label) = self.usable_labels(&one.provider, rows).first().copied() else { return Vec::new() };
        let answers: Vec<_> = rows_of(rows, &one.model, ProbeCheck::Answer).map(is_ok).collect();
        let checks = match answers.as_slice() {
            [] => vec![ProbeCheck::Answer],
            answers if answers.contains(&true) => self.further_checks(one).collect(),
            _ => Vec::new(),
        };
        let missing = checks.into_iter().filter(|check| rows_of(rows, &one.model, *check).next().is_none());
        let step = |check| {
            let (provider, label) = (one.provider.clone(), label.to_owned());
            ScanStep { provider, label, model: one.model.clone(), check }
        };
        missing.map(step).collect()
    }

    /// The checks of a candidate beside its answer.
    pub(super) fn further_checks(&self, candidate: &Candidate) -> impl Iterator<Item = ProbeCheck> + use<> {
        let ScanRequest { probe_tools, probe_images, .. } = self.request;
        let takes_images = candidate.accepts_images != Some(false);
        let checks = [(ProbeCheck::Tools, probe_tools), (ProbeCheck::Images, probe_images && takes_images)];
        checks.into_iter().filter(|(_, is_asked)| *is_asked).map(|(check, _)| check)
    }

    /// A request for each credential that has no row yet.
    fn missing_credential_tests(&self, rows: &[ProbeRow]) -> Vec<ScanStep> {
        let of_provider = |provider: &ScanProvider| {
            let (id, test_model) = (provider.id.clone(), provider.test_model.clone());
            let missing = provider.credentials.iter().filter(|label| provider.row_of(label, rows).is_none());
            let step = |label: &String| {
                let (provider, label) = (id.clone(), label.clone());
                Some(ScanStep { provider, label, model: test_model.clone()?, check: ProbeCheck::Answer })
            };
            missing.filter_map(step).collect::<Vec<_>>()
        };
        self.providers.iter().flat_map(of_provider).collect()
    }

    /// The candidates that are shown and asked: the best ones of the providers that accept a credential.
    pub(super) fn shortlist(&self, rows: &[ProbeRow]) -> Vec<&Candidate> {
        let is_usable = |one: &&Candidate| !self.usable_labels(&one.provider, rows).is_empty();
        self.candidates.iter().filter(is_usable).take(max_candidates(&self.request)).collect()
    }

    /// The candidates that are shown if only metadata is compared.
    pub(super) fn metadata_shortlist(&self) -> Vec<&Candidate> {
        self.candidates.iter().take(max_candidates(&self.request)).collect()
    }

    /// The credentials of a provider that were accepted, those with an answer first.
    fn usable_labels(&self, provider: &str, rows: &[ProbeRow]) -> Vec<&str> {
        let Some(provider) = self.providers.iter().find(|one| one.id == provider) else { return Vec::new() };
        let with = |is_usable: fn(&ProbeRow) -> bool| {
            let labels = provider.credentials.iter();
            labels.filter(move |label| provider.row_of(label, rows).is_some_and(is_usable)).map(String::as_str)
        };
        with(is_ok).chain(with(is_model_missing)).collect()
    }

    /// The target of a step; `None` if the credential is gone.
    pub fn find_target(
        report: &ReportRequest<'_>,
        providers: &[ProviderCredentials],
        step: &ScanStep,
    ) -> Option<ProbeTarget> {
        let of = providers.iter().find(|of| of.provider == step.provider)?;
        targets_of(report, of, Some(&step.model)).find(|target| target.label == step.label)
    }
}

impl ScanProvider {
    fn new(report: &ReportRequest<'_>, of: &ProviderCredentials) -> Self {
        Self {
            id: of.provider.clone(),
            credentials: targets_of(report, of, None).map(|target| target.label).collect(),
            add: add_hint(of),
            ..Self::default()
        }
    }

    /// Whether its models are compared.
    fn is_compared(&self, request: &ScanRequest) -> bool {
        !self.credentials.is_empty() || request.metadata_only
    }

    /// Whether each of its credentials has a row.
    fn is_tested(&self, rows: &[ProbeRow]) -> bool {
        self.credentials.iter().all(|label| self.row_of(label, rows).is_some())
    }

    /// The row of the test of a credential.
    pub(super) fn row_of<'r>(&self, label: &str, rows: &'r [ProbeRow]) -> Option<&'r ProbeRow> {
        let test_model = self.test_model.as_ref()?;
        rows_of(rows, test_model, ProbeCheck::Answer).find(|row| row.provider == self.id && row.label == label)
    }
}

/// A target for each credential of a provider that an order does not leave out.
fn targets_of<'a>(
    report: &'a ReportRequest<'_>,
    of: &'a ProviderCredentials,
    model: Option<&'a ModelRef>,
) -> impl Iterator<Item = ProbeTarget> + 'a {
    let used = of.credentials.iter().filter(|one| is_probed(one) && !one.is_left_out);
    used.map(move |one| ProbeTarget::new(report, &of.provider, model, one, false))
}

fn check_credentials(providers: &[ScanProvider], request: &ScanRequest) -> Result<(), ScanError> {
    if request.metadata_only && !providers.is_empty() || providers.iter().any(|one| !one.credentials.is_empty()) {
        return Ok(());
    }
    match (providers, &request.provider) {
        ([only], Some(_)) => {
            Err(ScanError::ProviderWithoutCredential { provider: only.id.clone(), add: only.add.clone() })
        }
        _ => Err(ScanError::NoCredential),
    }
}

/// The rows about a model with a check.
pub(super) fn rows_of<'r>(
    rows: &'r [ProbeRow],
    model: &ModelRef,
    check: ProbeCheck,
) -> impl Iterator<Item = &'r ProbeRow> + use<'r> {
    let key = model.key();
    rows.iter().filter(move |row| row.check == check && row.model.as_deref() == Some(key.as_str()))
}

/// Whether the model answered.
pub(super) fn is_ok(row: &ProbeRow) -> bool {
    row.status == ProbeStatus::Ok.as_str()
}

/// Whether only the model is wrong, so that the credential was accepted.
pub(super) fn is_model_missing(row: &ProbeRow) -> bool {
    row.reason_code.as_deref() == Some(crate::classify::cause::FailureCause::ModelNotFound.code())
}

pub(super) fn count<'c>(found: impl Iterator<Item = &'c Candidate>) -> u32 {
    saturating_u32(found.count())
}
