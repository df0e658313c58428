//! Operations on the home as a whole.

mod paths;
