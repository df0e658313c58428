//! `models aliases …` commands.

use app::text::{ChangeText, Text};
use clap::{Args, Subcommand};
use contract::{AddAlias, AliasInfo, AliasList, Change, Effect, ListAliases, RemoveAlias, RenameAlias};
use serde_json::{Map, Value, json};

use super::{
    FormatArgs, Outcome, call_in_process,
    change::{self, ChangeArgs},
    fallback::ForceArg,
};
use crate::{
    context::CommandContext,
    out::{BAD, Format, NO_MODEL, Out, QUIET, escape_hidden, marks_suffix, with_style},
};

#[derive(Debug, Subcommand)]
pub(crate) enum AliasesCommand {
    /// List the aliases and their models
    #[command(
        after_help = "Examples:\n  openclaw models aliases list\n  openclaw models aliases list --plain    one alias and its model per line, for scripts"
    )]
    List(FormatArgs),
    /// Add an alias, or move it to another model
    #[command(
        after_help = "An alias is made of letters, digits and `.`, `_`, `:`, `-`; case does not matter when it is used.\n\nExamples:\n  openclaw models aliases add opus anthropic/claude-opus-4-5\n  openclaw models aliases add fast google/gemini-2.5-flash --dry-run    only show what would change"
    )]
    Add(AddArgs),
    /// Rename an alias, also in the chains that use it
    #[command(
        after_help = "Chains, agents and allowlists that use the old name get the new one in the same change.\n\nExamples:\n  openclaw models aliases rename opus best\n  openclaw models aliases rename opus best --dry-run    only show what would change"
    )]
    Rename(RenameArgs),
    /// Remove an alias
    #[command(
        after_help = "An alias that a chain or an allowlist uses is not removed without `--write-out` or `--force`.\n\nExamples:\n  openclaw models aliases remove opus\n  openclaw models aliases remove opus --write-out    write its model where the alias is used\n  openclaw models aliases remove opus --write-out --dry-run    only show what would change"
    )]
    Remove(RemoveArgs),
}

#[derive(Debug, Args)]
pub(crate) struct AddArgs {
    /// The alias
    alias: String,
    /// `provider/model`, or another alias
    model: String,
    #[command(flatten)]
    force: ForceArg,
    #[command(flatten)]
    change_args: ChangeArgs,
}

#[derive(Debug, Args)]
pub(crate) struct RenameArgs {
    /// The alias
    #[arg(value_name = "OLD")]
    alias: String,
    /// Its new name
    #[arg(value_name = "NEW")]
    to: String,
    /// Keep the old name in chains and allowlists, even if they break
    #[arg(long)]
    name_only: bool,
    #[command(flatten)]
    change_args: ChangeArgs,
}

#[derive(Debug, Args)]
pub(crate) struct RemoveArgs {
    /// The alias
    alias: String,
    /// Write the model wherever the alias is used
    #[arg(long)]
    write_out: bool,
    /// Remove it even if it is in use
    #[arg(long, conflicts_with = "write_out")]
    force: bool,
    #[command(flatten)]
    change_args: ChangeArgs,
}

impl AliasesCommand {
    pub(crate) fn run(self, context: &mut CommandContext) -> Outcome {
        match self {
            Self::List(args) => {
                let format = args.format();
                let list = call_in_process(&context.backend, format, app::api::list_aliases(ListAliases {}))?;
                print_list(&list, format, &mut context.out);
            }
            Self::Add(AddArgs { alias, model, force: ForceArg { force }, change_args }) => {
                let write = change_args.write_request(AddAlias { alias, model, force });
                let change = call_in_process(&context.backend, change_args.format(), app::api::add_alias(write))?;
                print_alias_change(&change, change_args, &mut context.out);
            }
            Self::Rename(RenameArgs { alias, to, name_only, change_args }) => {
                let write = change_args.write_request(RenameAlias { alias, to, name_only });
                let change = call_in_process(&context.backend, change_args.format(), app::api::rename_alias(write))?;
                print_alias_change(&change, change_args, &mut context.out);
            }
            Self::Remove(RemoveArgs { alias, write_out, force, change_args }) => {
                let write = change_args.write_request(RemoveAlias { alias, write_out, force });
                let change = call_in_process(&context.backend, change_args.format(), app::api::remove_alias(write))?;
                print_alias_change(&change, change_args, &mut context.out);
            }
        }
        Ok(0)
    }
}

/// Prints the change of one alias, because the list of all aliases may be long.
fn print_alias_change(change: &Change<AliasList>, change_args: ChangeArgs, out: &mut Out) {
    let message = match &change.effect {
        // Same wording as in OpenClaw.
        Effect::AliasAdded { alias, model } => format!("Alias {alias} -> {model}"),
        effect => ChangeText::DoneMessage(effect.clone()).en().replace('`', ""),
    };
    change::print_change(change, change_args, out, |_| escape_hidden(&message).into_owned());
}

fn print_list(AliasList { aliases }: &AliasList, format: Format, out: &mut Out) {
    match format {
        Format::Json => {
            let pair = |row: &AliasInfo| (row.alias.clone(), Value::from(row.model.as_str()));
            out.json(&json!({ "aliases": aliases.iter().map(pair).collect::<Map<_, _>>() }));
        }
        Format::Plain => {
            for row in aliases {
                out.data(format!("{} {}", escape_hidden(&row.alias), escape_hidden(&row.model)));
            }
        }
        Format::Human if aliases.is_empty() => out.data("No aliases configured."),
        Format::Human => {
            let width = aliases.iter().map(|row| escape_hidden(&row.alias).chars().count()).max().unwrap_or_default();
            for row in aliases {
                out.data(alias_line(row, aliases, width));
            }
        }
    }
}

fn alias_line(row: &AliasInfo, all: &[AliasInfo], width: usize) -> String {
    let (alias, model) = (escape_hidden(&row.alias), escape_hidden(&row.model));
    let is_hidden = || all.iter().any(|other| other.works && other.alias.eq_ignore_ascii_case(&row.alias));
    let suffix = match row {
        AliasInfo { works: false, .. } if is_hidden() => with_style(BAD, "  (overridden by a later one)"),
        AliasInfo { works: false, .. } => with_style(BAD, &format!("  {NO_MODEL}")),
        AliasInfo { is_built_in: true, .. } => with_style(QUIET, "  (built in)"),
        _ => String::new(),
    };
    format!("{alias:<width$}   → {model}{suffix}{}", marks_suffix(&row.marks))
}
