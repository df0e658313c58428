//! The route as a picture: it prints, zooms and works without script.

use contract::{Chain, Role, Rung};
use leptos::prelude::*;

use super::route::{Line, Node, Route, Spot, Stop};
use crate::{
    text::{OverviewText, say},
    ui::{Panel, Tone},
};

#[component]
pub(super) fn Pictures(
    /// What OpenClaw takes by itself for text.
    own: Option<String>,
    text: Chain,
    image: Chain,
) -> impl IntoView {
    let is_configured = text.primary.is_some() || !text.fallbacks.is_empty() || image.primary.is_some();
    let image = image.primary.is_some().then(|| view! { <Picture role=Role::Image stops=stops(None, &image)/> });
    is_configured.then(|| {
        view! {
            <Panel id="route" name=say(OverviewText::Route)>
                <div class="pair">
                    <Picture role=Role::Text stops=stops(own, &text)/>
                    {image}
                </div>
            </Panel>
        }
    })
}

/// Where a request goes, in order. A primary that means nothing is passed over.
fn stops(own: Option<String>, chain: &Chain) -> Vec<Stop> {
    let stop = |rung: &Rung| Stop { label: rung.label(), is_broken: rung.model.is_none(), is_openclaws: false };
    let primary = match own {
        Some(label) => Some(Stop { label, is_broken: false, is_openclaws: true }),
        None => chain.primary.as_ref().map(stop),
    };
    primary.into_iter().chain(chain.fallbacks.iter().map(stop)).collect()
}

#[component]
fn Picture(role: Role, stops: Vec<Stop>) -> impl IntoView {
    let (id, heading) = match role {
        Role::Text => ("route-text", "route-text-title"),
        Role::Image => ("route-image", "route-image-title"),
    };
    let words = in_words(&stops);
    Route::of(stops).map(|route| {
        let Route { width, height, end, .. } = route;
        let lines = route.lines();
        view! {
            <figure class="route">
                <figcaption id=heading>{say(OverviewText::RouteOf(role))}</figcaption>
                <svg width=width height=height viewBox=format!("0 0 {width} {height}") role="img" aria-labelledby=format!("{heading} {id}")>
                    <desc id=id>{words}</desc>
                    {lines.into_iter().map(|line| view! { <Fails line/> }).collect_view()}
                    {route.nodes.into_iter().enumerate().map(|(at, node)| view! { <Model node is_first=at == 0/> }).collect_view()}
                    <text class="route__end" x=end.x + 8 y=end.y + 15>
                        {Tone::Bad.shape()}
                        " "
                        {say(OverviewText::RequestFails)}
                    </text>
                </svg>
            </figure>
        }
    })
}

#[component]
fn Model(node: Node, is_first: bool) -> impl IntoView {
    let Spot { x, y } = node.at;
    let text_x = node.text_x();
    let (label, is_broken, state) = match node.what {
        Ok(Stop { label, is_broken: true, .. }) => (label, true, Some((Tone::Bad, OverviewText::NoSuchModel))),
        Ok(Stop { label, is_openclaws: true, .. }) => {
            (label, false, Some((Tone::Plain, OverviewText::OpenClawsDefault)))
        }
        Ok(Stop { label, .. }) => (label, false, None),
        Err(count) => (say(OverviewText::MoreSteps(count)), false, None),
    };
    let class = match (is_broken, is_first) {
        (true, _) => "route__node route__node--bad",
        (false, true) => "route__node route__node--first",
        (false, false) => "route__node",
    };
    let name_y = y + if state.is_some() { 19 } else { 28 };
    let state = state.map(|(tone, word)| {
        view! {
            <text class="route__state" x=text_x y=y + 36>
                {tone.shape()}
                " "
                {say(word)}
            </text>
        }
    });
    view! {
        <g class=class>
            <rect x=x y=y width=node.width height=Node::HEIGHT rx="6"></rect>
            <text class="route__name" x=text_x y=name_y>
                {label}
            </text>
            {state}
        </g>
    }
}

#[component]
fn Fails(line: Line) -> impl IntoView {
    view! {
        <path class="route__line" d=line.path></path>
        <text class="route__word" x=line.word.x y=line.word.y>
            {say(OverviewText::Fails)}
        </text>
    }
}

/// The same, for who does not see it.
fn in_words(stops: &[Stop]) -> String {
    let models = stops.iter().map(|stop| stop.label.clone()).zip(1..);
    models.map(|(model, step)| say(OverviewText::RouteStep { step, model })).collect()
}
