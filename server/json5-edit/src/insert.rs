//! Where a new item goes, and what it looks like there.

use crate::{
    find::Found,
    gap::{
        after, begins_line, indent, lead, line_ends, line_ends_at, needs_line_end, pieces, slice, space_before, tail,
    },
    render::New,
    splice::Cut,
    style::{Style, is_broken},
    tree::{Item, Node},
};

/// A container that gets a new item.
pub(crate) struct Site<'t> {
    text: &'t str,
    container: &'t Node,
    style: Style,
    /// The container's own surroundings are broken over lines.
    broken_around: bool,
}

impl<'t> Site<'t> {
    pub(crate) fn new(text: &'t str, root: &Node, container: &'t Node, parent: Option<&Node>) -> Self {
        let first = parent.and_then(|parent| parent.items().first());
        let broken_around = first.is_none_or(|first| begins_line(text, first.start()));
        Self { text, container, style: Style::of(text, root, Some(container)), broken_around }
    }

    /// A new item before the one at `index`, or behind the last.
    pub(crate) fn insert(&self, index: usize, key: Option<&str>, new: New<'_>) -> Vec<Cut> {
        let items = self.container.items();
        match (items.get(index), items.last()) {
            (Some(next), _) => vec![self.before(index, next, key, new)],
            (None, Some(last)) => self.behind(last, key, new),
            (None, None) => vec![self.alone(key, new)],
        }
    }

    /// Directly before an item and the comments above it. The comma comes with the new one.
    fn before(&self, index: usize, next: &Item, key: Option<&str>, new: New<'_>) -> Cut {
        let breaks = self.breaks(index, next);
        let indent = self.indent_of(next, breaks);
        let at = lead(self.text, self.container, index, next);
        let gap = if breaks { self.line(&indent) } else { self.gap() };
        (at..at, format!("{},{gap}", self.item(key, new, &indent, breaks)))
    }

    /// Behind the last item, its comma and the comments on its line. If it has no comma it gets one.
    fn behind(&self, last: &Item, key: Option<&str>, new: New<'_>) -> Vec<Cut> {
        let at = after(self.text, last);
        let ends_line = needs_line_end(slice(self.text, &(last.end()..at)));
        let breaks = ends_line || self.breaks(self.container.items().len() - 1, last);
        let indent = self.indent_of(last, breaks);
        let gap = if breaks { self.line(&indent) } else { self.gap() };
        let item = self.item(key, new, &indent, breaks);
        if last.comma.is_some() {
            return vec![(at..at, format!("{gap}{item},"))];
        }
        let comma = if breaks { comma_place(self.text, last) } else { at };
        vec![(comma..comma, ",".to_owned()), (at..at, format!("{gap}{item}"))]
    }

    /// Into an empty container, behind the comments that it may have.
    fn alone(&self, key: Option<&str>, new: New<'_>) -> Cut {
        let inside = self.container.inside();
        let outer = indent(self.text, self.container.span.start);
        let inner = format!("{outer}{}", self.style.unit);
        let has_lines = line_ends(slice(self.text, &inside)) > 0;
        let habit = self.broken_around && (self.container.is_object() || self.style.broken_lists);
        let breaks = has_lines || habit;
        let item = self.item(key, new, &inner, breaks);
        let end_comma = if breaks { self.style.end_comma() } else { "" };
        if let Some(comment) = pieces(self.text, inside.clone()).last() {
            let gap = if has_lines { self.line(&inner) } else { self.style.gap().to_owned() };
            return (comment.span.end..comment.span.end, format!("{gap}{item}{end_comma}"));
        }
        if breaks {
            return (inside, format!("{}{item}{end_comma}{}", self.line(&inner), self.line(outer)));
        }
        let pad = if self.container.is_object() { self.style.pad.as_str() } else { "" };
        (inside, format!("{pad}{item}{pad}"))
    }

    fn item(&self, key: Option<&str>, new: New<'_>, indent: &str, breaks: bool) -> String {
        let (style, broken) = layout(self.text, &self.style, Some(self.container), new, breaks);
        match key {
            Some(key) => style.member(key, new, indent, broken),
            None => style.value(new, indent, broken),
        }
    }

    /// Whether an item begins a line of its own.
    fn breaks(&self, index: usize, item: &Item) -> bool {
        line_ends(slice(self.text, &(space_before(self.text, self.container, index)..item.start()))) > 0
    }

    fn indent_of(&self, item: &Item, breaks: bool) -> String {
        let own = indent(self.text, item.start());
        if !breaks || begins_line(self.text, item.start()) {
            own.to_owned()
        } else {
            format!("{own}{}", self.style.unit)
        }
    }

    fn line(&self, indent: &str) -> String {
        format!("{}{indent}", self.style.newline)
    }

    /// What stands between two items on one line.
    fn gap(&self) -> String {
        let between = match self.container.items() {
            [first, second, ..] => first.comma.map(|comma| slice(self.text, &(comma + 1..second.start()))),
            _ => None,
        };
        between.filter(|gap| gap.chars().all(|c| c == ' ')).unwrap_or(self.style.gap()).to_owned()
    }
}

/// A new value over an old one.
pub(crate) fn over(text: &str, root: &Node, found: &Found<'_>, new: New<'_>) -> Cut {
    let old = found.node;
    let mut style = Style::of(text, root, found.parent);
    if let Some(quote) = slice(text, &old.span).chars().next().filter(|c| matches!(c, '"' | '\'')) {
        style.quote = quote;
    }
    let around = found.parent.and_then(|parent| parent.items().first());
    let breaks = around.is_none_or(|first| begins_line(text, first.start()));
    let (mut style, mut broken) = layout(text, &style, found.parent, new, breaks);
    if !old.items().is_empty() && old.is_object() != new.is_list() {
        broken = is_broken(text, old);
        style.broken_lists = broken;
    }
    (old.span.clone(), style.value(new, indent(text, old.span.start), broken))
}

/// How a new value is laid out: like its siblings of the same kind, else as its surroundings are.
fn layout(text: &str, style: &Style, container: Option<&Node>, new: New<'_>, breaks: bool) -> (Style, bool) {
    let items = container.map_or(&[][..], Node::items);
    let alike = |node: &&Node| !node.items().is_empty() && node.is_object() != new.is_list();
    let mut siblings = items.iter().map(|item| &item.value).filter(alike).peekable();
    let mut style = style.clone();
    if siblings.peek().is_none() {
        return (style, breaks);
    }
    let broken = siblings.any(|sibling| is_broken(text, sibling));
    if new.is_list() {
        style.broken_lists = broken;
    }
    (style, broken || (breaks && new.is_deep()))
}

/// Where the comma goes that a last item does not have yet: directly behind it, unless a comment and then something
/// else follows on the line.
pub(crate) fn comma_place(text: &str, item: &Item) -> usize {
    let tail = tail(text, item.end());
    if line_ends_at(text, tail.end) { item.end() } else { tail.end }
}
