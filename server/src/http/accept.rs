//! Accepting: how many may come in at once, and how long they may take to say what they want.

use std::{
    convert::Infallible,
    future::poll_fn,
    io::{self, ErrorKind},
    net::IpAddr,
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
    Dashboard,
    crowd::{Crowd, Known},
    patient::Patient,
    router,
};

/// All headers of a request together. Browsers send a few hundred bytes; cookies of every port of this machine come with
/// them.
const MAX_HEADER: usize = 32 << 10;

/// What is read ahead of a connection.
const MAX_BUFFER: usize = 64 << 10;

/// After a failure that is not the peer's: no file descriptor is left, say.
const PAUSE: Duration = Duration::from_secs(1);

/// How much one visitor may ask of us before anything is known about them.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// For all headers, and for the next request on a connection that is kept.
    pub header: Duration,
    /// For the body.
    pub body: Duration,
    /// For the other side to read more of what is sent to it.
    pub write: Duration,
    /// When there are so many, the oldest that nobody is signed in for makes room for who comes.
    pub connections: usize,
}

impl Default for Limits {
    fn default() -> Self {
        let half_a_minute = Duration::from_secs(30);
        Self { header: Duration::from_secs(10), body: half_a_minute, write: half_a_minute, connections: 256 }
    }
}

/// Where a request comes from, as the socket says. It stands in every request's extensions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Peer {
    /// Over TCP.
    Ip(IpAddr),
    /// Over a Unix socket: whoever may open it is this user.
    Socket,
}

/// A listener.
#[derive(Debug)]
pub enum Door {
    /// On an address of this machine.
    Tcp(TcpListener),
    /// On a file.
    Unix(UnixListener),
}

trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}

impl<T: AsyncRead + AsyncWrite + Send + Unpin> Stream for T {}

/// One type for both kinds, so that the server is compiled once.
type Wire = (Box<dyn Stream>, Peer);

impl Door {
    fn poll_accept(&self, cx: &mut Context<'_>) -> Poll<io::Result<Wire>> {
        match self {
            Self::Tcp(door) => door.poll_accept(cx).map_ok(|(stream, peer)| wire(stream, Peer::Ip(peer.ip()))),
            Self::Unix(door) => door.poll_accept(cx).map_ok(|(stream, _)| wire(stream, Peer::Socket)),
        }
    }
}

fn wire(stream: impl Stream + 'static, peer: Peer) -> Wire {
    (Box::new(stream), peer)
}

/// Serves until the dashboard stops; returns when the last connection has ended.
pub async fn serve(doors: Vec<Door>, dashboard: Arc<Dashboard>) {
    let app = TowerToHyperService::new(router(&dashboard));
    let (limits, mut stop) = (dashboard.limits, dashboard.stop.subscribe());
    let (mut connections, mut crowd) = (JoinSet::new(), Crowd::default());
    // Whoever found no place stands here until there is one.
    let mut outside = None;
    loop {
        if let Some(wire) = outside.take_if(|_| crowd.make_room(limits.connections)) {
            let known = Known::default();
            let guest = Guest { app: app.clone(), known: known.clone(), limits };
            crowd.add(connections.spawn(talk(wire, guest, dashboard.stop.subscribe())), known);
        }
        tokio::select! {
            () = stopped(&mut stop) => break,
            Some(_) = connections.join_next() => {}
            wire = next(&doors, &dashboard), if outside.is_none() => outside = Some(wire),
        }
    }
    drop(doors);
    while connections.join_next().await.is_some() {}
}

/// Whoever comes next, through any door.
async fn next(doors: &[Door], dashboard: &Dashboard) -> Wire {
    let any = |cx: &mut Context<'_>| {
        let mut ready = doors.iter().map(|door| door.poll_accept(cx)).filter(Poll::is_ready);
        ready.next().unwrap_or(Poll::Pending)
    };
    loop {
        match poll_fn(any).await {
            Ok(wire) => return wire,
            Err(e) if is_the_peers(e.kind()) => {}
            Err(e) => {
                let say = || tracing::warn!(kind = %e.kind(), "nobody can come in for a moment");
                dashboard.quiet.full.line(dashboard.clock.now(), say);
                tokio::time::sleep(PAUSE).await;
            }
        }
    }
}

fn is_the_peers(kind: ErrorKind) -> bool {
    matches!(kind, ErrorKind::ConnectionAborted | ErrorKind::ConnectionReset | ErrorKind::ConnectionRefused)
}

/// Returns when the dashboard stops.
async fn stopped(stop: &mut watch::Receiver<bool>) {
    stop.wait_for(|stop| *stop).await.ok();
}

/// What a connection works with.
struct Guest {
    app: TowerToHyperService<Router>,
    known: Known,
    limits: Limits,
}

/// One connection, to its end.
async fn talk((stream, peer): Wire, guest: Guest, mut stop: watch::Receiver<bool>) {
    let Guest { app, known, limits } = guest;
    let answer = service_fn(move |request| answer(&app, peer, known.clone(), request));
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(limits.header)
        .max_header_size(MAX_HEADER)
        .max_buf_size(MAX_BUFFER)
        .serve_connection(TokioIo::new(Patient::new(stream, limits.write)), answer);
    let mut connection = pin!(connection);
    let ended = tokio::select! {
        ended = connection.as_mut() => ended,
        () = stopped(&mut stop) => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    // Half a request, nonsense, a cable that was pulled: nobody is left to answer.
    if let Err(error) = ended {
        tracing::debug!(%error, "a connection ended early");
    }
}

fn answer(
    app: &TowerToHyperService<Router>,
    peer: Peer,
    known: Known,
    mut request: Request<Incoming>,
) -> impl Future<Output = Result<Response, Infallible>> + use<> {
    request.extensions_mut().insert(peer);
    request.extensions_mut().insert(known);
    app.call(request)
}
