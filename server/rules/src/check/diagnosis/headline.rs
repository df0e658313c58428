//! That no step of a chain can answer, with the cause of each.

use contract::{Finding, Role, Tone};

use super::{Diagnosis, cause::Cause, step::Step};

/// How the id begins if the environment of the gateway may have what is missing.
pub(super) const UNSURE: &str = "all-failed-here:";

/// The finding about a chain none of whose steps can answer; `None` if they have one cause, which says it already.
pub(super) fn all_failed(diagnosis: &Diagnosis<'_>, role: Role, steps: &[(&Step, Cause<'_>)]) -> Option<Finding> {
    let mut ids: Vec<_> = steps.iter().map(|(step, cause)| diagnosis.id(*cause, step)).collect();
    ids.sort();
    ids.dedup();
    if ids.len() < 2 {
        return None;
    }
    let cause =
        |(step, cause): &(&Step, Cause<'_>)| format!("{}. `{}`: {}", step.number, step.name, diagnosis.phrase(*cause));
    let agent = &diagnosis.report.agent.id;
    let is_unsure = steps.iter().any(|(_, cause)| cause.is_unsure());
    let kind = if is_unsure { UNSURE } else { "all-failed:" };
    let flag = diagnosis.agent_flag();
    let check = if role == Role::Image { " --chain image" } else { "" };
    Some(Finding {
        id: format!("{kind}{}:{agent}", role.as_str()),
        severity: Tone::Bad,
        what: sentence(diagnosis, role, steps),
        why: steps.iter().map(cause).collect::<Vec<_>>().join("; "),
        command: format!("openclaw models probe{check}{flag}"),
        ..Finding::default()
    })
}

/// The sentence, with OpenClaw's words. If nothing was tried yet, they only tell what OpenClaw would say.
fn sentence(diagnosis: &Diagnosis<'_>, role: Role, steps: &[(&Step, Cause<'_>)]) -> String {
    let agent = diagnosis.report.agent;
    let of_agent = if agent.is_default { String::new() } else { format!(" of agent `{}`", agent.id) };
    let which = format!("of the {} steps for {} requests{of_agent} can answer now", steps.len(), role.as_str());
    if steps.iter().any(|(_, cause)| cause.was_tried()) {
        format!("All models failed: none {which}")
    } else {
        format!("None {which}, so OpenClaw says “All models failed”")
    }
}
