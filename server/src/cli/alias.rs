//! `models aliases …`

use app::text::{ChangeText, Text};
use clap::{Args, Subcommand};
use contract::{AddAlias, AliasInfo, AliasList, Change, Effect, ListAliases, RemoveAlias, RenameAlias};
use serde_json::{Map, Value, json};

use super::{
    FormatArgs, Outcome, call,
    change::{self, ChangeArgs},
    fallback::ForceArg,
};
use crate::{
    out::{BAD, Format, NO_MODEL, Out, QUIET, printable, styled},
    wire::World,
};

#[derive(Debug, Subcommand)]
pub(crate) enum Aliases {
    /// List the aliases and what they stand for
    #[command(
        after_help = "Examples:\n  openclaw models aliases list\n  openclaw models aliases list --plain    one alias and its model a line, for scripts"
    )]
    List(FormatArgs),
    /// Add an alias, or move it to another model
    #[command(
        after_help = "An alias is made of letters, digits and `.`, `_`, `:`, `-`; case does not matter when it is used.\n\nExamples:\n  openclaw models aliases add opus anthropic/claude-opus-4-5\n  openclaw models aliases add fast google/gemini-2.5-flash --dry-run    what would change, and nothing is written"
    )]
    Add(AddArgs),
    /// Rename an alias, also in the chains that use it
    #[command(
        after_help = "Chains, agents and lists of allowed models that are written with the old name get the new one in the same change.\n\nExamples:\n  openclaw models aliases rename opus best\n  openclaw models aliases rename opus best --dry-run    what would change, and nothing is written"
    )]
    Rename(RenameArgs),
    /// Remove an alias
    #[command(
        after_help = "An alias that a chain or a list of allowed models uses is not removed without `--write-out` or `--force`.\n\nExamples:\n  openclaw models aliases remove opus\n  openclaw models aliases remove opus --write-out    write its model where the alias is used\n  openclaw models aliases remove opus --write-out --dry-run    only show what would change"
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
    how: ChangeArgs,
}

#[derive(Debug, Args)]
pub(crate) struct RenameArgs {
    /// The alias
    #[arg(value_name = "OLD")]
    alias: String,
    /// Its new name
    #[arg(value_name = "NEW")]
    to: String,
    /// Leave the chains and lists that use the old name as they are, even if they break
    #[arg(long)]
    name_only: bool,
    #[command(flatten)]
    how: ChangeArgs,
}

#[derive(Debug, Args)]
pub(crate) struct RemoveArgs {
    /// The alias
    alias: String,
    /// Write the model in its place wherever it is used
    #[arg(long)]
    write_out: bool,
    /// Remove it even where something uses it
    #[arg(long, conflicts_with = "write_out")]
    force: bool,
    #[command(flatten)]
    how: ChangeArgs,
}

impl Aliases {
    pub(crate) fn run(self, world: &mut World) -> Outcome {
        match self {
            Self::List(args) => {
                let format = args.format();
                let list = call(&world.backend, format, app::api::list_aliases(ListAliases {}))?;
                print(&list, format, &mut world.out);
            }
            Self::Add(AddArgs { alias, model, force: ForceArg { force }, how }) => {
                let write = how.write(AddAlias { alias, model, force });
                let change = call(&world.backend, how.format(), app::api::add_alias(write))?;
                say(&change, how, &mut world.out);
            }
            Self::Rename(RenameArgs { alias, to, name_only, how }) => {
                let write = how.write(RenameAlias { alias, to, name_only });
                let change = call(&world.backend, how.format(), app::api::rename_alias(write))?;
                say(&change, how, &mut world.out);
            }
            Self::Remove(RemoveArgs { alias, write_out, force, how }) => {
                let write = how.write(RemoveAlias { alias, write_out, force });
                let change = call(&world.backend, how.format(), app::api::remove_alias(write))?;
                say(&change, how, &mut world.out);
            }
        }
        Ok(0)
    }
}

/// A list may be long: what became of the one alias says more.
fn say(change: &Change<AliasList>, how: ChangeArgs, out: &mut Out) {
    let said = match &change.effect {
        // OpenClaw's own line.
        Effect::AliasAdded { alias, model } => format!("Alias {alias} -> {model}"),
        effect => ChangeText::Done(effect.clone()).en().replace('`', ""),
    };
    change::print(change, how, out, |_| printable(&said).into_owned());
}

fn print(AliasList { aliases }: &AliasList, format: Format, out: &mut Out) {
    match format {
        Format::Json => {
            let pair = |row: &AliasInfo| (row.alias.clone(), Value::from(row.model.as_str()));
            out.json(&json!({ "aliases": aliases.iter().map(pair).collect::<Map<_, _>>() }));
        }
        Format::Plain => {
            for row in aliases {
                out.data(format!("{} {}", printable(&row.alias), printable(&row.model)));
            }
        }
        Format::Human if aliases.is_empty() => out.data("No aliases configured."),
        Format::Human => {
            let width = aliases.iter().map(|row| printable(&row.alias).chars().count()).max().unwrap_or_default();
            for row in aliases {
                out.data(line(row, aliases, width));
            }
        }
    }
}

fn line(row: &AliasInfo, all: &[AliasInfo], width: usize) -> String {
    let (alias, model) = (printable(&row.alias), printable(&row.model));
    let is_hidden = || all.iter().any(|other| other.works && other.alias.eq_ignore_ascii_case(&row.alias));
    let mark = match row {
        AliasInfo { works: false, .. } if is_hidden() => styled(BAD, "  (overridden by a later one)"),
        AliasInfo { works: false, .. } => styled(BAD, &format!("  {NO_MODEL}")),
        AliasInfo { is_built_in: true, .. } => styled(QUIET, "  (built in)"),
        _ => String::new(),
    };
    format!("{alias:<width$}   → {model}{mark}")
}
