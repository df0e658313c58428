//! One more model: behind all others, or first when there is none.

use std::sync::Arc;

use contract::{AddFallback, Op, SetModel};
use leptos::{either::Either, prelude::*};

use super::{list::List, state::Rows};
use crate::{
    facts,
    hook::{Act, draft, focus_later},
    part::{OpForm, Picker},
    text::{ChainText, say},
};

const MODEL_FIELD: &str = "op[model]";

#[component]
pub(super) fn AddForm(list: List) -> impl IntoView {
    let hidden = list.hidden();
    let answered = facts::current().answered;
    let sent = |path, hidden: &[_]| answered.as_ref()?.draft(path, hidden, MODEL_FIELD);
    let sent = sent(AddFallback::PATH, &hidden).or_else(|| sent(SetModel::PATH, &first_hidden(list)));
    let whose = list.agent().unwrap_or_default();
    let typed = draft(format!("add {} {whose}", list.role.word()), sent);
    let has_primary = Memo::new(move |_| list.rows.with(Rows::has_primary));
    let done: Act = Arc::new(move || {
        typed.set(String::new());
        focus_later(list.field_id());
    });
    move || {
        let done = done.clone();
        keep_focus(list.field_id());
        if has_primary.get() {
            Either::Left(view! { <Behind list typed done/> })
        } else {
            Either::Right(view! { <First list typed done/> })
        }
    }
}

/// The field becomes another one when a primary comes or goes. Who is typing goes on typing.
fn keep_focus(id: &'static str) {
    #[cfg(target_arch = "wasm32")]
    if document().active_element().is_some_and(|element| element.id() == id) {
        focus_later(id);
    }
    #[cfg(not(target_arch = "wasm32"))]
    let _ = id;
}

#[component]
fn Behind(list: List, typed: RwSignal<String>, done: Act) -> impl IntoView {
    let op = move || AddFallback {
        role: list.role,
        agent: list.agent(),
        model: typed.get_untracked(),
        ..AddFallback::default()
    };
    let label = say(ChainText::AddTo(list.role));
    view! {
        <OpForm op hidden=list.hidden() done class="add">
            <Picker id=list.field_id() name=MODEL_FIELD label example=say(ChainText::Example) role=list.role typed/>
            <button class="button">{say(ChainText::Add)}</button>
        </OpForm>
    }
}

/// The fields of the form for a first primary. The form that changes one sends the same operation.
fn first_hidden(list: List) -> Vec<(&'static str, String)> {
    list.hidden().into_iter().chain([("from", "add".to_owned())]).collect()
}

#[component]
fn First(list: List, typed: RwSignal<String>, done: Act) -> impl IntoView {
    let op =
        move || SetModel { role: list.role, agent: list.agent(), model: typed.get_untracked(), ..SetModel::default() };
    let label = say(ChainText::SetFirst(list.role));
    let is_asked_for = list.is_changing.get_untracked();
    view! {
        <OpForm op hidden=first_hidden(list) done class="add">
            <Picker id=list.field_id() name=MODEL_FIELD label example=say(ChainText::Example) role=list.role typed is_asked_for/>
            <button class="button">{say(ChainText::Set)}</button>
        </OpForm>
    }
}
