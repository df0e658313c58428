//! `models fallbacks …`, `models image-fallbacks …`

use clap::Subcommand;
use contract::{Chain, ListFallbacks, Role, Rung};
use serde_json::json;

use super::{FormatArgs, Outcome, call};
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
}

impl Fallbacks {
    pub(crate) fn run(self, role: Role, world: &mut World) -> Outcome {
        match self {
            Self::List(args) => {
                let format = args.format();
                let chain = call(&world.backend, format, app::api::list_fallbacks(ListFallbacks { role }))?;
                print(&chain, format, &mut world.out);
                Ok(0)
            }
        }
    }
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
