//! Sign-in page: plain HTML with an inline script of a few lines, no wasm.
//!
//! The script is inline because a separate file could come from the browser's cache, where another program that used
//! this port before may have left its own file.

use super::FileLinks;
use crate::{
    page_context::{PageContext, SiteFiles},
    prelude::*,
    text::{LoginText, translate},
    ui::RichText,
};

/// Why the previous sign-in code was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LoginError {
    /// Not a valid code, or an expired one.
    WrongCode,
    /// Already used.
    CodeAlreadyUsed,
    /// Too many wrong codes, with the seconds until the limit ends.
    RateLimited(u64),
}

/// Parameters of the sign-in page.
#[derive(Debug, Clone, Default)]
pub struct LoginPageParams {
    /// Nonce of the inline script, which the content security policy names.
    pub nonce: String,
    /// Page to open after sign-in. `None`: the first page.
    pub return_to: Option<String>,
    /// Error of the previous sign-in.
    pub error: Option<LoginError>,
}

const SCRIPT: &str = include_str!("login.js");

/// Renders the whole document.
#[must_use]
pub fn login_document(context: PageContext, files: SiteFiles, asked: LoginPageParams) -> String {
    let owner = Owner::new();
    let html = owner.with(|| {
        provide_context(context.clone());
        view! { <Document context files asked/> }.to_html()
    });
    format!("<!DOCTYPE html>{html}")
}

#[component]
fn Document(context: PageContext, files: SiteFiles, asked: LoginPageParams) -> impl IntoView {
    let LoginPageParams { nonce, return_to, error } = asked;
    // The title must not contain the home: it is not public before sign-in.
    let title = translate(LoginText::WindowTitle { host: context.host.clone() });
    view! {
        <html lang=context.lang.code() data-theme=context.theme.as_str()>
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
                    <h1>{translate(LoginText::Title)}</h1>
                    <p>
                        <RichText text=translate(LoginText::Body)/>
                    </p>
                    <LoginForm refusal=error next=return_to/>
                </main>
            </body>
        </html>
    }
}

#[component]
fn LoginForm(refusal: Option<LoginError>, next: Option<String>) -> impl IntoView {
    let message = refusal.map(|refusal| match refusal {
        LoginError::WrongCode => LoginText::WrongCode,
        LoginError::CodeAlreadyUsed => LoginText::CodeAlreadyUsed,
        LoginError::RateLimited(_) => LoginText::RateLimited,
    });
    let described = if message.is_some() { "code-help code-error" } else { "code-help" };
    view! {
        <form method="post" action="/login" class="field" id="login">
            <input type="hidden" name="next" value=next.unwrap_or_default()/>
            <label for="code">{translate(LoginText::CodeLabel)}</label>
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
            {message.map(|text| view! { <p class="field__error" id="code-error" role="alert">{translate(text)}</p> })}
            <p class="field__help" id="code-help">
                <RichText text=translate(LoginText::NewCodeHelp)/>
            </p>
            <button class="button button--primary">{translate(LoginText::Submit)}</button>
        </form>
    }
}
