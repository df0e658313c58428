//! Link to sign in again after the session has ended.

use crate::{
    prelude::*,
    text::{FrameText, translate},
};

/// Reloads the page without a session: the server asks for a sign-in code and leads back. `rel="external"` keeps the
/// app's router from handling the link.
#[component]
pub(crate) fn SignInLink() -> impl IntoView {
    view! {
        <a href="" rel="external">
            {translate(FrameText::SignInAgain)}
        </a>
    }
}
