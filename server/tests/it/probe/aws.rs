//! Tests of a probe of Bedrock with the files of AWS.

use serde_json::json;
use testkit::TestHome;

use super::*;

/// A home whose Bedrock is a fake provider, with `~/.aws/credentials` and `~/.aws/config`.
fn home_with_aws(provider: &FakeProvider, credentials: &str, config: &str) -> TestHome {
    let entry = json!({
        "baseUrl": provider.url(), "api": "bedrock-converse-stream", "auth": "aws-sdk", "models": [{ "id": "m1" }],
    });
    let home = TestHome::with_config(
        &json!({
            "models": { "providers": { "amazon-bedrock": entry } },
            "agents": { "defaults": { "model": { "primary": "amazon-bedrock/m1" } } },
        })
        .to_string(),
    );
    home.write_file("../.aws/credentials", credentials);
    home.write_file("../.aws/config", config);
    home
}

fn bedrock_answer() -> Answer {
    let message = json!({ "role": "assistant", "content": [{ "text": "OK" }] });
    Answer::json(200, json!({ "output": { "message": message }, "stopReason": "end_turn" }))
}

#[test]
fn keys_in_a_file_sign_the_request() {
    let provider = FakeProvider::start(Script::always(bedrock_answer()));
    let credentials = "[work]\naws_access_key_id = AKIAWORKEXAMPLE\naws_secret_access_key = made-up-secret-key-1\n\
        aws_session_token = made-up-session-token-1\n";
    let home = home_with_aws(&provider, credentials, "[profile work]\nregion = eu-west-3\n");
    let output = command(&home, "models status --probe --yes --json").env("AWS_PROFILE", "work").output().unwrap();
    let stdout = text(&output.stdout);
    let json: Value = serde_json::from_str(&stdout).unwrap_or_else(|_| panic!("{stdout} {}", stderr_of(&output)));
    let row = &json["auth"]["probes"]["results"][0];
    assert_eq!((row["status"].as_str(), row["label"].as_str()), (Some("ok"), Some("aws")), "{stdout}");
    let seen = provider.seen();
    let authorization = &seen[0].headers["authorization"];
    assert!(authorization.starts_with("AWS4-HMAC-SHA256 Credential=AKIAWORKEXAMPLE/"), "{authorization}");
    assert!(authorization.contains("/eu-west-3/bedrock/aws4_request"), "{authorization}");
    assert_eq!(seen[0].headers["x-amz-security-token"], "made-up-session-token-1");
    for secret in ["made-up-secret", "made-up-session"] {
        assert!(!stdout.contains(secret) && !stderr_of(&output).contains(secret), "{stdout}");
    }
}

#[test]
fn a_profile_without_keys_says_what_it_needs() {
    let provider = FakeProvider::start(Script::always(bedrock_answer()));
    let home = home_with_aws(&provider, "", "[default]\nsso_session = mine\n");
    let row = probe_json(&home, "--probe-provider amazon-bedrock")["results"][0].clone();
    assert_eq!((row["status"].as_str(), row["reasonCode"].as_str()), (Some("unknown"), Some("unsupported")), "{row}");
    let error = row["error"].as_str().unwrap();
    assert!(error.contains("the AWS profile `default` gets its keys from a sign-in in the browser (SSO)"), "{error}");
    assert!(provider.seen().is_empty());
}
