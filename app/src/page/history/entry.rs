//! One change: when, who, what, where, and the way back.

use std::sync::Arc;

use contract::{Author, ChangeInfo, UndoChange};
use leptos::prelude::*;

use super::leaf::Leaves;
use crate::{
    hook::focus_later,
    part::OpForm,
    text::{Deed, HistoryText, say},
    ui::{Rich, Shows, When, seen},
};

/// What of a change may become another while somebody looks at it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Now {
    undone_by: Option<u64>,
    why_not: Option<String>,
}

impl Now {
    pub(super) fn of(change: &ChangeInfo) -> Self {
        Self { undone_by: change.undone_by, why_not: change.why_not.clone() }
    }
}

#[component]
pub(super) fn Entry(change: ChangeInfo, now: Memo<Option<Now>>, is_open: Memo<bool>) -> impl IntoView {
    let deed = Deed::of(&change);
    let ChangeInfo { id, at, who, file, leaves, part_of, undoes, rev_after, .. } = change;
    let not_recorded =
        || rev_after.map_or_else(|| "change-new".to_owned(), |revision| format!("change-new-{revision}"));
    let anchor = id.map_or_else(not_recorded, |id| format!("change-{id}"));
    let heading = format!("{anchor}-what");
    let named_by = heading.clone();
    let undone_by = Memo::new(move |_| now.with(|now| now.as_ref().and_then(|now| now.undone_by)));
    view! {
        // The focus comes here when the button that had it is gone.
        <article id=anchor class="change" tabindex="-1" aria-labelledby=named_by>
            <p class="change__when">{at.map(|at| view! { <When at=Some(at) shows=Shows::Time/> })}</p>
            <div class="change__body">
                <h3 id=heading class="change__what">
                    <span>
                        <Rich text=say(HistoryText::What(deed.clone()))/>
                    </span> " " {id.map(|id| link(HistoryText::Change(id), id))}
                </h3>
                <p class="change__facts">
                    <Who who/>
                    <span class="ref">{seen(&file)}</span>
                    {part_of.map(|first| link(HistoryText::PartOf(first), first))}
                    {undoes.map(|other| link(HistoryText::Undoes(other), other))}
                    {move || undone_by.get().map(|other| link(HistoryText::UndoneBy(other), other))}
                </p>
                <Leaves leaves is_open/>
                <NoUndo now/>
            </div>
            <div class="change__action">
                {move || now.with(|now| now.as_ref().is_some_and(|now| now.why_not.is_none()))
                    .then_some(id).flatten().map(|id| view! { <UndoForm id deed=deed.clone()/> })}
            </div>
        </article>
    }
}

/// To one change, which may be on no page of this list.
fn link(text: HistoryText, id: u64) -> impl IntoView {
    view! { <a href=format!("/history?id={id}")>{say(text)}</a> }
}

/// Word and shape.
#[component]
fn Who(who: Author) -> impl IntoView {
    let shape = match who {
        Author::Cli => ">_",
        Author::Ui => "◆",
        Author::Outside => "⇢",
    };
    view! {
        <span class="change__who">
            <span class="change__shape" aria-hidden="true">
                {shape}
            </span>
            {say(HistoryText::Who(who))}
        </span>
    }
}

/// One that was undone says by what; that nothing of it is left says no more.
#[component]
fn NoUndo(now: Memo<Option<Now>>) -> impl IntoView {
    let why = move || now.get().filter(|now| now.undone_by.is_none()).and_then(|now| now.why_not);
    move || {
        why().map(|why| {
            view! {
                <p class="muted">
                    <Rich text=say(HistoryText::NoUndo(why))/>
                </p>
            }
        })
    }
}

#[component]
fn UndoForm(id: u64, deed: Deed) -> impl IntoView {
    let label = say(HistoryText::UndoOne { id, deed });
    let done = Arc::new(move || focus_later(format!("change-{id}")));
    view! {
        <OpForm op=move || UndoChange { id: Some(id) } hidden=vec![("op[id]", id.to_string())] done class="change__undo">
            <button class="button" aria-label=label>
                {say(HistoryText::Undo)}
            </button>
        </OpForm>
    }
}
