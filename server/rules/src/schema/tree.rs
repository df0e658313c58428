//! The schema table compiled into a tree of steps, so that a path is looked up in one step per key.

use std::{collections::BTreeMap, sync::LazyLock};

use json5_edit::{KeyPath, KeyPathStep};

#[cfg(test)]
use super::kinds::Kinds;
use super::{
    release::Releases,
    row::{Marks, Members, Recorded, Row},
    table,
};

/// The rows of one path, and the nodes of the paths below it.
#[derive(Debug, Default)]
pub(super) struct Node {
    /// The rows of the path. Several rows are about different releases.
    pub(super) rows: Vec<&'static Row>,
    /// The members with a row of their own.
    children: BTreeMap<&'static str, Node>,
    /// The node of every other member, or of every element.
    any_child: Option<Box<Node>>,
    /// Whether a managed path is below this one.
    contains_managed: bool,
}

static TREE: LazyLock<Node> = LazyLock::new(|| Node::from_rows(table::all_rows()));

/// The node of the whole document.
pub(super) fn root_node() -> &'static Node {
    &TREE
}

impl Node {
    fn from_rows(rows: impl Iterator<Item = &'static Row>) -> Self {
        let mut root = Self::default();
        for row in rows {
            let steps: Vec<_> = row.pattern.split('.').filter(|step| !step.is_empty()).collect();
            root.add_row(&steps, row);
        }
        root.note_managed();
        root
    }

    /// Adds a row to the nodes that its steps lead to.
    fn add_row(&mut self, steps: &[&'static str], row: &'static Row) {
        let Some((step, rest)) = steps.split_first() else {
            let targets = row.keys.iter();
            targets.for_each(|key| self.child_mut(key).rows.push(row));
            if row.keys.is_empty() {
                self.rows.push(row);
            }
            return;
        };
        step.split('|').for_each(|key| self.child_mut(key).add_row(rest, row));
    }

    fn child_mut(&mut self, key: &'static str) -> &mut Self {
        if key == "*" {
            return self.any_child.get_or_insert_default();
        }
        self.children.entry(key).or_default()
    }

    fn note_managed(&mut self) -> bool {
        let mut below = false;
        for node in self.children.values_mut().chain(self.any_child.as_deref_mut()) {
            below |= node.note_managed();
        }
        self.contains_managed = below;
        below || self.marks().contains(Marks::MANAGED)
    }

    /// The node of a member. An element of a list has the key “”.
    pub(super) fn child(&self, key: &str) -> Option<&Self> {
        self.children.get(key).or(self.any_child.as_deref())
    }

    /// The keys of the members that one of these releases accepts.
    pub(super) fn accepted_keys(&self, releases: Releases) -> impl Iterator<Item = &'static str> {
        let accepts = move |node: &Self| node.rows.iter().any(|row| row.is_accepted_by(releases));
        self.children.iter().filter(move |(_, node)| accepts(node)).map(|(key, _)| *key)
    }

    /// The row that decides in these releases: the oldest that one of them accepts.
    pub(super) fn row_in(&self, releases: Releases) -> Option<&'static Row> {
        self.rows.iter().copied().find(|row| row.is_accepted_by(releases))
    }

    /// The properties of the path itself.
    fn marks(&self) -> Marks {
        self.rows.iter().fold(Marks::NONE, |marks, row| marks.with(row.marks))
    }
}

/// What the table says about a path.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Location {
    /// The node of the path, if the path has a row.
    node: Option<&'static Node>,
    /// The properties of the path and of all paths above it.
    inherited: Marks,
}

/// Looks up a path of a document.
pub(crate) fn locate(path: &KeyPath) -> Location {
    locate_steps(path.steps().iter().map(|step| match step {
        KeyPathStep::Key(key) => key.as_str(),
        KeyPathStep::Index(_) => "",
    }))
}

/// Looks up a path whose steps are strings.
pub(crate) fn locate_names(names: &[impl AsRef<str>]) -> Location {
    locate_steps(names.iter().map(AsRef::as_ref))
}

fn locate_steps<'p>(steps: impl Iterator<Item = &'p str>) -> Location {
    let mut at = Location { node: Some(root_node()), inherited: Marks::NONE };
    for step in steps {
        at.node = at.node.and_then(|node| node.child(step));
        let Some(node) = at.node else { break };
        at.inherited = at.inherited.with(node.marks());
    }
    at
}

impl Location {
    fn has(self, mark: Marks) -> bool {
        self.node.is_some_and(|node| node.marks().contains(mark))
    }

    /// Whether the path is a managed path or below one: openclaw edits it, records it, can undo it, and lets a page set
    /// it.
    pub(crate) fn is_managed(self) -> bool {
        self.inherited.contains(Marks::MANAGED)
    }

    /// Whether the path is managed, or a managed path is below it.
    pub(crate) fn may_contain_managed(self) -> bool {
        self.is_managed() || self.node.is_some_and(|node| node.contains_managed)
    }

    /// Whether the value at the path may be shown.
    pub(crate) fn is_shown(self) -> bool {
        self.has(Marks::SHOWN)
    }

    /// Whether comments in the object or list at the path may be shown.
    pub(crate) fn are_comments_shown(self) -> bool {
        self.inherited.contains(Marks::COMMENTS_SHOWN)
    }

    /// Whether the value at the path is a chain: the name of a model, or an object with a primary and fallbacks.
    pub(crate) fn is_chain(self) -> bool {
        self.has(Marks::CHAIN)
    }

    /// Whether the path is that of a chain or below one.
    pub(crate) fn is_in_chain(self) -> bool {
        self.inherited.contains(Marks::CHAIN)
    }

    /// Whether only OpenClaw writes the value at the path.
    pub(crate) fn is_owned_by_openclaw(self) -> bool {
        self.inherited.contains(Marks::OWNED_BY_OPENCLAW)
    }

    /// Whether the history keeps nothing from the path.
    pub(crate) fn is_private(self) -> bool {
        self.inherited.contains(Marks::PRIVATE)
    }

    /// Whether the path leads to the whole entry of an agent.
    pub(crate) fn is_agent_entry(self) -> bool {
        self.is_recorded_as(Recorded::AgentEntry)
    }

    /// Whether the history may record this text at the path.
    pub(crate) fn is_recorded_text(self, text: &str) -> bool {
        let records = |row: &&Row| row.recorded == Recorded::Text && row.allows_text(text);
        self.node.is_some_and(|node| node.rows.iter().any(records))
    }

    /// Whether the history may record the id of an agent at the path.
    pub(crate) fn is_recorded_agent_id(self) -> bool {
        self.is_recorded_as(Recorded::AgentId)
    }

    /// Whether openclaw writes a member with this key into the entry of a new agent, when the path is an agent's entry.
    pub(crate) fn is_in_new_agent(self, key: &str) -> bool {
        let member = self.node.and_then(|node| node.child(key));
        member.is_some_and(|node| node.marks().contains(Marks::IN_NEW_AGENT))
    }

    /// Whether a value at the path may have one of these types.
    #[cfg(test)]
    pub(super) fn may_be(self, kind: Kinds) -> bool {
        let accepts = |row: &&Row| row.kinds == Kinds::NONE || row.kinds.contains(kind);
        self.node.is_some_and(|node| node.rows.iter().any(accepts))
    }

    /// Whether one of these releases accepts the path itself.
    #[cfg(test)]
    pub(super) fn is_accepted_by(self, releases: Releases) -> bool {
        self.node.is_some_and(|node| node.rows.iter().any(|row| row.is_accepted_by(releases)))
    }

    /// The keys of the members that have a row.
    #[cfg(test)]
    pub(super) fn member_keys(self) -> impl Iterator<Item = &'static str> {
        self.node.into_iter().flat_map(|node| node.children.keys().copied())
    }

    fn is_recorded_as(self, recorded: Recorded) -> bool {
        self.node.is_some_and(|node| node.rows.iter().any(|row| row.recorded == recorded))
    }
}

/// Whether the table describes the members of a section in at least one release.
pub(super) fn is_described_section(key: &str) -> bool {
    let section = root_node().children.get(key);
    section.is_some_and(|node| node.rows.iter().any(|row| row.members == Members::Listed))
}

/// The sections in which openclaw reads texts.
pub(crate) fn read_sections() -> impl Iterator<Item = &'static str> {
    let sections = table::all_rows().filter(|row| row.marks.contains(Marks::READ));
    sections.map(|row| row.pattern)
}

/// Whether a word is a key that may be shown in the excerpt of a file that does not parse.
pub(crate) fn is_landmark(word: &str) -> bool {
    let marked = table::all_rows().filter(|row| row.marks.contains(Marks::LANDMARK));
    let mut last_steps = marked.filter_map(|row| row.pattern.rsplit('.').next());
    last_steps.any(|keys| keys.split('|').any(|key| key == word))
}
