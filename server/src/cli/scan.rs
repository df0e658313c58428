//! `models scan` command: finds the best model that answers.

mod args;
mod json;
mod mode;
mod printer;
mod select;

use contract::{JobReport, JobRequest, JobState, Role};
use serde_json::{Value, json};

pub(crate) use args::ScanArgs;
use json::scan_json;
use mode::ScanMode;
use printer::{ScanPrinter, print_candidates, print_metadata, print_notes};

use super::{
    Outcome,
    job::{CANCELLED_EXIT_CODE, plan_job, run_job},
    probe::{print_failure, print_plan},
};
use crate::{
    context::CommandContext,
    out::{Failure, Format, escape_hidden},
};

impl ScanArgs {
    pub(crate) fn run(self, context: &mut CommandContext) -> Outcome {
        let format = self.json.format();
        let fail = |error| Failure(error, format);
        let request = self.request().map_err(fail)?;
        let mode = ScanMode::find(&self, context.input.is_terminal()).map_err(fail)?;
        let role = request.role;
        let what = JobRequest::Scan(request);
        match mode {
            ScanMode::DryRun => {
                let report = plan_job(context, format, what)?;
                match format {
                    Format::Json => context.out.json(&scan_json(&report, true, &Value::Null)),
                    Format::Human | Format::Plain => print_plan(&report, format, &mut context.out),
                }
                Ok(0)
            }
            ScanMode::MetadataOnly { asks } => {
                let report = plan_job(context, format, what)?;
                if format == Format::Json {
                    context.out.json(&scan_json(&report, false, &Value::Null));
                    return Ok(0);
                }
                print_metadata(&report, &mut context.out);
                if asks { select::ask_and_set(context, &report, role) } else { Ok(0) }
            }
            ScanMode::Probe { asks } => {
                let mut printer = ScanPrinter::new(format);
                let report = run_job(context, format, what, self.network.yes, &mut printer)?;
                self.finish(context, &report, role, asks)
            }
        }
    }

    /// Prints the result, and sets the model that is chosen.
    fn finish(&self, context: &mut CommandContext, report: &JobReport, role: Role, asks: bool) -> Outcome {
        let exit_code = report.verdict.as_ref().map_or(1, |verdict| verdict.exit_code);
        let is_cancelled = report.state == JobState::Cancelled;
        let is_finished = report.state == JobState::Finished;
        let recommended = report.scan.as_ref().and_then(|scan| scan.recommended.clone()).filter(|_| is_finished);
        let to_set = recommended.clone().filter(|_| self.sets_model() && !asks);
        if self.json.format() == Format::Json {
            let change = to_set.map(|model| select::set_model(context, role, &model, Format::Json)).transpose()?;
            context.out.json(&scan_json(report, false, &json!(change)));
            print_failure(report, &mut context.out);
            return Ok(if is_cancelled { CANCELLED_EXIT_CODE } else { exit_code });
        }
        print_candidates(report, &mut context.out);
        print_notes(report, &mut context.out);
        if is_cancelled {
            return Ok(CANCELLED_EXIT_CODE);
        }
        if is_finished && asks && !select::all_failed(report) {
            return select::ask_and_set(context, report, role);
        }
        if let Some(verdict) = report.verdict.as_ref().filter(|_| exit_code != 0) {
            context.out.message(format!("Error: {}; nothing was changed", escape_hidden(&verdict.text)));
            verdict.findings.iter().for_each(|finding| context.out.message(format!("  {}", escape_hidden(finding))));
            return Ok(exit_code);
        }
        if let Some(model) = &recommended {
            context.out.data(format!("\nRecommended: {}", escape_hidden(model)));
        }
        if let Some(model) = to_set {
            let change = select::set_model(context, role, &model, Format::Human)?;
            select::print_set_model(&change, role, &mut context.out);
        }
        Ok(0)
    }
}
