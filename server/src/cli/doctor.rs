//! `models doctor` command.

use app::text::{SettingsText, Text};
use clap::Args;
use contract::{AcknowledgeLints, Check, DoctorReport, PathInfo, RunDoctor, Verdict};

use super::{JsonArgs, Outcome, call_in_process};
use crate::{
    context::CommandContext,
    out::{BAD, Format, GOOD, Out, QUIET, STRONG, WARN, escape_hidden, with_style},
};

#[derive(Debug, Args)]
#[command(
    after_help = "Lists first why requests are not answered, each with the command that fixes it. The fix that helps the most steps comes first. Results of the last probe count for a day, a rate limit or a time-out for an hour.\n\nExits 1 when something is broken, also when a model of a chain is no longer offered. Warnings and lints never change the exit code.\n\nExamples:\n  openclaw models doctor\n  openclaw models doctor --horizon 180d    report models that end within half a year\n  openclaw models doctor --json"
)]
pub(crate) struct DoctorArgs {
    /// Report models that their provider stops offering within this time, in days or weeks
    #[arg(long, value_name = "TIME", default_value = "90d", value_parser = parse_days)]
    horizon: u32,
    /// Do not list this lint any more while its facts stay the same
    #[arg(long, value_name = "ID", conflicts_with = "unacknowledge")]
    acknowledge: Vec<String>,
    /// List an acknowledged lint again
    #[arg(long, value_name = "ID")]
    unacknowledge: Vec<String>,
    /// Acknowledge every lint
    #[arg(long, conflicts_with_all = ["acknowledge", "unacknowledge"])]
    acknowledge_all: bool,
    /// List every acknowledged lint again
    #[arg(long, conflicts_with_all = ["acknowledge", "unacknowledge", "acknowledge_all"])]
    unacknowledge_all: bool,
    #[command(flatten)]
    format: JsonArgs,
}

impl DoctorArgs {
    pub(crate) fn run(self, context: &mut CommandContext) -> Outcome {
        let format = self.format.format();
        if let Some(op) = self.acknowledgement() {
            return acknowledge(op, format, context);
        }
        let report = call_in_process(
            &context.backend,
            format,
            app::api::run_doctor(RunDoctor { horizon_days: Some(self.horizon) }),
        )?;
        match format {
            Format::Json => context.out.json(&report),
            Format::Human | Format::Plain => print_report(&report, &mut context.out),
        }
        Ok(u8::from(!report.is_sound))
    }
}

impl DoctorArgs {
    /// What is acknowledged or listed again; `None` if nothing is.
    fn acknowledgement(&self) -> Option<AcknowledgeLints> {
        let undo = self.unacknowledge_all || !self.unacknowledge.is_empty();
        let all = self.acknowledge_all || self.unacknowledge_all;
        let ids = if undo { self.unacknowledge.clone() } else { self.acknowledge.clone() };
        (all || !ids.is_empty()).then_some(AcknowledgeLints { ids, all, undo })
    }
}

fn acknowledge(op: AcknowledgeLints, format: Format, context: &mut CommandContext) -> Outcome {
    let undo = op.undo;
    let changed = call_in_process(&context.backend, format, app::api::acknowledge_lints(op))?;
    if format == Format::Json {
        context.out.json(&changed);
        return Ok(0);
    }
    let sentence = if undo { "is listed again" } else { "is acknowledged: it comes back when its facts change" };
    for id in &changed.ids {
        context.out.data(format!("`{}` {sentence}", escape_hidden(id)));
    }
    if changed.ids.is_empty() {
        context.out.data("nothing changed");
    }
    Ok(0)
}

/// Parses a number of days: `90`, `90d` or `13w`.
fn parse_days(text: &str) -> Result<u32, String> {
    let (number, days) = match text.strip_suffix('w') {
        Some(weeks) => (weeks, 7),
        None => (text.strip_suffix('d').unwrap_or(text), 1),
    };
    let days = number.parse::<u32>().ok().and_then(|number| number.checked_mul(days));
    days.ok_or_else(|| "give a number of days or weeks, such as `90d` or `13w`".to_owned())
}

fn print_report(report: &DoctorReport, out: &mut Out) {
    // Printed in full, because `~` stands for it in the lines below.
    print_path(out, "Home", &PathInfo { display_path: report.home.path.clone(), ..report.home.clone() });
    for (name, path_info) in [
        ("Config", &report.config),
        ("State dir", &report.state_dir),
        ("Agent dir", &report.agent_dir),
        ("Our files", &report.manager_dir),
    ] {
        print_path(out, name, path_info);
    }
    out.data("");
    report.checks.iter().for_each(|check| print_check(out, check));
    out.data("");
    out.data(SettingsText::SummarySentence(report.summary).en());
}

fn print_path(out: &mut Out, name: &str, path_info: &PathInfo) {
    out.data(format!("{name:<14}: {}", path_with_reason(path_info)));
}

/// Formats a path with the reason why it is used.
pub(super) fn path_with_reason(path_info: &PathInfo) -> String {
    let missing = if path_info.exists { "" } else { ", not created yet" };
    let reason = with_style(QUIET, &format!("({}{missing})", escape_hidden(&path_info.reason)));
    format!("{} {reason}", escape_hidden(&path_info.display_path))
}

fn print_check(out: &mut Out, check: &Check) {
    let (style, sign) = match check.verdict {
        Verdict::Ok => (GOOD, "ok"),
        Verdict::Note => (QUIET, "note"),
        Verdict::Warn => (WARN, "warn"),
        Verdict::Bad => (BAD, "bad"),
    };
    let sign = with_style(style, &format!("{sign:<4}"));
    out.data(format!("{sign} {}: {}", check.name, escape_hidden(&check.detail)));
    if let Some(hint) = &check.hint {
        out.data(format!("     {STRONG}hint:{STRONG:#} {}", escape_hidden(hint)));
    }
}

#[cfg(test)]
mod tests {
    use super::parse_days;

    #[test]
    fn a_horizon_is_in_days_or_weeks() {
        for (text, days) in [("90", Some(90)), ("90d", Some(90)), ("13w", Some(91)), ("0", Some(0))] {
            assert_eq!(parse_days(text).ok(), days, "{text}");
        }
        for text in ["", "d", "-1", "1.5d", "3m", "4294967295w"] {
            assert!(parse_days(text).is_err(), "{text}");
        }
    }
}
