//! T86: what the name of a host stands for, and names whose addresses change.

use std::{
    net::IpAddr,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use net::{Net, Policy, Secrets};
use rules::wire::answer::{Answer, TransportFailure};
use testkit::fake::{self, FakeProvider, Script, When};

use crate::support::{draft, failure, local_policy, response, run};

const NAME: &str = "provider.test";

/// The addresses of a name.
fn ips(texts: &[&str]) -> Vec<IpAddr> {
    texts.iter().map(|text| text.parse().unwrap()).collect()
}

/// The address of a fake provider, by its name.
fn url_of(provider: &FakeProvider, name: &str) -> String {
    provider.url().replace("127.0.0.1", name)
}

/// Asks for a name that stands for these addresses.
fn ask(url: &str, found: &[&str], policy: impl FnOnce(Policy) -> Policy) -> Answer {
    let found = ips(found);
    let net = Net::default().with_resolver(move |_| found.clone());
    run(net.send(&draft(url), &Secrets::default(), &policy(local_policy(url))))
}

fn provider() -> FakeProvider {
    FakeProvider::start(Script::always(fake::Answer::default()))
}

#[test]
fn a_name_may_not_stand_for_an_address_that_is_never_asked() {
    let provider = provider();
    let url = url_of(&provider, NAME);
    for found in [
        "169.254.169.254",
        "169.254.1.1",
        "100.100.100.200",
        "fd00:ec2::254",
        "::ffff:169.254.169.254",
        "fe80::1",
        "0.0.0.0",
        "::",
        "224.0.0.1",
        "ff02::1",
        "255.255.255.255",
    ] {
        // A second address, which could be asked, does not make the first one better.
        for found in [&[found][..], &["127.0.0.1", found], &[found, "127.0.0.1"]] {
            let failed = failure(ask(&url, found, |policy| policy));
            let host = url.strip_prefix("http://").unwrap().to_owned();
            assert_eq!(failed, TransportFailure::AddressNotAllowed { host }, "{found:?}");
        }
    }
    assert_eq!(provider.seen().len() + provider.most_connections(), 0);
}

#[test]
fn the_name_of_a_public_host_may_not_stand_for_this_machine_or_a_private_network() {
    let provider = provider();
    let url = url_of(&provider, NAME);
    for found in
        ["127.0.0.1", "127.9.9.9", "10.0.0.1", "192.168.1.1", "100.64.0.1", "::1", "fd12::1", "::ffff:127.0.0.1"]
    {
        for found in [&[found][..], &["8.8.8.8", found]] {
            let answer = ask(&url, found, |policy| Policy { allows_private: false, ..policy });
            assert!(matches!(failure(answer), TransportFailure::AddressNotAllowed { .. }), "{found:?}");
        }
    }
    assert_eq!(provider.most_connections(), 0);
}

#[test]
fn a_name_may_not_stand_for_the_dashboard() {
    let provider = provider();
    let url = url_of(&provider, NAME);
    let port: u16 = url.rsplit(':').next().unwrap().parse().unwrap();
    let answer = ask(&url, &["127.0.0.1"], |policy| Policy { own_port: Some(port), ..policy });
    let host = format!("{NAME}:{port}");
    assert_eq!(failure(answer), TransportFailure::OwnPort { host });
    assert_eq!(provider.most_connections(), 0);
    assert_eq!(response(ask(&url, &["127.0.0.1"], |policy| policy)).status, 200);
}

#[test]
fn a_name_without_an_address_is_not_found() {
    assert_eq!(failure(ask("http://provider.test/", &[], |policy| policy)), TransportFailure::Dns);
}

/// A name that is looked up again stands for another address: the one that was checked is used, also after a redirect.
#[test]
fn the_address_that_was_checked_is_the_one_that_is_asked() {
    let moved = fake::Answer {
        status: 307,
        headers: [("location".to_owned(), "/moved".to_owned())].into(),
        when: When { path: "/first".to_owned(), ..When::default() },
        ..fake::Answer::default()
    };
    let script = Script { answers: vec![moved, fake::Answer::default()], ..Script::default() };
    for name in [NAME, "Provider.Test", "provider.test."] {
        let provider = FakeProvider::start(script.clone());
        let lookups = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&lookups);
        let net = Net::default().with_resolver(move |_| match counted.fetch_add(1, Ordering::SeqCst) {
            0 => ips(&["127.0.0.1"]),
            _ => ips(&["169.254.169.254"]),
        });
        let url = format!("{}/first", url_of(&provider, name));
        let answer = run(net.send(&draft(&url), &Secrets::default(), &local_policy(&url)));
        assert_eq!(response(answer).status, 200, "{name}");
        assert_eq!(lookups.load(Ordering::SeqCst), 1, "{name}");
        let paths: Vec<_> = provider.seen().into_iter().map(|seen| seen.path).collect();
        assert_eq!(paths, ["/first", "/moved"], "{name}");
    }
}
