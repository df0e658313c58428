//! What the probes of a chain mean: how many steps answer, and what happens if the first provider fails.

use std::time::Duration;

use contract::ModelRef;

use super::result::ProbeResult;

/// A step of a chain with what came of its probes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StepResult {
    /// The model.
    pub model: ModelRef,
    /// The result for each credential, in the order in which they would be used.
    pub results: Vec<ProbeResult>,
}

impl StepResult {
    /// Whether a credential gets an answer.
    fn answers(&self) -> bool {
        self.results.iter().any(ProbeResult::is_ok)
    }

    /// The time of the first credential that gets an answer.
    fn latency(&self) -> Option<Duration> {
        self.results.iter().find(|result| result.is_ok())?.latency
    }
}

/// What the probes of a chain mean.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// 0 if every step answers, 1 if none does, 2 if only some do.
    pub exit_code: u8,
    /// The verdict as one line.
    pub sentence: String,
}

/// Sums up the probes of the steps of a chain.
pub fn chain_verdict(steps: &[StepResult]) -> Verdict {
    let answering: Vec<_> = steps.iter().filter(|step| step.answers()).collect();
    let Some(first) = answering.first() else {
        let sentence = match steps.len() {
            0 => "the chain has no step".to_owned(),
            1 => format!("`{}` does not answer, and there is no fallback", first_key(steps)),
            count => format!("none of {count} steps answers"),
        };
        return Verdict { exit_code: 1, sentence };
    };
    let is_first_step = steps.first().is_some_and(StepResult::answers);
    let now = (!is_first_step).then(|| format!("; {} does not, so {}", first_key_code(steps), answers_in(first)));
    let exit_code = if answering.len() == steps.len() { 0 } else { 2 };
    let sentence = format!(
        "{}{}; {}",
        count_phrase(answering.len(), steps.len()),
        now.unwrap_or_default(),
        next(first, &answering)
    );
    Verdict { exit_code, sentence }
}

fn count_phrase(answering: usize, all: usize) -> String {
    match (answering, all) {
        (1, 1) => "the only step answers".to_owned(),
        (2, 2) => "both steps answer".to_owned(),
        (answering, all) if answering == all => format!("all {all} steps answer"),
        (1, all) => format!("1 of {all} steps answers"),
        (answering, all) => format!("{answering} of {all} steps answer"),
    }
}

/// What happens if the provider of the step that answers now fails: the next one of another provider counts.
fn next(first: &StepResult, answering: &[&StepResult]) -> String {
    let provider = first.model.provider();
    match answering.iter().find(|step| step.model.provider() != provider) {
        Some(other) => format!("if {provider} fails, {}", answers_in(other)),
        None => format!("if {provider} fails, nothing answers"),
    }
}

fn answers_in(step: &StepResult) -> String {
    let time = step.latency().map(|latency| format!(" in {}", seconds(latency)));
    format!("{} answers{}", step.model.provider(), time.unwrap_or_default())
}

/// A time in seconds with one decimal; less than a tenth is `0.1 s`.
fn seconds(time: Duration) -> String {
    format!("{:.1} s", time.as_secs_f64().max(0.1))
}

fn first_key(steps: &[StepResult]) -> String {
    steps.first().map(|step| step.model.key()).unwrap_or_default()
}

fn first_key_code(steps: &[StepResult]) -> String {
    format!("`{}`", first_key(steps))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        classify::cause::FailureCause,
        wire::outcome::{Failure, Outcome},
    };

    /// A model with the times of its credentials in milliseconds; `None` if one gets no answer.
    type Step = (&'static str, &'static [Option<u64>]);

    fn result(answer: Option<u64>) -> ProbeResult {
        let failure = || Outcome::Failed(Failure::new(FailureCause::KeyRefused));
        let outcome = answer.map_or_else(failure, |_| Outcome::Answered);
        ProbeResult::of_outcome(&outcome, Duration::from_millis(answer.unwrap_or(1)), [])
    }

    fn verdict(steps: &[Step]) -> (u8, String) {
        let step = |(model, results): &Step| {
            let (provider, id) = model.split_once('/').unwrap();
            let results = results.iter().copied().map(result).collect();
            StepResult { model: ModelRef::new(provider, id).unwrap(), results }
        };
        let Verdict { exit_code, sentence } = chain_verdict(&steps.iter().map(step).collect::<Vec<_>>());
        (exit_code, sentence)
    }

    #[test]
    fn a_chain_has_a_verdict() {
        let cases: &[(&[Step], u8, &str)] = &[
            (
                &[
                    ("anthropic/a", &[None, Some(900)]),
                    ("anthropic/b", &[None, None]),
                    ("openai/c", &[None]),
                    ("google/d", &[Some(812)]),
                ],
                2,
                "2 of 4 steps answer; if anthropic fails, google answers in 0.8 s",
            ),
            (
                &[("anthropic/a", &[Some(5)]), ("openai/b", &[Some(40)])],
                0,
                "both steps answer; if anthropic fails, openai answers in 0.1 s",
            ),
            (
                &[("anthropic/a", &[Some(5)]), ("anthropic/b", &[Some(40)]), ("anthropic/c", &[Some(1)])],
                0,
                "all 3 steps answer; if anthropic fails, nothing answers",
            ),
            (
                &[("anthropic/a", &[None]), ("openai/b", &[Some(1450)])],
                2,
                "1 of 2 steps answers; `anthropic/a` does not, so openai answers in 1.4 s; if openai fails, nothing answers",
            ),
            (&[("anthropic/a", &[Some(5)])], 0, "the only step answers; if anthropic fails, nothing answers"),
            (&[("anthropic/a", &[None])], 1, "`anthropic/a` does not answer, and there is no fallback"),
            (&[("anthropic/a", &[]), ("openai/b", &[None])], 1, "none of 2 steps answers"),
            (&[], 1, "the chain has no step"),
        ];
        for (steps, exit_code, sentence) in cases {
            assert_eq!(verdict(steps), (*exit_code, (*sentence).to_owned()));
        }
    }
}
