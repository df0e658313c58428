//! The providers of a scan: whether a credential of theirs works, and why not.

use contract::{ScanReport, ScannedProvider, ScannedProviderState};

use crate::{
    page,
    prelude::*,
    text::{ScanText, translate},
    ui::{Badge, RichText, Tone},
};

#[component]
pub(super) fn ProviderList(scan: Memo<ScanReport>) -> impl IntoView {
    let providers = Memo::new(move |_| scan.with(|scan| scan.providers.clone()));
    view! {
        <ul class="scan__providers" aria-label=translate(ScanText::Providers)>
            {move || providers.get().into_iter().map(|of| view! { <Provider of/> }).collect_view()}
        </ul>
    }
}

#[component]
fn Provider(of: ScannedProvider) -> impl IntoView {
    let ScannedProvider { provider, models, state, word, detail, .. } = of;
    let tone = match state {
        ScannedProviderState::Ok => Tone::Ok,
        ScannedProviderState::Failed => Tone::Bad,
        ScannedProviderState::NoCredential | ScannedProviderState::NotAsked => Tone::Plain,
    };
    let lacks_key = state == ScannedProviderState::NoCredential;
    let add = lacks_key.then(|| {
        // A whole load, so that the form it leads to is found without script, too.
        view! { <a href=page::key_form_url(&provider) rel="external">{translate(ScanText::AddCredential)}</a> }
    });
    view! {
        <li>
            <span class="ref">{provider.clone()}</span>
            <Badge tone label=word/>
            {(!lacks_key).then(|| view! { <span class="muted">{translate(ScanText::Models(models))}</span> })}
            {detail.filter(|_| !lacks_key).map(|text| view! { <span class="muted"><RichText text/></span> })}
            {add}
        </li>
    }
}
