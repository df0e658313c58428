//! Checks from the headers alone that a request is addressed to the dashboard and comes from an allowed origin.

use axum::http::{HeaderMap, Method, Uri, header};

/// Host header of a request that is addressed to this dashboard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::http) struct OwnHost(String);

/// Parses the host of a request. Only loopback names are accepted, even if other names resolve to this machine. Any
/// port is accepted, because a tunnel changes the port.
#[must_use]
pub(in crate::http) fn parse_own_host(uri: &Uri, headers: &HeaderMap) -> Option<OwnHost> {
    let mut hosts = headers.get_all(header::HOST).iter();
    let host = hosts.next()?.to_str().ok()?.to_ascii_lowercase();
    if hosts.next().is_some() || !is_own_host(&host) {
        return None;
    }
    // A request line in absolute form has a host of its own.
    match uri.authority() {
        Some(authority) if !authority.as_str().eq_ignore_ascii_case(&host) => None,
        _ => Some(OwnHost(host)),
    }
}

fn is_own_host(host: &str) -> bool {
    let (name, port) = match host.strip_prefix("[::1]") {
        Some("") => ("[::1]", None),
        Some(rest) => ("[::1]", Some(rest.strip_prefix(':').unwrap_or("no port"))),
        None => host.split_once(':').map_or((host, None), |(name, port)| (name, Some(port))),
    };
    let is_port =
        |port: &str| port.chars().all(|c| c.is_ascii_digit()) && port.parse::<u16>().is_ok_and(|port| port > 0);
    matches!(name, "127.0.0.1" | "[::1]" | "localhost" | "localhost.") && port.is_none_or(is_port)
}

/// Whether a request comes from a page of the dashboard or from no page at all, or follows a link to a page.
#[must_use]
pub(in crate::http) fn is_same_origin(method: &Method, headers: &HeaderMap, host: &OwnHost, is_page: bool) -> bool {
    let text = |name| headers.get(name).map(|value| value.to_str().unwrap_or("unreadable"));
    let site = text(header::HeaderName::from_static("sec-fetch-site"));
    let origin = text(header::ORIGIN);
    let is_read = matches!(*method, Method::GET | Method::HEAD);
    let origin_fits = origin.map(|origin| origin.eq_ignore_ascii_case(&format!("http://{}", host.0)));
    match site {
        _ if origin_fits == Some(false) => false,
        Some("same-origin") => true,
        // Typed, bookmarked, or opened by another program: reading a page is allowed, changing anything is not.
        Some("none") | None => is_read || origin_fits == Some(true),
        // A page of another site may link to the dashboard, but may not embed anything of it.
        Some(_) => is_read && is_page && is_navigation(headers),
    }
}

fn is_navigation(headers: &HeaderMap) -> bool {
    let header_is = |name, expected| headers.get(name).is_none_or(|value: &axum::http::HeaderValue| value == expected);
    header_is("sec-fetch-mode", "navigate") && header_is("sec-fetch-dest", "document")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header_map(pairs: &[(&'static str, &str)]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.append(*name, value.parse().unwrap());
        }
        headers
    }

    fn parse_host_header(name: &str) -> Option<OwnHost> {
        parse_own_host(&Uri::from_static("/"), &header_map(&[("host", name)]))
    }

    #[test]
    fn t05_foreign_hosts() {
        for name in [
            "evil.example",
            "evil.example:18777",
            "127.0.0.1.evil.example",
            "localhost.evil.example",
            "localhost@evil",
            "evil#localhost",
            "0.0.0.0",
            "[::]",
            "2130706433",
            "0177.0.0.1",
            "127.1",
            "127.0.0.2",
            "192.168.0.5",
            "x.localhost",
            "localhost:99999",
            "localhost:0",
            "localhost:p:1",
            "localhost:",
            "localhost:+1",
            "[::1]x",
            "[::1",
            "localhost..",
            "",
            " localhost",
        ] {
            assert_eq!(parse_host_header(name), None, "{name:?}");
        }
        assert_eq!(parse_own_host(&Uri::from_static("/"), &HeaderMap::new()), None);
        assert_eq!(
            parse_own_host(&Uri::from_static("/"), &header_map(&[("host", "localhost"), ("host", "localhost")])),
            None
        );
        assert_eq!(
            parse_own_host(&Uri::from_static("http://evil.example/"), &header_map(&[("host", "localhost")])),
            None
        );
    }

    #[test]
    fn t06_own_hosts() {
        for name in ["127.0.0.1", "127.0.0.1:1", "localhost", "LOCALHOST:1", "localhost.", "[::1]", "[::1]:65535"] {
            assert!(parse_host_header(name).is_some(), "{name:?}");
        }
        assert!(
            parse_own_host(&Uri::from_static("http://localhost:1/x"), &header_map(&[("host", "localhost:1")]))
                .is_some()
        );
    }

    #[test]
    fn t10_t11_writes_require_own_origin() {
        let host = parse_host_header("localhost:18777").unwrap();
        let allowed = |pairs: &[(&'static str, &str)]| is_same_origin(&Method::POST, &header_map(pairs), &host, false);
        for origin in [
            "null",
            "http://evil.example",
            "http://localhost:1",
            "https://localhost:18777",
            "http://127.0.0.1:18777",
            "http://localhost",
            "",
        ] {
            assert!(!allowed(&[("origin", origin)]), "{origin}");
            assert!(!allowed(&[("origin", origin), ("sec-fetch-site", "same-origin")]), "{origin}");
        }
        assert!(!allowed(&[]));
        assert!(!allowed(&[("sec-fetch-site", "none")]));
        assert!(!allowed(&[("sec-fetch-site", "same-site"), ("origin", "http://localhost:18777")]));
        assert!(allowed(&[("origin", "http://localhost:18777")]));
        assert!(allowed(&[("sec-fetch-site", "same-origin")]));
    }

    #[test]
    fn t12_cross_site_reads_must_be_page_navigations() {
        let host = parse_host_header("127.0.0.1:18777").unwrap();
        let allowed =
            |pairs: &[(&'static str, &str)], is_page| is_same_origin(&Method::GET, &header_map(pairs), &host, is_page);
        for site in ["cross-site", "same-site"] {
            let navigation = [("sec-fetch-site", site), ("sec-fetch-mode", "navigate"), ("sec-fetch-dest", "document")];
            assert!(allowed(&navigation, true));
            assert!(!allowed(&navigation, false));
            assert!(!allowed(&[("sec-fetch-site", site), ("sec-fetch-mode", "no-cors")], true));
            let framed = [("sec-fetch-site", site), ("sec-fetch-mode", "navigate"), ("sec-fetch-dest", "iframe")];
            assert!(!allowed(&framed, true));
        }
        assert!(allowed(&[("sec-fetch-site", "none")], false));
        assert!(allowed(&[], false));
        assert!(!allowed(&[("origin", "http://evil.example")], true));
    }
}
