//! Panel of a provider: which credential pays, all credentials, and the order.

use contract::{CredentialReport, ProviderCredentials, element_id};
use leptos::either::Either;

use super::{add::AddToProvider, order::OrderLists, row::CredentialRow, state};
use crate::{
    prelude::*,
    text::{CredentialsText, translate},
    ui::{Badge, RichText, Tone, escape_hidden_owned},
};

#[component]
pub(super) fn ProviderPanel(id: String, report: ReadSignal<CredentialReport>) -> impl IntoView {
    let heading_id = element_id("provider", &id);
    let labelled_by = heading_id.clone();
    let add_to = id.clone();
    let name = escape_hidden_owned(&id);
    // A panel keeps its last content until it disappears.
    let of = Memo::new(move |was: Option<&Option<ProviderCredentials>>| {
        let now = report.with(|report| state::find_provider(report, &id).cloned());
        now.or_else(|| was.cloned().flatten())
    });
    let is_in_use = Memo::new(move |_| of.with(|of| of.as_ref().is_some_and(|of| of.is_in_use)));
    let keys = Memo::new(move |_| of.with(|of| of.as_ref().map(state::row_keys).unwrap_or_default()));
    let needs_one = Memo::new(move |_| of.with(|of| of.as_ref().is_some_and(|of| of.missing.is_some())));
    let is_empty = Memo::new(move |_| keys.with(Vec::is_empty));
    let columns = [
        CredentialsText::Credential,
        CredentialsText::Kind,
        CredentialsText::State,
        CredentialsText::Expires,
        CredentialsText::Source,
    ];
    let columns = columns.map(|column| view! { <span>{translate(column)}</span> });
    view! {
        <section class="panel" aria-labelledby=heading_id>
            <h2 id=labelled_by tabindex="-1">
                <span class="ref">{name}</span>
                " "
                {move || is_in_use.get().then(|| view! { <span class="tag">{translate(CredentialsText::InUse)}</span> })}
            </h2>
            {move || of.get().map(|of| view! { <Payer of/> })}
            {move || needs_one.get().then(|| view! { <AddToProvider provider=add_to.clone()/> })}
            <div class="rows credentials" hidden=is_empty>
                <div class="rows__head" aria-hidden="true">
                    {columns.into_iter().collect_view()}
                </div>
                <ul>
                    <For each=move || keys.get() key=Clone::clone children=move |key| view! { <CredentialRow key of report/> }/>
                </ul>
            </div>
            <OrderLists of report/>
        </section>
    }
}

/// Which credential pays and why, or that none can.
#[component]
fn Payer(of: ProviderCredentials) -> impl IntoView {
    if let Some(chosen) = of.chosen() {
        let text = CredentialsText::Pays { name: state::name(chosen).to_owned(), reason: chosen.why.clone() };
        return Either::Left(view! { <p><RichText text=translate(text)/></p> });
    }
    Either::Right(of.missing.map(|error| {
        let repair = translate(CredentialsText::AddHint(of.key_variable));
        view! {
            <p>
                <Badge tone=Tone::Bad label=translate(CredentialsText::NoCredential)/>
                " "
                <RichText text=first_sentence(&error)/>
            </p>
            <p class="muted">
                <RichText text=repair/>
            </p>
        }
    }))
}

/// The first sentence of OpenClaw's error, which goes on with paths.
fn first_sentence(error: &str) -> String {
    error.split_inclusive("\".").next().unwrap_or_default().to_owned()
}
