//! The home itself.

mod paths;
