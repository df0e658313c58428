//! Operations on agents.

mod add;
mod list;
