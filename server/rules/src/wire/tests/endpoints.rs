//! Where providers are asked, and which cannot be.

use catalog_data::providers;
use contract::ModelRef;
use serde_json::{Value, json};

use crate::{
    document::view::View,
    wire::{
        api_format::ApiFormat,
        endpoint::{Endpoint, EndpointContext, EndpointError, find_endpoint},
        url::Origin,
    },
};

fn find(document: Value, model: &str) -> Result<Endpoint, EndpointError> {
    let (provider, model) = model.split_once('/').unwrap();
    find_endpoint(&EndpointContext::of_view(&View::new(document)), &ModelRef::new(provider, model).unwrap())
}

fn house(entry: &Value) -> Value {
    json!({ "models": { "providers": { "house": entry } } })
}

#[test]
fn every_known_provider_is_asked_or_says_why_not() {
    let mut refused = Vec::new();
    for provider in providers() {
        match find(json!({}), &format!("{}/m", provider.id)) {
            Ok(endpoint) => {
                let origin = Origin::parse(&endpoint.base_url).unwrap();
                assert!(origin.is_secure || origin.is_loopback(), "{}", provider.id);
                assert_eq!(endpoint.api.as_str(), provider.api, "{}", provider.id);
            }
            Err(EndpointError::Unsupported { .. }) => refused.push(provider.id),
            Err(error) => assert!(error == EndpointError::NoAddress, "{}: {error:?}", provider.id),
        }
    }
    for provider in ["openai-codex", "github-copilot", "google-vertex", "azure-openai-responses"] {
        assert!(refused.contains(&provider), "{provider} {refused:?}");
    }
}

#[test]
fn formats_of_sign_ins_are_refused() {
    for (model, api) in [
        ("github-copilot/m", "github-copilot"),
        ("openai-codex/m", "openai-codex"),
        ("google-gemini-cli/m", "google-gemini-cli"),
        ("google-vertex/m", "google-vertex"),
    ] {
        assert_eq!(find(json!({}), model), Err(EndpointError::Unsupported { api: api.to_owned() }), "{model}");
    }
    let document = house(&json!({ "baseUrl": "https://h", "api": "quantum" }));
    let error = find(document, "house/m").unwrap_err();
    assert_eq!(error.sentence("house"), "requests in the format `quantum` cannot be sent yet");
}

#[test]
fn the_configuration_decides_format_and_address() {
    let document = house(&json!({
        "baseUrl": " https://ai.house.example/v1/ ", "api": "openai-completions",
        "models": [{ "id": "m" }, { "id": "claude", "api": "anthropic-messages" }],
    }));
    let plain = find(document.clone(), "house/m").unwrap();
    assert_eq!((plain.api, plain.base_url.as_str()), (ApiFormat::OpenAiCompletions, "https://ai.house.example/v1"));
    let claude = find(document, "house/claude").unwrap();
    assert_eq!((claude.api, claude.base_url.as_str()), (ApiFormat::AnthropicMessages, "https://ai.house.example"));
    let google =
        json!({ "models": { "providers": { "google": { "baseUrl": "https://generativelanguage.googleapis.com" } } } });
    assert!(find(google, "google/m").unwrap().base_url.ends_with("/v1beta"));
}

#[test]
fn an_address_must_be_a_plain_one() {
    for (url, expected) in [
        ("", EndpointError::NoAddress),
        ("${HOUSE_URL}", EndpointError::UnsetVariable),
        ("https://user:key@h/v1", EndpointError::InvalidAddress { file: None }),
        ("https://h/v1?api-key=x", EndpointError::InvalidAddress { file: None }),
        ("https://h/v1#x", EndpointError::InvalidAddress { file: None }),
        ("file:///etc/passwd", EndpointError::InvalidAddress { file: None }),
        ("house.example/v1", EndpointError::InvalidAddress { file: None }),
    ] {
        let document = house(&json!({ "baseUrl": url, "api": "openai-completions" }));
        let error = find(document, "house/m").unwrap_err();
        assert_eq!(error, expected, "{url}");
        assert!(!error.sentence("house").contains("key@"), "{url}");
    }
}

#[test]
fn the_own_models_of_openrouter_are_asked_at_openrouter() {
    let document = json!({ "models": { "providers": { "openrouter": { "baseUrl": "https://proxy.example/v1" } } } });
    let url = |model: &str| find(document.clone(), model).unwrap().base_url;
    assert_eq!(url("openrouter/auto"), "https://openrouter.ai/api/v1");
    assert_eq!(url("openrouter/a/b"), "https://proxy.example/v1");
}
