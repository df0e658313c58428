//! The steps that an agent tries, where each of them is configured.

use contract::{ChainStep, ConfigLayer, ModelRef, Role};

use crate::{
    auth::report::ReportRequest,
    document::{model_ref::parse_ref, view::AgentChain},
    model::steps::LocatedStep,
};

/// A step that an agent tries.
pub(super) struct Step {
    pub(super) role: Role,
    /// Its place in the order in which the models are asked, from 1.
    pub(super) number: usize,
    /// Whether it is the primary, or OpenClaw's own default because none is set.
    pub(super) is_primary: bool,
    /// Where it is, such as `step 2 of the text chain`.
    pub(super) label: String,
    /// The text that names the model.
    pub(super) name: String,
    /// `None` if the name is no model, or may not be shown.
    pub(super) model: Option<ModelRef>,
    /// Its place in the steps of all chains; `None` for OpenClaw's own default.
    pub(super) located: Option<usize>,
    /// Whether the model is known although its name may not be shown.
    pub(super) is_hidden: bool,
}

impl Step {
    /// The steps of a chain of an agent. OpenClaw's own default is the first one if no primary is set, or if that names
    /// no model.
    pub(super) fn of_chain(report: &ReportRequest<'_>, located: &[LocatedStep], role: Role) -> Vec<Self> {
        let view = report.view;
        let AgentChain { chain, primary_layer, fallbacks_layer } = view.agent_chain(report.agent, role);
        let answer = view.answer_for(&chain);
        let own_default = (role == Role::Text && answer.is_openclaw_default()).then(|| Self {
            role,
            number: 1,
            is_primary: chain.primary.is_none(),
            label: "OpenClaw's own default model".to_owned(),
            model: parse_ref(&answer.model, view.generation()),
            name: answer.model,
            located: None,
            is_hidden: false,
        });
        let offset = usize::from(own_default.is_some());
        let primary = chain.primary.into_iter().map(|step| (primary_layer, true, step));
        let fallbacks = chain.fallbacks.into_iter().map(|step| (fallbacks_layer, false, step));
        let steps = (offset + 1..).zip(primary.chain(fallbacks)).map(|(number, (layer, is_primary, step))| {
            let place = place(located, role, (layer == ConfigLayer::Agent).then_some(&report.agent.id), &step);
            let label = place.and_then(|at| located.get(at)).map(|found| found.label.clone());
            Self {
                role,
                number,
                is_primary,
                label: label.unwrap_or_else(|| format!("step {number} of the {} chain", role.as_str())),
                is_hidden: view.is_hidden_model_known(&step).is_some(),
                name: step.label(),
                model: step.model,
                located: place,
            }
        });
        own_default.into_iter().chain(steps).collect()
    }
}

fn place(located: &[LocatedStep], role: Role, agent: Option<&String>, step: &ChainStep) -> Option<usize> {
    let is_it = |found: &LocatedStep| {
        found.chain_id.role == role && found.chain_id.agent.as_ref() == agent && found.chain_step == *step
    };
    located.iter().position(is_it)
}
