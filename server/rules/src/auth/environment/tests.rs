use std::collections::BTreeSet;

use catalog_data::providers;
use serde_json::json;

use super::*;
use crate::{
    auth::aws_profile::{AwsFiles, find_aws_profile},
    base::env::{Env, Variables},
};

/// The variables of each provider as 2026.3.13 has them.
const REFERENCE: &[(&str, &[&str])] = &[
    ("anthropic", &["ANTHROPIC_OAUTH_TOKEN", "ANTHROPIC_API_KEY"]),
    ("openai", &["OPENAI_API_KEY"]),
    ("google", &["GEMINI_API_KEY"]),
    ("github-copilot", &["COPILOT_GITHUB_TOKEN", "GH_TOKEN", "GITHUB_TOKEN"]),
    ("chutes", &["CHUTES_OAUTH_TOKEN", "CHUTES_API_KEY"]),
    ("zai", &["ZAI_API_KEY", "Z_AI_API_KEY"]),
    ("opencode", &["OPENCODE_API_KEY", "OPENCODE_ZEN_API_KEY"]),
    ("opencode-go", &["OPENCODE_API_KEY", "OPENCODE_ZEN_API_KEY"]),
    ("qwen-portal", &["QWEN_OAUTH_TOKEN", "QWEN_PORTAL_API_KEY"]),
    ("minimax-portal", &["MINIMAX_OAUTH_TOKEN", "MINIMAX_API_KEY"]),
    ("minimax", &["MINIMAX_API_KEY"]),
    ("kimi-coding", &["KIMI_API_KEY", "KIMICODE_API_KEY"]),
    ("huggingface", &["HUGGINGFACE_HUB_TOKEN", "HF_TOKEN"]),
    ("volcengine", &["VOLCANO_ENGINE_API_KEY"]),
    ("volcengine-plan", &["VOLCANO_ENGINE_API_KEY"]),
    ("byteplus", &["BYTEPLUS_API_KEY"]),
    ("byteplus-plan", &["BYTEPLUS_API_KEY"]),
    ("vercel-ai-gateway", &["AI_GATEWAY_API_KEY"]),
    ("cloudflare-ai-gateway", &["CLOUDFLARE_AI_GATEWAY_API_KEY"]),
    ("google-vertex", &["GOOGLE_CLOUD_API_KEY"]),
    ("amazon-bedrock", &[]),
    ("openai-codex", &[]),
    ("google-gemini-cli", &[]),
    ("google-antigravity", &[]),
    ("azure-openai-responses", &[]),
    ("minimax-cn", &[]),
    ("deepseek", &[]),
    ("perplexity", &[]),
    ("fireworks", &[]),
    ("novita", &[]),
];

/// Providers of 2026.3.13 whose variable is called like them.
const NAMED_LIKE_THE_PROVIDER: &[&str] = &[
    "groq",
    "cerebras",
    "xai",
    "openrouter",
    "mistral",
    "together",
    "venice",
    "synthetic",
    "nvidia",
    "xiaomi",
    "moonshot",
    "deepgram",
    "voyage",
    "litellm",
    "qianfan",
    "modelstudio",
    "ollama",
    "sglang",
    "vllm",
    "kilocode",
];

/// Providers that 2026.3.13 does not have, but later releases that also use JSON stores or databases of agents.
const OF_LATER_RELEASES: &[&str] =
    &["baseten", "cohere", "deepinfra", "lmstudio", "meta", "ollama-cloud", "qwen", "stepfun"];

fn view_with(variables: &[(&str, &str)], config: Value) -> View {
    let set: Variables = variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    View::new(config).with_env(Env::new(vec![set]))
}

#[test]
fn variables_are_those_of_the_reference() {
    let named = NAMED_LIKE_THE_PROVIDER.iter().map(|id| (*id, vec![format!("{}_API_KEY", id.to_uppercase())]));
    let listed = REFERENCE.iter().map(|(id, names)| (*id, names.iter().map(|name| (*name).to_owned()).collect()));
    let expected: Vec<(&str, Vec<String>)> = listed.chain(named).collect();
    for (id, names) in &expected {
        assert_eq!(variable_names(id, Generation::JsonStore), *names, "{id}");
    }
    let known: BTreeSet<&str> = expected.iter().map(|(id, _)| *id).collect();
    let others =
        providers().iter().filter(|one| !known.contains(one.id) && one.env_names(Generation::JsonStore).count() > 0);
    assert_eq!(others.map(|one| one.id).collect::<Vec<_>>(), OF_LATER_RELEASES);
}

#[test]
fn variables_depend_on_the_generation() {
    for (id, generation, expected) in [
        ("deepseek", Generation::SharedDb, &["DEEPSEEK_API_KEY"][..]),
        ("modelstudio", Generation::SharedDb, &["DASHSCOPE_API_KEY", "QWEN_API_KEY"]),
        ("qwen", Generation::JsonStore, &["QWEN_OAUTH_TOKEN", "QWEN_PORTAL_API_KEY"]),
        ("unknown-provider", Generation::SharedDb, &[]),
    ] {
        assert_eq!(variable_names(id, generation), expected, "{id} {generation:?}");
    }
}

#[test]
fn the_first_variable_that_is_set_counts() {
    let view = view_with(
        &[
            ("ANTHROPIC_OAUTH_TOKEN", " \r\n"),
            ("ANTHROPIC_API_KEY", "sk-0123456789anthropic"),
            ("CHUTES_OAUTH_TOKEN", "short"),
            ("GROQ_API_KEY", "日本"),
        ],
        json!({ "env": { "vars": { "OPENAI_API_KEY": "sk-0123456789config" } } }),
    );
    let find = |provider| find_environment_credential(&view, provider, &MachineFacts::default());
    for (provider, expected) in [
        ("anthropic", Some(("env: ANTHROPIC_API_KEY", "…opic", "api-key"))),
        ("chutes", Some(("env: CHUTES_OAUTH_TOKEN", "set", "oauth"))),
        ("OpenAI", Some(("env: OPENAI_API_KEY", "…nfig", "api-key"))),
        ("groq", None),
        ("google", None),
    ] {
        let found = find(provider);
        let found = found.as_ref().map(|one| (one.source.as_str(), one.label.as_str(), one.mode.as_str()));
        assert_eq!(found, expected, "{provider}");
    }
    assert!(!format!("{:?}", find("anthropic")).contains("sk-"));
}

#[test]
fn cloud_providers_need_more_than_a_variable() {
    let files = AwsFiles { config: Some("[default]"), credentials: None };
    let all = &MachineFacts { has_adc_file: true, aws_profile: Some(find_aws_profile(files, None)) };
    let none = &MachineFacts::default();
    let project = [("GCLOUD_PROJECT", "p"), ("GOOGLE_CLOUD_LOCATION", "l")];
    for (variables, provider, machine, expected) in [
        (&project[..], "google-vertex", all, Some("gcloud adc")),
        (&project[..1], "google-vertex", all, None),
        (&project[1..], "google-vertex", all, None),
        (&project, "google-vertex", none, None),
        (&project, "google", all, None),
        (
            &[("GOOGLE_CLOUD_API_KEY", "k"), project[0], project[1]],
            "google-vertex",
            all,
            Some("env: GOOGLE_CLOUD_API_KEY"),
        ),
        (&[], "amazon-bedrock", all, Some("aws-sdk default chain")),
        (&[], "bedrock", none, None),
        (&[("AWS_PROFILE", "work")], "bedrock", none, Some("env: AWS_PROFILE")),
        (&[("AWS_ACCESS_KEY_ID", "a")], "bedrock", none, None),
    ] {
        let view = view_with(variables, json!({}));
        let found = find_environment_credential(&view, provider, machine).map(|found| found.source);
        assert_eq!(found.as_deref(), expected, "{variables:?} {provider} {machine:?}");
    }
}

#[test]
fn a_reference_is_followed_to_a_variable_that_is_allowed() {
    let config = json!({ "secrets": { "providers": {
        "open": { "source": "env" },
        "strict": { "source": "env", "allowlist": ["MY_KEY"] },
    } } });
    let view = view_with(&[("MY_KEY", "sk-0123456789mine"), ("OTHER", "x")], config);
    let env = |provider: Value, id: &str| match provider {
        Value::Null => json!({ "source": "env", "id": id }),
        provider => json!({ "source": "env", "provider": provider, "id": id }),
    };
    for (reference, expected) in [
        (env(json!(null), "MY_KEY"), "…mine"),
        (env(json!("default"), "OTHER"), "set"),
        (env(json!("open"), "OTHER"), "set"),
        (env(json!("strict"), "MY_KEY"), "…mine"),
        (env(json!("strict"), "OTHER"), "`secrets.providers` does not allow the variable `OTHER`"),
        (env(json!("absent"), "OTHER"), "`secrets.providers` does not allow the variable `OTHER`"),
        (env(json!(null), "UNSET"), "the variable `UNSET` is not set"),
        (env(json!(null), "lower"), "`lower` is not the name of a variable"),
        (json!({ "source": "file", "provider": "f", "id": "/k" }), "not read here"),
    ] {
        let found = match follow_reference(&view, &SecretRef::parse(&reference).unwrap()) {
            Ok(facts) => facts.map_or("not read here".to_owned(), |facts| facts.label()),
            Err(reason) => reason,
        };
        assert_eq!(found, expected, "{reference}");
    }
}
