//! The jobs of a process: what runs, and the rows so far.

use std::{
    collections::BTreeMap,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

use contract::{
    Code, JobKind, JobPlan, JobReport, JobRequest, JobState, OpError, ProbeRow, ProbeVerdict, RefreshedList,
};
use rules::{base::count::saturating_u32, scan::plan::Scan};
use tokio::sync::watch;

/// The jobs of a process. One of each kind runs at a time, and the last one is kept with its rows.
#[derive(Debug, Default)]
pub struct Jobs {
    last_id: AtomicU64,
    newest: Mutex<BTreeMap<JobKind, Arc<Job>>>,
    changes: watch::Sender<JobChanges>,
}

/// What happened in the jobs of a process.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct JobChanges {
    /// The number of changes so far; 0 if no job was started.
    pub count: u64,
    /// How many jobs run.
    pub running: u32,
}

/// A job.
#[derive(Debug)]
pub(crate) struct Job {
    id: u64,
    request: JobRequest,
    started_at: i64,
    progress: watch::Sender<Progress>,
    cancel: watch::Sender<bool>,
    changes: watch::Sender<JobChanges>,
}

/// How far a job is.
#[derive(Debug, Clone, Default)]
struct Progress {
    /// Without the rows of its requests.
    plan: JobPlan,
    /// The rows of the requests, without results.
    targets: Vec<ProbeRow>,
    /// What a scan compares.
    scan: Option<Arc<Scan>>,
    rows: Vec<ProbeRow>,
    lists: Vec<RefreshedList>,
    warnings: Vec<String>,
    end: Option<JobEnd>,
}

/// How a job ended.
#[derive(Debug, Clone)]
pub(crate) struct JobEnd {
    /// When, in milliseconds since 1970.
    pub(crate) at: i64,
    /// What came of it.
    pub(crate) outcome: JobOutcome,
}

/// What came of a job.
#[derive(Debug, Clone)]
pub(crate) enum JobOutcome {
    /// It has run to its end; its results mean this.
    Finished(ProbeVerdict),
    /// It was cancelled. Its results may mean something all the same.
    Cancelled(Option<ProbeVerdict>),
    /// It could not go on; why, in a sentence.
    Failed(String),
}

impl JobOutcome {
    const fn state(&self) -> JobState {
        match self {
            Self::Finished(_) => JobState::Finished,
            Self::Cancelled(_) => JobState::Cancelled,
            Self::Failed(_) => JobState::Failed,
        }
    }

    fn verdict(&self) -> Option<ProbeVerdict> {
        match self {
            Self::Finished(verdict) => Some(verdict.clone()),
            Self::Cancelled(verdict) => verdict.clone(),
            Self::Failed(why) => Some(ProbeVerdict { text: why.clone(), exit_code: 1, ..ProbeVerdict::default() }),
        }
    }
}

/// What is known of a job at one time.
#[derive(Debug)]
pub(crate) struct JobSnapshot {
    /// The state, with the rows after the known ones.
    pub(crate) report: JobReport,
    /// All rows so far.
    pub(crate) rows: Vec<ProbeRow>,
    /// The rows of the requests that have no result yet; none once the job has ended.
    pub(crate) pending: Vec<ProbeRow>,
}

/// The row of a report.
fn without_masked(row: &ProbeRow) -> ProbeRow {
    ProbeRow { masked: None, ..row.clone() }
}

/// The job that a request starts or joins.
#[derive(Debug)]
pub(crate) enum StartedJob {
    /// It is new, and has to be run.
    New(Arc<Job>),
    /// A job with this request runs already.
    Joined(Arc<Job>),
}

impl Jobs {
    /// Tells of every change of a job, so that pages can read it.
    pub fn subscribe(&self) -> watch::Receiver<JobChanges> {
        self.changes.subscribe()
    }

    /// The running job with this request. Another running job of its kind is an error.
    pub(crate) fn find_running(&self, request: &JobRequest) -> Result<Option<Arc<Job>>, OpError> {
        self.lock().get(&request.kind()).filter(|job| job.is_running()).map(|job| job.join(request)).transpose()
    }

    /// Begins a job, unless one of its kind runs.
    pub(crate) fn begin(&self, request: JobRequest, plan: JobPlan, started_at: i64) -> Result<StartedJob, OpError> {
        let mut newest = self.lock();
        if let Some(running) = newest.get(&request.kind()).filter(|job| job.is_running()) {
            return running.join(&request).map(StartedJob::Joined);
        }
        let job = Arc::new(Job {
            id: self.last_id.fetch_add(1, Ordering::Relaxed) + 1,
            request,
            started_at,
            progress: watch::Sender::new(Progress::of_plan(plan)),
            cancel: watch::Sender::new(false),
            changes: self.changes.clone(),
        });
        newest.insert(job.request.kind(), Arc::clone(&job));
        drop(newest);
        // Pages show that it runs before it has a row.
        self.changes.send_modify(|changes| (changes.count, changes.running) = (changes.count + 1, changes.running + 1));
        Ok(StartedJob::New(job))
    }

    /// The newest job of a kind; `None` if none was started.
    pub(crate) fn newest(&self, kind: JobKind) -> Option<Arc<Job>> {
        self.lock().get(&kind).cloned()
    }

    /// The probe that runs.
    pub(crate) fn running_probe(&self) -> Option<Arc<Job>> {
        self.newest(JobKind::Probe).filter(|job| job.is_running())
    }

    /// The job with a number.
    pub(crate) fn find(&self, id: u64) -> Result<Arc<Job>, OpError> {
        self.lock().values().find(|job| job.id == id).cloned().ok_or_else(|| {
            OpError::new(Code::JobUnknown, format!("there is no job {id}"))
                .with_hint("a job is kept until the next one of its kind starts, or the program ends")
        })
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<JobKind, Arc<Job>>> {
        self.newest.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Job {
    /// This job, for a request that is equal to its own; an error for any other request.
    fn join(self: &Arc<Self>, request: &JobRequest) -> Result<Arc<Self>, OpError> {
        if self.request == *request {
            return Ok(Arc::clone(self));
        }
        let kind = match self.request.kind() {
            JobKind::Probe => "probe",
            JobKind::Scan => "scan",
            JobKind::Refresh => "refresh",
        };
        Err(OpError::new(Code::JobRunning, format!("another {kind} runs"))
            .with_hint("wait until it ends, or cancel it"))
    }

    pub(crate) fn is_running(&self) -> bool {
        self.progress.borrow().end.is_none()
    }

    /// Adds rows and numbers them.
    pub(crate) fn add_rows(&self, rows: impl IntoIterator<Item = ProbeRow>) {
        self.progress.send_modify(|progress| {
            for row in rows {
                let number = saturating_u32(progress.rows.len() + 1);
                progress.rows.push(ProbeRow { number, ..row });
            }
        });
        self.note_change();
    }

    /// Adds a warning, unless it is there already.
    pub(crate) fn add_warning_once(&self, warning: String) {
        self.progress.send_if_modified(|progress| {
            let is_new = !progress.warnings.contains(&warning);
            if is_new {
                progress.warnings.push(warning);
            }
            is_new
        });
    }

    /// Adds a refreshed list, and a row that tells of it.
    pub(crate) fn add_list(&self, list: RefreshedList, row: ProbeRow) {
        self.progress.send_modify(|progress| progress.lists.push(list));
        self.add_rows([row]);
    }

    pub(crate) fn add_warning(&self, warning: String) {
        self.progress.send_modify(|progress| progress.warnings.push(warning));
    }

    /// Says what a scan compares, before its first row.
    pub(crate) fn set_scan(&self, scan: Arc<Scan>) {
        self.progress.send_modify(|progress| progress.scan = Some(scan));
    }

    /// Says what a scan compares and sends, now that more is known than before it began.
    pub(crate) fn set_scan_and_plan(&self, scan: Arc<Scan>, plan: JobPlan) {
        let Progress { plan, targets, .. } = Progress::of_plan(plan);
        self.progress.send_modify(|progress| {
            (progress.scan, progress.plan, progress.targets) = (Some(scan), plan, targets);
        });
        self.note_change();
    }

    /// The rows so far.
    pub(crate) fn rows(&self) -> Vec<ProbeRow> {
        self.progress.borrow().rows.clone()
    }

    /// The lists so far.
    pub(crate) fn lists(&self) -> Vec<RefreshedList> {
        self.progress.borrow().lists.clone()
    }

    pub(crate) fn end(&self, end: JobEnd) {
        let mut ran = false;
        self.progress.send_modify(|progress| ran = progress.end.replace(end).is_none());
        self.changes.send_modify(|changes| {
            changes.count += 1;
            changes.running -= u32::from(ran);
        });
    }

    pub(crate) fn cancel(&self) {
        self.cancel.send_replace(true);
    }

    /// Waits until the job is cancelled.
    pub(crate) async fn cancelled(&self) {
        let mut cancel = self.cancel.subscribe();
        // The sender is in `self`, so this cannot fail.
        cancel.wait_for(|is_cancelled| *is_cancelled).await.ok();
    }

    /// Waits until there is a row after the known ones, or the job has ended.
    pub(crate) async fn changed_since(&self, known: u32) {
        let mut progress = self.progress.subscribe();
        let is_new = |progress: &Progress| progress.end.is_some() || progress.rows.len() > known as usize;
        progress.wait_for(is_new).await.ok();
    }

    /// The state, with the rows after the known ones.
    pub(crate) fn report(&self, known: u32) -> JobReport {
        self.report_of(&self.progress.borrow(), known)
    }

    /// The state with all rows, all at the same time.
    pub(crate) fn snapshot(&self, known: u32) -> JobSnapshot {
        let progress = self.progress.borrow();
        let report = self.report_of(&progress, known);
        JobSnapshot { report, rows: progress.rows.clone(), pending: progress.pending() }
    }

    fn report_of(&self, progress: &Progress, known: u32) -> JobReport {
        let end = progress.end.as_ref();
        JobReport {
            id: Some(self.id),
            state: end.map_or(JobState::Running, |end| end.outcome.state()),
            plan: progress.plan.clone(),
            rows: progress.rows.iter().skip(known as usize).map(without_masked).collect(),
            lists: progress.lists.clone(),
            started_at: self.started_at,
            finished_at: end.map(|end| end.at),
            verdict: end.and_then(|end| end.outcome.verdict()),
            scan: progress.scan.as_ref().map(|scan| scan.report(&progress.rows, true)),
            warnings: progress.warnings.clone(),
            ..JobReport::default()
        }
    }

    fn note_change(&self) {
        self.changes.send_modify(|changes| changes.count += 1);
    }
}

impl Progress {
    fn of_plan(mut plan: JobPlan) -> Self {
        let targets = std::mem::take(&mut plan.targets);
        Self { plan, targets, ..Self::default() }
    }

    /// The rows of the requests that have no result yet; none once the job has ended.
    fn pending(&self) -> Vec<ProbeRow> {
        let key = |row: &ProbeRow| (row.agent.clone(), row.model.clone(), row.provider.clone(), row.label.clone());
        let done: std::collections::HashSet<_> = self.rows.iter().map(key).collect();
        let is_pending = |row: &&ProbeRow| self.end.is_none() && !done.contains(&key(row));
        self.targets.iter().filter(is_pending).cloned().collect()
    }
}

#[cfg(test)]
mod tests;
