//! Models of background work: heartbeats, cron jobs and small tasks.

use contract::{ConfigLayer, Finding, ModelRef, Role};
use json5_edit::KeyPath;

use super::lint;
use crate::{
    auth::report::ReportRequest,
    check::replace_step::agent_flag,
    document::{
        agents::Agent,
        view::{AgentChain, View},
    },
};

/// A model of background work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BackgroundModel {
    /// What it is for, such as ``cron job `nightly` ``.
    pub label: String,
    /// The agent; `None`: the default agent.
    pub agent: Option<String>,
    /// The text that names the model.
    pub name: String,
}

impl BackgroundModel {
    /// Those of the configuration: heartbeats and small tasks.
    pub fn of_config(view: &View) -> Vec<Self> {
        let defaults = KeyPath::from_keys(["agents", "defaults"]);
        let of = |at: &KeyPath, agent: Option<&Agent>| {
            let suffix = agent.map(|agent| format!(" of agent `{}`", agent.id)).unwrap_or_default();
            let places = [
                (at.with_key("heartbeat").with_key("model"), "heartbeat model"),
                (at.with_key("utilityModel"), "utility model"),
            ];
            let found = places.into_iter().filter_map(|(path, label)| {
                let name = view.get(&path)?.as_str()?.to_owned();
                Some(Self { label: format!("the {label}{suffix}"), agent: agent.map(|agent| agent.id.clone()), name })
            });
            found.collect::<Vec<_>>()
        };
        let agents = view.agents().all;
        let own = agents.iter().filter_map(|agent| Some(of(agent.entry_path.as_ref()?, Some(agent))));
        std::iter::once(of(&defaults, None)).chain(own).flatten().collect()
    }
}

/// The models that nothing takes over from when they fail.
pub(super) fn without_fallback(report: &ReportRequest<'_>, models: &[BackgroundModel]) -> Vec<Finding> {
    let view = report.view;
    let find = |background: &BackgroundModel| {
        let model = view.visible_name(&background.name).and_then(|name| view.resolve_name(&name))?;
        let agents = view.agents();
        let agent = background.agent.as_deref().and_then(|id| agents.find_by_id(id)).unwrap_or(report.agent);
        let found = view.agent_chain(agent, Role::Text);
        (!has_fallback(&found, &model)).then(|| {
            let what =
                format!("{}, `{}`, has no fallback: when it fails, nothing else is asked", background.label, model);
            let flag = if agent.is_default { String::new() } else { agent_flag(&agent.id) };
            let facts = [&*background.label, &*model.key()];
            lint("no-fallback", &facts, what, format!("openclaw models fallbacks add <model>{flag}"))
        })
    };
    models.iter().filter_map(find).collect()
}

/// Whether OpenClaw asks another model when this one fails. A model of another provider than the primary's that is not in
/// the chain is only followed by the primary, and that only if the agent has no fallbacks of its own.
fn has_fallback(found: &AgentChain, model: &ModelRef) -> bool {
    let primary = found.chain.primary.as_ref().and_then(|step| step.model.as_ref());
    let fallbacks = || found.chain.fallbacks.iter().filter_map(|step| step.model.as_ref());
    let is_in_chain = primary == Some(model) || fallbacks().any(|other| other == model);
    let skips = !is_in_chain && primary.is_some_and(|primary| primary.provider() != model.provider());
    let last = primary.filter(|_| found.fallbacks_layer != ConfigLayer::Agent);
    fallbacks().filter(|_| !skips).chain(last).any(|other| other != model)
}
