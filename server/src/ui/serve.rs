//! Running the server until it is told to stop.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use contract::{Code, OpError};
use ops::Pen;
use store::{Place, Watcher};
use tokio::{
    signal::unix::{Signal, SignalKind, signal},
    sync::mpsc,
    task::JoinHandle,
};

use super::{
    DEFAULT_PORT, UiArgs, browser,
    control::{self, Reached},
    listen::{self, Open},
    log_of, wants_browser,
};
use crate::{
    http::{
        Dashboard, Notice, Parts,
        accept::{Limits, serve},
        clock::SystemClock,
        session::CODE_LIFE,
        site::Site,
        token::Token,
    },
    log,
    out::{Out, printable},
    wire::{self, World},
};

/// Streams and requests get this long to end.
pub(super) const FAREWELL: Duration = Duration::from_secs(2);

/// Without any event the configuration is looked at this often: not every file system reports changes.
const LOOK: Duration = Duration::from_secs(5);

/// Of one that is started now, and of one that runs.
pub(super) const CHANGES_NOTHING: &str = "It changes nothing: started with `--read-only`.";

/// What was found out before the runtime started.
pub(super) struct Setting {
    pub(super) home8: String,
    /// Where the control socket goes; `None` where it would go into a home that nothing is written into.
    pub(super) control: Option<PathBuf>,
    pub(super) site: Site,
}

/// The one link: the code is in the fragment, which no browser sends anywhere.
pub(super) fn link(url: &str, code: &Token) -> String {
    format!("{url}login#code={}", code.expose())
}

pub(super) async fn run(args: &UiArgs, world: &mut World, setting: Setting) -> Result<u8, OpError> {
    let stop = Stop::listen().map_err(|e| OpError::new(Code::Internal, format!("could not start: {}", e.kind())))?;
    let open = open(args, &mut world.out).await?;
    log::of_dashboard(world.level, log_of(args, world));
    let (notices, heard) = mpsc::unbounded_channel();
    let home = world.place.home.show(&world.place.home.state_dir.path);
    let pen = wire::dashboard(args.read_only);
    let place = world.place.clone().sharing_snapshots();
    let dashboard = Dashboard::new(Parts {
        read_only: pen.sealed.is_some(),
        backend: wire::backend(&place, pen.clone()),
        clock: Arc::new(SystemClock),
        limits: Limits::default(),
        site: setting.site,
        home8: setting.home8,
        host: host_name(),
        home: home.clone(),
        address: open.address(|path| world.place.home.show(path)),
        notices,
    });
    let code = dashboard.sessions.issue_code().map_err(|_| no_randomness())?;
    greet(args, &home, &mut world.out);
    let reached = Reached { url: open.url.clone(), socket: open.path(), read_only: args.read_only };
    let control = listen_for_control(setting.control.as_deref(), &dashboard, reached, &mut world.out);
    watch(&place, pen, &dashboard, &mut world.out);
    tracing::info!(version = env!("CARGO_PKG_VERSION"), url = open.url, "started");
    let server = tokio::spawn(serve(open.doors, Arc::clone(&dashboard)));
    let link = link(&open.url, &code);
    world.out.data(&link);
    if world.desk.is_ssh || open.socket.is_some() {
        show_tunnel(&open.tunnel, &mut world.out);
    }
    let page = if wants_browser(args, world) { show(&link, world) } else { None };
    attend(&dashboard, stop, heard, page, &mut world.out).await;
    dashboard.stop.send_replace(true);
    if let Some(control) = control {
        // Dropping it removes the socket.
        control.abort();
        control.await.ok();
    }
    tokio::time::timeout(FAREWELL, server).await.ok();
    dashboard.count_up();
    tracing::info!("stopped");
    // Dropping it removes the socket.
    drop(open.socket);
    Ok(0)
}

/// The signals that end it. Listened to from before the link is printed: whoever reads it may stop us at once.
pub(crate) struct Stop {
    interrupt: Signal,
    terminate: Signal,
    hangup: Signal,
}

impl Stop {
    pub(crate) fn listen() -> std::io::Result<Self> {
        Ok(Self {
            interrupt: signal(SignalKind::interrupt())?,
            terminate: signal(SignalKind::terminate())?,
            hangup: signal(SignalKind::hangup())?,
        })
    }

    pub(crate) async fn came(&mut self) {
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
            _ = self.hangup.recv() => {}
        }
    }
}

/// Talks while the servers serve; returns when it is time to stop.
async fn attend(
    dashboard: &Dashboard,
    mut stop: Stop,
    mut heard: mpsc::UnboundedReceiver<Notice>,
    mut page: Option<browser::LinkPage>,
    out: &mut Out,
) {
    let expiry = tokio::time::sleep(CODE_LIFE);
    tokio::pin!(expiry);
    let mut is_young = true;
    loop {
        tokio::select! {
            () = stop.came() => return,
            () = &mut expiry, if is_young => {
                is_young = false;
                // Dropping the page removes its file.
                drop(page.take());
                if !dashboard.sessions.was_claimed() {
                    out.talk("The link has expired; `openclaw models ui --code` prints a new one.");
                }
            }
            Some(notice) = heard.recv() => match notice {
                Notice::SignedIn => {
                    drop(page.take());
                    out.talk("Signed in.");
                }
                Notice::AllSignedOut => out.talk("All sessions were signed out; `openclaw models ui --code` prints a new link."),
                Notice::CodeUsedTwice => out.warn(
                    "a link was used twice, so the session that it opened was ended; \
                     if you did not use it twice, another person has seen your terminal",
                ),
            },
        }
    }
}

/// Where it was said, or where there is room.
async fn open(args: &UiArgs, out: &mut Out) -> Result<Open, OpError> {
    if let Some(socket) = &args.socket {
        return Open::unix(socket);
    }
    let wanted = args.port.unwrap_or(DEFAULT_PORT);
    let bound = listen::bind(wanted).await?;
    if wanted != 0 && bound.port != wanted {
        out.talk(format!("Port {wanted} is taken; using {}.", bound.port));
    }
    if bound.has_squatter {
        out.warn(format!("another program listens on [::1]:{}; use the address below and not `localhost`", bound.port));
    }
    Ok(Open::tcp(bound))
}

/// How a browser on another machine gets here.
pub(super) fn show_tunnel(tunnel: &str, out: &mut Out) {
    out.talk(format!("From your own machine: ssh -N -L {} {}", printable(tunnel), host_name()));
}

fn greet(args: &UiArgs, home: &str, out: &mut Out) {
    if args.read_only {
        out.talk(CHANGES_NOTHING);
    }
    out.talk(format!("The dashboard for `{home}`. The link works once, within two minutes. Ctrl-C stops it."));
}

fn listen_for_control(
    socket: Option<&Path>,
    dashboard: &Arc<Dashboard>,
    reached: Reached,
    out: &mut Out,
) -> Option<JoinHandle<()>> {
    let bound = match socket.map(control::bind) {
        Some(bound) => bound.map_err(|e| e.kind().to_string()),
        None => {
            Err("there is no `XDG_RUNTIME_DIR` for this user alone, and nothing is written into the home".to_owned())
        }
    };
    let bound = bound.inspect_err(|why| {
        out.warn(format!("a second start will not find this dashboard: no control socket ({why})"));
    });
    let (bound, dashboard) = (bound.ok()?, Arc::clone(dashboard));
    Some(tokio::spawn(async move { bound.answer(dashboard, reached).await }))
}

/// On a thread of its own: waiting for the file system blocks.
fn watch(place: &Place, pen: Pen, dashboard: &Arc<Dashboard>, out: &mut Out) {
    let mut watcher = match Watcher::start(place.clone()) {
        Ok(watcher) => watcher,
        Err(e) => return out.warn(format!("changes made elsewhere will not show by themselves: {e}")),
    };
    let (changes, stop) = (dashboard.changes.clone(), dashboard.stop.subscribe());
    let place = place.clone();
    std::thread::spawn(move || {
        let note = || match ops::note_outside(&place, &pen) {
            // Who asked in between has seen the file, and not yet that it is noted.
            Ok(true) => drop(changes.send(())),
            Ok(false) => {}
            Err(error) => tracing::warn!(%error, "a change made elsewhere is not in the history"),
        };
        if place.has_intent() {
            note();
        }
        while !*stop.borrow() {
            match watcher.wait(LOOK) {
                Ok(true) => {
                    // Nobody may be looking at the moment.
                    drop(changes.send(()));
                    note();
                }
                Ok(false) => {}
                Err(_) => return,
            }
        }
    });
}

fn show(link: &str, world: &mut World) -> Option<browser::LinkPage> {
    browser::open(link, &world.desk).inspect_err(|_| world.out.warn(browser::NOT_OPENED)).ok()
}

fn host_name() -> String {
    rustix::system::uname().nodename().to_string_lossy().into_owned()
}

pub(super) fn no_randomness() -> OpError {
    OpError::new(Code::Internal, "could not make a code: the system gives no randomness")
}
