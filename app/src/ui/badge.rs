//! A state: word, shape and colour together, never colour alone.

use leptos::prelude::*;

/// How a state is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tone {
    Ok,
    Warn,
    Bad,
    Plain,
}

impl Tone {
    const fn class(self) -> &'static str {
        match self {
            Self::Ok => "badge badge--ok",
            Self::Warn => "badge badge--warn",
            Self::Bad => "badge badge--bad",
            Self::Plain => "badge",
        }
    }

    /// Also where no badge can stand, in a picture.
    pub(crate) const fn shape(self) -> &'static str {
        match self {
            Self::Ok => "●",
            Self::Warn => "▲",
            Self::Bad => "✕",
            Self::Plain => "○",
        }
    }
}

#[component]
pub(crate) fn Badge(tone: Tone, #[prop(into)] word: String) -> impl IntoView {
    view! {
        <span class=tone.class()>
            <span class="badge__shape" aria-hidden="true">
                {tone.shape()}
            </span>
            {word}
        </span>
    }
}
