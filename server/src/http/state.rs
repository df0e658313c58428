//! State of the dashboard, which all routes share.

use std::{collections::HashMap, sync::Arc};

use app::page_context::{AccessInfo, Lang, PageContext, Theme};
use axum::http::HeaderMap;
use contract::Backend;
use ops::JobChanges;
use tokio::sync::{Notify, Semaphore, broadcast, mpsc, watch};

use super::{
    assets::SiteAssets,
    auth::{
        login_limit::LoginLimiter,
        session::{CurrentSession, Sessions},
    },
    clock::MonotonicClock,
    conn::limits::ConnectionLimits,
    cookies::cookie_values,
    flash::FlashStore,
    log_limit::{AbuseLog, LogLimiter},
    routes::{Route, route_table},
};

/// Maximum number of pages rendered at once. Rendering needs a CPU core and, in a large home, 20 MB, so more would not
/// be faster.
const MAX_CONCURRENT_RENDERS: usize = 2;

/// Path of the page that shows who can reach the dashboard.
const SETTINGS_PATH: &str = "/settings";

/// Maximum number of cookies of one name that are checked.
const MAX_COOKIES: usize = 8;

/// State that all routes share.
pub struct Dashboard {
    pub(in crate::http) backend: Arc<dyn Backend>,
    /// Sign-in codes and sessions.
    pub sessions: Sessions,
    pub(in crate::http) clock: Arc<dyn MonotonicClock>,
    pub(in crate::http) limits: ConnectionLimits,
    pub(in crate::http) login_limiter: LoginLimiter,
    pub(in crate::http) abuse_log: AbuseLog,
    pub(in crate::http) site: SiteAssets,
    pub(in crate::http) routes: HashMap<String, Route>,
    pub(in crate::http) session_cookie: String,
    pub(in crate::http) theme_cookie: String,
    pub(in crate::http) host: String,
    pub(in crate::http) home: String,
    pub(in crate::http) address: ListenAddress,
    pub(in crate::http) read_only: bool,
    /// Limits how many pages are rendered at once.
    pub(in crate::http) rendering: Semaphore,
    /// Notified after each request.
    pub request_ended: Notify,
    /// Sends a message for every change of the configuration.
    pub changes: broadcast::Sender<()>,
    pub(in crate::http) jobs: watch::Receiver<JobChanges>,
    /// Set to `true` at shutdown; ends every event stream.
    pub stop: watch::Sender<bool>,
    pub(in crate::http) terminal_events: mpsc::UnboundedSender<TerminalEvent>,
    pub(in crate::http) flash: FlashStore,
}

/// Event to report on the terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TerminalEvent {
    /// The sign-in link was used.
    SignedIn,
    /// A code was used twice, so another person may have the link.
    CodeUsedTwice,
    /// All sessions were ended, and all printed links are invalid.
    AllSignedOut,
}

/// Address that a dashboard listens on, for display.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ListenAddress {
    /// TCP addresses of this machine.
    Tcp(String),
    /// Path of the Unix socket.
    Unix(String),
}

/// Configuration of a [`Dashboard`].
pub struct DashboardConfig {
    /// Backend that runs the operations.
    pub backend: Arc<dyn Backend>,
    /// Counts what happens in the jobs of the backend.
    pub jobs: watch::Receiver<JobChanges>,
    /// System clock, or a manual one in tests.
    pub clock: Arc<dyn MonotonicClock>,
    /// Limits on connections.
    pub limits: ConnectionLimits,
    /// Built assets.
    pub site: SiteAssets,
    /// Eight hex digits that identify this home. They are part of the cookie names, because cookies ignore ports.
    pub home_id: String,
    /// Name of this machine.
    pub host: String,
    /// Path of the state directory, for display.
    pub home: String,
    /// Address that the dashboard listens on.
    pub address: ListenAddress,
    /// Whether the backend refuses to write. The pages show this.
    pub read_only: bool,
    /// Channel for events to report on the terminal.
    pub terminal_events: mpsc::UnboundedSender<TerminalEvent>,
}

impl Dashboard {
    /// Creates a dashboard with no sessions.
    #[must_use]
    pub fn new(config: DashboardConfig) -> Arc<Self> {
        let routes = route_table(&config.site).into_iter().map(|route| (route.path.clone(), route)).collect();
        Arc::new(Self {
            sessions: Sessions::new(Arc::clone(&config.clock)),
            login_limiter: LoginLimiter::default(),
            abuse_log: AbuseLog::default(),
            routes,
            session_cookie: format!("oc_models_{}", config.home_id),
            theme_cookie: format!("oc_theme_{}", config.home_id),
            rendering: Semaphore::new(MAX_CONCURRENT_RENDERS),
            request_ended: Notify::new(),
            changes: broadcast::Sender::new(8),
            stop: watch::Sender::new(false),
            backend: config.backend,
            jobs: config.jobs,
            clock: config.clock,
            limits: config.limits,
            site: config.site,
            host: config.host,
            home: config.home,
            address: config.address,
            read_only: config.read_only,
            terminal_events: config.terminal_events,
            flash: FlashStore::default(),
        })
    }

    pub(in crate::http) fn find_route(&self, path: &str) -> Option<&Route> {
        self.routes.get(path)
    }

    /// Finds the session of a request. Programs on other ports of this machine can set cookies for this one too, so
    /// only one of several cookies of this name may be valid.
    pub(in crate::http) fn current_session(&self, headers: &HeaderMap) -> Option<CurrentSession> {
        cookie_values(headers, &self.session_cookie)
            .take(MAX_COOKIES)
            .find_map(|cookie| self.sessions.find_by_cookie(cookie))
    }

    /// Logs how many lines were skipped and not yet reported; called at shutdown.
    pub fn flush_abuse_log(&self) {
        let AbuseLog {
            rejected_requests: refused,
            wrong_codes: wrong,
            reused_codes: used_twice,
            accept_failures: full,
        } = &self.abuse_log;
        [refused, wrong, used_twice, full].into_iter().for_each(LogLimiter::log_remaining);
    }

    pub(in crate::http) fn notify_terminal(&self, notice: TerminalEvent) {
        // The receiver is gone while the dashboard is being stopped.
        self.terminal_events.send(notice).ok();
    }

    /// Builds the context for the page at a path.
    pub(in crate::http) fn page_context(
        &self,
        headers: &HeaderMap,
        session: Option<&CurrentSession>,
        path: &str,
    ) -> PageContext {
        PageContext {
            host: self.host.clone(),
            home: self.home.clone(),
            csrf: session.map(|session| session.csrf.expose().to_owned()).unwrap_or_default(),
            theme: cookie_values(headers, &self.theme_cookie).next().map(Theme::parse_or_default).unwrap_or_default(),
            lang: Lang::default(),
            read_only: self.read_only,
            needs_attention: false,
            form_result: None,
            follows_job: false,
            job: None,
            job_question: None,
            flash: None,
            security: session.filter(|_| path == SETTINGS_PATH).map(|_| self.security_info()),
        }
    }

    fn security_info(&self) -> AccessInfo {
        let (address, is_socket) = match &self.address {
            ListenAddress::Tcp(address) => (address.clone(), false),
            ListenAddress::Unix(path) => (path.clone(), true),
        };
        AccessInfo { address, is_socket, sessions: self.sessions.count_active(), read_only: self.read_only }
    }
}
