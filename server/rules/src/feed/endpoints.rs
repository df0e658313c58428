//! The file that `OPENCLAW_ENDPOINTS` names: other addresses for the hosts that are asked for lists of models.
//!
//! ```json
//! { "models.dev": "https://mirror.example/models.dev", "openrouter.ai": "http://127.0.0.1:8080" }
//! ```
//!
//! Each member is a host, and the address that is asked in its place. The path of the request is added to it.

use std::collections::BTreeMap;

use serde_json::Value;

use super::source::FeedSource;
use crate::wire::url::Origin;

/// The variable with the path of the file.
pub const ENDPOINTS_VARIABLE: &str = "OPENCLAW_ENDPOINTS";

/// The longest file that is read.
pub const MAX_ENDPOINTS_BYTES: u64 = 64 << 10;

/// Other addresses for hosts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Endpoints {
    addresses: BTreeMap<String, String>,
}

impl Endpoints {
    /// Parses the file. An address must be `https`, or `http` on this machine.
    pub fn parse(bytes: &[u8]) -> Result<Self, String> {
        let value: Value = serde_json::from_slice(bytes)
            .map_err(|error| format!("it is not valid JSON (line {}, column {})", error.line(), error.column()))?;
        let members = value.as_object().ok_or("it is not an object with hosts and addresses")?;
        let mut addresses = BTreeMap::new();
        for (host, address) in members {
            let is_known = FeedSource::ALL.into_iter().any(|source| source.host() == Some(host.as_str()));
            if !is_known {
                let known: Vec<_> = FeedSource::ALL.into_iter().filter_map(FeedSource::host).collect();
                return Err(format!("`{}` is not a host that is asked; those are {}", shown(host), known.join(", ")));
            }
            let address = address.as_str().and_then(checked_address).ok_or_else(|| {
                format!("the address for `{host}` must begin with https://, or with http:// and a host of this machine")
            })?;
            addresses.insert(host.clone(), address);
        }
        Ok(Self { addresses })
    }

    /// The addresses that are set, each with its host.
    pub fn addresses(&self) -> impl Iterator<Item = (&str, &str)> {
        self.addresses.iter().map(|(host, address)| (host.as_str(), address.as_str()))
    }

    /// The address of a list; `None` if it is not published.
    pub fn base_url(&self, source: FeedSource) -> Option<String> {
        let host = source.host()?;
        Some(self.addresses.get(host).cloned().unwrap_or_else(|| format!("https://{host}")))
    }
}

/// The address without a slash at its end, if it may be asked.
fn checked_address(address: &str) -> Option<String> {
    let origin = Origin::parse(address).filter(|origin| origin.is_secure || origin.is_loopback())?;
    let is_plain = !address.contains(['?', '#', '@']) && !origin.host.is_empty();
    is_plain.then(|| address.trim_end_matches('/').to_owned())
}

/// A key of the file, short enough for a message.
fn shown(key: &str) -> String {
    key.chars().filter(|c| !c.is_control()).take(60).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_get_other_addresses() {
        let text = r#"{ "models.dev": "https://mirror.example/models/", "openrouter.ai": "http://127.0.0.1:8080" }"#;
        let endpoints = Endpoints::parse(text.as_bytes()).unwrap();
        let url = |source| endpoints.base_url(source);
        assert_eq!(url(FeedSource::ModelsDev).as_deref(), Some("https://mirror.example/models"));
        assert_eq!(url(FeedSource::OpenRouter).as_deref(), Some("http://127.0.0.1:8080"));
        assert_eq!(url(FeedSource::OpenClaw), None);
        assert_eq!(Endpoints::default().base_url(FeedSource::ModelsDev).as_deref(), Some("https://models.dev"));
    }

    #[test]
    fn other_addresses_are_refused() {
        for address in [
            "http://mirror.example",
            "http://10.0.0.1",
            "ftp://models.dev",
            "https://user:key@mirror.example",
            "https://mirror.example/?key=1",
            "https://mirror.example/#a",
            "mirror.example",
            "",
        ] {
            let text = serde_json::json!({ "models.dev": address }).to_string();
            assert!(Endpoints::parse(text.as_bytes()).unwrap_err().contains("models.dev"), "{address}");
        }
        for (text, part) in [
            ("{", "line 1"),
            ("[]", "not an object"),
            (r#"{ "model.dev": "https://a.example" }"#, "`model.dev` is not a host"),
            (r#"{ "models.dev": 5 }"#, "https://"),
        ] {
            let error = Endpoints::parse(text.as_bytes()).unwrap_err();
            assert!(error.contains(part), "{error}");
        }
    }
}
