//! The first page of a home that is not there yet.

use leptos::prelude::*;

use crate::{
    text::{OverviewText, say},
    ui::{CopyButton, Panel, Rich},
};

/// What a first configuration may look like: a primary and one model behind it.
const EXAMPLE: &str = r#"{
  "agents": {
    "defaults": {
      "model": {
        "primary": "anthropic/claude-opus-4-5",
        "fallbacks": ["openai/gpt-5.2"]
      }
    }
  }
}
"#;

#[component]
pub(super) fn Welcome(path: String) -> impl IntoView {
    view! {
        <p class="answer">{say(OverviewText::NewTitle)}</p>
        <Panel id="welcome" name=say(OverviewText::NewStart)>
            <p>
                <Rich text=say(OverviewText::NewBody)/>
            </p>
            <p>
                <Rich text=say(OverviewText::NewHow { path })/>
            </p>
            <div class="example">
                <pre tabindex="0">{EXAMPLE}</pre>
                <CopyButton text=EXAMPLE/>
            </div>
            <p class="muted" data-needs-script>
                {say(OverviewText::NewLive)}
            </p>
        </Panel>
    }
}
