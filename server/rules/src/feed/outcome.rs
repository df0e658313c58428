//! What the answer to a request for a list means.

use super::request::Validators;
use crate::wire::answer::{Answer, BodyEnd, Response, TlsFailure, TransportFailure};

/// The longest value of a header that is kept.
const MAX_VALIDATOR: usize = 200;

/// What came of a request for a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FeedOutcome {
    /// The list, to be parsed.
    Body(Validators),
    /// It has not changed since it was last read.
    NotModified,
    /// A sentence about why there is no list.
    Failed(String),
}

/// Understands an answer.
pub fn feed_outcome(answer: &Answer) -> FeedOutcome {
    match answer {
        Answer::Failed { failure, .. } => FeedOutcome::Failed(failure_sentence(failure)),
        Answer::Response(response) => response_outcome(response),
    }
}

fn response_outcome(response: &Response) -> FeedOutcome {
    let failed = |text: &str| FeedOutcome::Failed(text.to_owned());
    match response.status {
        304 => FeedOutcome::NotModified,
        200 if response.truncated => failed("the list is longer than 16 MiB, so it was not used"),
        200 if response.end == BodyEnd::Cut => failed("the list ended before it was complete; try again"),
        200 if response.end == BodyEnd::TimedOut => failed("the list did not arrive in time; try again"),
        200 if is_encoded(response) => failed("the list came compressed, which was not asked for"),
        200 if is_web_page(response) => {
            failed("the answer is a web page, not a list; is there a sign-in page in between?")
        }
        200 => FeedOutcome::Body(validators_of(response)),
        429 => failed("the server accepts no more requests for now (429); try again later"),
        status @ 500.. => FeedOutcome::Failed(format!("the server has a problem ({status}); try again later")),
        status => FeedOutcome::Failed(format!("the server refused ({status})")),
    }
}

fn is_encoded(response: &Response) -> bool {
    response.header("content-encoding").is_some_and(|encoding| !encoding.eq_ignore_ascii_case("identity"))
}

fn is_web_page(response: &Response) -> bool {
    let start = response.body.iter().find(|byte| !byte.is_ascii_whitespace());
    start == Some(&b'<')
        || response.header("content-type").is_some_and(|kind| kind.to_ascii_lowercase().starts_with("text/html"))
}

fn validators_of(response: &Response) -> Validators {
    let header = |name: &str| {
        let is_plain =
            |value: &&str| value.len() <= MAX_VALIDATOR && value.chars().all(|c| c.is_ascii_graphic() || c == ' ');
        response.header(name).filter(is_plain).filter(|value| !value.is_empty()).map(str::to_owned)
    };
    Validators { etag: header("etag"), last_modified: header("last-modified") }
}

/// Why there was no answer, as a sentence without a full stop.
pub fn failure_sentence(failure: &TransportFailure) -> String {
    let text = match failure {
        TransportFailure::Dns => "the host name has no address; is this machine offline?",
        TransportFailure::Refused => "the connection was refused",
        TransportFailure::Unreachable => "there is no route to the host; is this machine offline?",
        TransportFailure::ConnectTimeout => "no connection in time",
        TransportFailure::FirstByteTimeout => "connected, but no answer in time",
        TransportFailure::Tls(TlsFailure::UnknownIssuer) => {
            "no secure connection: the certificate is from an issuer that this machine does not trust"
        }
        TransportFailure::Tls(_) => "no secure connection",
        TransportFailure::ConnectionReset => "the connection ended before the answer",
        TransportFailure::RedirectToOtherHost { host } => {
            return format!("the server redirects to {}, which is not followed", printable(host));
        }
        TransportFailure::NotHttp => "the answer is not HTTP",
        TransportFailure::NoRootCertificates => "install the package `ca-certificates`",
        TransportFailure::Proxy => "the proxy refused or is unreachable; check `HTTPS_PROXY` and `NO_PROXY`",
        TransportFailure::Cancelled => "cancelled",
        TransportFailure::HostNotAllowed { .. } | TransportFailure::InvalidHeader => "nothing was sent",
        TransportFailure::AddressNotAllowed { host } => {
            return format!("{} has an address that is never asked", printable(host));
        }
        TransportFailure::OwnPort { host } => return format!("{} is this dashboard", printable(host)),
        TransportFailure::InvalidUrl => "the address is not a valid one",
    };
    text.to_owned()
}

/// A host without characters that a terminal would obey.
fn printable(host: &str) -> String {
    host.chars().filter(char::is_ascii_graphic).take(100).collect()
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn response(status: u16, headers: &[(&str, &str)], body: &str) -> Response {
        Response {
            status,
            headers: headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect(),
            body: body.as_bytes().to_vec(),
            truncated: false,
            end: BodyEnd::Complete,
            first_byte: Duration::ZERO,
            total: Duration::ZERO,
        }
    }

    fn failure(response: Response) -> String {
        match feed_outcome(&Answer::Response(response)) {
            FeedOutcome::Failed(sentence) => sentence,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_list_comes_with_its_validators() {
        let headers = [("ETag", "W/\"a1\""), ("Last-Modified", "Tue, 01 Dec 2026 00:00:00 GMT")];
        let validators = Validators { etag: Some("W/\"a1\"".into()), last_modified: Some(headers[1].1.into()) };
        assert_eq!(feed_outcome(&Answer::Response(response(200, &headers, "{}"))), FeedOutcome::Body(validators));
        assert_eq!(feed_outcome(&Answer::Response(response(304, &[], ""))), FeedOutcome::NotModified);
        let long = "x".repeat(MAX_VALIDATOR + 1);
        let hostile = [("etag", long.as_str()), ("last-modified", "a\u{1b}b")];
        let none = FeedOutcome::Body(Validators::default());
        assert_eq!(feed_outcome(&Answer::Response(response(200, &hostile, "{}"))), none);
    }

    #[test]
    fn invalid_lists_have_different_errors() {
        for (response, part) in [
            (Response { truncated: true, ..response(200, &[], "") }, "16 MiB"),
            (Response { end: BodyEnd::Cut, ..response(200, &[], "") }, "before it was complete"),
            (Response { end: BodyEnd::TimedOut, ..response(200, &[], "") }, "in time"),
            (response(200, &[("content-encoding", "gzip")], ""), "compressed"),
            (response(200, &[("content-type", "text/html; charset=utf-8")], "{}"), "web page"),
            (response(200, &[], " \n<!doctype html>"), "web page"),
            (response(404, &[], ""), "404"),
            (response(429, &[], ""), "later"),
            (response(503, &[], ""), "503"),
        ] {
            let found = failure(response);
            assert!(found.contains(part), "{found}");
        }
        let redirect = TransportFailure::RedirectToOtherHost { host: "evil\u{1b}.example".to_owned() };
        assert_eq!(failure_sentence(&redirect), "the server redirects to evil.example, which is not followed");
    }
}
