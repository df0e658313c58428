//! One alias: what it stands for, and, opened, the form that lets it stand for something else.

use std::sync::Arc;

use contract::{AddAlias, AliasInfo, AliasList, Op, RemoveAlias, RenameAlias, Role, Use};
use leptos::{either::Either, prelude::*};

use super::{
    add::FIRST,
    state::{self, Key, State, find},
};
use crate::{
    facts,
    hook::{draft, focus_later, focus_when_there},
    part::{OpForm, Picker},
    text::{AliasesText, say},
    ui::{Badge, Cell, Field, Fold, Rich, Tone, close_later, head_id, seen},
};

/// What the forms call the alias and the model.
pub(super) const ALIAS: &str = "op[alias]";
pub(super) const MODEL: &str = "op[model]";
const NEW: &str = "op[to]";

/// Which form it was: both send the same operation. The server passes it over.
pub(super) const FROM: &str = "from";

#[component]
pub(super) fn Row(key: Key, list: ReadSignal<AliasList>) -> impl IntoView {
    let alias = key.0.clone();
    let id = state::id(&key);
    let found = Memo::new(move |_| list.with(|list| find(list, &key)));
    let hidden = vec![(FROM, id.clone()), (ALIAS, alias.clone())];
    let answered = facts::current().answered;
    let sent = |path, field| answered.as_ref().and_then(|answered| answered.draft(path, &hidden, field));
    let (sent, sent_name) = (sent(AddAlias::PATH, MODEL), sent(RenameAlias::PATH, NEW));
    let open = sent.is_some() || sent_name.is_some();
    let is_built_in = Memo::new(move |_| found.with(|found| found.as_ref().is_some_and(|(info, _)| info.is_built_in)));
    let rename = {
        let (id, alias, hidden) = (id.clone(), alias.clone(), hidden.clone());
        move || {
            let (id, alias, hidden, sent) = (id.clone(), alias.clone(), hidden.clone(), sent_name.clone());
            (!is_built_in.get()).then(|| view! { <RenameForm id alias hidden sent/> })
        }
    };
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
        <Cell name=say(AliasesText::UsedIn)>{move || found.get().map(|(info, _)| uses(info.used_in, info.model_in))}</Cell>
        <Cell name=say(AliasesText::State)>{move || found.get().map(|(_, state)| badge(state))}</Cell>
    };
    view! {
        <li class="rows__row">
            <Fold id open head>
                {move || reason().map(|text| view! { <p class="muted"><Rich text/></p> })} {change} {rename}
            </Fold>
            <RemoveForm alias/>
        </li>
    }
}

fn uses(used_in: Vec<Use>, model_in: Vec<Use>) -> impl IntoView {
    let uses: Vec<_> =
        used_in.into_iter().map(AliasesText::Use).chain(model_in.into_iter().map(AliasesText::ModelIn)).collect();
    if uses.is_empty() {
        return Either::Left(view! { <span class="muted">{say(AliasesText::NotUsed)}</span> });
    }
    let line = |text| view! { <span class="rows__line"><Rich text=say(text)/></span> " " };
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
fn RenameForm(id: String, alias: String, hidden: Vec<(&'static str, String)>, sent: Option<String>) -> impl IntoView {
    let typed = draft(format!("rename {id}"), sent);
    let field = format!("{id}-name");
    let (label, button) = (AliasesText::NewName(alias.clone()), AliasesText::RenameOne(alias.clone()));
    // This row, and what was typed into it, may be gone before the answer comes.
    let name = ArcStoredValue::new(String::new());
    let asked = name.clone();
    let op = move || {
        asked.set_value(typed.get_untracked());
        RenameAlias { alias: alias.clone(), to: asked.get_value(), name_only: false }
    };
    // The row of the new name comes with the next answer.
    let done = Arc::new(move || {
        typed.try_set(String::new());
        focus_when_there(head_id(&state::id(&(name.get_value().trim().to_owned(), 0))));
    });
    view! {
        <OpForm op hidden done class="form">
            <Field id=field name=NEW label=say(label) typed example=say(AliasesText::NameExample)/>
            <button class="button" aria-label=say(button)>
                {say(AliasesText::Rename)}
            </button>
        </OpForm>
    }
}

#[component]
fn RemoveForm(alias: String) -> impl IntoView {
    let hidden = vec![(ALIAS, alias.clone()), ("op[writeOut]", "true".to_owned())];
    let label = say(AliasesText::RemoveOne(alias.clone()));
    let op = move || RemoveAlias { alias: alias.clone(), write_out: true, force: false };
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
