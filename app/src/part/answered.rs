//! The answer to a plain form: the change card above the page that the form is on. Only a server draws it: that page stays
//! without script.

use leptos::prelude::*;

use super::change_card::{CARD_TITLE, CardBody};
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
    let again = preview.map(|preview| {
        let expect = preview.token.to_string();
        view! { <ApplyForm form fields expect/> }
    });
    view! {
        <section class="card" aria-labelledby=CARD_TITLE>
            <CardBody outcome/>
            <div class="card__actions">
                <a class="button" href=back>
                    {say(if can_apply { ChangeText::Cancel } else { ChangeText::Close })}
                </a>
                {again}
            </div>
        </section>
    }
}

/// The same form once more, and this time it is meant.
#[component]
fn ApplyForm(form: String, fields: Vec<(String, String)>, expect: String) -> impl IntoView {
    let fields = fields.into_iter().map(|(name, value)| view! { <input type="hidden" name=name value=value/> });
    view! {
        <form method="post" action=format!("/form/{form}")>
            <input type="hidden" name="csrf" value=facts::current().csrf/>
            <input type="hidden" name="expect" value=expect/>
            {fields.collect_view()}
            <button class="button button--primary" name="apply" value="true" autofocus>
                {say(ChangeText::Apply)}
            </button>
        </form>
    }
}

fn field(fields: &[(String, String)], name: &str) -> String {
    fields.iter().find(|(key, _)| key == name).map_or_else(|| "/".to_owned(), |(_, value)| value.clone())
}
