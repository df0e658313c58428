//! What the tests and the fuzz loop share.

pub(crate) mod generate;
pub(crate) mod laws;
pub(crate) mod samples;
