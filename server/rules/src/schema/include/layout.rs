//! Maps each value of an assembled document to the file that it comes from, and that edits of it go to.

use std::collections::BTreeMap;

use json5_edit::{KeyPath, KeyPathStep};

/// A path in one of the files.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct SourceLocation {
    /// The number of the file; 0 is the main one.
    pub source: usize,
    /// The path in that file.
    pub path: KeyPath,
}

/// The error for a value that several files hold parts of, so that an edit of it belongs to no single file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MultipleOwners {
    /// The numbers of the files that each hold a part.
    pub sources: Vec<usize>,
}

/// The source locations of all values in a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Layout(pub(super) Node);

/// The source locations of one value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Node {
    /// One file holds the value, with everything below it.
    SingleFile(SourceLocation),
    /// An object: the locations that hold members of it, the one with the highest precedence last, and its members.
    Object { locations: Vec<SourceLocation>, members: BTreeMap<String, Node> },
    /// An array in one file whose elements may come from other files.
    Array { location: SourceLocation, items: Vec<Node> },
    /// Concatenated arrays, with their lengths.
    Concatenated(Vec<(Node, usize)>),
}

/// The layout of a document that comes from the main file only.
impl Default for Layout {
    fn default() -> Self {
        Self(Node::SingleFile(SourceLocation::default()))
    }
}

impl Layout {
    /// The location that an edit of this path belongs to.
    ///
    /// For an existing value, this is the file that holds it. For a new value, it is the file that holds the parent
    /// object: the one with the highest precedence if there are several.
    pub fn find_owner(&self, path: &KeyPath) -> Result<SourceLocation, MultipleOwners> {
        self.0.find_owner(path.steps())
    }
}

impl SourceLocation {
    /// The location of a member.
    pub(super) fn with_key(&self, key: &str) -> Self {
        Self { source: self.source, path: self.path.with_key(key) }
    }

    /// The location of an element.
    pub(super) fn with_index(&self, index: usize) -> Self {
        Self { source: self.source, path: self.path.with_index(index) }
    }

    fn with_steps(&self, steps: &[KeyPathStep]) -> Self {
        let path = self.path.steps().iter().chain(steps).cloned().collect();
        Self { source: self.source, path }
    }
}

impl Node {
    fn find_owner(&self, steps: &[KeyPathStep]) -> Result<SourceLocation, MultipleOwners> {
        match (self, steps) {
            (Self::Object { locations: homes, members }, [KeyPathStep::Key(key), rest @ ..]) => {
                match (members.get(key), homes.last()) {
                    (Some(member), _) => member.find_owner(rest),
                    (None, strongest) => {
                        strongest.map(|home| home.with_steps(steps)).ok_or_else(|| self.multiple_owners())
                    }
                }
            }
            (Self::Object { locations: homes, .. }, _) => match homes.as_slice() {
                [only] => Ok(only.with_steps(steps)),
                _ => Err(self.multiple_owners()),
            },
            (Self::Array { location: home, items }, [KeyPathStep::Index(index), rest @ ..]) => {
                items.get(*index).map_or_else(|| Ok(home.with_steps(steps)), |item| item.find_owner(rest))
            }
            (Self::SingleFile(home) | Self::Array { location: home, .. }, _) => Ok(home.with_steps(steps)),
            (Self::Concatenated(parts), [KeyPathStep::Index(index), rest @ ..]) => match find_part(parts, *index) {
                Some((node, index)) => node.find_owner(&[&[KeyPathStep::Index(index)], rest].concat()),
                None => Err(self.multiple_owners()),
            },
            (Self::Concatenated(_), _) => Err(self.multiple_owners()),
        }
    }

    fn multiple_owners(&self) -> MultipleOwners {
        let mut sources: Vec<_> = self.all_locations().iter().map(|home| home.source).collect();
        sources.sort_unstable();
        sources.dedup();
        MultipleOwners { sources }
    }

    /// The locations that hold a part of the value, the one with the highest precedence last.
    fn all_locations(&self) -> Vec<SourceLocation> {
        match self {
            Self::SingleFile(home) | Self::Array { location: home, .. } => vec![home.clone()],
            Self::Object { locations: homes, .. } => homes.clone(),
            Self::Concatenated(parts) => parts.iter().flat_map(|(node, _)| node.all_locations()).collect(),
        }
    }

    /// Splits the node of an object with these keys into the locations that hold it and its members.
    pub(super) fn into_members<'a>(
        self,
        keys: impl Iterator<Item = &'a String>,
    ) -> (Vec<SourceLocation>, BTreeMap<String, Self>) {
        match self {
            Self::Object { locations: homes, members } => (homes, members),
            other => {
                let homes = other.all_locations();
                let home = homes.last().cloned().unwrap_or_default();
                let members = keys.map(|key| (key.clone(), Self::SingleFile(home.with_key(key)))).collect();
                (homes, members)
            }
        }
    }

    /// Splits the node of an array with `count` elements into the concatenated arrays, with their lengths.
    pub(super) fn into_parts(self, count: usize) -> Vec<(Self, usize)> {
        match self {
            Self::Concatenated(parts) => parts,
            other => vec![(other, count)],
        }
    }
}

/// The part that contains an element, with the index of the element in it.
fn find_part(parts: &[(Node, usize)], mut index: usize) -> Option<(&Node, usize)> {
    for (node, count) in parts {
        if index < *count {
            return Some((node, index));
        }
        index -= count;
    }
    None
}
