//! Requests with keys and addresses that stand in files beside the configuration.

use serde_json::{Value, json};

use super::super::*;
use crate::{
    auth::{
        aws_profile::{AwsFiles, find_aws_profile},
        environment::MachineFacts,
        profile_store::ProfileStore,
        report::test_report::{HOUR, NOW},
        resolve::StoreLocation,
    },
    base::env::{Env, Variables},
    document::view::{AgentModels, View},
};

/// Gives the report of a home without stored credentials to a check.
fn with_bare_report<T>(view: &View, machine: &MachineFacts, check: impl FnOnce(&ReportRequest<'_>) -> T) -> T {
    let (agents, location, store) = (view.agents(), StoreLocation::default(), ProfileStore::default());
    let agent = &agents.all[0];
    let (location, warn_ms, now) = (&location, HOUR, NOW);
    check(&ReportRequest { view, agent, store: &store, machine, location, warn_ms, now })
}

/// The first request, as its address or as the reason against it.
fn first_request(view: &View, machine: &MachineFacts) -> String {
    let targets = with_bare_report(view, machine, |report| {
        find_targets(report, &report.all_providers(), &ProbeFilter::default())
    });
    match &targets[0].request {
        Ok(endpoint) => shown(endpoint),
        Err(reason) => format!("{}: {}", reason.code, reason.sentence),
    }
}

fn shown(endpoint: &Endpoint) -> String {
    format!("{} {}", endpoint.api.as_str(), endpoint.base_url)
}

fn view_with(config: Value, variables: &[(&str, &str)]) -> View {
    let set: Variables = variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    View::new(config).with_env(Env::new(vec![set]))
}

/// The request for Bedrock with what the files of AWS say.
fn bedrock_request(config_file: Option<&str>, variables: &[(&str, &str)]) -> String {
    let profile = variables.iter().find(|(name, _)| *name == "AWS_PROFILE").map(|(_, name)| *name);
    let files = |text| find_aws_profile(AwsFiles { credentials: None, config: Some(text) }, profile);
    let machine = MachineFacts { aws_profile: config_file.map(files), ..MachineFacts::default() };
    let config = json!({ "agents": { "defaults": { "model": "amazon-bedrock/m" } } });
    let found = first_request(&view_with(config, variables), &machine);
    found.replace("bedrock-converse-stream https://bedrock-runtime.", "")
}

#[test]
fn keys_of_aws_in_files_sign_a_request_and_others_say_what_they_are() {
    let keys = "aws_access_key_id = A\naws_secret_access_key = S\n";
    let default = format!("[default]\nregion = eu-west-3\n{keys}");
    let work = format!("[profile work]\nregion = eu-west-3\n{keys}");
    let set = [("AWS_ACCESS_KEY_ID", "A"), ("AWS_SECRET_ACCESS_KEY", "S")];
    let missing_but_variables = "unsupported: the AWS profile `other`, which `AWS_PROFILE` names, is not in \
        `~/.aws/credentials` or `~/.aws/config`. To use the keys in variables, unset `AWS_PROFILE`";
    for (file, variables, expected) in [
        // OpenClaw asks for the region of a profile only if `AWS_PROFILE` names one.
        (Some(&*default), &[][..], "us-east-1.amazonaws.com"),
        (Some(&*work), &[("AWS_PROFILE", "work")], "eu-west-3.amazonaws.com"),
        (Some(&*work), &[("AWS_PROFILE", "work"), ("AWS_REGION", "us-west-2")], "us-west-2.amazonaws.com"),
        (Some("[default]\nsso_session = s"), &set, "us-east-1.amazonaws.com"),
        (None, &set, "us-east-1.amazonaws.com"),
        (
            Some("[default]\ncredential_process = /bin/x"),
            &[],
            "unsupported: the AWS profile `default` gets its keys from a program (`credential_process`), which cannot be \
             probed yet. To probe it, set the variables that `aws configure export-credentials --profile default --format \
             env` prints",
        ),
        (
            Some("[default]"),
            &[],
            "unsupported: neither a variable nor the AWS profile `default` has keys of AWS; OpenClaw would use the role of \
             this machine, which cannot be probed yet",
        ),
        (
            None,
            &[("AWS_PROFILE", "work")],
            "unsupported: the AWS profile `work`, which `AWS_PROFILE` names, is not in `~/.aws/credentials` or \
             `~/.aws/config`",
        ),
        // The SDK of OpenClaw passes over variables if `AWS_PROFILE` names a profile.
        (Some(&*work), &[set[0], set[1], ("AWS_PROFILE", "work")], "eu-west-3.amazonaws.com"),
        (Some(&*work), &[set[0], set[1], ("AWS_PROFILE", "other")], missing_but_variables),
        (None, &[set[0], set[1], ("AWS_PROFILE", "other")], missing_but_variables),
    ] {
        assert_eq!(bedrock_request(file, variables), expected, "{file:?} {variables:?}");
    }
}

/// A home with one provider in the configuration, and with those of the `models.json` of an agent.
fn home_with_found(provider: &str, configured: &Value, agent: &str, found: Result<Value, String>) -> View {
    let config = json!({
        "agents": { "defaults": { "model": format!("{provider}/m") } },
        "models": { "providers": { provider: configured } },
    });
    let models = AgentModels { agent: agent.to_owned(), display_path: "~/models.json".to_owned(), providers: found };
    view_with(config, &[("GROQ_API_KEY", "gk")]).with_agent_models([models].into())
}

/// The request for a provider whose address is in the configuration, or in the `models.json` of an agent.
fn house_request(configured: &Value, agent: &str, found: Result<Value, String>) -> String {
    first_request(&home_with_found("groq", configured, agent, found), &MachineFacts::default())
}

#[test]
fn a_format_that_openclaw_has_found_belongs_to_the_address_beside_it() {
    let found = |entry: &Value| Ok(json!({ "groq": entry, "openrouter": entry, "house": entry }));
    let api = json!({ "api": "anthropic-messages", "models": [{ "id": "m", "api": "ollama" }] });
    let with_address = json!({ "api": "anthropic-messages", "baseUrl": "https://found.example/v1" });
    for (configured, entry, expected) in [
        (json!({}), &api, "openai-completions https://api.groq.com/openai/v1"),
        (json!({ "baseUrl": "https://own.example/v1" }), &api, "openai-completions https://own.example/v1"),
        (json!({ "baseUrl": "https://own.example/v1" }), &with_address, "openai-completions https://own.example/v1"),
        (json!({ "api": "openai-responses" }), &with_address, "openai-responses https://found.example/v1"),
        (json!({}), &with_address, "anthropic-messages https://found.example"),
    ] {
        assert_eq!(house_request(&configured, "main", found(entry)), expected, "{configured} {entry}");
    }
    let unsupported = json!({ "api": "google-gemini-cli" });
    let view = home_with_found("house", &json!({ "apiKey": "key" }), "main", found(&unsupported));
    assert_eq!(
        first_request(&view, &MachineFacts::default()),
        "unsupported: requests in the format `google-gemini-cli` cannot be sent yet"
    );
}

#[test]
fn the_own_models_of_openrouter_take_no_found_address_or_format() {
    let entry = json!({ "api": "anthropic-messages", "baseUrl": "https://found.example/v1" });
    let view = home_with_found("openrouter", &json!({}), "main", Ok(json!({ "openrouter": entry })));
    let asked = |model: &str| {
        let model = ModelRef::new("openrouter", model).unwrap();
        with_bare_report(&view, &MachineFacts::default(), |report| {
            shown(&find_endpoint(&EndpointContext::of_report(report), &model).unwrap())
        })
    };
    assert_eq!(asked("auto"), "openai-completions https://openrouter.ai/api/v1");
    assert_eq!(asked("a/b"), "anthropic-messages https://found.example");
}

#[test]
fn an_address_that_openclaw_has_found_counts_after_the_configuration() {
    let own = json!({ "baseUrl": " https://found.example/v1 ", "api": "anthropic-messages" });
    let found = |entry: &Value| Ok(json!({ "Groq": entry, "broken": 5 }));
    let built_in = "openai-completions https://api.groq.com/openai/v1";
    for (configured, agent, models, expected) in [
        (json!({}), "main", found(&own), "anthropic-messages https://found.example"),
        (json!({}), "other", found(&own), built_in),
        (json!({}), "main", Err("it is not valid JSON".to_owned()), built_in),
        (json!({}), "main", Ok(json!([])), built_in),
        (json!({}), "main", found(&json!({ "baseUrl": "  ", "models": 5 })), built_in),
        (
            json!({ "baseUrl": "https://own.example/v1", "api": "openai-responses" }),
            "main",
            found(&own),
            "openai-responses https://own.example/v1",
        ),
        (
            json!({}),
            "main",
            found(&json!({ "baseUrl": "https://found.example", "models": [{ "id": "m", "api": "openai-responses" }] })),
            "openai-responses https://found.example",
        ),
        (
            json!({}),
            "main",
            found(&json!({ "baseUrl": "https://me:key@found.example" })),
            "invalid_address: the address of `groq` in `~/models.json` is not a plain `https://` or `http://` address \
             without user name and parameters",
        ),
    ] {
        assert_eq!(house_request(&configured, agent, models.clone()), expected, "{configured} {agent} {models:?}");
    }
}
