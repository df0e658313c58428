//! The chunk `picker`: the suggestions for a page that has only the field.

#![expect(clippy::unnecessary_wraps, reason = "the macro adds the fallback for a missing chunk")]

use contract::Role;
use leptos::{
    prelude::*,
    wasm_split::{SplitLoaderError, wasm_split},
};

use super::{SuggestionsView, list::SuggestionList};

#[wasm_split(picker, wasm_split_path = leptos::wasm_split, fallible)]
pub(super) fn suggestions_view() -> Result<SuggestionsView, SplitLoaderError> {
    Ok(|id, typed| view! { <SuggestionList id=id.to_owned() role=Role::Text typed is_asked_for=false/> }.into_any())
}
