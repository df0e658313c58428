//! How a chain prints.

use contract::{Chain, ListedChain, ModelRef, Role, Rung};
use serde_json::json;

use crate::out::{BAD, Format, Out, no_model, openclaws_own, printable, styled};

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

/// For scripts as OpenClaw prints it: as it is written, with variables filled in.
pub(super) fn print(ListedChain { chain, own_default }: &ListedChain, format: Format, out: &mut Out) {
    match format {
        Format::Json => {
            let (primary, fallbacks) = texts(chain, Rung::said);
            let (model, models) = texts(chain, |rung| rung.model.as_ref().map(ModelRef::key));
            let resolved = json!({ "primary": model, "fallbacks": models });
            out.json(&json!({ "primary": primary, "fallbacks": fallbacks, "resolved": resolved }));
        }
        Format::Plain => chain.fallbacks.iter().for_each(|rung| out.data(printable(&rung.said()))),
        Format::Human => {
            let unset = || own_default.as_deref().map_or_else(|| "-".to_owned(), openclaws_own);
            out.data(format!("Primary:   {}", chain.primary.as_ref().map_or_else(unset, named)));
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

/// The primary and the fallbacks, each put in some way.
fn texts<T>(chain: &Chain, text: impl Fn(&Rung) -> T) -> (Option<T>, Vec<T>) {
    (chain.primary.as_ref().map(&text), chain.fallbacks.iter().map(text).collect())
}

fn named(rung: &Rung) -> String {
    let label = rung.label();
    let label = printable(&label);
    if rung.model.is_some() { label.into_owned() } else { format!("{label}  {}", styled(BAD, no_model(rung))) }
}
