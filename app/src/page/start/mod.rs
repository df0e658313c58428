//! First-run page: from nothing to a model that answers, in three steps. A provider is chosen by a link, so that every
//! step works without script.

mod by_hand;
mod facts;
mod key;
mod model;
mod provider;

use leptos_router::{components::A, hooks::use_query_map};

use crate::{
    hook::{follow_attention, live_resource_for},
    part::PageLayout,
    prelude::*,
    text::{AnswerText, FrameText, StartText, translate},
    ui::{Loaded, RichText},
};
use facts::{StartFacts, load_facts};

/// Query parameter: the chosen provider.
const PROVIDER_PARAM: &str = "provider";

#[component]
pub(crate) fn Start() -> impl IntoView {
    let query = use_query_map();
    let typed =
        Memo::new(move |_| query.with(|query| query.get(PROVIDER_PARAM)).filter(|typed| !typed.trim().is_empty()));
    let facts = live_resource_for(typed, load_facts);
    view! {
        <PageLayout name=translate(FrameText::Start)>
            <Loaded data=facts view=|facts| view! { <Content facts/> }/>
        </PageLayout>
    }
}

#[component]
fn Content(facts: ReadSignal<StartFacts>) -> impl IntoView {
    follow_attention(Memo::new(move |_| facts.with(|facts| facts.status.needs_attention)));
    let sentence = Memo::new(move |_| facts.with(sentence));
    let has_model = Memo::new(move |_| facts.with(StartFacts::has_model));
    let path = facts.with_untracked(|facts| facts.status.config.display_path.clone());
    let is_new = Memo::new(move |_| facts.with(|facts| facts.status.is_new_home()));
    view! {
        <p class="answer">{move || view! { <RichText text=sentence.get()/> }}</p>
        {move || has_model.get().then(|| view! { <p><A href="/">{translate(StartText::SeeOverview)}</A></p> })}
        <provider::ProviderStep facts/>
        <key::KeyStep facts/>
        <model::ModelStep facts/>
        {move || is_new.get().then(|| view! { <by_hand::ByHand path=path.clone()/> })}
    }
}

/// Which model answers, or what is left to do.
fn sentence(facts: &StartFacts) -> String {
    match (facts.has_model(), facts.paying_credential()) {
        (true, _) => translate(AnswerText { agent: None, answer: facts.status.answer.clone() }),
        (false, Some(_)) => translate(StartText::ModelLeft),
        (false, None) => translate(StartText::NothingYet),
    }
}
