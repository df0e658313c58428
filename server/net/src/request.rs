//! A request with its secrets.

use std::time::SystemTime;

use reqwest::{
    Client, Request, Url,
    header::{HeaderMap, HeaderName, HeaderValue},
};
use rules::wire::{
    answer::TransportFailure,
    request_draft::{Method, RequestDraft, SecretPlacement},
};

use crate::{Secrets, sign::ToSign};

/// Builds the request that is sent. A key or a header with characters that HTTP does not allow cannot be sent.
pub(crate) fn build_request(
    client: &Client,
    draft: &RequestDraft,
    url: Url,
    secrets: &Secrets,
    now: SystemTime,
) -> Result<Request, TransportFailure> {
    let plain = draft.headers.iter().map(|(name, value)| ((*name).to_owned(), value.clone()));
    let mut headers = HeaderMap::new();
    plain.chain(placed_secrets(draft, &url, secrets, now)).try_for_each(|(name, value)| {
        let is_secret = !draft.headers.iter().any(|(plain, _)| *plain == name);
        insert(&mut headers, &name, &value, is_secret)
    })?;
    secrets.headers.iter().try_for_each(|(name, value)| insert(&mut headers, name, value.expose(), true))?;
    let method = match draft.method {
        Method::Get => reqwest::Method::GET,
        Method::Post => reqwest::Method::POST,
    };
    let builder = client.request(method, url).headers(headers);
    let builder = match &draft.body {
        Some(body) => builder.body(body.clone()),
        None => builder,
    };
    builder.build().map_err(|_| TransportFailure::InvalidUrl)
}

/// The headers that carry the key.
fn placed_secrets(draft: &RequestDraft, url: &Url, secrets: &Secrets, now: SystemTime) -> Vec<(String, String)> {
    match (&draft.secret, &secrets.key, &secrets.aws) {
        (SecretPlacement::Headers(places), Some(key), _) => {
            let header = |prefix: &str| format!("{prefix}{}", key.expose());
            places.iter().map(|place| (place.name.to_owned(), header(place.prefix))).collect()
        }
        (SecretPlacement::SigV4 { region, service }, _, Some(keys)) => {
            let headers = signed_headers(draft, secrets);
            let body = draft.body.as_deref().unwrap_or_default().as_bytes();
            let method = draft.method.as_str();
            ToSign { method, url, headers: &headers, body, region, service, now }.signature_headers(keys)
        }
        _ => Vec::new(),
    }
}

/// The headers as they are sent: a configured one replaces that of the draft.
fn signed_headers(draft: &RequestDraft, secrets: &Secrets) -> Vec<(String, String)> {
    let configured = secrets.headers.iter().map(|(name, value)| (name.to_ascii_lowercase(), value.expose().to_owned()));
    let mut headers: Vec<_> = configured.collect();
    for (name, value) in &draft.headers {
        if !headers.iter().any(|(known, _)| known == name) {
            headers.push(((*name).to_owned(), value.clone()));
        }
    }
    headers
}

fn insert(headers: &mut HeaderMap, name: &str, value: &str, is_secret: bool) -> Result<(), TransportFailure> {
    let name = HeaderName::from_bytes(name.as_bytes()).map_err(|_| TransportFailure::InvalidHeader)?;
    let mut value = HeaderValue::from_str(value).map_err(|_| TransportFailure::InvalidHeader)?;
    value.set_sensitive(is_secret);
    headers.insert(name, value);
    Ok(())
}
