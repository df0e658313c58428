//! What a place of the matrix says: which model, and whose wish it is.

use contract::{Chain, Layer, Rung};
use leptos::{either::Either, prelude::*};

use crate::{
    text::{AgentsText, say},
    ui::{Badge, Tone, seen},
};

/// Word and shape.
#[component]
pub(super) fn Whose(layer: Layer) -> impl IntoView {
    let (class, shape) = match layer {
        Layer::Agent => ("badge badge--own", "◆"),
        Layer::Defaults => ("badge", "◇"),
    };
    view! {
        <span class=class>
            <span class="badge__shape" aria-hidden="true">
                {shape}
            </span>
            {say(AgentsText::From(layer))}
        </span>
    }
}

/// What answers first; without one it is OpenClaw's own.
#[component]
pub(super) fn Primary(rung: Option<Rung>, openclaws: Option<String>) -> impl IntoView {
    match rung {
        Some(rung) => Either::Left(view! { <Model rung/> }),
        None => Either::Right(view! {
            {openclaws.map(|model| view! { <span class="ref">{seen(&model)}</span> })}
            <span class="muted">{say(AgentsText::OpenClaws)}</span>
        }),
    }
}

/// More of a long chain are on Routing.
const SHOWN: usize = 4;

/// The first ones, in order.
#[component]
pub(super) fn Fallbacks(rungs: Vec<Rung>) -> impl IntoView {
    if rungs.is_empty() {
        return Either::Left(view! { <span class="muted">{say(AgentsText::NoFallbacks)}</span> });
    }
    // One line says as much as the last one would.
    let shown = if rungs.len() > SHOWN { SHOWN - 1 } else { SHOWN };
    let more = rungs.len().saturating_sub(shown);
    Either::Right(view! {
        {rungs.into_iter().take(shown).map(|rung| view! { <Model rung/> }).collect_view()}
        {(more > 0).then(|| view! { <span class="muted">{say(AgentsText::MoreFallbacks(more))}</span> })}
    })
}

/// Without a model of their own, pictures go to the text model.
#[component]
pub(super) fn Image(chain: Chain) -> impl IntoView {
    match chain.primary {
        Some(rung) => Either::Left(view! { <Model rung/> }),
        None => Either::Right(view! { <span class="muted">{say(AgentsText::TextModel)}</span> }),
    }
}

#[component]
fn Model(rung: Rung) -> impl IntoView {
    let is_broken = rung.model.is_none();
    view! {
        <span class="ref">{seen(&rung.label())}</span>
        " "
        {is_broken.then(|| view! { <Badge tone=Tone::Bad word=say(AgentsText::NoSuchModel)/> })}
    }
}
