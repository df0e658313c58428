//! The credentials that may pay for a request, in the order in which OpenClaw tries them.

use catalog_data::canonical_provider;
use contract::{CredentialMode, Generation};

use super::CredentialRequest;
use crate::auth::{
    auth_mode::mode_of,
    aws_profile::AwsSigner,
    config_key::{CONFIG_SOURCE, UsableKey, auth_override, find_config_key, find_keyless_server},
    config_profile::find_config_profile,
    environment::{
        AWS_KEYS_SOURCE, AWS_TOKEN_SOURCE, BEDROCK, EnvironmentCredential, find_aws_credential, find_google_login,
        find_variable, follow_reference, variable_names,
    },
    expiry::Expiry,
    failure_reason::FailureReason,
    order::{Eligibility, OrderLayer, OrderedProfile, ProviderOrder},
    profile::{Profile, ProfileKind, ProfileSecret},
    secret_facts::SecretFacts,
};

/// Providers whose sign-ins OpenClaw 2026.3.13 can renew.
const RENEWABLE: &[&str] = &[
    "anthropic",
    "chutes",
    "github-copilot",
    "google-antigravity",
    "google-gemini-cli",
    "openai-codex",
    "qwen-portal",
];

/// Why a credential that is asked for is refused if the configuration does not have its provider exactly as the store.
const OTHER_PROVIDER: &str = "`auth.profiles` in the configuration names another provider, or spells it differently";

/// A credential that may pay.
pub(super) struct Candidate {
    pub(super) source: String,
    pub(super) label: String,
    /// What it would pay with, or why it cannot.
    pub(super) outcome: Result<Usable, String>,
    /// Whether it is the key of the provider in the configuration.
    pub(super) is_config_key: bool,
}

impl Candidate {
    fn new(source: String, label: String, outcome: Result<Usable, String>) -> Self {
        Self { source, label, outcome, is_config_key: false }
    }
}

/// What is chosen if no other credential comes first.
pub(super) struct Usable {
    pub(super) mode: CredentialMode,
    pub(super) profile_id: Option<String>,
    pub(super) facts: Option<SecretFacts>,
    pub(super) needs_refresh: bool,
    pub(super) unusable_until: Option<i64>,
    /// Why it is chosen.
    pub(super) why: String,
}

/// Collects the credentials that may pay, the first one first.
pub(super) fn collect(request: &CredentialRequest<'_>, order: &ProviderOrder) -> Vec<Candidate> {
    if let Some(id) = request.profile {
        return vec![explicit_profile(request, id)];
    }
    let chosen = auth_override(request.view, request.provider);
    if chosen == Some(CredentialMode::AwsSdk.as_str()) {
        return vec![aws_credential(request, "the configuration sets `auth` to `aws-sdk`")];
    }
    let id = canonical_provider(request.provider, request.view.generation());
    let mut candidates = Vec::with_capacity(order.candidates.len() + order.left_out.len());
    candidates.extend(stored_profiles(request, order));
    candidates.extend(variables(request));
    candidates.extend(find_config_key(request.view, request.provider).map(|found| config_key(request, found)));
    let keyless = find_keyless_server(request.view, request.provider, &id);
    candidates.extend(keyless.map(|key| usable_key(key, "the server needs no key")));
    if id == BEDROCK && chosen.is_none() {
        candidates.push(aws_credential(request, "Bedrock uses the credentials of AWS"));
    }
    candidates
}

/// The stored credential that is asked for by its id. Its provider and its cooldowns do not matter.
fn explicit_profile(request: &CredentialRequest<'_>, id: &str) -> Candidate {
    let source = profile_source(id);
    let passed_over = |label: String, reason: &str| Candidate::new(source.clone(), label, Err(reason.to_owned()));
    let Some(profile) = request.store.find(id) else {
        return passed_over(String::new(), Eligibility::ProfileMissing.phrase());
    };
    let configured = find_config_profile(request.view, id);
    if configured.is_some_and(|entry| !entry.has_provider_as_stored(profile)) {
        return passed_over(profile.label(), OTHER_PROVIDER);
    }
    if configured.is_some_and(|entry| !entry.suits_explicitly(profile.kind)) {
        return passed_over(profile.label(), Eligibility::ModeMismatch.phrase());
    }
    stored_profile(request, profile, "it is asked for".to_owned())
}

/// The stored credentials of the provider in their order, and then those that are not tried.
fn stored_profiles(request: &CredentialRequest<'_>, order: &ProviderOrder) -> impl Iterator<Item = Candidate> {
    let ordered = order.candidates.iter().filter_map(|one| {
        let profile = request.store.find(&one.id)?;
        Some(stored_profile(request, profile, reason_of_place(order, one)))
    });
    let left_out = order.left_out.iter().map(|one| {
        let label = request.store.find(&one.id).map(Profile::label).unwrap_or_default();
        Candidate::new(profile_source(&one.id), label, Err(one.eligibility.phrase().to_owned()))
    });
    ordered.chain(left_out)
}

/// Why a stored credential has its place in the order.
fn reason_of_place(order: &ProviderOrder, one: &OrderedProfile) -> String {
    if one.unusable_until.is_none() {
        return format!("it is the first usable one{}", order_phrase(order.layer));
    }
    let reason = one.reason.map_or("unknown", FailureReason::as_str);
    format!("it cannot be used now ({reason}), but OpenClaw does not go on to variables or keys while one is stored")
}

/// What decides the order in which the stored credentials are tried.
const fn order_phrase(layer: OrderLayer) -> &'static str {
    match layer {
        OrderLayer::AgentStore => " in the order stored for this agent",
        OrderLayer::SharedStore => " in the order stored for all agents",
        OrderLayer::Config => " in `auth.order`",
        OrderLayer::ConfigProfiles => " of those in `auth.profiles`; sign-ins come first, then tokens, then keys",
        OrderLayer::Store => "; no order is set, so sign-ins come first, then tokens, then keys",
    }
}

fn stored_profile(request: &CredentialRequest<'_>, profile: &Profile, why: String) -> Candidate {
    Candidate::new(profile_source(&profile.id), profile.label(), use_profile(request, profile, why))
}

fn use_profile(request: &CredentialRequest<'_>, profile: &Profile, why: String) -> Result<Usable, String> {
    let refused = |reason: Eligibility| Err(reason.phrase().to_owned());
    if profile.is_setup {
        return refused(Eligibility::SetupPending);
    }
    let facts = match &profile.secret {
        ProfileSecret::Inline(facts) => Some(facts.clone()),
        ProfileSecret::Reference(reference) => follow_reference(request.view, reference)?,
        ProfileSecret::Missing if profile.has_refresh_token => None,
        ProfileSecret::Missing => return refused(Eligibility::MissingCredential),
    };
    let usable = |needs_refresh: bool, why: String| {
        let profile_id = Some(profile.id.clone());
        let usage = request.store.usage(&profile.id);
        let unusable_until =
            usage.and_then(|usage| usage.unusable_until(&profile.provider, request.model, request.now));
        Ok(Usable { mode: mode_of(profile.kind), profile_id, facts, needs_refresh, unusable_until, why })
    };
    match (profile.kind, profile.expiry) {
        (ProfileKind::Token, Expiry::Invalid) => refused(Eligibility::InvalidExpires),
        (ProfileKind::Token, expiry) if expiry.is_over(request.now) => refused(Eligibility::Expired),
        (ProfileKind::OAuth, expiry) if !is_fresh(profile, expiry, request.now) => {
            check_renewable(request, profile)?;
            usable(true, format!("{why}; it has expired, and OpenClaw renews it first"))
        }
        _ => usable(false, why),
    }
}

/// Whether a sign-in can be used without being renewed.
fn is_fresh(profile: &Profile, expiry: Expiry, now: i64) -> bool {
    profile.secret != ProfileSecret::Missing && matches!(expiry, Expiry::At(time) if now < time)
}

/// Whether OpenClaw can renew a sign-in that has expired, or why not.
fn check_renewable(request: &CredentialRequest<'_>, profile: &Profile) -> Result<(), String> {
    if !profile.has_refresh_token {
        return Err("it has expired, and there is no token to renew it".to_owned());
    }
    let is_limited = request.view.generation() == Generation::JsonStore;
    if is_limited && !RENEWABLE.contains(&profile.provider.as_str()) {
        return Err(format!("it has expired, and OpenClaw cannot renew sign-ins of `{}`", profile.provider));
    }
    Ok(())
}

/// The variables of the provider, and the sign-in of Google Cloud.
fn variables(request: &CredentialRequest<'_>) -> Vec<Candidate> {
    let CredentialRequest { view, provider, machine, .. } = *request;
    let candidates =
        variable_names(provider, view.generation()).into_iter().map(|name| match find_variable(view, name) {
            Some(found) => environment_credential(found, "the variable is set"),
            None => Candidate::new(format!("env: {name}"), String::new(), Err("the variable is not set".to_owned())),
        });
    let google = find_google_login(view, provider, machine);
    let google = google.map(|found| environment_credential(found, "Google Cloud is signed in on this machine"));
    candidates.chain(google).collect()
}

fn environment_credential(found: EnvironmentCredential, why: &str) -> Candidate {
    let EnvironmentCredential { source, label, mode, facts } = found;
    usable_key(UsableKey { source, label, mode, facts }, why)
}

fn aws_credential(request: &CredentialRequest<'_>, why: &str) -> Candidate {
    let found = find_aws_credential(request.view);
    let is_signed_with_variables = AwsSigner::of(request.view) == AwsSigner::Variables;
    let are_keys_passed_over = found.source == AWS_KEYS_SOURCE && !is_signed_with_variables;
    let note = if are_keys_passed_over { "; `AWS_PROFILE` counts before keys in variables" } else { "" };
    let why = format!("{why}{note}");
    let why = match &request.machine.aws_profile {
        _ if found.source == AWS_TOKEN_SOURCE || is_signed_with_variables => why,
        Some(profile) => format!("{why}: {}", profile.phrase()),
        None if found.facts.is_some() => format!("{why}, but no file of AWS was found here"),
        None => format!("{why}, but neither a variable nor a file of AWS was found here"),
    };
    environment_credential(found, &why)
}

fn config_key(request: &CredentialRequest<'_>, found: Result<UsableKey, (String, String)>) -> Candidate {
    let mut candidate = match found {
        Ok(key) => usable_key(key, "the configuration has a key"),
        Err((label, reason)) => Candidate::new(CONFIG_SOURCE.to_owned(), label, Err(reason)),
    };
    candidate.is_config_key = true;
    if let Ok(usable) = &mut candidate.outcome {
        let usage = request.store.config_key_usage(request.provider, request.view.generation());
        usable.unusable_until = usage.and_then(|usage| usage.unusable_until(request.provider, None, request.now));
    }
    candidate
}

fn usable_key(key: UsableKey, why: &str) -> Candidate {
    let UsableKey { source, label, mode, facts } = key;
    let usable =
        Usable { mode, profile_id: None, facts, needs_refresh: false, unusable_until: None, why: why.to_owned() };
    Candidate::new(source, label, Ok(usable))
}

fn profile_source(id: &str) -> String {
    ["profile:", id].concat()
}
