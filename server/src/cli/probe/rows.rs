//! Prints the rows and the plan of a probe.

use contract::{JobReport, ProbeRow};
use rules::{base::age::age_text, probe::proof::retry_phrase};
use serde_json::json;

use crate::{
    cli::job::JobPrinter,
    out::{BAD, Format, GOOD, Out, QUIET, WARN, escape_hidden, with_style},
};

/// Widths of the first columns, as OpenClaw has them.
const MODEL_WIDTH: usize = 18;
const PROFILE_WIDTH: usize = 24;

/// Prints rows as they come: on stdout for people, else on stderr as progress.
pub(crate) struct RowPrinter {
    format: Format,
    /// The number of requests.
    total: u32,
    /// The time from which the age of the rows is counted, in milliseconds since 1970; `None` if they are new.
    age_from: Option<i64>,
}

impl RowPrinter {
    pub(crate) const fn new(format: Format) -> Self {
        Self { format, total: 0, age_from: None }
    }

    /// For old rows, with their age at this time.
    pub(crate) const fn with_age(now: i64) -> Self {
        Self { format: Format::Human, total: 0, age_from: Some(now) }
    }
}

impl JobPrinter for RowPrinter {
    fn begin(&mut self, report: &JobReport, out: &mut Out) {
        self.total = report.plan.requests;
        if self.total > 0 {
            out.message(format!("Probing: {}…", counted(self.total)));
        }
    }

    fn row(&mut self, row: &ProbeRow, out: &mut Out) {
        match self.format {
            Format::Human | Format::Plain => print_row(row, self.age_from, out),
            Format::Json => {
                let model = row.model.as_deref().unwrap_or(&row.provider);
                out.message(escape_hidden(&format!("{}. {model} {}: {}", row.number, row.label, row.word)));
            }
        }
    }
}

fn print_row(row: &ProbeRow, age_from: Option<i64>, out: &mut Out) {
    let model = row.model.clone().unwrap_or_else(|| format!("{}/-", row.provider));
    let mode = row.mode.as_ref().map(|mode| format!(" ({mode})")).unwrap_or_default();
    let credential = format!("{}{mode}", row.label);
    let (model, credential) = (escape_hidden(&model), escape_hidden(&credential));
    let style = match row.status.as_str() {
        "ok" => GOOD,
        "rate_limit" | "timeout" => WARN,
        _ => BAD,
    };
    let latency = row.latency_ms.map_or_else(|| "-".to_owned(), latency_text);
    let age = age_from.map(|now| format!(", {}", age_text(now - row.at))).unwrap_or_default();
    let word = with_style(style, &escape_hidden(&row.word));
    out.data(format!("{model:<MODEL_WIDTH$}  {credential:<PROFILE_WIDTH$}  {word} · {latency}{age}"));
    for line in row.error.iter().flat_map(|error| error.lines()) {
        let line = escape_hidden(line.trim_start_matches("↳ "));
        out.data(with_style(QUIET, &format!("  ↳ {line}")));
    }
    if let Some(phrase) = retry_phrase(row, age_from.unwrap_or(row.at)) {
        out.data(with_style(QUIET, &format!("  ↳ {phrase}")));
    }
}

/// Prints how many requests would be sent.
pub(crate) fn print_plan(report: &JobReport, format: Format, out: &mut Out) {
    let plan = &report.plan;
    if format == Format::Json {
        return out.json(&json!({ "dryRun": true, "plan": plan, "warnings": report.warnings }));
    }
    out.data(format!("{}; nothing was sent", plan.estimate));
    report.warnings.iter().for_each(|warning| out.warn(escape_hidden(warning)));
}

fn counted(requests: u32) -> String {
    if requests == 1 { "1 request".to_owned() } else { format!("{requests} requests") }
}

/// A time such as `637ms` or `5.3s`.
pub(crate) fn latency_text(millis: u32) -> String {
    if millis < 1000 { format!("{millis}ms") } else { seconds_text(i64::from(millis)) }
}

/// A time such as `5.3s`.
pub(crate) fn seconds_text(millis: i64) -> String {
    let tenths = (millis + 50) / 100;
    format!("{}.{}s", tenths / 10, tenths % 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_short() {
        for (millis, expected) in [(637, "637ms"), (1000, "1.0s"), (1250, "1.3s"), (61_000, "61.0s")] {
            assert_eq!(latency_text(millis), expected);
        }
    }
}
