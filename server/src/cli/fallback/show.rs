//! How a chain prints.

use contract::{Chain, Role, Rung};
use serde_json::json;

use crate::out::{BAD, Format, Out, no_model, printable, styled};

/// What the fallbacks are now, on one line.
pub(crate) fn tail(role: Role, chain: &Chain) -> String {
    let name = match role {
        Role::Text => "Fallbacks",
        Role::Image => "Image fallbacks",
    };
    let refs: Vec<_> = chain.fallbacks.iter().map(Rung::label).collect();
    let refs = if refs.is_empty() { "-".to_owned() } else { refs.join(", ") };
    format!("{name}: {}", printable(&refs))
}

/// The same with what answers first.
pub(super) fn whole(role: Role, chain: &Chain) -> String {
    format!("{}\n{}", primary(role, chain), tail(role, chain))
}

/// That nothing is tried any more, as OpenClaw says it.
pub(super) fn cleared(role: Role) -> String {
    let name = match role {
        Role::Text => "Fallback",
        Role::Image => "Image fallback",
    };
    format!("{name} list cleared.")
}

/// What answers first, on one line.
pub(crate) fn primary(role: Role, chain: &Chain) -> String {
    let name = match role {
        Role::Text => "Default model",
        Role::Image => "Image model",
    };
    let label = chain.primary.as_ref().map_or_else(|| "-".to_owned(), Rung::label);
    format!("{name}: {}", printable(&label))
}

pub(super) fn print(chain: &Chain, format: Format, out: &mut Out) {
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
    if rung.model.is_some() { label.into_owned() } else { format!("{label}  {}", styled(BAD, no_model(rung))) }
}
