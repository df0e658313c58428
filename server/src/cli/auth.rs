//! `models auth …` commands. Those that write or sign in are handed to OpenClaw before they are parsed.

mod display;
mod providers;

use clap::{Args, Subcommand};
use contract::{CredentialReport, ListCredentials};

use super::{JsonArgs, Outcome, call_in_process, command_tree};
use crate::{
    context::CommandContext,
    out::{Format, escape_hidden},
};
pub(super) use display::{credential_name, layer_text, print_credentials, print_elsewhere};

#[derive(Debug, Args)]
pub(crate) struct AuthArgs {
    #[command(subcommand)]
    command: Option<AuthCommand>,
    /// With the credentials of this agent, instead of the default agent's
    #[arg(long, value_name = "ID", global = true)]
    agent: Option<String>,
}

#[derive(Debug, Subcommand)]
enum AuthCommand {
    /// List the credentials by provider, with their state and the one that pays
    #[command(
        after_help = "Stored ones, and those of the environment and your config. Of a secret, at most the last four characters are shown.\n\nExamples:\n  openclaw models auth list\n  openclaw models auth list --provider anthropic\n  openclaw models auth list --agent work --json"
    )]
    List(ListArgs),
    /// List the providers: how to sign in, where a key may be, and whether a credential is there
    #[command(after_help = "Examples:\n  openclaw models auth providers\n  openclaw models auth providers --json")]
    Providers(JsonArgs),
    /// The order in which the stored credentials of a provider are tried
    #[command(subcommand, after_help = "Examples:\n  openclaw models auth order get --provider anthropic")]
    Order(OrderCommand),
    /// Credentials that are not used for a while after failures
    #[command(subcommand, after_help = "Examples:\n  openclaw models auth cooldown list")]
    Cooldown(CooldownCommand),
}

#[derive(Debug, Args)]
struct ListArgs {
    /// Only those of this provider
    #[arg(long, value_name = "NAME")]
    provider: Option<String>,
    #[command(flatten)]
    shell: ShellArgs,
    #[command(flatten)]
    format: JsonArgs,
}

/// Whether the login shell is asked.
#[derive(Debug, Clone, Copy, Args)]
pub(super) struct ShellArgs {
    /// Also ask the login shell for variables, as OpenClaw does if it is set up to
    #[arg(long)]
    pub(super) shell_env: bool,
}

#[derive(Debug, Subcommand)]
enum OrderCommand {
    /// Show the order, and where it is from
    #[command(
        after_help = "Examples:\n  openclaw models auth order get --provider anthropic\n  openclaw models auth order get --provider anthropic --agent work --json"
    )]
    Get(OrderArgs),
}

#[derive(Debug, Args)]
struct OrderArgs {
    /// The provider
    #[arg(long, value_name = "NAME")]
    provider: String,
    #[command(flatten)]
    format: JsonArgs,
}

#[derive(Debug, Subcommand)]
enum CooldownCommand {
    /// List them, with the reason and the end
    #[command(
        after_help = "Examples:\n  openclaw models auth cooldown list\n  openclaw models auth cooldown list --json"
    )]
    List(JsonArgs),
}

impl AuthArgs {
    pub(crate) fn run(self, context: &mut CommandContext) -> Outcome {
        let Self { command, agent } = self;
        match command {
            None => print_help(context),
            Some(AuthCommand::List(ListArgs { provider, shell: ShellArgs { shell_env }, format })) => {
                let op = ListCredentials { provider, agent, shell_env, ..Default::default() };
                let report = list_credentials(context, format, op)?;
                match format.format() {
                    Format::Json => context.out.json(&display::list_to_json(&report)),
                    _ => display::print_list(&report, &mut context.out),
                }
                print_warnings(&report, context);
            }
            Some(AuthCommand::Providers(format)) => {
                let op = ListCredentials { every_provider: true, agent, ..Default::default() };
                let report = list_credentials(context, format, op)?;
                match format.format() {
                    Format::Json => context.out.json(&providers::to_json(&report)),
                    _ => providers::print(&report, &mut context.out),
                }
            }
            Some(AuthCommand::Order(OrderCommand::Get(OrderArgs { provider, format }))) => {
                let op = ListCredentials { provider: Some(provider.clone()), agent, ..Default::default() };
                let report = list_credentials(context, format, op)?;
                match format.format() {
                    Format::Json => context.out.json(&display::order_to_json(&report, &provider)),
                    _ => display::print_order(&report, &provider, &mut context.out),
                }
            }
            Some(AuthCommand::Cooldown(CooldownCommand::List(format))) => {
                let report = list_credentials(context, format, ListCredentials { agent, ..Default::default() })?;
                match format.format() {
                    Format::Json => context.out.json(&display::cooldowns_to_json(&report)),
                    _ => display::print_cooldowns(&report, &mut context.out),
                }
            }
        }
        Ok(0)
    }
}

fn list_credentials(
    context: &CommandContext,
    format: JsonArgs,
    op: ListCredentials,
) -> Result<CredentialReport, crate::out::Failure> {
    call_in_process(&context.backend, format.format(), app::api::list_credentials(op))
}

fn print_warnings(report: &CredentialReport, context: &mut CommandContext) {
    for warning in &report.warnings {
        context.out.warn(escape_hidden(warning));
    }
}

/// Prints the help of the group, which is what the group does without a command.
fn print_help(context: &mut CommandContext) {
    let mut tree = command_tree();
    // Gives the subcommands their full names.
    tree.build();
    let group = tree.find_subcommand_mut("models").and_then(|models| models.find_subcommand_mut("auth"));
    if let Some(group) = group {
        context.out.data(group.render_long_help().ansi().to_string().trim_end());
    }
}
