//! Row of a chain: model, grip, and forms that move it without dragging.

use std::sync::Arc;

use contract::{ChainStep, ModelFacts, MoveTarget, RemoveFallback};

use super::{
    chain_list::ChainList,
    change_primary::{self, ChangeForm, ChangeLink},
    lints::StepLints,
    state::RowView,
};
use crate::{
    hook::focus_later,
    page_context,
    part::{Grip, JobForm, LiveMark, OpForm, RowId, current_mark, focus_grip},
    prelude::*,
    text::{ChainText, JobText, translate},
    ui::{Badge, MarkBadge, RichText, Tone, escape_hidden_owned, facts_line, marks_badge},
};

#[component]
pub(super) fn ChainRow(list: ChainList, id: RowId, first: RowView) -> impl IntoView {
    // A removed row keeps its last content until it disappears.
    let shown = Memo::new(move |was: Option<&RowView>| {
        let now = list.reorder.rows.with(|rows| rows.row_view(id));
        now.or_else(|| was.cloned()).unwrap_or_else(|| first.clone())
    });
    let edge = Memo::new(move |_| list.reorder.landing_edge(id));
    let is_primary = Memo::new(move |_| shown.with(|shown| shown.is_primary));
    let facts = Memo::new(move |_| {
        let key = shown.with(|shown| shown.chain_step.label());
        list.facts.with(|facts| facts.get(&key).cloned())
    });
    let mark = Memo::new(move |_| {
        let key = shown.with(|shown| shown.chain_step.label());
        list.marks.with(|marks| marks.credentials.get(&key).cloned())
    });
    let key = Memo::new(move |_| shown.with(|shown| shown.chain_step.label()));
    let proof = current_mark(key, move || list.marks.with(|marks| key.with(|key| marks.proofs.get(key).cloned())));
    let is_editable = !page_context::current().read_only;
    let grip = is_editable.then(|| view! { <Grip list id/> });
    let moves = is_editable.then(|| {
        view! {
            <div class="step__moves">
                {move || is_primary.get().then(|| view! { <ChangeLink list/> })}
                <MoveForm list id shown to=MoveButton::Up/>
                <MoveForm list id shown to=MoveButton::Down/>
            </div>
        }
    });
    let change = move || {
        let is_open =
            is_editable && is_primary.get() && (list.is_changing.get() || change_primary::was_submitted(list));
        is_open.then(|| view! { <ChangeForm list shown/> })
    };
    let menu = is_editable.then(|| view! { <RowMenu list id shown is_primary/> });
    view! {
        <li
            class="step"
            class:step--primary=is_primary
            class:step--lifted=move || list.reorder.is_lifted(id)
            class:step--above=move || edge.get() == Some(false)
            class:step--below=move || edge.get() == Some(true)
            data-row=id
        >
            {grip}
            <span class="step__number">
                <span class="sr-only">{move || translate(ChainText::Step(shown.with(|shown| shown.step)))}</span>
                <span aria-hidden="true">{move || shown.with(|shown| shown.step)}</span>
            </span>
            <div class="step__what">
                {move || shown.with(|shown| view! { <RowContent chain_step=shown.chain_step.clone() facts=facts.get() is_primary=shown.is_primary same_as=shown.same_as/> })}
                {move || mark.get().map(|mark| view! { <MarkBadge mark/> })}
                <LiveMark mark=proof/>
                <StepLints list shown/>
                {move || facts.get().and_then(facts_line).map(|text| view! { <span class="facts-line"><RichText text/></span> })}
            </div>
            {moves}
            {menu}
            {change}
        </li>
    }
}

#[component]
fn RowContent(
    chain_step: ChainStep,
    facts: Option<ModelFacts>,
    is_primary: bool,
    same_as: Option<usize>,
) -> impl IntoView {
    // Usually the other spelling is the alias, which is shown already.
    let is_other = chain_step.is_written_differently() && chain_step.alias.as_deref() != Some(&chain_step.configured);
    let written = is_other.then(|| ChainText::WrittenAs(chain_step.configured.clone()));
    let besides = chain_step.alias.clone().map(ChainText::Alias).into_iter().chain(written);
    let broken = chain_step.model.is_none().then(|| (Tone::Bad, translate(ChainText::NoSuchModel)));
    let twice = same_as.map(|step| (Tone::Warn, translate(ChainText::SameAs(step))));
    let ends = facts.as_ref().and_then(|facts| marks_badge(&facts.marks));
    let warnings = broken.into_iter().chain(twice).chain(ends);
    view! {
        <span class="ref">{escape_hidden_owned(&chain_step.label())}</span>
        {is_primary.then(|| view! { <span class="tag">{translate(ChainText::PrimaryTag)}</span> })}
        {besides.map(|text| view! { <span class="muted"><RichText text=translate(text)/></span> }).collect_view()}
        {warnings.map(|(tone, label)| view! { <Badge tone label/> }).collect_view()}
    }
}

/// Move button of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum MoveButton {
    Up,
    Down,
    Primary,
}

impl MoveButton {
    fn move_target(self, shown: &RowView) -> Option<MoveTarget> {
        match self {
            Self::Up => shown.up.clone(),
            Self::Down => shown.down.clone(),
            Self::Primary => shown.same_as.is_none().then_some(MoveTarget::Primary),
        }
    }

    fn aria_label(self, model: String) -> ChainText {
        match self {
            Self::Up => ChainText::MoveUp(model),
            Self::Down => ChainText::MoveDown(model),
            Self::Primary => ChainText::MakePrimaryLabel(model),
        }
    }

    fn button_text(self) -> String {
        match self {
            Self::Up => "↑".to_owned(),
            Self::Down => "↓".to_owned(),
            Self::Primary => translate(ChainText::MakePrimary),
        }
    }
}

#[component]
fn MoveForm(list: ChainList, id: RowId, shown: Memo<RowView>, to: MoveButton) -> impl IntoView {
    let target = move || shown.with(|shown| to.move_target(shown));
    let op = move || {
        let model = shown.with_untracked(|shown| shown.chain_step.configured.clone());
        list.move_op(model, untrack(target).unwrap_or(MoveTarget::Up))
    };
    let label = move || translate(to.aria_label(shown.with(|shown| shown.chain_step.label())));
    let class = if to == MoveButton::Primary { "button button--quiet" } else { "button button--quiet button--small" };
    let hidden = shown
        .with_untracked(|shown| row_fields(list, shown))
        .into_iter()
        .chain(untrack(target).map(target_field))
        .collect();
    // The pressed button may be disabled now.
    let on_written = Arc::new(move || focus_grip(list, id));
    view! {
        <OpForm op hidden on_written class="step__form">
            <button class=class aria-label=label disabled=move || target().is_none()>
                {to.button_text()}
            </button>
        </OpForm>
    }
}

/// Hidden fields that identify the row and its chain.
fn row_fields(list: ChainList, shown: &RowView) -> Vec<(&'static str, String)> {
    list.hidden_fields().into_iter().chain([("op[model]", shown.chain_step.configured.clone())]).collect()
}

/// Form field of a move target.
fn target_field(target: MoveTarget) -> (&'static str, String) {
    match target {
        MoveTarget::Before(other) => ("op[place][before]", other),
        MoveTarget::After(other) => ("op[place][after]", other),
        MoveTarget::To(at) => ("op[place][to]", at.to_string()),
        MoveTarget::Primary => ("op[place]", "primary".to_owned()),
        MoveTarget::Up => ("op[place]", "up".to_owned()),
        MoveTarget::Down => ("op[place]", "down".to_owned()),
    }
}

/// Menu of less frequent actions.
#[component]
fn RowMenu(list: ChainList, id: RowId, shown: Memo<RowView>, is_primary: Memo<bool>) -> impl IntoView {
    let label = move || translate(ChainText::MoreActions(shown.with(|shown| shown.chain_step.label())));
    view! {
        <details class="menu" name="step">
            <summary class="button button--quiet button--small" aria-label=label>
                "⋯"
            </summary>
            <div class="menu__list">
                <ProbeForm list shown/>
                {move || {
                    (!is_primary.get())
                        .then(|| {
                            view! {
                                <MoveForm list id shown to=MoveButton::Primary/>
                                <RemoveForm list shown/>
                            }
                        })
                }}
            </div>
        </details>
    }
}

/// Form that probes the step.
#[component]
fn ProbeForm(list: ChainList, shown: Memo<RowView>) -> impl IntoView {
    let request = Signal::derive(move || list.probe(Some(shown.with(|shown| shown.chain_step.configured.clone()))));
    let label = move || translate(ChainText::ProbeLabel(shown.with(|shown| shown.chain_step.label())));
    view! {
        <JobForm request>
            <button class="button button--quiet" aria-label=label>
                {translate(JobText::Probe)}
            </button>
        </JobForm>
    }
}

#[component]
fn RemoveForm(list: ChainList, shown: Memo<RowView>) -> impl IntoView {
    let hidden = shown.with_untracked(|shown| row_fields(list, shown));
    let op = move || RemoveFallback {
        role: list.role,
        agent: list.agent(),
        model: shown.with_untracked(|shown| shown.chain_step.configured.clone()),
    };
    // The row goes away, and with it the button that had the focus.
    let on_written = Arc::new(move || focus_later(list.panel_id()));
    let label = move || translate(ChainText::RemoveLabel(shown.with(|shown| shown.chain_step.label())));
    view! {
        <OpForm op hidden on_written class="step__form">
            <button class="button button--quiet" aria-label=label>
                {translate(ChainText::Remove)}
            </button>
        </OpForm>
    }
}
