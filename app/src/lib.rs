//! The dashboard, and the server functions that the command line and the dashboard call.
//!
//! **Why this crate exists.** Everything in it may reach the browser. It is compiled twice: natively with `ssr`, where
//! pages become HTML and server functions run, and for wasm32 with `hydrate`.
//!
//! **How to add a page.** A folder below [`page`], a line in `page/lazy.rs`, a row in [`page::PAGES`] (the server's
//! routes, the request guard and the navigation read that table) and a `<Route>` in [`App`]; a test visits every row. A
//! page loads and arranges data, components of [`ui`] render it, and rules stay on the server.
//!
//! **What it must never do.** Depend on anything below `server/`, hold a secret, write text without a message key
//! ([`text`]), or set a `style` attribute (the content policy forbids it).

#![expect(clippy::needless_pass_by_value, reason = "components own their properties")]
#![expect(unreachable_pub, reason = "`#[component]` writes public structs for the properties of private components")]

pub mod api;
#[cfg(not(feature = "ssr"))]
mod browser_view;
mod hook;
pub mod page;
pub mod page_context;
mod part;
mod prelude;
#[cfg(feature = "ssr")]
mod server_view;
pub mod text;
mod ui;

use std::collections::BTreeSet;

use crate::prelude::*;
use leptos_meta::{MetaTags, provide_meta_context};
use leptos_router::{
    components::{Route, Router, Routes},
    location::RequestUrl,
    path,
};

use page::{frame::Frame, lazy, not_found::NotFound, overview::Overview};
use page_context::{PageContext, SiteFiles};

/// The HTML document around the app. Rendered on the server only.
#[must_use]
pub fn shell() -> impl IntoView {
    let context = page_context::current();
    let files = expect_context::<SiteFiles>();
    view! {
        <!DOCTYPE html>
        <html lang=context.lang.code() data-theme=context.theme.as_str()>
            <head>
                <Head context=context.clone() files/>
                <MetaTags/>
            </head>
            <body>
                <App/>
                <page::panic_dialog::PanicDialog/>
            </body>
        </html>
    }
}

#[component]
fn Head(context: PageContext, files: SiteFiles) -> impl IntoView {
    let is_answer = context.form_result.is_some() || context.job_question.is_some();
    let reloads = context.job.as_ref().is_some_and(|job| job.state == contract::JobState::Running) && !is_answer;
    let json = serde_json::to_string(&context).unwrap_or_default();
    let needs =
        current_lazy_page().map_or(&[][..], |lazy| lazy.chunks).iter().filter_map(|chunk| files.chunks.get(*chunk));
    let chunks: BTreeSet<_> = needs.flatten().cloned().collect();
    view! {
        <meta charset="utf-8"/>
        <meta name="viewport" content="width=device-width, initial-scale=1"/>
        <meta name="color-scheme" content="light dark"/>
        // Without script, the page shows the progress of a job by reloading itself.
        {reloads.then(|| view! { <noscript><meta http-equiv="refresh" content="2"/></noscript> })}
        <meta name=page_context::META_NAME content=json/>
        <page::FileLinks files=files.clone()/>
        // The result of a plain form is served at the form's address, which is not a route of the app.
        {files.wasm.zip(files.js).filter(|_| !is_answer).map(|(wasm, js)| view! { <Hydration wasm js chunks/> })}
    }
}

/// Hydrates the server-rendered document once the code of its page is loaded. If it cannot be loaded, the page stays
/// complete and works without script.
#[cfg(target_arch = "wasm32")]
pub async fn hydrate_app() {
    let path = window().location().pathname().unwrap_or_default();
    let is_loaded = match page::page_at(&path).and_then(|page| page.lazy) {
        Some(lazy) => lazy.load_code().await,
        None => true,
    };
    if is_loaded {
        leptos::mount::hydrate_body(App);
    }
}

/// The lazily loaded code of the requested page.
fn current_lazy_page() -> Option<page::lazy::Lazy> {
    let asked = use_context::<RequestUrl>()?.parse().ok()?;
    page::page_at(asked.path())?.lazy
}

/// Loads and starts the wasm. The document itself preloads all files, so that no request waits for another.
#[component]
fn Hydration(wasm: String, js: String, chunks: BTreeSet<String>) -> impl IntoView {
    let reload =
        format!("document.getElementById({:?}).onclick=()=>location.reload();", page::panic_dialog::RELOAD_BUTTON_ID);
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

/// Content of `<body>`, which is hydrated.
#[component]
#[must_use]
pub fn App() -> impl IntoView {
    provide_meta_context();
    async_view! {
        <Router>
            <Frame>
                <Routes fallback=NotFound>
                    <Route path=path!("/") view=Overview/>
                    <Route path=path!("/routing") view=lazy::routing::LAZY/>
                    <Route path=path!("/aliases") view=lazy::aliases::LAZY/>
                    <Route path=path!("/auth") view=lazy::credentials::LAZY/>
                    <Route path=path!("/scan") view=lazy::scan::LAZY/>
                    <Route path=path!("/agents") view=lazy::agents::LAZY/>
                    <Route path=path!("/history") view=lazy::history::LAZY/>
                    <Route path=path!("/start") view=lazy::start::LAZY/>
                    <Route path=path!("/settings") view=lazy::settings::LAZY/>
                </Routes>
            </Frame>
        </Router>
    }
}
