//! The pages.

pub mod agents;
pub mod aliases;
pub mod frame;
pub mod history;
pub mod login;
pub mod missing;
pub mod overview;
pub mod routing;
pub mod settings;

use leptos::prelude::*;

use crate::{facts::SiteFiles, text::FrameText};

/// A page of the app.
#[derive(Debug, Clone, Copy)]
pub struct Page {
    /// Its address.
    pub path: &'static str,
    /// Its name in the navigation.
    pub name: fn() -> FrameText,
    /// Whether it has a place of its own in the bar of a narrow window, which holds five.
    pub is_in_bar: bool,
}

/// Every page, in the order of the navigation. The server serves exactly these.
pub const PAGES: &[Page] = &[
    Page { path: "/", name: || FrameText::Overview, is_in_bar: true },
    Page { path: "/routing", name: || FrameText::Routing, is_in_bar: true },
    Page { path: "/aliases", name: || FrameText::Aliases, is_in_bar: true },
    Page { path: "/agents", name: || FrameText::Agents, is_in_bar: true },
    Page { path: "/history", name: || FrameText::History, is_in_bar: true },
    Page { path: "/settings", name: || FrameText::Settings, is_in_bar: false },
];

/// Style sheet and icon.
#[component]
pub(crate) fn FileLinks(files: SiteFiles) -> impl IntoView {
    view! {
        {files.css.map(|href| view! { <link rel="stylesheet" href=href/> })}
        {files.icon.map(|href| view! { <link rel="icon" type="image/svg+xml" href=href/> })}
    }
}
