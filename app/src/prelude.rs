//! What every page and component imports: the prelude of Leptos, with a `view!` of our own.

pub(crate) use leptos::prelude::*;

/// Leptos' `view!`, as a [`ServerView`](crate::server_view::ServerView). The HTML is the same.
#[cfg(feature = "ssr")]
macro_rules! server_view {
    ($($tokens:tt)*) => {
        $crate::server_view::ServerView::new(leptos::prelude::view! { $($tokens)* })
    };
}

/// Leptos' `view!`, as a [`BrowserView`](crate::browser_view::BrowserView).
#[cfg(not(feature = "ssr"))]
macro_rules! browser_view {
    ($($tokens:tt)*) => {
        $crate::browser_view::BrowserView::new(leptos::prelude::view! { $($tokens)* })
    };
}

/// The `view!` of the frame around the pages. In the browser it is Leptos' own, whose hydration can await the code of a
/// page. On the server it is the same macro as `view!`.
#[cfg(not(feature = "ssr"))]
pub(crate) use leptos::prelude::view as async_view;

#[cfg(not(feature = "ssr"))]
pub(crate) use browser_view as view;
#[cfg(feature = "ssr")]
pub(crate) use {server_view as view, server_view as async_view};
