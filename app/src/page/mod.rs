//! Pages of the app.

pub mod agents;
pub mod aliases;
pub mod credentials;
mod file_links;
pub mod frame;
pub mod history;
pub mod lazy;
pub mod login;
pub mod not_found;
pub mod overview;
pub mod panic_dialog;
pub mod routing;
pub mod scan;
pub mod settings;
pub mod start;
mod urls;

use crate::text::FrameText;
pub(crate) use file_links::FileLinks;
use lazy::Lazy;
pub(crate) use urls::{CHANGE_PARAM, change_primary_url, credentials_url, key_form_url, routing_url};

/// A page of the app.
#[derive(Debug, Clone, Copy)]
pub struct Page {
    /// URL path.
    pub path: &'static str,
    /// Name in the navigation.
    pub name: fn() -> FrameText,
    /// Where the navigation has the page.
    pub place: NavigationPlace,
    /// Lazily loaded code of the page. `None`: its code is in the app.
    pub lazy: Option<Lazy>,
}

/// Where the navigation has a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NavigationPlace {
    /// In every window. The bar of a narrow one has room for five.
    Bar,
    /// In a wide window; a narrow one has it below “more”.
    Rail,
    /// Nowhere.
    None,
}

const BAR: NavigationPlace = NavigationPlace::Bar;
const RAIL: NavigationPlace = NavigationPlace::Rail;

/// The first-run page.
pub const START_PATH: &str = "/start";

/// All pages, in the order of the navigation. The server serves exactly these.
pub const PAGES: &[Page] = &[
    Page { path: "/", name: || FrameText::Overview, place: BAR, lazy: None },
    Page { path: "/routing", name: || FrameText::Routing, place: BAR, lazy: Some(lazy::routing::LAZY) },
    Page { path: "/aliases", name: || FrameText::Aliases, place: RAIL, lazy: Some(lazy::aliases::LAZY) },
    Page { path: "/auth", name: || FrameText::Credentials, place: BAR, lazy: Some(lazy::credentials::LAZY) },
    Page { path: "/scan", name: || FrameText::Scan, place: RAIL, lazy: Some(lazy::scan::LAZY) },
    Page { path: "/agents", name: || FrameText::Agents, place: BAR, lazy: Some(lazy::agents::LAZY) },
    Page { path: "/history", name: || FrameText::History, place: BAR, lazy: Some(lazy::history::LAZY) },
    Page { path: "/settings", name: || FrameText::Settings, place: RAIL, lazy: Some(lazy::settings::LAZY) },
    Page { path: START_PATH, name: || FrameText::Start, place: NavigationPlace::None, lazy: Some(lazy::start::LAZY) },
];

/// The page at a URL path.
pub(crate) fn page_at(path: &str) -> Option<&'static Page> {
    PAGES.iter().find(|page| page.path == path)
}
