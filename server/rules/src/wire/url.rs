//! The parts of an address that decide where a secret goes.

use std::net::IpAddr;

/// Scheme, host and port of an address.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Origin {
    /// Whether it is `https`.
    pub is_secure: bool,
    /// The host in lower case; an IPv6 address without brackets.
    pub host: String,
    /// The port.
    pub port: u16,
}

impl Origin {
    /// Parses an address. `None` if it is neither `http` nor `https`, has a user name or a character that no address
    /// has, or spells an IPv4 address in another way than with four decimal numbers.
    pub fn parse(url: &str) -> Option<Self> {
        let is_printable = |c: char| c.is_ascii_graphic() && c != '\\';
        let (scheme, rest) = url.split_once("://").filter(|_| url.chars().all(is_printable))?;
        let is_secure = match scheme.to_ascii_lowercase().as_str() {
            "https" => true,
            "http" => false,
            _ => return None,
        };
        let authority = rest.split(['/', '?', '#']).next().filter(|authority| !authority.contains('@'))?;
        let (host, port) = split_port(authority)?;
        let default_port = if is_secure { 443 } else { 80 };
        let port = if port.is_empty() { default_port } else { port.parse().ok().filter(|port| *port > 0)? };
        Some(Self { is_secure, host: checked_host(host)?, port })
    }

    /// The address of a host, if it is written as one.
    pub fn ip(&self) -> Option<IpAddr> {
        self.host.parse().ok()
    }

    /// Whether the host is this machine.
    pub fn is_loopback(&self) -> bool {
        let is_local = |ip: IpAddr| ip.to_canonical().is_loopback();
        self.host == "localhost" || self.host.ends_with(".localhost") || self.ip().is_some_and(is_local)
    }

    /// The text for people: the host, with the port unless it is the usual one, and with `http://` if it is not secure.
    pub fn display(&self) -> String {
        let scheme = if self.is_secure { "" } else { "http://" };
        let host = if self.host.contains(':') { format!("[{}]", self.host) } else { self.host.clone() };
        let usual = if self.is_secure { 443 } else { 80 };
        if self.port == usual { format!("{scheme}{host}") } else { format!("{scheme}{host}:{}", self.port) }
    }
}

fn split_port(authority: &str) -> Option<(&str, &str)> {
    match authority.strip_prefix('[') {
        Some(rest) => {
            let (host, after) = rest.split_once(']')?;
            let port = if after.is_empty() { "" } else { after.strip_prefix(':')? };
            host.contains(':').then_some((host, port))
        }
        None => match authority.split_once(':') {
            Some((_, port)) if port.contains(':') => None,
            Some(parts) => Some(parts),
            None => Some((authority, "")),
        },
    }
}

fn checked_host(host: &str) -> Option<String> {
    let host = host.to_ascii_lowercase();
    if host.contains(':') {
        return host.parse::<IpAddr>().ok().map(|ip| ip.to_string());
    }
    let host = host.strip_suffix('.').unwrap_or(&host);
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    let last_label = host.rsplit('.').next().unwrap_or_default();
    let is_numeric = last_label.chars().all(|c| c.is_ascii_digit()) || last_label.starts_with("0x");
    let is_valid = !host.is_empty()
        && host.chars().all(is_name)
        && !host.split('.').any(str::is_empty)
        && (!is_numeric || host.parse::<IpAddr>().is_ok());
    is_valid.then(|| host.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_origin_of_an_address_is_found() {
        for (url, expected) in [
            ("https://api.openai.com/v1", "api.openai.com"),
            ("HTTPS://API.OpenAI.com:443", "api.openai.com"),
            ("https://api.openai.com./v1", "api.openai.com"),
            ("https://h:8443?x", "h:8443"),
            ("http://127.0.0.1:11434", "http://127.0.0.1:11434"),
            ("http://[::1]:1234/v1", "http://[::1]:1234"),
            ("http://[0:0:0:0:0:0:0:1]", "http://[::1]"),
        ] {
            assert_eq!(Origin::parse(url).unwrap().display(), expected, "{url}");
        }
    }

    #[test]
    fn unusual_addresses_are_refused() {
        for url in [
            "file:///etc/passwd",
            "gopher://h",
            "data:text/plain,x",
            "https://user:key@h/v1",
            "https://key@h",
            "https://h\r\nx: y",
            "https://h/a b",
            "https://h\\@evil.example",
            "http://2130706433/",
            "http://0x7f000001/",
            "http://0x7f.0.0.1/",
            "http://127.1/",
            "http://0177.0.0.1/",
            "https://",
            "https://:443",
            "https://h:0",
            "https://h:99999",
            "https://a..b",
            "https://[::1",
            "https://::1/",
            "https://[127.0.0.1]/",
            "https://exämple.com",
            "api.openai.com/v1",
        ] {
            assert_eq!(Origin::parse(url), None, "{url}");
        }
    }

    #[test]
    fn this_machine_has_several_names() {
        for (url, expected) in [
            ("http://localhost:1", true),
            ("http://x.localhost", true),
            ("http://127.9.9.9", true),
            ("http://[::ffff:127.0.0.1]", true),
            ("http://[::1]", true),
            ("http://localhost.example.com", false),
            ("http://0.0.0.0", false),
            ("http://192.168.0.2", false),
        ] {
            assert_eq!(Origin::parse(url).unwrap().is_loopback(), expected, "{url}");
        }
    }
}
