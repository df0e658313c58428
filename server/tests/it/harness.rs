//! A dashboard without a socket for tests: requests go straight into the router.

use std::{
    borrow::Cow,
    io::Write as _,
    net::Ipv4Addr,
    sync::{Arc, Mutex, PoisonError},
};

use axum::{
    Router,
    body::Body,
    http::{HeaderMap, Request, Response, StatusCode, header},
};
use contract::{Backend, BoxFuture, Op, OpError, RunsOperation};
use http_body_util::BodyExt;
use ops::{JobChanges, Workspace, WritePolicy};
use server::http::{
    Dashboard, DashboardConfig, ListenAddress, TerminalEvent,
    assets::SiteAssets,
    clock::ManualClock,
    conn::{limits::ConnectionLimits, peer::Peer},
    router,
};
use testkit::TestHome;
use tokio::sync::{mpsc, watch};
use tower::ServiceExt;

pub(crate) use crate::examples::{EXAMPLES, find_example};

pub(crate) const HOST: &str = "127.0.0.1:18777";
pub(crate) const ORIGIN: &str = "http://127.0.0.1:18777";
pub(crate) const SESSION_COOKIE: &str = "oc_models_0badcafe";
pub(crate) const FORM_CONTENT_TYPE: &str = "application/x-www-form-urlencoded";

/// A configuration with a chain that contains an alias.
pub(crate) const CONFIG: &str = r"{
  // the house standard
  agents: { defaults: {
    model: { primary: 'opus', fallbacks: ['openai/gpt-5.2'] },
    models: { 'anthropic/claude-opus-4-5': { alias: 'opus' } },
  } },
}";

pub(crate) struct Harness {
    pub(crate) home: TestHome,
    pub(crate) dashboard: Arc<Dashboard>,
    pub(crate) clock: ManualClock,
    pub(crate) terminal_events: mpsc::UnboundedReceiver<TerminalEvent>,
    /// Counts what happens in jobs.
    pub(crate) job_events: watch::Sender<JobChanges>,
    router: Router,
}

/// A signed-in user.
pub(crate) struct Visitor {
    pub(crate) cookie: String,
    pub(crate) csrf: String,
}

/// A complete response.
pub(crate) struct TestResponse {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

/// Builds a backend on a home. It does not wait for locks.
pub(crate) fn workspace(home: &TestHome) -> Workspace {
    Workspace::new(home.store(), WritePolicy::default())
}

impl Harness {
    pub(crate) fn new() -> Self {
        Self::over(TestHome::with_config(CONFIG))
    }

    pub(crate) fn over(home: TestHome) -> Self {
        let backend = Arc::new(workspace(&home));
        Self::with_backend(home, backend)
    }

    /// Builds a read-only dashboard.
    pub(crate) fn read_only(home: TestHome) -> Self {
        let policy = server::context::dashboard_write_policy(true);
        let backend = Arc::new(Workspace::new(home.store(), policy));
        Self::build(home, backend, |parts| parts.read_only = true)
    }

    pub(crate) fn with_backend(home: TestHome, backend: Arc<dyn Backend>) -> Self {
        Self::build(home, backend, |_| {})
    }

    pub(crate) fn with_limits(limits: ConnectionLimits) -> Self {
        let home = TestHome::with_config(CONFIG);
        let backend = Arc::new(workspace(&home));
        Self::build(home, backend, |parts| parts.limits = limits)
    }

    fn build(home: TestHome, backend: Arc<dyn Backend>, set: impl FnOnce(&mut DashboardConfig)) -> Self {
        let clock = ManualClock::default();
        let (sender, notices) = mpsc::unbounded_channel();
        let job_events = watch::Sender::default();
        let mut parts = DashboardConfig {
            backend,
            jobs: job_events.subscribe(),
            clock: Arc::new(clock.clone()),
            limits: ConnectionLimits::default(),
            site: test_site(),
            home_id: "0badcafe".to_owned(),
            host: "testhost".to_owned(),
            home: "~/.openclaw".to_owned(),
            address: ListenAddress::Tcp("127.0.0.1:18777 and [::1]:18777".to_owned()),
            read_only: false,
            terminal_events: sender,
        };
        set(&mut parts);
        let dashboard = Dashboard::new(parts);
        let router = router(&dashboard);
        Self { home, dashboard, clock, terminal_events: notices, job_events, router }
    }

    /// Returns the response with its body unread.
    pub(crate) async fn send_raw(&self, mut request: Request<Body>) -> Response<Body> {
        request.extensions_mut().insert(Peer::Ip(Ipv4Addr::LOCALHOST.into()));
        self.router.clone().oneshot(request).await.unwrap()
    }

    pub(crate) async fn send(&self, request: Request<Body>) -> TestResponse {
        let (parts, body) = self.send_raw(request).await.into_parts();
        let body = String::from_utf8_lossy(&body.collect().await.unwrap().to_bytes()).into_owned();
        TestResponse { status: parts.status, headers: parts.headers, body }
    }

    /// Signs in with a new code.
    pub(crate) async fn sign_in(&self) -> Visitor {
        let code = self.dashboard.sessions.issue_code().unwrap();
        let answer = self.send(login_request(code.expose())).await;
        let cookie = answer.header("set-cookie").split(';').next().unwrap().to_owned();
        let value = cookie.split_once('=').unwrap().1;
        let csrf = self.dashboard.sessions.find_by_cookie(value).unwrap().csrf.expose().to_owned();
        Visitor { cookie, csrf }
    }
}

impl TestResponse {
    /// Returns a header, or an empty text.
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map(|value| value.to_str().unwrap()).unwrap_or_default()
    }
}

/// A request with the dashboard's host and no other header.
pub(crate) fn request_to(method: &str, path: &str) -> axum::http::request::Builder {
    Request::builder().method(method).uri(path).header(header::HOST, HOST)
}

pub(crate) fn get_request(path: &str) -> Request<Body> {
    request_to("GET", path).body(Body::empty()).unwrap()
}

pub(crate) fn get_request_as(visitor: &Visitor, path: &str) -> Request<Body> {
    request_to("GET", path).header(header::COOKIE, &visitor.cookie).body(Body::empty()).unwrap()
}

/// The form of the sign-in page.
pub(crate) fn login_request(code: &str) -> Request<Body> {
    let body = format!("code={code}");
    request_to("POST", "/login")
        .header(header::ORIGIN, ORIGIN)
        .header(header::CONTENT_TYPE, FORM_CONTENT_TYPE)
        .body(Body::from(body))
        .unwrap()
}

/// A request as the app sends it: with cookie, origin and token.
pub(crate) fn api_request(visitor: &Visitor, path: &str, json: &str) -> Request<Body> {
    request_to("POST", path)
        .header(header::COOKIE, &visitor.cookie)
        .header(header::ORIGIN, ORIGIN)
        .header(header::CONTENT_TYPE, "application/json")
        .header(app::api::CSRF_HEADER, &visitor.csrf)
        .body(Body::from(json.to_owned()))
        .unwrap()
}

/// A request as a plain form sends it.
pub(crate) fn form_request(visitor: &Visitor, path: &str, fields: &str) -> Request<Body> {
    request_to("POST", path)
        .header(header::COOKIE, &visitor.cookie)
        .header(header::ORIGIN, ORIGIN)
        .header(header::CONTENT_TYPE, FORM_CONTENT_TYPE)
        .body(Body::from(format!("csrf={}&{fields}", visitor.csrf)))
        .unwrap()
}

/// A site with a few small files.
pub(crate) fn test_site() -> SiteAssets {
    let manifest = r#"{"css":"/assets/main-1.css","js":"/assets/app-1.js","wasm":"/assets/app-1.wasm",
        "icon":"/assets/favicon-1.svg",
        "chunks":{"routing":["/assets/chunk_1-1.wasm","/assets/split_routing-1.wasm"]}}"#;
    let contents = [
        ("main-1.css", "body{}"),
        ("app-1.js", "export default 1"),
        ("app-1.wasm", "\0asm"),
        ("chunk_1-1.wasm", "\0asm"),
        ("split_routing-1.wasm", "\0asm"),
        ("favicon-1.svg", "<svg/>"),
    ];
    let mut files = vec![("manifest.json".to_owned(), manifest.as_bytes().to_vec())];
    for (name, content) in contents {
        files.push((format!("{name}.br"), compress(content)));
    }
    SiteAssets::from_files(files.iter().map(|(name, bytes)| (name.as_str(), Cow::Owned(bytes.clone())))).unwrap()
}

fn compress(content: &str) -> Vec<u8> {
    let mut compressed = Vec::new();
    brotli::CompressorWriter::new(&mut compressed, 1024, 1, 20).write_all(content.as_bytes()).unwrap();
    compressed
}

/// A backend that forwards to the real one and remembers the calls.
pub(crate) struct CountingBackend {
    inner: Workspace,
    calls: Mutex<Vec<&'static str>>,
}

impl CountingBackend {
    pub(crate) fn over(home: &TestHome) -> Arc<Self> {
        Arc::new(Self { inner: workspace(home), calls: Mutex::default() })
    }

    /// Returns the calls since the last time.
    pub(crate) fn take_calls(&self) -> Vec<&'static str> {
        std::mem::take(&mut *self.calls.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl<O: Op> RunsOperation<O> for CountingBackend
where
    Workspace: RunsOperation<O>,
{
    fn run(&self, op: O) -> BoxFuture<'_, Result<O::Out, OpError>> {
        self.calls.lock().unwrap_or_else(PoisonError::into_inner).push(O::PATH);
        self.inner.run(op)
    }
}
