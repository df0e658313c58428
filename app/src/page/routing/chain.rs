//! Panel of a chain: the primary and its fallbacks.

use std::{collections::BTreeMap, sync::Arc};

use contract::{Chain, ClearFallbacks, Mark, ModelFacts, Role};
use leptos::prelude::*;

use super::{
    add::AddModelForm,
    chain_list::ChainList,
    drag,
    row::ChainRow,
    state::{RowId, RowView, Rows},
};
use crate::{
    hook::focus_later,
    page_context,
    part::OpForm,
    text::{ChainText, translate},
    ui::{Panel, RichText},
};

#[component]
pub(super) fn ChainPanel(
    role: Role,
    agent: Option<String>,
    /// OpenClaw's own default, which is used if no primary is set.
    own: Memo<Option<String>>,
    chain: Memo<Chain>,
    /// Facts of the models by their keys.
    facts: Memo<BTreeMap<String, ModelFacts>>,
    /// What pays for the models, by their keys.
    marks: Memo<BTreeMap<String, Mark>>,
) -> impl IntoView {
    let is_everybodys = agent.is_none();
    let list = ChainList::new(role, agent, Rows::new(chain.get_untracked()), facts, marks);
    Effect::new(move |was: Option<()>| {
        let chain = chain.get();
        if was.is_some() {
            drag::keep_focus_during(|| list.rows.update(|rows| rows.set_server_chain(chain)));
        }
    });
    let presence = Memo::new(move |_| list.rows.with(|rows| (rows.has_primary(), rows.has_fallbacks())));
    let is_alone = move || {
        (presence.get() == (true, false)).then(|| view! { <p class="muted">{translate(ChainText::NoFallbacks)}</p> })
    };
    let clear = move || (presence.get().1 && is_everybodys).then(|| view! { <ClearForm list/> });
    view! {
        <Panel id=list.panel_id() name=translate(ChainText::Chain(role))>
            <ChainSteps list own/>
            {is_alone}
            <AddModelForm list/>
            {clear}
            <p class="sr-only" aria-live="polite">
                {move || list.announcement.get()}
            </p>
        </Panel>
    }
}

#[component]
fn ChainSteps(list: ChainList, own: Memo<Option<String>>) -> impl IntoView {
    let has = Memo::new(move |_| list.rows.with(|rows| (rows.has_primary(), rows.has_fallbacks())));
    let unset = move || match has.get() {
        (true, _) => None,
        (false, _) => Some(view! { <UnsetPrimary text=ChainText::NotSet(list.role, own.get())/> }),
    };
    let all =
        |rows: &Rows| rows.row_ids().into_iter().filter_map(|id| Some((id, rows.row_view(id)?))).collect::<Vec<_>>();
    let rows = move || list.rows.with(all);
    let row = move |(id, first): (RowId, RowView)| view! { <ChainRow list id first/> };
    let help = (!page_context::current().read_only).then(|| {
        // Both lists share one help text, which is in the first one.
        (list.role == Role::Text)
            .then(|| view! { <p id="grip-help" class="sr-only">{translate(ChainText::GripHelp)}</p> })
    });
    view! {
        {help}
        <ol
            class="steps"
            on:keydown=move |event| drag::on_key(list, &event)
            on:focusout=move |event| drag::on_blur(list, &event)
            on:pointerdown=move |event| drag::pointer_down(list, &event)
            on:pointermove=move |event| drag::pointer_move(list, &event)
            on:pointerup=move |event| drag::pointer_up(list, &event)
            on:pointercancel=move |event| drag::pointer_lost(list, &event)
            on:lostpointercapture=move |event| drag::pointer_lost(list, &event)
        >
            {unset}
            <For each=rows key=|row: &(RowId, RowView)| row.0 children=row/>
        </ol>
    }
}

/// Row for a missing primary.
#[component]
fn UnsetPrimary(text: ChainText) -> impl IntoView {
    view! {
        <li class="step step--unset">
            <span class="step__number" aria-hidden="true">
                "1"
            </span>
            <span class="step__what muted"><RichText text=translate(text)/></span>
        </li>
    }
}

#[component]
fn ClearForm(list: ChainList) -> impl IntoView {
    let op = move || ClearFallbacks { role: list.role, agent: list.agent() };
    let on_written = Arc::new(move || focus_later(list.panel_id()));
    view! {
        <OpForm op hidden=list.hidden_fields() on_written class="steps__clear">
            <button class="button button--quiet">{translate(ChainText::Clear(list.role))}</button>
        </OpForm>
    }
}
