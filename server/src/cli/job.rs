//! Runs a job in a command: starts it, prints its rows as they come, and cancels it on Ctrl-C.

use std::sync::Arc;

use contract::{CancelJob, Code, JobReport, JobRequest, JobState, OpError, ProbeRow, ReadJob, StartJob};

use super::call_in_process;
use crate::{
    context::CommandContext,
    out::{Failure, Format, Out},
    runtime,
    signal::ShutdownSignals,
};

/// Exit code of a command whose job was cancelled by a signal.
pub(super) const CANCELLED_EXIT_CODE: u8 = 130;

/// Prints what a job does, while it runs.
pub(super) trait JobPrinter {
    /// The job begins.
    fn begin(&mut self, report: &JobReport, out: &mut Out);
    /// A row came.
    fn row(&mut self, row: &ProbeRow, out: &mut Out);
    /// The job went on; `report` has the rows that are new.
    fn progress(&mut self, _report: &JobReport, _out: &mut Out) {}
}

/// Only counts the requests of a job. It needs no runtime, because nothing is sent.
pub(super) fn plan_job(context: &CommandContext, format: Format, what: JobRequest) -> Result<JobReport, Failure> {
    let op = StartJob { what, dry_run: true, confirmed: false };
    call_in_process(&context.backend, format, app::api::start_job(op))
}

/// Runs a job to its end, and returns its report with all rows. `is_confirmed`: nothing is asked.
pub(super) fn run_job(
    context: &mut CommandContext,
    format: Format,
    what: JobRequest,
    is_confirmed: bool,
    printer: &mut dyn JobPrinter,
) -> Result<JobReport, Failure> {
    let runtime = runtime::live_runtime().map_err(|error| Failure(no_runtime_error(&error), format))?;
    let backend = Arc::clone(&context.backend);
    let work = app::api::in_process(backend, start_and_follow(context, what, is_confirmed, printer));
    runtime.block_on(work).map_err(|error| Failure(error, format))
}

async fn start_and_follow(
    context: &mut CommandContext,
    what: JobRequest,
    is_confirmed: bool,
    printer: &mut dyn JobPrinter,
) -> Result<JobReport, OpError> {
    let start = |confirmed| app::api::start_job(StartJob { what: what.clone(), dry_run: false, confirmed });
    let mut signals = ShutdownSignals::listen().map_err(|error| no_runtime_error(&error))?;
    let mut started = start(is_confirmed).await?;
    if started.state == JobState::NeedsConfirmation {
        confirm(context, &started.plan.estimate)?;
        started = start(true).await?;
    }
    printer.begin(&started, &mut context.out);
    let id = started.id;
    let mut rows: Vec<ProbeRow> = Vec::new();
    loop {
        let after = rows.last().map_or(0, |row| row.number);
        let read = app::api::read_job(ReadJob { id, after, waits: true, ..ReadJob::default() });
        let report = tokio::select! {
            report = read => report?,
            () = signals.recv() => app::api::cancel_job(CancelJob { id: id.unwrap_or_default() }).await?,
        };
        for row in report.rows.iter().filter(|row| row.number > after) {
            printer.row(row, &mut context.out);
            rows.push(row.clone());
        }
        printer.progress(&report, &mut context.out);
        if report.state != JobState::Running {
            return Ok(JobReport { rows, ..report });
        }
    }
}

/// Asks before many requests are sent, or expensive ones.
fn confirm(context: &CommandContext, question: &str) -> Result<(), OpError> {
    if !context.input.is_terminal() {
        let why = format!("nothing was sent: {question}, and there is no terminal to ask");
        let error = OpError::new(Code::Usage, why);
        return Err(error.with_hint("`--yes` sends them, `--dry-run` only counts them"));
    }
    let answer = context.input.read_line(&format!("{question}. Send them? [y/N] ")).ok().flatten();
    let is_yes = answer.is_some_and(|answer| matches!(answer.to_ascii_lowercase().as_str(), "y" | "yes"));
    if is_yes { Ok(()) } else { Err(OpError::new(Code::Usage, "cancelled: nothing was sent")) }
}

fn no_runtime_error(error: &std::io::Error) -> OpError {
    OpError::new(Code::Internal, format!("could not start: {}", error.kind()))
}
