//! What was changed so far.

mod list;
mod undo;
