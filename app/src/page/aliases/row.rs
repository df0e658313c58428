//! One alias: what it stands for, and, opened, the form that lets it stand for something else.

use std::sync::Arc;

use contract::{AddAlias, AliasInfo, AliasList, Op, RemoveAlias, Role, Use};
use leptos::{either::Either, prelude::*};

use super::{
    add::FIRST,
    state::{self, Key, State, find},
};
use crate::{
    facts,
    hook::{draft, focus_later},
    part::{OpForm, Picker},
    text::{AliasesText, say},
    ui::{Badge, Cell, Fold, Rich, Tone, close_later, seen},
};

/// What the forms call the alias and the model.
pub(super) const ALIAS: &str = "op[alias]";
pub(super) const MODEL: &str = "op[model]";

/// Which form it was: both send the same operation. The server passes it over.
pub(super) const FROM: &str = "from";

#[component]
pub(super) fn Row(key: Key, list: ReadSignal<AliasList>) -> impl IntoView {
    let alias = key.0.clone();
    let id = state::id(&key);
    let found = Memo::new(move |_| list.with(|list| find(list, &key)));
    let hidden = vec![(FROM, id.clone()), (ALIAS, alias.clone())];
    let answered = facts::current().answered;
    let sent = answered.and_then(|answered| answered.draft(AddAlias::PATH, &hidden, MODEL));
    let open = sent.is_some();
    let name = alias.clone();
    let reason = move || found.get().and_then(|(info, state)| why(info, state));
    let change = view! { <ChangeForm id=id.clone() alias=alias.clone() hidden sent/> };
    let head = view! {
        <Cell name=say(AliasesText::Alias)>
            <span class="ref rows__name">{seen(&name)}</span>
        </Cell>
        <Cell name=say(AliasesText::Model)>
            <span class="ref">{move || found.get().map(|(info, _)| seen(&info.model))}</span>
        </Cell>
        <Cell name=say(AliasesText::UsedIn)>{move || found.get().map(|(info, _)| uses(info.used_in))}</Cell>
        <Cell name=say(AliasesText::State)>{move || found.get().map(|(_, state)| badge(state))}</Cell>
    };
    view! {
        <li class="rows__row">
            <Fold id open head>
                {move || reason().map(|text| view! { <p class="muted"><Rich text/></p> })} {change}
            </Fold>
            <RemoveForm alias/>
        </li>
    }
}

fn uses(uses: Vec<Use>) -> impl IntoView {
    if uses.is_empty() {
        return Either::Left(view! { <span class="muted">{say(AliasesText::NotUsed)}</span> });
    }
    let line = |place| view! { <span class="rows__line"><Rich text=say(AliasesText::Use(place))/></span> " " };
    Either::Right(uses.into_iter().map(line).collect_view())
}

fn badge(state: State) -> impl IntoView {
    let (tone, word) = match state {
        State::Works => (Tone::Ok, AliasesText::Works),
        State::BuiltIn => (Tone::Plain, AliasesText::BuiltIn),
        State::Shadowed => (Tone::Warn, AliasesText::Shadowed),
        State::Nowhere => (Tone::Bad, AliasesText::Nowhere),
    };
    view! { <Badge tone word=say(word)/> }
}

fn why(info: AliasInfo, state: State) -> Option<String> {
    let text = match state {
        State::Works => return None,
        State::BuiltIn => AliasesText::WhyBuiltIn,
        State::Shadowed => AliasesText::WhyShadowed(info.alias),
        State::Nowhere => AliasesText::WhyNowhere(info.model),
    };
    Some(say(text))
}

#[component]
fn ChangeForm(id: String, alias: String, hidden: Vec<(&'static str, String)>, sent: Option<String>) -> impl IntoView {
    let typed = draft(format!("change {id}"), sent);
    let field = format!("{id}-model");
    let (label, button) = (AliasesText::NewModel(alias.clone()), AliasesText::ChangeOne(alias.clone()));
    let op = move || AddAlias { alias: alias.clone(), model: typed.get_untracked(), force: false };
    let done = Arc::new(move || {
        typed.set(String::new());
        close_later(id.clone());
    });
    view! {
        <OpForm op hidden done class="form">
            <Picker
                id=field
                name=MODEL
                label=say(label)
                example=say(AliasesText::ModelExample)
                role=Role::Text
                typed
                is_labelled=true
            />
            <button class="button" aria-label=say(button)>
                {say(AliasesText::Change)}
            </button>
        </OpForm>
    }
}

#[component]
fn RemoveForm(alias: String) -> impl IntoView {
    let hidden = vec![(ALIAS, alias.clone())];
    let label = say(AliasesText::RemoveOne(alias.clone()));
    let op = move || RemoveAlias { alias: alias.clone() };
    // The row goes away, and with it the button that had the focus.
    let done = Arc::new(|| focus_later(FIRST));
    view! {
        <OpForm op hidden done class="rows__action">
            <button class="button button--quiet" aria-label=label>
                {say(AliasesText::Remove)}
            </button>
        </OpForm>
    }
}
