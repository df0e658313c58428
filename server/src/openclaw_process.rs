//! Runs OpenClaw in place of this process: the next `openclaw` on `PATH` replaces it with `exec`, so the streams, the
//! environment, the exit code and the signals are OpenClaw's own.

use std::{
    ffi::{OsStr, OsString},
    os::unix::{ffi::OsStrExt, process::CommandExt},
    path::{Path, PathBuf},
    process,
};

use contract::{Code, OpError};
use rules::handover::{HandoverTrace, TRACE_VARIABLE};

/// Environment values that a hand-over depends on.
#[derive(Debug, Clone, Default)]
pub struct HandoverEnvironment {
    /// Value of `PATH`.
    pub path_var: Option<OsString>,
    /// Profile that the command line selects.
    pub profile: Option<String>,
    /// Trace of the hand-over that started this process, if there was one.
    pub previous_trace: Option<HandoverTrace>,
}

impl HandoverEnvironment {
    /// The OpenClaw that comes after this program on `PATH`.
    #[must_use]
    pub fn next_openclaw(&self) -> Option<PathBuf> {
        self.path_var.as_deref().and_then(store::next_openclaw)
    }
}

/// Replaces this process with OpenClaw, and sets these variables for it. Returns only if that fails.
pub(crate) fn exec_openclaw(
    args: &[OsString],
    to: &Path,
    before: Option<HandoverTrace>,
    variables: &[(&str, &Path)],
) -> OpError {
    let from = store::current_program().unwrap_or_else(|| PathBuf::from("openclaw"));
    let line = store::revision_of_bytes(args.join(OsStr::new("\0")).as_bytes()).to_string();
    let handed = match HandoverTrace::next_after(before, process::id(), line, &from, to) {
        Ok(handed) => handed,
        Err(before) => return handover_loop_error(&before),
    };
    let mut command = process::Command::new(to);
    if let Some((name, args)) = args.split_first() {
        command.arg0(name).args(args);
    }
    let failed = command.envs(variables.iter().copied()).env(TRACE_VARIABLE, handed.to_env_value()).exec();
    OpError::new(Code::HandOver, format!("could not run OpenClaw, `{}`: {failed}", to.display()))
        .with_hint("it is the next `openclaw` on `PATH`; its interpreter may be missing")
}

fn handover_loop_error(before: &HandoverTrace) -> OpError {
    let (from, to) = (before.from_program.display(), before.to_program.display());
    OpError::new(
        Code::HandOver,
        format!("could not hand this to OpenClaw: `{from}` passed it to `{to}`, which passed it back"),
    )
    .with_hint(format!("`{to}` calls this program, or is another version of it: remove one of the two from `PATH`"))
    .with_hint(format!("if that is intended, unset the variable `{TRACE_VARIABLE}`"))
}
