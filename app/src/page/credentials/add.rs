//! Forms to add a credential: for a provider that has none, and for any provider.

use contract::{CredentialReport, key_form_id};

use super::state;
use crate::{
    part::{AGENT_FIELD, EXPIRY_FIELD, ID_FIELD, KindSelect, PROVIDER_FIELD, SecretForm},
    prelude::*,
    text::{CredentialsText, translate},
    ui::Panel,
};

/// Form for one provider.
#[component]
pub(super) fn AddToProvider(provider: String) -> impl IntoView {
    let id = key_form_id(&provider);
    let kind_id = format!("{id}-kind");
    let hidden = vec![(PROVIDER_FIELD, provider.clone())];
    let label = CredentialsText::SecretOf(provider.clone());
    view! {
        <SecretForm id label button=CredentialsText::Add hidden>
            <KindSelect id=kind_id is_anthropic=provider == "anthropic"/>
        </SecretForm>
    }
}

/// Form for any provider.
#[component]
pub(super) fn AddCredentialPanel(report: ReadSignal<CredentialReport>) -> impl IntoView {
    let providers = Memo::new(move |_| report.with(state::provider_ids));
    let agent = Memo::new(move |_| report.with(|report| (report.agents.len() > 1).then(|| report.agent.clone())));
    let options = move || providers.get().into_iter().map(|id| view! { <option value=id></option> }).collect_view();
    let own_store = move || {
        agent.get().map(|agent| {
            let label = translate(CredentialsText::OnlyForAgent(agent.clone()));
            view! {
                <label class="checkbox">
                    <input type="checkbox" name=AGENT_FIELD value=agent/>
                    {label}
                </label>
            }
        })
    };
    view! {
        <Panel id="add-credential" name=translate(CredentialsText::AddTitle)>
            <SecretForm id="new-secret".to_owned() label=CredentialsText::Secret button=CredentialsText::Add hidden=vec![]>
                <div class="field">
                    <label for="new-provider">{translate(CredentialsText::Provider)}</label>
                    <input
                        id="new-provider"
                        class="input"
                        name=PROVIDER_FIELD
                        required
                        list="known-providers"
                        autocomplete="off"
                        autocapitalize="none"
                        spellcheck="false"
                        placeholder="anthropic"
                    />
                    <datalist id="known-providers">{options}</datalist>
                </div>
                <KindSelect id="new-kind".to_owned() is_anthropic=true/>
                <OptionalField id="new-id" name=ID_FIELD label=CredentialsText::IdField example="anthropic:work"/>
                <OptionalField id="new-expiry" name=EXPIRY_FIELD label=CredentialsText::ExpiryField example="365d"/>
                {own_store}
            </SecretForm>
        </Panel>
    }
}

#[component]
fn OptionalField(id: &'static str, name: &'static str, label: CredentialsText, example: &'static str) -> impl IntoView {
    view! {
        <div class="field">
            <label for=id>{translate(label)}</label>
            <input id=id class="input" name=name autocomplete="off" autocapitalize="none" spellcheck="false" placeholder=example/>
        </div>
    }
}
