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
use rules::scan::plan::Scan;
use tokio::sync::watch;

/// The jobs of a process. One of each kind runs at a time, and the last one is kept with its rows.
#[derive(Debug, Default)]
pub struct Jobs {
    last_id: AtomicU64,
    newest: Mutex<BTreeMap<JobKind, Arc<Job>>>,
    changes: watch::Sender<u64>,
}

/// A job.
#[derive(Debug)]
pub(crate) struct Job {
    id: u64,
    request: JobRequest,
    plan: JobPlan,
    started_at: i64,
    progress: watch::Sender<Progress>,
    cancel: watch::Sender<bool>,
    changes: watch::Sender<u64>,
    /// What a scan compares.
    scan: Mutex<Option<Arc<Scan>>>,
}

/// How far a job is.
#[derive(Debug, Clone, Default)]
struct Progress {
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

/// The row of a report.
fn without_masked(row: &ProbeRow) -> ProbeRow {
    ProbeRow { masked: None, ..row.clone() }
}

/// A job that was asked for.
#[derive(Debug)]
pub(crate) enum Begun {
    /// It is new, and has to be run.
    New(Arc<Job>),
    /// A job with this request runs already.
    Joined(Arc<Job>),
}

impl Jobs {
    /// Tells of every change of a job, so that pages can read it. The value only counts.
    pub fn subscribe(&self) -> watch::Receiver<u64> {
        self.changes.subscribe()
    }

    /// The running job with this request. Another running job of its kind is an error.
    pub(crate) fn find_running(&self, request: &JobRequest) -> Result<Option<Arc<Job>>, OpError> {
        self.lock().get(&request.kind()).filter(|job| job.is_running()).map(|job| job.join(request)).transpose()
    }

    /// Begins a job, unless one of its kind runs.
    pub(crate) fn begin(&self, request: JobRequest, plan: JobPlan, started_at: i64) -> Result<Begun, OpError> {
        let mut newest = self.lock();
        if let Some(running) = newest.get(&request.kind()).filter(|job| job.is_running()) {
            return running.join(&request).map(Begun::Joined);
        }
        let job = Arc::new(Job {
            id: self.last_id.fetch_add(1, Ordering::Relaxed) + 1,
            request,
            plan,
            started_at,
            progress: watch::Sender::default(),
            cancel: watch::Sender::new(false),
            changes: self.changes.clone(),
            scan: Mutex::default(),
        });
        newest.insert(job.request.kind(), Arc::clone(&job));
        drop(newest);
        // Pages show that it runs before it has a row.
        job.note_change();
        Ok(Begun::New(job))
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
                let number = u32::try_from(progress.rows.len() + 1).unwrap_or(u32::MAX);
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
        *self.scan.lock().unwrap_or_else(PoisonError::into_inner) = Some(scan);
    }

    /// The rows so far.
    pub(crate) fn rows(&self) -> Vec<ProbeRow> {
        self.progress.borrow().rows.clone()
    }

    /// The rows of the requests that have no result yet; none once the job has ended.
    pub(crate) fn pending(&self) -> Vec<ProbeRow> {
        let progress = self.progress.borrow();
        let key = |row: &ProbeRow| (row.agent.clone(), row.model.clone(), row.provider.clone(), row.label.clone());
        let done: std::collections::HashSet<_> = progress.rows.iter().map(key).collect();
        let is_pending = |row: &&ProbeRow| progress.end.is_none() && !done.contains(&key(row));
        self.plan.targets.iter().filter(is_pending).cloned().collect()
    }

    /// The lists so far.
    pub(crate) fn lists(&self) -> Vec<RefreshedList> {
        self.progress.borrow().lists.clone()
    }

    pub(crate) fn end(&self, end: JobEnd) {
        self.progress.send_modify(|progress| progress.end = Some(end));
        self.note_change();
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
        let scan = self.scan.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let progress = self.progress.borrow();
        let end = progress.end.as_ref();
        JobReport {
            id: Some(self.id),
            state: end.map_or(JobState::Running, |end| end.outcome.state()),
            plan: self.plan.clone(),
            rows: progress.rows.iter().skip(known as usize).map(without_masked).collect(),
            lists: progress.lists.clone(),
            started_at: self.started_at,
            finished_at: end.map(|end| end.at),
            verdict: end.and_then(|end| end.outcome.verdict()),
            scan: scan.map(|scan| scan.report(&progress.rows, true)),
            warnings: progress.warnings.clone(),
            ..JobReport::default()
        }
    }

    fn note_change(&self) {
        self.changes.send_modify(|count| *count += 1);
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use contract::ProbeRequest;
    use tokio::time::timeout;

    use super::*;

    fn request(provider: &str) -> JobRequest {
        JobRequest::Probe(ProbeRequest { provider: Some(provider.to_owned()), ..ProbeRequest::default() })
    }

    fn begin(jobs: &Jobs, provider: &str) -> Result<Begun, OpError> {
        jobs.begin(request(provider), JobPlan::default(), 5)
    }

    fn new_job(jobs: &Jobs, provider: &str) -> Arc<Job> {
        match begin(jobs, provider).unwrap() {
            Begun::New(job) => job,
            Begun::Joined(job) => panic!("{job:?}"),
        }
    }

    const END: JobEnd = JobEnd { at: 9, outcome: JobOutcome::Cancelled(None) };

    #[test]
    fn one_job_runs_at_a_time() {
        let jobs = Jobs::default();
        let first = new_job(&jobs, "a");
        assert!(matches!(begin(&jobs, "a").unwrap(), Begun::Joined(joined) if Arc::ptr_eq(&joined, &first)));
        assert_eq!(begin(&jobs, "b").unwrap_err().code, Code::JobRunning);
        assert_eq!(jobs.find_running(&request("b")).unwrap_err().code, Code::JobRunning);
        first.end(END);
        assert!(jobs.find_running(&request("b")).unwrap().is_none());
        let second = new_job(&jobs, "b");
        assert_eq!((first.id, second.id), (1, 2));
        assert_eq!(jobs.find(1).unwrap_err().code, Code::JobUnknown);
        assert_eq!((jobs.find(2).unwrap().id, jobs.newest(JobKind::Probe).unwrap().id), (2, 2));
    }

    #[test]
    fn a_reader_gets_the_rows_after_its_last_one() {
        let jobs = Jobs::default();
        let changes = jobs.subscribe();
        let job = new_job(&jobs, "a");
        job.add_rows([ProbeRow::default(), ProbeRow::default()]);
        job.add_rows([ProbeRow::default()]);
        assert!(changes.has_changed().unwrap());
        let numbers = |known| job.report(known).rows.iter().map(|row| row.number).collect::<Vec<_>>();
        assert_eq!((numbers(0), numbers(2), numbers(3), numbers(9)), (vec![1, 2, 3], vec![3], vec![], vec![]));
        assert_eq!(job.report(0).state, JobState::Running);
        job.end(END);
        let report = job.report(3);
        assert_eq!((report.state, report.started_at, report.finished_at), (JobState::Cancelled, 5, Some(9)));
    }

    #[test]
    fn a_failure_is_no_cancellation() {
        let jobs = Jobs::default();
        let job = new_job(&jobs, "a");
        job.end(JobEnd { at: 9, outcome: JobOutcome::Failed("no disk".to_owned()) });
        let report = job.report(0);
        assert_eq!((report.state, report.failure()), (JobState::Failed, Some("no disk")));
        assert_eq!(report.verdict.unwrap().exit_code, 1);
    }

    #[tokio::test]
    async fn a_reader_can_wait() {
        let jobs = Jobs::default();
        let job = new_job(&jobs, "a");
        let waits = |known| timeout(Duration::from_millis(20), job.changed_since(known));
        assert!(waits(0).await.is_err());
        job.add_rows([ProbeRow::default()]);
        assert!(waits(0).await.is_ok() && waits(1).await.is_err());
        assert!(timeout(Duration::from_millis(20), job.cancelled()).await.is_err());
        job.cancel();
        job.cancelled().await;
        job.end(END);
        assert!(waits(1).await.is_ok());
    }
}
