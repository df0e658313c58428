//! `models auth …` commands. Signing in is handed to OpenClaw before it is parsed.

mod add;
mod display;
mod manage;
mod order;
mod paste;
mod providers;
mod retry;

use app::text::{ChangeText, Text};
use clap::{Args, Subcommand};
use contract::{Change, ChangedProfiles, CredentialReport, Effect, ListCredentials};

use super::{JsonArgs, Outcome, call_in_process, change, change::ChangeArgs, command_tree};
use crate::{
    context::CommandContext,
    out::{Failure, Format, Out, escape_hidden},
};
pub(super) use display::{LastProbe, credential_name, layer_text, print_credentials, print_elsewhere, proof_text};

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
    /// Add a credential, step by step
    #[command(
        after_help = "A terminal asks for everything that no flag says; a script pipes the secret in. It is never an argument, which other users could see.\n\nExamples:\n  openclaw models auth add\n  openclaw models auth add --provider openai --method api-key\n  openclaw models auth add --provider anthropic --method setup-token --place 1"
    )]
    Add(add::AddArgs),
    /// Store an API key
    #[command(
        after_help = "A terminal asks for the key without showing it. A script pipes it in: printf %s \"$KEY\" | openclaw models auth paste-api-key --provider openai\n\nExamples:\n  openclaw models auth paste-api-key --provider openai\n  openclaw models auth paste-api-key --provider openai --profile-id openai:work\n  openclaw models auth paste-api-key --provider openai --dry-run    only show what would change"
    )]
    PasteApiKey(paste::PasteKeyArgs),
    /// Store a token
    #[command(
        after_help = "A terminal asks for the token without showing it. A script pipes it in: printf %s \"$TOKEN\" | openclaw models auth paste-token --provider anthropic\n\nExamples:\n  openclaw models auth paste-token --provider anthropic\n  openclaw models auth paste-token --provider anthropic --profile-id anthropic:backup --expires-in 365d"
    )]
    PasteToken(paste::PasteTokenArgs),
    /// Store the token that `claude setup-token` prints
    #[command(
        after_help = "The token is stored with an expiry one year ahead, unless `--expires-in` or `--no-expiry` says otherwise.\n\nExamples:\n  openclaw models auth setup-token\n  openclaw models auth setup-token --provider anthropic --yes"
    )]
    SetupToken(paste::SetupTokenArgs),
    /// Remove a stored credential, and everything that names it
    #[command(
        visible_alias = "logout",
        after_help = "The last credential of a provider in use is only removed after a question, or with `--yes`. Removing cannot be undone.\n\nExamples:\n  openclaw models auth remove openai:old\n  openclaw models auth remove anthropic:manual --yes\n  openclaw models auth remove openai:old --dry-run    only show what would change"
    )]
    Remove(manage::RemoveArgs),
    /// Rename a stored credential, also in orders
    #[command(
        after_help = "Examples:\n  openclaw models auth rename openai:old openai:backup\n  openclaw models auth rename openai:old openai:backup --dry-run    only show what would change"
    )]
    Rename(manage::RenameArgs),
    /// Copy a stored key or token into the store of another agent
    #[command(after_help = "Examples:\n  openclaw models auth copy openai:old --to-agent work")]
    Copy(manage::CopyArgs),
    /// Import the credentials that files of early releases of OpenClaw have
    #[command(
        after_help = "The files are auth.json of the agent, and oauth.json. They stay as they are, and an id that is stored already is kept. If this home uses a database, run `openclaw doctor --fix` instead.\n\nExamples:\n  openclaw models auth import\n  openclaw models auth import --agent work\n  openclaw models auth import --dry-run    only show what would change"
    )]
    Import(manage::ImportArgs),
    /// List the providers: how to sign in, where a key may be, and whether a credential is there
    #[command(after_help = "Examples:\n  openclaw models auth providers\n  openclaw models auth providers --json")]
    Providers(JsonArgs),
    /// The order in which the stored credentials of a provider are tried
    #[command(
        subcommand,
        after_help = "Examples:\n  openclaw models auth order get --provider anthropic\n  openclaw models auth order set --provider anthropic anthropic:work anthropic:manual\n  openclaw models auth order clear --provider anthropic"
    )]
    Order(order::OrderCommand),
    /// Credentials that are not used for a while after failures: list, retry, clear
    #[command(
        subcommand,
        after_help = "Examples:\n  openclaw models auth cooldown list\n  openclaw models auth cooldown clear anthropic:work"
    )]
    Cooldown(CooldownCommand),
    /// Let a credential be used again at once, like `cooldown clear`
    #[command(hide = true, after_help = "Examples:\n  openclaw models auth clear-cooldown anthropic:work")]
    ClearCooldown(manage::ClearCooldownArgs),
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
enum CooldownCommand {
    /// List them, with the reason and the end
    #[command(
        after_help = "Examples:\n  openclaw models auth cooldown list\n  openclaw models auth cooldown list --json"
    )]
    List(JsonArgs),
    /// Try a credential, and let it be used again at once if it answers
    #[command(after_help = "Examples:\n  openclaw models auth cooldown retry anthropic:work")]
    Retry(retry::RetryArgs),
    /// Let a credential be used again at once
    #[command(
        after_help = "Examples:\n  openclaw models auth cooldown clear anthropic:work\n  openclaw models auth cooldown clear --all\n  openclaw models auth cooldown clear anthropic:work --model anthropic/claude-opus-4-5"
    )]
    Clear(manage::ClearCooldownArgs),
}

impl AuthArgs {
    pub(crate) fn run(self, context: &mut CommandContext) -> Outcome {
        let Self { command, agent } = self;
        match command {
            None => {
                print_help(context);
                Ok(0)
            }
            Some(AuthCommand::List(ListArgs { provider, shell: ShellArgs { shell_env }, format })) => {
                let op = ListCredentials { provider, agent, shell_env, ..Default::default() };
                let report = list_report(context, format.format(), op)?;
                match format.format() {
                    Format::Json => context.out.json(&display::list_to_json(&report)),
                    _ => display::print_list(&report, &mut context.out),
                }
                print_warnings(&report, context);
                Ok(0)
            }
            Some(AuthCommand::Providers(format)) => {
                let op = ListCredentials { every_provider: true, agent, ..Default::default() };
                let report = list_report(context, format.format(), op)?;
                match format.format() {
                    Format::Json => context.out.json(&providers::to_json(&report)),
                    _ => providers::print(&report, &mut context.out),
                }
                Ok(0)
            }
            Some(AuthCommand::Add(args)) => args.run(agent, context),
            Some(AuthCommand::PasteApiKey(args)) => args.run(agent, context),
            Some(AuthCommand::PasteToken(args)) => args.run(agent, context),
            Some(AuthCommand::SetupToken(args)) => args.run(agent, context),
            Some(AuthCommand::Remove(args)) => args.run(agent, context),
            Some(AuthCommand::Rename(args)) => args.run(agent, context),
            Some(AuthCommand::Copy(args)) => args.run(context),
            Some(AuthCommand::Import(args)) => args.run(agent, context),
            Some(AuthCommand::Order(command)) => command.run(agent, context),
            Some(AuthCommand::Cooldown(CooldownCommand::List(format))) => {
                let op = ListCredentials { agent, ..Default::default() };
                let report = list_report(context, format.format(), op)?;
                match format.format() {
                    Format::Json => context.out.json(&display::cooldowns_to_json(&report)),
                    _ => display::print_cooldowns(&report, &mut context.out),
                }
                Ok(0)
            }
            Some(AuthCommand::Cooldown(CooldownCommand::Retry(args))) => args.run(agent, context),
            Some(AuthCommand::Cooldown(CooldownCommand::Clear(args)) | AuthCommand::ClearCooldown(args)) => {
                args.run(agent, context)
            }
        }
    }
}

fn list_report(context: &CommandContext, format: Format, op: ListCredentials) -> Result<CredentialReport, Failure> {
    call_in_process(&context.backend, format, app::api::list_credentials(op))
}

fn print_warnings(report: &CredentialReport, context: &mut CommandContext) {
    for warning in &report.warnings {
        context.out.warn(escape_hidden(warning));
    }
}

/// Prints a change of credentials. A preview begins with what would be done, because a diff has only ids and kinds.
fn print_credential_change(
    change: &Change<ChangedProfiles>,
    change_args: ChangeArgs,
    out: &mut Out,
    tail: impl Fn(&Effect) -> String,
) {
    if change_args.is_plain_preview() && !change.is_empty() {
        out.data(escape_hidden(&ChangeText::CardHeading(change.effect.clone()).en().replace('`', "")));
    }
    change::print_change(change, change_args, out, |_| tail(&change.effect));
}

/// Says what was done.
fn done_text(effect: &Effect) -> String {
    escape_hidden(&ChangeText::DoneMessage(effect.clone()).en().replace('`', "")).into_owned()
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
