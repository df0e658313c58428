//! Changes of model chains.

pub(crate) mod chain_error;
pub mod fallbacks;
pub mod primary;
pub(crate) mod slot;
