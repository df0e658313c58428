//! `models doctor`

use app::text::{SettingsText, Text};
use clap::Args;
use contract::{Check, Located, Paths, PathsReport, Verdict};

use super::{JsonArgs, Outcome, call};
use crate::{
    out::{BAD, Format, GOOD, Out, QUIET, STRONG, WARN, printable, styled},
    wire::World,
};

#[derive(Debug, Args)]
#[command(
    after_help = "Exits 1 when something is broken.\n\nExamples:\n  openclaw models doctor\n  openclaw models doctor --json"
)]
pub(crate) struct DoctorArgs {
    #[command(flatten)]
    format: JsonArgs,
}

impl DoctorArgs {
    pub(crate) fn run(self, world: &mut World) -> Outcome {
        let format = self.format.format();
        let report = call(&world.backend, format, app::api::list_paths(Paths {}))?;
        match format {
            Format::Json => world.out.json(&report),
            Format::Human | Format::Plain => print(&report, &mut world.out),
        }
        Ok(u8::from(!report.sound))
    }
}

fn print(report: &PathsReport, out: &mut Out) {
    // In full: it is what `~` stands for below.
    path(out, "Home", &Located { shown: report.home.path.clone(), ..report.home.clone() });
    for (name, place) in [
        ("Config", &report.config),
        ("State dir", &report.state_dir),
        ("Agent dir", &report.agent_dir),
        ("Our files", &report.manager_dir),
    ] {
        path(out, name, place);
    }
    out.data("");
    report.checks.iter().for_each(|check| finding(out, check));
    out.data("");
    out.data(SettingsText::InShort(report.summary).en());
}

fn path(out: &mut Out, name: &str, place: &Located) {
    out.data(format!("{name:<14}: {}", located(place)));
}

/// A path, and why it is this one.
pub(super) fn located(place: &Located) -> String {
    let missing = if place.exists { "" } else { ", not there yet" };
    let why = styled(QUIET, &format!("({}{missing})", printable(&place.why)));
    format!("{} {why}", printable(&place.shown))
}

fn finding(out: &mut Out, check: &Check) {
    let (style, sign) = match check.verdict {
        Verdict::Ok => (GOOD, "ok"),
        Verdict::Note => (QUIET, "note"),
        Verdict::Warn => (WARN, "warn"),
        Verdict::Bad => (BAD, "bad"),
    };
    let sign = styled(style, &format!("{sign:<4}"));
    out.data(format!("{sign} {}: {}", check.name, printable(&check.detail)));
    if let Some(hint) = &check.hint {
        out.data(format!("     {STRONG}hint:{STRONG:#} {}", printable(hint)));
    }
}
