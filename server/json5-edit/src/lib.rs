//! JSON5 for files that people keep: read strictly, never guess, never lose a byte.
//!
//! **Why this crate exists.** It knows text and nothing about the product, so it can be tested, fuzzed and replaced on
//! its own. Reading is here today; the lossless editor comes into the same crate, behind the same limits.
//!
//! **The order is always**: [`check`] (size, encoding, depth — before any parser sees the bytes, because a parser may
//! recurse) → [`read`] (strict JSON5). [`visit`] is the tolerant view of the same text for showing it: it never fails,
//! and knows the key path of every scalar up to the place where the text stops making sense.
//!
//! **What it must never do.** Touch a file, know a key by name, or put text of the document into an error message.

mod edit;
mod error;
mod limits;
mod path;
mod scan;
mod token;

pub use edit::{Edit, Piece};
pub use error::{ReadError, Reason};
pub use limits::{MAX_BYTES, MAX_DEPTH, check};
pub use path::{KeyPath, Step};
pub use token::{Kind, Token, visit};

/// The value type: `serde_json`'s, which keeps the order of keys.
pub type Value = serde_json::Value;

/// Reads a whole document, strictly. `Infinity` and `NaN` become `null`; of duplicate keys the last wins.
pub fn read(bytes: &[u8]) -> Result<Value, ReadError> {
    let text = check(bytes)?;
    json5::from_str(text).map_err(|e| error::from_json5(&e, text))
}
