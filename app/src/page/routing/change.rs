//! Another primary: a link in its row, which leads to the same page with a form in that row.

use std::sync::Arc;

use contract::{Op, SetModel};
use leptos::{ev::KeyboardEvent, prelude::*};
use leptos_router::{NavigateOptions, hooks::use_navigate};

use super::{list::List, state::Shown};
use crate::{
    facts,
    hook::{Act, draft, focus_later},
    page,
    part::{OpForm, Picker},
    text::{ChainText, say},
    ui::Rich,
};

const MODEL_FIELD: &str = "op[model]";
const KEEP_FIELD: &str = "op[keepOld]";

#[component]
pub(super) fn ChangeLink(list: List) -> impl IntoView {
    let label = ChainText::ChangePrimary { role: list.role, agent: list.agent() };
    view! {
        <a
            class="button button--quiet rung__change-link"
            href=page::change_of(list.role, list.agent().as_deref())
            aria-label=say(label)
        >
            {say(ChainText::Change)}
        </a>
    }
}

/// The hidden fields of the plain form.
fn hidden(list: List) -> Vec<(&'static str, String)> {
    list.hidden().into_iter().chain([("op[keepFallbacks]", "true".to_owned())]).collect()
}

/// What was typed into the plain form, and whether the old primary was to be kept.
fn sent(list: List) -> Option<(String, bool)> {
    let answered = facts::current().answered?;
    let field = |name| answered.draft(SetModel::PATH, &hidden(list), name);
    Some((field(MODEL_FIELD)?, field(KEEP_FIELD).is_some()))
}

/// Whether the page is the answer to this form.
pub(super) fn was_sent(list: List) -> bool {
    sent(list).is_some()
}

#[component]
pub(super) fn ChangeForm(list: List, shown: Memo<Shown>) -> impl IntoView {
    let (sent, keeps) = sent(list).unzip();
    let typed = draft(format!("change {} {}", list.role.word(), list.agent().unwrap_or_default()), sent);
    let keeps = RwSignal::new(keeps.unwrap_or(true));
    let navigate = use_navigate();
    let close: Act = Arc::new(move || {
        typed.try_set(String::new());
        navigate(&list.address(), NavigateOptions { replace: true, scroll: false, ..NavigateOptions::default() });
        focus_later(list.panel_id());
    });
    let key = {
        let close = close.clone();
        move |event: KeyboardEvent| {
            // Where the field has a list, the first Escape closes that.
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
    let label = say(ChainText::NewPrimary { role: list.role, agent: list.agent() });
    let old = move || say(ChainText::KeepOld(shown.with(|shown| shown.rung.label())));
    view! {
        <div class="rung__change" on:keydown=key>
            <OpForm op hidden=hidden(list) done=close class="form" leads_to=list.address()>
                <Picker
                    id=list.change_id()
                    name=MODEL_FIELD
                    label
                    example=say(ChainText::Example)
                    role=list.role
                    typed
                    is_labelled=true
                    is_asked_for=true
                />
                <label class="tick form__more">
                    <input type="checkbox" name=KEEP_FIELD value="true" checked=keeps.get_untracked() bind:checked=keeps/>
                    <span>{move || view! { <Rich text=old()/> }}</span>
                </label>
                <button class="button button--primary">{say(ChainText::ChangeNow)}</button>
                <a class="button" href=list.address()>
                    {say(ChainText::KeepPrimary)}
                </a>
            </OpForm>
        </div>
    }
}
