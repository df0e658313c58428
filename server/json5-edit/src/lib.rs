//! Reads and edits JSON5 files that people maintain: reads strictly, guesses nothing, and preserves every other byte.
//!
//! **Why this crate exists.** It works on text and knows nothing about the product, so it can be tested, fuzzed and
//! replaced on its own.
//!
//! **Reading**: [`check_limits`] (at most 16 MiB, 128 levels, 100,000 values and comments; UTF-8) runs before any
//! parser, because a parser may recurse or be slow → [`read()`] (strict JSON5). [`visit_tokens`] is a tolerant view of
//! the same text for display: it never fails, and knows the key path of every scalar up to the first syntax error.
//!
//! **Editing**: [`edit()`] reads the same way, finds the positions of values (`tree`, `find`), determines which value a
//! comment belongs to (`trivia`, `comments`) and how new parts are written (`style`, `render`), and changes the text
//! only at those positions (`splice`, with `insert`, `remove`, `move_item`). Then the strict reader checks the result:
//! it must have the value that [`apply()`] computes, or the edit is refused. [`inverse_edits`] computes the edits that
//! undo edits; [`ScratchDocument`] tries edits on a value.
//!
//! **What this crate must never do.** Touch a file, know a key by name, put text of the document into an error message,
//! or return a text that it has not verified.

mod apply;
mod comments;
mod document;
mod edit;
mod edit_error;
mod find;
mod index;
mod insert;
mod inverse;
mod key_path;
mod limit_check;
mod limits;
mod move_item;
mod read;
mod read_error;
mod remove;
mod render;
mod replacement;
mod scan;
mod scratch_document;
mod splice;
mod style;
mod token;
mod tree;
mod trivia;
mod walk;

pub use apply::apply;
pub use document::{EditedDocument, create_document, edit, raw_value};
pub use edit::{Edit, NewValue};
pub use edit_error::{EditError, Position};
pub use index::DocumentIndex;
pub use inverse::inverse_edits;
pub use key_path::{KeyPath, KeyPathStep, ParseKeyPathError};
pub use limit_check::check_limits;
pub use limits::{MAX_BYTES, MAX_DEPTH, MAX_VALUES};
pub use read::read;
pub use read_error::{ReadError, ReadErrorReason};
pub use scratch_document::ScratchDocument;
/// The value type; it keeps the order of keys.
pub use serde_json::Value;
pub use token::{Token, TokenKind, visit_tokens};
pub use walk::walk;
