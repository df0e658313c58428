//! Whether a secret may be sent to a host.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use serde_json::{Map, Value, json};

use super::{endpoint::Endpoint, url::Origin};

/// The version of the format of `hosts.json`.
const VERSION: u64 = 1;

/// Where a credential of each provider was sent first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct KnownHosts {
    rows: Vec<KnownHost>,
    /// Whether `hosts.json` exists and cannot be read. Then no host is known to be the first.
    is_unreadable: bool,
}

/// A host that gets the credentials of a provider.
#[derive(Debug, Clone, PartialEq, Eq)]
struct KnownHost {
    provider: String,
    origin: String,
    at_ms: i64,
}

/// Whether a secret may be sent to a host.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HostDecision {
    /// It may: the host is a known one, or nothing secret is sent.
    Allowed,
    /// It may, and the host must be recorded as one of the provider before anything is sent.
    AllowedAndRecorded,
    /// It may not, because the credentials of the provider went to other hosts before.
    NotAllowed {
        /// The host that was asked for.
        host: String,
        /// The hosts that the credentials of the provider may go to.
        known: Vec<String>,
    },
    /// No request is ever sent there.
    Forbidden {
        /// The host.
        host: String,
    },
}

impl KnownHosts {
    /// Reads the content of `hosts.json`; `None` if it is of another version or has another shape.
    pub fn read(value: &Value) -> Option<Self> {
        let rows = value.get("rows").filter(|_| value["version"] == VERSION)?.as_array()?;
        let rows = rows.iter().map(KnownHost::read).collect::<Option<_>>()?;
        Some(Self { rows, is_unreadable: false })
    }

    /// Those of a `hosts.json` that cannot be read: none, and nothing is added.
    pub const fn unreadable() -> Self {
        Self { rows: Vec::new(), is_unreadable: true }
    }

    /// These hosts, and those that another process recorded meanwhile.
    #[must_use]
    pub fn merged(mut self, others: Self) -> Self {
        let added = others.rows.into_iter().filter(|row| !self.has(&row.provider, &row.origin)).collect::<Vec<_>>();
        self.rows.extend(added);
        self
    }

    /// The content of `hosts.json`.
    pub fn to_value(&self) -> Value {
        json!({ "version": VERSION, "rows": self.rows.iter().map(KnownHost::to_value).collect::<Vec<_>>() })
    }

    /// Adds a host of a provider. `now` is the time in milliseconds since 1970.
    #[must_use]
    pub fn with_host(mut self, provider: &str, origin: &Origin, now: i64) -> Self {
        let origin = origin.display();
        if !self.has(provider, &origin) {
            self.rows.push(KnownHost { provider: provider.to_owned(), origin, at_ms: now });
        }
        self
    }

    fn has(&self, provider: &str, origin: &str) -> bool {
        self.of(provider).any(|known| known == origin)
    }

    fn of(&self, provider: &str) -> impl Iterator<Item = &str> {
        self.rows.iter().filter(move |known| known.provider == provider).map(|known| known.origin.as_str())
    }
}

impl KnownHost {
    fn read(value: &Value) -> Option<Self> {
        let text = |key: &str| value.get(key).and_then(Value::as_str).map(str::to_owned);
        Some(Self { provider: text("key")?, origin: text("origin")?, at_ms: value.get("at_ms")?.as_i64()? })
    }

    fn to_value(&self) -> Value {
        let mut row = Map::new();
        row.insert("key".to_owned(), json!(self.provider));
        row.insert("origin".to_owned(), json!(self.origin));
        row.insert("at_ms".to_owned(), json!(self.at_ms));
        Value::Object(row)
    }
}

/// Decides whether a request may be sent to the host of an endpoint. `allowed` has the hosts that the user names, with
/// or without a port.
///
/// A stored secret goes to the built-in host of its provider, to the host that it went to first, and to hosts that the
/// user allows. For a provider with a built-in host, that one is the first, so that a changed address is noticed; only a
/// server on this machine may take its place. Without a secret, only forbidden hosts are refused.
pub fn decide_host(endpoint: &Endpoint, has_secret: bool, hosts: &KnownHosts, allowed: &[String]) -> HostDecision {
    let Some(origin) = Origin::parse(&endpoint.base_url) else {
        return HostDecision::Forbidden { host: String::new() };
    };
    let built_in = endpoint.built_in_url.as_deref().and_then(Origin::parse);
    let host = ProviderHost { provider: &endpoint.provider, origin: &origin, built_in: built_in.as_ref() };
    host.decide(has_secret, hosts, allowed)
}

/// A host that is to be asked for a provider.
#[derive(Debug, Clone, Copy)]
pub struct ProviderHost<'a> {
    /// The canonical name of the provider.
    pub provider: &'a str,
    /// The host.
    pub origin: &'a Origin,
    /// The host that OpenClaw has for the provider; `None` if it has none.
    pub built_in: Option<&'a Origin>,
}

impl ProviderHost<'_> {
    /// Decides whether a request may be sent there, as [`decide_host`] does.
    pub fn decide(self, has_secret: bool, hosts: &KnownHosts, allowed: &[String]) -> HostDecision {
        let Self { provider, origin, built_in } = self;
        let host = origin.display();
        if is_forbidden(origin) {
            return HostDecision::Forbidden { host };
        }
        let is_aws = is_bedrock_host(origin) && built_in.is_some_and(is_bedrock_host);
        if !has_secret || is_aws || built_in == Some(origin) || hosts.has(provider, &host) {
            return HostDecision::Allowed;
        }
        let has_none = !hosts.is_unreadable && hosts.of(provider).next().is_none();
        let is_first = (built_in.is_none() || origin.is_loopback()) && has_none;
        match is_first || allowed.iter().any(|name| names_origin(name, origin)) {
            true if hosts.is_unreadable => return HostDecision::Allowed,
            true => return HostDecision::AllowedAndRecorded,
            false => {}
        }
        let known = built_in.map(Origin::display).into_iter().chain(hosts.of(provider).map(str::to_owned)).collect();
        HostDecision::NotAllowed { host, known }
    }
}

/// Whether a typed host is this one. A name alone means `https` at the usual port; others need the port or `http://`.
fn names_origin(typed: &str, origin: &Origin) -> bool {
    let typed = typed.trim().to_ascii_lowercase();
    let typed = typed.trim_end_matches('/');
    let scheme = if origin.is_secure { "https" } else { "http" };
    let display = origin.display();
    let plain = display.strip_prefix("http://").unwrap_or(&display);
    let is_plain_enough = origin.is_secure || origin.port != 80;
    [display.as_str(), &format!("{scheme}://{plain}")].contains(&typed) || (is_plain_enough && typed == plain)
}

/// The address of Bedrock in a region, such as `bedrock-runtime.us-east-1.amazonaws.com`. Other names below
/// `amazonaws.com` may belong to any customer of AWS.
fn is_bedrock_host(origin: &Origin) -> bool {
    let of_aws = origin.host.strip_suffix(".amazonaws.com").or_else(|| origin.host.strip_suffix(".amazonaws.com.cn"));
    let region = of_aws
        .and_then(|host| host.strip_prefix("bedrock-runtime.").or_else(|| host.strip_prefix("bedrock-runtime-fips.")));
    origin.is_secure && origin.port == 443 && region.is_some_and(|region| !region.is_empty() && !region.contains('.'))
}

/// Whether no request is ever sent to a host: a metadata service of a cloud, or an address of no single machine. Names
/// are checked again when their addresses are known.
fn is_forbidden(origin: &Origin) -> bool {
    is_metadata_host(&origin.host) || origin.ip().is_some_and(is_forbidden_address)
}

/// Whether a host in lower case is a metadata service, which gives the credentials of a machine to every process on it.
pub fn is_metadata_host(host: &str) -> bool {
    const NAMES: &[&str] =
        &["metadata.google.internal", "metadata.goog", "metadata", "instance-data", "metadata.azure.internal"];
    NAMES.contains(&host)
}

/// Whether no request is ever sent to an address: that of a metadata service, of the local link, of a group, or of no
/// machine.
pub fn is_forbidden_address(address: IpAddr) -> bool {
    /// The metadata services of AWS and Alibaba Cloud; that of most clouds is on the local link.
    const METADATA: [IpAddr; 2] =
        [IpAddr::V6(Ipv6Addr::new(0xfd00, 0xec2, 0, 0, 0, 0, 0, 0x254)), IpAddr::V4(Ipv4Addr::new(100, 100, 100, 200))];
    match address.to_canonical() {
        ip if METADATA.contains(&ip) || ip.is_unspecified() || ip.is_multicast() => true,
        IpAddr::V4(ip) => ip.is_link_local() || ip.is_broadcast() || ip.octets().first() == Some(&0),
        IpAddr::V6(ip) => ip.is_unicast_link_local(),
    }
}

#[cfg(test)]
mod tests;
