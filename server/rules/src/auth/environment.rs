//! Credentials outside of any store: variables, and the sign-ins of cloud providers on this machine.

use catalog_data::{canonical_provider, find_provider};
use contract::{CredentialMode, Generation};
use json5_edit::KeyPath;
use serde_json::Value;

use super::{
    aws_profile::AwsProfile,
    secret_facts::SecretFacts,
    secret_ref::{SecretRef, SecretSource},
};
use crate::document::view::View;

/// Variables of providers that are not in the catalog, because no model of them is listed.
const OTHER_PROVIDERS: &[(&str, &[&str])] = &[
    ("byteplus", &["BYTEPLUS_API_KEY"]),
    ("byteplus-plan", &["BYTEPLUS_API_KEY"]),
    ("deepgram", &["DEEPGRAM_API_KEY"]),
    ("minimax-portal", &["MINIMAX_OAUTH_TOKEN", "MINIMAX_API_KEY"]),
    ("modelstudio", &["MODELSTUDIO_API_KEY"]),
    ("qianfan", &["QIANFAN_API_KEY"]),
    ("voyage", &["VOYAGE_API_KEY"]),
];

/// The provider whose variables are looked at only after everything else.
pub(super) const BEDROCK: &str = "amazon-bedrock";

/// The source of a token for Bedrock, which needs no signature.
pub(super) const AWS_TOKEN_SOURCE: &str = "env: AWS_BEARER_TOKEN_BEDROCK";

/// The source of AWS keys that are in variables.
pub(super) const AWS_KEYS_SOURCE: &str = "env: AWS_ACCESS_KEY_ID + AWS_SECRET_ACCESS_KEY";

const VERTEX: &str = "google-vertex";

/// Facts about the machine that decide whether a cloud provider has a credential.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MachineFacts {
    /// The file with the default sign-in of Google Cloud exists: `GOOGLE_APPLICATION_CREDENTIALS` names it, or it is at
    /// its usual place.
    pub has_adc_file: bool,
    /// What the files of AWS say about the profile in use; `None` if there is no such file.
    pub aws_profile: Option<AwsProfile>,
}

impl MachineFacts {
    /// The region of the AWS profile that `AWS_PROFILE` names. Without that variable, OpenClaw does not ask for it.
    pub fn aws_region(&self) -> Option<&str> {
        self.aws_profile.as_ref().filter(|profile| profile.name.is_some())?.region.as_deref()
    }
}

/// A credential outside of any store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnvironmentCredential {
    /// Where it is, such as `env: OPENAI_API_KEY`.
    pub source: String,
    /// The text that stands for it wherever it is shown.
    pub label: String,
    /// How it authenticates.
    pub mode: CredentialMode,
    /// What is known about the secret, if it is in a variable.
    pub facts: Option<SecretFacts>,
}

/// Finds the credential that a provider has outside of any store. AWS counts if a variable or a file of it exists.
pub fn find_environment_credential(
    view: &View,
    provider: &str,
    machine: &MachineFacts,
) -> Option<EnvironmentCredential> {
    if canonical_provider(provider, view.generation()) == BEDROCK {
        let found = find_aws_credential(view);
        return if found.facts.is_some() || machine.aws_profile.is_some() { Some(found) } else { None };
    }
    find_variable_or_login(view, provider, machine)
}

/// Finds the credential in a variable of the provider, or the sign-in of Google Cloud. AWS does not count.
pub(super) fn find_variable_or_login(
    view: &View,
    provider: &str,
    machine: &MachineFacts,
) -> Option<EnvironmentCredential> {
    let mut names = variable_names(provider, view.generation()).into_iter();
    names.find_map(|name| find_variable(view, name)).or_else(|| find_google_login(view, provider, machine))
}

/// The variables that may have the key of a provider, the first one first. Those of AWS are not included.
pub fn variable_names(provider: &str, generation: Generation) -> Vec<&'static str> {
    let id = canonical_provider(provider, generation);
    let known = find_provider(&id).filter(|known| known.id != BEDROCK);
    let other = OTHER_PROVIDERS.iter().find(|(other, _)| *other == id).filter(|_| known.is_none());
    let named = known.into_iter().flat_map(|known| known.env_names(generation));
    named.chain(other.into_iter().flat_map(|(_, names)| names.iter().copied())).collect()
}

/// Finds the credential in a variable.
pub(super) fn find_variable(view: &View, name: &str) -> Option<EnvironmentCredential> {
    let facts = variable_facts(view, name)?;
    let mode = if name.contains("OAUTH_TOKEN") { CredentialMode::OAuth } else { CredentialMode::ApiKey };
    let place = if view.is_from_login_shell(name) { "shell env" } else { "env" };
    Some(EnvironmentCredential { source: format!("{place}: {name}"), label: facts.label(), mode, facts: Some(facts) })
}

/// Finds the default sign-in of Google Cloud, which Vertex uses if the project and the place are set, too.
pub(super) fn find_google_login(view: &View, provider: &str, machine: &MachineFacts) -> Option<EnvironmentCredential> {
    let is_set = |name: &str| view.is_variable_set(name);
    let has_project = is_set("GOOGLE_CLOUD_PROJECT") || is_set("GCLOUD_PROJECT");
    let is_found = canonical_provider(provider, view.generation()) == VERTEX
        && machine.has_adc_file
        && has_project
        && is_set("GOOGLE_CLOUD_LOCATION");
    is_found.then(|| EnvironmentCredential {
        source: "gcloud adc".to_owned(),
        label: "gcloud adc".to_owned(),
        mode: CredentialMode::ApiKey,
        facts: None,
    })
}

/// Finds the credential of AWS by the order in which OpenClaw names one; what signs a request is
/// [another matter](super::aws_profile::AwsSigner). Without a variable, AWS looks for one itself.
pub(super) fn find_aws_credential(view: &View) -> EnvironmentCredential {
    let has = |name: &str| variable_facts(view, name);
    let bearer = || Some((AWS_TOKEN_SOURCE, has("AWS_BEARER_TOKEN_BEDROCK")?));
    let keys = || {
        has("AWS_SECRET_ACCESS_KEY")?;
        Some((AWS_KEYS_SOURCE, has("AWS_ACCESS_KEY_ID")?))
    };
    let profile = || Some(("env: AWS_PROFILE", has("AWS_PROFILE")?));
    let (source, facts) = match bearer().or_else(keys).or_else(profile) {
        Some((source, facts)) => (source, Some(facts)),
        None => ("aws-sdk default chain", None),
    };
    let label = facts.as_ref().map_or_else(|| "AWS default chain".to_owned(), SecretFacts::label);
    EnvironmentCredential { source: source.to_owned(), label, mode: CredentialMode::AwsSdk, facts }
}

/// Derives the facts about the value of a variable; `None` if it is not set or blank.
pub(super) fn variable_facts(view: &View, name: &str) -> Option<SecretFacts> {
    if !view.is_variable_set(name) {
        return None;
    }
    SecretFacts::of(&view.expand(&format!("${{{name}}}"))?)
}

/// Follows a reference: facts about the secret of a variable, nothing about a file or a program, or why there is none.
pub(super) fn follow_reference(view: &View, reference: &SecretRef) -> Result<Option<SecretFacts>, String> {
    if reference.source != SecretSource::Env {
        return Ok(None);
    }
    let name = reference.variable_name().ok_or_else(|| format!("`{}` is not the name of a variable", reference.id))?;
    if !is_allowed(view, reference, name) {
        return Err(format!("`secrets.providers` does not allow the variable `{name}`"));
    }
    variable_facts(view, name).map(Some).ok_or_else(|| format!("the variable `{name}` is not set"))
}

/// Whether the configuration lets a reference read a variable. The alias `default` needs no entry.
fn is_allowed(view: &View, reference: &SecretRef, name: &str) -> bool {
    const DEFAULT_ALIAS: &str = "default";
    let default = view.get(&KeyPath::from_keys(["secrets", "defaults", "env"])).and_then(Value::as_str);
    let alias = reference.provider.as_deref().or(default).unwrap_or(DEFAULT_ALIAS);
    match view.get(&KeyPath::from_keys(["secrets", "providers", alias])) {
        Some(entry) => match entry.get("allowlist").and_then(Value::as_array) {
            Some(allowed) => allowed.iter().any(|one| one == name),
            None => true,
        },
        None => alias == DEFAULT_ALIAS,
    }
}

#[cfg(test)]
mod tests;
