//! Why requests are not answered, and how to repair it: one list for the command line and the pages.

mod cause;
mod evidence;
mod headline;
mod repair;
mod step;
mod words;

use std::{cmp::Reverse, collections::BTreeSet};

use contract::{Check, Finding, ModelCredential, OpError, ProbeRow, ProviderCredentials, Role, Tone, Verdict};

use crate::{
    auth::report::ReportRequest,
    base::finding::new_check,
    document::view::View,
    model::steps::{LocatedStep, all_steps},
};
use cause::Cause;
use evidence::Evidence;
use step::Step;

/// The configured steps of all chains, read once for the diagnosis of all agents.
#[derive(Debug)]
pub struct ConfiguredSteps(Vec<LocatedStep>);

impl ConfiguredSteps {
    /// The steps of a configuration.
    pub fn of(view: &View) -> Self {
        Self(all_steps(view))
    }
}

/// Diagnoses the chains of an agent: why their steps do not answer, then which credentials end soon. The repair that
/// helps the most steps comes first. `probes` are the last results, of any age; those of `agents` count, which share the
/// credentials of the agent.
pub fn diagnose(
    report: &ReportRequest<'_>,
    configured: &ConfiguredSteps,
    probes: &[ProbeRow],
    agents: &BTreeSet<String>,
) -> Vec<Finding> {
    let located = &configured.0;
    let steps: Vec<_> =
        [Role::Text, Role::Image].into_iter().flat_map(|role| Step::of_chain(report, located, role)).collect();
    let models: Vec<_> = steps.iter().filter_map(|step| step.model.clone()).collect();
    let providers = report.providers_of(&models);
    let credentials = report.model_credentials(&providers, &models);
    let diagnosis = Diagnosis {
        report,
        located,
        providers: &providers,
        credentials: &credentials,
        evidence: Evidence { rows: probes, agents, now: report.now },
    };
    diagnosis.findings(&steps)
}

/// The note about agents whose chains were not looked at, because there are so many.
pub fn further_agents(count: usize) -> Finding {
    Finding {
        id: "further-agents".to_owned(),
        severity: Tone::Plain,
        what: match count {
            1 => "The chain of 1 further agent is not looked at here".to_owned(),
            _ => format!("The chains of {count} further agents are not looked at here"),
        },
        command: "openclaw models why --agent <id>".to_owned(),
        ..Finding::default()
    }
}

/// The finding about credentials that cannot be read.
pub fn unreadable_credentials(error: &OpError) -> Finding {
    Finding {
        id: "unreadable-credentials".to_owned(),
        severity: Tone::Bad,
        what: error.message.clone(),
        why: error.hints.first().map(|hint| hint.text.clone()).unwrap_or_default(),
        ..Finding::default()
    }
}

/// What the diagnosis is made from.
struct Diagnosis<'a> {
    report: &'a ReportRequest<'a>,
    /// The steps of all chains, as they are configured.
    located: &'a [LocatedStep],
    providers: &'a [ProviderCredentials],
    credentials: &'a [ModelCredential],
    evidence: Evidence<'a>,
}

/// A cause with the steps that it blocks.
struct Blocked<'a> {
    /// Names the finding.
    id: String,
    cause: Cause<'a>,
    steps: Vec<&'a Step>,
}

impl Diagnosis<'_> {
    fn findings(&self, steps: &[Step]) -> Vec<Finding> {
        let causes: Vec<_> = steps.iter().map(|step| self.find_cause(step)).collect();
        let is_dead = |role| {
            let mut of_role = steps.iter().zip(&causes).filter(|(step, _)| step.role == role).peekable();
            of_role.peek().is_some() && of_role.all(|(_, cause)| cause.is_some())
        };
        let dead = [is_dead(Role::Text), is_dead(Role::Image)];
        let mut blocked: Vec<Blocked<'_>> = Vec::new();
        for (step, cause) in steps.iter().zip(&causes) {
            let Some(cause) = cause else { continue };
            let id = self.id(*cause, step);
            match blocked.iter_mut().find(|known| known.id == id) {
                Some(known) => known.steps.push(step),
                None => blocked.push(Blocked { id, cause: *cause, steps: vec![step] }),
            }
        }
        blocked.sort_by_key(|one| Reverse(one.weight()));
        let headlines = [Role::Text, Role::Image].into_iter().zip(dead).filter(|(_, is_dead)| *is_dead);
        let headlines = headlines.filter_map(|(role, _)| {
            let own = steps.iter().zip(&causes).filter(|(step, _)| step.role == role);
            headline::all_failed(
                self,
                role,
                &own.filter_map(|(step, cause)| Some((step, (*cause)?))).collect::<Vec<_>>(),
            )
        });
        let mut found: Vec<_> = headlines.collect();
        let is_serious =
            |one: &Blocked<'_>| one.steps.iter().any(|step| if step.role == Role::Text { dead[0] } else { dead[1] });
        found.extend(blocked.iter().map(|one| self.finding(one, is_serious(one))));
        found.extend(self.ending_credentials(&found));
        found
    }
}

impl Blocked<'_> {
    /// How much its repair helps: steps of the text chain count more, and the primary the most.
    fn weight(&self) -> usize {
        let of_step = |step: &&Step| match (step.role, step.is_primary) {
            (Role::Text, true) => 8,
            (Role::Text, false) => 3,
            (Role::Image, true) => 2,
            (Role::Image, false) => 1,
        };
        self.steps.iter().map(of_step).sum()
    }
}

/// Whether a finding says that a name is no model, or no longer one.
pub fn is_about_model(finding: &Finding, name: &str) -> bool {
    cause::MODEL_IDS.iter().any(|start| finding.id.strip_prefix(start) == Some(name))
}

/// The name of the doctor's findings about requests.
const CHECK_NAME: &str = "requests";

/// The findings for `models doctor`. Models that are unknown, retired or no models have findings of their own there. A
/// credential may be in the environment of the gateway only, so that none is not an error.
pub fn doctor_checks(findings: &[Finding]) -> Vec<Check> {
    let is_about_model = |finding: &Finding| cause::MODEL_IDS.iter().any(|start| finding.id.starts_with(start));
    let to_check = |finding: &Finding| {
        let verdict = match finding.severity {
            Tone::Bad if finding.id.starts_with(cause::NO_CREDENTIAL) || finding.id.starts_with(headline::UNSURE) => {
                Verdict::Warn
            }
            Tone::Bad => Verdict::Bad,
            Tone::Warn => Verdict::Warn,
            Tone::Ok | Tone::Plain => Verdict::Note,
        };
        let detail =
            if finding.why.is_empty() { finding.what.clone() } else { format!("{}: {}", finding.what, finding.why) };
        let hint = (!finding.command.is_empty()).then(|| format!("`{}`", finding.command));
        new_check(CHECK_NAME, verdict, detail, hint)
    };
    findings.iter().filter(|finding| !is_about_model(finding) && !finding.is_lint).map(to_check).collect()
}

#[cfg(test)]
mod tests;
