//! `--profile` and `--dev` flags, which select the home. They come before the command.

use clap::{
    Args,
    error::{ContextKind, ContextValue, ErrorKind},
};
use contract::{Code, OpError};
use rules::base::home::is_profile_name;

/// Describes a valid profile name.
const PROFILE_NAME_RULE: &str =
    "a profile's name is up to 64 letters, digits, `_` and `-`, and starts with a letter or digit";

#[derive(Debug, Args)]
pub(super) struct ProfileArgs {
    /// Use the home `~/.openclaw-<NAME>`
    // The next argument is always taken as the name, so that a flag in its place is rejected as a name.
    #[arg(long, value_name = "NAME", allow_hyphen_values = true, overrides_with = "profile")]
    profile: Option<String>,
    /// Short for `--profile dev`
    #[arg(long)]
    dev: bool,
}

impl ProfileArgs {
    pub(super) fn profile_name(self) -> Result<Option<String>, OpError> {
        match (self.profile, self.dev) {
            (Some(_), true) => {
                Err(profile_error("`--dev` is a profile of its own")
                    .with_hint("use either `--dev` or `--profile <NAME>`"))
            }
            (Some(name), false) if !is_profile_name(&name) => {
                Err(profile_error("this is not a valid profile name").with_hint(PROFILE_NAME_RULE))
            }
            (name, dev) => Ok(name.or_else(|| dev.then(|| "dev".to_owned()))),
        }
    }
}

/// Error for `--profile` without a name at the end of the command line.
pub(super) fn missing_name_error(usage: &clap::Error) -> Option<OpError> {
    let is_ours = usage.kind() == ErrorKind::InvalidValue
        && matches!(usage.get(ContextKind::InvalidArg), Some(ContextValue::String(arg)) if arg.starts_with("--profile"));
    is_ours.then(|| profile_error("`--profile` needs a name").with_hint(PROFILE_NAME_RULE))
}

fn profile_error(reason: &str) -> OpError {
    OpError::new(Code::BadRequest, format!("could not tell which home to use: {reason}"))
}
