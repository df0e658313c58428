//! Where everything stands in the picture of a route: numbers only.

use crate::ui::seen;

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
/// A longer route leaves out what is before its end.
const MOST: usize = 8;
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

/// Where a request goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Stop {
    /// The model, or what stands in its place.
    pub(super) label: String,
    /// Whether it means nothing.
    pub(super) is_broken: bool,
    /// Whether OpenClaw takes it by itself.
    pub(super) is_openclaws: bool,
}

/// A box in the picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Node {
    pub(super) at: Spot,
    pub(super) width: usize,
    /// What stands in it, or how many are left out.
    pub(super) what: Result<Stop, usize>,
}

/// A corner: the upper left one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Spot {
    pub(super) x: usize,
    pub(super) y: usize,
}

impl Route {
    /// Of a route that goes anywhere.
    pub(super) fn of(stops: Vec<Stop>) -> Option<Self> {
        let nodes: Vec<_> = drawn(stops).into_iter().enumerate().map(Node::of).collect();
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

    fn of((at, what): (usize, Result<Stop, usize>)) -> Self {
        let what = what.map(|stop| Stop { label: shortened(&seen(&stop.label)), ..stop });
        let letters = what.as_ref().map_or(0, |stop| stop.label.chars().count());
        Self {
            at: Spot { x: at * INDENT, y: 1 + at * (HEIGHT + GAP) },
            width: (letters * LETTER + 2 * PADDING).max(END_WIDTH),
            what,
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

/// The stops that have a box, and how many are left out before the last one.
fn drawn(stops: Vec<Stop>) -> Vec<Result<Stop, usize>> {
    let left_out = stops.len().saturating_sub(MOST - 1);
    let is_long = stops.len() > MOST;
    let mut nodes: Vec<_> = stops.into_iter().map(Ok).collect();
    if is_long {
        let begin = nodes.len() - 1 - left_out;
        nodes.splice(begin..begin + left_out, [Err(left_out)]);
    }
    nodes
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

    fn stops(names: &[&str]) -> Vec<Stop> {
        let stop = |name: &&str| Stop { label: (*name).to_owned(), is_broken: false, is_openclaws: false };
        names.iter().map(stop).collect()
    }

    #[test]
    fn nothing_has_no_picture() {
        assert_eq!(Route::of(Vec::new()), None);
    }

    #[test]
    fn a_long_route_is_drawn_to_its_end_and_says_what_it_leaves_out() {
        let drawn = |count: usize| -> Vec<_> {
            let names: Vec<_> = (1..=count).map(|number| format!("a/{number}")).collect();
            let stops = stops(&names.iter().map(String::as_str).collect::<Vec<_>>());
            let nodes = Route::of(stops).unwrap().nodes.into_iter();
            nodes.map(|node| node.what.map_or_else(|count| format!("+{count}"), |stop| stop.label)).collect()
        };
        assert_eq!(drawn(MOST).len(), MOST);
        assert_eq!(drawn(MOST).last().unwrap(), "a/8");
        assert_eq!(drawn(25), ["a/1", "a/2", "a/3", "a/4", "a/5", "a/6", "+18", "a/25"]);
    }

    #[test]
    fn every_step_is_below_the_one_before_and_inside_the_picture() {
        let route = Route::of(stops(&["a/b", "openai/gpt-5.2", &"x".repeat(100)])).unwrap();
        assert!(route.nodes.windows(2).all(|pair| pair[1].at.y >= pair[0].at.y + HEIGHT + GAP));
        assert!(route.nodes.iter().all(|node| node.at.x + node.width <= route.width));
        assert!(route.end.y < route.height);
        assert_eq!(route.nodes[2].what.as_ref().unwrap().label.chars().count(), LONGEST);
    }

    #[test]
    fn a_line_leads_from_each_step_to_the_next_and_to_the_end() {
        let route = Route::of(stops(&["a/b", "c/d"])).unwrap();
        let lines = route.lines();
        assert_eq!(lines.len(), 2);
        assert_eq!(lines[0].path, format!("M10 47V98H{}", route.nodes[1].at.x));
        assert!(lines[1].path.ends_with(&format!("H{}", route.end.x)));
    }
}
