//! The route as a picture: it prints, zooms and works without script.

use contract::{Chain, Role, Rung};
use leptos::prelude::*;

use super::route::{Line, Node, Route, Spot};
use crate::{
    text::{OverviewText, say},
    ui::{Panel, Tone},
};

#[component]
pub(super) fn Pictures(text: Chain, image: Chain) -> impl IntoView {
    let any = text.primary.is_some() || image.primary.is_some();
    any.then(|| {
        view! {
            <Panel id="route" name=say(OverviewText::Route)>
                <div class="pair">
                    <Picture role=Role::Text chain=text/>
                    <Picture role=Role::Image chain=image/>
                </div>
            </Panel>
        }
    })
}

#[component]
fn Picture(role: Role, chain: Chain) -> impl IntoView {
    let (id, heading) = match role {
        Role::Text => ("route-text", "route-text-title"),
        Role::Image => ("route-image", "route-image-title"),
    };
    let words = in_words(&chain);
    Route::of(&chain).map(|route| {
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
                        {say(OverviewText::RequestFails(role))}
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
    let class = match (node.is_broken, is_first) {
        (true, _) => "route__node route__node--bad",
        (false, true) => "route__node route__node--first",
        (false, false) => "route__node",
    };
    let (tone, word) = if node.is_broken {
        (Tone::Bad, OverviewText::NoSuchModel)
    } else {
        (Tone::Plain, OverviewText::CredentialNotChecked)
    };
    view! {
        <g class=class>
            <rect x=x y=y width=node.width height=Node::HEIGHT rx="6"></rect>
            <text class="route__name" x=text_x y=y + 19>
                {node.label}
            </text>
            <text class="route__state" x=text_x y=y + 36>
                {tone.shape()}
                " "
                {say(word)}
            </text>
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
fn in_words(chain: &Chain) -> String {
    let steps = chain.primary.iter().chain(&chain.fallbacks).map(Rung::label);
    steps.enumerate().map(|(at, model)| say(OverviewText::RouteStep { step: at + 1, model })).collect()
}
