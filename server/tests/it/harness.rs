//! A dashboard without a socket: requests go straight into the router.

use std::{
    borrow::Cow,
    net::Ipv4Addr,
    sync::{Arc, Mutex, PoisonError},
};

use axum::{
    Router,
    body::Body,
    http::{HeaderMap, Request, Response, StatusCode, header},
};
use contract::{Backend, BoxFuture, Op, OpError, Runs};
use http_body_util::BodyExt;
use ops::{Pen, Workspace};
use server::http::{
    Address, Dashboard, Notice, Parts,
    accept::{Limits, Peer},
    clock::ManualClock,
    router,
    site::Site,
};
use testkit::Home;
use tokio::sync::mpsc;
use tower::ServiceExt;

pub(crate) const HOST: &str = "127.0.0.1:18777";
pub(crate) const ORIGIN: &str = "http://127.0.0.1:18777";
pub(crate) const COOKIE: &str = "oc_models_0badcafe";
pub(crate) const FORM: &str = "application/x-www-form-urlencoded";

/// A chain with an alias in it.
pub(crate) const CONFIG: &str = r"{
  // the house standard
  agents: { defaults: {
    model: { primary: 'opus', fallbacks: ['openai/gpt-5.2'] },
    models: { 'anthropic/claude-opus-4-5': { alias: 'opus' } },
  } },
}";

/// How an operation is asked for, through either door. Every operation has one; the contract test says which has not.
pub(crate) struct Example {
    pub(crate) path: &'static str,
    pub(crate) command: &'static [&'static str],
    pub(crate) json: &'static str,
}

pub(crate) const EXAMPLES: &[Example] = &[
    Example { path: "change/list", command: &["models", "history"], json: r#"{"op":{"limit":5}}"# },
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
    Example { path: "status/show", command: &["models", "status"], json: r#"{"op":{}}"# },
    Example { path: "system/paths", command: &["models", "doctor"], json: r#"{"op":{}}"# },
    // The last: there must be something to take back.
    Example { path: "change/undo", command: &["models", "undo", "1"], json: r#"{"op":{"op":{},"dryRun":true}}"# },
];

impl Example {
    /// What the endpoint is sent so that it only shows.
    pub(crate) fn preview(&self) -> serde_json::Value {
        let mut json: serde_json::Value = serde_json::from_str(self.json).unwrap();
        if let Some(write) = json.get_mut("op").filter(|write| write.get("op").is_some()) {
            write["dryRun"] = true.into();
        }
        json
    }
}

pub(crate) fn example(path: &str) -> Option<&'static Example> {
    EXAMPLES.iter().find(|example| example.path == path)
}

pub(crate) struct Harness {
    pub(crate) home: Home,
    pub(crate) dashboard: Arc<Dashboard>,
    pub(crate) clock: ManualClock,
    pub(crate) notices: mpsc::UnboundedReceiver<Notice>,
    router: Router,
}

/// Somebody who is signed in.
pub(crate) struct Visitor {
    pub(crate) cookie: String,
    pub(crate) csrf: String,
}

/// An answer, read to its end.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

/// What really works on a home; it waits for nobody.
pub(crate) fn workspace(home: &Home) -> Workspace {
    Workspace::new(home.place(), Pen::default())
}

impl Harness {
    pub(crate) fn new() -> Self {
        Self::over(Home::with_config(CONFIG))
    }

    pub(crate) fn over(home: Home) -> Self {
        let backend = Arc::new(workspace(&home));
        Self::with_backend(home, backend)
    }

    /// As with `--read-only`.
    pub(crate) fn read_only(home: Home) -> Self {
        let pen = server::wire::dashboard(true);
        let backend = Arc::new(Workspace::new(home.place(), pen));
        Self::build(home, backend, |parts| parts.read_only = true)
    }

    pub(crate) fn with_backend(home: Home, backend: Arc<dyn Backend>) -> Self {
        Self::build(home, backend, |_| {})
    }

    pub(crate) fn limited(limits: Limits) -> Self {
        let home = Home::with_config(CONFIG);
        let backend = Arc::new(workspace(&home));
        Self::build(home, backend, |parts| parts.limits = limits)
    }

    fn build(home: Home, backend: Arc<dyn Backend>, set: impl FnOnce(&mut Parts)) -> Self {
        let clock = ManualClock::default();
        let (sender, notices) = mpsc::unbounded_channel();
        let mut parts = Parts {
            backend,
            clock: Arc::new(clock.clone()),
            limits: Limits::default(),
            site: site(),
            home8: "0badcafe".to_owned(),
            host: "testhost".to_owned(),
            home: "~/.openclaw".to_owned(),
            address: Address::Port("127.0.0.1:18777 and [::1]:18777".to_owned()),
            read_only: false,
            notices: sender,
        };
        set(&mut parts);
        let dashboard = Dashboard::new(parts);
        let router = router(&dashboard);
        Self { home, dashboard, clock, notices, router }
    }

    /// The answer as it comes, its body unread.
    pub(crate) async fn raw(&self, mut request: Request<Body>) -> Response<Body> {
        request.extensions_mut().insert(Peer::Ip(Ipv4Addr::LOCALHOST.into()));
        self.router.clone().oneshot(request).await.unwrap()
    }

    pub(crate) async fn send(&self, request: Request<Body>) -> Answer {
        let (parts, body) = self.raw(request).await.into_parts();
        let body = String::from_utf8_lossy(&body.collect().await.unwrap().to_bytes()).into_owned();
        Answer { status: parts.status, headers: parts.headers, body }
    }

    /// Signs in with a new code.
    pub(crate) async fn visitor(&self) -> Visitor {
        let code = self.dashboard.sessions.issue_code().unwrap();
        let answer = self.send(login(code.expose())).await;
        let cookie = answer.header("set-cookie").split(';').next().unwrap().to_owned();
        let value = cookie.split_once('=').unwrap().1;
        let csrf = self.dashboard.sessions.visit(value).unwrap().csrf.expose().to_owned();
        Visitor { cookie, csrf }
    }
}

impl Answer {
    /// One header, or nothing.
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map(|value| value.to_str().unwrap()).unwrap_or_default()
    }
}

/// A request with our own host and nothing else.
pub(crate) fn request(method: &str, path: &str) -> axum::http::request::Builder {
    Request::builder().method(method).uri(path).header(header::HOST, HOST)
}

pub(crate) fn get(path: &str) -> Request<Body> {
    request("GET", path).body(Body::empty()).unwrap()
}

pub(crate) fn get_as(visitor: &Visitor, path: &str) -> Request<Body> {
    request("GET", path).header(header::COOKIE, &visitor.cookie).body(Body::empty()).unwrap()
}

/// The form of the sign-in page.
pub(crate) fn login(code: &str) -> Request<Body> {
    let body = format!("code={code}");
    request("POST", "/login")
        .header(header::ORIGIN, ORIGIN)
        .header(header::CONTENT_TYPE, FORM)
        .body(Body::from(body))
        .unwrap()
}

/// What a page of ours sends: cookie, origin, token.
pub(crate) fn api(visitor: &Visitor, path: &str, json: &str) -> Request<Body> {
    request("POST", path)
        .header(header::COOKIE, &visitor.cookie)
        .header(header::ORIGIN, ORIGIN)
        .header(header::CONTENT_TYPE, "application/json")
        .header(app::api::CSRF_HEADER, &visitor.csrf)
        .body(Body::from(json.to_owned()))
        .unwrap()
}

/// What a form of ours sends without script.
pub(crate) fn form(visitor: &Visitor, path: &str, fields: &str) -> Request<Body> {
    request("POST", path)
        .header(header::COOKIE, &visitor.cookie)
        .header(header::ORIGIN, ORIGIN)
        .header(header::CONTENT_TYPE, FORM)
        .body(Body::from(format!("csrf={}&{fields}", visitor.csrf)))
        .unwrap()
}

/// A site of a few bytes.
pub(crate) fn site() -> Site {
    let file = |bytes: &'static str| Cow::Borrowed(bytes.as_bytes());
    let files = [
        (
            "manifest.json",
            file(
                r#"{"css":"/assets/main-1.css","js":"/assets/app-1.js","wasm":"/assets/app-1.wasm",
                   "icon":"/assets/favicon-1.svg",
                   "chunks":{"routing":["/assets/chunk_1-1.wasm","/assets/split_routing-1.wasm"]}}"#,
            ),
        ),
        ("main-1.css", file("body{}")),
        ("main-1.css.br", file("brotli of body{}")),
        ("app-1.js", file("export default 1")),
        ("app-1.wasm", file("\0asm")),
        ("chunk_1-1.wasm", file("\0asm")),
        ("split_routing-1.wasm", file("\0asm")),
        ("favicon-1.svg", file("<svg/>")),
    ];
    Site::from_files(files.into_iter()).unwrap()
}

/// Does what the real one does and remembers what was asked.
pub(crate) struct Counting {
    real: Workspace,
    calls: Mutex<Vec<&'static str>>,
}

impl Counting {
    pub(crate) fn over(home: &Home) -> Arc<Self> {
        Arc::new(Self { real: workspace(home), calls: Mutex::default() })
    }

    /// What was asked since the last time.
    pub(crate) fn take(&self) -> Vec<&'static str> {
        std::mem::take(&mut *self.calls.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl<O: Op> Runs<O> for Counting
where
    Workspace: Runs<O>,
{
    fn run(&self, op: O) -> BoxFuture<'_, Result<O::Out, OpError>> {
        self.calls.lock().unwrap_or_else(PoisonError::into_inner).push(O::PATH);
        self.real.run(op)
    }
}
