//! `models ui`: the dashboard, from the first port that is free to Ctrl-C.

mod allocator;
mod browser;
mod control;
mod harden;
mod listen;
mod second;
mod serve;
mod socket;

pub(crate) use serve::Stop;

use std::{
    num::NonZeroUsize,
    path::{Path, PathBuf},
};

use clap::Args;
use contract::{Code, OpError};
use rustix::{fs::Mode, process::umask};
use sha2::{Digest, Sha256};
use store::{Log, Place, WriteError};

use crate::{
    cli::{Failure, Outcome},
    http::{site::Site, token::Token},
    out::printable,
    wire::{self, Desk, World},
};
use control::Running;

/// Where the dashboard listens when nothing else is said.
pub const DEFAULT_PORT: u16 = 18777;

/// Open the dashboard in the browser.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  openclaw models ui\n  openclaw models ui --port 0 --no-open    any free port, only print the link\n  openclaw models ui --read-only           look, and change nothing\n  openclaw models ui --socket ~/run/sock   on a machine that others use, too\n  openclaw models ui --code                a new link for the dashboard that runs"
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
    /// Print a new link for the dashboard that runs, and stop there
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

pub(crate) fn run(args: &UiArgs, world: &mut World) -> Outcome {
    let home8 = home8(&world.place);
    match control::ask(&world.place, &world.desk, &home8) {
        Some(running) if args.code => {
            world.out.data(&running.link);
            Ok(0)
        }
        Some(running) => {
            second::agrees(args, &running).map_err(Failure::human)?;
            Ok(open_link(args, &running, world))
        }
        None if args.code => Err(Failure::human(
            OpError::new(Code::NotRunning, "could not get a new link: no dashboard runs for this home")
                .hint("`openclaw models ui` starts one"),
        )),
        None => start(args, world, home8),
    }
}

/// A second start: the link of the first one, and the browser like the first one.
fn open_link(args: &UiArgs, running: &Running, world: &mut World) -> u8 {
    let home = world.place.home.show(&world.place.home.state_dir.path);
    let place = match &running.socket {
        Some(socket) => format!("`{}`", printable(&socket.display().to_string())),
        None => running.url.clone(),
    };
    world.out.talk(format!("The dashboard for `{home}` already runs at {place} (pid {}).", running.pid));
    if running.read_only {
        world.out.talk(serve::CHANGES_NOTHING);
    }
    world.out.data(&running.link);
    if let Some(socket) = &running.socket {
        serve::show_tunnel(&listen::tunnel(socket), &mut world.out);
    } else if wants_browser(args, world) && show(&running.link, &world.desk).is_err() {
        world.out.warn(browser::NOT_OPENED);
    }
    0
}

/// Opens the browser, and stays until it has read the page that leads it to the link. The page is gone afterwards, even
/// when somebody is impatient.
fn show(link: &str, desk: &Desk) -> std::io::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let mut stop = serve::Stop::listen()?;
        let page = browser::open(link, desk)?;
        tokio::time::timeout(browser::READING, stop.came()).await.ok();
        drop(page);
        Ok(())
    })
}

fn start(args: &UiArgs, world: &mut World, home8: String) -> Outcome {
    allocator::restart_with_settings();
    let control = control::path(&world.place, &world.desk, &home8, args.read_only);
    // Whatever is made from here on is for this user alone.
    umask(Mode::from_raw_mode(0o077));
    if !wire::is_looked_into() {
        harden::keep_to_ourselves();
    }
    let site = Site::built().unwrap_or_else(|| {
        world.out.warn("this build carries no site, so pages are plain and stand still; `cargo xtask site` makes one");
        Site::default()
    });
    let folder = Token::random().map_err(|_| Failure::human(serve::no_randomness()))?;
    let site = site.below(folder.expose());
    #[cfg(debug_assertions)]
    world.out.talk(format!("site: {} (a debug build reads it at every start)", env!("OPENCLAW_SITE_DIR")));
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(std::thread::available_parallelism().map_or(1, NonZeroUsize::get).min(4))
        .enable_all()
        .build()
        .map_err(|e| Failure::human(OpError::new(Code::Internal, format!("could not start: {}", e.kind()))))?;
    let outcome = runtime.block_on(serve::run(args, world, serve::Setting { home8, control, site }));
    // A read that hangs on a dead network disk must not keep us.
    runtime.shutdown_timeout(serve::FAREWELL);
    // The watcher or a long request may be writing: that change is completed first.
    store::stop_writes();
    outcome.map_err(Failure::human)
}

/// The file of the log, unless nothing is written.
fn log_of(args: &UiArgs, world: &mut World) -> Option<Log> {
    if args.read_only {
        return None;
    }
    let warn = |e: &WriteError| world.out.warn(format!("what happens is not written down: {e}"));
    world.place.log().inspect_err(warn).ok()
}

/// A browser is opened where somebody sits in front of it.
fn wants_browser(args: &UiArgs, world: &World) -> bool {
    let desk = &world.desk;
    let is_likely = !args.browser.no_open && !desk.is_ssh && desk.is_terminal && desk.has_display;
    // No browser opens a Unix socket.
    args.socket.is_none() && (args.browser.open || is_likely)
}

/// Tells this home from every other one: in the socket's name and in the cookie's.
fn home8(place: &Place) -> String {
    let state_dir = &place.home.state_dir.path;
    let canonical = canonical(state_dir);
    let mut hash = Sha256::new();
    hash.update(canonical.as_os_str().as_encoded_bytes());
    hash.update([0]);
    hash.update(place.home.config.path.as_os_str().as_encoded_bytes());
    hash.finalize().iter().take(4).fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"))
}

/// Also of a directory that is not there yet: its name must not change when it is made.
fn canonical(dir: &Path) -> PathBuf {
    let there = dir.ancestors().find_map(|above| Some((above.canonicalize().ok()?, above)));
    there.and_then(|(real, above)| Some(real.join(dir.strip_prefix(above).ok()?))).unwrap_or_else(|| dir.to_path_buf())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_directory_keeps_its_name_when_it_is_made() {
        let temporary = tempfile::tempdir().unwrap();
        std::fs::create_dir(temporary.path().join("real")).unwrap();
        std::os::unix::fs::symlink("real", temporary.path().join("link")).unwrap();
        let dir = temporary.path().join("link/.openclaw");
        let before = canonical(&dir);
        std::fs::create_dir(&dir).unwrap();
        assert_eq!(canonical(&dir), before);
        assert_eq!(before, temporary.path().canonicalize().unwrap().join("real/.openclaw"));
    }
}
