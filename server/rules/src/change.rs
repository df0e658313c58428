//! Changes of the configuration, one module for each feature.

pub mod agent;
pub mod alias;
pub mod allow;
pub mod chain;
pub mod credential;
pub mod setting;
