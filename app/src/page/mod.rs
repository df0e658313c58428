//! The pages.

pub mod frame;
pub mod login;
pub mod missing;
pub mod overview;

use leptos::prelude::*;

use crate::{facts::SiteFiles, text::FrameText};

/// A page of the app.
#[derive(Debug, Clone, Copy)]
pub struct Page {
    /// Its address.
    pub path: &'static str,
    /// Its name in the navigation.
    pub name: fn() -> FrameText,
}

/// Every page, in the order of the navigation. The server serves exactly these.
pub const PAGES: &[Page] = &[Page { path: "/", name: || FrameText::Overview }];

/// Style sheet and icon.
#[component]
pub(crate) fn FileLinks(files: SiteFiles) -> impl IntoView {
    view! {
        {files.css.map(|href| view! { <link rel="stylesheet" href=href/> })}
        {files.icon.map(|href| view! { <link rel="icon" type="image/svg+xml" href=href/> })}
    }
}
