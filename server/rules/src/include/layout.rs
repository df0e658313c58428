//! Which file a value comes from, and so belongs into.

use std::collections::BTreeMap;

use json5_edit::{KeyPath, Step};

/// A place in one of the files.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Owned {
    /// The number of the file; 0 is the main one.
    pub source: usize,
    /// Where in that file.
    pub path: KeyPath,
}

/// A value that no single file holds. An edit of it has no one place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Split {
    /// The numbers of the files that each hold a part.
    pub sources: Vec<usize>,
}

/// Where everything in a document comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Layout(pub(super) Node);

/// What is known about one value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Node {
    /// One file holds it, with everything below it.
    One(Owned),
    /// An object: the files that hold members of it, the strongest last, and its members.
    Object { homes: Vec<Owned>, members: BTreeMap<String, Node> },
    /// An array: the files that hold elements of it, and its elements.
    Array { homes: Vec<Owned>, items: Vec<Node> },
}

/// Everything comes from the main file.
impl Default for Layout {
    fn default() -> Self {
        Self(Node::One(Owned::default()))
    }
}

impl Layout {
    /// The file that an edit of this path belongs into, and the path there.
    ///
    /// Of what is there, the file that holds it. Of what is not there yet, the file that holds the object around it:
    /// the strongest, when several do.
    pub fn owner(&self, path: &KeyPath) -> Result<Owned, Split> {
        self.0.owner(path.steps())
    }
}

impl Owned {
    /// One member deeper.
    pub(super) fn key(&self, key: &str) -> Self {
        Self { source: self.source, path: self.path.key(key) }
    }

    /// One element deeper.
    pub(super) fn index(&self, index: usize) -> Self {
        Self { source: self.source, path: self.path.index(index) }
    }

    fn join(&self, steps: &[Step]) -> Self {
        let path = self.path.steps().iter().chain(steps).cloned().collect();
        Self { source: self.source, path }
    }
}

impl Node {
    fn owner(&self, steps: &[Step]) -> Result<Owned, Split> {
        match (self, steps) {
            (Self::One(home), _) => Ok(home.join(steps)),
            (Self::Object { homes, members }, [Step::Key(key), rest @ ..]) => match (members.get(key), homes.last()) {
                (Some(member), _) => member.owner(rest),
                (None, Some(strongest)) => Ok(strongest.join(steps)),
                (None, None) => Err(split(homes)),
            },
            (Self::Array { items, .. }, [Step::Index(index), rest @ ..]) if *index < items.len() => {
                items.get(*index).map_or_else(|| Err(split(&[])), |item| item.owner(rest))
            }
            (Self::Object { homes, .. } | Self::Array { homes, .. }, _) => match homes.as_slice() {
                [only] => Ok(only.join(steps)),
                _ => Err(split(homes)),
            },
        }
    }

    /// The files that hold a part of it.
    pub(super) fn homes(&self) -> Vec<Owned> {
        match self {
            Self::One(home) => vec![home.clone()],
            Self::Object { homes, .. } | Self::Array { homes, .. } => homes.clone(),
        }
    }

    /// Of an object that has it.
    pub(super) fn member(&self, key: &str) -> Self {
        match self {
            Self::Object { homes, members } => {
                members.get(key).cloned().unwrap_or_else(|| last(homes, |home| home.key(key)))
            }
            Self::One(home) => Self::One(home.key(key)),
            Self::Array { homes, .. } => last(homes, |home| home.key(key)),
        }
    }

    /// Of an array with so many elements.
    pub(super) fn items(&self, count: usize) -> Vec<Self> {
        match self {
            Self::Array { items, .. } => items.clone(),
            Self::One(home) => (0..count).map(|index| Self::One(home.index(index))).collect(),
            Self::Object { .. } => Vec::new(),
        }
    }
}

fn last(homes: &[Owned], deeper: impl Fn(&Owned) -> Owned) -> Node {
    Node::One(homes.last().map(deeper).unwrap_or_default())
}

fn split(homes: &[Owned]) -> Split {
    let mut sources: Vec<_> = homes.iter().map(|home| home.source).collect();
    sources.sort_unstable();
    sources.dedup();
    Split { sources }
}
