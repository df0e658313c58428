//! Lets the installed OpenClaw make a change that cannot be checked here.

use std::{ffi::OsString, path::Path};

use contract::{Code, OpError, TypedValue};
use rules::schema::typed_path::to_openclaw_path;

use super::{ChangeArgs, Failure};
use crate::{
    context::CommandContext,
    openclaw_process::{HandoverEnvironment, exec_openclaw},
    out::escape_hidden,
};

/// A change of one value, as it was typed.
pub(super) struct UncheckedEdit {
    /// The path of the value.
    pub(super) path: String,
    /// The new value. `None` removes the value.
    pub(super) value: Option<TypedValue>,
    /// Whether the value must be JSON5.
    pub(super) strict_json: bool,
    /// Whether the value came through a pipe.
    pub(super) piped: bool,
    /// How to write.
    pub(super) how: ChangeArgs,
}

impl UncheckedEdit {
    /// Lets OpenClaw make the change if it failed because it cannot be checked here.
    pub(super) fn hand_over_unchecked<T>(&self, failure: Failure, context: &mut CommandContext) -> Result<T, Failure> {
        let Failure(error, format) = failure;
        let is_unchecked = error.code == Code::NoOpenclaw;
        Err(Failure(if is_unchecked { self.hand_over(error, context) } else { error }, format))
    }

    /// Lets OpenClaw make the change, in the file of this home. Returns only if that fails, or if OpenClaw cannot do
    /// what was asked for: it takes a value from the command line only, and prints no JSON.
    fn hand_over(&self, unchecked: OpError, context: &mut CommandContext) -> OpError {
        let handover = &context.session_env.handover;
        let Some(next) = handover.next_openclaw() else {
            return unchecked.with_hint("OpenClaw can check it: `npm install -g openclaw` installs it");
        };
        if self.piped {
            return unchecked.with_hint("it was not handed to OpenClaw, which does not read values from a pipe");
        }
        let verb = if self.value.is_some() { "sets" } else { "removes" };
        if !self.how.is_plain_write() {
            return unchecked.with_hint(format!("without `--dry-run` and `--json`, OpenClaw checks and {verb} it"));
        }
        let Some(args) = self.openclaw_args(handover, context) else {
            return unchecked.with_hint("it was not handed to OpenClaw, which cannot read this path");
        };
        let home = &context.store.home;
        let display = |path: &Path| escape_hidden(&home.display_path(path)).into_owned();
        context.out.message(format!(
            "OpenClaw checks and {verb} this value in `{}`, and writes the file without its comments: `{}`",
            display(&home.config.path),
            display(&next)
        ));
        let variables = [("OPENCLAW_STATE_DIR", &*home.state_dir.path), ("OPENCLAW_CONFIG_PATH", &*home.config.path)];
        exec_openclaw(&args, &next, handover.previous_trace.clone(), &variables)
    }

    /// The command line for OpenClaw. It has only flags that OpenClaw knows, and the path as OpenClaw writes it; `None`
    /// if OpenClaw cannot read the path.
    fn openclaw_args(&self, handover: &HandoverEnvironment, context: &CommandContext) -> Option<Vec<OsString>> {
        let path = to_openclaw_path(&self.path)?;
        let mut args = vec!["openclaw".to_owned()];
        if let Some(profile) = &handover.profile {
            args.extend(["--profile".to_owned(), profile.clone()]);
        }
        if let Some(level) = context.log_level {
            args.extend(["--log-level".to_owned(), level.to_string()]);
        }
        if anstream::ColorChoice::global() == anstream::ColorChoice::Never {
            args.push("--no-color".to_owned());
        }
        args.extend(["config", if self.value.is_some() { "set" } else { "unset" }].map(str::to_owned));
        if self.strict_json {
            args.push("--strict-json".to_owned());
        }
        let values = [Some(path.as_str()), self.value.as_ref().map(TypedValue::expose)];
        let values: Vec<_> = values.into_iter().flatten().map(str::to_owned).collect();
        if values.iter().any(|value| value.starts_with('-')) {
            args.push("--".to_owned());
        }
        Some(args.into_iter().chain(values).map(OsString::from).collect())
    }
}
