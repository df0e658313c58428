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
    /// An array of one file, whose elements may come from others.
    Array { home: Owned, items: Vec<Node> },
    /// Arrays one after the other, with their lengths.
    Joined(Vec<(Node, usize)>),
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
            (Self::Object { homes, members }, [Step::Key(key), rest @ ..]) => match (members.get(key), homes.last()) {
                (Some(member), _) => member.owner(rest),
                (None, strongest) => strongest.map(|home| home.join(steps)).ok_or_else(|| self.split()),
            },
            (Self::Object { homes, .. }, _) => match homes.as_slice() {
                [only] => Ok(only.join(steps)),
                _ => Err(self.split()),
            },
            (Self::Array { home, items }, [Step::Index(index), rest @ ..]) => {
                items.get(*index).map_or_else(|| Ok(home.join(steps)), |item| item.owner(rest))
            }
            (Self::One(home) | Self::Array { home, .. }, _) => Ok(home.join(steps)),
            (Self::Joined(parts), [Step::Index(index), rest @ ..]) => match part(parts, *index) {
                Some((node, index)) => node.owner(&[&[Step::Index(index)], rest].concat()),
                None => Err(self.split()),
            },
            (Self::Joined(_), _) => Err(self.split()),
        }
    }

    fn split(&self) -> Split {
        let mut sources: Vec<_> = self.homes().iter().map(|home| home.source).collect();
        sources.sort_unstable();
        sources.dedup();
        Split { sources }
    }

    /// The files that hold a part of it, the strongest last.
    fn homes(&self) -> Vec<Owned> {
        match self {
            Self::One(home) | Self::Array { home, .. } => vec![home.clone()],
            Self::Object { homes, .. } => homes.clone(),
            Self::Joined(parts) => parts.iter().flat_map(|(node, _)| node.homes()).collect(),
        }
    }

    /// Of an object with these keys: who holds it, and its members.
    pub(super) fn members<'a>(self, keys: impl Iterator<Item = &'a String>) -> (Vec<Owned>, BTreeMap<String, Self>) {
        match self {
            Self::Object { homes, members } => (homes, members),
            other => {
                let homes = other.homes();
                let home = homes.last().cloned().unwrap_or_default();
                let members = keys.map(|key| (key.clone(), Self::One(home.key(key)))).collect();
                (homes, members)
            }
        }
    }

    /// Of an array with so many elements: the arrays that it is made of.
    pub(super) fn parts(self, count: usize) -> Vec<(Self, usize)> {
        match self {
            Self::Joined(parts) => parts,
            other => vec![(other, count)],
        }
    }
}

/// The part that an element is in, and its number there.
fn part(parts: &[(Node, usize)], mut index: usize) -> Option<(&Node, usize)> {
    for (node, count) in parts {
        if index < *count {
            return Some((node, index));
        }
        index -= count;
    }
    None
}
