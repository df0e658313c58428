//! Control socket: a second start uses it to find the running dashboard and to get a link from it.
//!
//! Request and reply are one line of JSON each. Only processes of this user get a reply.

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
use store::HomeStore;
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader as AsyncReader},
    net::{UnixListener, UnixStream},
};

use super::unix_socket::{self, OwnedSocket};
use crate::{
    context::{SessionEnvironment, is_private_dir},
    http::{Dashboard, auth::token::Token},
};

/// Time to answer. A dashboard that does not answer in this time counts as not running.
const ANSWER_TIMEOUT: Duration = Duration::from_secs(2);

/// Delay after an accept error that the client did not cause, for example when no file descriptor is left.
const ACCEPT_RETRY_DELAY: Duration = Duration::from_secs(1);

/// Maximum length of a request line.
const MAX_LINE_LEN: u64 = 1024;

/// A running dashboard, and a new link to it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct RunningDashboard {
    /// Address without a code.
    pub(super) url: String,
    /// Address with a new code.
    pub(super) link: String,
    /// Unix socket that it listens on, if it does not listen on a port.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) socket: Option<PathBuf>,
    /// Whether it was started with `--read-only`.
    #[serde(default)]
    pub(super) read_only: bool,
    /// Process ID.
    pub(super) pid: u32,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(tag = "op", rename_all = "lowercase")]
enum ControlRequest {
    /// Requests a link with a new code.
    Code,
}

/// Path of a home's control socket: in the runtime directory of the login session, or else in the manager directory,
/// unless the dashboard is read-only and must not write there.
pub(super) fn control_socket_path(
    store: &HomeStore,
    session_env: &SessionEnvironment,
    home_id: &str,
    read_only: bool,
) -> Option<PathBuf> {
    match &session_env.runtime_dir {
        Some(dir) => Some(dir.join(control_socket_name(home_id))),
        None if read_only => None,
        None => Some(store.home.manager_dir.path.join("ui.sock")),
    }
}

/// Asks the running dashboard of a home for a link. `None`: no dashboard answers.
///
/// It may have been started from another kind of session (a desktop or `cron`, for example), so all possible paths are
/// tried.
pub(super) fn request_link(
    store: &HomeStore,
    session_env: &SessionEnvironment,
    home_id: &str,
) -> Option<RunningDashboard> {
    let of_user = PathBuf::from(format!("/run/user/{}", geteuid().as_raw()));
    let dirs = session_env.runtime_dir.iter().cloned().chain([of_user]);
    let sockets =
        dirs.map(|dir| dir.join(control_socket_name(home_id))).chain([store.home.manager_dir.path.join("ui.sock")]);
    sockets.into_iter().find_map(|socket| request_link_from(&socket))
}

/// Builds the sign-in link. The code is in the fragment, which browsers do not send.
pub(super) fn sign_in_link(url: &str, code: &Token) -> String {
    format!("{url}login#code={}", code.expose())
}

fn control_socket_name(home_id: &str) -> String {
    format!("openclaw-{home_id}.sock")
}

fn request_link_from(socket: &Path) -> Option<RunningDashboard> {
    // A socket of another user is not used.
    fs::symlink_metadata(socket).ok().filter(|file| file.uid() == geteuid().as_raw())?;
    let mut stream = Client::connect(socket).ok()?;
    stream.set_read_timeout(Some(ANSWER_TIMEOUT)).ok()?;
    stream.set_write_timeout(Some(ANSWER_TIMEOUT)).ok()?;
    writeln!(stream, "{}", serde_json::to_string(&ControlRequest::Code).ok()?).ok()?;
    let mut line = String::new();
    BufReader::new(stream).read_line(&mut line).ok()?;
    serde_json::from_str(&line).ok()
}

/// Address of the dashboard in this process.
#[derive(Debug, Clone)]
pub(super) struct DashboardAddress {
    pub(super) url: String,
    pub(super) socket: Option<PathBuf>,
    pub(super) read_only: bool,
}

/// Bound control socket; its file is removed when this is dropped.
pub(super) struct ControlSocket {
    listener: UnixListener,
    _owned_socket: OwnedSocket,
}

pub(super) fn bind_control_socket(path: &Path) -> io::Result<ControlSocket> {
    let (listener, owned_socket) = unix_socket::bind_socket(path)?;
    if !path.parent().is_some_and(is_private_dir) {
        return Err(ErrorKind::PermissionDenied.into());
    }
    Ok(ControlSocket { listener, _owned_socket: owned_socket })
}

impl ControlSocket {
    /// Answers requests until it is dropped.
    pub(super) async fn serve_requests(&self, dashboard: Arc<Dashboard>, address: DashboardAddress) {
        loop {
            let Ok((stream, _)) = self.listener.accept().await else {
                tokio::time::sleep(ACCEPT_RETRY_DELAY).await;
                continue;
            };
            let is_us = stream.peer_cred().is_ok_and(|peer| peer.uid() == geteuid().as_raw());
            if is_us {
                let (dashboard, address) = (Arc::clone(&dashboard), address.clone());
                tokio::spawn(async move {
                    tokio::time::timeout(ANSWER_TIMEOUT, answer_request(stream, &dashboard, address)).await.ok()
                });
            }
        }
    }
}

async fn answer_request(mut stream: UnixStream, dashboard: &Dashboard, address: DashboardAddress) -> Option<()> {
    let (read, mut write) = stream.split();
    let mut question = String::new();
    AsyncReader::new(read.take(MAX_LINE_LEN)).read_line(&mut question).await.ok()?;
    let ControlRequest::Code = serde_json::from_str(&question).ok()?;
    let DashboardAddress { url, socket, read_only } = address;
    let link = sign_in_link(&url, &dashboard.sessions.issue_code().ok()?);
    let mut reply =
        serde_json::to_string(&RunningDashboard { url, link, socket, read_only, pid: std::process::id() }).ok()?;
    reply.push('\n');
    write.write_all(reply.as_bytes()).await.ok()
}
