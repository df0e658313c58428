//! First step: the provider.

use super::{PROVIDER_PARAM, facts::StartFacts};
use crate::{
    prelude::*,
    text::{StartText, translate},
    ui::{ErrorPanel, Panel},
};

/// The providers that most people use. All others are in the list of the field.
const COMMON: [&str; 6] = ["anthropic", "openai", "google", "openrouter", "xai", "mistral"];

#[component]
pub(super) fn ProviderStep(facts: ReadSignal<StartFacts>) -> impl IntoView {
    let chosen = Memo::new(move |_| facts.with(|facts| facts.provider.clone()));
    let error = Memo::new(move |_| facts.with(|facts| facts.provider_error.clone()));
    let known = facts.with_untracked(StartFacts::known_providers);
    let others: Vec<_> = known.into_iter().filter(|id| !COMMON.contains(&id.as_str())).collect();
    let options = others.into_iter().map(|id| view! { <option value=id></option> }).collect_view();
    let link = move |id: &'static str| {
        let is_current = move || chosen.with(|chosen| chosen.as_deref() == Some(id)).then_some("true");
        view! {
            <li>
                <a
                    href=format!("/start?{PROVIDER_PARAM}={id}")
                    class="switch__link ref"
                    aria-current=is_current
                >
                    {id}
                </a>
            </li>
        }
    };
    let other = move || {
        let other = chosen.get().filter(|chosen| !COMMON.contains(&chosen.as_str()));
        other.map(|id| view! { <li><span class="switch__link ref" aria-current="true">{id}</span></li> })
    };
    view! {
        <Panel id="start-provider" name=translate(StartText::Provider)>
            <nav class="switch" aria-label=translate(StartText::Providers)>
                <ul>{COMMON.map(link).into_iter().collect_view()} {other}</ul>
            </nav>
            {move || error.get().map(|error| view! { <ErrorPanel error/> })}
            <form method="get" action="/start" class="form">
                <div class="field">
                    <label for="start-other">{translate(StartText::OtherProvider)}</label>
                    <input
                        id="start-other"
                        class="input"
                        name=PROVIDER_PARAM
                        required
                        list="start-providers"
                        autocomplete="off"
                        autocapitalize="none"
                        spellcheck="false"
                        placeholder="groq"
                    />
                    <datalist id="start-providers">{options}</datalist>
                </div>
                <button class="button">{translate(StartText::Continue)}</button>
            </form>
        </Panel>
    }
}
