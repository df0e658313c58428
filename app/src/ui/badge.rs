//! Status badge with label, symbol and color: never color alone.

use leptos::prelude::*;

/// Severity of a badge.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tone {
    Ok,
    Warn,
    Bad,
    Plain,
}

impl Tone {
    const fn css_class(self) -> &'static str {
        match self {
            Self::Ok => "badge badge--ok",
            Self::Warn => "badge badge--warn",
            Self::Bad => "badge badge--bad",
            Self::Plain => "badge",
        }
    }

    /// Symbol of the tone. The route diagram of the server has the same ones.
    const fn symbol(self) -> &'static str {
        match self {
            Self::Ok => "●",
            Self::Warn => "▲",
            Self::Bad => "✕",
            Self::Plain => "○",
        }
    }
}

#[component]
pub(crate) fn Badge(tone: Tone, #[prop(into)] label: String) -> impl IntoView {
    view! {
        <span class=tone.css_class()>
            <span class="badge__shape" aria-hidden="true">
                {tone.symbol()}
            </span>
            {label}
        </span>
    }
}
