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
pub mod settings;
mod urls;

use crate::text::FrameText;
pub(crate) use file_links::FileLinks;
use lazy::Lazy;
pub(crate) use urls::{CHANGE_PARAM, change_primary_url, credentials_url, routing_url};

/// A page of the app.
#[derive(Debug, Clone, Copy)]
pub struct Page {
    /// URL path.
    pub path: &'static str,
    /// Name in the navigation.
    pub name: fn() -> FrameText,
    /// Whether a narrow window shows the page in its bar, which has room for five.
    pub is_in_bottom_bar: bool,
    /// Lazily loaded code of the page. `None`: its code is in the app.
    pub lazy: Option<Lazy>,
}

/// All pages, in the order of the navigation. The server serves exactly these.
pub const PAGES: &[Page] = &[
    Page { path: "/", name: || FrameText::Overview, is_in_bottom_bar: true, lazy: None },
    Page { path: "/routing", name: || FrameText::Routing, is_in_bottom_bar: true, lazy: Some(lazy::routing::LAZY) },
    Page { path: "/aliases", name: || FrameText::Aliases, is_in_bottom_bar: false, lazy: Some(lazy::aliases::LAZY) },
    Page {
        path: "/auth",
        name: || FrameText::Credentials,
        is_in_bottom_bar: true,
        lazy: Some(lazy::credentials::LAZY),
    },
    Page { path: "/agents", name: || FrameText::Agents, is_in_bottom_bar: true, lazy: Some(lazy::agents::LAZY) },
    Page { path: "/history", name: || FrameText::History, is_in_bottom_bar: true, lazy: Some(lazy::history::LAZY) },
    Page { path: "/settings", name: || FrameText::Settings, is_in_bottom_bar: false, lazy: Some(lazy::settings::LAZY) },
];

/// The page at a URL path.
pub(crate) fn page_at(path: &str) -> Option<&'static Page> {
    PAGES.iter().find(|page| page.path == path)
}
