//! Route table: every path, who may use it, and what serves it. The router is built from this table only, so a route
//! that is not in it does not exist.

use app::page::PAGES;
use contract::{OPERATIONS, Operation, OperationKind};

use super::assets::SiteAssets;

/// Path prefix of the plain forms.
pub(super) const FORM_PREFIX: &str = "/form/";

/// A row of the route table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Route {
    /// Exact path.
    pub path: String,
    /// Who may use the route.
    pub access: Access,
    /// What serves it.
    pub endpoint: Endpoint,
}

/// Who may use a route.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Every client on this machine.
    Public,
    /// Signed-in clients.
    Session,
    /// Signed-in clients that send the CSRF token of their session: every POST except signing in.
    SessionAndToken,
}

/// What serves a route.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Endpoint {
    /// An HTML page, by GET.
    Page,
    /// The sign-in page, by GET, and its form, by POST.
    Login,
    /// The form that signs out, by POST.
    Logout,
    /// The form that sets the theme, by POST.
    Theme,
    /// A server function, by POST of JSON.
    Api,
    /// The plain form of a writing operation, by POST.
    Form,
    /// The plain form of an operation that writes a secret, by POST.
    SecretForm,
    /// The plain form of an operation that starts or stops a job, or acknowledges lints, by POST.
    LiveForm,
    /// The event stream, by GET.
    Events,
    /// A built asset, by GET.
    Asset,
    /// The health check, by GET.
    Health,
}

impl Endpoint {
    /// HTTP methods that it accepts. `HEAD` is accepted wherever `GET` is.
    #[must_use]
    pub const fn allowed_methods(self) -> &'static [&'static str] {
        match self {
            Self::Page | Self::Events | Self::Asset | Self::Health => &["GET", "HEAD"],
            Self::Login => &["GET", "HEAD", "POST"],
            Self::Logout | Self::Theme | Self::Api | Self::Form | Self::SecretForm | Self::LiveForm => &["POST"],
        }
    }

    /// Whether a person reads the response. If so, a missing session redirects to the sign-in page; otherwise it is an
    /// error.
    #[must_use]
    pub const fn is_for_people(self) -> bool {
        matches!(
            self,
            Self::Page | Self::Login | Self::Logout | Self::Theme | Self::Form | Self::SecretForm | Self::LiveForm
        )
    }
}

/// Builds the route table.
#[must_use]
pub fn route_table(site: &SiteAssets) -> Vec<Route> {
    let fixed = [
        ("/login", Access::Public, Endpoint::Login),
        ("/healthz", Access::Public, Endpoint::Health),
        ("/logout", Access::SessionAndToken, Endpoint::Logout),
        ("/theme", Access::SessionAndToken, Endpoint::Theme),
        ("/events", Access::Session, Endpoint::Events),
    ];
    let fixed = fixed.map(|(path, access, endpoint)| new_route(path, access, endpoint));
    let pages = PAGES.iter().map(|page| new_route(page.path, Access::Session, Endpoint::Page));
    let api = OPERATIONS.iter().map(|op| new_route(&api_path(op.path), Access::SessionAndToken, Endpoint::Api));
    let forms = OPERATIONS.iter().filter_map(|op| Some((op, form_endpoint(op)?)));
    let forms = forms.map(|(op, endpoint)| new_route(&form_path(op.path), Access::SessionAndToken, endpoint));
    // Assets that the sign-in page needs are public; all others require a session.
    let assets = site.asset_paths().map(|(path, is_public)| {
        new_route(path, if is_public { Access::Public } else { Access::Session }, Endpoint::Asset)
    });
    fixed.into_iter().chain(pages).chain(api).chain(forms).chain(assets).collect()
}

/// What serves the plain form of an operation, if it has one.
const fn form_endpoint(op: &Operation) -> Option<Endpoint> {
    match op.kind {
        OperationKind::Read => None,
        OperationKind::Live => Some(Endpoint::LiveForm),
        OperationKind::Write => Some(Endpoint::Form),
        OperationKind::Secret => Some(Endpoint::SecretForm),
    }
}

/// Path of the server function of an operation.
#[must_use]
pub fn api_path(op: &str) -> String {
    format!("/api/{op}")
}

/// Path of the plain form of a writing operation.
#[must_use]
pub fn form_path(op: &str) -> String {
    format!("{FORM_PREFIX}{op}")
}

fn new_route(path: &str, access: Access, endpoint: Endpoint) -> Route {
    Route { path: path.to_owned(), access, endpoint }
}
