//! Doctor findings about the agents.

use contract::{Check, Generation, Verdict};

use crate::{
    base::finding::new_check,
    document::{
        agents::{AgentIssue, MAX_AGENTS},
        view::View,
    },
};

/// Doctor findings for the issues that OpenClaw does not refuse.
pub fn doctor_checks(view: &View) -> Vec<Check> {
    let warnings = view.agents().issues.into_iter().filter_map(|issue| issue.warning_text(view.generation()));
    warnings.map(|detail| new_check("agents", Verdict::Warn, detail, None)).collect()
}

fn join_ids(ids: &[String]) -> String {
    ids.iter().map(|id| format!("`{id}`")).collect::<Vec<_>>().join(", ")
}

impl AgentIssue {
    /// The warning for this issue; `None` if OpenClaw refuses it, which [`crate::check::validate`] reports.
    fn warning_text(&self, generation: Generation) -> Option<String> {
        match self {
            Self::MissingId(_) => None,
            Self::MultipleDefaults(_) | Self::DuplicateId(_) | Self::BothLayouts
                if generation == Generation::SharedDb =>
            {
                None
            }
            Self::MultipleDefaults(ids) => {
                Some(format!("{} are all marked as the default; OpenClaw uses the first", join_ids(ids)))
            }
            Self::DuplicateId(id) => Some(format!("`{id}` is listed more than once; OpenClaw uses the first")),
            Self::TooManyAgents => Some(format!("only the first {MAX_AGENTS} are read")),
            Self::BothLayouts => {
                Some("`agents.list` and `agents.entries` are both set; OpenClaw uses `entries`".to_owned())
            }
        }
    }
}
