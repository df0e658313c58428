//! Pages whose code comes when they are gone to: each lies in a wasm file of its own, a *chunk*.
//!
//! What only such a page needs lies in its chunk, what several of them need in a shared one, and what the frame or
//! Overview need in the app. `server/build/wasm.rs` cuts, by the call graph.

use std::{future::Future, pin::Pin};

use leptos::{prelude::*, wasm_split::SplitLoaderError};
use leptos_router::ChooseView;

/// One type for all of them, so that the router is compiled for one.
#[derive(Debug, Clone, Copy)]
pub struct Lazy {
    /// The names of the chunks that it begins with.
    pub chunks: &'static [&'static str],
    load: fn() -> Loading<()>,
    view: fn() -> Loading<AnyView>,
}

type Loading<T> = Pin<Box<dyn Future<Output = Result<T, SplitLoaderError>>>>;

impl Lazy {
    /// Fetches the code; false: it did not come.
    #[cfg(target_arch = "wasm32")]
    pub(crate) async fn is_here(self) -> bool {
        (self.load)().await.is_ok()
    }
}

impl ChooseView for Lazy {
    async fn choose(self) -> AnyView {
        match (self.view)().await {
            Ok(view) => view,
            Err(_) => leave(),
        }
    }

    async fn preload(&self) {
        // What did not come is asked for again by `choose`, which answers for it.
        (self.load)().await.ok();
    }
}

/// The code did not come: the session ended, or another build serves by now. The document of the page knows both.
fn leave() -> AnyView {
    #[cfg(target_arch = "wasm32")]
    {
        let asked = leptos_router::hooks::use_url().get_untracked();
        let (path, query) = (asked.path(), asked.search());
        window().location().set_href(&[path, if query.is_empty() { "" } else { "?" }, query].concat()).ok();
    }
    ().into_any()
}

/// `routing: Routing + change` is the page `page::routing::Routing`, in the chunk `routing`; it has forms, so that it needs
/// what lies in the chunk `change` as soon as somebody uses one.
macro_rules! lazy {
    ($($chunk:ident: $page:ident $(+ $other:ident)?,)*) => {$(
        pub(crate) mod $chunk {
            use leptos::{prelude::*, wasm_split::{SplitLoaderError, wasm_split}};

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
    agents: Agents + change,
    history: History + change,
    settings: Settings,
}
