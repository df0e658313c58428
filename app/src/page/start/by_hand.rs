//! Example of a first configuration.

use crate::{
    prelude::*,
    text::{StartText, translate},
    ui::{CopyButton, Panel, RichText},
};

/// A primary and one fallback.
const EXAMPLE_CONFIG: &str = r#"{
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
pub(super) fn ByHand(path: String) -> impl IntoView {
    view! {
        <Panel id="by-hand" name=translate(StartText::ByHand)>
            <p>
                <RichText text=translate(StartText::ByHandHelp(path))/>
            </p>
            <div class="example">
                <pre tabindex="0">{EXAMPLE_CONFIG}</pre>
                <CopyButton text=EXAMPLE_CONFIG/>
            </div>
            <p class="muted" data-needs-script>
                {translate(StartText::LiveHelp)}
            </p>
        </Panel>
    }
}
