//! Pages whose code is loaded on navigation. Each is a wasm file of its own, a *chunk*.
//!
//! Code that only one such page needs is in its chunk, code that several of them need is in a shared one, and code that
//! the frame or Overview needs is in the app. `server/build/wasm.rs` splits them by the call graph.

use std::{future::Future, pin::Pin};

use crate::prelude::*;
use leptos::wasm_split::SplitLoaderError;
use leptos_router::ChooseView;

/// Lazily loaded page. All pages share this type, so that the router is compiled for only one.
#[derive(Debug, Clone, Copy)]
pub struct Lazy {
    /// Names of the chunks to load first.
    pub chunks: &'static [&'static str],
    load: fn() -> LoadFuture<()>,
    view: fn() -> LoadFuture<AnyView>,
}

type LoadFuture<T> = Pin<Box<dyn Future<Output = Result<T, SplitLoaderError>>>>;

impl Lazy {
    /// Loads the code. Returns whether that succeeded.
    #[cfg(target_arch = "wasm32")]
    pub(crate) async fn load_code(self) -> bool {
        (self.load)().await.is_ok()
    }
}

impl ChooseView for Lazy {
    async fn choose(self) -> AnyView {
        match (self.view)().await {
            Ok(view) => view,
            Err(_) => open_document(),
        }
    }

    async fn preload(&self) {
        // On failure, `choose` loads the code again and handles the error.
        (self.load)().await.ok();
    }
}

/// Loads the document of the page, because its code could not be loaded: the session has ended or another build is
/// being served. The server handles both.
fn open_document() -> AnyView {
    #[cfg(target_arch = "wasm32")]
    {
        let asked = leptos_router::hooks::use_url().get_untracked();
        let (path, query) = (asked.path(), asked.search());
        window().location().set_href(&[path, if query.is_empty() { "" } else { "?" }, query].concat()).ok();
    }
    ().into_any()
}

/// Defines the lazily loaded pages. `routing: Routing + change` is the page `page::routing::Routing` in the chunk
/// `routing`. It has forms, which need the chunk `change` once one is used.
macro_rules! lazy {
    ($($chunk:ident: $page:ident $(+ $other:ident)?,)*) => {$(
        pub(crate) mod $chunk {
            use leptos::wasm_split::{SplitLoaderError, wasm_split};
            use crate::prelude::*;

            use crate::page::$chunk::$page;

            #[wasm_split($chunk, wasm_split_path = leptos::wasm_split, preload(load), fallible)]
            fn view() -> Result<AnyView, SplitLoaderError> {
                Ok(view! { <$page/> }.into_any())
            }

            pub(crate) const LAZY: super::Lazy = super::Lazy {
                chunks: &[stringify!($chunk) $(, stringify!($other))?],
                load: || Box::pin(load()),
                view: || Box::pin(view()),
            };
        }
    )*};
}

lazy! {
    routing: Routing + change,
    aliases: Aliases + change,
    credentials: Credentials + change,
    scan: Scan + change,
    agents: Agents + change,
    history: History + change,
    settings: Settings,
    start: Start + change,
}
