//! Operations on the change history.

pub(crate) mod list;
mod undo;
