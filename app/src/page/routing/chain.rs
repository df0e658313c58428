//! One chain as one list: the primary, then what is tried when it fails.

use std::sync::Arc;

use contract::{Chain, ClearFallbacks, Role};
use leptos::prelude::*;

use super::{
    add::AddForm,
    drag,
    list::List,
    row::Row,
    state::{RowId, Rows, Shown},
};
use crate::{
    facts,
    hook::focus_later,
    part::OpForm,
    text::{ChainText, say},
    ui::{Panel, Rich},
};

#[component]
pub(super) fn ChainPanel(
    role: Role,
    agent: Option<String>,
    /// What OpenClaw takes where no primary is set.
    own: Memo<Option<String>>,
    chain: Memo<Chain>,
) -> impl IntoView {
    let is_everybodys = agent.is_none();
    let list = List::new(role, agent, Rows::new(chain.get_untracked()));
    Effect::new(move |was: Option<()>| {
        let chain = chain.get();
        if was.is_some() {
            drag::steady(|| list.rows.update(|rows| rows.tell(chain)));
        }
    });
    let has = Memo::new(move |_| list.rows.with(|rows| (rows.has_primary(), rows.has_fallbacks())));
    let is_alone =
        move || (has.get() == (true, false)).then(|| view! { <p class="muted">{say(ChainText::NothingBehind)}</p> });
    let clear = move || (has.get().1 && is_everybodys).then(|| view! { <ClearForm list/> });
    view! {
        <Panel id=list.panel_id() name=say(ChainText::Chain(role))>
            <Steps list own/>
            {is_alone}
            <AddForm list/>
            {clear}
            <p class="sr-only" aria-live="polite">
                {move || list.said.get()}
            </p>
        </Panel>
    }
}

#[component]
fn Steps(list: List, own: Memo<Option<String>>) -> impl IntoView {
    let has = Memo::new(move |_| list.rows.with(|rows| (rows.has_primary(), rows.has_fallbacks())));
    let unset = move || match has.get() {
        (true, _) => None,
        (false, _) => Some(view! { <Unset text=ChainText::NotSet(list.role, own.get())/> }),
    };
    let all = |rows: &Rows| rows.ids().into_iter().filter_map(|id| Some((id, rows.show(id)?))).collect::<Vec<_>>();
    let rows = move || list.rows.with(all);
    let row = move |(id, first): (RowId, Shown)| view! { <Row list id first/> };
    let help = (!facts::current().read_only).then(|| {
        // Two lists, one help: it stands with the first.
        (list.role == Role::Text).then(|| view! { <p id="grip-help" class="sr-only">{say(ChainText::GripHelp)}</p> })
    });
    view! {
        {help}
        <ol
            class="rungs"
            on:keydown=move |event| drag::key(list, &event)
            on:focusout=move |event| drag::blur(list, &event)
            on:pointerdown=move |event| drag::pointer_down(list, &event)
            on:pointermove=move |event| drag::pointer_move(list, &event)
            on:pointerup=move |event| drag::pointer_up(list, &event)
            on:pointercancel=move |event| drag::pointer_lost(list, &event)
            on:lostpointercapture=move |event| drag::pointer_lost(list, &event)
        >
            {unset}
            <For each=rows key=|row: &(RowId, Shown)| row.0 children=row/>
        </ol>
    }
}

/// In the primary's place, when there is none.
#[component]
fn Unset(text: ChainText) -> impl IntoView {
    view! {
        <li class="rung rung--unset">
            <span class="rung__number" aria-hidden="true">
                "1"
            </span>
            <span class="rung__what muted"><Rich text=say(text)/></span>
        </li>
    }
}

#[component]
fn ClearForm(list: List) -> impl IntoView {
    let op = move || ClearFallbacks { role: list.role, agent: list.agent() };
    let done = Arc::new(move || focus_later(list.panel_id()));
    view! {
        <OpForm op hidden=list.hidden() done class="rungs__clear">
            <button class="button button--quiet">{say(ChainText::Clear(list.role))}</button>
        </OpForm>
    }
}
