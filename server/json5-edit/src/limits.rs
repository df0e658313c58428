//! The limits of a document.

/// The maximum size of a document in bytes.
pub const MAX_BYTES: usize = 16 << 20;

/// The maximum nesting depth. Parsers recurse; 100,000 brackets overflow their stack.
pub const MAX_DEPTH: usize = 128;

/// The maximum number of values: members, elements and the root. Comments count too. A real configuration has some
/// thousand; [`MAX_BYTES`] could hold ten million, which take ten seconds to parse.
pub const MAX_VALUES: usize = 100_000;
