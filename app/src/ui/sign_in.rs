//! The way back in when a session has ended.

use leptos::prelude::*;

use crate::text::{FrameText, say};

/// Loads the page anew, which nobody is signed in for: the server asks for a code and leads back. The app's own router
/// lets it pass.
#[component]
pub(crate) fn SignIn() -> impl IntoView {
    view! {
        <a href="" rel="external">
            {say(FrameText::SignInAgain)}
        </a>
    }
}
