//! Prints a scan: the providers as they are known, then the candidates.

use contract::{
    JobReport, ProbeRow, ScanCandidate, ScanCandidateState, ScanReport, ScannedProvider, ScannedProviderState,
};

use crate::{
    cli::{
        job::JobPrinter,
        probe::{RowPrinter, latency_text},
    },
    out::{BAD, Format, GOOD, Out, QUIET, WARN, escape_hidden, with_style},
};

/// Prints what a scan does while it runs.
pub(super) struct ScanPrinter {
    /// Prints the rows as progress, for programs.
    rows: Option<RowPrinter>,
    /// The number of providers that are printed.
    printed: usize,
}

impl ScanPrinter {
    pub(super) fn new(format: Format) -> Self {
        Self { rows: (format == Format::Json).then(|| RowPrinter::new(format)), printed: 0 }
    }
}

impl JobPrinter for ScanPrinter {
    fn begin(&mut self, report: &JobReport, out: &mut Out) {
        match &mut self.rows {
            Some(rows) => rows.begin(report, out),
            None => out.data("Scanning models..."),
        }
    }

    fn row(&mut self, row: &ProbeRow, out: &mut Out) {
        if let Some(rows) = &mut self.rows {
            rows.row(row, out);
        }
    }

    fn progress(&mut self, report: &JobReport, out: &mut Out) {
        let Some(scan) = report.scan.as_ref().filter(|_| self.rows.is_none()) else { return };
        let are_all_known = self.printed == scan.providers.len();
        for provider in scan.providers.iter().skip(self.printed).take_while(|one| is_known(one)) {
            print_provider(provider, out);
            self.printed += 1;
        }
        // The requests before are those that the lines of the providers sum up.
        for row in report.rows.iter().filter(|_| are_all_known) {
            let model = escape_hidden(row.model.as_deref().unwrap_or(&row.provider));
            let time = row.latency_ms.map(|millis| format!(" · {}", latency_text(millis))).unwrap_or_default();
            let text = format!("  {model}: {}{time}", escape_hidden(&row.word));
            out.message(with_style(QUIET, &text));
        }
    }
}

/// Whether the state of a provider does not change any more.
fn is_known(provider: &ScannedProvider) -> bool {
    provider.state != ScannedProviderState::NotAsked || provider.models == 0
}

fn print_provider(provider: &ScannedProvider, out: &mut Out) {
    let id = escape_hidden(&provider.provider);
    let word = escape_hidden(&provider.word);
    match provider.state {
        ScannedProviderState::Ok => {
            out.data(format!("{} {id}: {} available ({word})", with_style(GOOD, "✓"), count_models(provider.models)));
        }
        ScannedProviderState::NotAsked => out.data(format!("- {id}: {word}")),
        ScannedProviderState::Failed | ScannedProviderState::NoCredential => {
            out.data(format!("{} {id}: {word}", with_style(BAD, "✗")));
        }
    }
    if let Some(detail) = &provider.detail {
        out.message(with_style(QUIET, &format!("  ↳ {}", escape_hidden(detail))));
    }
}

fn count_models(count: u32) -> String {
    if count == 1 { "1 model".to_owned() } else { format!("{count} models") }
}

/// Prints the candidates, the best one first.
pub(super) fn print_candidates(report: &JobReport, out: &mut Out) {
    let Some(scan) = report.scan.as_ref().filter(|scan| !scan.candidates.is_empty()) else { return };
    out.data("\nTop candidates:");
    for line in candidate_lines(&scan.candidates) {
        out.data(line);
    }
}

/// Prints the candidates of a scan that compares metadata only.
pub(super) fn print_metadata(report: &JobReport, out: &mut Out) {
    if let Some(scan) = &report.scan {
        out.data("Top candidates:");
        for line in candidate_lines(&scan.candidates) {
            out.data(line);
        }
    }
    print_notes(report, out);
}

/// The lines of the candidates, with their facts below each other.
fn candidate_lines(candidates: &[ScanCandidate]) -> Vec<String> {
    let rows: Vec<_> = candidates.iter().map(|one| (one, split_facts(&one.facts))).collect();
    let width = |text: fn(&(&ScanCandidate, [String; 3])) -> usize| rows.iter().map(text).max().unwrap_or_default();
    let model_width = width(|(one, _)| one.model.chars().count());
    let size_width = width(|(_, [size, ..])| size.chars().count());
    let date_width = width(|(_, [_, date, _])| date.chars().count());
    let line = |(one, [size, date, price]): &(&ScanCandidate, [String; 3])| {
        let model = escape_hidden(&one.model);
        let facts = format!("({size:<size_width$} {date:<date_width$} {price})");
        format!("{:>2}. {model:<model_width$}    {facts}{}", one.rank, remarks(one))
    };
    rows.iter().map(line).collect()
}

/// Size and date with their commas, and the price.
fn split_facts(facts: &str) -> [String; 3] {
    let mut parts = facts.splitn(3, ", ").map(str::to_owned);
    let mut next = || parts.next().unwrap_or_default();
    [format!("{},", next()), format!("{},", next()), next()]
}

/// What went wrong, and what came of further checks.
fn remarks(one: &ScanCandidate) -> String {
    let failed = (one.state == ScanCandidateState::Failed).then(|| with_style(BAD, &escape_hidden(&one.word)));
    let check = |name: &str, word: &Option<String>| {
        let word = word.as_ref()?;
        let style = if word == "ok" { GOOD } else { WARN };
        Some(with_style(style, &format!("{name}: {}", escape_hidden(word))))
    };
    let remarks = [failed, check("tools", &one.tools), check("images", &one.images)];
    remarks.into_iter().flatten().map(|remark| format!("  {remark}")).collect::<Vec<_>>().concat()
}

/// Prints what is worth knowing about the list.
pub(super) fn print_notes(report: &JobReport, out: &mut Out) {
    if let Some(ScanReport { more_candidates, notes, .. }) = &report.scan {
        if *more_candidates > 0 {
            let models = if *more_candidates == 1 { "model" } else { "models" };
            let passed = "passed the filters; `--max-candidates` shows more";
            out.message(format!("note: {more_candidates} more {models} {passed}"));
        }
        for note in notes {
            out.message(format!("note: {note}"));
        }
    }
    report.warnings.iter().for_each(|warning| out.warn(escape_hidden(warning)));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn facts_stand_below_each_other() {
        let one = |rank, model: &str, facts: &str| ScanCandidate {
            rank,
            model: model.to_owned(),
            facts: facts.to_owned(),
            ..ScanCandidate::default()
        };
        let lines = candidate_lines(&[
            one(1, "anthropic/claude-opus-4-5", "200B, 2025-01-01, $15/$75/M"),
            one(2, "openai/gpt-5.2", "175B, 2024-12-15, $10/$50/M"),
            one(3, "anthropic/claude-sonnet-4", "50B, 2024-11-20, $3/$15/M"),
        ]);
        assert_eq!(
            lines,
            [
                " 1. anthropic/claude-opus-4-5    (200B, 2025-01-01, $15/$75/M)",
                " 2. openai/gpt-5.2               (175B, 2024-12-15, $10/$50/M)",
                " 3. anthropic/claude-sonnet-4    (50B,  2024-11-20, $3/$15/M)",
            ]
        );
    }
}
