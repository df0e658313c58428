//! The requests, field by field.

use contract::{ModelRef, ProbeCheck};
use serde_json::{Value, json};

use crate::{
    base::{
        env::{Env, Variables},
        typed_secret::Secret,
    },
    document::view::View,
    wire::{
        credential_form::CredentialForm,
        endpoint::{EndpointContext, find_endpoint},
        model_request::{ModelRequest, PROBE_PROMPT},
        request_draft::{Method, RequestDraft, SecretPlacement},
    },
};

const AGENT: &str = concat!("openclaw/", env!("CARGO_PKG_VERSION"));

fn draft(document: Value, model: &str, credential: CredentialForm) -> RequestDraft {
    let region: Variables = [("AWS_REGION".to_owned(), "eu-central-1".to_owned())].into_iter().collect();
    let view = View::new(document).with_env(Env::new(vec![region]));
    let (provider, model) = model.split_once('/').unwrap();
    let endpoint = find_endpoint(&EndpointContext::of_view(&view), &ModelRef::new(provider, model).unwrap()).unwrap();
    ModelRequest { endpoint: &endpoint, credential, check: ProbeCheck::Answer, max_tokens: 8 }.draft()
}

/// The whole request as a value, headers sorted by name.
fn fields(draft: &RequestDraft) -> Value {
    assert_eq!(draft.method, Method::Post);
    let mut headers: Vec<_> = draft.headers.iter().map(|(name, value)| format!("{name}: {value}")).collect();
    match &draft.secret {
        SecretPlacement::None => {}
        SecretPlacement::Headers(places) => {
            headers.extend(places.iter().map(|place| format!("{}: {}$SECRET", place.name, place.prefix)));
        }
        SecretPlacement::SigV4 { region, service } => headers.push(format!("authorization: sigv4 {region} {service}")),
    }
    headers.sort();
    let body: Value = serde_json::from_str(draft.body.as_deref().unwrap()).unwrap();
    json!({ "url": draft.url, "headers": headers, "body": body })
}

fn expected(url: &str, more_headers: &[&str], body: &Value) -> Value {
    let agent = format!("user-agent: {AGENT}");
    let mut headers = vec!["accept: application/json", "content-type: application/json", agent.as_str()];
    if more_headers.iter().any(|header| header.starts_with("user-agent")) {
        headers.pop();
    }
    headers.extend(more_headers);
    headers.sort_unstable();
    json!({ "url": url, "headers": headers, "body": body })
}

fn chat(model: &str, rest: &Value) -> Value {
    let mut body = json!({ "model": model, "messages": [{ "role": "user", "content": PROBE_PROMPT }], "stream": true });
    body.as_object_mut().unwrap().extend(rest.as_object().unwrap().clone());
    body
}

#[test]
fn anthropic_has_a_form_for_keys_and_one_for_tokens() {
    let body = json!({
        "model": "claude-x", "max_tokens": 8, "stream": true,
        "messages": [{ "role": "user", "content": [{ "type": "text", "text": PROBE_PROMPT }] }],
    });
    let url = "https://api.anthropic.com/v1/messages";
    let version = "anthropic-version: 2023-06-01";
    let browser = "anthropic-dangerous-direct-browser-access: true";
    let betas = "fine-grained-tool-streaming-2025-05-14,interleaved-thinking-2025-05-14";
    let key_betas = format!("anthropic-beta: {betas}");
    let token_betas = format!("anthropic-beta: claude-code-20250219,oauth-2025-04-20,{betas}");
    let key = draft(json!({}), "anthropic/claude-x", CredentialForm::of(&Secret::new("sk-ant-api03-x")));
    assert_eq!(fields(&key), expected(url, &[version, browser, &key_betas, "x-api-key: $SECRET"], &body));

    let mut token_body = body.clone();
    token_body["system"] =
        json!([{ "type": "text", "text": "You are Claude Code, Anthropic's official CLI for Claude." }]);
    let token = draft(json!({}), "anthropic/claude-x", CredentialForm::of(&Secret::new("sk-ant-oat01-x")));
    let token_headers = [
        version,
        browser,
        &token_betas,
        "x-app: cli",
        "user-agent: claude-cli/2.1.75",
        "authorization: Bearer $SECRET",
    ];
    assert_eq!(fields(&token), expected(url, &token_headers, &token_body));

    let minimax = fields(&draft(json!({}), "minimax/claude-x", CredentialForm::Key));
    let both = ["authorization: Bearer $SECRET", "x-api-key: $SECRET", version, browser, &key_betas];
    assert_eq!(minimax, expected("https://api.minimax.io/anthropic/v1/messages", &both, &body));
}

#[test]
fn chat_completions_suit_the_host() {
    const BEARER: &str = "authorization: Bearer $SECRET";
    let usual = |model: &str| chat(model, &json!({ "store": false, "max_completion_tokens": 8 }));
    let older = chat("m", &json!({ "max_tokens": 8 }));
    let router = [BEARER, "http-referer: https://openclaw.ai", "x-title: OpenClaw"];
    let kilo = [BEARER, "x-kilocode-feature: openclaw"];
    for (model, base, headers, body) in [
        ("groq/llama", "https://api.groq.com/openai/v1", &[BEARER][..], usual("llama")),
        ("openrouter/anthropic/claude", "https://openrouter.ai/api/v1", &router, usual("anthropic/claude")),
        ("openrouter/auto", "https://openrouter.ai/api/v1", &router, usual("openrouter/auto")),
        ("kilocode/m", "https://api.kilo.ai/api/gateway", &kilo, usual("m")),
        ("mistral/m", "https://api.mistral.ai/v1", &[BEARER], older.clone()),
        ("chutes/m", "https://llm.chutes.ai/v1", &[BEARER], older),
        (
            "zai/glm",
            "https://api.z.ai/api/coding/paas/v4",
            &[BEARER],
            chat("glm", &json!({ "max_completion_tokens": 8 })),
        ),
    ] {
        let url = format!("{base}/chat/completions");
        let request = draft(json!({}), model, CredentialForm::Key);
        assert_eq!(fields(&request), expected(&url, headers, &body), "{model}");
    }
}

#[test]
fn chat_completions_suit_the_configuration() {
    let house = json!({ "models": { "providers": { "house": {
        "baseUrl": "http://127.0.0.1:1234/v1/", "api": "openai-completions",
        "models": [{ "id": "m", "compat": { "maxTokensField": "max_tokens" } }, { "id": "a/b" }],
    } } } });
    let url = "http://127.0.0.1:1234/v1/chat/completions";
    let keyless = draft(house.clone(), "house/m", CredentialForm::Keyless);
    let body = chat("m", &json!({ "store": false, "max_tokens": 8 }));
    assert_eq!(fields(&keyless), expected(url, &[], &body));
    let with_key = draft(house, "house/a/b", CredentialForm::Key);
    let body = chat("a/b", &json!({ "store": false, "max_completion_tokens": 8 }));
    assert_eq!(fields(&with_key), expected(url, &["authorization: Bearer $SECRET"], &body));
}

#[test]
fn responses_have_at_least_sixteen_tokens() {
    let body = json!({
        "model": "gpt", "stream": true, "store": false, "max_output_tokens": 16,
        "input": [{ "role": "user", "content": [{ "type": "input_text", "text": PROBE_PROMPT }] }],
    });
    let headers = ["authorization: Bearer $SECRET"];
    let request = draft(json!({}), "openai/gpt", CredentialForm::Key);
    assert_eq!(fields(&request), expected("https://api.openai.com/v1/responses", &headers, &body));
}

#[test]
fn google_has_the_model_in_the_path() {
    let body = json!({
        "contents": [{ "role": "user", "parts": [{ "text": PROBE_PROMPT }] }],
        "generationConfig": { "maxOutputTokens": 8 },
    });
    let base = "https://generativelanguage.googleapis.com/v1beta/models";
    let url = format!("{base}/gemini-2.5-pro:streamGenerateContent?alt=sse");
    let request = draft(json!({}), "google/gemini-2.5-pro", CredentialForm::Key);
    assert_eq!(fields(&request), expected(&url, &["x-goog-api-key: $SECRET"], &body));
    let strange = draft(json!({}), "google/a?key=b/../c", CredentialForm::Key);
    assert_eq!(strange.url, format!("{base}/a%3Fkey%3Db%2F..%2Fc:streamGenerateContent?alt=sse"));
}

#[test]
fn ollama_is_asked_in_its_own_format() {
    let url = "http://127.0.0.1:11434/api/chat";
    let body = |options: Value| chat("qwen3:8b", &json!({ "options": options }));
    let keyless = draft(json!({}), "ollama/qwen3:8b", CredentialForm::Keyless);
    let marker = ["authorization: Bearer ollama-local"];
    assert_eq!(fields(&keyless), expected(url, &marker, &body(json!({ "num_predict": 8 }))));
    let entry =
        json!({ "baseUrl": "http://127.0.0.1:11434/v1", "models": [{ "id": "qwen3:8b", "contextWindow": 8192 }] });
    let request =
        draft(json!({ "models": { "providers": { "ollama": entry } } }), "ollama/qwen3:8b", CredentialForm::Key);
    let options = json!({ "num_predict": 8, "num_ctx": 8192 });
    assert_eq!(fields(&request), expected(url, &["authorization: Bearer $SECRET"], &body(options)));
}

#[test]
fn bedrock_is_signed_or_has_a_token() {
    let model = "anthropic.claude-x-v2:0";
    let url = "https://bedrock-runtime.eu-central-1.amazonaws.com/model/anthropic.claude-x-v2%3A0/converse";
    let body = json!({
        "messages": [{ "role": "user", "content": [{ "text": PROBE_PROMPT }] }],
        "inferenceConfig": { "maxTokens": 8 },
    });
    for (form, header) in [
        (CredentialForm::AwsKeys, "authorization: sigv4 eu-central-1 bedrock"),
        (CredentialForm::Key, "authorization: Bearer $SECRET"),
    ] {
        let request = draft(json!({}), &format!("amazon-bedrock/{model}"), form);
        assert_eq!(fields(&request), expected(url, &[header], &body), "{form:?}");
    }
    let entry = json!({ "baseUrl": "https://bedrock-runtime.us-west-2.amazonaws.com", "models": [] });
    let document = json!({ "models": { "providers": { "amazon-bedrock": entry } } });
    let request = draft(document, "amazon-bedrock/arn:aws:bedrock:x/y", CredentialForm::AwsKeys);
    assert!(request.url.ends_with("us-west-2.amazonaws.com/model/arn%3Aaws%3Abedrock%3Ax%2Fy/converse"));
    assert!(matches!(request.secret, SecretPlacement::SigV4 { region, .. } if region == "us-west-2"));
}
