//! Cells of the agents table: the models, and the layer that they come from.

use std::{collections::BTreeMap, sync::Arc};

use contract::{Chain, ChainStep, ConfigLayer, Mark};
use leptos::either::Either;

use crate::{
    prelude::*,
    text::{AgentsText, translate},
    ui::{Badge, RichText, Tone, escape_hidden_owned},
};

/// What pays for the models of a row, by their keys.
pub(super) type Marks = Arc<BTreeMap<String, Mark>>;

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
pub(super) fn PrimaryCell(step: Option<ChainStep>, openclaw_default: Option<String>, marks: Marks) -> impl IntoView {
    match step {
        Some(step) => Either::Left(view! { <ModelName step marks/> }),
        None => Either::Right(view! {
            {openclaw_default.as_ref().map(|model| view! { <span class="ref">{escape_hidden_owned(model)}</span> })}
            {openclaw_default.as_ref().and_then(|model| marks.get(model)).map(mark_badge)}
            <span class="muted">{translate(AgentsText::OpenClawDefault)}</span>
        }),
    }
}

/// Maximum number of fallbacks; Routing shows the whole chain.
const MAX_SHOWN: usize = 4;

/// The first fallbacks of a chain, in order.
#[component]
pub(super) fn FallbacksCell(steps: Vec<ChainStep>, marks: Marks) -> impl IntoView {
    if steps.is_empty() {
        return Either::Left(view! { <span class="muted">{translate(AgentsText::NoFallbacks)}</span> });
    }
    // A line with the number of hidden fallbacks would take the place of the last one.
    let shown = if steps.len() > MAX_SHOWN { MAX_SHOWN - 1 } else { MAX_SHOWN };
    let more = steps.len().saturating_sub(shown);
    Either::Right(view! {
        {steps.into_iter().take(shown).map(|step| view! { <ModelName step marks=marks.clone()/> }).collect_view()}
        {(more > 0).then(|| view! { <span class="muted">{translate(AgentsText::MoreFallbacks(more))}</span> })}
    })
}

/// The image model. Without one, image requests go to the text model.
#[component]
pub(super) fn ImageCell(chain: Chain, marks: Marks) -> impl IntoView {
    match chain.primary {
        Some(step) => Either::Left(view! { <ModelName step marks/> }),
        None => Either::Right(view! { <span class="muted">{translate(AgentsText::TextModel)}</span> }),
    }
}

#[component]
fn ModelName(step: ChainStep, marks: Marks) -> impl IntoView {
    let is_broken = step.model.is_none();
    view! {
        <span class="ref">{escape_hidden_owned(&step.label())}</span>
        " "
        {is_broken.then(|| view! { <Badge tone=Tone::Bad label=translate(AgentsText::NoSuchModel)/> })}
        " "
        {marks.get(&step.label()).map(mark_badge)}
    }
}

/// What pays for a model. Its reason is in the opened row, because the head of a row must contain no control.
fn mark_badge(mark: &Mark) -> impl IntoView + use<> {
    view! { <Badge tone=mark.tone label=mark.word.clone()/> }
}

/// The reasons of the marks of a row's models.
#[component]
pub(super) fn MarkReasons(keys: Vec<String>, marks: Marks) -> impl IntoView {
    let mut lines = Vec::new();
    for key in keys {
        let reason = marks.get(&key).and_then(|mark| mark.reason.clone());
        lines.extend(reason.map(|reason| translate(AgentsText::CredentialReason { model: key, reason })));
    }
    lines.dedup();
    (!lines.is_empty()).then(|| {
        let lines = lines.into_iter().map(|text| view! { <li><RichText text/></li> });
        view! { <ul class="lines muted">{lines.collect_view()}</ul> }
    })
}
