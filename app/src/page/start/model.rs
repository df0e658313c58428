//! Third step: the model that answers.

use std::sync::Arc;

use contract::{Op, Role, SetModel};
use leptos::either::Either;
use leptos_router::{components::A, hooks::use_navigate};

use super::facts::StartFacts;
use crate::{
    page_context,
    part::{OpForm, Picker},
    prelude::*,
    text::{FrameText, StartText, translate},
    ui::{Panel, RichText},
};

const FIELD_ID: &str = "first-model";
const MODEL_FIELD: &str = "op[model]";

#[component]
pub(super) fn ModelStep(facts: ReadSignal<StartFacts>) -> impl IntoView {
    let set = Memo::new(move |_| facts.with(|facts| facts.has_model().then(|| facts.status.answer.model.clone())));
    let content = move || match set.get() {
        Some(model) => Either::Left(view! {
            <p>
                <RichText text=translate(StartText::HasModel(model))/>
                " "
                <A href="/routing">{translate(FrameText::Routing)}</A>
            </p>
        }),
        None => Either::Right(view! { <ModelForm facts/> }),
    };
    view! { <Panel id="start-model" name=translate(StartText::Model)>{content}</Panel> }
}

/// Form with the best model of the provider in its field.
#[component]
fn ModelForm(facts: ReadSignal<StartFacts>) -> impl IntoView {
    let best = Memo::new(move |_| facts.with(|facts| facts.models.first().cloned()).unwrap_or_default());
    let result = page_context::current().form_result;
    let sent = result.and_then(|result| result.field_value(SetModel::PATH, &[], MODEL_FIELD));
    let typed = RwSignal::new(sent.unwrap_or_else(|| best.get_untracked()));
    // Another provider has another model, unless a model was typed.
    Effect::new(move |was: Option<String>| {
        let best = best.get();
        if was.is_some_and(|was| typed.get_untracked() == was) {
            typed.set(best.clone());
        }
        best
    });
    let navigate = use_navigate();
    let op = move || SetModel { model: typed.get_untracked(), ..SetModel::default() };
    let on_written = Arc::new(move || navigate("/", leptos_router::NavigateOptions::default()));
    view! {
        <OpForm op hidden=vec![] on_written class="form" typed>
            <Picker
                id=FIELD_ID
                name=MODEL_FIELD
                label=translate(StartText::ModelLabel)
                example=translate(StartText::ModelExample)
                role=Role::Text
                typed
                is_labelled=true
            />
            <button class="button button--primary">{translate(StartText::SetModel)}</button>
        </OpForm>
    }
}
