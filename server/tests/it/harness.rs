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
use flate2::{Compression, write::GzEncoder};
use http_body_util::BodyExt;
use ops::{Workspace, WritePolicy};
use server::http::{
    Dashboard, DashboardConfig, ListenAddress, TerminalEvent,
    assets::SiteAssets,
    clock::ManualClock,
    conn::{limits::ConnectionLimits, peer::Peer},
    router,
};
use testkit::TestHome;
use tokio::sync::mpsc;
use tower::ServiceExt;

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

/// How to call an operation from the command line and from a page. The contract test names operations without an
/// example.
pub(crate) struct Example {
    pub(crate) path: &'static str,
    pub(crate) command: &'static [&'static str],
    pub(crate) json: &'static str,
}

pub(crate) const EXAMPLES: &[Example] = &[
    Example { path: "change/list", command: &["models", "history"], json: r#"{"op":{"limit":5}}"# },
    Example { path: "auth/list", command: &["models", "auth", "list"], json: r#"{"op":{}}"# },
    Example { path: "route/explain", command: &["models", "why"], json: r#"{"op":{"model":"openai/gpt-5.2"}}"# },
    Example { path: "agent/list", command: &["agents", "list"], json: r#"{"op":{}}"# },
    Example {
        path: "agent/add",
        command: &["agents", "add", "work", "--workspace", "~/work"],
        json: r#"{"op":{"op":{"name":"home","workspace":"~/home"},"dryRun":true}}"#,
    },
    Example {
        path: "config/get",
        command: &["config", "get", "agents.defaults.model"],
        json: r#"{"op":{"path":"agents.defaults.model.primary"}}"#,
    },
    Example {
        path: "config/set",
        command: &["config", "set", "agents.defaults.timeoutSeconds", "60"],
        json: r#"{"op":{"op":{"path":"agents.defaults.model.primary","value":"openai/gpt-5.2"}}}"#,
    },
    Example {
        path: "config/unset",
        command: &["config", "unset", "agents.defaults.model.fallbacks"],
        json: r#"{"op":{"op":{"path":"agents.defaults.model"},"dryRun":true}}"#,
    },
    Example { path: "config/validate", command: &["config", "validate"], json: r#"{"op":{}}"# },
    Example { path: "fallback/list", command: &["models", "fallbacks", "list"], json: r#"{"op":{"role":"text"}}"# },
    Example {
        path: "fallback/add",
        command: &["models", "fallbacks", "add", "google/gemini-2.5-pro"],
        json: r#"{"op":{"op":{"role":"image","model":"google/gemini-2.5-pro"}}}"#,
    },
    Example {
        path: "fallback/remove",
        command: &["models", "fallbacks", "remove", "openai/gpt-5.2"],
        json: r#"{"op":{"op":{"model":"openai/gpt-5.2"},"dryRun":true}}"#,
    },
    Example {
        path: "fallback/move",
        command: &["models", "fallbacks", "move", "openai/gpt-5.2", "--to", "1"],
        json: r#"{"op":{"op":{"model":"openai/gpt-5.2","place":"up"}}}"#,
    },
    Example {
        path: "fallback/set",
        command: &["models", "fallbacks", "set", "openai/gpt-5.2", "google/gemini-2.5-pro"],
        json: r#"{"op":{"op":{"models":["openai/gpt-5.2"]},"dryRun":true}}"#,
    },
    Example {
        path: "fallback/clear",
        command: &["models", "image-fallbacks", "clear"],
        json: r#"{"op":{"op":{"role":"image"}}}"#,
    },
    Example {
        path: "fallback/chain",
        command: &["models", "fallbacks", "set", "opus", "--primary", "openai/gpt-5.2"],
        json: r#"{"op":{"op":{"primary":"openai/gpt-5.2","fallbacks":["xai/grok-4"]},"dryRun":true}}"#,
    },
    Example {
        path: "fallback/inherit",
        command: &["models", "fallbacks", "inherit", "--agent", "main"],
        json: r#"{"op":{"op":{"agent":"main"}}}"#,
    },
    Example {
        path: "model/set",
        command: &["models", "set", "openai/gpt-5.2"],
        json: r#"{"op":{"op":{"model":"openai/gpt-5.2"},"dryRun":true}}"#,
    },
    Example {
        path: "model/allow",
        command: &["models", "allow", "xai/grok-4"],
        json: r#"{"op":{"op":{"model":"xai/grok-4"}}}"#,
    },
    Example {
        path: "model/disallow",
        command: &["models", "disallow", "xai/grok-4"],
        json: r#"{"op":{"op":{"model":"xai/grok-4"}}}"#,
    },
    Example {
        path: "model/list",
        command: &["models", "list", "--provider", "anthropic"],
        json: r#"{"op":{"provider":"anthropic","sort":"cost"}}"#,
    },
    Example {
        path: "model/suggest",
        command: &["models", "suggest", "opus"],
        json: r#"{"op":{"typed":"opus","role":"image"}}"#,
    },
    Example { path: "alias/list", command: &["models", "aliases", "list"], json: r#"{"op":{}}"# },
    Example {
        path: "alias/add",
        command: &["models", "aliases", "add", "fast", "google/gemini-2.5-flash"],
        json: r#"{"op":{"op":{"alias":"fast","model":"google/gemini-2.5-flash"}}}"#,
    },
    Example {
        path: "alias/rename",
        command: &["models", "aliases", "rename", "opus", "best"],
        json: r#"{"op":{"op":{"alias":"fast","to":"quick"},"dryRun":true}}"#,
    },
    Example {
        path: "alias/remove",
        command: &["models", "aliases", "remove", "opus"],
        json: r#"{"op":{"op":{"alias":"fast"},"dryRun":true}}"#,
    },
    Example {
        path: "auth/add",
        command: &["models", "auth", "paste-api-key", "--provider", "openai"],
        json: r#"{"op":{"op":{"provider":"openai","secret":"typed-Canary98-0123456789","replace":true}}}"#,
    },
    Example {
        path: "auth/remove",
        command: &["models", "auth", "remove", "openai:old"],
        json: r#"{"op":{"op":{"id":"openai:old"},"dryRun":true}}"#,
    },
    Example {
        path: "auth/rename",
        command: &["models", "auth", "rename", "openai:old", "openai:backup"],
        json: r#"{"op":{"op":{"id":"openai:old","to":"openai:backup"},"dryRun":true}}"#,
    },
    Example {
        path: "auth/copy",
        command: &["models", "auth", "copy", "openai:old", "--to-agent", "work"],
        json: r#"{"op":{"op":{"id":"openai:old","toAgent":"work"},"dryRun":true}}"#,
    },
    Example {
        path: "auth/order",
        command: &["models", "auth", "order", "set", "--provider", "anthropic", "anthropic:work", "anthropic:manual"],
        json: r#"{"op":{"op":{"provider":"anthropic","profiles":["anthropic:work"]},"dryRun":true}}"#,
    },
    Example {
        path: "auth/move",
        command: &["models", "auth", "order", "move", "anthropic:work", "--to", "1"],
        json: r#"{"op":{"op":{"id":"anthropic:work","to":1},"dryRun":true}}"#,
    },
    Example {
        path: "auth/cooldown",
        command: &["models", "auth", "cooldown", "clear", "anthropic:work"],
        json: r#"{"op":{"op":{"id":"anthropic:work"}}}"#,
    },
    Example { path: "status/show", command: &["models", "status"], json: r#"{"op":{}}"# },
    Example { path: "system/paths", command: &["models", "doctor"], json: r#"{"op":{}}"# },
    // This is the last example: it needs a change to undo.
    Example { path: "change/undo", command: &["models", "undo", "1"], json: r#"{"op":{"op":{},"dryRun":true}}"# },
];

impl Example {
    /// The request to the endpoint that only shows a preview.
    pub(crate) fn preview_json(&self) -> serde_json::Value {
        let mut json: serde_json::Value = serde_json::from_str(self.json).unwrap();
        if let Some(write) = json.get_mut("op").filter(|write| write.get("op").is_some()) {
            write["dryRun"] = true.into();
        }
        json
    }
}

pub(crate) fn find_example(path: &str) -> Option<&'static Example> {
    EXAMPLES.iter().find(|example| example.path == path)
}

pub(crate) struct Harness {
    pub(crate) home: TestHome,
    pub(crate) dashboard: Arc<Dashboard>,
    pub(crate) clock: ManualClock,
    pub(crate) terminal_events: mpsc::UnboundedReceiver<TerminalEvent>,
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
        let mut parts = DashboardConfig {
            backend,
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
        Self { home, dashboard, clock, terminal_events: notices, router }
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
        files.push((format!("{name}.br"), format!("br of {content}").into_bytes()));
        files.push((format!("{name}.gz"), compress_gzip(content)));
    }
    SiteAssets::from_files(files.iter().map(|(name, bytes)| (name.as_str(), Cow::Owned(bytes.clone())))).unwrap()
}

fn compress_gzip(content: &str) -> Vec<u8> {
    let mut writer = GzEncoder::new(Vec::new(), Compression::fast());
    writer.write_all(content.as_bytes()).unwrap();
    writer.finish().unwrap()
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
