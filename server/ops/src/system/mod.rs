//! Operations on the home as a whole.

mod acknowledge;
mod paths;
