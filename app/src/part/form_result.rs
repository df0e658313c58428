//! Result of a plain form: the change card above the page with the form. Only the server renders it, because that page
//! works without script.

use contract::Repair;

use super::change::{CARD_TITLE_ID, CardBody, RedrawnNotice, can_force};
use crate::{
    page_context::{self, FormResult, REPAIR_FIELD, REPAIR_SHOWN_FIELD},
    prelude::*,
    text::{ChangeText, translate},
    ui::RichText,
};

/// Id of the form that is sent again. The repair checkbox belongs to it but is rendered outside of it.
const RESUBMIT_FORM_ID: &str = "card-again";

#[component]
pub(crate) fn FormResultCard(result: FormResult) -> impl IntoView {
    let FormResult { form, fields, outcome, is_redrawn } = result;
    let return_to = field_value_or_root(&fields, "back");
    let preview = outcome.as_ref().ok().filter(|preview| preview.can_apply());
    let can_apply = preview.is_some();
    let is_safe = preview.is_some_and(|preview| preview.breaks.is_empty());
    let can_insist = outcome.as_ref().is_err_and(can_force);
    let again = match preview {
        Some(preview) => {
            let (expect, is_ticked) = (preview.token.to_string(), preview.repair.as_ref().map(|repair| repair.is_on));
            let extra = std::iter::once(("expect", expect))
                .chain(is_ticked.map(|is_on| (REPAIR_SHOWN_FIELD, is_on.to_string())))
                .collect();
            let send =
                SubmitButton { label: ChangeText::ApplyButton(preview.effect.clone()), is_primary: true, is_safe };
            Some(view! { <ResubmitForm form fields extra send has_box=is_ticked.is_some()/> })
        }
        None if can_insist => {
            let extra = vec![("op[force]", "true".to_owned())];
            let send = SubmitButton { label: ChangeText::UseAnyway, is_primary: false, is_safe };
            Some(view! { <ResubmitForm form fields extra send has_box=false/> })
        }
        None => None,
    };
    view! {
        <section class="card" aria-labelledby=CARD_TITLE_ID>
            <RedrawnNotice is_redrawn is_refused=outcome.is_err()/>
            <CardBody outcome tick=can_apply.then_some(|repair| view! { <RepairCheckbox repair/> })/>
            <div class="card__actions">
                <a class="button" href=return_to autofocus=!is_safe>
                    {translate(if can_apply { ChangeText::Cancel } else { ChangeText::Close })}
                </a>
                {again}
            </div>
        </section>
    }
}

/// Repair checkbox. Its new state takes effect when the form is sent: if it has changed, either button only renders the
/// card again.
#[component]
fn RepairCheckbox(repair: Repair) -> impl IntoView {
    view! {
        <div class="card__repair">
            <label class="checkbox">
                <input form=RESUBMIT_FORM_ID type="checkbox" name=REPAIR_FIELD value="true" checked=repair.is_on/>
                <span>
                    <RichText text=translate(ChangeText::Repair(repair))/>
                </span>
            </label>
        </div>
    }
}

/// Submit button of the form that is sent again.
struct SubmitButton {
    label: ChangeText,
    is_primary: bool,
    /// Whether it may be focused initially.
    is_safe: bool,
}

/// Sends the submitted fields again, to confirm the change or to force it.
#[component]
fn ResubmitForm(
    form: String,
    fields: Vec<(String, String)>,
    extra: Vec<(&'static str, String)>,
    send: SubmitButton,
    has_box: bool,
) -> impl IntoView {
    let SubmitButton { label, is_primary, is_safe } = send;
    let class = if is_primary { "button button--primary card__apply" } else { "button" };
    let extra = extra.into_iter().map(|(name, value)| (name.to_owned(), value));
    let fields =
        (fields.into_iter().chain(extra)).map(|(name, value)| view! { <input type="hidden" name=name value=value/> });
    let show_again = has_box.then(|| view! { <button class="button">{translate(ChangeText::ShowAgain)}</button> });
    let (name, value) = is_primary.then_some(("apply", "true")).unzip();
    view! {
        <form id=RESUBMIT_FORM_ID class="card__again" method="post" action=format!("/form/{form}")>
            <input type="hidden" name="csrf" value=page_context::current().csrf/>
            {fields.collect_view()}
            {show_again}
            <button class=class name=name value=value autofocus=is_safe>
                {translate(label)}
            </button>
        </form>
    }
}

fn field_value_or_root(fields: &[(String, String)], name: &str) -> String {
    fields.iter().find(|(key, _)| key == name).map_or_else(|| "/".to_owned(), |(_, value)| value.clone())
}
