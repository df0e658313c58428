//! `models fallbacks …`, `models image-fallbacks …`

use clap::{Args, Subcommand};
use contract::{AddFallback, Chain, ListFallbacks, RemoveFallback, Role, Rung};
use serde_json::json;

use super::{
    FormatArgs, Outcome, call,
    change::{self, ChangeArgs},
};
use crate::{
    out::{BAD, Format, NO_MODEL, Out, printable, styled},
    wire::World,
};

#[derive(Debug, Subcommand)]
pub(crate) enum Fallbacks {
    /// List the chain: the primary, and what is tried when it fails
    #[command(
        after_help = "Examples:\n  openclaw models fallbacks list\n  openclaw models fallbacks list --plain    one model a line, for scripts\n  openclaw models image-fallbacks list"
    )]
    List(FormatArgs),
    /// Add a model to the end of the chain
    #[command(
        after_help = "Examples:\n  openclaw models fallbacks add openai/gpt-5.2\n  openclaw models fallbacks add opus --dry-run    what would change, and nothing is written\n  openclaw models image-fallbacks add google/gemini-2.5-flash"
    )]
    Add(WriteArgs),
    /// Take a model out of the chain
    #[command(
        after_help = "Examples:\n  openclaw models fallbacks remove openai/gpt-5.2\n  openclaw models fallbacks remove opus --dry-run    what would change, and nothing is written"
    )]
    Remove(WriteArgs),
}

#[derive(Debug, Args)]
pub(crate) struct WriteArgs {
    /// `provider/model`, or an alias
    model: String,
    #[command(flatten)]
    how: ChangeArgs,
}

impl Fallbacks {
    pub(crate) fn run(self, role: Role, world: &mut World) -> Outcome {
        match self {
            Self::List(args) => {
                let format = args.format();
                let chain = call(&world.backend, format, app::api::list_fallbacks(ListFallbacks { role }))?;
                print(&chain, format, &mut world.out);
            }
            Self::Add(WriteArgs { model, how }) => {
                let write = how.write(AddFallback { role, model });
                let change = call(&world.backend, how.format(), app::api::add_fallback(write))?;
                change::print(&change, how, &mut world.out, |chain| tail(role, chain));
            }
            Self::Remove(WriteArgs { model, how }) => {
                let write = how.write(RemoveFallback { role, model });
                let change = call(&world.backend, how.format(), app::api::remove_fallback(write))?;
                change::print(&change, how, &mut world.out, |chain| tail(role, chain));
            }
        }
        Ok(0)
    }
}

/// What the chain is now, on one line.
fn tail(role: Role, chain: &Chain) -> String {
    let name = match role {
        Role::Text => "Fallbacks",
        Role::Image => "Image fallbacks",
    };
    let refs: Vec<_> = chain.fallbacks.iter().map(Rung::label).collect();
    let refs = if refs.is_empty() { "-".to_owned() } else { refs.join(", ") };
    format!("{name}: {}", printable(&refs))
}

fn print(chain: &Chain, format: Format, out: &mut Out) {
    let refs = || chain.fallbacks.iter().map(Rung::label);
    match format {
        Format::Json => out.json(&json!({
            "primary": chain.primary.as_ref().map(Rung::label),
            "fallbacks": refs().collect::<Vec<_>>(),
        })),
        Format::Plain => refs().for_each(|model| out.data(printable(&model))),
        Format::Human => {
            let primary = chain.primary.as_ref().map_or_else(|| "-".to_owned(), named);
            out.data(format!("Primary:   {primary}"));
            for (at, rung) in chain.fallbacks.iter().enumerate() {
                let label = if at == 0 { "Fallbacks:" } else { "" };
                out.data(format!("{label:<10} {}", named(rung)));
            }
            if chain.fallbacks.is_empty() {
                out.data("Fallbacks: -");
            }
        }
    }
}

fn named(rung: &Rung) -> String {
    let label = rung.label();
    let label = printable(&label);
    if rung.model.is_some() { label.into_owned() } else { format!("{label}  {}", styled(BAD, NO_MODEL)) }
}
