//! Code that the tests and the fuzz loop share.

pub(crate) mod generate;
pub(crate) mod invariants;
pub(crate) mod samples;
