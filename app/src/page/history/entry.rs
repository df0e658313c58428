//! Entry of a change: time, author, effect, file, and the undo button.

use std::sync::Arc;

use contract::{Author, ChangeInfo, UndoChange};

use super::changed_values::ChangedValues;
use crate::{
    hook::focus_later,
    part::OpForm,
    prelude::*,
    text::{ChangeDescription, HistoryText, translate},
    ui::{RichText, TimeParts, Timestamp, escape_hidden_owned},
};

/// Part of a change that may differ later while the page is open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct UndoState {
    undone_by: Option<u64>,
    undo_error: Option<String>,
}

impl UndoState {
    pub(super) fn from_change(change: &ChangeInfo) -> Self {
        Self { undone_by: change.undone_by, undo_error: change.undo_error.clone() }
    }
}

#[component]
pub(super) fn ChangeEntry(
    change: ChangeInfo,
    undo_state: Memo<Option<UndoState>>,
    is_open: Memo<bool>,
) -> impl IntoView {
    let description = ChangeDescription::from_change(&change);
    let ChangeInfo { id, at, author, file, values, part_of, undoes, rev_after, .. } = change;
    let not_recorded =
        || rev_after.map_or_else(|| "change-new".to_owned(), |revision| format!("change-new-{revision}"));
    let anchor = id.map_or_else(not_recorded, |id| format!("change-{id}"));
    let heading = format!("{anchor}-what");
    let named_by = heading.clone();
    let undone_by = Memo::new(move |_| undo_state.with(|state| state.as_ref().and_then(|state| state.undone_by)));
    view! {
        // Receives the focus when the undo button that had it is removed.
        <article id=anchor class="change" tabindex="-1" aria-labelledby=named_by>
            <p class="change__when">{at.map(|at| view! { <Timestamp at=Some(at) shows=TimeParts::Time/> })}</p>
            <div class="change__body">
                <h3 id=heading class="change__what">
                    <span>
                        <RichText text=translate(HistoryText::ChangeHeading(description.clone()))/>
                    </span> " " {id.map(|id| change_link(HistoryText::Change(id), id))}
                </h3>
                <p class="change__facts">
                    <AuthorBadge author/>
                    <span class="ref">{escape_hidden_owned(&file)}</span>
                    {part_of.map(|first| change_link(HistoryText::PartOf(first), first))}
                    {undoes.map(|other| change_link(HistoryText::Undoes(other), other))}
                    {move || undone_by.get().map(|other| change_link(HistoryText::UndoneBy(other), other))}
                </p>
                <ChangedValues values is_open/>
                <CannotUndoNote undo_state/>
            </div>
            <div class="change__action">
                {move || undo_state.with(|state| state.as_ref().is_some_and(|state| state.undo_error.is_none()))
                    .then_some(id).flatten().map(|id| view! { <UndoForm id description=description.clone()/> })}
            </div>
        </article>
    }
}

/// Link to a single change, which may not be in this list.
fn change_link(text: HistoryText, id: u64) -> impl IntoView {
    view! { <a href=format!("/history?id={id}")>{translate(text)}</a> }
}

/// Author of a change, by word and symbol.
#[component]
fn AuthorBadge(author: Author) -> impl IntoView {
    let shape = match author {
        Author::Cli => ">_",
        Author::Ui => "◆",
        Author::Outside => "⇢",
    };
    view! {
        <span class="change__who">
            <span class="change__shape" aria-hidden="true">
                {shape}
            </span>
            {translate(HistoryText::AuthorName(author))}
        </span>
    }
}

/// Why a change cannot be undone. An undone change links to its undo instead.
#[component]
fn CannotUndoNote(undo_state: Memo<Option<UndoState>>) -> impl IntoView {
    let reason = move || undo_state.get().filter(|state| state.undone_by.is_none()).and_then(|state| state.undo_error);
    move || {
        reason().map(|reason| {
            view! {
                <p class="muted">
                    <RichText text=translate(HistoryText::CannotUndo(reason))/>
                </p>
            }
        })
    }
}

#[component]
fn UndoForm(id: u64, description: ChangeDescription) -> impl IntoView {
    let label = translate(HistoryText::UndoButtonLabel { id, description });
    let on_written = Arc::new(move || focus_later(format!("change-{id}")));
    view! {
        <OpForm op=move || UndoChange { id: Some(id) } hidden=vec![("op[id]", id.to_string())] on_written class="change__undo">
            <button class="button" aria-label=label>
                {translate(HistoryText::Undo)}
            </button>
        </OpForm>
    }
}
