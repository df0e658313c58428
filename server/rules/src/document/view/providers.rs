//! The providers in the configuration, and the models that they describe.

use std::net::IpAddr;

use catalog::ProviderKind;
use catalog_data::{canonical_provider, find_provider};
use contract::ModelRef;
use serde_json::Value;

use super::View;
use crate::schema::paths::providers_path;

/// The providers in the configuration, by their canonical names.
pub(crate) fn configured_providers(view: &View) -> impl Iterator<Item = (String, &Value)> {
    let providers = view.get(&providers_path()).and_then(Value::as_object);
    providers.into_iter().flatten().map(|(name, entry)| (canonical_provider(name, view.generation), entry))
}

/// The entry of a provider in the configuration.
pub(crate) fn provider_entry<'v>(view: &'v View, provider: &str) -> Option<&'v Value> {
    configured_providers(view).find(|(name, _)| name == provider).map(|(_, entry)| entry)
}

/// The models that the providers in the configuration describe.
pub(crate) fn configured_models(view: &View) -> impl Iterator<Item = (ModelRef, &Value)> {
    configured_providers(view).flat_map(move |(provider, entry)| {
        let models = entry.get("models").and_then(Value::as_array).into_iter().flatten();
        models.filter_map(move |model| {
            Some((view.resolve_name(&format!("{provider}/{}", model.get("id")?.as_str()?))?, model))
        })
    })
}

/// Whether the models of a provider run on this machine. Without an address in the configuration, the kind of the
/// provider decides.
pub(crate) fn is_local(view: &View, provider: &str) -> bool {
    match provider_entry(view, provider).and_then(|entry| entry.get("baseUrl")?.as_str()) {
        Some(url) => has_local_host(view, url),
        None => find_provider(provider).is_some_and(|known| known.kind == ProviderKind::Local),
    }
}

/// Whether an address is on this machine, or has a name of the local network. The address may hold a secret.
pub(crate) fn has_local_host(view: &View, url: &str) -> bool {
    let Some(host) = host_name(view, url) else { return false };
    let is_address = || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback() || address.is_unspecified());
    host == "localhost" || host.strip_suffix(".local").is_some() || is_address()
}

/// The host of an address in lower case, an IPv6 address without brackets; `None` if a variable in it is not set.
pub(crate) fn host_name(view: &View, url: &str) -> Option<String> {
    let url = view.expand(url)?;
    let rest = url.split_once("://").map_or(&*url, |(_, rest)| rest);
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    let host = match host.strip_prefix('[') {
        Some(v6) => v6.split(']').next().unwrap_or_default(),
        None => host.split(':').next().unwrap_or_default(),
    };
    Some(host.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn view(url: &str) -> View {
        View::new(json!({ "models": { "providers": { "house": { "baseUrl": url } } } }))
    }

    #[test]
    fn the_host_decides_whether_a_provider_is_local() {
        for (url, expected) in [
            ("http://localhost:1234/v1", true),
            ("http://user:key@LOCALHOST/v1", true),
            ("http://127.0.0.2", true),
            ("http://0.0.0.0:1", true),
            ("http://[::1]:1234/v1", true),
            ("http://nas.local/v1", true),
            ("127.0.0.1:80", true),
            ("http://192.168.1.5/v1", false),
            ("https://api.example.com/localhost", false),
            ("https://localhost.example.com", false),
            ("${UNSET}", false),
            ("", false),
        ] {
            assert_eq!(is_local(&view(url), "house"), expected, "{url}");
        }
        assert!(is_local(&View::default(), "lmstudio") && !is_local(&View::default(), "openai"));
    }
}
