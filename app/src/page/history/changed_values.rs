//! Changed values of a change, with their diffs.

use contract::ChangedValue;
use leptos::either::{Either, EitherOf3};

use crate::{
    prelude::*,
    text::{HistoryText, translate},
    ui::{HunkLines, RichText, escape_hidden_owned},
};

#[component]
pub(super) fn ChangedValues(values: Vec<ChangedValue>, is_open: Memo<bool>) -> impl IntoView {
    let Some(first) = values.first() else {
        return Either::Left(view! { <p class="muted">{translate(HistoryText::NoValuesRecorded)}</p> });
    };
    let summary = HistoryText::ChangedPaths { path: first.path.clone(), more: values.len() - 1 };
    let is_one = values.len() == 1;
    Either::Right(view! {
        <details class="change__leaves" open=move || is_open.get()>
            <summary>
                <RichText text=translate(summary)/>
            </summary>
            {values.into_iter().map(|leaf| view! { <ChangedValueDiff leaf is_one/> }).collect_view()}
        </details>
    })
}

#[component]
fn ChangedValueDiff(leaf: ChangedValue, is_one: bool) -> impl IntoView {
    let ChangedValue { path, kept, hunks, .. } = leaf;
    let text = if !kept {
        EitherOf3::A(view! { <p class="muted">{translate(HistoryText::NotKept)}</p> })
    } else if hunks.is_empty() {
        EitherOf3::B(view! { <p class="muted">{translate(HistoryText::TextUnchanged)}</p> })
    } else {
        EitherOf3::C(view! { <HunkLines hunks/> })
    };
    view! {
        <figure class="diff">
            // With a single value, the summary shows its path already.
            <figcaption class="ref" class:sr-only=is_one>
                {escape_hidden_owned(&path)}
            </figcaption>
            {text}
        </figure>
    }
}
