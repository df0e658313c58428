//! What is wrong with a configuration and its home.

pub mod diagnosis;
pub mod doctor;
pub mod lints;
pub mod plugins;
mod replace_step;
pub mod validate;
