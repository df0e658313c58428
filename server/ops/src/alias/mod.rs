//! Short names for models.

mod add;
mod list;
mod remove;
