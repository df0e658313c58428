//! Diagram of the routes of requests, as SVG. It can be printed and zoomed, works without script, and has its words as
//! text alternative. The server draws it, so that no page loads code for it.

mod layout;

use contract::{Chain, ChainStep, Role, text::escape_hidden};

use layout::{Connector, NodeBox, Point, RouteLayout, RouteNode};

/// Symbols of the badges on a page, so that the diagram uses the same ones.
const BAD_SYMBOL: &str = "✕";
const PLAIN_SYMBOL: &str = "○";

/// Draws the route of a text request and, if there is an image chain, that of an image request. Returns a `<figure>` for
/// each, in which all names are escaped; empty if nothing is configured. `own_default` is OpenClaw's own default for text
/// requests, if that answers.
pub fn draw_routes(own_default: Option<&str>, text: &Chain, image: &Chain) -> String {
    let has_image = image.primary.is_some();
    if text.primary.is_none() && text.fallbacks.is_empty() && !has_image {
        return String::new();
    }
    let image = if has_image { draw_route(Role::Image, route_nodes(None, image)) } else { String::new() };
    draw_route(Role::Text, route_nodes(own_default, text)) + &image
}

/// Models of a route, in the order in which they are tried. OpenClaw's own default replaces a primary that is missing
/// or resolves to no model.
fn route_nodes(own_default: Option<&str>, chain: &Chain) -> Vec<RouteNode> {
    let node = |step: &ChainStep| RouteNode {
        label: escape_hidden(&step.label()).into_owned(),
        is_broken: step.model.is_none(),
        is_openclaw_default: false,
    };
    let primary = match own_default {
        Some(label) => {
            Some(RouteNode { label: escape_hidden(label).into_owned(), is_broken: false, is_openclaw_default: true })
        }
        None => chain.primary.as_ref().map(node),
    };
    primary.into_iter().chain(chain.fallbacks.iter().map(node)).collect()
}

/// Draws one route; nothing if it is empty. Attributes have single quotes, which are shorter inside JSON.
fn draw_route(role: Role, nodes: Vec<RouteNode>) -> String {
    let (name, caption) = match role {
        Role::Text => ("route-text", "A text request"),
        Role::Image => ("route-image", "An image request"),
    };
    let words = text_alternative(&nodes);
    let Some(route) = RouteLayout::layout(nodes) else { return String::new() };
    let lines: String = route.connectors().iter().map(draw_line).collect();
    let RouteLayout { width, height, nodes, end: Point { x, y } } = route;
    let nodes: String = nodes.iter().enumerate().map(|(at, node)| draw_node(node, at == 0)).collect();
    let (x, y) = (x + 8, y + 15);
    format!(
        "<figure class='route'><figcaption id='{name}-title'>{caption}</figcaption><svg width='{width}' \
         height='{height}' viewBox='0 0 {width} {height}' role='img' aria-labelledby='{name}-title {name}'><desc \
         id='{name}'>{words}</desc>{lines}{nodes}<text class='route__end' x='{x}' y='{y}'>{BAD_SYMBOL} the request \
         fails</text></svg></figure>"
    )
}

fn draw_node(node: &NodeBox, is_first: bool) -> String {
    let Point { x, y } = node.position;
    let (label, is_broken, state) = match &node.content {
        Ok(RouteNode { label, is_broken: true, .. }) => {
            (escape_markup(label), true, Some((BAD_SYMBOL, "neither a model nor an alias")))
        }
        Ok(RouteNode { label, is_openclaw_default: true, .. }) => {
            (escape_markup(label), false, Some((PLAIN_SYMBOL, "OpenClaw's own default")))
        }
        Ok(RouteNode { label, .. }) => (escape_markup(label), false, None),
        Err(count) => (format!("{count} more"), false, None),
    };
    let class = match (is_broken, is_first) {
        (true, _) => "route__node route__node--bad",
        (false, true) => "route__node route__node--first",
        (false, false) => "route__node",
    };
    let text_x = node.text_x();
    let name_y = y + if state.is_some() { 19 } else { 28 };
    let state = state.map_or_else(String::new, |(symbol, word)| {
        format!("<text class='route__state' x='{text_x}' y='{}'>{symbol} {word}</text>", y + 36)
    });
    let (width, height) = (node.width, NodeBox::HEIGHT);
    format!(
        "<g class='{class}'><rect x='{x}' y='{y}' width='{width}' height='{height}' rx='6'></rect><text \
         class='route__name' x='{text_x}' y='{name_y}'>{label}</text>{state}</g>"
    )
}

fn draw_line(line: &Connector) -> String {
    let Connector { path, label_position: Point { x, y } } = line;
    format!("<path class='route__line' d='{path}'></path><text class='route__word' x='{x}' y='{y}'>fails</text>")
}

/// Text alternative of a route for screen readers.
fn text_alternative(nodes: &[RouteNode]) -> String {
    let sentence = |(step, node): (usize, &RouteNode)| {
        let model = escape_markup(&node.label);
        if step == 1 { format!("It goes to {model}. ") } else { format!("When that fails, step {step} is {model}. ") }
    };
    (1..).zip(nodes).map(sentence).collect::<String>().trim_end().to_owned()
}

/// Escapes the characters that have a meaning in markup.
fn escape_markup(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            other => escaped.push(other),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use contract::ModelRef;

    use super::*;

    fn chain(models: &[&str]) -> Chain {
        let step = |name: &&str| ChainStep {
            configured: (*name).to_owned(),
            model: name.split_once('/').and_then(|(provider, id)| ModelRef::new(provider, id)),
            alias: None,
        };
        let mut steps = models.iter().map(step);
        Chain { primary: steps.next(), fallbacks: steps.collect() }
    }

    #[test]
    fn a_home_without_models_has_no_diagram() {
        assert_eq!(draw_routes(Some("own/default"), &Chain::default(), &Chain::default()), "");
    }

    #[test]
    fn each_configured_role_has_a_figure() {
        let (text, image) = (chain(&["a/b", "c/d"]), chain(&["e/f"]));
        let only_text = draw_routes(None, &text, &Chain::default());
        assert_eq!(only_text.matches("<figure").count(), 1);
        let both = draw_routes(None, &text, &image);
        assert_eq!(both.matches("<figure").count(), 2);
        assert!(both.starts_with(&only_text) && both.contains("aria-labelledby='route-image-title route-image'"));
        assert!(both.contains("<desc id='route-text'>It goes to a/b. When that fails, step 2 is c/d.</desc>"));
    }

    #[test]
    fn a_step_without_a_model_and_the_own_default_are_marked() {
        let drawn = draw_routes(None, &chain(&["a/b", "no model"]), &Chain::default());
        assert!(drawn.contains("route__node--first") && drawn.contains("✕ neither a model nor an alias"));
        let own = draw_routes(Some("own/default"), &chain(&["no model", "c/d"]), &Chain::default());
        assert!(own.contains("○ OpenClaw's own default") && !own.contains("no model"));
        assert!(own.contains("It goes to own/default. When that fails, step 2 is c/d."));
    }

    #[test]
    fn names_are_escaped() {
        let hostile = r#"x/"><img src='x' onerror="y">&"#;
        let drawn = draw_routes(None, &chain(&[hostile, "a\u{202e}b"]), &Chain::default());
        assert!(!drawn.contains("<img") && !drawn.contains('"'), "{drawn}");
        // Once in the text alternative, once in the node.
        assert_eq!(drawn.matches("x/&quot;&gt;&lt;img src=&#39;x&#39; onerror=&quot;y&quot;&gt;&amp;").count(), 2);
        assert_eq!(drawn.matches("a\\u{202e}b").count(), 2);
    }
}
