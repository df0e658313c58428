//! Operations on the change history.

mod list;
mod undo;
