//! Accepts connections, limits their number, and limits how long a request may take to arrive.

use std::{
    convert::Infallible,
    future::poll_fn,
    io::{self, ErrorKind},
    pin::pin,
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};

use axum::{Router, extract::Request, response::Response};
use hyper::{
    body::Incoming,
    server::conn::http1,
    service::{Service, service_fn},
};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    service::TowerToHyperService,
};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::{TcpListener, UnixListener},
    sync::watch,
    task::JoinSet,
};

use super::{
    limits::ConnectionLimits,
    peer::Peer,
    table::{ConnectionTable, SignedIn},
    write_timeout::WriteTimeout,
};
use crate::http::Dashboard;

/// Maximum size of all headers of a request together. Browsers send a few hundred bytes, plus the cookies of every port
/// of this machine.
const MAX_HEADER_BYTES: usize = 32 << 10;

/// Maximum size of the read buffer of a connection.
const MAX_BUFFER_BYTES: usize = 64 << 10;

/// Delay after an accept error that the peer did not cause, for example when no file descriptor is left.
const ACCEPT_RETRY_DELAY: Duration = Duration::from_secs(1);

/// A listening socket.
#[derive(Debug)]
pub enum Listener {
    /// On a TCP address of this machine.
    Tcp(TcpListener),
    /// On a Unix socket file.
    Unix(UnixListener),
}

trait ByteStream: AsyncRead + AsyncWrite + Send + Unpin {}

impl<T: AsyncRead + AsyncWrite + Send + Unpin> ByteStream for T {}

/// Accepted connection. The stream is boxed, so that the server is compiled only once for both kinds of listener.
type Connection = (Box<dyn ByteStream>, Peer);

impl Listener {
    fn poll_accept(&self, cx: &mut Context<'_>) -> Poll<io::Result<Connection>> {
        match self {
            Self::Tcp(listener) => {
                listener.poll_accept(cx).map_ok(|(stream, peer)| boxed_connection(stream, Peer::Ip(peer.ip())))
            }
            Self::Unix(listener) => {
                listener.poll_accept(cx).map_ok(|(stream, _)| boxed_connection(stream, Peer::Socket))
            }
        }
    }
}

fn boxed_connection(stream: impl ByteStream + 'static, peer: Peer) -> Connection {
    (Box::new(stream), peer)
}

/// Serves connections with the router until the dashboard stops; returns when the last connection has ended.
pub async fn serve_listeners(listeners: Vec<Listener>, router: Router, dashboard: Arc<Dashboard>) {
    let app = TowerToHyperService::new(router);
    let (limits, mut stop) = (dashboard.limits, dashboard.stop.subscribe());
    let (mut connections, mut table) = (JoinSet::new(), ConnectionTable::default());
    // An accepted connection that is not served yet: it waits here until the table has room for it.
    let mut outside = None;
    loop {
        if let Some(connection) = outside.take_if(|_| table.make_room(limits.max_connections)) {
            let signed_in = SignedIn::default();
            let context = ConnectionContext { app: app.clone(), signed_in: signed_in.clone(), limits };
            table.insert(
                connections.spawn(serve_connection(connection, context, dashboard.stop.subscribe())),
                signed_in,
            );
        }
        tokio::select! {
            () = wait_for_stop(&mut stop) => break,
            Some(_) = connections.join_next() => {}
            connection = accept_next(&listeners, &dashboard), if outside.is_none() => outside = Some(connection),
        }
    }
    drop(listeners);
    while connections.join_next().await.is_some() {}
}

/// Accepts the next connection from any of the listeners.
async fn accept_next(listeners: &[Listener], dashboard: &Dashboard) -> Connection {
    let any = |cx: &mut Context<'_>| {
        let mut ready = listeners.iter().map(|listener| listener.poll_accept(cx)).filter(Poll::is_ready);
        ready.next().unwrap_or(Poll::Pending)
    };
    loop {
        match poll_fn(any).await {
            Ok(connection) => return connection,
            Err(e) if is_peer_error(e.kind()) => {}
            Err(e) => {
                let log_failure = || tracing::warn!(kind = %e.kind(), "connections cannot be accepted for a moment");
                dashboard.abuse_log.accept_failures.log_limited(dashboard.clock.now(), log_failure);
                tokio::time::sleep(ACCEPT_RETRY_DELAY).await;
            }
        }
    }
}

fn is_peer_error(kind: ErrorKind) -> bool {
    matches!(kind, ErrorKind::ConnectionAborted | ErrorKind::ConnectionReset | ErrorKind::ConnectionRefused)
}

/// Returns when the dashboard stops.
async fn wait_for_stop(stop: &mut watch::Receiver<bool>) {
    stop.wait_for(|stop| *stop).await.ok();
}

/// Values that a connection task needs.
struct ConnectionContext {
    app: TowerToHyperService<Router>,
    signed_in: SignedIn,
    limits: ConnectionLimits,
}

/// Serves one connection until it ends.
async fn serve_connection((stream, peer): Connection, context: ConnectionContext, mut stop: watch::Receiver<bool>) {
    let ConnectionContext { app, signed_in, limits } = context;
    let response = service_fn(move |request| handle_request(&app, peer, signed_in.clone(), request));
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(limits.header_timeout)
        .max_header_size(MAX_HEADER_BYTES)
        .max_buf_size(MAX_BUFFER_BYTES)
        .serve_connection(TokioIo::new(WriteTimeout::new(stream, limits.write_timeout)), response);
    let mut connection = pin!(connection);
    let ended = tokio::select! {
        ended = connection.as_mut() => ended,
        () = wait_for_stop(&mut stop) => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    // An incomplete request, invalid HTTP or a lost connection: there is no peer left to answer.
    if let Err(error) = ended {
        tracing::debug!(%error, "a connection ended early");
    }
}

fn handle_request(
    app: &TowerToHyperService<Router>,
    peer: Peer,
    signed_in: SignedIn,
    mut request: Request<Incoming>,
) -> impl Future<Output = Result<Response, Infallible>> + use<> {
    request.extensions_mut().insert(peer);
    request.extensions_mut().insert(signed_in);
    app.call(request)
}
