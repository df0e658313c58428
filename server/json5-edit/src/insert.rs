//! Inserts new items: their position and layout.

use crate::{
    find::FoundPath,
    render::Renderable,
    replacement::Replacement,
    style::{Style, is_multiline},
    tree::{Item, Node},
    trivia::{
        comma_position, count_line_ends, item_lead_start, line_indent, needs_line_end, space_before_start,
        starts_line_at, successor_start, text_in, tokens_in,
    },
};

/// A container that gets a new item.
pub(crate) struct InsertPoint<'t> {
    text: &'t str,
    container: &'t Node,
    style: Style,
    /// Whether the container's own parent has its items on separate lines.
    is_parent_multiline: bool,
}

impl<'t> InsertPoint<'t> {
    pub(crate) fn new(text: &'t str, root: &Node, container: &'t Node, parent: Option<&Node>) -> Self {
        let first = parent.and_then(|parent| parent.items().first());
        let broken_around = first.is_none_or(|first| starts_line_at(text, first.start()));
        Self {
            text,
            container,
            style: Style::detect_style(text, root, Some(container)),
            is_parent_multiline: broken_around,
        }
    }

    /// Inserts an item before the one at `index`, or after the last one.
    pub(crate) fn insert_item(&self, index: usize, key: Option<&str>, new: Renderable<'_>) -> Vec<Replacement> {
        let items = self.container.items();
        match (items.get(index), items.last()) {
            (Some(next), _) => vec![self.insert_before(index, next, key, new)],
            (None, Some(last)) => self.insert_after(last, key, new),
            (None, None) => vec![self.insert_into_empty(key, new)],
        }
    }

    /// Inserts directly before an item and the comments above it, including the comma.
    fn insert_before(&self, index: usize, next: &Item, key: Option<&str>, new: Renderable<'_>) -> Replacement {
        let breaks = self.starts_own_line(index, next);
        let indent = self.item_indent(next, breaks);
        let insert_position = item_lead_start(self.text, self.container, index, next);
        let gap = if breaks { self.line_break(&indent) } else { self.item_separator() };
        (insert_position..insert_position, format!("{},{gap}", self.render_item(key, new, &indent, breaks)))
    }

    /// Inserts after the last item, its comma and the comments on its line. Adds a comma to that item if it has none.
    fn insert_after(&self, last: &Item, key: Option<&str>, new: Renderable<'_>) -> Vec<Replacement> {
        let insert_position = successor_start(self.text, last);
        let ends_line = needs_line_end(text_in(self.text, &(last.end()..insert_position)));
        let breaks = ends_line || self.starts_own_line(self.container.items().len() - 1, last);
        let indent = self.item_indent(last, breaks);
        let gap = if breaks { self.line_break(&indent) } else { self.item_separator() };
        let item = self.render_item(key, new, &indent, breaks);
        if last.comma.is_some() {
            return vec![(insert_position..insert_position, format!("{gap}{item},"))];
        }
        let comma = if breaks { comma_position(self.text, last) } else { insert_position };
        vec![(comma..comma, ",".to_owned()), (insert_position..insert_position, format!("{gap}{item}"))]
    }

    /// Inserts into an empty container, after any comments in it.
    fn insert_into_empty(&self, key: Option<&str>, new: Renderable<'_>) -> Replacement {
        let inside = self.container.inner_span();
        let outer = line_indent(self.text, self.container.span.start);
        let inner = format!("{outer}{}", self.style.indent_unit);
        let has_lines = count_line_ends(text_in(self.text, &inside)) > 0;
        let habit = self.is_parent_multiline && (self.container.is_object() || self.style.has_multiline_lists);
        let breaks = has_lines || habit;
        let item = self.render_item(key, new, &inner, breaks);
        let end_comma = if breaks { self.style.trailing_comma() } else { "" };
        if let Some(comment) = tokens_in(self.text, inside.clone()).last() {
            let gap = if has_lines { self.line_break(&inner) } else { self.style.space_after_comma().to_owned() };
            return (comment.span.end..comment.span.end, format!("{gap}{item}{end_comma}"));
        }
        if breaks {
            return (inside, format!("{}{item}{end_comma}{}", self.line_break(&inner), self.line_break(outer)));
        }
        let pad = if self.container.is_object() { self.style.object_padding.as_str() } else { "" };
        (inside, format!("{pad}{item}{pad}"))
    }

    fn render_item(&self, key: Option<&str>, new: Renderable<'_>, indent: &str, breaks: bool) -> String {
        let (style, broken) = choose_layout(self.text, &self.style, Some(self.container), new, breaks);
        match key {
            Some(key) => style.render_member(key, new, indent, broken),
            None => style.render_value(new, indent, broken),
        }
    }

    /// Whether there is a line break before an item.
    fn starts_own_line(&self, index: usize, item: &Item) -> bool {
        count_line_ends(text_in(self.text, &(space_before_start(self.text, self.container, index)..item.start()))) > 0
    }

    fn item_indent(&self, item: &Item, breaks: bool) -> String {
        let own = line_indent(self.text, item.start());
        if !breaks || starts_line_at(self.text, item.start()) {
            own.to_owned()
        } else {
            format!("{own}{}", self.style.indent_unit)
        }
    }

    fn line_break(&self, indent: &str) -> String {
        format!("{}{indent}", self.style.newline)
    }

    /// The white space between two items on one line.
    fn item_separator(&self) -> String {
        let between = match self.container.items() {
            [first, second, ..] => first.comma.map(|comma| text_in(self.text, &(comma + 1..second.start()))),
            _ => None,
        };
        between.filter(|gap| gap.chars().all(|c| c == ' ')).unwrap_or(self.style.space_after_comma()).to_owned()
    }
}

/// Replaces a value by a new one.
pub(crate) fn replace_value(text: &str, root: &Node, found: &FoundPath<'_>, new: Renderable<'_>) -> Replacement {
    let old = found.node;
    let quote = text_in(text, &old.span).chars().next().filter(|c| matches!(c, '"' | '\''));
    // If only the quote matters, it need not be detected in the whole document.
    let scope = if new.is_scalar() && quote.is_some() { old } else { root };
    let mut style = Style::detect_style(text, scope, found.parent);
    style.quote = quote.unwrap_or(style.quote);
    let sibling = found.parent.and_then(|parent| parent.items().first());
    let breaks = sibling.is_none_or(|first| starts_line_at(text, first.start()));
    let (mut style, mut broken) = choose_layout(text, &style, found.parent, new, breaks);
    if !old.items().is_empty() && old.is_object() != new.is_list() {
        broken = is_multiline(text, old);
        style.has_multiline_lists = broken;
    }
    (old.span.clone(), style.render_value(new, line_indent(text, old.span.start), broken))
}

/// Chooses the layout of a new value: like its siblings of the same kind, or else like its container.
fn choose_layout(
    text: &str,
    style: &Style,
    container: Option<&Node>,
    new: Renderable<'_>,
    breaks: bool,
) -> (Style, bool) {
    let items = container.map_or(&[][..], Node::items);
    let alike = |node: &&Node| !node.items().is_empty() && node.is_object() != new.is_list();
    let mut siblings = items.iter().map(|item| &item.value).filter(alike).peekable();
    let mut style = style.clone();
    if siblings.peek().is_none() {
        return (style, breaks);
    }
    let broken = siblings.any(|sibling| is_multiline(text, sibling));
    if new.is_list() {
        style.has_multiline_lists = broken;
    }
    (style, broken || (breaks && new.has_multiline_parts()))
}
