//! Form to change the primary. A link in the primary's row opens it, on the same page with a query parameter.

use std::sync::Arc;

use contract::{Op, SetModel};
use leptos::ev::KeyboardEvent;
use leptos_router::{NavigateOptions, hooks::use_navigate};

use super::{chain_list::ChainList, state::RowView};
use crate::{
    hook::{focus_later, use_draft},
    page, page_context,
    part::{OpForm, Picker, SharedCallback},
    prelude::*,
    text::{ChainText, translate},
    ui::RichText,
};

const MODEL_FIELD: &str = "op[model]";
const KEEP_FIELD: &str = "op[keepOld]";

#[component]
pub(super) fn ChangeLink(list: ChainList) -> impl IntoView {
    let label = ChainText::ChangePrimary { role: list.role, agent: list.agent() };
    view! {
        <a
            class="button button--quiet step__change-link"
            href=page::change_primary_url(list.role, list.agent().as_deref())
            aria-label=translate(label)
        >
            {translate(ChainText::Change)}
        </a>
    }
}

/// Hidden fields of the plain form.
fn hidden_fields(list: ChainList) -> Vec<(&'static str, String)> {
    list.hidden_fields().into_iter().chain([("op[keepFallbacks]", "true".to_owned())]).collect()
}

/// Submitted model, and whether the old primary was to be kept.
fn submitted_fields(list: ChainList) -> Option<(String, bool)> {
    let result = page_context::current().form_result?;
    let field = |name| result.field_value(SetModel::PATH, &hidden_fields(list), name);
    Some((field(MODEL_FIELD)?, field(KEEP_FIELD).is_some()))
}

/// Whether the page is the result of this form.
pub(super) fn was_submitted(list: ChainList) -> bool {
    submitted_fields(list).is_some()
}

#[component]
pub(super) fn ChangeForm(list: ChainList, shown: Memo<RowView>) -> impl IntoView {
    let (sent, keeps) = submitted_fields(list).unzip();
    let typed = use_draft(format!("change {} {}", list.role.as_str(), list.agent().unwrap_or_default()), sent);
    let keeps = RwSignal::new(keeps.unwrap_or(true));
    let navigate = use_navigate();
    let close: SharedCallback = Arc::new(move || {
        typed.try_set(String::new());
        navigate(&list.page_url(), NavigateOptions { replace: true, scroll: false, ..NavigateOptions::default() });
        focus_later(list.panel_id());
    });
    let key = {
        let close = close.clone();
        move |event: KeyboardEvent| {
            // If the field has an open list, the first Escape closes only that.
            if event.key() == "Escape" && !event.default_prevented() {
                close();
            }
        }
    };
    let op = move || SetModel {
        role: list.role,
        agent: list.agent(),
        model: typed.get_untracked(),
        keep_fallbacks: true,
        keep_old: keeps.get_untracked(),
        force: false,
    };
    let label = translate(ChainText::NewPrimary { role: list.role, agent: list.agent() });
    let old = move || translate(ChainText::KeepOldPrimary(shown.with(|shown| shown.chain_step.label())));
    view! {
        <div class="step__change" on:keydown=key>
            <OpForm op hidden=hidden_fields(list) on_written=close class="form" typed return_to=list.page_url()>
                // Above the field: the list of models covers what is below, and choosing one sends the form.
                <label class="checkbox form__more">
                    <input type="checkbox" name=KEEP_FIELD value="true" checked=keeps.get_untracked() bind:checked=keeps/>
                    <span>{move || view! { <RichText text=old()/> }}</span>
                </label>
                <Picker
                    id=list.change_id()
                    name=MODEL_FIELD
                    label
                    example=translate(ChainText::Example)
                    role=list.role
                    agent=list.agent()
                    typed
                    is_labelled=true
                    is_asked_for=true
                />
                <button class="button button--primary">{translate(ChainText::ChangeButton)}</button>
                <a class="button" href=list.page_url()>
                    {translate(ChainText::CancelChange)}
                </a>
            </OpForm>
        </div>
    }
}
