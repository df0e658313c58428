//! Diagram of a route, as SVG: it can be printed and zoomed, and works without script.

use contract::{Chain, ChainStep, Role};
use leptos::prelude::*;

use super::route_layout::{Connector, NodeBox, Point, RouteLayout, RouteNode};
use crate::{
    text::{OverviewText, translate},
    ui::{Panel, Tone},
};

#[component]
pub(super) fn RouteDiagrams(
    /// OpenClaw's own default for text requests.
    own: Option<String>,
    text: Chain,
    image: Chain,
) -> impl IntoView {
    let is_configured = text.primary.is_some() || !text.fallbacks.is_empty() || image.primary.is_some();
    let image =
        image.primary.is_some().then(|| view! { <RouteDiagram role=Role::Image stops=route_nodes(None, &image)/> });
    is_configured.then(|| {
        view! {
            <Panel id="route" name=translate(OverviewText::Route)>
                <div class="columns">
                    <RouteDiagram role=Role::Text stops=route_nodes(own, &text)/>
                    {image}
                </div>
            </Panel>
        }
    })
}

/// Models of a route, in the order in which they are tried. OpenClaw's own default replaces a primary that is missing
/// or resolves to no model.
fn route_nodes(own: Option<String>, chain: &Chain) -> Vec<RouteNode> {
    let stop = |step: &ChainStep| RouteNode {
        label: step.label(),
        is_broken: step.model.is_none(),
        is_openclaw_default: false,
    };
    let primary = match own {
        Some(label) => Some(RouteNode { label, is_broken: false, is_openclaw_default: true }),
        None => chain.primary.as_ref().map(stop),
    };
    primary.into_iter().chain(chain.fallbacks.iter().map(stop)).collect()
}

#[component]
fn RouteDiagram(role: Role, stops: Vec<RouteNode>) -> impl IntoView {
    let (id, heading) = match role {
        Role::Text => ("route-text", "route-text-title"),
        Role::Image => ("route-image", "route-image-title"),
    };
    let words = text_alternative(&stops);
    RouteLayout::layout(stops).map(|route| {
        let RouteLayout { width, height, end, .. } = route;
        let lines = route.connectors();
        view! {
            <figure class="route">
                <figcaption id=heading>{translate(OverviewText::RouteCaption(role))}</figcaption>
                <svg width=width height=height viewBox=format!("0 0 {width} {height}") role="img" aria-labelledby=format!("{heading} {id}")>
                    <desc id=id>{words}</desc>
                    {lines.into_iter().map(|line| view! { <FailureLine line/> }).collect_view()}
                    {route.nodes.into_iter().enumerate().map(|(at, node)| view! { <NodeView node is_first=at == 0/> }).collect_view()}
                    <text class="route__end" x=end.x + 8 y=end.y + 15>
                        {Tone::Bad.symbol()}
                        " "
                        {translate(OverviewText::RequestFails)}
                    </text>
                </svg>
            </figure>
        }
    })
}

#[component]
fn NodeView(node: NodeBox, is_first: bool) -> impl IntoView {
    let Point { x, y } = node.position;
    let text_x = node.text_x();
    let (label, is_broken, state) = match node.content {
        Ok(RouteNode { label, is_broken: true, .. }) => (label, true, Some((Tone::Bad, OverviewText::NoSuchModel))),
        Ok(RouteNode { label, is_openclaw_default: true, .. }) => {
            (label, false, Some((Tone::Plain, OverviewText::OpenClawDefault)))
        }
        Ok(RouteNode { label, .. }) => (label, false, None),
        Err(count) => (translate(OverviewText::MoreSteps(count)), false, None),
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
                {tone.symbol()}
                " "
                {translate(word)}
            </text>
        }
    });
    view! {
        <g class=class>
            <rect x=x y=y width=node.width height=NodeBox::HEIGHT rx="6"></rect>
            <text class="route__name" x=text_x y=name_y>
                {label}
            </text>
            {state}
        </g>
    }
}

#[component]
fn FailureLine(line: Connector) -> impl IntoView {
    view! {
        <path class="route__line" d=line.path></path>
        <text class="route__word" x=line.label_position.x y=line.label_position.y>
            {translate(OverviewText::StepFails)}
        </text>
    }
}

/// Text alternative of the diagram for screen readers.
fn text_alternative(stops: &[RouteNode]) -> String {
    let models = stops.iter().map(|stop| stop.label.clone()).zip(1..);
    models.map(|(model, step)| translate(OverviewText::RouteStep { step, model })).collect()
}
