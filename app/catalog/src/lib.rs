//! Model tables: their rows, and how they are read, filtered, sorted and searched.
//!
//! **Why this crate exists.** The terminal, the server and the browser must filter and rank the same models in the same
//! way. This crate is pure and small, so all of them use it. The data is in `server/catalog`.
//!
//! **The form of a table.** Text, one model a line, by provider and sorted; `⇥` is a tab:
//!
//! ```text
//! #catalog ⇥ 2026-11-10 ⇥ <hash of the inputs>
//! #note ⇥ 1 ⇥ a note on a nominal size
//! #provider ⇥ anthropic ⇥ lab
//! claude-opus-4-5 ⇥ Claude Opus 4.5 ⇥ 200000 ⇥ 64000 ⇥ 5,25,.5,6.25 ⇥ 3 ⇥ 3 ⇥  ⇥ 2025-11-24l
//! ```
//!
//! The columns are those of [`Entry`]: id, name, context, maximum output, prices, flags and input kinds in hexadecimal,
//! size, release date, retirement date, successor. A column without text is unknown, and unknown columns at the end of
//! a line are left out. [`Table`] finds the lines and decodes none; [`Row`] decodes a column when it is asked for it.
//!
//! **How to add a column.** Add it to [`Entry`] (writer), to `Row` (reader) and to the test of the round trip, at the
//! end of the line.
//!
//! **What this crate must never do.** Read a file, use the network, know the present time, or guess a fact.

mod choice;
mod date;
mod distance;
mod entry;
mod facts;
mod filter;
mod id_filter;
mod order;
mod search;
mod similar;
mod stated_size;
mod table;

pub use choice::{Choice, matching_choices};
pub use date::Date;
pub use entry::{Entry, EntrySize};
pub use facts::{DateSource, Flags, InputKinds, Price, ProviderKind, ReleaseDate, Size, SizeSource, format_tokens};
pub use filter::Filter;
pub use id_filter::{fits_in_ref, is_text_model_id};
pub use order::SortKey;
pub use search::{MatchRank, SearchQuery, sort_best_first};
pub use similar::similar_rows;
pub use stated_size::{size_in_description, size_in_id};
pub use table::{ProviderSection, Row, RowFacts, Table};
