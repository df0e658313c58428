use serde_json::json;

use super::*;
use crate::base::env::{Env, Variables};

fn profile(credentials: &str, config: &str, name: &str) -> AwsProfile {
    find_aws_profile(AwsFiles { credentials: Some(credentials), config: Some(config) }, Some(name))
}

/// The keys of a profile: id, secret, token.
#[expect(clippy::disallowed_methods, reason = "a test compares the secrets that it made up")]
fn keys(credentials: &str, config: &str, name: &str) -> Option<[String; 3]> {
    let keys = find_aws_keys(AwsFiles { credentials: Some(credentials), config: Some(config) }, Some(name))?;
    let token = keys.session_token.as_ref().map_or("-", Secret::expose).to_owned();
    Some([keys.access_key_id, keys.secret_access_key.expose().to_owned(), token])
}

#[test]
fn where_the_keys_of_a_profile_come_from() {
    let role = "role_arn = arn:aws:iam::1:role/r\n";
    let static_keys = "aws_access_key_id = A\naws_secret_access_key = S\n";
    for (lines, expected) in [
        (static_keys.to_owned(), AwsKeySource::Files),
        (format!("{role}source_profile = base\n{static_keys}"), AwsKeySource::Role),
        (format!("{role}credential_source = Ec2InstanceMetadata"), AwsKeySource::Role),
        (format!("{role}web_identity_token_file = /t"), AwsKeySource::WebIdentity),
        ("credential_process = /bin/keys --json".to_owned(), AwsKeySource::Process),
        ("sso_session = mine\nsso_account_id = 1".to_owned(), AwsKeySource::SignIn),
        ("sso_start_url = https://x".to_owned(), AwsKeySource::SignIn),
        ("login_session = arn:aws:iam::1:user/u".to_owned(), AwsKeySource::SignIn),
        ("aws_access_key_id = A\naws_secret_access_key =".to_owned(), AwsKeySource::Machine),
        ("region = eu-west-1".to_owned(), AwsKeySource::Machine),
        (String::new(), AwsKeySource::Machine),
    ] {
        assert_eq!(profile("", &format!("[profile work]\n{lines}"), "work").source, expected, "{lines}");
        assert_eq!(profile(&format!("[work]\n{lines}"), "", "work").source, expected, "{lines}");
    }
    assert_eq!(profile("[other]", "[work]", "work").source, AwsKeySource::NoProfile);
    // Without `AWS_PROFILE` no profile is asked for.
    assert_eq!(profile("", "", DEFAULT_PROFILE).source, AwsKeySource::Machine);
}

#[test]
fn files_are_read_as_the_sdk_reads_them() {
    let credentials = "# a comment\n\
        ; another\n\
        [default] # the first\n\
        aws_access_key_id=A1\n\
        aws_secret_access_key = S#1;x=/+ ; kept apart\n\
        s3 =\n  aws_session_token = nested\n\
        [work]\r\n\
        aws_access_key_id = A2\r\n\
        aws_secret_access_key = S2\r\n\
        aws_session_token = T2\r\n\
        [twice]\naws_access_key_id = old\naws_access_key_id = A3\n\
        [half\n[]\n=\nno pair\n";
    let config = "[default]\nregion = eu-central-1\n\
        [profile work]\nregion = us-west-2\naws_secret_access_key = config\n\
        [profile 'quoted name']\naws_access_key_id = A4\naws_secret_access_key = S4\n\
        [profile twice]\naws_secret_access_key = S3\nregion = EVIL.example\n";
    let found = |name| keys(credentials, config, name).map(|keys| keys.join(" "));
    assert_eq!(found("default").as_deref(), Some("A1 S#1;x=/+ -"));
    assert_eq!(found("work").as_deref(), Some("A2 S2 T2"));
    assert_eq!(found("twice").as_deref(), Some("A3 S3 -"));
    assert_eq!(found("quoted name").as_deref(), Some("A4 S4 -"));
    assert_eq!(found("profile work"), None);
    let region = |name| profile(credentials, config, name).region;
    assert_eq!(region("default").as_deref(), Some("eu-central-1"));
    assert_eq!(region("work").as_deref(), Some("us-west-2"));
    assert_eq!(region("twice"), None, "a region becomes a part of a host name");
}

#[test]
fn a_profile_that_cannot_be_used_says_why() {
    let sso = profile("", "[profile work]\nsso_session = s", "work");
    for has_variables in [false, true] {
        assert_eq!(
            sso.unusable_sentence(has_variables).unwrap(),
            "the AWS profile `work` gets its keys from a sign-in in the browser (SSO), which cannot be probed yet. To \
             probe it, unset `AWS_PROFILE` and set the variables that `aws configure export-credentials --profile work \
             --format env` prints"
        );
    }
    let missing =
        "the AWS profile `nowhere`, which `AWS_PROFILE` names, is not in `~/.aws/credentials` or `~/.aws/config`";
    let role =
        "the AWS profile `work` has no keys; OpenClaw would use the role of this machine, which cannot be probed yet";
    let to_variables = ". To use the keys in variables, unset `AWS_PROFILE`";
    for (found, expected) in [(profile("", "", "nowhere"), missing), (profile("[work]", "", "work"), role)] {
        assert_eq!(found.unusable_sentence(false).unwrap(), expected);
        assert_eq!(found.unusable_sentence(true).unwrap(), format!("{expected}{to_variables}"));
    }
    let usable = "[default]\naws_access_key_id = A\naws_secret_access_key = S";
    assert_eq!(profile(usable, "", DEFAULT_PROFILE).unusable_sentence(false), None);
}

#[test]
fn a_name_that_may_be_a_secret_is_not_shown() {
    for name in ["AKIA0123456789ABCDEF", "a b", "--flag", "x\u{1b}[31m"] {
        let sentence = profile("", "", name).unusable_sentence(false).unwrap();
        assert!(!sentence.contains(name) && sentence.starts_with("the AWS profile, which"), "{sentence}");
    }
}

#[test]
fn a_named_profile_counts_before_keys_in_variables() {
    let keys = [("AWS_ACCESS_KEY_ID", "A"), ("AWS_SECRET_ACCESS_KEY", "S")];
    let named = ("AWS_PROFILE", " work ");
    let work = || AwsSigner::Profile(Some("work".to_owned()));
    for (variables, expected) in [
        (&[][..], AwsSigner::Profile(None)),
        (&keys, AwsSigner::Variables),
        (&[keys[0], keys[1], ("AWS_PROFILE", " ")], AwsSigner::Variables),
        (&[keys[0], keys[1], named], work()),
        (&[named], work()),
        (&keys[..1], AwsSigner::Profile(None)),
        (&[keys[0], ("AWS_SECRET_ACCESS_KEY", " ")], AwsSigner::Profile(None)),
    ] {
        let set: Variables = variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        assert_eq!(AwsSigner::of(&View::new(json!({})).with_env(Env::new(vec![set]))), expected, "{variables:?}");
    }
}
