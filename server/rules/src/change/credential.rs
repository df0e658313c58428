//! Changes of stored credentials, of their order and of their cooldowns.
//!
//! A change may concern two kinds of files: the credential stores of an agent, and the configuration, which names
//! profiles (`auth.profiles`) and orders (`auth.order`). Of a secret that is already stored, a rule only moves the entry
//! that has it.

mod add;
mod agent_stores;
mod config_auth;
mod cooldown;
mod copy;
mod credential_error;
mod import;
mod order;
mod remove;
mod rename;
mod store_editor;
mod words;

pub use add::{add_credential, check_without_secret, understood};
pub use agent_stores::AgentStores;
pub use cooldown::clear_cooldown;
pub use copy::copy_credential;
pub use credential_error::CredentialError;
pub use import::{LegacyEntry, LegacyFile, LegacyForm, LegacyValue, import_credentials};
pub use order::{distinct_ids, move_in_order, set_order};
pub use remove::remove_credential;
pub use rename::rename_credential;
pub use store_editor::StoreContent;

#[cfg(test)]
mod tests;
