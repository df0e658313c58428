//! The only place that reads the environment and builds the backend.

use std::{
    env,
    ffi::OsString,
    fs::Metadata,
    io::IsTerminal,
    os::unix::fs::MetadataExt,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use contract::Backend;
use ops::{Pen, Seal, Workspace};
use rules::{
    handover::{Handed, VARIABLE},
    home::Vars,
};
use rustix::process::geteuid;
use store::{Place, Waiting, Who};

use crate::{
    handover::Around,
    out::{self, Out},
};

/// What a dashboard says that shows everything and changes nothing.
const READ_ONLY: Seal = Seal {
    why: "this dashboard was started with `--read-only`",
    hint: "stop it and start `openclaw models ui` without `--read-only`, or use the command line",
};

/// What a command works with.
pub struct World {
    /// Does the work.
    pub backend: Arc<dyn Backend>,
    /// The home.
    pub place: Place,
    /// What `models ui` must know of its surroundings.
    pub desk: Desk,
    /// The only way to say something.
    pub out: Out,
    /// How much is said of what is being done.
    pub level: Option<&'static str>,
}

/// Where the process runs.
#[derive(Debug, Clone, Default)]
pub struct Desk {
    /// For sockets and other things of one login; a directory that is for this user alone.
    pub runtime_dir: Option<PathBuf>,
    /// Reached over SSH: the browser is on another machine.
    pub is_ssh: bool,
    /// Somebody looks at stdout.
    pub is_terminal: bool,
    /// A browser has somewhere to open a window. Without it, `xdg-open` would start a text browser in the terminal.
    pub has_display: bool,
}

/// From the environment of this process, with the profile that is asked for.
#[must_use]
pub fn from_process(profile: Option<String>, out: Out) -> World {
    let place = Place::find(&vars(profile), env::var_os("PATH"));
    let desk = Desk {
        runtime_dir: env::var_os("XDG_RUNTIME_DIR")
            .map(PathBuf::from)
            .filter(|dir| dir.is_absolute() && is_private(dir)),
        is_ssh: env::var_os("SSH_CONNECTION").is_some(),
        is_terminal: std::io::stdout().is_terminal(),
        has_display: cfg!(target_os = "macos") || set("DISPLAY").is_some() || set("WAYLAND_DISPLAY").is_some(),
    };
    World { backend: backend(&place, terminal(&place)), place, desk, out, level: None }
}

/// What stands in it is for this user alone. A place that is not like that is treated as if it were not there.
#[must_use]
pub fn is_private(dir: &Path) -> bool {
    let for_others = |found: &Metadata| found.mode() & 0o077;
    dir.metadata().is_ok_and(|found| found.is_dir() && found.uid() == geteuid().as_raw() && for_others(&found) == 0)
}

/// A test lists what the process has open, which the system else lets nobody do but root. Never in a release.
#[must_use]
pub fn is_looked_into() -> bool {
    cfg!(debug_assertions) && env::var_os("OPENCLAW_TEST_LOOKS_INTO").is_some()
}

/// A dashboard that has started itself anew says so to itself in this variable.
pub(crate) const RESTARTED: &str = "OPENCLAW_MODELS_UI_RESTARTED";

/// Whether this process was started by itself, see [`RESTARTED`].
pub(crate) fn is_restarted() -> bool {
    env::var_os(RESTARTED).is_some()
}

/// This program and its arguments.
pub(crate) fn command_line() -> Option<(PathBuf, Vec<OsString>)> {
    Some((env::current_exe().ok()?, env::args_os().skip(1).collect()))
}

/// What a hand-over must know.
#[must_use]
pub fn around() -> Around {
    let before = env::var_os(VARIABLE).as_deref().and_then(Handed::parse);
    // A gateway gives its variables to whatever it starts, and what it starts may outlive it.
    let near = |before: Handed| if store::is_ancestor(before.pid) { before } else { before.of_a_stranger() };
    Around { path: env::var_os("PATH"), before: before.map(near) }
}

/// The backend of a home.
pub fn backend(place: &Place, pen: Pen) -> Arc<dyn Backend> {
    Arc::new(Workspace::new(place.clone(), pen))
}

/// A command waits as long as OpenClaw does at most, and says so.
fn terminal(place: &Place) -> Pen {
    let home = place.home.clone();
    let tell = move |waiting: &Waiting| Out::from_process().talk(out::waiting(waiting, |path| home.show(path)));
    Pen::new(Who::Cli, Duration::from_secs(30), tell)
}

/// Somebody looks at a page: it waits shorter, and says who writes.
#[must_use]
pub fn dashboard(is_read_only: bool) -> Pen {
    let tell = |waiting: &Waiting| tracing::info!(?waiting, "waits for its turn to write");
    let pen = Pen::new(Who::Ui, Duration::from_secs(5), tell);
    if is_read_only { pen.sealed(READ_ONLY) } else { pen }
}

fn vars(profile: Option<String>) -> Vars {
    Vars {
        openclaw_home: set("OPENCLAW_HOME"),
        home: set("HOME").or_else(|| set("USERPROFILE")),
        state_dir: first_set(&["OPENCLAW_STATE_DIR", "CLAWDBOT_STATE_DIR"]),
        config_path: first_set(&["OPENCLAW_CONFIG_PATH", "CLAWDBOT_CONFIG_PATH"]),
        agent_dir: first_set(&["OPENCLAW_AGENT_DIR", "PI_CODING_AGENT_DIR"]),
        manager_dir: set("OPENCLAW_MANAGER_DIR"),
        profile,
        env: env::vars_os()
            .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
            .collect(),
        cwd: env::current_dir().unwrap_or_else(|_| PathBuf::from("/")),
    }
}

/// Blank is not set.
fn set(name: &str) -> Option<String> {
    env::var_os(name).map(OsString::into_string)?.ok().filter(|value| !value.trim().is_empty())
}

fn first_set(names: &[&'static str]) -> Option<(&'static str, String)> {
    names.iter().find_map(|name| Some((*name, set(name)?)))
}
