//! One more alias.

use std::sync::Arc;

use contract::{AddAlias, Op, Role};
use leptos::prelude::*;

use super::row::{ALIAS, FROM, MODEL};
use crate::{
    facts,
    hook::{draft, focus_later},
    part::{OpForm, Picker},
    text::{AliasesText, say},
    ui::Field,
};

/// The field that has the focus again when it is done.
pub(super) const FIRST: &str = "new-alias";

#[component]
pub(super) fn AddForm() -> impl IntoView {
    let hidden = || vec![(FROM, "new".to_owned())];
    let answered = facts::current().answered;
    let sent = |name| answered.as_ref().and_then(|answered| answered.draft(AddAlias::PATH, &hidden(), name));
    let alias = draft("new alias", sent(ALIAS));
    let model = draft("new alias model", sent(MODEL));
    let op = move || AddAlias { alias: alias.get_untracked(), model: model.get_untracked(), force: false };
    let done = Arc::new(move || {
        alias.set(String::new());
        model.set(String::new());
        focus_later(FIRST);
    });
    view! {
        <OpForm op hidden=hidden() done class="form">
            <Field
                id=FIRST
                name=ALIAS
                label=say(AliasesText::ShortName)
                typed=alias
                example=say(AliasesText::NameExample)
            />
            <Picker
                id="new-alias-model"
                name=MODEL
                label=say(AliasesText::Model)
                example=say(AliasesText::ModelExample)
                role=Role::Text
                typed=model
                is_labelled=true
            />
            <button class="button">{say(AliasesText::Add)}</button>
        </OpForm>
    }
}
