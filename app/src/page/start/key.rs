//! Second step: a key or token of the provider.

use leptos_router::components::A;

use super::facts::StartFacts;
use crate::{
    hook::focus_later,
    part::{KindSelect, PROVIDER_FIELD, SecretForm},
    prelude::*,
    text::{CredentialsText, FrameText, StartText, translate},
    ui::{Panel, RichText},
};

/// Id of the field.
const FIELD_ID: &str = "start-secret";

/// What the step shows.
#[derive(Debug, Clone, PartialEq, Eq)]
enum KeyState {
    NoProvider,
    /// The credential that pays.
    Set(String),
    /// The provider, and the variable that may have its key.
    Missing(String, Option<String>),
}

impl KeyState {
    fn find(facts: &StartFacts) -> Self {
        match (&facts.provider, facts.paying_credential()) {
            (None, _) => Self::NoProvider,
            (Some(_), Some(name)) => Self::Set(name),
            (Some(provider), None) => Self::Missing(provider.clone(), facts.key_variable()),
        }
    }
}

#[component]
pub(super) fn KeyStep(facts: ReadSignal<StartFacts>) -> impl IntoView {
    let state = Memo::new(move |_| facts.with(KeyState::find));
    let provider = Memo::new(move |_| facts.with(|facts| facts.provider.clone()));
    // The next step after a provider is chosen.
    Effect::new(move |was: Option<Option<String>>| {
        let now = provider.get();
        if was.is_some_and(|was| was != now) {
            focus_later(FIELD_ID);
        }
        now
    });
    let content = move || match state.get() {
        KeyState::NoProvider => view! { <p class="muted">{translate(StartText::ChooseFirst)}</p> }.into_any(),
        KeyState::Set(name) => view! {
            <p>
                <RichText text=translate(StartText::HasKey(name))/>
                " "
                <A href="/auth">{translate(FrameText::Credentials)}</A>
            </p>
        }
        .into_any(),
        KeyState::Missing(provider, variable) => view! { <KeyForm provider variable/> }.into_any(),
    };
    view! { <Panel id="start-key" name=translate(StartText::Key)>{content}</Panel> }
}

#[component]
fn KeyForm(provider: String, variable: Option<String>) -> impl IntoView {
    let is_anthropic = provider == "anthropic";
    let label = CredentialsText::SecretOf(provider.clone());
    view! {
        <p class="muted">
            <RichText text=translate(StartText::KeyHelp(variable))/>
        </p>
        <SecretForm id=FIELD_ID.to_owned() label button=CredentialsText::StoreKey hidden=vec![(PROVIDER_FIELD, provider)]>
            <KindSelect id="start-kind".to_owned() is_anthropic/>
        </SecretForm>
    }
}
