//! JSON5 for files that people keep: read strictly, never guess, never lose a byte.
//!
//! **Why this crate exists.** It knows text and nothing about the product, so it can be tested, fuzzed and replaced on
//! its own.
//!
//! **Reading**: [`check`] (at most 16 MiB, 128 levels, 100,000 values and comments; UTF-8 — before any parser sees the bytes, because a
//! parser may recurse, and takes its time) → [`read`] (strict JSON5). [`visit`] is the tolerant view of the same text for showing it: it never fails, and knows
//! the key path of every scalar up to the place where the text stops making sense.
//!
//! **Editing**: [`edit`] reads the same way, finds where things stand (`tree`, `find`), decides whose a comment is
//! (`gap`, `comments`) and what new parts look like (`style`, `render`), and cuts the text at those places only (`splice`, with
//! `insert`, `remove`, `shift`). Then the strict reader judges the result: it must say what [`apply`] makes of the
//! values, or it is refused. [`inverse`] takes edits back.
//!
//! **What it must never do.** Touch a file, know a key by name, put text of the document into an error message, or
//! return a text that it has not proved.

mod apply;
mod comments;
mod document;
mod edit;
mod error;
mod find;
mod gap;
mod index;
mod insert;
mod limits;
mod path;
mod refusal;
mod remove;
mod render;
mod scan;
mod shift;
mod splice;
mod style;
mod token;
mod tree;
mod undo;
mod walk;

pub use apply::apply;
pub use document::{Edited, create, edit, edit_read, raw};
pub use edit::{Edit, Piece};
pub use error::{ReadError, Reason};
pub use index::Index;
pub use limits::{MAX_BYTES, MAX_DEPTH, MAX_VALUES, check};
pub use path::{KeyPath, NotAPath, Step};
pub use refusal::{EditError, Position};
pub use token::{Kind, Token, visit};
pub use undo::inverse;
pub use walk::walk;

/// The value type: `serde_json`'s, which keeps the order of keys.
pub type Value = serde_json::Value;

/// Reads a whole document, strictly. `Infinity` and `NaN` become `null`; of duplicate keys the last wins.
pub fn read(bytes: &[u8]) -> Result<Value, ReadError> {
    error::read_checked(check(bytes)?)
}
