//! Asks which candidate is set, and sets it.

use contract::{Chain, Change, JobReport, Role, ScanCandidate, ScanCandidateState, SetModel};

use crate::{
    cli::{
        Outcome, call_in_process,
        change::{ChangeArgs, print_change},
        fallback::primary_line,
        interrupt,
    },
    context::CommandContext,
    out::{Failure, Format, Out, escape_hidden},
};

/// What was typed at the question.
#[derive(Debug, PartialEq, Eq)]
enum Choice {
    /// The candidate with this place, from 0.
    Candidate(usize),
    /// The current model stays.
    Keep,
    /// Neither.
    Unclear,
}

impl Choice {
    fn parse(typed: &str, count: usize) -> Self {
        match typed.trim().trim_end_matches('.') {
            "" => Self::Keep,
            typed => match typed.parse::<usize>() {
                Ok(number) if (1..=count).contains(&number) => Self::Candidate(number - 1),
                _ => Self::Unclear,
            },
        }
    }
}

/// Whether every candidate was asked and failed.
pub(super) fn all_failed(report: &JobReport) -> bool {
    candidates(report).iter().all(|one| one.state == ScanCandidateState::Failed)
}

fn candidates(report: &JobReport) -> &[ScanCandidate] {
    report.scan.as_ref().map(|scan| scan.candidates.as_slice()).unwrap_or_default()
}

/// Asks which candidate is set, and sets it.
pub(super) fn ask_and_set(context: &mut CommandContext, report: &JobReport, role: Role) -> Outcome {
    // The runtime that handled Ctrl-C during the requests has ended.
    interrupt::release_locks_on_signal();
    let chosen = ask(context, candidates(report)).map(|one| one.model.clone());
    let Some(model) = chosen else {
        let current = report.scan.as_ref().and_then(|scan| scan.current.as_deref());
        let kept = current.map(|model| format!(": {}", escape_hidden(model))).unwrap_or_default();
        context.out.message(format!("Kept the current model{kept}"));
        return Ok(0);
    };
    let change = set_model(context, role, &model, Format::Human)?;
    print_set_model(&change, role, &mut context.out);
    Ok(0)
}

/// Asks until the answer is clear; `None` if the current model stays.
fn ask<'c>(context: &mut CommandContext, candidates: &'c [ScanCandidate]) -> Option<&'c ScanCandidate> {
    let count = candidates.len();
    let prompt = match count {
        0 => return None,
        1 => "\nSelect model: [1] or Enter to keep current ".to_owned(),
        _ => format!("\nSelect model: [1-{count}] or Enter to keep current "),
    };
    loop {
        let typed = context.input.read_line(&prompt).ok().flatten()?;
        match Choice::parse(&typed, count) {
            Choice::Keep => return None,
            Choice::Unclear => context.out.message(format!("Type a number from 1 to {count}, or Enter.")),
            Choice::Candidate(at) => return candidates.get(at).filter(|one| is_confirmed(context, one)),
        }
    }
}

/// Asks once more before a model is set that did not answer.
fn is_confirmed(context: &CommandContext, one: &ScanCandidate) -> bool {
    if one.state != ScanCandidateState::Failed {
        return true;
    }
    let (model, word) = (escape_hidden(&one.model), escape_hidden(&one.word));
    let question = format!("{model} did not answer: {word}. Set it anyway? [y/N] ");
    let typed = context.input.read_line(&question).ok().flatten();
    typed.is_some_and(|typed| matches!(typed.to_ascii_lowercase().as_str(), "y" | "yes"))
}

/// Sets the model of a role, with its record in the history.
pub(super) fn set_model(
    context: &mut CommandContext,
    role: Role,
    model: &str,
    format: Format,
) -> Result<Change<Chain>, Failure> {
    let op = SetModel { role, model: model.to_owned(), ..SetModel::default() };
    let write = ChangeArgs::default().write_request(op);
    let change = call_in_process(&context.backend, format, app::api::set_model(write))?;
    if change.written {
        context.out.record_change(change.id);
    }
    Ok(change)
}

/// Prints the change.
pub(super) fn print_set_model(change: &Change<Chain>, role: Role, out: &mut Out) {
    print_change(change, ChangeArgs::default(), out, |chain| primary_line(role, chain));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_chooses_a_candidate() {
        for (typed, expected) in [
            ("", Choice::Keep),
            (" ", Choice::Keep),
            ("1", Choice::Candidate(0)),
            ("3.", Choice::Candidate(2)),
            ("0", Choice::Unclear),
            ("4", Choice::Unclear),
            ("-1", Choice::Unclear),
            ("opus", Choice::Unclear),
        ] {
            assert_eq!(Choice::parse(typed, 3), expected, "{typed}");
        }
    }
}
