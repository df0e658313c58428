//! `models`, `models status`

use clap::Args;
use contract::{AgentInfo, Chain, Rung, Status, StatusReport};
use serde_json::json;

use super::{FormatArgs, Outcome, call, doctor};
use crate::{
    out::{BAD, Format, NO_MODEL, Out, QUIET, printable, styled},
    wire::World,
};

#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  openclaw models status\n  openclaw models status --json\n  openclaw models status --plain    the default model alone, for scripts"
)]
pub(crate) struct StatusArgs {
    #[command(flatten)]
    format: FormatArgs,
}

impl StatusArgs {
    pub(crate) fn run(self, world: &mut World) -> Outcome {
        let format = self.format.format();
        let report = call(&world.backend, format, app::api::show_status(Status {}))?;
        match format {
            Format::Json => world.out.json(&as_json(&report)),
            Format::Plain => report.text.primary.iter().for_each(|rung| world.out.data(printable(&rung.label()))),
            Format::Human => {
                print(&report, &mut world.out);
                report.warnings.iter().for_each(|warning| world.out.warn(printable(warning)));
            }
        }
        Ok(0)
    }
}

/// OpenClaw's own key names and order, then ours.
fn as_json(report: &StatusReport) -> serde_json::Value {
    let configured = |chain: &Chain| chain.fallbacks.iter().map(Rung::said).collect::<Vec<_>>();
    json!({
        "configPath": report.config.path,
        "configReason": report.config.why,
        "defaultModel": report.text.primary.as_ref().map(Rung::said),
        "resolvedDefault": report.text.primary.as_ref().map(Rung::label),
        "fallbacks": configured(&report.text),
        "imageModel": report.image.primary.as_ref().map(Rung::said),
        "imageFallbacks": configured(&report.image),
        "aliases": report.aliases,
        "agents": report.agents.iter().map(agent_as_json).collect::<Vec<_>>(),
        "warnings": report.warnings,
        "stateDir": report.state_dir.path,
        "generation": report.generation,
        "revision": report.revision,
    })
}

fn agent_as_json(agent: &AgentInfo) -> serde_json::Value {
    json!({
        "id": agent.id,
        "name": agent.name,
        "isDefault": agent.is_default,
        "resolvedDefault": agent.text.primary.as_ref().map(Rung::label),
        "fallbacks": agent.text.fallbacks.iter().map(Rung::said).collect::<Vec<_>>(),
        "modelConfig": { "defaultSource": agent.primary_from, "fallbacksSource": agent.fallbacks_from },
    })
}

fn print(report: &StatusReport, out: &mut Out) {
    row(out, "Config", &doctor::located(&report.config));
    row(out, "State dir", &doctor::located(&report.state_dir));
    let why = styled(QUIET, &format!("({})", printable(&report.generation.why)));
    row(out, "Generation", &format!("{} {why}", report.generation.kind.word()));
    chain(out, ["Default", "Fallbacks"], &report.text);
    chain(out, ["Image model", "Image fallbacks"], &report.image);
    let aliases: Vec<_> = report.aliases.iter().map(|(alias, model)| format!("{alias} -> {model}")).collect();
    row(out, &format!("Aliases ({})", aliases.len()), &list(&aliases));
    if report.has_agents() {
        let agents: Vec<_> = report.agents.iter().map(agent).collect();
        row(out, &format!("Agents ({})", agents.len()), &list(&agents));
    }
}

fn agent(agent: &AgentInfo) -> String {
    let mark = if agent.is_default { " (default)" } else { "" };
    format!("{}{mark}", agent.id)
}

fn chain(out: &mut Out, [primary, fallbacks]: [&str; 2], chain: &Chain) {
    row(out, primary, &chain.primary.as_ref().map_or_else(|| "-".to_owned(), named));
    let configured: Vec<_> = chain.fallbacks.iter().map(Rung::said).collect();
    row(out, &format!("{fallbacks} ({})", configured.len()), &list(&configured));
}

/// The model, and the text in the file when that is another.
fn named(rung: &Rung) -> String {
    let label = rung.label();
    let label = printable(&label);
    if rung.model.is_none() {
        format!("{label}  {}", styled(BAD, NO_MODEL))
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
