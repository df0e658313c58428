//! What every page and component imports: the prelude of Leptos, with a `view!` of our own.

pub(crate) use leptos::prelude::*;

#[cfg(not(feature = "ssr"))]
pub(crate) use leptos::prelude::view;

/// Leptos' `view!`, as a [`ServerView`](crate::server_view::ServerView). The HTML is the same.
#[cfg(feature = "ssr")]
macro_rules! server_view {
    ($($tokens:tt)*) => {
        $crate::server_view::ServerView::new(leptos::prelude::view! { $($tokens)* })
    };
}

#[cfg(feature = "ssr")]
pub(crate) use server_view as view;
