//! `agents …`

use std::path::Path;

use clap::{Args, Subcommand};
use contract::{AddAgent, ListAgents, ListedAgent};
use store::{AgentDirs, Place};

use super::{
    JsonArgs, Outcome, call,
    change::{self, ChangeArgs},
    fallback::ForceArg,
};
use crate::{
    out::{Format, printable},
    wire::World,
};

#[derive(Debug, Subcommand)]
pub(crate) enum Agents {
    /// List the agents with their workspaces and models
    List(ListArgs),
    /// Add an agent, with its directories
    #[command(
        after_help = "Examples:\n  openclaw agents add work --workspace ~/.openclaw/workspace-work\n  openclaw agents add work --workspace ~/work --model openai/gpt-5.2 --dry-run"
    )]
    Add(AddArgs),
}

#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  openclaw agents list\n  openclaw agents list --json")]
pub(crate) struct ListArgs {
    #[command(flatten)]
    format: JsonArgs,
}

#[derive(Debug, Args)]
pub(crate) struct AddArgs {
    /// Its name; the id is made from it
    name: String,
    /// Its workspace; created if it is missing
    #[arg(long, value_name = "DIR")]
    workspace: String,
    /// Its primary: `provider/model`, or an alias
    #[arg(long, value_name = "MODEL")]
    model: Option<String>,
    /// Its credentials directory, if not below the state directory
    #[arg(long, value_name = "DIR")]
    agent_dir: Option<String>,
    /// Accepted as OpenClaw does; nothing is ever asked
    #[arg(long)]
    non_interactive: bool,
    #[command(flatten)]
    force: ForceArg,
    #[command(flatten)]
    how: ChangeArgs,
}

impl Agents {
    pub(crate) fn run(self, world: &mut World) -> Outcome {
        match self {
            Self::List(args) => args.run(world),
            Self::Add(args) => args.run(world),
        }
    }
}

impl ListArgs {
    pub(crate) fn run(self, world: &mut World) -> Outcome {
        let format = self.format.format();
        let agents = call(&world.backend, format, app::api::list_agents(ListAgents {}))?;
        match format {
            Format::Json => world.out.json(&agents),
            _ => agents.iter().for_each(|agent| world.out.data(block(agent, &world.place))),
        }
        Ok(0)
    }
}

impl AddArgs {
    fn run(self, world: &mut World) -> Outcome {
        let Self { name, workspace, model, agent_dir, non_interactive: _, force: ForceArg { force }, how } = self;
        let write = how.write(AddAgent { name, workspace, model, agent_dir, force });
        let change = call(&world.backend, how.format(), app::api::add_agent(write))?;
        let World { place, out, .. } = world;
        change::print(&change, how, out, |agent| added(agent, place));
        Ok(0)
    }
}

/// `- main (default)`, and what belongs to it.
fn block(agent: &ListedAgent, place: &Place) -> String {
    let name = agent.name.as_ref().filter(|name| **name != agent.id).map(|name| format!(" ({name})"));
    let mark = if agent.is_default { " (default)" } else { "" };
    let head = format!("- {}{mark}{}", agent.id, name.unwrap_or_default());
    let rows = facts(agent, place).map(|(label, value)| format!("\n  {label}: {}", printable(&value)));
    format!("{}{}", printable(&head), rows.collect::<String>())
}

/// What is there now: the directories only when they are.
fn added(agent: &ListedAgent, place: &Place) -> String {
    let dirs = AgentDirs::of(place, agent);
    let made = [("Workspace OK", &dirs.workspace), ("Sessions OK", &dirs.sessions)].into_iter();
    let made = made.filter(|(_, path)| place.is_dir(path)).map(|(label, path)| (label, place.home.show(path)));
    let rows = made.chain([("Agent", agent.id.clone())]).chain(facts(agent, place));
    rows.map(|(label, value)| format!("{label}: {}", printable(&value))).collect::<Vec<_>>().join("\n")
}

fn facts(agent: &ListedAgent, place: &Place) -> impl Iterator<Item = (&'static str, String)> {
    let show = |path: &str| place.home.show(Path::new(path));
    let dirs = [("Workspace", show(&agent.workspace)), ("Agent dir", show(&agent.agent_dir))];
    dirs.into_iter().chain(agent.model.clone().map(|model| ("Model", model)))
}
