//! Form with a secret. The browser posts it as a plain form also when scripts run: the secret is never in a signal, a
//! draft or the app's memory. The server answers without any field.

use contract::{AddCredential, Op};
use leptos::prelude::*;

use crate::{
    page_context,
    part::HiddenFormFields,
    text::{CredentialsText, translate},
};

/// Names of the form fields.
pub(super) const PROVIDER_FIELD: &str = "op[provider]";
pub(super) const KIND_FIELD: &str = "op[kind]";
pub(super) const ID_FIELD: &str = "op[profileId]";
pub(super) const EXPIRY_FIELD: &str = "op[expiresIn]";
pub(super) const REPLACE_FIELD: &str = "op[replace]";
pub(super) const AGENT_FIELD: &str = "op[agent]";
const SECRET_FIELD: &str = "op[secret]";
const FORCE_FIELD: &str = "op[force]";

#[component]
pub(super) fn SecretForm<C: IntoView + 'static>(
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
