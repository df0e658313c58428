//! Operations on jobs.

mod attach;
mod prepare;
mod refresh;
mod results;
mod retry;
mod run;
mod scan;
mod task;

use std::{collections::BTreeMap, sync::Arc};

use contract::{
    BoxFuture, CancelJob, Code, JobKind, JobPlan, JobReport, JobRequest, JobState, Op, OpError, ProbeVerdict, ReadJob,
    RunsOperation, StartJob,
};
use net::Net;
use rules::base::age::age_text;
use store::HomeStore;
use tokio::runtime::Handle;

use crate::{
    Workspace,
    auth::millis_since_epoch,
    jobs::{Job, JobEnd, JobOutcome, StartedJob},
    proofs::job_marks,
    shared::read_snapshot,
};
use prepare::PreparedProbe;
use refresh::{PreparedRefresh, last_refresh};
use results::{last_results, verdict, write_results};
use scan::{PreparedScan, current_model, last_scan, run_scan};

/// Why nothing is sent if the hosts of keys cannot be recorded.
const HOSTS_NOT_RECORDED: &str = "nothing was sent: the hosts of the keys could not be recorded in `hosts.json`";

/// Why a job of this kind ends if its code fails.
fn internal_error(kind: JobKind) -> String {
    let job = match kind {
        JobKind::Probe => "probe",
        JobKind::Scan => "scan",
        JobKind::Refresh => "refresh",
    };
    format!("the {job} stopped because of an internal error: please report it")
}

/// The end of a job that could not go on.
fn failed_end(at: i64, why: &str) -> JobEnd {
    JobEnd { at, outcome: JobOutcome::Failed(why.to_owned()) }
}

/// The end of a job with a verdict.
const fn end_with(at: i64, is_cancelled: bool, verdict: ProbeVerdict) -> JobEnd {
    let outcome = if is_cancelled { JobOutcome::Cancelled(Some(verdict)) } else { JobOutcome::Finished(verdict) };
    JobEnd { at, outcome }
}

/// A job that is ready to run.
enum PreparedJob {
    Probe(PreparedProbe),
    Scan(PreparedScan),
    Refresh(PreparedRefresh),
}

impl PreparedJob {
    const fn plan(&self) -> &JobPlan {
        match self {
            Self::Probe(probe) => &probe.plan,
            Self::Scan(scan) => &scan.plan,
            Self::Refresh(refresh) => &refresh.plan,
        }
    }

    const fn kind(&self) -> JobKind {
        match self {
            Self::Probe(_) => JobKind::Probe,
            Self::Scan(_) => JobKind::Scan,
            Self::Refresh(_) => JobKind::Refresh,
        }
    }

    /// The report of the plan: nothing was sent.
    fn plan_report(self, now: i64) -> JobReport {
        match self {
            Self::Probe(PreparedProbe { plan, warnings, .. })
            | Self::Refresh(PreparedRefresh { plan, warnings, .. }) => {
                JobReport { state: JobState::Idle, plan, started_at: now, warnings, ..JobReport::default() }
            }
            Self::Scan(scan) => scan.plan_report(now),
        }
    }

    /// Runs the job to its end.
    async fn run(self, net: Arc<Net>, workspace: Workspace, job: Arc<Job>) {
        match self {
            Self::Probe(probe) => run_probe(net, workspace, job, probe).await,
            Self::Scan(scan) => run_scan(net, workspace, job, scan).await,
            Self::Refresh(refresh) => refresh.run(net, workspace.store().clone(), workspace.clock().clone(), job).await,
        }
    }
}

impl RunsOperation<StartJob> for Workspace {
    fn run(&self, op: StartJob) -> BoxFuture<'_, Result<JobReport, OpError>> {
        Box::pin(async move {
            let StartJob { what, dry_run, confirmed } = op;
            if let Some(read_only) = self.write_policy().read_only.filter(|_| !dry_run && !what.sends_nothing()) {
                return Err(read_only.to_error());
            }
            if let Some(running) = if dry_run { None } else { self.jobs().find_running(&what)? } {
                return Ok(running.report(0));
            }
            let prepared = self.prepare(what.clone(), confirmed).await?;
            let plan = prepared.plan().clone();
            let now = millis_since_epoch(self.clock().now());
            let idle = |state| JobReport { state, plan: plan.clone(), started_at: now, ..JobReport::default() };
            if dry_run || what.sends_nothing() {
                return Ok(prepared.plan_report(now));
            }
            let is_asked =
                plan.needs_confirmation || (what.asks_about_unknown_hosts() && !plan.unknown_hosts.is_empty());
            if is_asked && !confirmed {
                return Ok(idle(JobState::NeedsConfirmation));
            }
            match self.jobs().begin(what, plan, now)? {
                StartedJob::Joined(job) => Ok(job.report(0)),
                StartedJob::New(job) => {
                    if let PreparedJob::Scan(prepared) = &prepared {
                        job.set_scan(Arc::clone(&prepared.scan));
                    }
                    self.spawn_job(Arc::clone(&job), prepared)?;
                    Ok(job.report(0))
                }
            }
        })
    }
}

impl RunsOperation<ReadJob> for Workspace {
    fn run(&self, op: ReadJob) -> BoxFuture<'_, Result<JobReport, OpError>> {
        Box::pin(async move {
            let found = match op.id {
                Some(id) => Some(self.jobs().find(id)?),
                None => self.jobs().newest(op.kind),
            };
            let Some(job) = found else { return self.read_last(op.kind).await };
            if op.waits {
                job.changed_since(op.after).await;
            }
            let now = millis_since_epoch(self.clock().now());
            // All rows are copied only for the marks.
            let (report, marks) = if op.with_marks {
                let snapshot = job.snapshot(op.after);
                let marks = job_marks(&snapshot, op.after, now);
                (snapshot.report, marks)
            } else {
                (job.report(op.after), BTreeMap::new())
            };
            if let Some(end) = report.finished_at.filter(|_| op.id.is_none()) {
                // Another process may have run a job since.
                let last = self.read_last(op.kind).await?;
                if result_time(&last).is_some_and(|at| at > end) {
                    return Ok(last);
                }
            }
            let report = JobReport { marks, ..with_age(report, now) };
            if report.scan.is_none() {
                return Ok(report);
            }
            self.run_blocking::<ReadJob>(move |store| Ok(with_current_model(report, store))).await
        })
    }
}

/// When the newest of the results was found that are kept.
fn result_time(report: &JobReport) -> Option<i64> {
    let of_rows = report.rows.iter().map(|row| row.at);
    let of_lists = report.lists.iter().map(|list| list.checked_at);
    report.finished_at.or_else(|| of_rows.chain(of_lists).max())
}

/// A report that says how long ago its scan ended.
fn with_age(mut report: JobReport, now: i64) -> JobReport {
    if let (Some(scan), Some(end)) = (&mut report.scan, report.finished_at) {
        scan.age = Some(age_text(now.saturating_sub(end)));
    }
    report
}

/// A report whose scan names the model that is configured now: it may have been changed since the scan.
fn with_current_model(mut report: JobReport, store: &HomeStore) -> JobReport {
    if let (Some(scan), Ok(snapshot)) = (&mut report.scan, read_snapshot(store)) {
        scan.current = current_model(&snapshot.view, scan.request.role);
    }
    report
}

impl RunsOperation<CancelJob> for Workspace {
    fn run(&self, op: CancelJob) -> BoxFuture<'_, Result<JobReport, OpError>> {
        Box::pin(async move {
            if let Some(read_only) = self.write_policy().read_only {
                return Err(read_only.to_error());
            }
            // A job that is not known any more has ended.
            let Ok(job) = self.jobs().find(op.id) else { return Ok(JobReport::default()) };
            job.cancel();
            while job.is_running() {
                job.changed_since(u32::MAX).await;
            }
            Ok(job.report(0))
        })
    }
}

impl Workspace {
    /// The results that are kept of the last job of a kind.
    async fn read_last(&self, kind: JobKind) -> Result<JobReport, OpError> {
        let now = millis_since_epoch(self.clock().now());
        let last = match kind {
            JobKind::Probe => last_results,
            JobKind::Scan => last_scan,
            JobKind::Refresh => last_refresh,
        };
        self.run_blocking::<ReadJob>(move |store| Ok(with_current_model(with_age(last(store, now), now), store))).await
    }

    async fn prepare(&self, what: JobRequest, is_confirmed: bool) -> Result<PreparedJob, OpError> {
        let now = self.clock().now();
        let collect = move |store: &HomeStore| match &what {
            JobRequest::Probe(probe) => PreparedProbe::collect(store, probe, is_confirmed, now).map(PreparedJob::Probe),
            JobRequest::Scan(scan) => PreparedScan::collect(store, scan, None, now).map(PreparedJob::Scan),
            JobRequest::Refresh(refresh) => PreparedRefresh::collect(store, refresh, now).map(PreparedJob::Refresh),
        };
        self.run_blocking_work(StartJob::PATH, collect).await
    }

    /// Runs a job on the current runtime.
    fn spawn_job(&self, job: Arc<Job>, prepared: PreparedJob) -> Result<(), OpError> {
        let not_possible = |why: &str| OpError::new(Code::Internal, format!("could not send requests: {why}"));
        let started_at = millis_since_epoch(self.clock().now());
        let fail = |why| {
            let error = not_possible(why);
            job.end(failed_end(started_at, &error.message));
            error
        };
        let net = self.net().cloned().ok_or_else(|| fail("this process has no network"))?;
        let runtime = Handle::try_current().map_err(|_| fail("there is no runtime"))?;
        let kind = prepared.kind();
        let run = prepared.run(net, self.clone(), Arc::clone(&job));
        runtime.spawn(async move {
            // A job whose code failed would run for ever.
            if tokio::spawn(run).await.is_err() {
                job.end(failed_end(started_at, &internal_error(kind)));
            }
        });
        Ok(())
    }
}

async fn run_probe(net: Arc<Net>, workspace: Workspace, job: Arc<Job>, prepared: PreparedProbe) {
    let store = workspace.store().clone();
    let now = || millis_since_epoch(workspace.clock().now());
    let PreparedProbe { rows, tasks, hosts, warnings, steps, concurrency, retry, .. } = prepared;
    for warning in warnings {
        job.add_warning(warning);
    }
    let hosts_written = tokio::task::spawn_blocking({
        let store = store.clone();
        move || results::write_hosts(&store, hosts)
    });
    job.add_rows(rows);
    // A key goes to a host that is not known yet only after that host was recorded.
    if !matches!(hosts_written.await, Ok(Ok(()))) {
        return job.end(failed_end(now(), HOSTS_NOT_RECORDED));
    }
    let is_cancelled = run::run_tasks(&net, &job, tasks, concurrency, now).await;
    let rows = job.rows();
    if let Some(warning) = results::network_warning(&rows) {
        job.add_warning(warning);
    }
    let mut verdict = verdict(steps.as_deref(), &rows);
    if let Some(retry) = retry {
        verdict = retry.end_cooldowns(&workspace, &rows, verdict).await;
    }
    let written = tokio::task::spawn_blocking(move || write_results(&store, &rows)).await;
    if !matches!(written, Ok(Ok(()))) {
        job.add_warning("the results could not be kept in `probes.json`".to_owned());
    }
    job.end(end_with(now(), is_cancelled, verdict));
}
