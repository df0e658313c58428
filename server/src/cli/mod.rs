//! The command tree, and running a command.

mod agent;
mod alias;
mod auth;
mod change;
mod completions;
mod config;
mod doctor;
mod fallback;
mod format_args;
mod global_args;
mod handover_help;
mod history;
mod interrupt;
mod job;
mod model;
mod model_list;
mod normalize_args;
mod parse_error;
mod probe;
mod profile;
mod refresh;
mod scan;
mod standalone;
mod status;
mod stdin;
mod why;

use std::{ffi::OsString, sync::Arc};

use clap::{Parser, Subcommand};
use contract::{Backend, Code, Hint, OpError};

use crate::{
    context::CommandContext,
    dashboard, log,
    out::{Failure, Format, MadeChange, Out, Outcome},
    runtime,
};
pub(crate) use format_args::{FormatArgs, JsonArgs};

/// Which AI model answers for OpenClaw, what happens when it fails, and which credential pays.
#[derive(Debug, Parser)]
#[command(name = "openclaw", bin_name = "openclaw", version, max_term_width = 100, disable_help_subcommand = true)]
#[command(after_help = handover_help::root_after_help())]
struct Cli {
    #[command(subcommand)]
    command: RootCommand,
    #[command(flatten)]
    profile: profile::ProfileArgs,
    #[command(flatten)]
    global: global_args::GlobalArgs,
}

#[derive(Debug, Subcommand)]
enum RootCommand {
    /// Models, fallback chains, and the dashboard
    #[command(
        args_conflicts_with_subcommands = true,
        mut_args = status::with_group_aliases,
        after_help = handover_help::models_after_help()
    )]
    Models {
        #[command(subcommand)]
        command: Option<ModelsCommand>,
        #[command(flatten)]
        status: status::StatusArgs,
    },
    /// Read and write values of the configuration
    #[command(
        subcommand,
        after_help = "Examples:\n  openclaw config get agents.defaults.model\n  openclaw config set agents.defaults.timeoutSeconds 60\n  openclaw config validate"
    )]
    Config(config::ConfigCommand),
    /// List and add agents
    #[command(
        args_conflicts_with_subcommands = true,
        after_help = "Examples:\n  openclaw agents\n  openclaw agents add work --workspace ~/.openclaw/workspace-work"
    )]
    Agents {
        #[command(subcommand)]
        command: Option<agent::AgentsCommand>,
        #[command(flatten)]
        list: agent::ListArgs,
    },
    /// Print the completion script for a shell
    Completions(completions::CompletionArgs),
    /// Without OpenClaw: show what is configured
    #[command(hide = true)]
    Status(standalone::StandaloneStatusArgs),
    /// Without OpenClaw: do nothing
    #[command(hide = true, subcommand, after_help = "Examples:\n  openclaw gateway restart")]
    Gateway(standalone::GatewayCommand),
    /// Without OpenClaw: list no plugins
    #[command(hide = true, subcommand, after_help = "Examples:\n  openclaw plugins list")]
    Plugins(standalone::PluginsCommand),
}

#[derive(Debug, Subcommand)]
enum ModelsCommand {
    /// Show what is configured, and where
    #[command(
        after_help = "Examples:\n  openclaw models status\n  openclaw models status --json\n  openclaw models status --probe    try each credential with a real request\n  openclaw models status --plain    the default model alone, for scripts"
    )]
    Status(status::StatusArgs),
    /// List models with their context, prices and capabilities
    List(model_list::ListArgs),
    /// Fetch the lists of models and prices that are published now
    Refresh(refresh::RefreshArgs),
    /// Explain which model is asked, and which credential pays
    Why(why::WhyArgs),
    /// Ask the models of a chain for a short answer
    Probe(probe::ModelsProbeArgs),
    /// Find the best model that answers
    Scan(Box<scan::ScanArgs>),
    /// Set the model that answers
    Set(model::SetArgs),
    /// Set the model that answers image requests
    SetImage(model::SetImageArgs),
    /// Manage model aliases
    #[command(
        subcommand,
        after_help = "Examples:\n  openclaw models aliases list\n  openclaw models aliases add opus anthropic/claude-opus-4-5\n  openclaw models aliases remove opus"
    )]
    Aliases(alias::AliasesCommand),
    /// Credentials: which ones there are, and which one pays
    #[command(
        after_help = "To sign in, `openclaw models auth login` and all other words are handed to the next OpenClaw on PATH.\n\nExamples:\n  openclaw models auth list\n  openclaw models auth add\n  openclaw models auth setup-token\n  openclaw models auth order get --provider anthropic\n  openclaw models auth cooldown list"
    )]
    Auth(auth::AuthArgs),
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
    Fallbacks(fallback::FallbacksCommand),
    /// The models that are tried when the image model fails
    #[command(
        subcommand,
        after_help = "Examples:\n  openclaw models image-fallbacks list\n  openclaw models image-fallbacks add google/gemini-2.5-flash"
    )]
    ImageFallbacks(fallback::ImageFallbacksCommand),
    /// List the changes, made here and by other programs
    History(history::HistoryArgs),
    /// Undo a change; later changes elsewhere stay
    Undo(history::UndoArgs),
    /// Show which files are used and why, and check them
    Doctor(doctor::DoctorArgs),
    /// Open the dashboard in the browser
    Ui(dashboard::UiArgs),
}

/// Runs one command and returns its exit code. `context` builds the context for the selected profile.
pub fn run(
    args: impl IntoIterator<Item = OsString>,
    mut out: Out,
    context: impl FnOnce(Option<String>, Out) -> CommandContext,
) -> u8 {
    let args = normalize_args::normalize(args.into_iter().collect());
    let format = Format::from_args(&args);
    let cli = match Cli::try_parse_from(args) {
        Ok(cli) => cli,
        Err(usage) => {
            let code = parse_error::print_parse_error(usage, format, &mut out);
            return exit_code(code, format, &mut out);
        }
    };
    let level = cli.global.log_level();
    // The dashboard also logs to a file in its home, which is not known at this point.
    if !matches!(cli.command, RootCommand::Models { command: Some(ModelsCommand::Ui(_)), .. }) {
        log::init_for_command(level);
    }
    match cli.profile.profile_name() {
        Ok(profile) => {
            run_command(&mut CommandContext { log_level: level, ..context(profile, out) }, cli.command, format)
        }
        Err(error) => parse_error::print_profile_error(&error, format, &mut out),
    }
}

fn run_command(context: &mut CommandContext, command: RootCommand, format: Format) -> u8 {
    let outcome = match command {
        RootCommand::Models { command: None, status } => status.run(context),
        RootCommand::Models { command: Some(command), .. } => command.run(context),
        RootCommand::Config(command) => command.run(context),
        RootCommand::Agents { command: None, list } => list.run(context),
        RootCommand::Agents { command: Some(command), .. } => command.run(context),
        RootCommand::Status(args) => args.run(context),
        RootCommand::Completions(args) => {
            args.run(&mut context.out);
            Ok(0)
        }
        RootCommand::Gateway(command) => {
            command.run(&mut context.out);
            Ok(0)
        }
        RootCommand::Plugins(command) => {
            command.run(&mut context.out);
            Ok(0)
        }
    };
    let code = outcome.unwrap_or_else(|Failure(error, format)| {
        context.out.error(&error, format);
        1
    });
    exit_code(code, format, &mut context.out)
}

impl ModelsCommand {
    fn run(self, context: &mut CommandContext) -> Outcome {
        match self {
            Self::Status(args) => args.run(context),
            Self::List(args) => args.run(context),
            Self::Refresh(args) => args.run(context),
            Self::Set(args) => args.run(context),
            Self::SetImage(args) => args.run(context),
            Self::Aliases(command) => command.run(context),
            Self::Auth(args) => args.run(context),
            Self::Why(args) => args.run(context),
            Self::Probe(args) => args.run(context),
            Self::Scan(args) => args.run(context),
            Self::Allow(args) => args.run(context),
            Self::Disallow(args) => args.run(context),
            Self::Suggest(args) => args.run(context),
            Self::Fallbacks(command) => command.run(context),
            Self::ImageFallbacks(command) => command.run(context),
            Self::History(args) => args.run(context),
            Self::Undo(args) => args.run(context),
            Self::Doctor(args) => args.run(context),
            Self::Ui(args) => dashboard::run(&args, context),
        }
    }
}

/// Returns the exit code. A command whose output could not be written has failed; the error also names the change that
/// was made.
fn exit_code(code: u8, format: Format, out: &mut Out) -> u8 {
    let Some(reason) = out.write_error() else { return code };
    let error = OpError::new(Code::OutputLost, format!("could not write the output: {reason}"));
    let error = match out.made_change() {
        None => error,
        Some(MadeChange { id: Some(id) }) => error.with_hint(Hint::for_terminal(format!(
            "the change was made: change {id} (`openclaw models undo {id}` undoes it)"
        ))),
        Some(MadeChange { id: None }) => error.with_hint("the change was made; the history could not be written"),
    };
    out.error(&error, format);
    1
}

/// Calls a server function in this process and waits for it, without an async runtime.
pub(crate) fn call_in_process<T>(
    backend: &Arc<dyn Backend>,
    format: Format,
    call: impl Future<Output = Result<T, OpError>>,
) -> Result<T, Failure> {
    runtime::run_operation(app::api::in_process(Arc::clone(backend), call)).map_err(|e| Failure(e, format))
}

/// Returns the command tree, for completions and tests.
#[must_use]
pub fn command_tree() -> clap::Command {
    <Cli as clap::CommandFactory>::command()
}
