//! Form to add an alias.

use std::sync::Arc;

use contract::{AddAlias, Op, Role};

use super::fields::{ALIAS_FIELD, FIRST_FIELD_ID, FORM_ID_FIELD, MODEL_FIELD};
use crate::{
    hook::{focus_later, use_draft},
    page_context,
    part::{OpForm, Picker},
    prelude::*,
    text::{AliasesText, translate},
    ui::Field,
};

#[component]
pub(super) fn AddAliasForm() -> impl IntoView {
    let hidden = || vec![(FORM_ID_FIELD, "new".to_owned())];
    let result = page_context::current().form_result;
    let sent = |name| result.as_ref().and_then(|result| result.field_value(AddAlias::PATH, &hidden(), name));
    let alias = use_draft("new alias", sent(ALIAS_FIELD));
    let model = use_draft("new alias model", sent(MODEL_FIELD));
    let op = move || AddAlias { alias: alias.get_untracked(), model: model.get_untracked(), force: false };
    let on_written = Arc::new(move || {
        alias.set(String::new());
        model.set(String::new());
        focus_later(FIRST_FIELD_ID);
    });
    view! {
        <OpForm op hidden=hidden() on_written class="form" typed=model>
            <Field
                id=FIRST_FIELD_ID
                name=ALIAS_FIELD
                label=translate(AliasesText::ShortName)
                typed=alias
                example=translate(AliasesText::NameExample)
            />
            <Picker
                id="new-alias-model"
                name=MODEL_FIELD
                label=translate(AliasesText::Model)
                example=translate(AliasesText::ModelExample)
                role=Role::Text
                typed=model
                is_labelled=true
            />
            <button class="button">{translate(AliasesText::Add)}</button>
        </OpForm>
    }
}
