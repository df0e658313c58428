//! What is configured, in `models status --json`.

use contract::{AgentInfo, Chain, ChainStep, StatusReport};
use serde_json::{Value, json};

use super::all_warnings;

/// Formats the status as JSON: OpenClaw's keys in OpenClaw's order, then the additional ones.
pub(super) fn report_to_json(report: &StatusReport) -> Value {
    let configured = |chain: &Chain| chain.fallbacks.iter().map(ChainStep::printed_text).collect::<Vec<_>>();
    let agent = &report.agent;
    json!({
        "configPath": report.config.path,
        "agentId": agent.id,
        "agentDir": report.terminal.agent_dir.path,
        "defaultModel": agent.text.primary.as_ref().map_or_else(|| agent.answer.model.clone(), ChainStep::printed_text),
        "resolvedDefault": agent.answer.model,
        "fallbacks": configured(&agent.text),
        "imageModel": report.image.primary.as_ref().map(ChainStep::printed_text),
        "imageFallbacks": configured(&report.image),
        "modelConfig": model_config_to_json(agent),
        "aliases": report.terminal.aliases,
        "allowed": report.terminal.allowed.models,
        "configReason": report.config.reason,
        "isOpenClawsDefault": agent.answer.is_openclaw_default(),
        "stateDir": report.terminal.state_dir.path,
        "generation": report.generation,
        "agents": report.agents.iter().map(agent_to_json).collect::<Vec<_>>(),
        "warnings": all_warnings(report).collect::<Vec<_>>(),
        "revision": report.revision,
    })
}

fn agent_to_json(agent: &AgentInfo) -> Value {
    json!({
        "id": agent.id,
        "name": agent.name,
        "isDefault": agent.is_default,
        "resolvedDefault": agent.answer.model,
        "fallbacks": agent.text.fallbacks.iter().map(ChainStep::printed_text).collect::<Vec<_>>(),
        "modelConfig": model_config_to_json(agent),
    })
}

fn model_config_to_json(agent: &AgentInfo) -> Value {
    json!({ "defaultSource": agent.primary_from, "fallbacksSource": agent.fallbacks_from })
}
