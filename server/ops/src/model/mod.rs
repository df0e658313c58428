//! Models.

mod allow;
mod disallow;
mod set;
