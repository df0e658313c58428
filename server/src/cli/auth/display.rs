//! Formats credentials for output.

use contract::{
    CredentialInfo, CredentialMode, CredentialOrder, CredentialReport, CredentialStatus, Mark, OrderLayer,
    ProviderCredentials, Tone,
};
use rules::auth::report;
use serde::Serialize;
use serde_json::{Value, json};

use crate::out::{BAD, GOOD, Out, QUIET, STRONG, WARN, escape_hidden, with_style};

/// Prints the credentials by provider, and then files with others.
pub(super) fn print_list(report: &CredentialReport, out: &mut Out) {
    print_providers(report, out);
    if !report.elsewhere.is_empty() {
        out.data(with_style(STRONG, "\nElsewhere"));
        print_elsewhere(report, out);
    }
}

/// Prints the files that have credentials and are no store.
pub(in crate::cli) fn print_elsewhere(report: &CredentialReport, out: &mut Out) {
    report.elsewhere.iter().for_each(|sentence| out.data(format!("- {}", escape_hidden(sentence))));
}

fn print_providers(report: &CredentialReport, out: &mut Out) {
    let missing = if report.store.exists { "" } else { " (does not exist yet)" };
    out.data(format!("Agent : {}", escape_hidden(&report.agent)));
    out.data(format!("Store : {}{missing}", escape_hidden(&report.store.path)));
    if let Some(own) = &report.store.own_path {
        out.data(format!("Own   : {}", escape_hidden(own)));
    }
    if report.providers.iter().all(|of| of.credentials.is_empty() && of.missing.is_none()) {
        let of = report.providers.first().map(|of| format!(" of {}", escape_hidden(&of.provider))).unwrap_or_default();
        out.data(format!("\nNo credentials{of}."));
        return;
    }
    for provider in &report.providers {
        print_provider(provider, out);
    }
    if report.providers.iter().any(|of| of.chosen().is_some()) {
        out.data(with_style(QUIET, "\n→ the one that is asked"));
    }
}

fn print_provider(provider: &ProviderCredentials, out: &mut Out) {
    let in_use = if provider.is_in_use { with_style(QUIET, "  in use") } else { String::new() };
    out.data(format!("\n{}{in_use}", with_style(STRONG, &escape_hidden(&provider.provider))));
    print_credentials(provider, "", out);
    if let Some(CredentialOrder { profiles, layer }) = &provider.order {
        let profiles = if profiles.is_empty() { "(none)".to_owned() } else { profiles.join(", ") };
        let order = format!("  order: {} [{}]", escape_hidden(&profiles), layer_text(*layer));
        out.data(with_style(QUIET, &order));
    }
    if let Some(missing) = &provider.missing {
        // OpenClaw's sentence goes on with its own paths.
        let sentence = missing.split_inclusive("\".").next().unwrap_or_default();
        out.data(format!("  {}", with_style(BAD, &escape_hidden(sentence))));
        out.data(format!("  {STRONG}hint:{STRONG:#} {}", report::add_hint(provider)));
    }
}

/// Prints the credentials of a provider, one a line.
pub(in crate::cli) fn print_credentials(provider: &ProviderCredentials, indent: &str, out: &mut Out) {
    let names: Vec<_> = provider.credentials.iter().map(credential_name).collect();
    let width = names.iter().map(|name| name.chars().count()).max().unwrap_or_default();
    for (credential, name) in provider.credentials.iter().zip(&names) {
        let sign = if credential.is_chosen { "→" } else { " " };
        let account = credential.account.as_ref().map(|account| format!("  {}", escape_hidden(account)));
        out.data(format!(
            "{indent}{sign} {name:<width$}  {:<7}  {:<9}  {}{}{}",
            credential.mode.as_str(),
            escape_hidden(&credential.label),
            state_text(credential),
            proof_text(credential),
            account.unwrap_or_default()
        ));
    }
}

/// What the last probe showed, as `; answers · 0.8 s · 4 min ago`.
pub(in crate::cli) fn proof_text(credential: &CredentialInfo) -> String {
    let Some(LastProbe { tone, word }) = LastProbe::of(credential) else { return String::new() };
    let style = match tone {
        Tone::Ok => GOOD,
        Tone::Warn => WARN,
        Tone::Bad => BAD,
        Tone::Plain => QUIET,
    };
    format!("; {}", with_style(style, &escape_hidden(&word)))
}

/// What the last probe showed, for JSON.
#[derive(Serialize)]
pub(in crate::cli) struct LastProbe {
    tone: Tone,
    /// The words of the text, such as `answers · 0.8 s · 4 min ago`.
    word: String,
}

impl LastProbe {
    /// That of a credential; `None` if it was not probed.
    pub(in crate::cli) fn of(credential: &CredentialInfo) -> Option<Self> {
        let Mark { tone, word, .. } = credential.proof.as_ref()?;
        Some(Self { tone: *tone, word: word.replace('\u{a0}', " ") })
    }
}

/// The id of a stored credential, or where another one is.
pub(in crate::cli) fn credential_name(credential: &CredentialInfo) -> String {
    escape_hidden(credential.profile_id.as_ref().unwrap_or(&credential.source)).into_owned()
}

/// The state in words: `active, expires in 29d`, `cooldown 5m (rate_limit)`.
fn state_text(credential: &CredentialInfo) -> String {
    let CredentialInfo { status, reason, why, usable_in, unusable_model, .. } = credential;
    let style = match status {
        CredentialStatus::Active => GOOD,
        CredentialStatus::Expiring | CredentialStatus::Cooldown => WARN,
        CredentialStatus::Expired | CredentialStatus::Disabled | CredentialStatus::Missing => BAD,
    };
    let word = with_style(style, status.as_str());
    if *status == CredentialStatus::Missing {
        return format!("{word}: {}", escape_hidden(why));
    }
    let until = usable_in.as_ref().map(|time| format!(" {time}")).unwrap_or_default();
    if credential.is_left_out {
        return with_style(QUIET, &format!("not used: {}", escape_hidden(why)));
    }
    let reason = reason.as_ref().filter(|reason| *reason != status.as_str());
    let reason = reason.map(|reason| format!(" ({})", escape_hidden(reason))).unwrap_or_default();
    let expiry = match (credential.expires_at, &credential.expires_in) {
        _ if *status == CredentialStatus::Expired => String::new(),
        (_, Some(time)) => format!(", expires in {time}"),
        // OpenClaw renews a sign-in.
        (Some(_), None) if credential.mode != CredentialMode::OAuth => ", expired".to_owned(),
        (_, None) => String::new(),
    };
    let model = unusable_model.as_ref().map(|model| format!(", only for {}", escape_hidden(model))).unwrap_or_default();
    format!("{word}{until}{reason}{model}{expiry}")
}

/// Where an order is from, in words.
pub(in crate::cli) const fn layer_text(layer: OrderLayer) -> &'static str {
    match layer {
        OrderLayer::AgentStore => "stored for the agent",
        OrderLayer::SharedStore => "stored for all agents",
        OrderLayer::Config => "auth.order of the configuration",
        OrderLayer::ConfigProfiles => "auth.profiles of the configuration",
    }
}

/// The list as JSON: OpenClaw's keys, then the additional ones.
pub(super) fn list_to_json(report: &CredentialReport) -> Value {
    let all = || report.providers.iter().flat_map(|of| of.credentials.iter().map(move |one| (of, one)));
    let stored = all().filter_map(|(of, one)| Some(profile_to_json(of, one, one.profile_id.as_ref()?)));
    let elsewhere = all().filter(|(_, one)| one.profile_id.is_none()).map(|(of, one)| source_to_json(of, one));
    json!({
        "agentId": report.agent,
        "agentDir": report.agent_dir,
        "authStatePath": report.store.own_path.as_ref().unwrap_or(&report.store.path),
        "profiles": stored.collect::<Vec<_>>(),
        "otherSources": elsewhere.collect::<Vec<_>>(),
        "missing": report.providers.iter().filter(|of| of.missing.is_some()).map(|of| &of.provider).collect::<Vec<_>>(),
        "warnings": report.warnings,
        "elsewhere": report.elsewhere,
    })
}

fn profile_to_json(of: &ProviderCredentials, one: &CredentialInfo, id: &str) -> Value {
    let mut row = source_to_json(of, one);
    if let Some(fields) = row.as_object_mut() {
        fields.insert("id".to_owned(), id.into());
    }
    row
}

fn source_to_json(of: &ProviderCredentials, one: &CredentialInfo) -> Value {
    json!({
        "provider": of.provider,
        "source": one.source,
        "mode": one.mode,
        "label": one.label,
        "account": one.account,
        "status": one.status,
        "reason": one.reason,
        "expiresAt": one.expires_at,
        "usableAt": one.usable_at,
        "unusableModel": one.unusable_model,
        "pays": one.is_chosen,
        "lastProbe": LastProbe::of(one),
    })
}

/// Prints the order of a provider: the seeds' two lines, and where the order is from.
pub(super) fn print_order(report: &CredentialReport, typed: &str, out: &mut Out) {
    let found = report.providers.first();
    let provider = found.map_or(typed, |of| of.provider.as_str());
    let tried = found.map(tried_profiles).unwrap_or_default();
    let order = found.and_then(|of| of.order.as_ref());
    out.data(format!("Provider: {}", escape_hidden(provider)));
    let profiles = order.map_or(&tried, |order| &order.profiles);
    let text = if profiles.is_empty() { "(none)".to_owned() } else { profiles.join(", ") };
    out.data(format!("Order:    {}", escape_hidden(&text)));
    let from = order.map_or("no order is set: oauth, then tokens, then keys", |order| layer_text(order.layer));
    out.data(format!("From:     {from}"));
}

/// The order of a provider as JSON: OpenClaw's keys, then the additional ones. OpenClaw 2026.7 and later say
/// `authStatePath` where earlier ones say `authStorePath`.
pub(super) fn order_to_json(report: &CredentialReport, typed: &str) -> Value {
    let found = report.providers.first();
    let order = found.and_then(|of| of.order.as_ref());
    let written = order.filter(|order| order.layer != OrderLayer::ConfigProfiles);
    let path = report.store.own_path.as_ref().unwrap_or(&report.store.path);
    json!({
        "agentId": report.agent,
        "agentDir": report.agent_dir,
        "provider": found.map_or(typed, |of| of.provider.as_str()),
        "authStorePath": path,
        "authStatePath": path,
        "order": written.map(|order| &order.profiles),
        "effective": found.map(tried_profiles).unwrap_or_default(),
        "layer": order.map(|order| order.layer),
    })
}

/// The stored credentials that are tried, in order.
fn tried_profiles(of: &ProviderCredentials) -> Vec<String> {
    let is_tried = |one: &&CredentialInfo| {
        !one.is_left_out && !matches!(one.status, CredentialStatus::Missing | CredentialStatus::Expired)
    };
    of.credentials.iter().filter(is_tried).filter_map(|one| one.profile_id.clone()).collect()
}

/// Prints the credentials that are not used for a while.
pub(super) fn print_cooldowns(report: &CredentialReport, out: &mut Out) {
    let found = cooldowns(report);
    if found.is_empty() {
        out.data("No credential is in cooldown.");
    }
    for (of, one) in found {
        out.data(format!("{}  {}  {}", credential_name(one), escape_hidden(&of.provider), state_text(one)));
    }
}

/// The credentials that are not used for a while, as JSON.
pub(super) fn cooldowns_to_json(report: &CredentialReport) -> Value {
    cooldowns(report).into_iter().map(|(of, one)| profile_to_json(of, one, &credential_name(one))).collect()
}

/// The soonest end first.
fn cooldowns(report: &CredentialReport) -> Vec<(&ProviderCredentials, &CredentialInfo)> {
    let all = report.providers.iter().flat_map(|of| of.credentials.iter().map(move |one| (of, one)));
    let mut found: Vec<_> = all.filter(|(_, one)| one.usable_at.is_some()).collect();
    found.sort_by_key(|(_, one)| one.usable_at);
    found
}
