//! Models.

mod allow;
mod disallow;
mod set;
mod suggest;
