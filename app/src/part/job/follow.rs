//! Starts a job and reads what is new of it.

use contract::{CancelJob, JobKind, JobRequest, JobState, ReadJob, StartJob};
use leptos::task::spawn_local;

use super::{
    broken_off_text,
    state::{JobController, JobView, KnownRows},
};
use crate::{
    api::{JobProgress, send_job},
    prelude::*,
    text::{JobProgressText, translate},
};

/// Starts a job. `is_confirmed`: nothing is asked.
pub(super) fn start(jobs: JobController, request: JobRequest, is_confirmed: bool) {
    jobs.view.set(JobView::Starting);
    spawn_local(async move {
        let op = StartJob { what: request.clone(), dry_run: false, confirmed: is_confirmed };
        match send_job(&op).await {
            Ok(report) if report.state == JobState::NeedsConfirmation => {
                let (estimate, hosts) = (report.plan.estimate, report.plan.unknown_hosts);
                jobs.announcement.set(translate(JobProgressText::Question(estimate.clone())));
                jobs.asked.set_value(Some(request));
                jobs.view.set(JobView::Question { estimate, hosts });
            }
            Ok(report) => {
                jobs.announcement.set(translate(JobProgressText::Started(report.plan.requests)));
                read(jobs);
            }
            Err(error) => jobs.view.set(JobView::Failed(error)),
        }
    });
}

/// Starts the job that was asked about; `hosts` may get a credential.
pub(super) fn confirm(jobs: JobController, hosts: Vec<String>) {
    let Some(mut request) = jobs.asked.try_update_value(Option::take).flatten() else { return };
    request.allow_hosts(hosts);
    start(jobs, request, true);
}

/// Stops the job.
pub(super) fn stop(jobs: JobController, id: u64) {
    spawn_local(async move {
        match send_job(&CancelJob { id }).await {
            Ok(_) => read(jobs),
            Err(error) => jobs.view.set(JobView::Failed(error)),
        }
    });
}

/// Reads what is after the last known row. A request at a time: what happens meanwhile is read after it.
pub(super) fn read(jobs: JobController) {
    if jobs.reading.get_value().is_some() {
        return jobs.reading.set_value(Some(true));
    }
    jobs.reading.set_value(Some(false));
    spawn_local(async move {
        loop {
            let known = jobs.known.get_value();
            let kind = jobs.kind.get_value();
            let op = ReadJob { kind, after: known.last, with_marks: true, ..ReadJob::default() };
            let is_complete = match send_job(&op).await {
                Ok(report) => add(jobs, known, report),
                Err(error) => {
                    jobs.view.set(JobView::Failed(error));
                    true
                }
            };
            let again = jobs.reading.get_value() == Some(true);
            jobs.reading.set_value(Some(false));
            if is_complete && !again {
                break;
            }
        }
        jobs.reading.set_value(None);
    });
}

/// Adds what is new. Returns whether it was about the known job: another one is read from its first row.
fn add(jobs: JobController, known: KnownRows, report: JobProgress) -> bool {
    if report.id != known.id {
        jobs.known.set_value(KnownRows { id: report.id, ..KnownRows::default() });
        jobs.marks.set(report.marks.clone());
        if known.last > 0 {
            return false;
        }
    }
    let Some(id) = report.id else {
        jobs.view.set(JobView::Idle);
        return true;
    };
    let known = jobs.known.get_value();
    let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    let done = count(report.rows.iter().filter(|row| row.latency_ms.is_some()).count());
    let is_running = report.state == JobState::Running;
    let (was_known, is_first_read) = (known.has_ended, known.last == 0);
    let known = KnownRows {
        id: Some(id),
        last: known.last + count(report.rows.len()),
        done: known.done + done,
        has_ended: !is_running,
    };
    jobs.known.set_value(known);
    if is_running {
        jobs.marks.update(|marks| marks.extend(report.marks));
        jobs.view.set(JobView::Running { id, done: known.done, total: report.plan.requests });
        return true;
    }
    if was_known {
        return true;
    }
    let state = report.state;
    let text = report.verdict.map(|verdict| verdict.text).unwrap_or_default();
    // What was not answered when the job was stopped has no result.
    jobs.marks.update(|marks| {
        marks.extend(report.marks);
        // The page's own data says more of a job that has ended before it was read.
        marks.retain(|_, mark| mark.reason.is_some() && !is_first_read);
    });
    let spoken = text.replace('`', "");
    jobs.announcement.set(match broken_off_text(state).map(translate) {
        Some(word) if state == JobState::Failed => [&word, " ", &spoken].concat(),
        Some(word) => word,
        None => spoken,
    });
    // The page Scan has the conclusion above its results.
    let is_on_page = jobs.kind.get_value() == JobKind::Scan && state == JobState::Finished;
    let ended = JobView::Ended { text, warnings: report.warnings, state };
    jobs.view.set(if is_on_page { JobView::Idle } else { ended });
    // The results are stored: the page reads them with its data.
    jobs.live.change_count.update(|count| *count += 1);
    true
}
