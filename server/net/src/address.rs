//! Which addresses are never asked.

use std::net::{IpAddr, Ipv4Addr};

use reqwest::Url;
use rules::wire::{
    answer::TransportFailure,
    host_policy::{is_forbidden_address, is_metadata_host},
    url::Origin,
};

use crate::Policy;

/// Parses an address: `http` or `https`, with a host, and without a user name or control characters.
pub(crate) fn parse_url(text: &str) -> Result<Url, TransportFailure> {
    let is_clean = !text.chars().any(|c| c.is_control() || c.is_whitespace());
    let url = Url::parse(text).ok().filter(|url| is_clean && is_web_address(url));
    url.ok_or(TransportFailure::InvalidUrl)
}

fn is_web_address(url: &Url) -> bool {
    matches!(url.scheme(), "http" | "https") && url.has_host() && url.username().is_empty() && url.password().is_none()
}

/// Host and port of an address; the port is left out if it is the usual one.
pub(crate) fn host_and_port(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
}

/// Checks the name of a host before it is looked up.
pub(crate) fn check_name(url: &Url, policy: &Policy) -> Result<(), TransportFailure> {
    let name = url.host_str().unwrap_or_default().trim_end_matches('.').to_ascii_lowercase();
    if is_metadata_host(&name) {
        return Err(not_allowed(url));
    }
    literal_ip(url).map_or(Ok(()), |ip| check_ip(ip, url, policy))
}

/// Checks an address of a host.
pub(crate) fn check_ip(ip: IpAddr, url: &Url, policy: &Policy) -> Result<(), TransportFailure> {
    let ip = ip.to_canonical();
    let is_own_port = ip.is_loopback() && policy.own_port.is_some() && url.port_or_known_default() == policy.own_port;
    if is_own_port {
        return Err(TransportFailure::OwnPort { host: host_and_port(url) });
    }
    if is_forbidden_address(ip) || (is_private(ip) && !policy.allows_private) {
        return Err(not_allowed(url));
    }
    Ok(())
}

/// Scheme, host and port of an address.
pub(crate) fn origin(url: &Url) -> Option<Origin> {
    Origin::parse(url.as_str())
}

/// Whether the address is written as one of this machine, which is never asked through a proxy.
pub(crate) fn is_loopback(url: &Url) -> bool {
    origin(url).is_some_and(|origin| origin.is_loopback())
}

fn not_allowed(url: &Url) -> TransportFailure {
    TransportFailure::AddressNotAllowed { host: host_and_port(url) }
}

/// The host as an IP address. [`Url`] has read decimal, octal and hexadecimal spellings already.
fn literal_ip(url: &Url) -> Option<IpAddr> {
    url.host_str()?.trim_matches(['[', ']']).parse().ok()
}

fn is_private(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => ip.is_loopback() || ip.is_private() || is_shared_v4(ip),
        IpAddr::V6(ip) => ip.is_loopback() || ip.is_unique_local(),
    }
}

/// 100.64.0.0/10, which providers and virtual networks share.
fn is_shared_v4(ip: Ipv4Addr) -> bool {
    let [first, second, ..] = ip.octets();
    first == 100 && (64..128).contains(&second)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::Timeouts;

    fn policy(allows_private: bool) -> Policy {
        Policy {
            timeouts: Timeouts::within(Duration::from_secs(1)),
            secret_origin: None,
            allows_private,
            own_port: Some(18_799),
        }
    }

    fn is_allowed(text: &str, allows_private: bool) -> bool {
        parse_url(text).is_ok_and(|url| check_name(&url, &policy(allows_private)).is_ok())
    }

    #[test]
    fn some_addresses_are_never_asked() {
        let never = [
            "http://169.254.169.254/latest",
            "http://[fd00:ec2::254]/",
            "http://metadata.google.internal/",
            "http://METADATA.google.internal./",
            "http://0.0.0.0/",
            "http://0.1.2.3/",
            "http://[::]/",
            "http://[fe80::1]/",
            "http://224.0.0.1/",
            "http://255.255.255.255/",
            "http://100.100.100.200/",
            // 169.254.169.254 in other spellings
            "http://2852039166/",
            "http://0xa9fea9fe/",
            "http://0251.0376.0251.0376/",
            "http://[::ffff:169.254.169.254]/",
            "http://127.0.0.1:18799/",
            "http://[::1]:18799/",
        ];
        for text in never {
            assert!(!is_allowed(text, true), "{text}");
        }
    }

    #[test]
    fn private_addresses_are_asked_only_if_they_are_configured() {
        for text in [
            "http://127.0.0.1:11434/",
            "http://10.1.2.3/",
            "http://192.168.1.2/",
            "http://172.16.0.1/",
            "http://100.64.0.1/",
            "http://[::1]:1/",
            "http://[fd12::1]/",
            "http://[::ffff:10.0.0.1]/",
        ] {
            assert!(is_allowed(text, true) && !is_allowed(text, false), "{text}");
        }
        assert!(is_allowed("https://api.openai.com/v1", false));
        assert!(is_allowed("http://8.8.8.8/", false));
    }

    #[test]
    fn an_address_is_a_plain_web_address() {
        for text in [
            "file:///etc/passwd",
            "gopher://a/",
            "data:,x",
            "https://user@host/",
            "https://user:pw@host/",
            "https://ho\r\nst/",
            "https://host/a b",
            "host/path",
            "",
            "https://",
        ] {
            assert_eq!(parse_url(text).unwrap_err(), TransportFailure::InvalidUrl, "{text:?}");
        }
    }

    #[test]
    fn loopback_is_recognized_by_its_name_and_address() {
        for (text, expected) in [
            ("http://localhost:1/", true),
            ("http://a.localhost/", true),
            ("http://127.9.9.9/", true),
            ("http://[::1]/", true),
            ("http://localhost.example.com/", false),
            ("http://10.0.0.1/", false),
        ] {
            assert_eq!(is_loopback(&parse_url(text).unwrap()), expected, "{text}");
        }
    }
}
