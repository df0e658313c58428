//! Opens the listeners: on loopback addresses (never a host name, never a wildcard), or on a Unix socket.

use std::{
    io::{self, ErrorKind},
    net::{Ipv4Addr, Ipv6Addr, SocketAddr},
    path::{Path, PathBuf},
};

use contract::{Code, OpError};
use rules::base::shell_word::shell_word;
use tokio::net::TcpListener;

use super::{
    DEFAULT_PORT,
    unix_socket::{self, OwnedSocket},
};
use crate::http::{ListenAddress, conn::accept::Listener};

/// How many ports after a taken one are tried.
pub(super) const PORT_ATTEMPTS: u16 = 20;

/// TCP listeners that are bound to one port.
pub(super) struct BoundPort {
    /// Listener on `127.0.0.1`.
    pub(super) v4: TcpListener,
    /// Listener on `::1`, if the machine has this address and the port is free there.
    pub(super) v6: Option<TcpListener>,
    /// Port of both listeners.
    pub(super) port: u16,
    /// Whether another program holds `[::1]` on this port: a browser that opens `localhost` may reach that program.
    pub(super) has_squatter: bool,
}

/// Listeners of the dashboard, and its address for a browser.
pub(super) struct Listeners {
    pub(super) sockets: Vec<Listener>,
    /// Address without a code. For a Unix socket it is the local end of the SSH tunnel.
    pub(super) url: String,
    /// Argument of `ssh -L`.
    pub(super) tunnel_spec: String,
    /// The TCP port.
    pub(super) port: Option<u16>,
    /// The Unix socket, whose file is removed when this is dropped.
    pub(super) socket: Option<OwnedSocket>,
    /// TCP addresses, for display.
    addresses: String,
}

impl Listeners {
    /// Uses TCP listeners on addresses of this machine.
    pub(super) fn from_bound_port(bound: BoundPort) -> Self {
        let port = bound.port;
        let beside = bound.v6.as_ref().map_or_else(String::new, |_| format!(" and [::1]:{port}"));
        let addresses = format!("127.0.0.1:{port}{beside}");
        let listeners = std::iter::once(bound.v4).chain(bound.v6).map(Listener::Tcp).collect();
        Self {
            sockets: listeners,
            url: local_url(port),
            tunnel_spec: format!("{port}:127.0.0.1:{port}"),
            port: Some(port),
            socket: None,
            addresses,
        }
    }

    /// Listens on a Unix socket only.
    pub(super) fn bind_unix_socket(wanted: &Path) -> Result<Self, OpError> {
        let (listener, owned_socket) = unix_socket::bind_socket_checked(wanted)?;
        let (listeners, tunnel) = (vec![Listener::Unix(listener)], socket_tunnel_spec(&owned_socket.path));
        Ok(Self {
            sockets: listeners,
            url: local_url(DEFAULT_PORT),
            tunnel_spec: tunnel,
            port: None,
            socket: Some(owned_socket),
            addresses: String::new(),
        })
    }

    /// Address for display; `show` formats a path.
    pub(super) fn display_address(&self, show: impl Fn(&Path) -> String) -> ListenAddress {
        let socket = self.socket.as_ref().map(|mine| ListenAddress::Unix(show(&mine.path)));
        socket.unwrap_or_else(|| ListenAddress::Tcp(self.addresses.clone()))
    }

    /// Path of the Unix socket.
    pub(super) fn socket_path(&self) -> Option<PathBuf> {
        self.socket.as_ref().map(|mine| mine.path.clone())
    }
}

fn local_url(port: u16) -> String {
    format!("http://127.0.0.1:{port}/")
}

/// Argument of `ssh -L` that forwards to a Unix socket.
pub(super) fn socket_tunnel_spec(socket: &Path) -> String {
    shell_word(&format!("{DEFAULT_PORT}:{}", socket.display())).into_owned()
}

/// Binds the wanted port or the next free one; 0 binds any free port.
pub(super) async fn bind_port(wanted: u16) -> Result<BoundPort, OpError> {
    let last = wanted.saturating_add(if wanted == 0 { 0 } else { PORT_ATTEMPTS });
    let mut error_kind = ErrorKind::AddrInUse;
    for port in wanted..=last {
        match TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await {
            Ok(v4) => return bind_v6_beside(v4).await.map_err(|e| listen_error(wanted, last, e.kind())),
            Err(e) if matches!(e.kind(), ErrorKind::AddrInUse | ErrorKind::PermissionDenied) => error_kind = e.kind(),
            Err(e) => return Err(listen_error(wanted, last, e.kind())),
        }
    }
    Err(listen_error(wanted, last, error_kind))
}

async fn bind_v6_beside(v4: TcpListener) -> io::Result<BoundPort> {
    let port = v4.local_addr()?.port();
    let v6 = TcpListener::bind(SocketAddr::from((Ipv6Addr::LOCALHOST, port))).await;
    let has_squatter = matches!(&v6, Err(e) if e.kind() == ErrorKind::AddrInUse);
    Ok(BoundPort { v4, v6: v6.ok(), port, has_squatter })
}

fn listen_error(first: u16, last: u16, error_kind: ErrorKind) -> OpError {
    OpError::new(Code::PortTaken, format!("could not listen on 127.0.0.1, ports {first} to {last}: {error_kind}"))
        .with_hint("`--port 0` takes any free one")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tunnel_spec_is_one_shell_word() {
        assert_eq!(socket_tunnel_spec(Path::new("/run/user/0/ui.sock")), "18777:/run/user/0/ui.sock");
        assert_eq!(socket_tunnel_spec(Path::new("/a b/it's;rm")), r"'18777:/a b/it'\''s;rm'");
    }

    #[tokio::test]
    async fn a_taken_port_leads_to_the_next() {
        let first = bind_port(0).await.unwrap();
        let second = bind_port(first.port).await.unwrap();
        assert!((first.port + 1..=first.port + PORT_ATTEMPTS).contains(&second.port), "{} {}", first.port, second.port);
        assert_eq!(second.v4.local_addr().unwrap().ip(), Ipv4Addr::LOCALHOST);
    }

    #[tokio::test]
    async fn t03_v6_port_in_use_is_reported() {
        let Ok(squatter) = TcpListener::bind((Ipv6Addr::LOCALHOST, 0)).await else { return };
        let port = squatter.local_addr().unwrap().port();
        let bound = bind_port(port).await.unwrap();
        assert!(bound.port != port || (bound.has_squatter && bound.v6.is_none()));
    }
}
