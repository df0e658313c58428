//! Row of an alias: its model and state, and forms to change, rename and remove it.

use std::sync::Arc;

use contract::{AddAlias, AliasInfo, AliasList, AliasUse, Op, RemoveAlias, RenameAlias, Role};
use leptos::either::Either;

use super::{
    fields::{ALIAS_FIELD, FIRST_FIELD_ID, FORM_ID_FIELD, MODEL_FIELD},
    state::{self, AliasState, RowKey, find_row},
};
use crate::{
    hook::{focus_later, focus_when_present, use_draft},
    page_context,
    part::{OpForm, Picker},
    prelude::*,
    text::{AliasesText, translate},
    ui::{
        Badge, Disclosure, DisclosureCell, Field, RichText, Tone, close_disclosure_later, escape_hidden_owned, head_id,
        marks_badge,
    },
};

/// Name of the field for a new name.
const NEW_NAME_FIELD: &str = "op[to]";

#[component]
pub(super) fn AliasRow(key: RowKey, list: ReadSignal<AliasList>) -> impl IntoView {
    let alias = key.0.clone();
    let id = state::row_id(&key);
    let found = Memo::new(move |_| list.with(|list| find_row(list, &key)));
    let hidden = vec![(FORM_ID_FIELD, id.clone()), (ALIAS_FIELD, alias.clone())];
    let result = page_context::current().form_result;
    let sent = |path, field| result.as_ref().and_then(|result| result.field_value(path, &hidden, field));
    let (sent, sent_name) = (sent(AddAlias::PATH, MODEL_FIELD), sent(RenameAlias::PATH, NEW_NAME_FIELD));
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
    let reason = move || found.get().and_then(|(info, state)| state_reason(info, state));
    let change = view! { <ChangeForm id=id.clone() alias=alias.clone() hidden sent/> };
    let head = view! {
        <DisclosureCell name=translate(AliasesText::Alias)>
            <span class="ref rows__name">{escape_hidden_owned(&name)}</span>
        </DisclosureCell>
        <DisclosureCell name=translate(AliasesText::Model)>
            <span class="ref">{move || found.get().map(|(info, _)| escape_hidden_owned(&info.model))}</span>
            {move || found.get().and_then(|(info, _)| marks_badge(&info.marks)).map(|(tone, label)| view! { <Badge tone label/> })}
        </DisclosureCell>
        <DisclosureCell name=translate(AliasesText::UsedIn)>{move || found.get().map(|(info, _)| use_lines(info.used_in, info.model_in))}</DisclosureCell>
        <DisclosureCell name=translate(AliasesText::State)>{move || found.get().map(|(_, state)| state_badge(state))}</DisclosureCell>
    };
    view! {
        <li class="rows__row">
            <Disclosure id open head>
                {move || reason().map(|text| view! { <p class="muted"><RichText text/></p> })} {change} {rename}
            </Disclosure>
            <RemoveForm alias/>
        </li>
    }
}

fn use_lines(used_in: Vec<AliasUse>, model_in: Vec<AliasUse>) -> impl IntoView {
    let uses: Vec<_> = used_in
        .into_iter()
        .map(AliasesText::UsedInStep)
        .chain(model_in.into_iter().map(AliasesText::ModelInStep))
        .collect();
    if uses.is_empty() {
        return Either::Left(view! { <span class="muted">{translate(AliasesText::NotUsed)}</span> });
    }
    let line = |text| view! { <span class="rows__line"><RichText text=translate(text)/></span> " " };
    Either::Right(uses.into_iter().map(line).collect_view())
}

fn state_badge(state: AliasState) -> impl IntoView {
    let (tone, word) = match state {
        AliasState::Works => (Tone::Ok, AliasesText::Works),
        AliasState::BuiltIn => (Tone::Plain, AliasesText::BuiltIn),
        AliasState::Shadowed => (Tone::Warn, AliasesText::Shadowed),
        AliasState::NoSuchModel => (Tone::Bad, AliasesText::NoSuchModel),
    };
    view! { <Badge tone label=translate(word)/> }
}

fn state_reason(info: AliasInfo, state: AliasState) -> Option<String> {
    let text = match state {
        AliasState::Works => return None,
        AliasState::BuiltIn => AliasesText::WhyBuiltIn,
        AliasState::Shadowed => AliasesText::WhyShadowed(info.alias),
        AliasState::NoSuchModel => AliasesText::WhyNoSuchModel(info.model),
    };
    Some(translate(text))
}

#[component]
fn ChangeForm(id: String, alias: String, hidden: Vec<(&'static str, String)>, sent: Option<String>) -> impl IntoView {
    let typed = use_draft(format!("change {id}"), sent);
    let field = format!("{id}-model");
    let (label, button) = (AliasesText::NewModel(alias.clone()), AliasesText::ChangeOne(alias.clone()));
    let op = move || AddAlias { alias: alias.clone(), model: typed.get_untracked(), force: false };
    let on_written = Arc::new(move || {
        typed.set(String::new());
        close_disclosure_later(id.clone());
    });
    view! {
        <OpForm op hidden on_written class="form" typed>
            <Picker
                id=field
                name=MODEL_FIELD
                label=translate(label)
                example=translate(AliasesText::ModelExample)
                role=Role::Text
                typed
                is_labelled=true
            />
            <button class="button" aria-label=translate(button)>
                {translate(AliasesText::Change)}
            </button>
        </OpForm>
    }
}

#[component]
fn RenameForm(id: String, alias: String, hidden: Vec<(&'static str, String)>, sent: Option<String>) -> impl IntoView {
    let typed = use_draft(format!("rename {id}"), sent);
    let field = format!("{id}-name");
    let (label, button) = (AliasesText::NewName(alias.clone()), AliasesText::RenameOne(alias.clone()));
    // The row and its typed text may be gone before the response arrives, so the name is kept.
    let name = ArcStoredValue::new(String::new());
    let typed_name = name.clone();
    let op = move || {
        typed_name.set_value(typed.get_untracked());
        RenameAlias { alias: alias.clone(), to: typed_name.get_value(), name_only: false }
    };
    // The row of the new name appears with the next response.
    let on_written = Arc::new(move || {
        typed.try_set(String::new());
        focus_when_present(head_id(&state::row_id(&(name.get_value().trim().to_owned(), 0))));
    });
    view! {
        <OpForm op hidden on_written class="form">
            <Field id=field name=NEW_NAME_FIELD label=translate(label) typed example=translate(AliasesText::NameExample)/>
            <button class="button" aria-label=translate(button)>
                {translate(AliasesText::Rename)}
            </button>
        </OpForm>
    }
}

#[component]
fn RemoveForm(alias: String) -> impl IntoView {
    let hidden = vec![(ALIAS_FIELD, alias.clone()), ("op[writeOut]", "true".to_owned())];
    let label = translate(AliasesText::RemoveOne(alias.clone()));
    let op = move || RemoveAlias { alias: alias.clone(), write_out: true, force: false };
    // The row is removed, and with it the button that had the focus.
    let on_written = Arc::new(|| focus_later(FIRST_FIELD_ID));
    view! {
        <OpForm op hidden on_written class="rows__action">
            <button class="button button--quiet" aria-label=label>
                {translate(AliasesText::Remove)}
            </button>
        </OpForm>
    }
}
