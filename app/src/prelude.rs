//! What every page and component imports: the prelude of Leptos, with a `view!` of our own.

pub(crate) use leptos::prelude::*;

#[cfg(not(all(feature = "ssr", debug_assertions)))]
pub(crate) use leptos::prelude::view;

/// Leptos' `view!` with the type [`AnyView`], on the server of a debug build. The HTML is the same, but types do not nest
/// as deep as the page, so that the crate compiles in less than half the time. It would make a release 3 MB larger.
#[cfg(all(feature = "ssr", debug_assertions))]
macro_rules! view_of_any_type {
    ($($tokens:tt)*) => {
        leptos::prelude::IntoAny::into_any(leptos::prelude::view! { $($tokens)* })
    };
}

#[cfg(all(feature = "ssr", debug_assertions))]
pub(crate) use view_of_any_type as view;
