//! A typed view of the configuration.

pub mod agent_list;
pub mod agents;
pub mod model_name;
pub mod model_ref;
pub(crate) mod policy;
pub mod view;
