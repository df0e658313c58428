//! What every other module may use: errors, edits of lists, secrets, the home and its variables.

pub mod access_scope;
pub mod age;
pub mod count;
pub mod decision;
pub mod did_you_mean;
pub mod env;
pub(crate) mod finding;
#[cfg(test)]
pub(crate) mod hint_check;
pub mod home;
pub(crate) mod list_edits;
pub mod percent;
pub mod secret;
pub mod shell_word;
pub mod typed_secret;
pub mod value_path;
pub mod write_target;
