//! Sends one request.

use std::{
    net::SocketAddr,
    time::{Duration, Instant, SystemTime},
};

use hyper_util::client::proxy::matcher::Matcher;
use reqwest::{Client, Url, redirect};
use rules::wire::{
    answer::{Answer, BodyEnd, Response, TransportFailure},
    request_draft::RequestDraft,
};
use rustls::RootCertStore;
use tokio::time::timeout;

use crate::{
    Policy, Secrets,
    address::{check_ip, check_name, host_and_port, is_loopback, origin, parse_url},
    failure::failure_of,
    request::build_request,
    resolver::Resolver,
    tls::RootCertificates,
};

/// How much of a body is read, unless the caller sets another limit.
const MAX_BODY: usize = 64 * 1024;

/// How many redirects within a host are followed.
const MAX_REDIRECTS: usize = 3;

/// Sends requests.
#[derive(Debug, Default)]
pub struct Net {
    roots: RootCertificates,
    resolver: Resolver,
    /// The port of the dashboard.
    own_port: Option<u16>,
}

/// How far a request got, for the failure when time is over.
struct Attempt<'a> {
    net: &'a Net,
    draft: &'a RequestDraft,
    secrets: &'a Secrets,
    policy: &'a Policy,
    max_body: usize,
    begin: Instant,
}

impl Net {
    /// Trusts these certificates instead of those of the system.
    pub fn with_roots(roots: RootCertStore) -> Self {
        Self { roots: RootCertificates::from_store(roots), ..Self::default() }
    }

    /// Finds the addresses of names with a function of a test instead of the system.
    #[cfg(feature = "test-names")]
    #[must_use]
    pub fn with_resolver(self, find: impl Fn(&str) -> Vec<std::net::IpAddr> + Send + Sync + 'static) -> Self {
        Self { resolver: Resolver { function: Some(std::sync::Arc::new(find)) }, ..self }
    }

    /// Never asks this port of this machine, which is the dashboard's own.
    #[must_use]
    pub fn with_own_port(self, port: Option<u16>) -> Self {
        Self { own_port: port, ..self }
    }

    /// Sends a request with its secrets, within the limits of the policy. Needs a runtime of tokio.
    pub async fn send(&self, draft: &RequestDraft, secrets: &Secrets, policy: &Policy) -> Answer {
        self.send_with_limit(draft, secrets, policy, MAX_BODY).await
    }

    /// Like [`Self::send`], for an answer with at most so many bytes, such as a list of models.
    pub async fn send_with_limit(
        &self,
        draft: &RequestDraft,
        secrets: &Secrets,
        policy: &Policy,
        max_body: usize,
    ) -> Answer {
        let begin = Instant::now();
        let policy = &Policy { own_port: policy.own_port.or(self.own_port), ..policy.clone() };
        let attempt = Attempt { net: self, draft, secrets, policy, max_body, begin };
        match attempt.run().await {
            Ok(response) => Answer::Response(response),
            Err(failure) => Answer::Failed { failure, after: begin.elapsed() },
        }
    }
}

impl Attempt<'_> {
    async fn run(&self) -> Result<Response, TransportFailure> {
        let url = parse_url(&self.draft.url)?;
        self.check_secret_host(&url)?;
        check_name(&url, self.policy)?;
        let is_proxied = !is_loopback(&url) && uses_proxy(&url);
        let addresses = if is_proxied { Vec::new() } else { self.look_up(&url).await? };
        let client = self.client(&url, is_proxied, &addresses)?;
        let request = build_request(&client, self.draft, url, self.secrets, SystemTime::now())?;
        let answered = timeout(self.left(self.policy.timeouts.first_byte), client.execute(request)).await;
        let response = answered
            .map_err(|_| TransportFailure::FirstByteTimeout)?
            .map_err(|error| failure_of(&error, is_proxied))?;
        if let Some(host) = redirect_to_other_host(&response) {
            return Err(TransportFailure::RedirectToOtherHost { host });
        }
        Ok(self.read_body(response).await)
    }

    /// A secret goes only to the host that it is for.
    fn check_secret_host(&self, url: &Url) -> Result<(), TransportFailure> {
        let is_allowed = self.policy.secret_origin.is_some() && self.policy.secret_origin == origin(url);
        if is_allowed || self.secrets.is_empty() {
            return Ok(());
        }
        Err(TransportFailure::HostNotAllowed { host: host_and_port(url) })
    }

    /// The addresses of the host, each of which was checked.
    async fn look_up(&self, url: &Url) -> Result<Vec<SocketAddr>, TransportFailure> {
        let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']);
        let port = url.port_or_known_default().unwrap_or_default();
        let found = timeout(self.left(self.policy.timeouts.connect), self.net.resolver.addresses(host, port)).await;
        let found = found.map_err(|_| TransportFailure::ConnectTimeout)?;
        let found = found.map_err(|_| TransportFailure::Dns)?;
        found.iter().try_for_each(|address| check_ip(address.ip(), url, self.policy))?;
        if found.is_empty() { Err(TransportFailure::Dns) } else { Ok(found) }
    }

    /// A client for one request, which connects to the checked addresses.
    fn client(&self, url: &Url, is_proxied: bool, addresses: &[SocketAddr]) -> Result<Client, TransportFailure> {
        let builder = Client::builder()
            .tls_backend_preconfigured(self.net.roots.client_config(url.scheme() == "https")?)
            .http1_only()
            .connect_timeout(self.left(self.policy.timeouts.connect))
            .pool_max_idle_per_host(0)
            .referer(false)
            .retry(reqwest::retry::never())
            .redirect(redirect::Policy::custom(follow_within_host));
        let builder = if is_proxied {
            builder
        } else {
            builder.no_proxy().resolve_to_addrs(url.host_str().unwrap_or_default(), addresses)
        };
        builder.build().map_err(|_| TransportFailure::InvalidUrl)
    }

    async fn read_body(&self, mut response: reqwest::Response) -> Response {
        let first_byte = self.begin.elapsed();
        let status = response.status().as_u16();
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let headers =
            response.headers().iter().map(|(name, value)| (name.to_string(), text(value.as_bytes()))).collect();
        let mut body = Vec::new();
        let reading =
            timeout(self.left(self.policy.timeouts.total), read_limited(&mut response, &mut body, self.max_body)).await;
        let end = match reading {
            Ok(Ok(())) => BodyEnd::Complete,
            Ok(Err(_)) => BodyEnd::Cut,
            Err(_) => BodyEnd::TimedOut,
        };
        let truncated = body.len() > self.max_body;
        body.truncate(self.max_body);
        Response { status, headers, body, truncated, end, first_byte, total: self.begin.elapsed() }
    }

    /// What is left of a time that began with the request.
    fn left(&self, time: Duration) -> Duration {
        time.saturating_sub(self.begin.elapsed())
    }
}

/// Reads until the end, or until one byte more than is kept.
async fn read_limited(
    response: &mut reqwest::Response,
    body: &mut Vec<u8>,
    max_body: usize,
) -> Result<(), reqwest::Error> {
    while body.len() <= max_body {
        let Some(part) = response.chunk().await? else { return Ok(()) };
        body.extend_from_slice(part.get(..part.len().min(max_body + 1 - body.len())).unwrap_or_default());
    }
    Ok(())
}

/// Whether the settings of the system name a proxy for the address.
fn uses_proxy(url: &Url) -> bool {
    url.as_str().parse().is_ok_and(|uri| Matcher::from_system().intercept(&uri).is_some())
}

/// Follows a redirect that keeps scheme, host, port and method.
fn follow_within_host(attempt: redirect::Attempt<'_>) -> redirect::Action {
    let is_same = attempt.previous().last().is_some_and(|from| from.origin() == attempt.url().origin());
    let keeps_method = matches!(attempt.status().as_u16(), 307 | 308);
    if is_same && keeps_method && attempt.previous().len() <= MAX_REDIRECTS { attempt.follow() } else { attempt.stop() }
}

/// The host to which a redirect that was not followed leads, if it is another one.
fn redirect_to_other_host(response: &reqwest::Response) -> Option<String> {
    let location = response.headers().get("location")?.to_str().ok()?;
    let target = response.url().join(location).ok()?;
    let is_redirect = response.status().is_redirection() && target.origin() != response.url().origin();
    let shown = || if target.has_host() { host_and_port(&target) } else { format!("{}:", target.scheme()) };
    is_redirect.then(shown)
}
