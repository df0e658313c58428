//! `--profile`, `--dev`: which home, said before the command.

use clap::{
    Args,
    error::{ContextKind, ContextValue, ErrorKind},
};
use contract::{Code, OpError};
use rules::home::is_profile;

/// What a profile's name is made of.
const NAMES: &str = "a profile's name is up to 64 letters, digits, `_` and `-`, and starts with a letter or digit";

#[derive(Debug, Args)]
pub(super) struct ProfileArgs {
    /// Use the home `~/.openclaw-<NAME>`
    // Whatever comes next is the name, so that a flag in its place is refused as one.
    #[arg(long, value_name = "NAME", allow_hyphen_values = true, overrides_with = "profile")]
    profile: Option<String>,
    /// The same as `--profile dev`
    #[arg(long)]
    dev: bool,
}

impl ProfileArgs {
    pub(super) fn name(self) -> Result<Option<String>, OpError> {
        match (self.profile, self.dev) {
            (Some(_), true) => {
                Err(refusal("`--dev` is a profile of its own").hint("take either `--dev` or `--profile <NAME>`"))
            }
            (Some(name), false) if !is_profile(&name) => Err(refusal("the name is not a profile's").hint(NAMES)),
            (name, dev) => Ok(name.or_else(|| dev.then(|| "dev".to_owned()))),
        }
    }
}

/// `--profile` at the end of the line.
pub(super) fn missing(usage: &clap::Error) -> Option<OpError> {
    let is_ours = usage.kind() == ErrorKind::InvalidValue
        && matches!(usage.get(ContextKind::InvalidArg), Some(ContextValue::String(arg)) if arg.starts_with("--profile"));
    is_ours.then(|| refusal("`--profile` needs a name").hint(NAMES))
}

fn refusal(why: &str) -> OpError {
    OpError::new(Code::BadRequest, format!("could not tell which home to use: {why}"))
}
