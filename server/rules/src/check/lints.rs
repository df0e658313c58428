//! Lints: chains that answer now but may cost or fail unexpectedly.

mod background;
mod chain;

use std::collections::{BTreeMap, BTreeSet};

use contract::{Check, Finding, Mark, Role, Tone, Verdict};

use crate::{auth::report::ReportRequest, base::finding::new_check};
pub use background::BackgroundModel;
use chain::{ChainScope, StepLint, chain_lints};

/// The lints about the chains of a home.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Lints {
    /// Each one once, also those that were acknowledged.
    pub findings: Vec<Finding>,
    /// `<role>:<agent>:<model>` → what to look at at the step; the agent is empty for the default chains.
    pub marks: BTreeMap<String, Vec<Mark>>,
}

impl Lints {
    /// Adds those of the default chains, paid for by the credentials of an agent.
    pub fn add_default_chains(&mut self, report: &ReportRequest<'_>) {
        for role in [Role::Text, Role::Image] {
            let chain = report.view.default_chain(role);
            let scope = ChainScope { role, agent: "", label: format!("the {} chain", role.as_str()) };
            self.add(&scope, chain_lints(report, &chain, &scope));
        }
    }

    /// Adds those of the text chain of an agent, if it has models of its own.
    pub fn add_agent(&mut self, report: &ReportRequest<'_>) {
        let (found, id) = (report.view.agent_chain(report.agent, Role::Text), &report.agent.id);
        if found.is_own() {
            let scope = ChainScope { role: Role::Text, agent: id, label: format!("the chain of agent `{id}`") };
            self.add(&scope, chain_lints(report, &found.chain, &scope));
        }
    }

    /// Adds models of background work, such as heartbeats, that have no fallback.
    pub fn add_background(&mut self, report: &ReportRequest<'_>, models: &[BackgroundModel]) {
        self.findings.extend(background::without_fallback(report, models));
    }

    /// Marks the findings that were acknowledged. A mark of such a finding is left out.
    #[must_use]
    pub fn with_acknowledged(mut self, ids: &BTreeSet<String>) -> Self {
        for finding in &mut self.findings {
            finding.acknowledged = ids.contains(&finding.id);
        }
        let words: BTreeSet<_> =
            self.findings.iter().filter(|finding| finding.acknowledged).map(|finding| finding.what.clone()).collect();
        for marks in self.marks.values_mut() {
            marks.retain(|mark| mark.reason.as_ref().is_none_or(|reason| !words.contains(reason)));
        }
        self.marks.retain(|_, marks| !marks.is_empty());
        self
    }

    fn add(&mut self, scope: &ChainScope<'_>, lints: Vec<StepLint>) {
        for StepLint { finding, mark, model } in lints {
            self.findings.push(finding);
            let key = format!("{}:{}:{model}", scope.role.as_str(), scope.agent);
            self.marks.entry(key).or_default().push(mark);
        }
    }
}

/// The findings for `models doctor`: warnings, and a note that counts those that were acknowledged.
pub fn doctor_checks(findings: &[Finding]) -> Vec<Check> {
    let (acknowledged, open): (Vec<_>, Vec<_>) =
        findings.iter().filter(|finding| finding.is_lint).partition(|finding| finding.acknowledged);
    let to_check = |finding: &&Finding| {
        let repair = if finding.command.is_empty() { String::new() } else { format!("`{}`; ", finding.command) };
        let hint = format!("{repair}`openclaw models doctor --acknowledge {}` if it is meant so", finding.id);
        new_check(CHECK_NAME, Verdict::Warn, finding.what.clone(), Some(hint))
    };
    let note = (!acknowledged.is_empty()).then(|| {
        let ids: Vec<_> = acknowledged.iter().map(|finding| finding.id.as_str()).collect();
        let hint = "`openclaw models doctor --unacknowledge <id>` lists one again".to_owned();
        new_check(CHECK_NAME, Verdict::Note, format!("acknowledged: {}", ids.join(", ")), Some(hint))
    });
    open.iter().map(to_check).chain(note).collect()
}

const CHECK_NAME: &str = "lint";

/// The id of a lint. It depends on the facts, so that a lint that was acknowledged comes back when they change.
fn lint_id(kind: &str, facts: &[&str]) -> String {
    // FNV-1a: the ids must stay the same from one release to the next.
    let bytes = facts.iter().flat_map(|fact| fact.bytes().chain([0]));
    let hash = bytes.fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    format!("{kind}-{hash:08x}")
}

/// A lint as a finding.
fn lint(kind: &str, facts: &[&str], what: String, command: String) -> Finding {
    Finding { id: lint_id(kind, facts), severity: Tone::Warn, what, command, is_lint: true, ..Finding::default() }
}

#[cfg(test)]
mod tests;
