//! The credentials in `models status`.

use std::{
    collections::BTreeSet,
    time::{Duration, SystemTime},
};

use contract::{
    CredentialInfo, CredentialMode, CredentialOrder, CredentialReport, CredentialStatus, OpError, ProviderCredentials,
};
use rules::auth::report::add_hint;
use serde_json::{Map, Value, json};

use super::print_row;
use crate::{
    cli::auth,
    out::{BAD, Out, escape_hidden, with_style},
};

/// A sentence if the default model cannot answer, because its provider has no usable credential.
pub(super) fn cannot_answer_sentence(report: &CredentialReport, model: &str) -> Option<String> {
    let found = report.models.iter().find(|one| one.model.key() == model)?;
    Some(format!("The default model cannot answer now: {}.", found.obstacle.as_ref()?))
}

/// Prints the sections about credentials.
pub(super) fn print_sections(report: &CredentialReport, out: &mut Out) {
    print_row(out, "Auth store", &escape_hidden(&report.store.path));
    if let Some(own) = &report.store.own_path {
        print_row(out, "Own store", &escape_hidden(own));
    }
    let count = report.providers.iter().map(|of| of.credentials.len()).sum::<usize>();
    print_row(out, &format!("Auth profiles ({count})"), if count == 0 { "-" } else { "" });
    for of in report.providers.iter().filter(|of| !of.credentials.is_empty()) {
        out.data(format!("- {}", escape_hidden(&of.provider)));
        auth::print_credentials(of, "  ", out);
    }
    let ordered: Vec<_> = report.providers.iter().filter_map(|of| Some((of, of.order.as_ref()?))).collect();
    print_row(out, &format!("Auth order ({})", ordered.len()), if ordered.is_empty() { "-" } else { "" });
    for (of, CredentialOrder { profiles, layer }) in ordered {
        let profiles = if profiles.is_empty() { "(none)".to_owned() } else { profiles.join(", ") };
        let profiles = escape_hidden(&profiles);
        out.data(format!("- {}: {profiles} [{}]", escape_hidden(&of.provider), auth::layer_text(*layer)));
    }
    let missing: Vec<_> = report.providers.iter().filter(|of| of.missing.is_some()).collect();
    if !missing.is_empty() {
        out.data(with_style(BAD, &format!("Missing auth ({})", missing.len())));
    }
    for of in missing {
        out.data(format!("- {}: {}", escape_hidden(&of.provider), add_hint(of)));
    }
}

/// Adds OpenClaw's object `auth`, and the additional ones by provider.
pub(super) fn add_to_json(status: &mut Value, report: &CredentialReport, warn_ms: i64) {
    let Some(fields) = status.as_object_mut() else { return };
    let by_provider = |rows: fn(&ProviderCredentials) -> Value| {
        report.providers.iter().map(|of| (of.provider.clone(), rows(of))).collect::<Map<_, _>>()
    };
    let mut profiles = by_provider(|of| of.credentials.iter().map(row_to_json).collect());
    profiles.retain(|_, rows| rows.as_array().is_some_and(|rows| !rows.is_empty()));
    let mut order = by_provider(|of| json!(of.order));
    order.retain(|_, order| !order.is_null());
    fields.insert("auth".to_owned(), auth_to_json(report, warn_ms));
    fields.insert("authProfiles".to_owned(), profiles.into());
    fields.insert("authOrder".to_owned(), order.into());
    fields.insert("authCheck".to_owned(), json!(report.check));
}

/// Adds why the credentials cannot be read.
pub(super) fn add_error_to_json(status: &mut Value, error: &OpError) {
    if let Some(fields) = status.as_object_mut() {
        fields.insert("authError".to_owned(), json!(error));
    }
}

/// A credential as a row of `authProfiles`.
fn row_to_json(one: &CredentialInfo) -> Value {
    json!({
        "profileId": one.profile_id,
        "mode": one.mode,
        "status": one.status,
        "reasonCode": one.reason,
        "expiresAt": one.expires_at,
        "expiresAtIso": one.expires_at.and_then(iso_time),
        "source": one.source,
        "label": one.label,
        "pays": one.is_chosen,
    })
}

fn iso_time(millis: i64) -> Option<String> {
    let since = Duration::from_millis(u64::try_from(millis).ok()?);
    Some(store::format_rfc3339(SystemTime::UNIX_EPOCH.checked_add(since)?))
}

/// OpenClaw's object about credentials.
fn auth_to_json(report: &CredentialReport, warn_ms: i64) -> Value {
    let stored = || report.providers.iter().flat_map(|of| stored_of(of).map(move |one| (of, one)));
    let sign_ins = |of: &ProviderCredentials| of.credentials.iter().filter(|one| is_sign_in(one)).count();
    let with_sign_ins = report.providers.iter().filter(|of| sign_ins(of) > 0);
    let missing = report.providers.iter().filter(|of| of.missing.is_some()).map(|of| of.provider.as_str());
    let missing: BTreeSet<_> = missing.collect();
    let unusable = stored().filter(|(_, one)| one.usable_at.is_some());
    json!({
        "storePath": report.store.path,
        "providersWithOAuth": with_sign_ins.map(|of| format!("{} ({})", of.provider, sign_ins(of))).collect::<Vec<_>>(),
        "missingProvidersInUse": missing,
        "providers": report.providers.iter().filter(|of| !of.credentials.is_empty()).map(provider_to_json).collect::<Vec<_>>(),
        "unusableProfiles": unusable.map(|(of, one)| unusable_to_json(of, one)).collect::<Vec<_>>(),
        "oauth": {
            "warnAfterMs": warn_ms,
            "profiles": stored().map(|(of, one)| health_to_json(of, one)).collect::<Vec<_>>(),
        },
    })
}

fn stored_of(of: &ProviderCredentials) -> impl Iterator<Item = &CredentialInfo> {
    // An order may name an id that no store has.
    let is_stored =
        |one: &&CredentialInfo| one.profile_id.is_some() && one.reason.as_deref() != Some("profile_missing");
    of.credentials.iter().filter(is_stored)
}

fn is_sign_in(one: &CredentialInfo) -> bool {
    matches!(one.mode, CredentialMode::OAuth | CredentialMode::Token)
}

fn provider_to_json(of: &ProviderCredentials) -> Value {
    let count = |mode| stored_of(of).filter(|one| one.mode == mode).count();
    let find = |prefix: &str| of.credentials.iter().find(|one| one.source.starts_with(prefix));
    let (env, config) = (find("env: "), find("models.json"));
    let kind = match () {
        () if stored_of(of).next().is_some() => "profiles",
        () if env.is_some() => "env",
        () if config.is_some() => "models.json",
        () => "missing",
    };
    let source = |one: &CredentialInfo| json!({ "value": one.label, "source": one.source });
    let labels = stored_of(of).map(|one| format!("{}={}", one.profile_id.as_deref().unwrap_or_default(), one.label));
    json!({
        "provider": of.provider,
        "effective": { "kind": kind, "detail": of.chosen().map(|chosen| &chosen.label) },
        "profiles": {
            "count": stored_of(of).count(),
            "oauth": count(CredentialMode::OAuth),
            "token": count(CredentialMode::Token),
            "apiKey": count(CredentialMode::ApiKey),
            "labels": labels.collect::<Vec<_>>(),
        },
        "env": env.map(source),
        "modelsJson": config.map(source),
    })
}

fn unusable_to_json(of: &ProviderCredentials, one: &CredentialInfo) -> Value {
    let kind = if one.status == CredentialStatus::Disabled { "disabled" } else { "cooldown" };
    json!({
        "profileId": one.profile_id,
        "provider": of.provider,
        "kind": kind,
        "reason": one.reason,
        "until": one.usable_at,
    })
}

/// A stored credential with OpenClaw's words for its state, which do not include cooldowns.
fn health_to_json(of: &ProviderCredentials, one: &CredentialInfo) -> Value {
    json!({
        "profileId": one.profile_id,
        "provider": of.provider,
        "type": one.mode.as_str().replace('-', "_"),
        "status": one.health,
        "reasonCode": one.reason,
        "expiresAt": one.expires_at,
        "source": "store",
        "label": one.account,
    })
}
