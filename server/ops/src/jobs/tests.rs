use std::time::Duration;

use contract::{ProbeRequest, RefreshRequest};
use tokio::time::timeout;

use super::*;

fn request(provider: &str) -> JobRequest {
    JobRequest::Probe(ProbeRequest { provider: Some(provider.to_owned()), ..ProbeRequest::default() })
}

fn begin(jobs: &Jobs, provider: &str) -> Result<StartedJob, OpError> {
    jobs.begin(request(provider), JobPlan::default(), 5)
}

fn new_job(jobs: &Jobs, provider: &str) -> Arc<Job> {
    match begin(jobs, provider).unwrap() {
        StartedJob::New(job) => job,
        StartedJob::Joined(job) => panic!("{job:?}"),
    }
}

const END: JobEnd = JobEnd { at: 9, outcome: JobOutcome::Cancelled(None) };

#[test]
fn one_job_runs_at_a_time() {
    let jobs = Jobs::default();
    let first = new_job(&jobs, "a");
    assert!(matches!(begin(&jobs, "a").unwrap(), StartedJob::Joined(joined) if Arc::ptr_eq(&joined, &first)));
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
fn what_runs_is_counted() {
    let jobs = Jobs::default();
    let mut changes = jobs.subscribe();
    let running = |changes: &mut tokio::sync::watch::Receiver<JobChanges>| changes.borrow_and_update().running;
    assert_eq!(*changes.borrow_and_update(), JobChanges::default());
    let probe = new_job(&jobs, "a");
    let StartedJob::New(refresh) =
        jobs.begin(JobRequest::Refresh(RefreshRequest::default()), JobPlan::default(), 5).unwrap()
    else {
        panic!("it is new")
    };
    assert_eq!((running(&mut changes), begin(&jobs, "a").is_ok()), (2, true));
    probe.end(END);
    assert_eq!(running(&mut changes), 1);
    // A job whose code fails after its end is ended once more.
    probe.end(END);
    assert_eq!(running(&mut changes), 1);
    refresh.end(END);
    assert_eq!(running(&mut changes), 0);
}

#[test]
fn a_report_has_no_rows_without_results() {
    let jobs = Jobs::default();
    let plan = JobPlan { requests: 1, targets: vec![ProbeRow::default()], ..JobPlan::default() };
    let StartedJob::New(job) = jobs.begin(request("x"), plan, 5).unwrap() else { panic!("it is new") };
    assert_eq!(
        (job.report(0).plan.requests, job.report(0).plan.targets.len(), job.snapshot(0).pending.len()),
        (1, 0, 1)
    );
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
fn a_scan_may_send_more_than_was_known_before_it_began() {
    let jobs = Jobs::default();
    let (job, changes) = (new_job(&jobs, "a"), jobs.subscribe());
    job.set_scan_and_plan(Arc::default(), JobPlan { requests: 7, ..JobPlan::default() });
    assert_eq!(job.report(0).plan.requests, 7);
    assert!(changes.has_changed().unwrap(), "pages show the new total");
}

#[test]
fn what_is_pending_has_no_row_at_the_same_time() {
    let jobs = Jobs::default();
    let target = |label: &str| ProbeRow { label: label.to_owned(), ..ProbeRow::default() };
    let plan = JobPlan { targets: vec![target("a"), target("b")], ..JobPlan::default() };
    let StartedJob::New(job) = jobs.begin(request("x"), plan, 5).unwrap() else { panic!("it is new") };
    job.add_rows([target("a")]);
    let snapshot = job.snapshot(1);
    assert_eq!((snapshot.report.rows.len(), snapshot.rows.len()), (0, 1));
    assert_eq!(snapshot.pending, [target("b")]);
    job.end(END);
    assert!(job.snapshot(0).pending.is_empty());
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
