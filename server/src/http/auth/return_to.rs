//! Return addresses: the page to show after a plain form and after sign-in. Only pages of the dashboard are accepted.

use app::page_context::{FLASH_PARAM, without_flash};
use axum::{
    extract::Request,
    http::{Method, uri::PathAndQuery},
};

use crate::http::{Dashboard, routes::Endpoint};

/// Name of the query parameter and the form field with the page to show after sign-in.
pub(in crate::http) const NEXT_FIELD: &str = "next";

/// Maximum length of a return address. No page of the dashboard has a longer one.
const MAX_ADDRESS_LEN: usize = 512;

/// Whether this is the address of a known page with a plain query. No request can send the browser anywhere else.
pub(in crate::http) fn is_known_page(dashboard: &Dashboard, return_to: &str) -> bool {
    let (path, query) = split_query(return_to);
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~%=&+".contains(&byte);
    return_to.len() <= MAX_ADDRESS_LEN
        && query.bytes().all(is_plain)
        && dashboard.find_route(path).is_some_and(|route| route.endpoint == Endpoint::Page)
}

/// Address of the sign-in page, with the requested page as the page to show afterwards. Whether that page exists is
/// checked after sign-in, so that it is not revealed to clients that are not signed in.
pub(in crate::http) fn sign_in_address(endpoint: Endpoint, request: &Request) -> String {
    let requested_address =
        request.uri().path_and_query().map(PathAndQuery::as_str).filter(|address| address.len() <= MAX_ADDRESS_LEN);
    match requested_address
        .filter(|address| endpoint == Endpoint::Page && request.method() == Method::GET && *address != "/")
    {
        Some(address) => {
            format!("/login?{NEXT_FIELD}={}", form_urlencoded::byte_serialize(address.as_bytes()).collect::<String>())
        }
        None => "/login".to_owned(),
    }
}

/// Adds a flash id to an address.
pub(in crate::http) fn with_flash(return_to: &str, flash_id: u64) -> String {
    let (path, query) = split_query(return_to);
    match without_flash(query) {
        query if query.is_empty() => format!("{path}?{FLASH_PARAM}={flash_id}"),
        query => format!("{path}?{query}&{FLASH_PARAM}={flash_id}"),
    }
}

fn split_query(return_to: &str) -> (&str, &str) {
    return_to.split_once('?').unwrap_or((return_to, ""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn new_flash_id_replaces_old_one() {
        for (back, marked_as) in [
            ("/", "/?done=7"),
            ("/?done=3", "/?done=7"),
            ("/routing?agent=work", "/routing?agent=work&done=7"),
            ("/routing?done=1&agent=work", "/routing?agent=work&done=7"),
        ] {
            assert_eq!(with_flash(back, 7), marked_as);
        }
    }
}
