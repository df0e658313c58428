//! The answer to a plain form: the change card above the page that the form is on. Only a server draws it: that page stays
//! without script.

use leptos::prelude::*;

use super::change::{CARD_TITLE, CardBody, can_insist};
use crate::{
    facts::{self, Answered},
    text::{ChangeText, say},
};

#[component]
pub(crate) fn AnsweredCard(answered: Answered) -> impl IntoView {
    let Answered { form, fields, outcome } = answered;
    let back = field(&fields, "back");
    let preview = outcome.as_ref().ok().filter(|preview| preview.can_apply());
    let can_apply = preview.is_some();
    let can_insist = outcome.as_ref().is_err_and(can_insist);
    let again = match preview {
        Some(preview) => {
            let expect = preview.token.to_string();
            let extra = vec![("expect", expect), ("apply", "true".to_owned())];
            Some(view! { <AgainForm form fields extra label=ChangeText::Apply/> })
        }
        None if can_insist => {
            let extra = vec![("op[force]", "true".to_owned())];
            Some(view! { <AgainForm form fields extra label=ChangeText::Insist/> })
        }
        None => None,
    };
    view! {
        <section class="card" aria-labelledby=CARD_TITLE>
            <CardBody outcome/>
            <div class="card__actions">
                <a class="button" href=back autofocus=!can_apply>
                    {say(if can_apply { ChangeText::Cancel } else { ChangeText::Close })}
                </a>
                {again}
            </div>
        </section>
    }
}

/// The same form once more, and this time it is meant.
#[component]
fn AgainForm(
    form: String,
    fields: Vec<(String, String)>,
    extra: Vec<(&'static str, String)>,
    label: ChangeText,
) -> impl IntoView {
    // Enter does what is meant; who insists says so with the button.
    let is_meant = label == ChangeText::Apply;
    let class = if is_meant { "button button--primary" } else { "button" };
    let extra = extra.into_iter().map(|(name, value)| (name.to_owned(), value));
    let fields =
        (fields.into_iter().chain(extra)).map(|(name, value)| view! { <input type="hidden" name=name value=value/> });
    view! {
        <form method="post" action=format!("/form/{form}")>
            <input type="hidden" name="csrf" value=facts::current().csrf/>
            {fields.collect_view()}
            <button class=class autofocus=is_meant>
                {say(label)}
            </button>
        </form>
    }
}

fn field(fields: &[(String, String)], name: &str) -> String {
    fields.iter().find(|(key, _)| key == name).map_or_else(|| "/".to_owned(), |(_, value)| value.clone())
}
