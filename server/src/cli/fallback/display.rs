//! Formats chains for output.

use std::collections::BTreeMap;

use contract::{Chain, ChainStep, ListedChain, ModelFacts, ModelRef, Role};
use serde_json::json;

use crate::out::{BAD, Format, Out, escape_hidden, marks_suffix, no_model_label, openclaw_default_label, with_style};

/// Formats the current fallbacks on one line.
pub(crate) fn fallbacks_line(role: Role, chain: &Chain) -> String {
    let name = match role {
        Role::Text => "Fallbacks",
        Role::Image => "Image fallbacks",
    };
    let refs: Vec<_> = chain.fallbacks.iter().map(ChainStep::label).collect();
    let refs = if refs.is_empty() { "-".to_owned() } else { refs.join(", ") };
    format!("{name}: {}", escape_hidden(&refs))
}

/// Formats the primary and the fallbacks, on one line each.
pub(super) fn chain_lines(role: Role, chain: &Chain) -> String {
    format!("{}\n{}", primary_line(role, chain), fallbacks_line(role, chain))
}

/// Message after all fallbacks were removed, in OpenClaw's words.
pub(super) fn cleared_line(role: Role) -> String {
    let name = match role {
        Role::Text => "Fallback",
        Role::Image => "Image fallback",
    };
    format!("{name} list cleared.")
}

/// Formats the primary on one line.
pub(crate) fn primary_line(role: Role, chain: &Chain) -> String {
    let name = match role {
        Role::Text => "Default model",
        Role::Image => "Image model",
    };
    let label = chain.primary.as_ref().map_or_else(|| "-".to_owned(), ChainStep::label);
    format!("{name}: {}", escape_hidden(&label))
}

/// Prints a chain. The plain format is OpenClaw's: models as they are written, with variables filled in.
pub(super) fn print_chain(ListedChain { chain, own_default, facts }: &ListedChain, format: Format, out: &mut Out) {
    match format {
        Format::Json => {
            let (primary, fallbacks) = map_chain(chain, ChainStep::printed_text);
            let (model, models) = map_chain(chain, |step| step.model.as_ref().map(ModelRef::key));
            let resolved = json!({ "primary": model, "fallbacks": models });
            out.json(&json!({ "primary": primary, "fallbacks": fallbacks, "resolved": resolved }));
        }
        Format::Plain => chain.fallbacks.iter().for_each(|step| out.data(escape_hidden(&step.printed_text()))),
        Format::Human => {
            let unset = || own_default.as_deref().map_or_else(|| "-".to_owned(), openclaw_default_label);
            out.data(format!(
                "Primary:   {}",
                chain.primary.as_ref().map_or_else(unset, |step| step_text(step, facts))
            ));
            for (at, step) in chain.fallbacks.iter().enumerate() {
                let label = if at == 0 { "Fallbacks:" } else { "" };
                out.data(format!("{label:<10} {}", step_text(step, facts)));
            }
            if chain.fallbacks.is_empty() {
                out.data("Fallbacks: -");
            }
        }
    }
}

/// Applies a function to the primary and to each fallback.
fn map_chain<T>(chain: &Chain, text: impl Fn(&ChainStep) -> T) -> (Option<T>, Vec<T>) {
    (chain.primary.as_ref().map(&text), chain.fallbacks.iter().map(text).collect())
}

fn step_text(step: &ChainStep, facts: &BTreeMap<String, ModelFacts>) -> String {
    let key = step.label();
    let label = escape_hidden(&key);
    if step.model.is_some() {
        format!("{label}{}", facts.get(&key).map(|facts| marks_suffix(&facts.marks)).unwrap_or_default())
    } else {
        format!("{label}  {}", with_style(BAD, no_model_label(step)))
    }
}
