//! Status badge with label, symbol and color: never color alone.

use crate::prelude::*;
pub(crate) use contract::Tone;

const fn css_class(tone: Tone) -> &'static str {
    match tone {
        Tone::Ok => "badge badge--ok",
        Tone::Warn => "badge badge--warn",
        Tone::Bad => "badge badge--bad",
        Tone::Plain => "badge",
    }
}

/// Symbol of a tone. The route diagram of the server has the same ones.
const fn symbol(tone: Tone) -> &'static str {
    match tone {
        Tone::Ok => "●",
        Tone::Warn => "▲",
        Tone::Bad => "✕",
        Tone::Plain => "○",
    }
}

#[component]
pub(crate) fn Badge(tone: Tone, #[prop(into)] label: String) -> impl IntoView {
    view! {
        <span class=css_class(tone)>
            <span class="badge__shape" aria-hidden="true">
                {symbol(tone)}
            </span>
            {label}
        </span>
    }
}
