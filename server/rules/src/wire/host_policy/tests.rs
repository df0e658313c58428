use contract::ModelRef;

use super::*;
use crate::{
    document::view::View,
    wire::endpoint::{EndpointContext, find_endpoint},
};

const NOW: i64 = 1_796_068_800_000;

/// The endpoint of a model of a provider with this address in the configuration, or without one.
fn endpoint(provider: &str, base_url: &str) -> Endpoint {
    let entry = json!({ "baseUrl": base_url, "api": "openai-completions", "models": [{ "id": "m" }] });
    let document =
        if base_url.is_empty() { json!({}) } else { json!({ "models": { "providers": { provider: entry } } }) };
    find_endpoint(&EndpointContext::of_view(&View::new(document)), &ModelRef::new(provider, "m").unwrap()).unwrap()
}

fn hosts(rows: &[(&str, &str)]) -> KnownHosts {
    let add = |hosts: KnownHosts, (provider, url): &(&str, &str)| {
        hosts.with_host(provider, &Origin::parse(url).unwrap(), NOW)
    };
    rows.iter().fold(KnownHosts::default(), add)
}

fn word(decision: &HostDecision) -> &'static str {
    match decision {
        HostDecision::Allowed => "allowed",
        HostDecision::AllowedAndRecorded => "recorded",
        HostDecision::NotAllowed { .. } => "not allowed",
        HostDecision::Forbidden { .. } => "forbidden",
    }
}

#[test]
fn a_secret_goes_to_known_hosts_only() {
    let recorded = [("openai", "https://proxy.example.com"), ("house", "https://ai.house.example")];
    for (provider, url, recorded, allowed, expected) in [
        ("openai", "", &recorded[..0], "", "allowed"),
        ("openai", "https://api.openai.com/v1", &[], "", "allowed"),
        ("openai", "http://api.openai.com/v1", &[], "", "not allowed"),
        ("openai", "https://api.openai.com:8443/v1", &[], "", "not allowed"),
        ("openai", "https://api.openai.com.evil.example/v1", &[], "", "not allowed"),
        ("openai", "https://proxy.example.com/v1", &[], "", "not allowed"),
        ("openai", "https://proxy.example.com/v1", &[], "proxy.example.com", "recorded"),
        ("openai", "https://proxy.example.com/v1", &[], "https://Proxy.example.com/", "recorded"),
        ("openai", "https://proxy.example.com:8443/v1", &[], "proxy.example.com:8443", "recorded"),
        ("openai", "https://proxy.example.com:8443/v1", &[], "proxy.example.com:8444", "not allowed"),
        ("openai", "https://proxy.example.com/v1", &recorded, "", "allowed"),
        ("openai", "https://other.example.com/v1", &recorded, "", "not allowed"),
        ("openai", "http://127.0.0.1:4000/v1", &[], "", "recorded"),
        ("openai", "http://127.0.0.1:4000/v1", &recorded, "", "not allowed"),
        ("house", "https://ai.house.example/v1", &[], "", "recorded"),
        ("house", "https://ai.house.example/v1", &recorded, "", "allowed"),
        ("house", "https://new.house.example/v1", &recorded, "", "not allowed"),
        ("house", "http://ai.house.example/v1", &recorded, "", "not allowed"),
        ("amazon-bedrock", "https://bedrock-runtime.eu-west-1.amazonaws.com", &[], "", "allowed"),
        ("amazon-bedrock", "https://bedrock-runtime-fips.us-east-1.amazonaws.com", &[], "", "allowed"),
        ("amazon-bedrock", "https://bedrock-runtime.example.com", &[], "", "not allowed"),
        ("amazon-bedrock", "https://bedrock-runtime-x.s3.amazonaws.com", &[], "", "not allowed"),
        ("amazon-bedrock", "https://bedrock-runtime.x.elb.amazonaws.com", &[], "", "not allowed"),
        ("openai", "https://proxy.example.com:8443/v1", &[], "proxy.example.com", "not allowed"),
        ("openai", "http://proxy.example.com/v1", &[], "proxy.example.com", "not allowed"),
        ("openai", "http://proxy.example.com/v1", &[], "http://proxy.example.com", "recorded"),
        ("openai", "http://proxy.example.com:8080/v1", &[], "proxy.example.com:8080", "recorded"),
        ("house", "http://169.254.169.254/v1", &recorded, "169.254.169.254", "forbidden"),
    ] {
        let decision = decide_host(&endpoint(provider, url), true, &hosts(recorded), &[allowed.to_owned()]);
        assert_eq!(word(&decision), expected, "{provider} {url} {allowed}");
    }
    let decision = decide_host(&endpoint("openai", "https://other.example.com"), true, &hosts(&recorded), &[]);
    let known = vec!["api.openai.com".to_owned(), "proxy.example.com".to_owned()];
    assert_eq!(decision, HostDecision::NotAllowed { host: "other.example.com".to_owned(), known });
}

#[test]
fn with_an_unreadable_table_no_host_is_the_first() {
    let hosts = KnownHosts::unreadable();
    for (provider, url, allowed, expected) in [
        ("house", "https://ai.house.example/v1", "", "not allowed"),
        ("house", "https://ai.house.example/v1", "ai.house.example", "allowed"),
        ("openai", "http://127.0.0.1:4000/v1", "", "not allowed"),
        ("openai", "https://api.openai.com/v1", "", "allowed"),
    ] {
        let decision = decide_host(&endpoint(provider, url), true, &hosts, &[allowed.to_owned()]);
        assert_eq!(word(&decision), expected, "{provider} {url} {allowed}");
    }
}

#[test]
fn without_a_secret_only_forbidden_hosts_are_refused() {
    for (url, expected) in [
        ("http://192.168.1.5:11434", "allowed"),
        ("http://gpu.local/v1", "allowed"),
        ("http://[fd00:ec2::254]/", "forbidden"),
        ("http://[::ffff:169.254.169.254]/", "forbidden"),
        ("http://metadata.google.internal/", "forbidden"),
        ("http://0.0.0.0:80/", "forbidden"),
        ("http://[::]/", "forbidden"),
        ("http://[fe80::1]/", "forbidden"),
        ("http://224.0.0.1/", "forbidden"),
        ("http://255.255.255.255/", "forbidden"),
        ("http://100.100.100.200/", "forbidden"),
    ] {
        assert_eq!(word(&decide_host(&endpoint("house", url), false, &hosts(&[]), &[])), expected, "{url}");
    }
}

#[test]
fn the_file_is_read_back() {
    let recorded = hosts(&[("openai", "https://proxy.example.com"), ("openai", "https://proxy.example.com")]);
    let value = recorded.to_value();
    assert_eq!(value["rows"], json!([{ "key": "openai", "origin": "proxy.example.com", "at_ms": NOW }]));
    assert_eq!(KnownHosts::read(&value), Some(recorded));
    for bad in [json!({ "version": 2, "rows": [] }), json!({ "version": 1, "rows": [{}] }), json!([])] {
        assert_eq!(KnownHosts::read(&bad), None, "{bad}");
    }
}

#[test]
fn unencrypted_addresses_are_told() {
    for (url, expected) in
        [("http://192.168.1.5/v1", true), ("http://127.0.0.1/v1", false), ("https://ai.house.example", false)]
    {
        assert_eq!(endpoint("house", url).unencrypted_warning().is_some(), expected, "{url}");
    }
}
