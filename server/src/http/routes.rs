//! Every address there is, and who may use it. The router is built from this table and from nothing else, so a route
//! that is not in it does not exist.

use app::page::PAGES;
use contract::OPERATIONS;

use super::{form::FORMS, site::Site};

/// Where the plain forms are.
pub(super) const FORM: &str = "/form/";

/// A row of the table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Route {
    /// The exact path.
    pub path: String,
    /// Who may use it.
    pub class: Class,
    /// What answers, and therefore how.
    pub part: Part,
}

/// Who may use a route.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    /// Anybody on this machine.
    Public,
    /// Who is signed in.
    Session,
    /// Who is signed in and sends the session's token: everything that is posted.
    SessionAndToken,
}

/// What answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// HTML, by GET.
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
    /// The stream of events, by GET.
    Events,
    /// A built file, by GET.
    Asset,
    /// “Alive”, by GET.
    Health,
}

impl Part {
    /// What may be asked of it. `HEAD` goes where `GET` goes.
    #[must_use]
    pub const fn methods(self) -> &'static [&'static str] {
        match self {
            Self::Page | Self::Events | Self::Asset | Self::Health => &["GET", "HEAD"],
            Self::Login => &["GET", "HEAD", "POST"],
            Self::Logout | Self::Theme | Self::Api | Self::Form => &["POST"],
        }
    }

    /// Whether a person reads the answer: then a missing session leads to sign-in, else it is an error.
    #[must_use]
    pub const fn is_for_people(self) -> bool {
        matches!(self, Self::Page | Self::Login | Self::Logout | Self::Theme | Self::Form)
    }
}

/// The table.
#[must_use]
pub fn table(site: &Site) -> Vec<Route> {
    let fixed = [
        ("/login", Class::Public, Part::Login),
        ("/healthz", Class::Public, Part::Health),
        ("/logout", Class::SessionAndToken, Part::Logout),
        ("/theme", Class::SessionAndToken, Part::Theme),
        ("/events", Class::Session, Part::Events),
    ];
    let fixed = fixed.map(|(path, class, part)| row(path, class, part));
    let pages = PAGES.iter().map(|page| row(page.path, Class::Session, Part::Page));
    let api = OPERATIONS.iter().map(|op| row(&api_path(op.path), Class::SessionAndToken, Part::Api));
    let forms = FORMS.iter().map(|op| row(&form_path(op), Class::SessionAndToken, Part::Form));
    // What the sign-in page needs; everything else of the site is for who is signed in.
    let assets = site
        .paths()
        .map(|(path, is_public)| row(path, if is_public { Class::Public } else { Class::Session }, Part::Asset));
    fixed.into_iter().chain(pages).chain(api).chain(forms).chain(assets).collect()
}

/// Where the server function of an operation answers.
#[must_use]
pub fn api_path(op: &str) -> String {
    format!("/api/{op}")
}

/// Where the plain form of a writing operation answers.
#[must_use]
pub fn form_path(op: &str) -> String {
    format!("{FORM}{op}")
}

fn row(path: &str, class: Class, part: Part) -> Route {
    Route { path: path.to_owned(), class, part }
}
