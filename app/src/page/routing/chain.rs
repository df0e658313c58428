//! Panel of a chain: the primary and its fallbacks.

use std::{collections::BTreeMap, sync::Arc};

use contract::{Chain, ClearFallbacks, ModelFacts, Role};

use super::{
    add::AddModelForm,
    chain_list::{ChainList, ModelMarks},
    row::ChainRow,
    state::{RowView, StepItem, step_items},
};
use crate::{
    hook::focus_later,
    page_context,
    part::{GripHelp, JobForm, OpForm, ReorderAnnouncements, ReorderRows, RowId, Rows},
    prelude::*,
    text::{ChainText, JobText, translate},
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
    /// Marks of the models.
    marks: Memo<ModelMarks>,
    /// The number of requests of a probe, and what they cost at most.
    cost: Memo<String>,
) -> impl IntoView {
    let is_everybodys = agent.is_none();
    let steps = Memo::new(move |_| step_items(chain.get()));
    let list = ChainList::new(role, agent, steps.get_untracked(), facts, marks);
    list.reorder.follow(steps);
    let presence = Memo::new(move |_| list.reorder.rows.with(|rows| (rows.has_primary(), rows.has_fallbacks())));
    let is_alone = move || {
        (presence.get() == (true, false)).then(|| view! { <p class="muted">{translate(ChainText::NoFallbacks)}</p> })
    };
    let clear = move || (presence.get().1 && is_everybodys).then(|| view! { <ClearForm list/> });
    view! {
        <Panel id=list.panel_id() name=translate(ChainText::Chain(role))>
            {(role == Role::Image).then(|| view! { <ProbeImageChain list cost/> })}
            <ChainSteps list own/>
            {is_alone}
            <AddModelForm list/>
            {clear}
            <ReorderAnnouncements list/>
        </Panel>
    }
}

/// Form that probes the image chain. The text chain is probed at the top of the page.
#[component]
fn ProbeImageChain(list: ChainList, cost: Memo<String>) -> impl IntoView {
    let is_editable = !page_context::current().read_only;
    move || {
        (is_editable && cost.with(|cost| !cost.is_empty())).then(|| {
            view! {
                <div class="job">
                    <JobForm request=Signal::stored(list.probe(None))>
                        <button class="button" aria-label=translate(ChainText::ProbeImages)>
                            {translate(JobText::ProbeChain)}
                        </button>
                    </JobForm>
                    <span class="muted">{cost}</span>
                </div>
            }
        })
    }
}

#[component]
fn ChainSteps(list: ChainList, own: Memo<Option<String>>) -> impl IntoView {
    let has = Memo::new(move |_| list.reorder.rows.with(|rows| (rows.has_primary(), rows.has_fallbacks())));
    let unset = move || match has.get() {
        (true, _) => None,
        (false, _) => Some(view! { <UnsetPrimary text=ChainText::NotSet(list.role, own.get())/> }),
    };
    let all = |rows: &Rows<StepItem>| {
        rows.row_ids().into_iter().filter_map(|id| Some((id, rows.row_view(id)?))).collect::<Vec<_>>()
    };
    let rows = move || list.reorder.rows.with(all);
    let row = move |(id, first): (RowId, RowView)| view! { <ChainRow list id first/> };
    // Both lists share one help text, which is in the first one.
    let help = (list.role == Role::Text).then(|| view! { <GripHelp/> });
    view! {
        {help}
        <ReorderRows list>
            {unset}
            <For each=rows key=|row: &(RowId, RowView)| row.0 children=row/>
        </ReorderRows>
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
