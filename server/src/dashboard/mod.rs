//! `models ui` command: runs the dashboard until it is stopped, or opens the one that already runs.

mod already_running;
mod browser;
mod control;
mod harden;
mod idle_memory;
mod listen;
mod serve;
mod unix_socket;

use std::path::{Path, PathBuf};

use clap::Args;
use contract::{Code, OpError};
use rustix::{fs::Mode, process::umask};
use sha2::{Digest, Sha256};
use store::{DashboardLog, HomeStore, WriteError};

use crate::{
    context::{self, CommandContext, SessionEnvironment},
    http::{assets::SiteAssets, auth::token::Token},
    out::{Failure, Outcome, escape_hidden},
    runtime,
    signal::ShutdownSignals,
};
use control::RunningDashboard;

/// Port to listen on if none is given.
pub const DEFAULT_PORT: u16 = 18777;

/// Open the dashboard in the browser.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  openclaw models ui\n  openclaw models ui --port 0 --no-open    any free port, only print the link\n  openclaw models ui --read-only           view only\n  openclaw models ui --socket ~/run/sock   on a shared machine\n  openclaw models ui --code                a new link for the running dashboard"
)]
pub struct UiArgs {
    /// Listen on this port, or on the next free one; 0 takes any [default: 18777]
    #[arg(long, value_name = "N")]
    port: Option<u16>,
    /// Listen on this Unix socket instead of a port
    #[arg(long, value_name = "PATH", conflicts_with_all = ["port", "open"])]
    socket: Option<PathBuf>,
    #[command(flatten)]
    browser: BrowserArgs,
    /// Show everything and change nothing
    #[arg(long)]
    read_only: bool,
    /// Print a new link for the running dashboard, and exit
    #[arg(long, conflicts_with_all = ["port", "open", "no_open", "read_only", "socket"])]
    code: bool,
}

/// Whether a browser is opened.
#[derive(Debug, Clone, Copy, Args)]
struct BrowserArgs {
    /// Only print the link
    #[arg(long)]
    no_open: bool,
    /// Open the browser even where there seems to be no screen
    #[arg(long, conflicts_with = "no_open")]
    open: bool,
}

pub(crate) fn run(args: &UiArgs, context: &mut CommandContext) -> Outcome {
    let id = home_id(&context.store);
    match control::request_link(&context.store, &context.session_env, &id) {
        Some(running) if args.code => {
            context.out.data(&running.link);
            Ok(0)
        }
        Some(running) => {
            already_running::check_matches(args, &running).map_err(Failure::for_people)?;
            Ok(print_running_link(args, &running, context))
        }
        None if args.code => Err(Failure::for_people(
            OpError::new(Code::NotRunning, "could not get a new link: no dashboard is running for this home")
                .with_hint("`openclaw models ui` starts one"),
        )),
        None => start_dashboard(args, context, id),
    }
}

/// Handles a second start: prints a link to the running dashboard, and opens the browser as a first start does.
fn print_running_link(args: &UiArgs, running: &RunningDashboard, context: &mut CommandContext) -> u8 {
    let home = context.store.home.display_path(&context.store.home.state_dir.path);
    let address = match &running.socket {
        Some(socket) => format!("`{}`", escape_hidden(&socket.display().to_string())),
        None => running.url.clone(),
    };
    context.out.message(format!("The dashboard for `{home}` is already running at {address} (pid {}).", running.pid));
    if running.read_only {
        context.out.message(serve::READ_ONLY_MESSAGE);
    }
    context.out.data(&running.link);
    if let Some(socket) = &running.socket {
        serve::print_tunnel_command(&listen::socket_tunnel_spec(socket), &mut context.out);
    } else if wants_browser(args, context) && open_browser_and_wait(&running.link, &context.session_env).is_err() {
        context.out.warn(browser::NOT_OPENED_MESSAGE);
    }
    0
}

/// Opens the browser, and waits until it has had time to read the page that leads to the link. The page is removed even
/// if a signal ends the wait.
fn open_browser_and_wait(link: &str, session_env: &SessionEnvironment) -> std::io::Result<()> {
    runtime::signal_runtime()?.block_on(async {
        let mut stop = ShutdownSignals::listen()?;
        let page = browser::open_link(link, session_env)?;
        tokio::time::timeout(browser::PAGE_READ_TIMEOUT, stop.recv()).await.ok();
        drop(page);
        Ok(())
    })
}

fn start_dashboard(args: &UiArgs, context: &mut CommandContext, home_id: String) -> Outcome {
    allocator::fix_trim_threshold();
    let control = control::control_socket_path(&context.store, &context.session_env, &home_id, args.read_only);
    // Only this user has access to files that are created from here on.
    umask(Mode::from_raw_mode(0o077));
    if !context::allows_inspection() {
        harden::disable_core_dumps();
    }
    let site = SiteAssets::embedded().unwrap_or_else(|| {
        context.out.warn("this build has no site, so pages have no style and no script; `cargo xtask site` builds it");
        SiteAssets::default()
    });
    let folder = Token::random().map_err(|_| Failure::for_people(serve::no_randomness_error()))?;
    let site = site.in_folder(folder.expose());
    #[cfg(debug_assertions)]
    context.out.message(format!("site: {} (a debug build reads it at every start)", env!("OPENCLAW_SITE_DIR")));
    let server_runtime = runtime::dashboard_runtime()
        .map_err(|e| Failure::for_people(OpError::new(Code::Internal, format!("could not start: {}", e.kind()))))?;
    let options = serve::StartOptions { home_id, control_socket: control, site };
    let outcome = server_runtime.block_on(serve::run(args, context, options));
    // A read that hangs on an unreachable network disk must not prevent the exit.
    server_runtime.shutdown_timeout(serve::SHUTDOWN_GRACE);
    // The watcher or a long request may be writing: that change is completed first.
    store::finish_writes();
    outcome.map_err(Failure::for_people)
}

/// Opens the log file, unless the dashboard is read-only.
fn open_log(args: &UiArgs, context: &mut CommandContext) -> Option<DashboardLog> {
    if args.read_only {
        return None;
    }
    let warn = |e: &WriteError| context.out.warn(format!("the dashboard writes no log: {e}"));
    context.store.open_dashboard_log().inspect_err(warn).ok()
}

/// Whether to open a browser: if the flags ask for it, or if the user probably sits at this machine.
fn wants_browser(args: &UiArgs, context: &CommandContext) -> bool {
    let session_env = &context.session_env;
    let is_likely = !args.browser.no_open && !session_env.is_ssh && session_env.is_terminal && session_env.has_display;
    // Browsers cannot open a Unix socket.
    args.socket.is_none() && (args.browser.open || is_likely)
}

/// Identifies a home in the name of the control socket and of the cookies.
fn home_id(store: &HomeStore) -> String {
    let state_dir = &store.home.state_dir.path;
    let canonical = canonical_path(state_dir);
    let mut hash = Sha256::new();
    hash.update(canonical.as_os_str().as_encoded_bytes());
    hash.update([0]);
    hash.update(store.home.config.path.as_os_str().as_encoded_bytes());
    hash.finalize().iter().take(4).fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"))
}

/// Resolves links, also for a directory that does not exist yet: its home ID must not change when it is created.
fn canonical_path(dir: &Path) -> PathBuf {
    let existing_ancestor = dir.ancestors().find_map(|above| Some((above.canonicalize().ok()?, above)));
    existing_ancestor
        .and_then(|(real, above)| Some(real.join(dir.strip_prefix(above).ok()?)))
        .unwrap_or_else(|| dir.to_path_buf())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn home_id_is_stable_when_directory_is_created() {
        let temporary = tempfile::tempdir().unwrap();
        std::fs::create_dir(temporary.path().join("real")).unwrap();
        std::os::unix::fs::symlink("real", temporary.path().join("link")).unwrap();
        let dir = temporary.path().join("link/.openclaw");
        let before = canonical_path(&dir);
        std::fs::create_dir(&dir).unwrap();
        assert_eq!(canonical_path(&dir), before);
        assert_eq!(before, temporary.path().canonicalize().unwrap().join("real/.openclaw"));
    }
}
