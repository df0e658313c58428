//! `models auth remove`, `rename`, `copy`, `import` and `cooldown clear`.

use clap::Args;
use contract::{ClearCooldown, Code, CopyCredential, ImportCredentials, RemoveCredential, RenameCredential};

use super::{paste::is_confirmed, print_credential_change};
use crate::{
    cli::{Outcome, call_in_process, change::ChangeArgs},
    context::CommandContext,
    out::{Failure, escape_hidden},
};

#[derive(Debug, Args)]
pub(crate) struct RemoveArgs {
    /// Id of the profile
    id: String,
    /// Remove it even if nothing else pays for its provider
    #[arg(long)]
    yes: bool,
    #[command(flatten)]
    change_args: ChangeArgs,
}

#[derive(Debug, Args)]
pub(crate) struct RenameArgs {
    /// Id of the profile
    #[arg(value_name = "OLD")]
    id: String,
    /// Its new id
    #[arg(value_name = "NEW")]
    to: String,
    #[command(flatten)]
    change_args: ChangeArgs,
}

#[derive(Debug, Args)]
pub(crate) struct CopyArgs {
    /// Id of the profile
    id: String,
    /// The agent that gets a copy
    #[arg(long, value_name = "ID")]
    to_agent: String,
    #[command(flatten)]
    change_args: ChangeArgs,
}

#[derive(Debug, Args)]
pub(crate) struct ImportArgs {
    #[command(flatten)]
    change_args: ChangeArgs,
}

#[derive(Debug, Args)]
pub(crate) struct ClearCooldownArgs {
    /// Id of the profile
    #[arg(required_unless_present = "all", conflicts_with = "all")]
    id: Option<String>,
    /// All credentials
    #[arg(long)]
    all: bool,
    /// Only cooldowns of this model
    #[arg(long, value_name = "REF")]
    model: Option<String>,
    #[command(flatten)]
    change_args: ChangeArgs,
}

impl RemoveArgs {
    pub(super) fn run(self, agent: Option<String>, context: &mut CommandContext) -> Outcome {
        let Self { id, yes: force, change_args } = self;
        let format = change_args.format();
        let ask = |force| {
            let op = RemoveCredential { id: id.clone(), agent: agent.clone(), force };
            call_in_process(&context.backend, format, app::api::remove_credential(change_args.write_request(op)))
        };
        let change = match ask(force) {
            Err(Failure(error, _))
                if error.code == Code::CredentialUsed
                    && change_args.is_plain_write()
                    && context.input.is_terminal() =>
            {
                error.causes.iter().for_each(|cause| context.out.warn(escape_hidden(cause)));
                if !is_confirmed(context, "Remove it anyway? [y/N] ", false, format)? {
                    return Err(Failure(error, format));
                }
                let op = RemoveCredential { id, agent, force: true };
                call_in_process(&context.backend, format, app::api::remove_credential(change_args.write_request(op)))?
            }
            result => result?,
        };
        print_credential_change(&change, change_args, &mut context.out, super::done_text);
        Ok(0)
    }
}

impl RenameArgs {
    pub(super) fn run(self, agent: Option<String>, context: &mut CommandContext) -> Outcome {
        let Self { id, to, change_args } = self;
        let write = change_args.write_request(RenameCredential { id, to, agent });
        let change = call_in_process(&context.backend, change_args.format(), app::api::rename_credential(write))?;
        print_credential_change(&change, change_args, &mut context.out, super::done_text);
        Ok(0)
    }
}

impl CopyArgs {
    pub(super) fn run(self, context: &mut CommandContext) -> Outcome {
        let Self { id, to_agent, change_args } = self;
        let write = change_args.write_request(CopyCredential { id, to_agent });
        let change = call_in_process(&context.backend, change_args.format(), app::api::copy_credential(write))?;
        print_credential_change(&change, change_args, &mut context.out, super::done_text);
        Ok(0)
    }
}

impl ImportArgs {
    pub(super) fn run(self, agent: Option<String>, context: &mut CommandContext) -> Outcome {
        let Self { change_args } = self;
        let write = change_args.write_request(ImportCredentials { agent });
        let change = call_in_process(&context.backend, change_args.format(), app::api::import_credentials(write))?;
        print_credential_change(&change, change_args, &mut context.out, super::done_text);
        Ok(0)
    }
}

impl ClearCooldownArgs {
    pub(super) fn run(self, agent: Option<String>, context: &mut CommandContext) -> Outcome {
        let Self { id, model, change_args, .. } = self;
        let write = change_args.write_request(ClearCooldown { id, model, agent });
        let change = call_in_process(&context.backend, change_args.format(), app::api::clear_cooldown(write))?;
        print_credential_change(&change, change_args, &mut context.out, super::done_text);
        Ok(0)
    }
}
