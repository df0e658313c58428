//! Requests to fake providers.

use std::{
    net::TcpListener,
    time::{Duration, Instant},
};

use crate::support::{draft, failure, local_policy, response, run, send};
use net::{Net, Policy, Secrets};
use rules::{
    base::typed_secret::Secret,
    wire::{
        answer::{Answer, BodyEnd, TransportFailure},
        request_draft::{Method, RequestDraft, SecretHeader, SecretPlacement},
        url::Origin,
    },
};
use serde_json::json;
use testkit::fake::{self, FakeProvider, Script, Text};

fn fake(answer: fake::Answer) -> FakeProvider {
    FakeProvider::start(Script::always(answer))
}

#[test]
fn a_request_arrives_with_its_secret_and_the_answer_comes_back() {
    let provider = fake(fake::Answer::json(200, json!({"ok": true})));
    let draft = RequestDraft {
        method: Method::Post,
        headers: vec![("content-type", "application/json".to_owned()), ("x-app", "drafted".to_owned())],
        body: Some("{\"model\":\"m\"}".to_owned()),
        secret: SecretPlacement::Headers(&[SecretHeader { name: "authorization", prefix: "Bearer " }]),
        ..draft(&format!("{}/v1/x?y=1", provider.url()))
    };
    let secrets = Secrets {
        headers: vec![("x-app".to_owned(), Secret::new("configured"))],
        ..Secrets::of_key(Secret::new("sk-1"))
    };
    let answer = response(send(&draft, &secrets, &local_policy(&draft.url)));
    assert_eq!((answer.status, answer.text().as_ref()), (200, r#"{"ok":true}"#));
    assert!(answer.end == BodyEnd::Complete && !answer.truncated);
    assert_eq!(answer.header("Content-Type"), Some("application/json"));
    let seen = provider.seen();
    assert_eq!(seen.len(), 1);
    assert_eq!((seen[0].method.as_str(), seen[0].path.as_str()), ("POST", "/v1/x?y=1"));
    assert_eq!(seen[0].body, "{\"model\":\"m\"}");
    assert_eq!(seen[0].headers["authorization"], "Bearer sk-1");
    assert_eq!(seen[0].headers["x-app"], "configured");
    assert!(!seen[0].headers.contains_key("accept-encoding"));
}

/// T83.
#[test]
fn a_redirect_to_another_host_is_not_followed() {
    let target = fake(fake::Answer::default());
    for status in [301, 302, 303, 307, 308] {
        for location in
            [format!("{}/v1", target.url()), "https://127.0.0.1/".to_owned(), "file:///etc/passwd".to_owned()]
        {
            let headers = [("location".to_owned(), location.clone())].into();
            let provider = fake(fake::Answer { status, headers, ..fake::Answer::default() });
            let draft = draft(&format!("{}/v1", provider.url()));
            let failure = failure(send(&draft, &Secrets::default(), &local_policy(&draft.url)));
            let expected = match location.as_str() {
                "file:///etc/passwd" => "file:".to_owned(),
                "https://127.0.0.1/" => "127.0.0.1".to_owned(),
                _ => target.url().replace("http://", ""),
            };
            assert_eq!(failure, TransportFailure::RedirectToOtherHost { host: expected }, "{status} {location}");
        }
    }
    assert!(target.seen().is_empty());
}

#[test]
fn a_redirect_within_the_host_is_followed_only_if_it_keeps_the_method() {
    for (status, expected) in [(308, 200), (302, 302)] {
        let redirect = fake::Answer {
            status,
            when: fake::When { path: "/old".to_owned(), ..fake::When::default() },
            headers: [("location".to_owned(), "/new".to_owned())].into(),
            ..fake::Answer::default()
        };
        let script = Script { answers: vec![redirect, fake::Answer::default()], resets: false };
        let provider = FakeProvider::start(script);
        let draft = draft(&format!("{}/old", provider.url()));
        assert_eq!(response(send(&draft, &Secrets::default(), &local_policy(&draft.url))).status, expected);
    }
}

/// T84.
#[test]
fn a_secret_goes_only_to_its_host() {
    let provider = fake(fake::Answer::default());
    let draft = draft(&provider.url());
    let policy = Policy { secret_origin: Origin::parse("https://api.example.com"), ..local_policy(&draft.url) };
    let failure = failure(send(&draft, &Secrets::of_key(Secret::new("sk-1")), &policy));
    assert_eq!(failure, TransportFailure::HostNotAllowed { host: provider.url().replace("http://", "") });
    assert!(provider.seen().is_empty());
    assert_eq!(response(send(&draft, &Secrets::default(), &policy)).status, 200);
}

/// T85, T86: `localhost` is looked up, and all its addresses are private.
#[test]
fn a_private_address_is_asked_only_if_it_is_configured() {
    let provider = fake(fake::Answer::default());
    for url in [provider.url(), provider.url().replace("127.0.0.1", "localhost")] {
        let draft = draft(&url);
        let policy = Policy { allows_private: false, ..local_policy(&url) };
        let failure = failure(send(&draft, &Secrets::default(), &policy));
        assert!(matches!(failure, TransportFailure::AddressNotAllowed { .. }), "{failure:?}");
    }
    assert!(provider.seen().is_empty());
}

/// T87.
#[test]
fn a_body_is_read_up_to_64_kilobytes() {
    let body = Text::Plain("x".repeat(1024));
    let provider = fake(fake::Answer { body, repeat_body: 1 << 20, ..fake::Answer::default() });
    let draft = draft(&provider.url());
    let answer = response(send(&draft, &Secrets::default(), &local_policy(&draft.url)));
    assert!(answer.truncated && answer.end == BodyEnd::Complete && answer.body.len() == 64 * 1024);
}

/// T87.
#[test]
fn what_is_not_proper_http_is_told_apart() {
    let text = || Text::Plain("0123456789".to_owned());
    let cases = [
        (
            fake::Answer { raw: Some("SSH-2.0-OpenSSH_9.2\r\n".to_owned()), ..fake::Answer::default() },
            TransportFailure::NotHttp,
        ),
        (fake::Answer { extra_headers: 100_000, ..fake::Answer::default() }, TransportFailure::NotHttp),
        (fake::Answer { raw: Some(String::new()), ..fake::Answer::default() }, TransportFailure::ConnectionReset),
    ];
    for (answer, expected) in cases {
        let provider = fake(answer);
        let draft = draft(&provider.url());
        assert_eq!(failure(send(&draft, &Secrets::default(), &local_policy(&draft.url))), expected);
    }
    for answer in [
        fake::Answer { breaks_chunks: true, body: text(), ..fake::Answer::default() },
        fake::Answer { cut_after: Some(4), body: text(), ..fake::Answer::default() },
    ] {
        let provider = fake(answer.clone());
        let draft = draft(&provider.url());
        let answered = response(send(&draft, &Secrets::default(), &local_policy(&draft.url)));
        assert!(answered.end == BodyEnd::Cut && !answered.truncated, "{answer:?}");
        assert!(answered.body.len() <= 4);
    }
}

#[test]
fn a_connection_that_is_refused_or_reset_is_told_apart() {
    let closed = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let refused = draft(&format!("http://{closed}/"));
    assert_eq!(failure(send(&refused, &Secrets::default(), &local_policy(&refused.url))), TransportFailure::Refused);
    let provider = FakeProvider::start(Script { answers: Vec::new(), resets: true });
    let draft = draft(&provider.url());
    let found = failure(send(&draft, &Secrets::default(), &local_policy(&draft.url)));
    assert_eq!(found, TransportFailure::ConnectionReset);
}

#[test]
fn a_name_without_an_address_is_told_apart() {
    let draft = draft("http://no-such-host.invalid/");
    assert_eq!(failure(send(&draft, &Secrets::default(), &local_policy(&draft.url))), TransportFailure::Dns);
}

/// T87, and time-outs are kept to 100 ms.
#[test]
fn time_outs_are_kept() {
    let limit = Duration::from_millis(400);
    let within = |begin: Instant| {
        let took = begin.elapsed();
        assert!(took >= limit && took < limit + Duration::from_millis(100), "{took:?}");
    };
    let silent = fake(fake::Answer { delay_ms: 3000, ..fake::Answer::default() });
    let request = draft(&silent.url());
    let policy = Policy { timeouts: net::Timeouts::within(limit), ..local_policy(&request.url) };
    let begin = Instant::now();
    assert_eq!(failure(send(&request, &Secrets::default(), &policy)), TransportFailure::FirstByteTimeout);
    within(begin);

    let body = Text::Plain("0123456789".to_owned());
    let trickling = fake(fake::Answer { body, byte_delay_ms: 200, ..fake::Answer::default() });
    let request = draft(&trickling.url());
    let begin = Instant::now();
    let answer = response(send(&request, &Secrets::default(), &Policy { ..policy_for(&request.url, limit) }));
    within(begin);
    assert!(answer.end == BodyEnd::TimedOut && !answer.body.is_empty() && answer.body.len() < 10);
}

fn policy_for(url: &str, limit: Duration) -> Policy {
    Policy { timeouts: net::Timeouts::within(limit), ..local_policy(url) }
}

/// T89: cancelling closes the connection.
#[test]
fn a_dropped_request_closes_its_connection() {
    let provider =
        fake(fake::Answer { body: Text::Plain("x".repeat(100)), byte_delay_ms: 20, ..fake::Answer::default() });
    let draft = draft(&provider.url());
    run(async {
        let net = Net::default();
        let (secrets, policy) = (Secrets::default(), local_policy(&draft.url));
        let sending = net.send(&draft, &secrets, &policy);
        assert!(tokio::time::timeout(Duration::from_millis(100), sending).await.is_err());
    });
    let begin = Instant::now();
    while provider.open_connections() > 0 {
        assert!(begin.elapsed() < Duration::from_secs(1), "the connection is still open");
        std::thread::sleep(Duration::from_millis(5));
    }
}

#[test]
fn a_secret_that_http_cannot_carry_is_not_sent() {
    let provider = fake(fake::Answer::default());
    let draft = RequestDraft {
        secret: SecretPlacement::Headers(&[SecretHeader { name: "x-api-key", prefix: "" }]),
        ..draft(&provider.url())
    };
    let secrets = Secrets::of_key(Secret::new("two\nlines"));
    let answer = send(&draft, &secrets, &local_policy(&draft.url));
    assert!(matches!(answer, Answer::Failed { failure: TransportFailure::InvalidHeader, .. }));
    assert!(provider.seen().is_empty());
}
