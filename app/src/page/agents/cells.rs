//! Cells of the agents table: the models, and the layer that they come from.

use contract::{Chain, ChainStep, ConfigLayer};
use leptos::{either::Either, prelude::*};

use crate::{
    text::{AgentsText, translate},
    ui::{Badge, Tone, escape_hidden_owned},
};

/// Layer of a setting, by word and symbol.
#[component]
pub(super) fn LayerBadge(layer: ConfigLayer) -> impl IntoView {
    let (class, shape) = match layer {
        ConfigLayer::Agent => ("badge badge--own", "◆"),
        ConfigLayer::Defaults => ("badge", "◇"),
    };
    view! {
        <span class=class>
            <span class="badge__shape" aria-hidden="true">
                {shape}
            </span>
            {translate(AgentsText::LayerName(layer))}
        </span>
    }
}

/// The primary; if none is set, OpenClaw's own default.
#[component]
pub(super) fn PrimaryCell(step: Option<ChainStep>, openclaw_default: Option<String>) -> impl IntoView {
    match step {
        Some(step) => Either::Left(view! { <ModelName step/> }),
        None => Either::Right(view! {
            {openclaw_default.map(|model| view! { <span class="ref">{escape_hidden_owned(&model)}</span> })}
            <span class="muted">{translate(AgentsText::OpenClawDefault)}</span>
        }),
    }
}

/// Maximum number of fallbacks; Routing shows the whole chain.
const MAX_SHOWN: usize = 4;

/// The first fallbacks of a chain, in order.
#[component]
pub(super) fn FallbacksCell(steps: Vec<ChainStep>) -> impl IntoView {
    if steps.is_empty() {
        return Either::Left(view! { <span class="muted">{translate(AgentsText::NoFallbacks)}</span> });
    }
    // A line with the number of hidden fallbacks would take the place of the last one.
    let shown = if steps.len() > MAX_SHOWN { MAX_SHOWN - 1 } else { MAX_SHOWN };
    let more = steps.len().saturating_sub(shown);
    Either::Right(view! {
        {steps.into_iter().take(shown).map(|step| view! { <ModelName step/> }).collect_view()}
        {(more > 0).then(|| view! { <span class="muted">{translate(AgentsText::MoreFallbacks(more))}</span> })}
    })
}

/// The image model. Without one, image requests go to the text model.
#[component]
pub(super) fn ImageCell(chain: Chain) -> impl IntoView {
    match chain.primary {
        Some(step) => Either::Left(view! { <ModelName step/> }),
        None => Either::Right(view! { <span class="muted">{translate(AgentsText::TextModel)}</span> }),
    }
}

#[component]
fn ModelName(step: ChainStep) -> impl IntoView {
    let is_broken = step.model.is_none();
    view! {
        <span class="ref">{escape_hidden_owned(&step.label())}</span>
        " "
        {is_broken.then(|| view! { <Badge tone=Tone::Bad label=translate(AgentsText::NoSuchModel)/> })}
    }
}
