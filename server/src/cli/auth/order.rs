//! `models auth order …`: the order in which the credentials of a provider are tried.

use clap::{Args, Subcommand};
use contract::{ListCredentials, MoveInOrder, SetOrder};

use super::{display, list_report, print_credential_change};
use crate::{
    cli::{JsonArgs, Outcome, call_in_process, change::ChangeArgs},
    context::CommandContext,
    out::{Format, escape_hidden},
};

#[derive(Debug, Subcommand)]
pub(crate) enum OrderCommand {
    /// Show the order, and where it is from
    #[command(
        after_help = "Examples:\n  openclaw models auth order get --provider anthropic\n  openclaw models auth order get --provider anthropic --agent work --json"
    )]
    Get(GetArgs),
    /// Set the order
    #[command(
        after_help = "Without `--agent` the order is `auth.order` of your config, and an order in the credential store, which would come before it, is removed. With `--agent` it is stored for that agent alone.\n\nExamples:\n  openclaw models auth order set --provider anthropic anthropic:work anthropic:manual\n  openclaw models auth order set --provider anthropic --agent work anthropic:manual\n  openclaw models auth order set --provider anthropic anthropic:work --dry-run    only show what would change"
    )]
    Set(SetArgs),
    /// Remove the order, so that sign-ins come first, then tokens, then keys
    #[command(
        after_help = "Examples:\n  openclaw models auth order clear --provider anthropic\n  openclaw models auth order clear --provider anthropic --agent work"
    )]
    Clear(ClearArgs),
    /// Move one credential to another position
    #[command(
        after_help = "If no order is set, the present one is written with this change.\n\nExamples:\n  openclaw models auth order move anthropic:work --to 1\n  openclaw models auth order move anthropic:work --to 2 --dry-run    only show what would change"
    )]
    Move(MoveArgs),
}

#[derive(Debug, Args)]
pub(crate) struct GetArgs {
    /// The provider
    #[arg(long, value_name = "NAME")]
    provider: String,
    #[command(flatten)]
    format: JsonArgs,
}

#[derive(Debug, Args)]
pub(crate) struct SetArgs {
    /// The provider
    #[arg(long, value_name = "NAME")]
    provider: String,
    /// Ids of the profiles, the first one first
    #[arg(value_name = "ID", required = true)]
    profiles: Vec<String>,
    /// Accept ids that no profile has
    #[arg(long)]
    force: bool,
    #[command(flatten)]
    change_args: ChangeArgs,
}

#[derive(Debug, Args)]
pub(crate) struct ClearArgs {
    /// The provider
    #[arg(long, value_name = "NAME")]
    provider: String,
    #[command(flatten)]
    change_args: ChangeArgs,
}

#[derive(Debug, Args)]
pub(crate) struct MoveArgs {
    /// Id of the profile
    id: String,
    /// The new position, from 1
    #[arg(long, value_name = "N")]
    to: usize,
    #[command(flatten)]
    change_args: ChangeArgs,
}

impl OrderCommand {
    pub(super) fn run(self, agent: Option<String>, context: &mut CommandContext) -> Outcome {
        match self {
            Self::Get(GetArgs { provider, format }) => {
                let op = ListCredentials { provider: Some(provider.clone()), agent, ..Default::default() };
                let report = list_report(context, format.format(), op)?;
                match format.format() {
                    Format::Json => context.out.json(&display::order_to_json(&report, &provider)),
                    _ => display::print_order(&report, &provider, &mut context.out),
                }
                Ok(0)
            }
            Self::Set(SetArgs { provider, profiles, force, change_args }) => {
                set_order(SetOrder { provider, profiles, agent, force }, change_args, context)
            }
            Self::Clear(ClearArgs { provider, change_args }) => {
                let op = SetOrder { provider, agent, ..SetOrder::default() };
                set_order(op, change_args, context)
            }
            Self::Move(MoveArgs { id, to, change_args }) => {
                let write = change_args.write_request(MoveInOrder { id, to, agent });
                let change = call_in_process(&context.backend, change_args.format(), app::api::move_in_order(write))?;
                print_credential_change(&change, change_args, &mut context.out, super::done_text);
                Ok(0)
            }
        }
    }
}

fn set_order(op: SetOrder, change_args: ChangeArgs, context: &mut CommandContext) -> Outcome {
    let provider = op.provider.trim().to_lowercase();
    let write = change_args.write_request(op);
    let change = call_in_process(&context.backend, change_args.format(), app::api::set_order(write))?;
    print_credential_change(&change, change_args, &mut context.out, |_| {
        let order = change.current.profiles.join(", ");
        let order = if order.is_empty() { "(none)" } else { &order };
        format!("Provider: {}\nOrder:    {}", escape_hidden(&provider), escape_hidden(order))
    });
    Ok(0)
}
