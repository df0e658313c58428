//! Credentials: which a provider has, in which order they are tried, and which one pays for a request.
//!
//! A secret is read only to derive facts from it: its length, its last characters, whether it is a marker. No type of
//! this module keeps or prints a secret.

pub mod answer_state;
pub mod auth_mode;
pub mod availability;
pub mod aws_profile;
pub mod check;
pub mod config_key;
pub(crate) mod config_profile;
pub mod cooldown_settings;
pub mod duration;
pub mod environment;
pub mod expiry;
pub mod explain;
pub mod failure_reason;
pub mod marks;
pub mod model_credential;
pub mod order;
pub mod other_files;
pub mod profile;
pub mod profile_status;
pub mod profile_store;
pub mod provider_name;
pub mod report;
pub mod resolve;
pub mod secret_facts;
pub mod secret_format;
pub mod secret_ref;
pub mod shell_variables;
pub mod sign_in;
pub mod store_files;
pub mod typed_secret_check;
pub mod usage;

#[cfg(test)]
mod vectors;
