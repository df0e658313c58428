//! What is wrong with a configuration and its home.

pub mod doctor;
pub mod plugins;
pub mod validate;
