//! Diagram of the routes of requests, as SVG. It can be printed and zoomed, works without script, and has its words as
//! text alternative. The server draws it, so that no page loads code for it.

mod layout;

use std::collections::BTreeMap;

use contract::{Chain, ChainStep, Role, Tone, text::escape_hidden};

use layout::{Connector, NodeBox, NodeLine, Point, RouteLayout, RouteNode};

/// A credential that would pay for a model, or that there is none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RouteCredential {
    /// How serious its state is.
    pub tone: Tone,
    /// Its name and state, such as `anthropic:work, expires in 3 d`.
    pub words: String,
}

/// Symbol of a tone. The badges of the pages have the same ones.
const fn symbol(tone: Tone) -> &'static str {
    match tone {
        Tone::Ok => "●",
        Tone::Warn => "▲",
        Tone::Bad => "✕",
        Tone::Plain => "○",
    }
}

/// Draws the route of a text request and, if there is an image chain, that of an image request. Returns a `<figure>` for
/// each, in which all names are escaped; empty if nothing is configured. `own_default` is OpenClaw's own default for text
/// requests, if that answers. `credentials` has those that would pay for a model, by its key.
pub fn draw_routes(
    own_default: Option<&str>,
    text: &Chain,
    image: &Chain,
    credentials: &BTreeMap<String, Vec<RouteCredential>>,
) -> String {
    let has_image = image.primary.is_some();
    if text.primary.is_none() && text.fallbacks.is_empty() && !has_image {
        return String::new();
    }
    let image = if has_image { draw_route(Role::Image, route_nodes(None, image, credentials)) } else { String::new() };
    draw_route(Role::Text, route_nodes(own_default, text, credentials)) + &image
}

/// Models of a route, in the order in which they are tried. OpenClaw's own default replaces a primary that is missing
/// or resolves to no model.
fn route_nodes(
    own_default: Option<&str>,
    chain: &Chain,
    credentials: &BTreeMap<String, Vec<RouteCredential>>,
) -> Vec<RouteNode> {
    let paying = |key: &str| {
        let found = credentials.get(key).into_iter().flatten();
        found.map(|one| NodeLine { tone: one.tone, text: escape_hidden(&one.words).into_owned() })
    };
    let line = |tone, text: &str| NodeLine { tone, text: text.to_owned() };
    let node = |step: &ChainStep| RouteNode {
        label: escape_hidden(&step.label()).into_owned(),
        is_broken: step.model.is_none(),
        lines: match &step.model {
            Some(model) => paying(&model.key()).collect(),
            None => vec![line(Tone::Bad, "neither a model nor an alias")],
        },
    };
    let primary = match own_default {
        Some(label) => Some(RouteNode {
            label: escape_hidden(label).into_owned(),
            is_broken: false,
            lines: std::iter::once(line(Tone::Plain, "OpenClaw's own default")).chain(paying(label)).collect(),
        }),
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
         id='{name}'>{words}</desc>{lines}{nodes}<text class='route__end' x='{x}' y='{y}'>{} the request \
         fails</text></svg></figure>",
        symbol(Tone::Bad)
    )
}

fn draw_node(node: &NodeBox, is_first: bool) -> String {
    let Point { x, y } = node.position;
    let (label, is_broken, lines) = match &node.content {
        Ok(RouteNode { label, is_broken, lines }) => (escape_markup(label), *is_broken, lines.as_slice()),
        Err(count) => (format!("{count} more"), false, &[][..]),
    };
    let class = match (is_broken, is_first) {
        (true, _) => "route__node route__node--bad",
        (false, true) => "route__node route__node--first",
        (false, false) => "route__node",
    };
    let text_x = node.text_x();
    let name_y = y + if lines.is_empty() { 28 } else { 19 };
    let lines = lines.iter().enumerate().map(|(at, line)| draw_node_line(line, (text_x, node.line_y(at))));
    let lines: String = lines.collect();
    let NodeBox { width, height, .. } = node;
    format!(
        "<g class='{class}'><rect x='{x}' y='{y}' width='{width}' height='{height}' rx='6'></rect><text \
         class='route__name' x='{text_x}' y='{name_y}'>{label}</text>{lines}</g>"
    )
}

fn draw_node_line(NodeLine { tone, text }: &NodeLine, (x, y): (usize, usize)) -> String {
    let class = match tone {
        Tone::Bad => "route__state route__state--bad",
        Tone::Warn => "route__state route__state--warn",
        Tone::Ok | Tone::Plain => "route__state",
    };
    format!("<text class='{class}' x='{x}' y='{y}'>{} {}</text>", symbol(*tone), escape_markup(text))
}

fn draw_line(line: &Connector) -> String {
    let Connector { path, label_position: Point { x, y } } = line;
    format!("<path class='route__line' d='{path}'></path><text class='route__word' x='{x}' y='{y}'>fails</text>")
}

/// Text alternative of a route for screen readers.
fn text_alternative(nodes: &[RouteNode]) -> String {
    let sentence = |(step, node): (usize, &RouteNode)| {
        let lines: Vec<_> = node.lines.iter().map(|line| escape_markup(&line.text)).collect();
        let lines = if lines.is_empty() { String::new() } else { format!(": {}", lines.join("; then ")) };
        let model = escape_markup(&node.label);
        if step == 1 {
            format!("It goes to {model}{lines}. ")
        } else {
            format!("When that fails, step {step} is {model}{lines}. ")
        }
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

    fn draw(own_default: Option<&str>, text: &Chain, image: &Chain) -> String {
        draw_routes(own_default, text, image, &BTreeMap::new())
    }

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
        assert_eq!(draw(Some("own/default"), &Chain::default(), &Chain::default()), "");
    }

    #[test]
    fn each_configured_role_has_a_figure() {
        let (text, image) = (chain(&["a/b", "c/d"]), chain(&["e/f"]));
        let only_text = draw(None, &text, &Chain::default());
        assert_eq!(only_text.matches("<figure").count(), 1);
        let both = draw(None, &text, &image);
        assert_eq!(both.matches("<figure").count(), 2);
        assert!(both.starts_with(&only_text) && both.contains("aria-labelledby='route-image-title route-image'"));
        assert!(both.contains("<desc id='route-text'>It goes to a/b. When that fails, step 2 is c/d.</desc>"));
    }

    #[test]
    fn a_step_without_a_model_and_the_own_default_are_marked() {
        let drawn = draw(None, &chain(&["a/b", "no model"]), &Chain::default());
        assert!(drawn.contains("route__node--first") && drawn.contains("✕ neither a model nor an alias"));
        let own = draw(Some("own/default"), &chain(&["no model", "c/d"]), &Chain::default());
        assert!(own.contains("○ OpenClaw&#39;s own default") && !own.contains("no model"));
        assert!(own.contains("It goes to own/default: OpenClaw&#39;s own default. When that fails, step 2 is c/d."));
    }

    #[test]
    fn credentials_are_drawn_and_said_with_their_states() {
        let credential = |tone, words: &str| RouteCredential { tone, words: words.to_owned() };
        let credentials = BTreeMap::from([
            (
                "a/b".to_owned(),
                vec![credential(Tone::Plain, "a:work, not checked"), credential(Tone::Warn, "a:<b>, cooldown 4 m")],
            ),
            ("c/d".to_owned(), vec![credential(Tone::Bad, "no credential")]),
        ]);
        let drawn = draw_routes(None, &chain(&["a/b", "c/d", "e/f"]), &Chain::default(), &credentials);
        for part in [
            "class='route__state' x='12' y='37'>○ a:work, not checked<",
            "class='route__state route__state--warn' x='12' y='54'>▲ a:&lt;b&gt;, cooldown 4 m<",
            "class='route__state route__state--bad' x='32' y='128'>✕ no credential<",
            "It goes to a/b: a:work, not checked; then a:&lt;b&gt;, cooldown 4 m. When that fails, step 2 is c/d: no \
             credential. When that fails, step 3 is e/f.",
        ] {
            assert!(drawn.contains(part), "{part}: {drawn}");
        }
    }

    #[test]
    fn names_are_escaped() {
        let hostile = r#"x/"><img src='x' onerror="y">&"#;
        let drawn = draw(None, &chain(&[hostile, "a\u{202e}b"]), &Chain::default());
        assert!(!drawn.contains("<img") && !drawn.contains('"'), "{drawn}");
        // Once in the text alternative, once in the node.
        assert_eq!(drawn.matches("x/&quot;&gt;&lt;img src=&#39;x&#39; onerror=&quot;y&quot;&gt;&amp;").count(), 2);
        assert_eq!(drawn.matches("a\\u{202e}b").count(), 2);
    }
}
