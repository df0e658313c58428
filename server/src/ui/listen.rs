//! Listening: address literals of this machine, never a name, never a wildcard; or a file instead.

use std::{
    borrow::Cow,
    io::{self, ErrorKind},
    net::{Ipv4Addr, Ipv6Addr, SocketAddr},
    path::{Path, PathBuf},
};

use contract::{Code, OpError};
use tokio::net::TcpListener;

use super::{
    DEFAULT_PORT,
    socket::{self, Mine},
};
use crate::http::{Address, accept::Door};

/// How many ports after a taken one are tried.
pub(super) const TRIES: u16 = 20;

/// The bound listeners.
pub(super) struct Bound {
    /// `127.0.0.1`
    pub(super) v4: TcpListener,
    /// `::1`, where the machine has it and nobody else holds the port there.
    pub(super) v6: Option<TcpListener>,
    /// Of both.
    pub(super) port: u16,
    /// Somebody else holds `[::1]` on this port: a browser that is sent to `localhost` may get there.
    pub(super) has_squatter: bool,
}

/// Where the dashboard listens, and how a browser gets there.
pub(super) struct Open {
    pub(super) doors: Vec<Door>,
    /// Without a code. Of a socket it is the near end of the tunnel.
    pub(super) url: String,
    /// What `ssh -L` is given.
    pub(super) tunnel: String,
    /// The socket, which goes when this is dropped.
    pub(super) socket: Option<Mine>,
    /// The addresses, for people.
    addresses: String,
}

impl Open {
    /// On addresses of this machine.
    pub(super) fn tcp(bound: Bound) -> Self {
        let port = bound.port;
        let beside = bound.v6.as_ref().map_or_else(String::new, |_| format!(" and [::1]:{port}"));
        let addresses = format!("127.0.0.1:{port}{beside}");
        let doors = std::iter::once(bound.v4).chain(bound.v6).map(Door::Tcp).collect();
        Self { doors, url: url(port), tunnel: format!("{port}:127.0.0.1:{port}"), socket: None, addresses }
    }

    /// On a file, and nowhere else.
    pub(super) fn unix(wanted: &Path) -> Result<Self, OpError> {
        let (listener, mine) = socket::bind_at(wanted)?;
        let (doors, tunnel) = (vec![Door::Unix(listener)], tunnel(&mine.path));
        Ok(Self { doors, url: url(DEFAULT_PORT), tunnel, socket: Some(mine), addresses: String::new() })
    }

    /// For people; `show` makes a path one for them.
    pub(super) fn address(&self, show: impl Fn(&Path) -> String) -> Address {
        let socket = self.socket.as_ref().map(|mine| Address::Socket(show(&mine.path)));
        socket.unwrap_or_else(|| Address::Port(self.addresses.clone()))
    }

    /// The socket's path.
    pub(super) fn path(&self) -> Option<PathBuf> {
        self.socket.as_ref().map(|mine| mine.path.clone())
    }
}

fn url(port: u16) -> String {
    format!("http://127.0.0.1:{port}/")
}

/// What `ssh -L` is given for a socket.
pub(super) fn tunnel(socket: &Path) -> String {
    word(&format!("{DEFAULT_PORT}:{}", socket.display())).into_owned()
}

/// As a shell takes it for one word.
fn word(text: &str) -> Cow<'_, str> {
    let is_plain = text.chars().all(|c| c.is_ascii_alphanumeric() || "/._-+:@%,=".contains(c));
    if is_plain { text.into() } else { format!("'{}'", text.replace('\'', r"'\''")).into() }
}

/// The wanted port, or the next free one; 0 is any.
pub(super) async fn bind(wanted: u16) -> Result<Bound, OpError> {
    let last = wanted.saturating_add(if wanted == 0 { 0 } else { TRIES });
    let mut why = ErrorKind::AddrInUse;
    for port in wanted..=last {
        match TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await {
            Ok(v4) => return beside(v4).await.map_err(|e| refused(wanted, last, e.kind())),
            Err(e) if matches!(e.kind(), ErrorKind::AddrInUse | ErrorKind::PermissionDenied) => why = e.kind(),
            Err(e) => return Err(refused(wanted, last, e.kind())),
        }
    }
    Err(refused(wanted, last, why))
}

async fn beside(v4: TcpListener) -> io::Result<Bound> {
    let port = v4.local_addr()?.port();
    let v6 = TcpListener::bind(SocketAddr::from((Ipv6Addr::LOCALHOST, port))).await;
    let has_squatter = matches!(&v6, Err(e) if e.kind() == ErrorKind::AddrInUse);
    Ok(Bound { v4, v6: v6.ok(), port, has_squatter })
}

fn refused(first: u16, last: u16, why: ErrorKind) -> OpError {
    OpError::new(Code::PortTaken, format!("could not listen on 127.0.0.1, ports {first} to {last}: {why}"))
        .hint("`--port 0` takes any free one")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tunnel_is_one_word_for_a_shell() {
        assert_eq!(tunnel(Path::new("/run/user/0/ui.sock")), "18777:/run/user/0/ui.sock");
        assert_eq!(tunnel(Path::new("/a b/it's;rm")), r"'18777:/a b/it'\''s;rm'");
    }

    #[tokio::test]
    async fn a_taken_port_leads_to_the_next() {
        let first = bind(0).await.unwrap();
        let second = bind(first.port).await.unwrap();
        assert!((first.port + 1..=first.port + TRIES).contains(&second.port), "{} {}", first.port, second.port);
        assert_eq!(second.v4.local_addr().unwrap().ip(), Ipv4Addr::LOCALHOST);
    }

    #[tokio::test]
    async fn t03_a_squatter_on_v6_is_noticed() {
        let Ok(squatter) = TcpListener::bind((Ipv6Addr::LOCALHOST, 0)).await else { return };
        let port = squatter.local_addr().unwrap().port();
        let bound = bind(port).await.unwrap();
        assert!(bound.port != port || (bound.has_squatter && bound.v6.is_none()));
    }
}
