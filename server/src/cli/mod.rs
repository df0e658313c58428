//! The whole command tree, on one screen.

mod change;
mod doctor;
mod fallback;
mod interrupt;
mod profile;
mod status;

use std::{ffi::OsString, sync::Arc};

use clap::{ArgAction, Args, Parser, Subcommand};
use contract::{Backend, Code, OpError, Role};

use crate::{
    out::{Format, Out},
    ui,
    wire::World,
};

/// Which AI model answers for OpenClaw, what happens when it fails, and which credential pays.
#[derive(Debug, Parser)]
#[command(name = "openclaw", version, max_term_width = 100, disable_help_subcommand = true)]
#[command(
    after_help = "Examples:\n  openclaw models                  what is configured\n  openclaw models fallbacks list   what is tried when the primary fails\n  openclaw models ui               the dashboard, in your browser"
)]
struct Cli {
    #[command(subcommand)]
    command: Command,
    #[command(flatten)]
    profile: profile::ProfileArgs,
    /// Say on stderr what is being done; twice for more
    #[arg(short, long, global = true, action = ArgAction::Count)]
    verbose: u8,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Models, fallback chains, and the dashboard
    #[command(args_conflicts_with_subcommands = true)]
    Models {
        #[command(subcommand)]
        command: Option<Models>,
        #[command(flatten)]
        status: status::StatusArgs,
    },
}

#[derive(Debug, Subcommand)]
enum Models {
    /// Show what is configured, and where
    Status(status::StatusArgs),
    /// The models that are tried when the primary fails
    #[command(
        subcommand,
        after_help = "Examples:\n  openclaw models fallbacks list\n  openclaw models fallbacks add openai/gpt-5.2\n  openclaw models fallbacks remove openai/gpt-5.2"
    )]
    Fallbacks(fallback::Fallbacks),
    /// The models that are tried when the image model fails
    #[command(
        subcommand,
        after_help = "Examples:\n  openclaw models image-fallbacks list\n  openclaw models image-fallbacks add google/gemini-2.5-flash"
    )]
    ImageFallbacks(fallback::Fallbacks),
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
    let cli = match Cli::try_parse_from(args) {
        Ok(cli) => cli,
        Err(usage) => return misuse(&usage, &mut out),
    };
    log(cli.verbose);
    match cli.profile.name() {
        Ok(profile) => run_in(&mut world(profile, out), cli.command),
        Err(error) => refuse(&error, &mut out),
    }
}

fn run_in(world: &mut World, Command::Models { command, status }: Command) -> u8 {
    let outcome = match command {
        None => status.run(world),
        Some(Models::Status(args)) => args.run(world),
        Some(Models::Fallbacks(command)) => command.run(Role::Text, world),
        Some(Models::ImageFallbacks(command)) => command.run(Role::Image, world),
        Some(Models::Doctor(args)) => args.run(world),
        Some(Models::Ui(args)) => ui::run(&args, world),
    };
    let code = outcome.unwrap_or_else(|Failure(error, format)| {
        world.out.error(&error, format);
        1
    });
    heard(code, &mut world.out)
}

/// A command whose data did not get out has failed, whatever it did.
fn heard(code: u8, out: &mut Out) -> u8 {
    let Some(why) = out.lost() else { return code };
    out.error(&OpError::new(Code::OutputLost, format!("could not write the output: {why}")), Format::Human);
    1
}

/// Help and version are data; everything else that clap says is a refusal. Its exit code 2 means something else here.
fn misuse(usage: &clap::Error, out: &mut Out) -> u8 {
    if let Some(error) = profile::missing(usage) {
        return refuse(&error, out);
    }
    let is_data = !usage.use_stderr();
    out.rendered(&usage.render().ansi().to_string(), is_data);
    heard(u8::from(!is_data), out)
}

/// A home that cannot be told has an exit code of its own, as in OpenClaw.
fn refuse(error: &OpError, out: &mut Out) -> u8 {
    out.error(error, Format::Human);
    2
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

fn log(verbose: u8) {
    let level = match verbose {
        0 => return,
        1 => "info",
        _ => "debug",
    };
    let filter = tracing_subscriber::EnvFilter::new(format!("off,server={level},ops={level},store={level}"));
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).with_ansi(false);
    // A second command in one process (tests) keeps the first one's log.
    log.without_time().try_init().ok();
}

/// The tree, for completion and tests.
#[must_use]
pub fn tree() -> clap::Command {
    <Cli as clap::CommandFactory>::command()
}
