//! Form with a secret. The browser posts it as a plain form also when scripts run: the secret is never in a signal, a
//! draft or the app's memory. The server answers without any field.

use contract::{AddCredential, CredentialMode, Op};

use super::op_form::HiddenFormFields;
use crate::{
    page_context,
    prelude::*,
    text::{CredentialsText, translate},
};

/// Names of the form fields.
pub(crate) const PROVIDER_FIELD: &str = "op[provider]";
pub(crate) const KIND_FIELD: &str = "op[kind]";
pub(crate) const ID_FIELD: &str = "op[profileId]";
pub(crate) const EXPIRY_FIELD: &str = "op[expiresIn]";
pub(crate) const REPLACE_FIELD: &str = "op[replace]";
pub(crate) const AGENT_FIELD: &str = "op[agent]";
const SECRET_FIELD: &str = "op[secret]";
const FORCE_FIELD: &str = "op[force]";

/// Methods, as the operation names them.
const KINDS: [(&str, CredentialsText); 3] = [
    ("api-key", CredentialsText::Mode(CredentialMode::ApiKey)),
    ("setup-token", CredentialsText::SetupTokenMethod),
    ("token", CredentialsText::TokenMethod),
];

#[component]
pub(crate) fn SecretForm<C: IntoView + 'static>(
    /// Id of the secret's field, unique on its page.
    id: String,
    label: CredentialsText,
    button: CredentialsText,
    hidden: Vec<(&'static str, String)>,
    /// The fields before the secret.
    children: TypedChildren<C>,
) -> impl IntoView {
    let field = NodeRef::<leptos::html::Input>::new();
    let shows = RwSignal::new(false);
    // The browser has read the fields when this runs.
    let empty = move |_| {
        set_timeout(
            move || {
                if let Some(field) = field.get_untracked() {
                    field.set_value("");
                }
            },
            std::time::Duration::ZERO,
        );
    };
    let help = format!("{id}-help");
    view! {
        <form method="post" action=format!("/form/{}", AddCredential::PATH) class="form" autocomplete="off" on:submit=empty>
            <HiddenFormFields hidden/>
            <fieldset disabled=page_context::current().read_only>
                {children.into_inner()()} <div class="field">
                    <label for=id.clone()>{translate(label)}</label>
                    <input
                        node_ref=field
                        id=id
                        class="input"
                        name=SECRET_FIELD
                        type=move || if shows.get() { "text" } else { "password" }
                        required
                        autocomplete="off"
                        autocapitalize="none"
                        spellcheck="false"
                        aria-describedby=help.clone()
                    />
                </div>
                <button
                    type="button"
                    class="button button--quiet"
                    data-needs-script
                    aria-pressed=move || shows.get().to_string()
                    on:click=move |_| shows.update(|shows| *shows = !*shows)
                >
                    {translate(CredentialsText::ShowSecret)}
                </button>
                <button class="button button--primary">{translate(button)}</button>
                <div class="form__more">
                    <label class="checkbox">
                        <input type="checkbox" name=FORCE_FIELD value="true"/>
                        {translate(CredentialsText::StoreAnyway)}
                    </label>
                    <p id=help class="muted">
                        {translate(CredentialsText::SecretHelp)}
                    </p>
                </div>
            </fieldset>
        </form>
    }
}

/// Choice of the method. Only Anthropic has setup-tokens.
#[component]
pub(crate) fn KindSelect(id: String, is_anthropic: bool) -> impl IntoView {
    let options = KINDS.into_iter().filter(|(_, name)| is_anthropic || *name != CredentialsText::SetupTokenMethod);
    let options = options.map(|(value, name)| view! { <option value=value>{translate(name)}</option> });
    view! {
        <div class="field">
            <label for=id.clone()>{translate(CredentialsText::Method)}</label>
            <select id=id class="input" name=KIND_FIELD>
                {options.collect_view()}
            </select>
        </div>
    }
}
