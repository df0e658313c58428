//! Where everything stands in the picture of a route: numbers only.

use contract::{Chain, Rung};

/// A letter of the mono stack at the size of the picture.
const LETTER: usize = 8;
const PADDING: usize = 12;
const HEIGHT: usize = 46;
const GAP: usize = 28;
/// Each next one hangs a little further right.
const INDENT: usize = 20;
/// Of what the route ends in.
const END_HEIGHT: usize = 20;
const END_WIDTH: usize = 216;
/// Longer names are cut; the words beside the picture have them whole.
const LONGEST: usize = 38;

/// A picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Route {
    pub(super) width: usize,
    pub(super) height: usize,
    pub(super) nodes: Vec<Node>,
    pub(super) end: Spot,
}

/// A model in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Node {
    pub(super) at: Spot,
    pub(super) width: usize,
    pub(super) label: String,
    pub(super) is_broken: bool,
}

/// A corner: the upper left one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Spot {
    pub(super) x: usize,
    pub(super) y: usize,
}

impl Route {
    /// Of a chain that has any step.
    pub(super) fn of(chain: &Chain) -> Option<Self> {
        let nodes: Vec<_> = chain.primary.iter().chain(&chain.fallbacks).enumerate().map(Node::of).collect();
        let last = nodes.last()?;
        let end = Spot { x: last.at.x + INDENT, y: last.at.y + HEIGHT + GAP };
        let widest = nodes.iter().map(|node| node.at.x + node.width).max().unwrap_or_default();
        Some(Self { width: widest.max(end.x + END_WIDTH) + 1, height: end.y + END_HEIGHT, nodes, end })
    }

    /// The lines from each one to what is tried next.
    pub(super) fn lines(&self) -> Vec<Line> {
        let ends = self.nodes.iter().skip(1).map(|node| (node.at, HEIGHT / 2)).chain([(self.end, END_HEIGHT / 2)]);
        self.nodes.iter().zip(ends).map(|(node, (to, middle))| Line::between(node.at, to, middle)).collect()
    }
}

impl Node {
    pub(super) const HEIGHT: usize = HEIGHT;

    fn of((at, rung): (usize, &Rung)) -> Self {
        let label = shortened(&rung.label());
        Self {
            at: Spot { x: at * INDENT, y: 1 + at * (HEIGHT + GAP) },
            width: (label.chars().count() * LETTER + 2 * PADDING).max(END_WIDTH),
            label,
            is_broken: rung.model.is_none(),
        }
    }

    /// Where its text begins.
    pub(super) fn text_x(&self) -> usize {
        self.at.x + PADDING
    }
}

/// From below one to the side of the next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Line {
    /// For `<path d>`.
    pub(super) path: String,
    /// Where a word stands beside it.
    pub(super) word: Spot,
}

impl Line {
    fn between(from: Spot, to: Spot, middle: usize) -> Self {
        let (x, y) = (from.x + INDENT / 2, from.y + HEIGHT);
        let path = format!("M{x} {y}V{}H{}", to.y + middle, to.x);
        Self { path, word: Spot { x: x + 8, y: y + GAP / 2 + 4 } }
    }
}

fn shortened(label: &str) -> String {
    if label.chars().count() <= LONGEST {
        return label.to_owned();
    }
    label.chars().take(LONGEST - 1).chain(['…']).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rung(name: &str) -> Rung {
        Rung { configured: name.to_owned(), model: None, alias: None }
    }

    fn chain(names: &[&str]) -> Chain {
        Chain {
            primary: names.first().map(|name| rung(name)),
            fallbacks: names.iter().skip(1).map(|name| rung(name)).collect(),
        }
    }

    #[test]
    fn nothing_has_no_picture() {
        assert_eq!(Route::of(&Chain::default()), None);
    }

    #[test]
    fn every_step_is_below_the_one_before_and_inside_the_picture() {
        let route = Route::of(&chain(&["a/b", "openai/gpt-5.2", &"x".repeat(100)])).unwrap();
        assert!(route.nodes.windows(2).all(|pair| pair[1].at.y >= pair[0].at.y + HEIGHT + GAP));
        assert!(route.nodes.iter().all(|node| node.at.x + node.width <= route.width));
        assert!(route.end.y < route.height);
        assert_eq!(route.nodes[2].label.chars().count(), LONGEST);
    }

    #[test]
    fn a_line_leads_from_each_step_to_the_next_and_to_the_end() {
        let route = Route::of(&chain(&["a/b", "c/d"])).unwrap();
        let lines = route.lines();
        assert_eq!(lines.len(), 2);
        assert_eq!(lines[0].path, format!("M10 47V98H{}", route.nodes[1].at.x));
        assert!(lines[1].path.ends_with(&format!("H{}", route.end.x)));
    }
}
