//! What is known about models: which exist, where they are used, which are allowed, which one answers.

pub mod alias_list;
pub mod allowlist;
pub(crate) mod answer;
pub(crate) mod known_models;
pub mod model_facts;
pub mod model_list;
pub mod retirement;
pub mod route_diagram;
pub(crate) mod steps;
pub mod suggest;
pub mod typed_model;
pub mod unknown_provider;
