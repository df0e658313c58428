//! URLs of pages.

use contract::{Role, key_form_id};
use leptos_router::location::Url;

/// URL of an agent's routing.
pub(crate) fn routing_url(agent: &str) -> String {
    format!("/routing?agent={}", Url::escape(agent))
}

/// URL of the credentials of an agent.
pub(crate) fn credentials_url(agent: &str) -> String {
    format!("/auth?agent={}", Url::escape(agent))
}

/// URL of the form that adds a key of a provider without a credential.
pub(crate) fn key_form_url(provider: &str) -> String {
    format!("/auth#{}", key_form_id(provider))
}

/// URL of Routing with the form to change the primary of a chain.
pub(crate) fn change_primary_url(role: Role, agent: Option<&str>) -> String {
    let (page, separator) = agent.map_or_else(|| ("/routing".to_owned(), '?'), |agent| (routing_url(agent), '&'));
    format!("{page}{separator}{CHANGE_PARAM}={}", role.as_str())
}

/// Query parameter of Routing: the role whose primary is to be changed.
pub(crate) const CHANGE_PARAM: &str = "change";
