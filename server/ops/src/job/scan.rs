//! Scans: finds what is compared, and asks: each credential, and the candidates of a provider once its credentials are
//! tested.

mod live_lists;
mod round;

use std::{sync::Arc, time::SystemTime};

use contract::{JobPlan, JobReport, JobState, OpError, ProbeCheck, ProviderCredentials, Role, ScanRequest};
use net::Net;
use rules::{
    auth::report::ReportRequest,
    base::count::saturating_u32,
    document::view::View,
    model::retirement::days_since_epoch,
    probe::targets::ProbeTarget,
    scan::{live::LiveLists, options::probe_options, plan::Scan, report::scan_verdict},
};
use store::{HomeStore, ManagerRow, ManagerTable, WriteError};

use super::{
    attach::SecretAttacher,
    failed_end,
    results::{network_warning, read_hosts},
};
use crate::{
    Workspace,
    auth::{HomeCredentials, agent_or_default, millis_since_epoch, vault_error},
    jobs::{Job, JobEnd, JobOutcome},
    shared::read_snapshot,
};
use live_lists::with_live_lists;
use round::run_steps;

/// A scan that is ready to run.
pub(crate) struct PreparedScan {
    pub(crate) plan: JobPlan,
    pub(crate) scan: Arc<Scan>,
    pub(crate) warnings: Vec<String>,
}

/// The hosts that would get a credential of the default agent, and may only if they are allowed by name.
fn unknown_hosts(
    store: &HomeStore,
    mut attacher: SecretAttacher<'_>,
    targets: &[ProbeTarget],
) -> Result<Vec<String>, OpError> {
    let view = attacher.view();
    let (_, dir) = agent_or_default(store, view, None)?;
    let stored = store.read_credentials(view, &dir).map_err(|error| vault_error(&error))?;
    for target in targets {
        attacher.attach(stored.documents(), target, ProbeCheck::Answer);
    }
    Ok(attacher.unknown_hosts())
}

/// Gives the credentials of the default agent, by provider, to a function.
fn with_credentials<T>(
    store: &HomeStore,
    view: &View,
    provider: Option<&str>,
    now: SystemTime,
    work: impl FnOnce(&ReportRequest<'_>, &[ProviderCredentials]) -> Result<T, OpError>,
) -> Result<T, OpError> {
    let (agent, dir) = agent_or_default(store, view, None)?;
    let credentials = HomeCredentials::read(store, view, now)?;
    let of_agent = credentials.of_agent(&agent, &dir)?;
    let report = of_agent.request(None);
    let typed = provider.map(str::trim).filter(|typed| !typed.is_empty());
    let providers = match typed {
        Some(typed) => vec![report.one_provider(typed)?],
        None => report.all_providers(),
    };
    work(&report, &providers)
}

/// The key of the model that is the default one for a role.
pub(super) fn current_model(view: &View, role: Role) -> Option<String> {
    Some(view.default_chain(role).primary?.model?.key())
}

impl PreparedScan {
    /// `live` are the lists that were read for the scan; `None`: they are not read yet.
    pub(crate) fn collect(
        store: &HomeStore,
        request: &ScanRequest,
        live: Option<&LiveLists>,
        now: SystemTime,
    ) -> Result<Self, OpError> {
        let snapshot = read_snapshot(store)?;
        let view = &snapshot.view;
        let options = probe_options(request);
        let (hosts, notice) = read_hosts(store);
        with_credentials(store, view, request.provider.as_deref(), now, |report, providers| {
            let current = current_model(view, request.role);
            let scan = Scan::find(report, providers, request, current, live, days_since_epoch(now))?;
            let estimate = scan.estimate(report, providers, &options);
            let unknown_hosts = if request.metadata_only {
                Vec::new()
            } else {
                let millis = millis_since_epoch(now);
                let attacher = SecretAttacher::new(store, view, hosts, &request.allowed_hosts, options, millis);
                unknown_hosts(store, attacher, &scan.possible_targets(report, providers))?
            };
            let plan = JobPlan {
                requests: saturating_u32(estimate.requests),
                estimate: estimate.phrase(),
                max_dollars: estimate.dollars,
                without_price: saturating_u32(estimate.without_price),
                needs_confirmation: estimate.needs_confirmation(),
                timeout_ms: options.reported_timeout_ms(),
                concurrency: options.concurrency(),
                max_tokens: options.max_tokens(),
                unknown_hosts,
                ..JobPlan::default()
            };
            Ok(Self { plan, scan: Arc::new(scan), warnings: notice.into_iter().collect() })
        })
    }

    /// The report of the plan: nothing was sent.
    pub(crate) fn plan_report(&self, now: i64) -> JobReport {
        JobReport {
            state: JobState::Idle,
            plan: self.plan.clone(),
            started_at: now,
            scan: Some(self.scan.report(&[], false)),
            warnings: self.warnings.clone(),
            ..JobReport::default()
        }
    }
}

/// Runs a scan. If it comes to its end, its report is kept.
pub(super) async fn run_scan(net: Arc<Net>, workspace: Workspace, job: Arc<Job>, prepared: PreparedScan) {
    let (store, clock) = (workspace.store().clone(), workspace.clock().clone());
    let now = || millis_since_epoch(clock.now());
    let PreparedScan { mut scan, warnings, plan } = prepared;
    for warning in warnings {
        job.add_warning(warning);
    }
    let mut is_cancelled = false;
    tokio::select! {
        () = job.cancelled() => is_cancelled = true,
        found = with_live_lists(&net, &store, &clock, &job, &scan, &plan) => if let Some(found) = found {
            job.set_scan_and_plan(Arc::clone(&found.scan), found.plan);
            scan = found.scan;
        },
    }
    if !is_cancelled {
        match run_steps(&net, &store, &clock, &job, &scan, plan.concurrency).await {
            Ok(has_ended) => is_cancelled = has_ended,
            Err(why) => return job.end(failed_end(now(), &why)),
        }
    }
    // What was not asked has no result, so there is no conclusion, and the last one stays.
    if is_cancelled {
        return job.end(JobEnd { at: now(), outcome: JobOutcome::Cancelled(None) });
    }
    let rows = job.rows();
    if let Some(warning) = network_warning(&rows) {
        job.add_warning(warning);
    }
    let report = scan.report(&rows, true);
    let verdict = scan_verdict(&report);
    let at = now();
    let kept = JobReport { finished_at: Some(at), verdict: Some(verdict.clone()), ..job.report(0) };
    let written = tokio::task::spawn_blocking(move || write_scan(&store, kept, at)).await;
    if !matches!(written, Ok(Ok(()))) {
        job.add_warning("the results could not be kept in `scan.json`".to_owned());
    }
    job.end(JobEnd { at, outcome: JobOutcome::Finished(verdict) });
}

/// The key of the only row in `scan.json`.
const LAST: &str = "last";

/// Keeps the report as the last one. In a home that does not exist, nothing is created.
fn write_scan(store: &HomeStore, report: JobReport, at_ms: i64) -> Result<(), WriteError> {
    if !store.path_exists(&store.home.state_dir.path) {
        return Ok(());
    }
    let value = JobReport { id: None, state: JobState::Idle, ..report };
    store.put_manager_rows(ManagerTable::Scan, vec![ManagerRow { key: LAST.to_owned(), at_ms, value }])
}

/// The report of the last scan, which an earlier process may have run.
pub(super) fn last_scan(store: &HomeStore, now: i64) -> JobReport {
    let (rows, notice) = store.read_manager_rows::<JobReport>(ManagerTable::Scan);
    let last = rows.into_iter().next().map(|row| row.value);
    let mut report = last.unwrap_or_else(|| JobReport { started_at: now, ..JobReport::default() });
    report.warnings.extend(notice);
    report
}
