//! The pages.

pub mod agents;
pub mod aliases;
pub mod frame;
pub mod history;
pub mod lazy;
pub mod login;
pub mod missing;
pub mod overview;
pub mod routing;
pub mod settings;
pub mod stopped;

use contract::Role;
use leptos::prelude::*;
use leptos_router::location::Url;

use crate::{facts::SiteFiles, text::FrameText};
use lazy::Lazy;

/// A page of the app.
#[derive(Debug, Clone, Copy)]
pub struct Page {
    /// Its address.
    pub path: &'static str,
    /// Its name in the navigation.
    pub name: fn() -> FrameText,
    /// Whether it has a place of its own in the bar of a narrow window, which holds five.
    pub is_in_bar: bool,
    /// Where its code lies, if not in the app itself.
    pub lazy: Option<Lazy>,
}

/// Every page, in the order of the navigation. The server serves exactly these.
pub const PAGES: &[Page] = &[
    Page { path: "/", name: || FrameText::Overview, is_in_bar: true, lazy: None },
    Page { path: "/routing", name: || FrameText::Routing, is_in_bar: true, lazy: Some(lazy::routing::LAZY) },
    Page { path: "/aliases", name: || FrameText::Aliases, is_in_bar: true, lazy: Some(lazy::aliases::LAZY) },
    Page { path: "/agents", name: || FrameText::Agents, is_in_bar: true, lazy: Some(lazy::agents::LAZY) },
    Page { path: "/history", name: || FrameText::History, is_in_bar: true, lazy: Some(lazy::history::LAZY) },
    Page { path: "/settings", name: || FrameText::Settings, is_in_bar: false, lazy: Some(lazy::settings::LAZY) },
];

/// The page at an address.
pub(crate) fn at(path: &str) -> Option<&'static Page> {
    PAGES.iter().find(|page| page.path == path)
}

/// The address of an agent's routing.
pub(crate) fn routing_of(agent: &str) -> String {
    format!("/routing?agent={}", Url::escape(agent))
}

/// Where the primary of a chain is changed: Routing, with the form opened.
pub(crate) fn change_of(role: Role, agent: Option<&str>) -> String {
    let (page, mark) = agent.map_or_else(|| ("/routing".to_owned(), '?'), |agent| (routing_of(agent), '&'));
    format!("{page}{mark}{CHANGE}={}", role.word())
}

/// In the address of Routing: the role whose primary is changed.
pub(crate) const CHANGE: &str = "change";

/// Style sheet and icon.
#[component]
pub(crate) fn FileLinks(files: SiteFiles) -> impl IntoView {
    view! {
        {files.css.map(|href| view! { <link rel="stylesheet" href=href/> })}
        {files.icon.map(|href| view! { <link rel="icon" type="image/svg+xml" href=href/> })}
    }
}
