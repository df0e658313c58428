//! `agents …` commands.

use std::path::Path;

use clap::{Args, Subcommand};
use contract::{AddAgent, ListAgents, ListedAgent};
use store::{AgentDirs, HomeStore};

use super::{
    JsonArgs, Outcome, call_in_process,
    change::{self, ChangeArgs},
    fallback::ForceArg,
};
use crate::{
    context::CommandContext,
    out::{Format, escape_hidden},
};

#[derive(Debug, Subcommand)]
pub(crate) enum AgentsCommand {
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
    /// The agent's name; the id is made from it
    name: String,
    /// The agent's workspace; created if it is missing
    #[arg(long, value_name = "DIR")]
    workspace: String,
    /// The agent's primary: `provider/model`, or an alias
    #[arg(long, value_name = "MODEL")]
    model: Option<String>,
    /// The agent's credentials directory, if not below the state directory
    #[arg(long, value_name = "DIR")]
    agent_dir: Option<String>,
    /// Accepted for compatibility with OpenClaw; no question is asked
    #[arg(long)]
    non_interactive: bool,
    #[command(flatten)]
    force: ForceArg,
    #[command(flatten)]
    change_args: ChangeArgs,
}

impl AgentsCommand {
    pub(crate) fn run(self, context: &mut CommandContext) -> Outcome {
        match self {
            Self::List(args) => args.run(context),
            Self::Add(args) => args.run(context),
        }
    }
}

impl ListArgs {
    pub(crate) fn run(self, context: &mut CommandContext) -> Outcome {
        let format = self.format.format();
        let agents = call_in_process(&context.backend, format, app::api::list_agents(ListAgents {}))?;
        match format {
            Format::Json => context.out.json(&agents),
            _ => agents.iter().for_each(|agent| context.out.data(agent_block(agent, &context.store))),
        }
        Ok(0)
    }
}

impl AddArgs {
    fn run(self, context: &mut CommandContext) -> Outcome {
        let Self { name, workspace, model, agent_dir, non_interactive: _, force: ForceArg { force }, change_args } =
            self;
        let write = change_args.write_request(AddAgent { name, workspace, model, agent_dir, force });
        let change = call_in_process(&context.backend, change_args.format(), app::api::add_agent(write))?;
        let CommandContext { store, out, .. } = context;
        change::print_change(&change, change_args, out, |agent| added_agent_text(agent, store));
        Ok(0)
    }
}

/// Formats an agent: `- main (default)`, followed by its properties.
fn agent_block(agent: &ListedAgent, store: &HomeStore) -> String {
    let name = agent.name.as_ref().filter(|name| **name != agent.id).map(|name| format!(" ({name})"));
    let suffix = if agent.is_default { " (default)" } else { "" };
    let head = format!("- {}{suffix}{}", agent.id, name.unwrap_or_default());
    let rows = agent_rows(agent, store).map(|(label, value)| format!("\n  {label}: {}", escape_hidden(&value)));
    format!("{}{}", escape_hidden(&head), rows.collect::<String>())
}

/// Formats an agent that was added. Directories are listed only if they exist.
fn added_agent_text(agent: &ListedAgent, store: &HomeStore) -> String {
    let dirs = AgentDirs::for_agent(store, agent);
    let made = [("Workspace OK", &dirs.workspace), ("Sessions OK", &dirs.sessions)].into_iter();
    let made = made.filter(|(_, path)| store.is_dir(path)).map(|(label, path)| (label, store.home.display_path(path)));
    let rows = made.chain([("Agent", agent.id.clone())]).chain(agent_rows(agent, store));
    rows.map(|(label, value)| format!("{label}: {}", escape_hidden(&value))).collect::<Vec<_>>().join("\n")
}

fn agent_rows(agent: &ListedAgent, store: &HomeStore) -> impl Iterator<Item = (&'static str, String)> {
    let show = |path: &str| store.home.display_path(Path::new(path));
    let dirs = [("Workspace", show(&agent.workspace)), ("Agent dir", show(&agent.agent_dir))];
    dirs.into_iter().chain(agent.model.clone().map(|model| ("Model", model)))
}
