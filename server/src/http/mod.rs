//! The dashboard's server: the router, on one screen.

pub mod accept;
mod back;
pub mod clock;
mod crowd;
mod done;
mod events;
pub mod form;
mod guard;
mod headers;
mod limiter;
mod login;
mod origin;
mod pages;
mod patient;
mod quiet;
pub mod routes;
pub mod session;
pub mod site;
mod theme;
pub mod token;

use std::{any::Any, collections::HashMap, sync::Arc, time::Duration};

use app::{
    facts::{Facts, Security, Theme},
    text::Lang,
};
use axum::{
    Router,
    extract::{Request, State},
    http::{Extensions, HeaderMap, HeaderValue, StatusCode, Version, header},
    middleware::{from_fn, from_fn_with_state},
    response::{IntoResponse, Response},
    routing::{MethodRouter, get, post},
};
use contract::Backend;
use tokio::sync::{broadcast, mpsc, watch};
use tower_http::{
    catch_panic::CatchPanicLayer, compression::CompressionLayer, limit::RequestBodyLimitLayer, timeout::TimeoutLayer,
};

use accept::Limits;
use clock::Clock;
use done::Done;
use limiter::Limiter;
use quiet::Quiet;
use routes::{Part, Route};
use session::{Sessions, Visit};
use site::Site;
use token::Token;

/// No page and no form takes longer; the event stream has begun its answer by then.
const PATIENCE: Duration = Duration::from_secs(30);

/// Cookies of one name that are looked at.
const COOKIES: usize = 8;

/// The page that says who can reach it.
const SETTINGS: &str = "/settings";

/// Everything that the routes share.
pub struct Dashboard {
    backend: Arc<dyn Backend>,
    /// The codes and who is signed in.
    pub sessions: Sessions,
    clock: Arc<dyn Clock>,
    limits: Limits,
    limiter: Limiter,
    quiet: Strangers,
    site: Site,
    routes: HashMap<String, Route>,
    cookie: String,
    theme_cookie: String,
    host: String,
    home: String,
    address: Address,
    read_only: bool,
    /// Sends once for every change of the configuration.
    pub changes: broadcast::Sender<()>,
    /// `true` ends every stream.
    pub stop: watch::Sender<bool>,
    notices: mpsc::UnboundedSender<Notice>,
    done: Done,
}

/// What strangers do, for the log.
struct Strangers {
    refused: Quiet,
    wrong: Quiet,
    used_twice: Quiet,
    full: Quiet,
}

impl Default for Strangers {
    fn default() -> Self {
        let of = Quiet::new;
        Self { refused: of("refused"), wrong: of("wrong codes"), used_twice: of("used codes"), full: of("no place") }
    }
}

/// What the terminal should say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Notice {
    /// The link did its work.
    SignedIn,
    /// Somebody else may have the link.
    CodeUsedTwice,
    /// Nobody is signed in any more, and no link that was printed is good.
    AllSignedOut,
}

/// Where a dashboard listens, for people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Address {
    /// On addresses of this machine.
    Port(String),
    /// On the Unix socket at this path.
    Socket(String),
}

/// What a dashboard is made of.
pub struct Parts {
    /// Does the work.
    pub backend: Arc<dyn Backend>,
    /// The machine's, or a test's.
    pub clock: Arc<dyn Clock>,
    /// What whoever comes may ask of us.
    pub limits: Limits,
    /// The built files.
    pub site: Site,
    /// Eight hex digits that tell this home from others: cookies ignore ports.
    pub home8: String,
    /// The machine's name.
    pub host: String,
    /// The state directory, for people.
    pub home: String,
    /// Where it listens.
    pub address: Address,
    /// Whether the backend refuses to write: the pages say so.
    pub read_only: bool,
    /// Where notices go.
    pub notices: mpsc::UnboundedSender<Notice>,
}

impl Dashboard {
    /// With nobody signed in.
    #[must_use]
    pub fn new(parts: Parts) -> Arc<Self> {
        let routes = routes::table(&parts.site).into_iter().map(|route| (route.path.clone(), route)).collect();
        Arc::new(Self {
            sessions: Sessions::new(Arc::clone(&parts.clock)),
            limiter: Limiter::default(),
            quiet: Strangers::default(),
            routes,
            cookie: format!("oc_models_{}", parts.home8),
            theme_cookie: format!("oc_theme_{}", parts.home8),
            changes: broadcast::Sender::new(8),
            stop: watch::Sender::new(false),
            backend: parts.backend,
            clock: parts.clock,
            limits: parts.limits,
            site: parts.site,
            host: parts.host,
            home: parts.home,
            address: parts.address,
            read_only: parts.read_only,
            notices: parts.notices,
            done: Done::default(),
        })
    }

    fn route(&self, path: &str) -> Option<&Route> {
        self.routes.get(path)
    }

    /// Whoever sets cookies for another port of this machine sets them for us, too, so one of this name may be theirs.
    fn visit(&self, headers: &HeaderMap) -> Option<Visit> {
        cookies(headers, &self.cookie).take(COOKIES).find_map(|cookie| self.sessions.visit(cookie))
    }

    /// Writes down what was only counted so far; at the end.
    pub fn count_up(&self) {
        let Strangers { refused, wrong, used_twice, full } = &self.quiet;
        [refused, wrong, used_twice, full].into_iter().for_each(Quiet::rest);
    }

    fn tell(&self, notice: Notice) {
        // Nobody listens when the dashboard is being stopped.
        self.notices.send(notice).ok();
    }

    /// For the page at a path.
    fn facts(&self, headers: &HeaderMap, visit: Option<&Visit>, path: &str) -> Facts {
        Facts {
            host: self.host.clone(),
            home: self.home.clone(),
            csrf: visit.map(|visit| visit.csrf.expose().to_owned()).unwrap_or_default(),
            theme: cookies(headers, &self.theme_cookie).next().map(Theme::from_word).unwrap_or_default(),
            lang: Lang::default(),
            read_only: self.read_only,
            answered: None,
            done: None,
            security: visit.filter(|_| path == SETTINGS).map(|_| self.security()),
        }
    }

    fn security(&self) -> Security {
        let (address, is_socket) = match &self.address {
            Address::Port(address) => (address.clone(), false),
            Address::Socket(path) => (path.clone(), true),
        };
        Security { address, is_socket, sessions: self.sessions.open(), read_only: self.read_only }
    }
}

/// The router. From outside in: headers, panics, guard, limits, the table.
pub fn router(dashboard: &Arc<Dashboard>) -> Router {
    // Already done when two dashboards run in one process.
    any_spawner::Executor::init_tokio().ok();
    let mut router = Router::new();
    for route in dashboard.routes.values() {
        router = router.route(&route.path, handler(route));
    }
    router
        .fallback(pages::page)
        .layer(CompressionLayer::new().compress_when(is_text))
        .layer(TimeoutLayer::with_status_code(StatusCode::GATEWAY_TIMEOUT, PATIENCE))
        .layer(RequestBodyLimitLayer::new(guard::MAX_BODY))
        .layer(from_fn_with_state(Arc::clone(dashboard), guard::guard))
        .layer(CatchPanicLayer::custom(panicked))
        .layer(from_fn(headers::everywhere))
        .with_state(Arc::clone(dashboard))
}

/// Pages and the answers of operations: a tunnel is slow. The files of the site were compressed when they were built, and
/// the stream must not wait for more of it.
///
/// That the length of a compressed page tells something of it is of no use to anybody: a page of another origin gets no
/// answer that has a session's words in it (`guard`), however often it asks.
fn is_text(_: StatusCode, _: Version, headers: &HeaderMap, _: &Extensions) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    ["text/html", "application/json"].iter().any(|text| kind.starts_with(text))
}

/// Without a wildcard: a part that nobody answers for does not compile.
fn handler(route: &Route) -> MethodRouter<Arc<Dashboard>> {
    match route.part {
        Part::Page => get(pages::page),
        Part::Login => get(login::show).post(login::enter),
        Part::Logout => post(login::leave),
        Part::Theme => post(theme::set),
        Part::Api => post(pages::api),
        Part::Form => form::handler(route.path.trim_start_matches(routes::FORM)),
        Part::Events => get(events::events),
        Part::Asset => get(asset),
        Part::Health => get(|| async { "ok\n" }),
    }
}

async fn asset(State(dashboard): State<Arc<Dashboard>>, request: Request) -> Response {
    dashboard.site.serve(request.uri().path(), request.headers())
}

/// What the panic says may quote anything, so only a word goes out that is in the log, too.
fn panicked(_: Box<dyn Any + Send>) -> Response {
    let id: String = Token::random().map(|token| token.expose().chars().take(8).collect()).unwrap_or_default();
    tracing::error!(id, "a request failed inside");
    let text = format!("openclaw failed inside. Quote {id} when you report it.\n");
    (StatusCode::INTERNAL_SERVER_ERROR, text).into_response()
}

/// The values of all cookies of a name.
fn cookies<'a>(headers: &'a HeaderMap, name: &str) -> impl Iterator<Item = &'a str> {
    let all = headers.get_all(header::COOKIE).into_iter().filter_map(|value| value.to_str().ok());
    all.flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .filter_map(move |(key, value)| (key == name).then_some(value))
}

fn with_cookie(mut answer: Response, cookie: &str) -> Response {
    if let Ok(cookie) = HeaderValue::from_str(cookie) {
        answer.headers_mut().insert(header::SET_COOKIE, cookie);
    }
    answer
}
