//! Runs the dashboard's server until a signal stops it.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use contract::{Code, OpError};
use ops::Workspace;
use store::{ConfigWatcher, HomeStore};
use tokio::{sync::mpsc, task::JoinHandle};

use super::{
    DEFAULT_PORT, UiArgs, browser,
    control::{self, DashboardAddress, sign_in_link},
    idle_memory,
    listen::{self, Listeners},
    open_log, wants_browser,
};
use crate::{
    context::{self, CommandContext},
    http::{
        Dashboard, DashboardConfig, TerminalEvent,
        assets::SiteAssets,
        auth::session::CODE_LIFETIME,
        clock::SystemClock,
        conn::{accept::serve_listeners, limits::ConnectionLimits},
        router,
    },
    log,
    out::{Out, escape_hidden},
    signal::ShutdownSignals,
};

/// Time that streams and requests have to end at shutdown.
pub(super) const SHUTDOWN_GRACE: Duration = Duration::from_secs(2);

/// Interval for checking the configuration when no event arrives: not every file system reports changes.
const POLL_INTERVAL: Duration = Duration::from_secs(5);

/// Message about a read-only dashboard, for one that starts now and for one that already runs.
pub(super) const READ_ONLY_MESSAGE: &str = "It is read-only: started with `--read-only`.";

/// Options that are determined before the async runtime starts.
pub(super) struct StartOptions {
    pub(super) home_id: String,
    /// Path of the control socket; `None` if it would be in a home that must not be written to.
    pub(super) control_socket: Option<PathBuf>,
    pub(super) site: SiteAssets,
}

pub(super) async fn run(args: &UiArgs, context: &mut CommandContext, options: StartOptions) -> Result<u8, OpError> {
    let stop = ShutdownSignals::listen()
        .map_err(|e| OpError::new(Code::Internal, format!("could not start: {}", e.kind())))?;
    let listeners = open_listeners(args, &mut context.out).await?;
    log::init_for_dashboard(context.log_level, open_log(args, context));
    let (event_sender, event_receiver) = mpsc::unbounded_channel();
    let home = context.store.home.display_path(&context.store.home.state_dir.path);
    let policy = context::dashboard_write_policy(args.read_only);
    let store = context.store.clone().with_snapshot_cache();
    let workspace = context::build_workspace(&store, policy.clone(), listeners.port);
    let dashboard = Dashboard::new(DashboardConfig {
        read_only: policy.read_only.is_some(),
        backend: Arc::<Workspace>::clone(&workspace),
        jobs: workspace.jobs().subscribe(),
        clock: Arc::new(SystemClock),
        limits: ConnectionLimits::default(),
        site: options.site,
        home_id: options.home_id,
        host: host_name(),
        home: home.clone(),
        address: listeners.display_address(|path| context.store.home.display_path(path)),
        terminal_events: event_sender,
    });
    let code = dashboard.sessions.issue_code().map_err(|_| no_randomness_error())?;
    print_greeting(args, &home, &mut context.out);
    let address =
        DashboardAddress { url: listeners.url.clone(), socket: listeners.socket_path(), read_only: args.read_only };
    let control = start_control_socket(options.control_socket.as_deref(), &dashboard, address, &mut context.out);
    watch_config(&store, workspace, &dashboard, &mut context.out);
    tracing::info!(version = env!("CARGO_PKG_VERSION"), url = listeners.url, "started");
    tokio::spawn(idle_memory::release_when_idle(Arc::clone(&dashboard)));
    let server = tokio::spawn(serve_listeners(listeners.sockets, router(&dashboard), Arc::clone(&dashboard)));
    let link = sign_in_link(&listeners.url, &code);
    context.out.data(&link);
    if context.session_env.is_ssh || listeners.socket.is_some() {
        print_tunnel_command(&listeners.tunnel_spec, &mut context.out);
    }
    let page = if wants_browser(args, context) { open_browser(&link, context) } else { None };
    run_until_stopped(&dashboard, stop, event_receiver, page, &mut context.out).await;
    dashboard.stop.send_replace(true);
    if let Some(control) = control {
        // Dropping it removes the socket.
        control.abort();
        control.await.ok();
    }
    tokio::time::timeout(SHUTDOWN_GRACE, server).await.ok();
    dashboard.flush_abuse_log();
    tracing::info!("stopped");
    // Dropping it removes the socket.
    drop(listeners.socket);
    Ok(0)
}

/// Prints terminal events while the server runs; returns when it is time to stop.
async fn run_until_stopped(
    dashboard: &Dashboard,
    mut stop: ShutdownSignals,
    mut heard: mpsc::UnboundedReceiver<TerminalEvent>,
    mut page: Option<browser::LinkPage>,
    out: &mut Out,
) {
    let expiry = tokio::time::sleep(CODE_LIFETIME);
    tokio::pin!(expiry);
    let mut is_young = true;
    loop {
        tokio::select! {
            () = stop.recv() => return,
            () = &mut expiry, if is_young => {
                is_young = false;
                // Dropping the page removes its file.
                drop(page.take());
                if !dashboard.sessions.has_had_sign_in() {
                    out.message("The link has expired; `openclaw models ui --code` prints a new one.");
                }
            }
            Some(notice) = heard.recv() => match notice {
                TerminalEvent::SignedIn => {
                    drop(page.take());
                    out.message("Signed in.");
                }
                TerminalEvent::AllSignedOut => out.message("All sessions were signed out; `openclaw models ui --code` prints a new link."),
                TerminalEvent::CodeUsedTwice => out.warn(
                    "a link was used twice, so the session that it opened was ended; \
                     if you did not do that, someone else has seen the link",
                ),
            },
        }
    }
}

/// Opens the listeners: on the requested socket or port, or on the next free port.
async fn open_listeners(args: &UiArgs, out: &mut Out) -> Result<Listeners, OpError> {
    if let Some(socket) = &args.socket {
        return Listeners::bind_unix_socket(socket);
    }
    let wanted = args.port.unwrap_or(DEFAULT_PORT);
    let bound = listen::bind_port(wanted).await?;
    if wanted != 0 && bound.port != wanted {
        out.message(format!("Port {wanted} is taken; using {}.", bound.port));
    }
    if bound.has_squatter {
        out.warn(format!("another program listens on [::1]:{}; use the address below, not `localhost`", bound.port));
    }
    Ok(Listeners::from_bound_port(bound))
}

/// Prints how a browser on another machine can reach the dashboard.
pub(super) fn print_tunnel_command(tunnel: &str, out: &mut Out) {
    out.message(format!("From your own machine: ssh -N -L {} {}", escape_hidden(tunnel), host_name()));
}

fn print_greeting(args: &UiArgs, home: &str, out: &mut Out) {
    if args.read_only {
        out.message(READ_ONLY_MESSAGE);
    }
    out.message(format!("The dashboard for `{home}`. The link works once, within two minutes. Ctrl-C stops it."));
}

fn start_control_socket(
    socket: Option<&Path>,
    dashboard: &Arc<Dashboard>,
    reached: DashboardAddress,
    out: &mut Out,
) -> Option<JoinHandle<()>> {
    let bound = match socket.map(control::bind_control_socket) {
        Some(bound) => bound.map_err(|e| e.kind().to_string()),
        None => {
            Err("there is no private `XDG_RUNTIME_DIR`, and a read-only dashboard creates no files in the home"
                .to_owned())
        }
    };
    let bound = bound.inspect_err(|reason| {
        out.warn(format!("a second start will not find this dashboard: no control socket ({reason})"));
    });
    let (bound, dashboard) = (bound.ok()?, Arc::clone(dashboard));
    Some(tokio::spawn(async move { bound.serve_requests(dashboard, reached).await }))
}

/// Watches the configuration on a thread of its own, because waiting for the file system blocks.
fn watch_config(store: &HomeStore, workspace: Arc<Workspace>, dashboard: &Arc<Dashboard>, out: &mut Out) {
    let mut watcher = match ConfigWatcher::start_watching(store.clone()) {
        Ok(watcher) => watcher,
        Err(e) => return out.warn(format!("changes made elsewhere will not appear by themselves: {e}")),
    };
    let (changes, stop) = (dashboard.changes.clone(), dashboard.stop.subscribe());
    let store = store.clone();
    std::thread::spawn(move || {
        let note = || match workspace.record_external_change() {
            // A page loaded before this has the changed file, but not yet its record in the history.
            Ok(true) => drop(changes.send(())),
            Ok(false) => {}
            Err(error) => tracing::warn!(%error, "a change made elsewhere could not be recorded in the history"),
        };
        if store.has_pending_intent() {
            note();
        }
        while !*stop.borrow() {
            match watcher.wait_for_change(POLL_INTERVAL) {
                Ok(true) => {
                    // Sending fails when no page is open.
                    drop(changes.send(()));
                    note();
                }
                Ok(false) => {}
                Err(_) => return,
            }
        }
    });
}

fn open_browser(link: &str, context: &mut CommandContext) -> Option<browser::LinkPage> {
    browser::open_link(link, &context.session_env).inspect_err(|_| context.out.warn(browser::NOT_OPENED_MESSAGE)).ok()
}

fn host_name() -> String {
    rustix::system::uname().nodename().to_string_lossy().into_owned()
}

pub(super) fn no_randomness_error() -> OpError {
    OpError::new(Code::Internal, "could not create a code: the system has no random numbers")
}
