//! `models refresh` command: fetches lists of models. `models list --refresh` does the same first.

use clap::Args;
use contract::{JobReport, JobRequest, JobState, ProbeRow, RefreshRequest, RefreshState, RefreshedList};
use rules::classify::cause::ProbeStatus;
use serde_json::json;

use super::{
    JsonArgs, Outcome,
    job::{CANCELLED_EXIT_CODE, JobPrinter, plan_job, run_job},
    probe::{print_failure, print_plan},
};
use crate::{
    context::CommandContext,
    out::{BAD, Failure, Format, GOOD, Out, QUIET, escape_hidden, with_style},
};

/// Width of the column with the source.
const SOURCE_WIDTH: usize = 12;

#[derive(Debug, Args)]
#[command(
    after_help = "Asks openrouter.ai and models.dev, without a key, and keeps what is new or different beside the built-in catalog. Also reads the catalog that OpenClaw has downloaded. Only this command and `models list --refresh` keep these lists; `models scan` reads OpenRouter's list for itself if it compares its models. Exit code: 1 if no list could be fetched; then the last ones stay in use.\n\nOPENCLAW_ENDPOINTS names a JSON file with other addresses, such as { \"models.dev\": \"https://mirror.example\" }.\n\nExamples:\n  openclaw models refresh\n  openclaw models refresh --json\n  openclaw models refresh --dry-run       how many requests there are\n  openclaw models list --refresh --all    refresh, then list"
)]
pub(crate) struct RefreshArgs {
    /// Only print how many requests would be sent
    #[arg(long)]
    dry_run: bool,
    #[command(flatten)]
    json: JsonArgs,
}

impl RefreshArgs {
    pub(crate) fn run(self, context: &mut CommandContext) -> Outcome {
        let format = self.json.format();
        let what = JobRequest::Refresh(RefreshRequest::default());
        if self.dry_run {
            print_plan(&plan_job(context, format, what)?, format, &mut context.out);
            return Ok(0);
        }
        let mut printer = Printer { is_data: format != Format::Json };
        let report = run_job(context, format, what, true, &mut printer)?;
        let out = &mut context.out;
        if format == Format::Json {
            out.json(&json!({
                "startedAt": report.started_at,
                "finishedAt": report.finished_at,
                "lists": report.lists,
                "warnings": report.warnings,
            }));
        } else {
            report.lists.iter().for_each(|list| print_newest(list, out));
            report.warnings.iter().for_each(|warning| out.warn(escape_hidden(warning)));
        }
        print_failure(&report, out);
        Ok(exit_code(&report))
    }
}

/// Refreshes before models are listed. Returns the exit code if it was cancelled or could not go on. A list that cannot be fetched is
/// a warning: the models are listed as they are known.
pub(super) fn refresh_before_list(
    context: &mut CommandContext,
    format: Format,
    local: bool,
) -> Result<Option<u8>, Failure> {
    let what = JobRequest::Refresh(RefreshRequest { local });
    let report = run_job(context, format, what, true, &mut Printer { is_data: false })?;
    report.warnings.iter().for_each(|warning| context.out.warn(escape_hidden(warning)));
    print_failure(&report, &mut context.out);
    Ok(match report.state {
        JobState::Cancelled => Some(CANCELLED_EXIT_CODE),
        JobState::Failed => Some(1),
        _ => None,
    })
}

fn exit_code(report: &JobReport) -> u8 {
    match report.state {
        JobState::Cancelled => CANCELLED_EXIT_CODE,
        _ => report.verdict.as_ref().map_or(0, |verdict| verdict.exit_code),
    }
}

/// Prints a line for each list as it comes: on stdout if it is the result, else on stderr as progress.
struct Printer {
    is_data: bool,
}

impl JobPrinter for Printer {
    fn begin(&mut self, report: &JobReport, out: &mut Out) {
        if report.plan.requests > 0 {
            out.message("Asking for the lists of models…");
        }
    }

    fn row(&mut self, row: &ProbeRow, out: &mut Out) {
        let is_ok = row.status == ProbeStatus::Ok.as_str();
        let (source, summary) = (escape_hidden(&row.provider), escape_hidden(&row.word));
        if self.is_data {
            let summary = with_style(if is_ok { GOOD } else { BAD }, &summary);
            return out.data(format!("{source:<SOURCE_WIDTH$}  {summary}"));
        }
        let line = format!("{source}: {summary}");
        // A server on this machine that does not run is not worth a warning.
        let is_off = summary.ends_with(": not running");
        if is_ok || is_off { out.message(line) } else { out.warn(line) }
    }
}

fn print_newest(list: &RefreshedList, out: &mut Out) {
    if list.state == RefreshState::Updated && !list.newest.is_empty() {
        let names = list.newest.iter().map(|name| escape_hidden(name).to_string()).collect::<Vec<_>>().join(", ");
        let more = usize::try_from(list.new).unwrap_or_default().saturating_sub(list.newest.len());
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        out.data(with_style(QUIET, &format!("new in {}: {names}{more}", list.source)));
    }
}
