//! Form to add a model: at the end of the chain, or as the primary if there is none.

use std::sync::Arc;

use contract::{AddFallback, Op, SetModel};
use leptos::either::Either;

use super::chain_list::ChainList;
use crate::{
    hook::{focus_later, use_draft},
    page_context,
    part::{OpForm, Picker, Rows, SharedCallback},
    prelude::*,
    text::{ChainText, translate},
};

const MODEL_FIELD: &str = "op[model]";

#[component]
pub(super) fn AddModelForm(list: ChainList) -> impl IntoView {
    let hidden = list.hidden_fields();
    let result = page_context::current().form_result;
    let sent = |path, hidden: &[_]| result.as_ref()?.field_value(path, hidden, MODEL_FIELD);
    let sent = sent(AddFallback::PATH, &hidden).or_else(|| sent(SetModel::PATH, &first_primary_fields(list)));
    let agent_id = list.agent().unwrap_or_default();
    let typed = use_draft(format!("add {} {agent_id}", list.role.as_str()), sent);
    let has_primary = Memo::new(move |_| list.reorder.rows.with(Rows::has_primary));
    let on_written: SharedCallback = Arc::new(move || {
        typed.set(String::new());
        focus_later(list.field_id());
    });
    move || {
        let on_written = on_written.clone();
        keep_focus(list.field_id());
        if has_primary.get() {
            Either::Left(view! { <AddFallbackForm list typed on_written/> })
        } else {
            Either::Right(view! { <FirstPrimaryForm list typed on_written/> })
        }
    }
}

/// Keeps the focus in the field when its form is replaced because a primary was set or removed.
fn keep_focus(id: &'static str) {
    #[cfg(target_arch = "wasm32")]
    if document().active_element().is_some_and(|element| element.id() == id) {
        focus_later(id);
    }
    #[cfg(not(target_arch = "wasm32"))]
    let _ = id;
}

#[component]
fn AddFallbackForm(list: ChainList, typed: RwSignal<String>, on_written: SharedCallback) -> impl IntoView {
    let op = move || AddFallback {
        role: list.role,
        agent: list.agent(),
        model: typed.get_untracked(),
        ..AddFallback::default()
    };
    let label = translate(ChainText::AddFallbackLabel(list.role));
    view! {
        <OpForm op hidden=list.hidden_fields() on_written class="add" typed>
            <Picker id=list.field_id() name=MODEL_FIELD label example=translate(ChainText::Example) role=list.role agent=list.agent() typed/>
            <button class="button">{translate(ChainText::Add)}</button>
        </OpForm>
    }
}

/// Hidden fields of the form for a first primary. The form to change a primary also sends `SetModel`; `from` tells the
/// two forms apart.
fn first_primary_fields(list: ChainList) -> Vec<(&'static str, String)> {
    list.hidden_fields().into_iter().chain([("from", "add".to_owned())]).collect()
}

#[component]
fn FirstPrimaryForm(list: ChainList, typed: RwSignal<String>, on_written: SharedCallback) -> impl IntoView {
    let op =
        move || SetModel { role: list.role, agent: list.agent(), model: typed.get_untracked(), ..SetModel::default() };
    let label = translate(ChainText::SetPrimaryLabel(list.role));
    let is_asked_for = list.is_changing.get_untracked();
    view! {
        <OpForm op hidden=first_primary_fields(list) on_written class="add" typed>
            <Picker id=list.field_id() name=MODEL_FIELD label example=translate(ChainText::Example) role=list.role agent=list.agent() typed is_asked_for/>
            <button class="button">{translate(ChainText::Set)}</button>
        </OpForm>
    }
}
