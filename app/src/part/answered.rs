//! The answer to a plain form: the change card above the page that the form is on. Only a server draws it: that page stays
//! without script.

use contract::Repair;
use leptos::prelude::*;

use super::change::{CARD_TITLE, CardBody, Redrawn, can_insist};
use crate::{
    facts::{self, Answered, TICKED, TICKED_BEFORE},
    text::{ChangeText, say},
    ui::Rich,
};

/// The form that is sent again; the box of a repair belongs to it and stands apart from it.
const AGAIN: &str = "card-again";

#[component]
pub(crate) fn AnsweredCard(answered: Answered) -> impl IntoView {
    let Answered { form, fields, outcome, is_redrawn } = answered;
    let back = field(&fields, "back");
    let preview = outcome.as_ref().ok().filter(|preview| preview.can_apply());
    let can_apply = preview.is_some();
    let is_safe = preview.is_some_and(|preview| preview.breaks.is_empty());
    let can_insist = outcome.as_ref().is_err_and(can_insist);
    let again = match preview {
        Some(preview) => {
            let (expect, is_ticked) = (preview.token.to_string(), preview.repair.as_ref().map(|repair| repair.is_on));
            let extra = std::iter::once(("expect", expect))
                .chain(is_ticked.map(|is_on| (TICKED_BEFORE, is_on.to_string())))
                .collect();
            let send = Send { label: ChangeText::Verb(preview.effect.clone()), is_primary: true, is_safe };
            Some(view! { <AgainForm form fields extra send has_box=is_ticked.is_some()/> })
        }
        None if can_insist => {
            let extra = vec![("op[force]", "true".to_owned())];
            let send = Send { label: ChangeText::Insist, is_primary: false, is_safe };
            Some(view! { <AgainForm form fields extra send has_box=false/> })
        }
        None => None,
    };
    view! {
        <section class="card" aria-labelledby=CARD_TITLE>
            <Redrawn is_redrawn is_refused=outcome.is_err()/>
            <CardBody outcome tick=can_apply.then_some(|repair| view! { <Tick repair/> })/>
            <div class="card__actions">
                <a class="button" href=back autofocus=!is_safe>
                    {say(if can_apply { ChangeText::Cancel } else { ChangeText::Close })}
                </a>
                {again}
            </div>
        </section>
    }
}

/// What is shown follows when the form is sent: with either button, where the box is not as it was.
#[component]
fn Tick(repair: Repair) -> impl IntoView {
    view! {
        <div class="card__repair">
            <label class="tick">
                <input form=AGAIN type="checkbox" name=TICKED value="true" checked=repair.is_on/>
                <span>
                    <Rich text=say(ChangeText::Repair(repair))/>
                </span>
            </label>
        </div>
    }
}

/// The button that sends the form again.
struct Send {
    label: ChangeText,
    is_primary: bool,
    /// It may have the focus.
    is_safe: bool,
}

/// The same form once more, and this time it is meant.
#[component]
fn AgainForm(
    form: String,
    fields: Vec<(String, String)>,
    extra: Vec<(&'static str, String)>,
    send: Send,
    has_box: bool,
) -> impl IntoView {
    let Send { label, is_primary, is_safe } = send;
    let class = if is_primary { "button button--primary card__apply" } else { "button" };
    let extra = extra.into_iter().map(|(name, value)| (name.to_owned(), value));
    let fields =
        (fields.into_iter().chain(extra)).map(|(name, value)| view! { <input type="hidden" name=name value=value/> });
    let show_again = has_box.then(|| view! { <button class="button">{say(ChangeText::ShowAgain)}</button> });
    let (name, value) = is_primary.then_some(("apply", "true")).unzip();
    view! {
        <form id=AGAIN class="card__again" method="post" action=format!("/form/{form}")>
            <input type="hidden" name="csrf" value=facts::current().csrf/>
            {fields.collect_view()}
            {show_again}
            <button class=class name=name value=value autofocus=is_safe>
                {say(label)}
            </button>
        </form>
    }
}

fn field(fields: &[(String, String)], name: &str) -> String {
    fields.iter().find(|(key, _)| key == name).map_or_else(|| "/".to_owned(), |(_, value)| value.clone())
}
