//! `models`, `models status`

use clap::{Arg, Args};
use contract::{AgentInfo, Chain, Layer, Rung, Status, StatusReport};
use serde_json::json;

use super::{FormatArgs, Outcome, call, doctor};
use crate::{
    out::{BAD, Format, Out, QUIET, no_model, openclaws_own, printable, styled},
    wire::World,
};

#[derive(Debug, Args)]
pub(crate) struct StatusArgs {
    /// For this agent, instead of the default agent
    #[arg(long, value_name = "ID")]
    agent: Option<String>,
    #[command(flatten)]
    format: FormatArgs,
}

/// `models --status-json`: OpenClaw has such names for these flags where no command follows.
pub(super) fn named_by_the_group(arg: Arg) -> Arg {
    match arg.get_id().as_str() {
        "json" => arg.alias("status-json"),
        "plain" => arg.alias("status-plain"),
        _ => arg,
    }
}

impl StatusArgs {
    pub(crate) fn run(self, world: &mut World) -> Outcome {
        let format = self.format.format();
        let is_named = self.agent.as_ref().is_some_and(|agent| !agent.trim().is_empty());
        let report = call(&world.backend, format, app::api::show_status(Status { agent: self.agent }))?;
        match format {
            Format::Json => world.out.json(&as_json(&report)),
            Format::Plain => world.out.data(printable(&report.agent.answer.model)),
            Format::Human => print(&report, is_named, &mut world.out),
        }
        if format != Format::Json {
            report.warnings.iter().for_each(|warning| world.out.warn(printable(warning)));
        }
        Ok(0)
    }
}

/// OpenClaw's own key names and order, then ours.
fn as_json(report: &StatusReport) -> serde_json::Value {
    let configured = |chain: &Chain| chain.fallbacks.iter().map(Rung::said).collect::<Vec<_>>();
    let agent = &report.agent;
    json!({
        "configPath": report.config.path,
        "agentId": agent.id,
        "agentDir": report.agent_dir.path,
        "defaultModel": agent.text.primary.as_ref().map_or_else(|| agent.answer.model.clone(), Rung::said),
        "resolvedDefault": agent.answer.model,
        "fallbacks": configured(&agent.text),
        "imageModel": report.image.primary.as_ref().map(Rung::said),
        "imageFallbacks": configured(&report.image),
        "modelConfig": model_config(agent),
        "aliases": report.aliases,
        "allowed": report.allowed.models,
        "configReason": report.config.why,
        "isOpenClawsDefault": agent.answer.is_openclaws(),
        "stateDir": report.state_dir.path,
        "generation": report.generation,
        "agents": report.agents.iter().map(agent_as_json).collect::<Vec<_>>(),
        "warnings": report.warnings,
        "revision": report.revision,
    })
}

fn agent_as_json(agent: &AgentInfo) -> serde_json::Value {
    json!({
        "id": agent.id,
        "name": agent.name,
        "isDefault": agent.is_default,
        "resolvedDefault": agent.answer.model,
        "fallbacks": agent.text.fallbacks.iter().map(Rung::said).collect::<Vec<_>>(),
        "modelConfig": model_config(agent),
    })
}

fn model_config(agent: &AgentInfo) -> serde_json::Value {
    json!({ "defaultSource": agent.primary_from, "fallbacksSource": agent.fallbacks_from })
}

/// OpenClaw's lines in OpenClaw's order, then ours.
fn print(report: &StatusReport, is_named: bool, out: &mut Out) {
    let agent = &report.agent;
    // Where an agent says something itself, it is said whose word it is.
    let from = |layer: Layer| if is_named || agent.has_own() { format!(" ({})", word(layer)) } else { String::new() };
    row(out, "Config", &doctor::located(&report.config));
    row(out, "Agent dir", &doctor::located(&report.agent_dir));
    row(out, &format!("Default{}", from(agent.primary_from)), &first(agent));
    fallbacks(out, "Fallbacks", &from(agent.fallbacks_from), &agent.text);
    let image = report.image.primary.as_ref().map_or_else(|| "-".to_owned(), named);
    row(out, &format!("Image model{}", from(Layer::Defaults)), &image);
    fallbacks(out, "Image fallbacks", &from(Layer::Defaults), &report.image);
    let aliases: Vec<_> = report.aliases.iter().map(|(alias, model)| format!("{alias} -> {model}")).collect();
    row(out, &format!("Aliases ({})", aliases.len()), &list(&aliases));
    let allowed = if report.allowed.is_on { list(&report.allowed.models) } else { "all".to_owned() };
    row(out, &format!("Configured models ({})", report.allowed.models.len()), &allowed);
    row(out, "State dir", &doctor::located(&report.state_dir));
    let why = styled(QUIET, &format!("({})", printable(&report.generation.why)));
    row(out, "Generation", &format!("{} {why}", report.generation.kind.word()));
    row(out, "Credentials", "not checked yet");
    if report.has_agents() {
        let agents: Vec<_> = report.agents.iter().map(self::agent).collect();
        row(out, &format!("Agents ({})", agents.len()), &list(&agents));
    }
}

const fn word(layer: Layer) -> &'static str {
    match layer {
        Layer::Agent => "agent",
        Layer::Defaults => "defaults",
    }
}

/// The model that answers first, and how it comes to that.
fn first(agent: &AgentInfo) -> String {
    match &agent.text.primary {
        Some(primary) if !agent.answer.is_openclaws() => named(primary),
        _ => openclaws_own(&agent.answer.model),
    }
}

fn agent(agent: &AgentInfo) -> String {
    let mark = if agent.is_default { " (default)" } else { "" };
    format!("{}{mark}", agent.id)
}

fn fallbacks(out: &mut Out, label: &str, from: &str, chain: &Chain) {
    let configured: Vec<_> = chain.fallbacks.iter().map(Rung::said).collect();
    row(out, &format!("{label} ({}){from}", configured.len()), &list(&configured));
}

/// The model, and the text in the file when that is another.
fn named(rung: &Rung) -> String {
    let label = rung.label();
    let label = printable(&label);
    if rung.model.is_none() {
        format!("{label}  {}", styled(BAD, no_model(rung)))
    } else if rung.is_indirect() {
        format!("{label} (from {})", printable(&rung.configured))
    } else {
        label.into_owned()
    }
}

fn list(items: &[String]) -> String {
    if items.is_empty() { "-".to_owned() } else { printable(&items.join(", ")).into_owned() }
}

/// Labels take 14 places; a longer one is followed by its colon.
fn row(out: &mut Out, label: &str, value: &str) {
    out.data(format!("{label:<14}: {value}"));
}
