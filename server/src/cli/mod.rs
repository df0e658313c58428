//! The whole command tree, on one screen.

mod agent;
mod alias;
mod alone;
mod change;
mod completions;
mod config;
mod doctor;
mod fallback;
mod group;
mod handed_over;
mod history;
mod interrupt;
mod model;
mod profile;
mod root;
mod status;
mod stdin;
mod usage;

use std::{ffi::OsString, sync::Arc};

use clap::{Args, Parser, Subcommand};
use contract::{Backend, Code, Hint, OpError};

use crate::{
    log,
    out::{Format, MadeChange, Out},
    ui,
    wire::World,
};

/// Which AI model answers for OpenClaw, what happens when it fails, and which credential pays.
#[derive(Debug, Parser)]
#[command(name = "openclaw", bin_name = "openclaw", version, max_term_width = 100, disable_help_subcommand = true)]
#[command(after_help = handed_over::below_root())]
struct Cli {
    #[command(subcommand)]
    command: Command,
    #[command(flatten)]
    profile: profile::ProfileArgs,
    #[command(flatten)]
    root: root::RootArgs,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Models, fallback chains, and the dashboard
    #[command(
        args_conflicts_with_subcommands = true,
        mut_args = status::named_by_the_group,
        after_help = handed_over::below_models()
    )]
    Models {
        #[command(subcommand)]
        command: Option<Models>,
        #[command(flatten)]
        status: status::StatusArgs,
    },
    /// Read and write values of the configuration
    #[command(
        subcommand,
        after_help = "Examples:\n  openclaw config get agents.defaults.model\n  openclaw config set agents.defaults.timeoutSeconds 60\n  openclaw config validate"
    )]
    Config(config::Config),
    /// List and add agents
    #[command(
        args_conflicts_with_subcommands = true,
        after_help = "Examples:\n  openclaw agents\n  openclaw agents add work --workspace ~/.openclaw/workspace-work"
    )]
    Agents {
        #[command(subcommand)]
        command: Option<agent::Agents>,
        #[command(flatten)]
        list: agent::ListArgs,
    },
    /// Print the completion script for a shell
    Completions(completions::CompletionArgs),
    /// Where there is no OpenClaw: what is configured
    #[command(hide = true)]
    Status(alone::HomeArgs),
    /// Where there is no OpenClaw: nothing
    #[command(hide = true, subcommand, after_help = "Examples:\n  openclaw gateway restart")]
    Gateway(alone::Gateway),
    /// Where there is no OpenClaw: none
    #[command(hide = true, subcommand, after_help = "Examples:\n  openclaw plugins list")]
    Plugins(alone::Plugins),
}

#[derive(Debug, Subcommand)]
enum Models {
    /// Show what is configured, and where
    #[command(
        after_help = "Examples:\n  openclaw models status\n  openclaw models status --json\n  openclaw models status --plain    the default model alone, for scripts"
    )]
    Status(status::StatusArgs),
    /// Set the model that answers
    Set(model::SetArgs),
    /// Set the model that answers image requests
    SetImage(model::SetImageArgs),
    /// Manage model aliases
    #[command(
        subcommand,
        after_help = "Examples:\n  openclaw models aliases list\n  openclaw models aliases add opus anthropic/claude-opus-4-5\n  openclaw models aliases remove opus"
    )]
    Aliases(alias::Aliases),
    /// Add a model to the allowlist
    Allow(model::AllowArgs),
    /// Remove a model from the allowlist
    Disallow(model::DisallowArgs),
    /// Suggest models for a few letters
    Suggest(model::SuggestArgs),
    /// The models that are tried when the primary fails
    #[command(
        subcommand,
        after_help = "Examples:\n  openclaw models fallbacks list\n  openclaw models fallbacks add openai/gpt-5.2\n  openclaw models fallbacks move openai/gpt-5.2 --up"
    )]
    Fallbacks(fallback::Fallbacks),
    /// The models that are tried when the image model fails
    #[command(
        subcommand,
        after_help = "Examples:\n  openclaw models image-fallbacks list\n  openclaw models image-fallbacks add google/gemini-2.5-flash"
    )]
    ImageFallbacks(fallback::ImageFallbacks),
    /// List the changes, made here and by other programs
    History(history::HistoryArgs),
    /// Undo a change; later changes elsewhere stay
    Undo(history::UndoArgs),
    /// Show which files are used and why, and check them
    Doctor(doctor::DoctorArgs),
    /// Open the dashboard in the browser
    Ui(ui::UiArgs),
}

/// How to print.
#[derive(Debug, Clone, Copy, Default, Args)]
pub(crate) struct FormatArgs {
    /// Print JSON
    #[arg(long)]
    json: bool,
    /// Print one value a line, for scripts
    #[arg(long, conflicts_with = "json")]
    plain: bool,
}

/// How to print what has no plain form.
#[derive(Debug, Clone, Copy, Default, Args)]
pub(crate) struct JsonArgs {
    /// Print JSON
    #[arg(long)]
    json: bool,
}

impl JsonArgs {
    pub(crate) fn format(self) -> Format {
        if self.json { Format::Json } else { Format::Human }
    }
}

impl FormatArgs {
    pub(crate) fn format(self) -> Format {
        match self {
            Self { json: true, .. } => Format::Json,
            Self { plain: true, .. } => Format::Plain,
            _ => Format::Human,
        }
    }
}

/// A command that failed: what to say, and how.
pub(crate) struct Failure(OpError, Format);

/// The exit code of a command that did its work: not every verdict is 0.
pub(crate) type Outcome = Result<u8, Failure>;

/// Runs one command in the world that is made for its profile; returns its exit code.
pub fn run(
    args: impl IntoIterator<Item = OsString>,
    mut out: Out,
    world: impl FnOnce(Option<String>, Out) -> World,
) -> u8 {
    let args = group::in_order(args.into_iter().collect());
    let format = Format::wanted(&args);
    let cli = match Cli::try_parse_from(args) {
        Ok(cli) => cli,
        Err(usage) => {
            let code = usage::answer(usage, format, &mut out);
            return heard(code, format, &mut out);
        }
    };
    let level = cli.root.level();
    // The dashboard has a log of its own besides, in a home that is not known yet.
    if !matches!(cli.command, Command::Models { command: Some(Models::Ui(_)), .. }) {
        log::to_stderr(level);
    }
    match cli.profile.name() {
        Ok(profile) => run_in(&mut World { level, ..world(profile, out) }, cli.command, format),
        Err(error) => usage::refuse(&error, format, &mut out),
    }
}

fn run_in(world: &mut World, command: Command, format: Format) -> u8 {
    let outcome = match command {
        Command::Models { command: None, status } => status.run(world),
        Command::Models { command: Some(command), .. } => command.run(world),
        Command::Config(command) => command.run(world),
        Command::Agents { command: None, list } => list.run(world),
        Command::Agents { command: Some(command), .. } => command.run(world),
        Command::Status(args) => args.run(world),
        Command::Completions(args) => {
            args.run(&mut world.out);
            Ok(0)
        }
        Command::Gateway(command) => {
            command.run(&mut world.out);
            Ok(0)
        }
        Command::Plugins(command) => {
            command.run(&mut world.out);
            Ok(0)
        }
    };
    let code = outcome.unwrap_or_else(|Failure(error, format)| {
        world.out.error(&error, format);
        1
    });
    heard(code, format, &mut world.out)
}

impl Models {
    fn run(self, world: &mut World) -> Outcome {
        match self {
            Self::Status(args) => args.run(world),
            Self::Set(args) => args.run(world),
            Self::SetImage(args) => args.run(world),
            Self::Aliases(command) => command.run(world),
            Self::Allow(args) => args.run(world),
            Self::Disallow(args) => args.run(world),
            Self::Suggest(args) => args.run(world),
            Self::Fallbacks(command) => command.run(world),
            Self::ImageFallbacks(command) => command.run(world),
            Self::History(args) => args.run(world),
            Self::Undo(args) => args.run(world),
            Self::Doctor(args) => args.run(world),
            Self::Ui(args) => ui::run(&args, world),
        }
    }
}

/// A command whose data did not get out has failed. What it changed all the same is said.
fn heard(code: u8, format: Format, out: &mut Out) -> u8 {
    let Some(why) = out.lost() else { return code };
    let error = OpError::new(Code::OutputLost, format!("could not write the output: {why}"));
    let error = match out.change() {
        None => error,
        Some(MadeChange { id: Some(id) }) => error.hint(Hint::terminal(format!(
            "the change was made: change {id} (`openclaw models undo {id}` takes it back)"
        ))),
        Some(MadeChange { id: None }) => error.hint("the change was made; the history could not be written"),
    };
    out.error(&error, format);
    1
}

/// Calls a server function in process and waits for it, without a runtime.
pub(crate) fn call<T>(
    backend: &Arc<dyn Backend>,
    format: Format,
    call: impl Future<Output = Result<T, OpError>>,
) -> Result<T, Failure> {
    futures::executor::block_on(app::api::in_process(Arc::clone(backend), call)).map_err(|e| Failure(e, format))
}

impl Failure {
    /// A failure for people.
    pub(crate) fn human(error: OpError) -> Self {
        Self(error, Format::Human)
    }
}

/// The tree, for completion and tests.
#[must_use]
pub fn tree() -> clap::Command {
    <Cli as clap::CommandFactory>::command()
}
