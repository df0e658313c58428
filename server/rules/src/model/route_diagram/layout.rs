//! Layout of the route diagram: coordinates only.

use contract::Tone;

/// Width of a character of the monospaced font at the diagram's size.
const CHAR_WIDTH: usize = 8;
const PADDING: usize = 12;
/// Height of a node with one line below its name, and of each further line.
const NODE_HEIGHT: usize = 46;
const LINE_HEIGHT: usize = 17;
/// Width of a character of a line.
const LINE_CHAR_WIDTH: usize = 7;
const NODE_GAP: usize = 28;
/// Horizontal offset of each node to the previous one.
const INDENT: usize = 20;
/// Size of the last element, “request fails”.
const END_HEIGHT: usize = 20;
const END_WIDTH: usize = 216;
/// Maximum number of nodes: a longer route leaves out nodes before the last one.
const MAX_NODES: usize = 8;
/// Longer labels are truncated; the text alternative contains them in full.
const MAX_LABEL_CHARS: usize = 38;
const MAX_LINE_CHARS: usize = 44;
/// More lines of a node are only counted.
const MAX_LINES: usize = 3;

/// Layout of a diagram.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct RouteLayout {
    pub(super) width: usize,
    pub(super) height: usize,
    pub(super) nodes: Vec<NodeBox>,
    pub(super) end: Point,
}

/// A model of the route.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct RouteNode {
    /// The model, or the text in the file if that is not a valid ref.
    pub(super) label: String,
    /// Whether it resolves to no model.
    pub(super) is_broken: bool,
    /// What is known about it: a line for each credential that would pay.
    pub(super) lines: Vec<NodeLine>,
}

/// A line below the name of a node.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct NodeLine {
    pub(super) tone: Tone,
    pub(super) text: String,
}

/// Box of a node.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct NodeBox {
    pub(super) position: Point,
    pub(super) width: usize,
    pub(super) height: usize,
    /// The node, or the number of nodes that are left out here.
    pub(super) content: Result<RouteNode, usize>,
}

/// Upper left corner of an element.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Point {
    pub(super) x: usize,
    pub(super) y: usize,
}

impl RouteLayout {
    /// Lays out a route; `None` if it is empty.
    pub(super) fn layout(nodes: Vec<RouteNode>) -> Option<Self> {
        let mut y = 1;
        let place = |(at, node)| {
            let placed = NodeBox::at(Point { x: at * INDENT, y }, node);
            y += placed.height + NODE_GAP;
            placed
        };
        let nodes: Vec<_> = visible_nodes(nodes).into_iter().enumerate().map(place).collect();
        let last = nodes.last()?;
        let end = Point { x: last.position.x + INDENT, y: last.position.y + last.height + NODE_GAP };
        let widest = nodes.iter().map(|node| node.position.x + node.width).max().unwrap_or_default();
        Some(Self { width: widest.max(end.x + END_WIDTH) + 1, height: end.y + END_HEIGHT, nodes, end })
    }

    /// Lines from each node to the next one, and from the last node to the end.
    pub(super) fn connectors(&self) -> Vec<Connector> {
        let ends =
            self.nodes.iter().skip(1).map(|node| (node.position, NODE_HEIGHT / 2)).chain([(self.end, END_HEIGHT / 2)]);
        self.nodes.iter().zip(ends).map(|(node, (to, middle))| Connector::between(node, to, middle)).collect()
    }
}

impl NodeBox {
    fn at(position: Point, content: Result<RouteNode, usize>) -> Self {
        let content = content.map(RouteNode::shortened);
        let width = content.as_ref().map_or(0, RouteNode::text_width);
        let lines = content.as_ref().map_or(0, |node| node.lines.len());
        Self {
            position,
            width: (width + 2 * PADDING).max(END_WIDTH),
            height: NODE_HEIGHT + lines.saturating_sub(1) * LINE_HEIGHT,
            content,
        }
    }

    /// Y coordinate of a line below the name.
    pub(super) fn line_y(&self, line: usize) -> usize {
        self.position.y + 36 + line * LINE_HEIGHT
    }

    /// X coordinate of the text.
    pub(super) fn text_x(&self) -> usize {
        self.position.x + PADDING
    }
}

/// Line from the bottom of a node to the side of the next one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Connector {
    /// Data for `<path d>`.
    pub(super) path: String,
    /// Position of the text beside the line.
    pub(super) label_position: Point,
}

impl Connector {
    fn between(from: &NodeBox, to: Point, middle: usize) -> Self {
        let (x, y) = (from.position.x + INDENT / 2, from.position.y + from.height);
        let path = format!("M{x} {y}V{}H{}", to.y + middle, to.x);
        Self { path, label_position: Point { x: x + 8, y: y + NODE_GAP / 2 + 4 } }
    }
}

/// The nodes that get a box. In a long route, a number replaces those left out before the last one.
fn visible_nodes(nodes: Vec<RouteNode>) -> Vec<Result<RouteNode, usize>> {
    let left_out = nodes.len().saturating_sub(MAX_NODES - 1);
    let is_long = nodes.len() > MAX_NODES;
    let mut nodes: Vec<_> = nodes.into_iter().map(Ok).collect();
    if is_long {
        let begin = nodes.len() - 1 - left_out;
        nodes.splice(begin..begin + left_out, [Err(left_out)]);
    }
    nodes
}

impl RouteNode {
    /// The node as it is drawn: long texts are truncated, and further lines are only counted.
    fn shortened(self) -> Self {
        let count = self.lines.len();
        let shown = if count > MAX_LINES { MAX_LINES - 1 } else { count };
        let more = (count > shown).then(|| NodeLine { tone: Tone::Plain, text: format!("and {} more", count - shown) });
        let lines = self.lines.into_iter().take(shown);
        let lines = lines.map(|line| NodeLine { text: truncate(&line.text, MAX_LINE_CHARS), ..line });
        Self { label: truncate(&self.label, MAX_LABEL_CHARS), lines: lines.chain(more).collect(), ..self }
    }

    fn text_width(&self) -> usize {
        // Each line begins with a symbol and a space.
        let lines = self.lines.iter().map(|line| (line.text.chars().count() + 2) * LINE_CHAR_WIDTH);
        lines.chain([self.label.chars().count() * CHAR_WIDTH]).max().unwrap_or_default()
    }
}

fn truncate(text: &str, max_chars: usize) -> String {
    if text.chars().count() <= max_chars {
        return text.to_owned();
    }
    text.chars().take(max_chars - 1).chain(['…']).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn nodes(names: &[&str]) -> Vec<RouteNode> {
        let stop = |name: &&str| RouteNode { label: (*name).to_owned(), is_broken: false, lines: Vec::new() };
        names.iter().map(stop).collect()
    }

    #[test]
    fn empty_chain_has_no_diagram() {
        assert_eq!(RouteLayout::layout(Vec::new()), None);
    }

    #[test]
    fn long_chain_is_abbreviated() {
        let drawn = |count: usize| -> Vec<_> {
            let names: Vec<_> = (1..=count).map(|number| format!("a/{number}")).collect();
            let nodes = nodes(&names.iter().map(String::as_str).collect::<Vec<_>>());
            let nodes = RouteLayout::layout(nodes).unwrap().nodes.into_iter();
            nodes.map(|node| node.content.map_or_else(|count| format!("+{count}"), |stop| stop.label)).collect()
        };
        assert_eq!(drawn(MAX_NODES).len(), MAX_NODES);
        assert_eq!(drawn(MAX_NODES).last().unwrap(), "a/8");
        assert_eq!(drawn(25), ["a/1", "a/2", "a/3", "a/4", "a/5", "a/6", "+18", "a/25"]);
    }

    #[test]
    fn steps_are_ordered_and_inside_the_diagram() {
        let route = RouteLayout::layout(nodes(&["a/b", "openai/gpt-5.2", &"x".repeat(100)])).unwrap();
        assert!(route.nodes.windows(2).all(|pair| pair[1].position.y >= pair[0].position.y + NODE_HEIGHT + NODE_GAP));
        assert!(route.nodes.iter().all(|node| node.position.x + node.width <= route.width));
        assert!(route.end.y < route.height);
        assert_eq!(route.nodes[2].content.as_ref().unwrap().label.chars().count(), MAX_LABEL_CHARS);
    }

    #[test]
    fn a_node_grows_with_its_lines_and_counts_further_ones() {
        let line = |text: &str| NodeLine { tone: Tone::Plain, text: text.to_owned() };
        let node = |count: usize| RouteNode { lines: vec![line(&"c".repeat(60)); count], ..nodes(&["a/b"]).remove(0) };
        let route = RouteLayout::layout(vec![node(2), node(5), node(0)]).unwrap();
        assert_eq!(route.nodes.iter().map(|node| node.height).collect::<Vec<_>>(), [63, 80, 46]);
        assert_eq!(route.nodes[1].position.y, 1 + 63 + NODE_GAP);
        let drawn = route.nodes[1].content.as_ref().unwrap();
        assert_eq!(drawn.lines.iter().map(|line| line.text.chars().count()).collect::<Vec<_>>(), [44, 44, 10]);
        assert_eq!(drawn.lines[2].text, "and 3 more");
        assert!(route.nodes.iter().all(|node| node.line_y(0) < node.position.y + node.height));
    }

    #[test]
    fn each_step_is_connected_to_the_next_and_the_end() {
        let route = RouteLayout::layout(nodes(&["a/b", "c/d"])).unwrap();
        let lines = route.connectors();
        assert_eq!(lines.len(), 2);
        assert_eq!(lines[0].path, format!("M10 47V98H{}", route.nodes[1].position.x));
        assert!(lines[1].path.ends_with(&format!("H{}", route.end.x)));
    }
}
