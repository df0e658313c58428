//! The dashboard, and the server functions that both front doors call.
//!
//! **Why this crate exists.** Everything in it may reach the browser. It is compiled twice: natively with `ssr`, where
//! pages become HTML and server functions run, and for wasm32 with `hydrate`.
//!
//! **How to add a page.** A folder below [`page`], a line in `page/lazy.rs`, a row in [`page::PAGES`] (the server's
//! routes, the guard and the navigation read that table) and a `<Route>` in [`App`]; a test visits every row. A page loads and lays out, a part of [`ui`] draws, rules stay on the server.
//!
//! **What it must never do.** Depend on anything below `server/`, hold a secret, write text without a message key
//! ([`text`]), or set a `style` attribute (the content policy forbids it).

// The type of a page is as deep as the page.
#![recursion_limit = "256"]
#![expect(clippy::needless_pass_by_value, reason = "components own their properties")]
#![expect(unreachable_pub, reason = "`#[component]` writes public structs for the properties of private components")]

pub mod api;
pub mod facts;
mod hook;
pub mod page;
mod part;
pub mod text;
mod ui;

use std::collections::BTreeSet;

use leptos::prelude::*;
use leptos_meta::{MetaTags, provide_meta_context};
use leptos_router::{
    components::{Route, Router, Routes},
    location::RequestUrl,
    path,
};

use facts::{Facts, SiteFiles};
use page::{frame::Frame, lazy, missing::Missing, overview::Overview};

/// The document around the app. Rendered on the server only.
#[must_use]
pub fn shell() -> impl IntoView {
    let facts = facts::current();
    let files = expect_context::<SiteFiles>();
    view! {
        <!DOCTYPE html>
        <html lang=facts.lang.code() data-theme=facts.theme.word()>
            <head>
                <Head facts=facts.clone() files/>
                <MetaTags/>
            </head>
            <body>
                <App/>
                <page::stopped::Stopped/>
            </body>
        </html>
    }
}

#[component]
fn Head(facts: Facts, files: SiteFiles) -> impl IntoView {
    let is_answer = facts.answered.is_some();
    let json = serde_json::to_string(&facts).unwrap_or_default();
    let needs = here().map_or(&[][..], |lazy| lazy.chunks).iter().filter_map(|chunk| files.chunks.get(*chunk));
    let chunks: BTreeSet<_> = needs.flatten().cloned().collect();
    view! {
        <meta charset="utf-8"/>
        <meta name="viewport" content="width=device-width, initial-scale=1"/>
        <meta name="color-scheme" content="light dark"/>
        <meta name=facts::META content=json/>
        <page::FileLinks files=files.clone()/>
        // The answer to a plain form stands at the form's address, which is no page of the app.
        {files.wasm.zip(files.js).filter(|_| !is_answer).map(|(wasm, js)| view! { <Hydration wasm js chunks/> })}
    }
}

/// Takes over the document that the server rendered, once the code of its page is there. Without it the page stays what
/// it is: complete, and without script.
#[cfg(target_arch = "wasm32")]
pub async fn start() {
    let path = window().location().pathname().unwrap_or_default();
    let is_here = match page::at(&path).and_then(|page| page.lazy) {
        Some(lazy) => lazy.is_here().await,
        None => true,
    };
    if is_here {
        leptos::mount::hydrate_body(App);
    }
}

/// Where the code of the page that is asked for lies.
fn here() -> Option<page::lazy::Lazy> {
    let asked = use_context::<RequestUrl>()?.parse().ok()?;
    page::at(asked.path())?.lazy
}

/// Starts the wasm. All files are asked for by the document itself, so that no request waits for another.
#[component]
fn Hydration(wasm: String, js: String, chunks: BTreeSet<String>) -> impl IntoView {
    let reload = format!("document.getElementById({:?}).onclick=()=>location.reload();", page::stopped::RELOAD);
    let start = format!("import init from {js:?};init({{module_or_path:{wasm:?}}}).then(w=>w.hydrate());{reload}");
    let wasm = std::iter::once(wasm).chain(chunks);
    let preload = |href| view! { <link rel="preload" href=href r#as="fetch" crossorigin="anonymous"/> };
    view! {
        <link rel="modulepreload" href=js/>
        {wasm.map(preload).collect_view()}
        <script type="module" nonce=leptos::nonce::use_nonce()>
            {start}
        </script>
    }
}

/// Everything inside `<body>`; the part that is hydrated.
#[component]
#[must_use]
pub fn App() -> impl IntoView {
    provide_meta_context();
    view! {
        <Router>
            <Frame>
                <Routes fallback=Missing>
                    <Route path=path!("/") view=Overview/>
                    <Route path=path!("/routing") view=lazy::routing::LAZY/>
                    <Route path=path!("/aliases") view=lazy::aliases::LAZY/>
                    <Route path=path!("/agents") view=lazy::agents::LAZY/>
                    <Route path=path!("/history") view=lazy::history::LAZY/>
                    <Route path=path!("/settings") view=lazy::settings::LAZY/>
                </Routes>
            </Frame>
        </Router>
    }
}
