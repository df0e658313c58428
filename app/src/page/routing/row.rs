//! One row: what stands there, the grip, and the forms that move it where there is no hand to do it.

use std::sync::Arc;

use contract::{RemoveFallback, Rung, Spot};
use leptos::prelude::*;

use super::{
    change::{self, ChangeForm, ChangeLink},
    list::List,
    state::{RowId, Shown},
};
use crate::{
    facts,
    hook::focus_later,
    part::OpForm,
    text::{ChainText, say},
    ui::{Badge, Rich, Tone, seen},
};

#[component]
pub(super) fn Row(list: List, id: RowId, first: Shown) -> impl IntoView {
    // A row that is gone shows what it was for as long as it takes to leave.
    let shown = Memo::new(move |was: Option<&Shown>| {
        let now = list.rows.with(|rows| rows.show(id));
        now.or_else(|| was.cloned()).unwrap_or_else(|| first.clone())
    });
    let edge = Memo::new(move |_| list.landing.get().and_then(|to| list.rows.with(|rows| rows.edge(id, to))));
    let is_primary = Memo::new(move |_| shown.with(|shown| shown.is_primary));
    let is_ours = !facts::current().read_only;
    let grip = is_ours.then(|| view! { <Grip list id shown/> });
    let moves = is_ours.then(|| {
        view! {
            <div class="rung__moves">
                {move || is_primary.get().then(|| view! { <ChangeLink list/> })}
                <MoveForm list id shown to=To::Up/>
                <MoveForm list id shown to=To::Down/>
            </div>
        }
    });
    let change = move || {
        let is_open = is_ours && is_primary.get() && (list.is_changing.get() || change::was_sent(list));
        is_open.then(|| view! { <ChangeForm list shown/> })
    };
    let menu = move || (is_ours && !is_primary.get()).then(|| view! { <Menu list id shown/> });
    view! {
        <li
            class="rung"
            class:rung--primary=is_primary
            class:rung--lifted=move || shown.with(|shown| shown.is_lifted)
            class:rung--above=move || edge.get() == Some(false)
            class:rung--below=move || edge.get() == Some(true)
            data-row=id
        >
            {grip}
            <span class="rung__number">
                <span class="sr-only">{move || say(ChainText::Step(shown.with(|shown| shown.step)))}</span>
                <span aria-hidden="true">{move || shown.with(|shown| shown.step)}</span>
            </span>
            <div class="rung__what">
                {move || shown.with(|shown| view! { <What rung=shown.rung.clone() is_primary=shown.is_primary same_as=shown.same_as/> })}
            </div>
            {moves}
            {menu}
            {change}
        </li>
    }
}

#[component]
fn What(rung: Rung, is_primary: bool, same_as: Option<usize>) -> impl IntoView {
    // The alias is the other spelling most of the time; saying it once is enough.
    let is_other = rung.is_indirect() && rung.alias.as_deref() != Some(&rung.configured);
    let written = is_other.then(|| ChainText::WrittenAs(rung.configured.clone()));
    let besides = rung.alias.clone().map(ChainText::Alias).into_iter().chain(written);
    let broken = rung.model.is_none().then_some((Tone::Bad, ChainText::NoSuchModel));
    let twice = same_as.map(|step| (Tone::Warn, ChainText::SameAs(step)));
    let warnings = broken.into_iter().chain(twice);
    view! {
        <span class="ref">{seen(&rung.label())}</span>
        {is_primary.then(|| view! { <span class="tag">{say(ChainText::ThePrimary)}</span> })}
        {besides.map(|text| view! { <span class="muted"><Rich text=say(text)/></span> }).collect_view()}
        {warnings.map(|(tone, text)| view! { <Badge tone word=say(text)/> }).collect_view()}
    }
}

#[component]
fn Grip(list: List, id: RowId, shown: Memo<Shown>) -> impl IntoView {
    let label =
        move || shown.with(|shown| say(ChainText::Grip { model: shown.rung.label(), step: shown.step, of: shown.of }));
    view! {
        <button
            type="button"
            class="grip"
            id=list.grip_id(id)
            data-row=id
            data-needs-script
            aria-label=label
            aria-describedby="grip-help"
            aria-pressed=move || shown.with(|shown| shown.is_lifted).to_string()
            disabled=move || shown.with(|shown| !shown.is_movable)
        >
            <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
                <path d="M5 3h2v2H5zM9 3h2v2H9zM5 7h2v2H5zM9 7h2v2H9zM5 11h2v2H5zM9 11h2v2H9z"/>
            </svg>
        </button>
    }
}

/// What a button of a row does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum To {
    Up,
    Down,
    Primary,
}

impl To {
    fn place(self, shown: &Shown) -> Option<Spot> {
        match self {
            Self::Up => shown.up.clone(),
            Self::Down => shown.down.clone(),
            Self::Primary => shown.same_as.is_none().then_some(Spot::Primary),
        }
    }

    fn label(self, model: String) -> ChainText {
        match self {
            Self::Up => ChainText::Up(model),
            Self::Down => ChainText::Down(model),
            Self::Primary => ChainText::MakePrimaryOne(model),
        }
    }

    fn face(self) -> String {
        match self {
            Self::Up => "↑".to_owned(),
            Self::Down => "↓".to_owned(),
            Self::Primary => say(ChainText::MakePrimary),
        }
    }
}

#[component]
fn MoveForm(list: List, id: RowId, shown: Memo<Shown>, to: To) -> impl IntoView {
    let place = move || shown.with(|shown| to.place(shown));
    let op = move || {
        let model = shown.with_untracked(|shown| shown.rung.configured.clone());
        list.moves(model, untrack(place).unwrap_or(Spot::Up))
    };
    let label = move || say(to.label(shown.with(|shown| shown.rung.label())));
    let class = if to == To::Primary { "button button--quiet" } else { "button button--quiet button--small" };
    let hidden =
        shown.with_untracked(|shown| named(list, shown)).into_iter().chain(untrack(place).map(field)).collect();
    // A button that was pressed may lead nowhere by now.
    let done = Arc::new(move || list.focus(id));
    view! {
        <OpForm op hidden done class="rung__form">
            <button class=class aria-label=label disabled=move || place().is_none()>
                {to.face()}
            </button>
        </OpForm>
    }
}

/// The fields that say which row of which chain.
fn named(list: List, shown: &Shown) -> Vec<(&'static str, String)> {
    list.hidden().into_iter().chain([("op[model]", shown.rung.configured.clone())]).collect()
}

/// A place as a field.
fn field(place: Spot) -> (&'static str, String) {
    match place {
        Spot::Before(other) => ("op[place][before]", other),
        Spot::After(other) => ("op[place][after]", other),
        Spot::To(at) => ("op[place][to]", at.to_string()),
        Spot::Primary => ("op[place]", "primary".to_owned()),
        Spot::Up => ("op[place]", "up".to_owned()),
        Spot::Down => ("op[place]", "down".to_owned()),
    }
}

/// What is rarely done.
#[component]
fn Menu(list: List, id: RowId, shown: Memo<Shown>) -> impl IntoView {
    let label = move || say(ChainText::Actions(shown.with(|shown| shown.rung.label())));
    view! {
        <details class="menu" name="rung">
            <summary class="button button--quiet button--small" aria-label=label>
                "⋯"
            </summary>
            <div class="menu__list">
                <MoveForm list id shown to=To::Primary/>
                <RemoveForm list shown/>
            </div>
        </details>
    }
}

#[component]
fn RemoveForm(list: List, shown: Memo<Shown>) -> impl IntoView {
    let hidden = shown.with_untracked(|shown| named(list, shown));
    let op = move || RemoveFallback {
        role: list.role,
        agent: list.agent(),
        model: shown.with_untracked(|shown| shown.rung.configured.clone()),
    };
    // The row goes away, and with it the button that had the focus.
    let done = Arc::new(move || focus_later(list.panel_id()));
    let label = move || say(ChainText::RemoveOne(shown.with(|shown| shown.rung.label())));
    view! {
        <OpForm op hidden done class="rung__form">
            <button class="button button--quiet" aria-label=label>
                {say(ChainText::Remove)}
            </button>
        </OpForm>
    }
}
