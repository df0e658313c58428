//! The control socket: how a second start finds the first one, and gets a link from it.
//!
//! One line of JSON each way. Only the same user gets an answer.

use std::{
    fs,
    io::{self, BufRead, BufReader, ErrorKind, Write},
    os::unix::{fs::MetadataExt, net::UnixStream as Client},
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use rustix::process::geteuid;
use serde::{Deserialize, Serialize};
use store::Place;
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader as AsyncReader},
    net::{UnixListener, UnixStream},
};

use super::socket::{self, Mine};
use crate::{
    http::Dashboard,
    wire::{Desk, is_private},
};

/// A dashboard that does not answer in this time is none.
const PATIENCE: Duration = Duration::from_secs(2);

/// After a failure that is not the visitor's: no file descriptor is left, say.
const PAUSE: Duration = Duration::from_secs(1);

/// The longest line that is read.
const LONGEST: u64 = 1024;

/// A dashboard that runs, and a fresh link to it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Running {
    /// Without a code.
    pub(super) url: String,
    /// With one.
    pub(super) link: String,
    /// What it listens on instead of an address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) socket: Option<PathBuf>,
    /// Whether it changes nothing.
    #[serde(default)]
    pub(super) read_only: bool,
    /// Its process.
    pub(super) pid: u32,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(tag = "op", rename_all = "lowercase")]
enum Request {
    /// A new code, in a link.
    Code,
}

/// Where the socket of a home is put: into the login's own directory, else into ours, unless nothing is put there.
pub(super) fn path(place: &Place, desk: &Desk, home8: &str, read_only: bool) -> Option<PathBuf> {
    match &desk.runtime_dir {
        Some(dir) => Some(dir.join(name(home8))),
        None if read_only => None,
        None => Some(place.home.manager_dir.path.join("ui.sock")),
    }
}

/// Asks the dashboard of a home for a link. `None`: nobody is there.
///
/// It may have been started by a login of another kind (a desktop and `cron`, say), so every place is tried.
pub(super) fn ask(place: &Place, desk: &Desk, home8: &str) -> Option<Running> {
    let of_user = PathBuf::from(format!("/run/user/{}", geteuid().as_raw()));
    let dirs = desk.runtime_dir.iter().cloned().chain([of_user]);
    let sockets = dirs.map(|dir| dir.join(name(home8))).chain([place.home.manager_dir.path.join("ui.sock")]);
    sockets.into_iter().find_map(|socket| ask_one(&socket))
}

fn name(home8: &str) -> String {
    format!("openclaw-{home8}.sock")
}

fn ask_one(socket: &Path) -> Option<Running> {
    // A socket that somebody else put there gets no question.
    fs::symlink_metadata(socket).ok().filter(|file| file.uid() == geteuid().as_raw())?;
    let mut stream = Client::connect(socket).ok()?;
    stream.set_read_timeout(Some(PATIENCE)).ok()?;
    stream.set_write_timeout(Some(PATIENCE)).ok()?;
    writeln!(stream, "{}", serde_json::to_string(&Request::Code).ok()?).ok()?;
    let mut line = String::new();
    BufReader::new(stream).read_line(&mut line).ok()?;
    serde_json::from_str(&line).ok()
}

/// Where the dashboard of this process is reached.
#[derive(Debug, Clone)]
pub(super) struct Reached {
    pub(super) url: String,
    pub(super) socket: Option<PathBuf>,
    pub(super) read_only: bool,
}

/// The control socket, removed when it is dropped.
pub(super) struct Bound {
    listener: UnixListener,
    _mine: Mine,
}

pub(super) fn bind(path: &Path) -> io::Result<Bound> {
    let (listener, mine) = socket::bind(path)?;
    if !path.parent().is_some_and(is_private) {
        return Err(ErrorKind::PermissionDenied.into());
    }
    Ok(Bound { listener, _mine: mine })
}

impl Bound {
    /// Answers until it is dropped.
    pub(super) async fn answer(&self, dashboard: Arc<Dashboard>, at: Reached) {
        loop {
            let Ok((stream, _)) = self.listener.accept().await else {
                tokio::time::sleep(PAUSE).await;
                continue;
            };
            let is_us = stream.peer_cred().is_ok_and(|peer| peer.uid() == geteuid().as_raw());
            if is_us {
                let (dashboard, at) = (Arc::clone(&dashboard), at.clone());
                tokio::spawn(async move { tokio::time::timeout(PATIENCE, one(stream, &dashboard, at)).await.ok() });
            }
        }
    }
}

async fn one(mut stream: UnixStream, dashboard: &Dashboard, at: Reached) -> Option<()> {
    let (read, mut write) = stream.split();
    let mut question = String::new();
    AsyncReader::new(read.take(LONGEST)).read_line(&mut question).await.ok()?;
    let Request::Code = serde_json::from_str(&question).ok()?;
    let Reached { url, socket, read_only } = at;
    let link = super::serve::link(&url, &dashboard.sessions.issue_code().ok()?);
    let mut reply = serde_json::to_string(&Running { url, link, socket, read_only, pid: std::process::id() }).ok()?;
    reply.push('\n');
    write.write_all(reply.as_bytes()).await.ok()
}
