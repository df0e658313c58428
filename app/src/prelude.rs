//! What every page and component imports: the prelude of Leptos, with a `view!` of our own.

pub(crate) use leptos::prelude::*;

#[cfg(not(feature = "ssr"))]
pub(crate) use leptos::prelude::view;

/// Leptos' `view!` with the type [`AnyView`], on the server. The HTML is the same, but types do not nest as deep as the
/// page, so that the crate compiles in less than half the time. In the browser, nested types are smaller.
#[cfg(feature = "ssr")]
macro_rules! view_of_any_type {
    ($($tokens:tt)*) => {
        leptos::prelude::IntoAny::into_any(leptos::prelude::view! { $($tokens)* })
    };
}

#[cfg(feature = "ssr")]
pub(crate) use view_of_any_type as view;
