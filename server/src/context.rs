//! Reads the environment and builds the backend. No other module does either.

use std::{
    env,
    ffi::OsString,
    fs::Metadata,
    io::IsTerminal,
    os::unix::fs::MetadataExt,
    path::{Path, PathBuf},
    sync::Arc,
    time::{Duration, SystemTime},
};

use contract::Backend;
use net::Net;
use ops::{Clock, ReadOnlyReason, Workspace, WritePolicy};
use rules::{
    base::home::HomeVars,
    handover::{HandoverTrace, TRACE_VARIABLE},
};
use rustix::process::geteuid;
use store::{HomeStore, RecordAuthor, WaitEvent};
use tracing::level_filters::LevelFilter;

use crate::{
    input::Input,
    openclaw_process::HandoverEnvironment,
    out::{self, Out},
};

/// Reason for refusing writes in a dashboard that was started with `--read-only`.
const READ_ONLY_REASON: ReadOnlyReason = ReadOnlyReason {
    reason: "this dashboard was started with `--read-only`",
    hint: "stop it and start `openclaw models ui` without `--read-only`, or use the command line",
};

/// Everything that a command works with.
pub struct CommandContext {
    /// Backend that runs the operations.
    pub backend: Arc<dyn Backend>,
    /// Store of the OpenClaw home.
    pub store: HomeStore,
    /// Session properties that `models ui` needs.
    pub session_env: SessionEnvironment,
    /// Input of the command: answers, and secrets.
    pub input: Input,
    /// Output of the command; the only way to print.
    pub out: Out,
    /// Log level that the command line asks for, if any.
    pub log_level: Option<LevelFilter>,
}

/// Properties of the session in which the process runs.
#[derive(Debug, Clone, Default)]
pub struct SessionEnvironment {
    /// Directory for sockets and other files of one login session. Only this user can access it.
    pub runtime_dir: Option<PathBuf>,
    /// Whether the session came in over SSH, so that the browser is on another machine.
    pub is_ssh: bool,
    /// Whether stdout is a terminal.
    pub is_terminal: bool,
    /// Width of the output, if it is limited: `COLUMNS`, else that of the terminal.
    pub columns: Option<usize>,
    /// What running OpenClaw in place of this process depends on.
    pub handover: HandoverEnvironment,
    /// Whether there is a display for a browser window. Without one, `xdg-open` would start a text browser in the
    /// terminal.
    pub has_display: bool,
}

/// Builds the context from the environment of this process and the requested profile.
#[must_use]
pub fn from_process(profile: Option<String>, out: Out) -> CommandContext {
    let store = HomeStore::find_home(&home_vars(profile.clone()), env::var_os("PATH"));
    let session_env = SessionEnvironment {
        runtime_dir: env::var_os("XDG_RUNTIME_DIR")
            .map(PathBuf::from)
            .filter(|dir| dir.is_absolute() && is_private_dir(dir)),
        handover: HandoverEnvironment { profile, ..handover_environment() },
        is_ssh: env::var_os("SSH_CONNECTION").is_some(),
        is_terminal: std::io::stdout().is_terminal(),
        columns: output_columns(),
        has_display: cfg!(target_os = "macos")
            || non_blank_var("DISPLAY").is_some()
            || non_blank_var("WAYLAND_DISPLAY").is_some(),
    };
    CommandContext {
        backend: build_workspace(&store, command_write_policy(&store), None),
        store,
        session_env,
        input: Input::default(),
        out,
        log_level: None,
    }
}

/// Width of stdout in characters; `None` if it is not a terminal and `COLUMNS` is not set.
fn output_columns() -> Option<usize> {
    let set = non_blank_var("COLUMNS").and_then(|text| text.trim().parse().ok());
    let measured = || rustix::termios::tcgetwinsize(std::io::stdout()).ok().map(|size| usize::from(size.ws_col));
    set.or_else(measured).filter(|columns| *columns > 0)
}

/// Whether this is a directory of this user that no other user can access. A directory that is not private is treated
/// as if it did not exist.
#[must_use]
pub fn is_private_dir(dir: &Path) -> bool {
    let for_others = |found: &Metadata| found.mode() & 0o077;
    dir.metadata().is_ok_and(|found| found.is_dir() && found.uid() == geteuid().as_raw() && for_others(&found) == 0)
}

/// Whether a test may inspect this process, for example list its open files, which the system otherwise allows only to
/// root. Never true in a release build.
#[must_use]
pub fn allows_inspection() -> bool {
    cfg!(debug_assertions) && env::var_os("OPENCLAW_TEST_ALLOW_INSPECTION").is_some()
}

/// Reads the environment values that a hand-over depends on.
#[must_use]
pub fn handover_environment() -> HandoverEnvironment {
    let before = env::var_os(TRACE_VARIABLE).as_deref().and_then(HandoverTrace::parse);
    // A gateway passes its variables on to every process that it starts, and such a process may outlive it.
    let trim_foreign_trace =
        |before: HandoverTrace| if store::is_self_or_ancestor(before.pid) { before } else { before.depth_only() };
    HandoverEnvironment { path_var: env::var_os("PATH"), profile: None, previous_trace: before.map(trim_foreign_trace) }
}

/// Builds the workspace of a home, which runs the operations. `own_port`: the port of the dashboard, which is no provider.
pub fn build_workspace(store: &HomeStore, policy: WritePolicy, own_port: Option<u16>) -> Arc<Workspace> {
    let net = Net::default().with_own_port(own_port);
    let workspace = Workspace::new(store.clone(), policy).with_network(Arc::new(net));
    Arc::new(workspace.with_clock(operation_clock()))
}

/// The clock of the system; in a test, a fixed time in seconds since 1970. Never fixed in a release build.
fn operation_clock() -> Clock {
    let fixed = || env::var("OPENCLAW_TEST_TIME").ok()?.parse().ok().map(Duration::from_secs);
    let fixed = if cfg!(debug_assertions) { fixed() } else { None };
    fixed.map_or_else(Clock::default, |since| Clock::fixed(SystemTime::UNIX_EPOCH + since))
}

/// Write policy of a command: wait for a lock at most as long as OpenClaw does, and print a message while waiting.
fn command_write_policy(store: &HomeStore) -> WritePolicy {
    let home = store.home.clone();
    let notify = move |waiting: &WaitEvent| {
        Out::from_process().message(out::wait_message(waiting, |path| home.display_path(path)));
    };
    WritePolicy::new(RecordAuthor::Cli, Duration::from_secs(30), notify)
}

/// Write policy of the dashboard. It waits for a lock for a shorter time than a command, because a user is waiting for
/// the page; the error then names the process that holds the lock. The wait is logged.
#[must_use]
pub fn dashboard_write_policy(is_read_only: bool) -> WritePolicy {
    let notify = |waiting: &WaitEvent| tracing::info!(?waiting, "waiting for the write lock");
    let policy = WritePolicy::new(RecordAuthor::Ui, Duration::from_secs(5), notify);
    if is_read_only { policy.with_read_only(READ_ONLY_REASON) } else { policy }
}

fn home_vars(profile: Option<String>) -> HomeVars {
    HomeVars {
        openclaw_home: non_blank_var("OPENCLAW_HOME"),
        home: non_blank_var("HOME").or_else(|| non_blank_var("USERPROFILE")),
        state_dir: first_non_blank_var(&["OPENCLAW_STATE_DIR", "CLAWDBOT_STATE_DIR"]),
        config_path: first_non_blank_var(&["OPENCLAW_CONFIG_PATH", "CLAWDBOT_CONFIG_PATH"]),
        agent_dir: first_non_blank_var(&["OPENCLAW_AGENT_DIR", "PI_CODING_AGENT_DIR"]),
        manager_dir: non_blank_var("OPENCLAW_MANAGER_DIR"),
        profile,
        env: env::vars_os()
            .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
            .collect(),
        cwd: env::current_dir().unwrap_or_else(|_| PathBuf::from("/")),
    }
}

/// Reads a variable as text. A blank value counts as unset.
fn non_blank_var(name: &str) -> Option<String> {
    env::var_os(name).map(OsString::into_string)?.ok().filter(|value| !value.trim().is_empty())
}

fn first_non_blank_var(names: &[&'static str]) -> Option<(&'static str, String)> {
    names.iter().find_map(|name| Some((*name, non_blank_var(name)?)))
}
