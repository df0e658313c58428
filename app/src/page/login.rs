//! Sign-in: plain HTML and a script of a few lines, no wasm.
//!
//! The script stands in the document. As a file of its own it could come out of the browser's cache, where another program
//! that had this port before us may have left its own.

use leptos::prelude::*;

use super::FileLinks;
use crate::{
    facts::{Facts, SiteFiles},
    text::{LoginText, say},
    ui::Rich,
};

/// What went wrong with the code before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// Not a code, or an old one.
    Wrong,
    /// It was used before.
    Used,
    /// Too many wrong ones; seconds until another wrong one is called just that.
    Slow(u64),
}

/// What makes this page another than the last one.
#[derive(Debug, Clone, Default)]
pub struct Asked {
    /// The policy of the answer names it.
    pub nonce: String,
    /// Where to go afterwards, if not to the first page.
    pub next: Option<String>,
    /// What came of the code before.
    pub refusal: Option<Refusal>,
}

const SCRIPT: &str = include_str!("login.js");

/// The whole document.
#[must_use]
pub fn document(facts: Facts, files: SiteFiles, asked: Asked) -> String {
    let owner = Owner::new();
    let html = owner.with(|| {
        provide_context(facts.clone());
        view! { <Document facts files asked/> }.to_html()
    });
    format!("<!DOCTYPE html>{html}")
}

#[component]
fn Document(facts: Facts, files: SiteFiles, asked: Asked) -> impl IntoView {
    let Asked { nonce, next, refusal } = asked;
    // The home is nobody's business before sign-in.
    let title = say(LoginText::Window { host: facts.host.clone() });
    view! {
        <html lang=facts.lang.code() data-theme=facts.theme.word()>
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1"/>
                <meta name="color-scheme" content="light dark"/>
                <title>{title}</title>
                <FileLinks files/>
                <script type="module" nonce=nonce>
                    {SCRIPT}
                </script>
            </head>
            <body>
                <main class="login">
                    <p class="brand">
                        <span class="brand__sign" aria-hidden="true">
                            "◆"
                        </span>
                        "openclaw"
                    </p>
                    <h1>{say(LoginText::Title)}</h1>
                    <p>
                        <Rich text=say(LoginText::Body)/>
                    </p>
                    <Form refusal next/>
                </main>
            </body>
        </html>
    }
}

#[component]
fn Form(refusal: Option<Refusal>, next: Option<String>) -> impl IntoView {
    let message = refusal.map(|refusal| match refusal {
        Refusal::Wrong => LoginText::Wrong,
        Refusal::Used => LoginText::Used,
        Refusal::Slow(_) => LoginText::Slow,
    });
    let described = if message.is_some() { "code-help code-error" } else { "code-help" };
    view! {
        <form method="post" action="/login" class="field" id="login">
            <input type="hidden" name="next" value=next.unwrap_or_default()/>
            <label for="code">{say(LoginText::Code)}</label>
            <input
                id="code"
                name="code"
                class="input"
                type="text"
                required
                autofocus
                autocomplete="off"
                autocapitalize="none"
                spellcheck="false"
                aria-describedby=described
                aria-invalid=message.is_some().then_some("true")
            />
            {message.map(|text| view! { <p class="field__error" id="code-error" role="alert">{say(text)}</p> })}
            <p class="field__help" id="code-help">
                <Rich text=say(LoginText::NewCode)/>
            </p>
            <button class="button button--primary">{say(LoginText::Submit)}</button>
        </form>
    }
}
