//! What a change did, value by value.

use contract::LeafInfo;
use leptos::{
    either::{Either, EitherOf3},
    prelude::*,
};

use crate::{
    text::{HistoryText, say},
    ui::{HunkLines, Rich, seen},
};

#[component]
pub(super) fn Leaves(leaves: Vec<LeafInfo>, is_open: Memo<bool>) -> impl IntoView {
    let Some(first) = leaves.first() else {
        return Either::Left(view! { <p class="muted">{say(HistoryText::NothingKnown)}</p> });
    };
    let summary = HistoryText::Changed { path: first.path.clone(), more: leaves.len() - 1 };
    let is_one = leaves.len() == 1;
    Either::Right(view! {
        <details class="change__leaves" open=move || is_open.get()>
            <summary>
                <Rich text=say(summary)/>
            </summary>
            {leaves.into_iter().map(|leaf| view! { <Leaf leaf is_one/> }).collect_view()}
        </details>
    })
}

#[component]
fn Leaf(leaf: LeafInfo, is_one: bool) -> impl IntoView {
    let LeafInfo { path, kept, hunks, .. } = leaf;
    let text = if !kept {
        EitherOf3::A(view! { <p class="muted">{say(HistoryText::NotKept)}</p> })
    } else if hunks.is_empty() {
        EitherOf3::B(view! { <p class="muted">{say(HistoryText::SameText)}</p> })
    } else {
        EitherOf3::C(view! { <HunkLines hunks/> })
    };
    view! {
        <figure class="diff">
            // The summary names it already.
            <figcaption class="ref" class:sr-only=is_one>
                {seen(&path)}
            </figcaption>
            {text}
        </figure>
    }
}
