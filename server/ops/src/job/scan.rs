//! Scans: finds what is compared, and asks in rounds: first each credential, then the candidates.

use std::{sync::Arc, time::SystemTime};

use contract::{Code, JobPlan, JobReport, JobState, OpError, ProbeRow, ProbeVerdict, ProviderCredentials, ScanRequest};
use net::Net;
use rules::{
    auth::report::ReportRequest,
    document::view::View,
    model::retirement::days_since_epoch,
    probe::targets::ProbeTarget,
    scan::{
        live::LiveLists,
        options::probe_options,
        plan::{Scan, ScanStep},
        report::scan_verdict,
    },
    wire::{endpoint::Endpoint, host_policy::KnownHosts},
};
use store::{HomeStore, ManagerRow, ManagerTable, WriteError};

use super::{
    attach::{Attached, Attachments},
    results::{network_warning, read_hosts, row_of, with_result, write_hosts},
    run::run_tasks,
    task::ProbeTask,
};
use crate::{
    Clock, Workspace,
    auth::{HomeCredentials, agent_or_default, millis_since_epoch, vault_error},
    feed::{ask_local_servers, fetch_open_router, prepare_local},
    jobs::{Job, JobEnd},
    shared::read_snapshot,
};

/// The most rounds of a scan: credentials, candidates, and the further checks. One more finds nothing to ask.
const MAX_ROUNDS: usize = 4;

/// A scan that is ready to run.
pub(crate) struct PreparedScan {
    pub(crate) plan: JobPlan,
    pub(crate) scan: Arc<Scan>,
    pub(crate) warnings: Vec<String>,
}

/// The requests of one round.
struct Round {
    /// Credentials for which nothing is sent.
    rows: Vec<ProbeRow>,
    tasks: Vec<ProbeTask>,
    /// The hosts of keys, if there is a new one.
    hosts: Option<KnownHosts>,
    warnings: Vec<String>,
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
        with_credentials(store, view, request.provider.as_deref(), now, |report, providers| {
            let current = view.default_chain(request.role).primary.and_then(|step| step.model).map(|model| model.key());
            let scan = Scan::find(report, providers, request, current, live, days_since_epoch(now))?;
            let estimate = scan.estimate(report, providers, &options);
            let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
            let plan = JobPlan {
                requests: count(estimate.requests),
                estimate: estimate.phrase(),
                max_dollars: estimate.dollars,
                without_price: count(estimate.without_price),
                needs_confirmation: estimate.needs_confirmation(),
                timeout_ms: options.reported_timeout_ms(),
                concurrency: options.concurrency(),
                max_tokens: options.max_tokens(),
                ..JobPlan::default()
            };
            let notice = read_hosts(store).1;
            Ok(Self { plan, scan: Arc::new(scan), warnings: notice.into_iter().collect() })
        })
    }

    /// The report if nothing is sent.
    pub(crate) fn unasked_report(&self, now: i64) -> JobReport {
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

impl Round {
    fn collect(store: &HomeStore, scan: &Scan, rows: &[ProbeRow], now: SystemTime) -> Result<Self, OpError> {
        let snapshot = read_snapshot(store)?;
        let view = &snapshot.view;
        let request = &scan.request;
        let (agent, dir) = agent_or_default(store, view, None)?;
        let stored = store.read_credentials(view, &dir).map_err(|error| vault_error(&error))?;
        let agent_row = ProbeRow { agent: agent.id, ..ProbeRow::default() };
        let (hosts, _) = read_hosts(store);
        let millis = millis_since_epoch(now);
        let mut attachments = Attachments::new(view, hosts, &request.allowed_hosts, probe_options(request), millis);
        let mut round = Self { rows: Vec::new(), tasks: Vec::new(), hosts: None, warnings: Vec::new() };
        with_credentials(store, view, request.provider.as_deref(), now, |report, providers| {
            for step in scan.next_steps(rows) {
                let Some(target) = Scan::find_target(report, providers, &step) else {
                    round.rows.push(gone_row(&agent_row, step, millis));
                    continue;
                };
                let row = ProbeRow { check: step.check, ..row_of(&agent_row, &target) };
                round.add(row, &target, attachments.attach(&stored, &target, step.check), millis);
            }
            Ok(())
        })?;
        round.hosts = attachments.changed_hosts();
        Ok(round)
    }

    fn add(&mut self, row: ProbeRow, target: &ProbeTarget, attached: Attached, now: i64) {
        match attached {
            Attached::NotSent(result) => self.rows.push(with_result(row, &result, now)),
            Attached::Ready(ready) => {
                let warning = target.request.as_ref().ok().filter(|_| !ready.secrets.is_empty());
                self.warnings.extend(warning.and_then(Endpoint::unencrypted_warning));
                self.tasks.push(ProbeTask { row, ready: *ready });
            }
        }
    }
}

/// The row of a credential that was removed while the scan ran.
fn gone_row(agent_row: &ProbeRow, step: ScanStep, now: i64) -> ProbeRow {
    ProbeRow {
        provider: step.provider,
        model: Some(step.model.key()),
        label: step.label,
        check: step.check,
        status: "unknown".to_owned(),
        reason_code: Some("missing_credential".to_owned()),
        word: "credential removed".to_owned(),
        at: now,
        ..agent_row.clone()
    }
}

/// Runs a scan to its end, and keeps its report.
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
            job.set_scan(Arc::clone(&found));
            scan = found;
        },
    }
    for _ in 0..MAX_ROUNDS {
        let rows = job.rows();
        if is_cancelled || scan.next_steps(&rows).is_empty() {
            break;
        }
        is_cancelled = run_round(&net, &store, &clock, &job, &scan, rows, plan.concurrency).await;
    }
    let rows = job.rows();
    if let Some(warning) = network_warning(&rows) {
        job.add_warning(warning);
    }
    let report = scan.report(&rows, true);
    let verdict: ProbeVerdict = scan_verdict(&report);
    let at = now();
    let kept = JobReport { finished_at: Some(at), verdict: Some(verdict.clone()), ..job.report(0) };
    let written = tokio::task::spawn_blocking(move || write_scan(&store, kept, at)).await;
    if !matches!(written, Ok(Ok(()))) {
        job.add_warning("the results could not be kept in `scan.json`".to_owned());
    }
    job.end(JobEnd { at, is_cancelled, verdict: Some(verdict) });
}

/// Reads the lists of providers that have one, and returns the scan with their models; `None` if there is nothing new.
async fn with_live_lists(
    net: &Net,
    store: &HomeStore,
    clock: &Clock,
    job: &Job,
    scan: &Arc<Scan>,
    plan: &JobPlan,
) -> Option<Arc<Scan>> {
    let now = clock.now();
    let (for_servers, asked) = (store.clone(), Arc::clone(scan));
    let prepare = move || -> Result<_, OpError> {
        let snapshot = read_snapshot(&for_servers)?;
        let local = prepare_local(&snapshot.view, read_hosts(&for_servers).0, millis_since_epoch(now));
        let servers: Vec<_> = local.servers.into_iter().filter(|one| asked.asks_server(&one.server.provider)).collect();
        // A server gets its key only after its host was recorded.
        let may_ask = write_hosts(&for_servers, local.hosts.filter(|_| !servers.is_empty())).is_ok();
        Ok((if may_ask { servers } else { Vec::new() }, for_servers.read_endpoints()))
    };
    let (servers, endpoints) = tokio::task::spawn_blocking(prepare).await.ok()?.ok()?;
    let open_router = match endpoints {
        _ if !scan.reads_open_router() => None,
        Ok(endpoints) => Some(fetch_open_router(net, &endpoints).await),
        Err(why) => Some(Err(why)),
    };
    let open_router = open_router.and_then(|read| {
        read.map_err(|why| job.add_warning(format!("OpenRouter's list was not read, so its known models count: {why}")))
            .ok()
    });
    let local = ask_local_servers(net, servers, || millis_since_epoch(clock.now()), |_| {}).await;
    let lists = LiveLists::new(open_router.as_ref(), &local, days_since_epoch(now));
    let (for_scan, request) = (store.clone(), scan.request.clone());
    let collect = move || PreparedScan::collect(&for_scan, &request, Some(&lists), now);
    match tokio::task::spawn_blocking(collect).await.ok()? {
        Ok(found) if found.plan.needs_confirmation && !plan.needs_confirmation => {
            let estimate = &found.plan.estimate;
            job.add_warning(format!("the lists that were read are not used, because they lead to {estimate}"));
            None
        }
        Ok(found) => Some(found.scan),
        Err(error) => {
            job.add_warning(error.message);
            None
        }
    }
}

/// Sends the requests that come next. Returns whether the job has to end.
async fn run_round(
    net: &Net,
    store: &HomeStore,
    clock: &Clock,
    job: &Job,
    scan: &Arc<Scan>,
    rows: Vec<ProbeRow>,
    concurrency: u32,
) -> bool {
    let (for_round, plan, at) = (store.clone(), Arc::clone(scan), clock.now());
    // A key goes to a host that is not known yet only after that host was recorded.
    let prepare = move || {
        let mut round = Round::collect(&for_round, &plan, &rows, at)?;
        write_hosts(&for_round, round.hosts.take()).map_err(|_| {
            let why = "nothing was sent: the hosts of the keys could not be recorded in `hosts.json`";
            OpError::new(Code::Internal, why)
        })?;
        Ok::<_, OpError>(round)
    };
    let stopped = |why: String| {
        job.add_warning(why);
        true
    };
    match tokio::task::spawn_blocking(prepare).await {
        Ok(Ok(round)) => {
            round.warnings.into_iter().for_each(|warning| job.add_warning_once(warning));
            job.add_rows(round.rows);
            run_tasks(net, job, round.tasks, concurrency as usize, || millis_since_epoch(clock.now())).await
        }
        Ok(Err(error)) => stopped(error.message),
        Err(_) => stopped("it stopped because of an internal error: please report it".to_owned()),
    }
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
