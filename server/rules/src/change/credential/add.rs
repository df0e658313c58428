//! Stores a typed secret.

use catalog_data::{canonical_provider, find_provider};
use contract::{AddCredential, OpError, SecretKind};
use json5_edit::Edit;
use serde_json::{Map, Value, json};

use super::{
    CredentialError,
    agent_stores::{AgentStores, StoreEditors},
    config_auth,
    cooldown::end_cooldown_of,
    order::place_in_order,
    remove::kind_of,
    store_editor::StoreEditor,
    words::{article, effect, quoted, visible_id},
};
use crate::{
    auth::{
        duration::{date_of, duration_text, parse_duration},
        order::{OrderLayer, OrderRequest},
        profile::ProfileKind,
        provider_name::credential_provider,
        secret_format::SecretFormat,
        typed_secret_check::{CheckedSecret, check_typed_secret},
    },
    base::{decision::Decision, secret::contains_secret},
    document::view::{View, providers::configured_providers},
};

/// A setup-token lasts a year.
const SETUP_TOKEN_MS: i64 = 365 * 86_400_000;

/// For a shorter time, a date says too little.
const SHORT_MS: i64 = 2 * 86_400_000;

/// What Anthropic says about its setup-tokens.
const SETUP_TOKEN_NOTE: &str = "as of 2026-11, Anthropic bills or refuses the use of a subscription outside Claude Code (since 2026-04-04): check its current terms, or use an API key";

/// Gateways that take the keys of other providers.
const ACCEPTS_ANY_KEY: &[&str] = &["litellm", "cloudflare-ai-gateway"];

/// A request whose parts have been checked.
struct CheckedRequest {
    provider: String,
    id: String,
    kind: ProfileKind,
    secret: CheckedSecret,
    expires: Option<i64>,
    understood: String,
}

/// Stores a typed secret under a new id, or in place of another one.
pub fn add_credential(view: &View, op: &AddCredential, stores: &AgentStores<'_>) -> Result<Decision, OpError> {
    let request = CheckedRequest::of(view, op, stores.now)?;
    stores.check_new_store()?;
    let mut editors = stores.editors();
    let before = editors.for_new().profile(&request.id).cloned();
    check_existing(before.as_ref(), op, &request)?;
    let was_stored = stores.merged.find(&request.id).is_some();
    write_entry(editors.for_new(), before.as_ref(), &request);
    let is_cooldown_ended = end_cooldown_of(&mut editors, &request.id);
    let mut edits = config_auth::name_profile_edits(view, &request.id, &request.provider, request.kind);
    let (others, others_note) = name_others(view, stores, &request);
    edits.extend(others);
    edits.extend(order_edits(view, op, stores, &mut editors, &request)?);
    let (shown, understood) = (visible_id(&request.id), &request.understood);
    let [does, did] = if before.is_some() { ["Replace", "replaced"] } else { ["Store", "stored"] };
    let words = effect(format!("{does} `{shown}`: {understood}"), format!("{did} `{shown}`: {understood}"));
    let command = completing_command(op.kind, &request);
    let decision = editors.into_decision(edits, words, command)?;
    let unlisted = unlisted_note(view, op, stores, &request).filter(|_| !was_stored);
    let notes = [
        request.secret.repaired.map(str::to_owned),
        is_cooldown_ended.then(|| format!("the cooldown of `{shown}` is ended, because it has a new secret")),
        unknown_provider_note(view, &request.provider),
        unlisted,
        others_note,
        request
            .secret
            .form
            .filter(|form| form.kind == Some(SecretKind::SetupToken))
            .map(|_| SETUP_TOKEN_NOTE.to_owned()),
    ];
    Ok(notes.into_iter().flatten().fold(decision, Decision::with_note))
}

/// The id of the credential that a request is about, and what was understood of the secret.
pub fn understood(view: &View, op: &AddCredential, now: i64) -> Option<(String, String)> {
    let request = CheckedRequest::of(view, op, now).ok()?;
    Some((request.id, request.understood))
}

/// Checks what does not depend on the secret and the home, so that a mistake is reported before the secret is asked for.
pub fn check_without_secret(op: &AddCredential) -> Result<(), OpError> {
    let view = View::new(json!({}));
    let provider = checked_provider(&view, op)?;
    checked_id(op, &provider)?;
    expiry(op, 0).map(|_| ())
}

impl CheckedRequest {
    fn of(view: &View, op: &AddCredential, now: i64) -> Result<Self, OpError> {
        let provider = checked_provider(view, op)?;
        let kind = match op.kind {
            SecretKind::ApiKey => ProfileKind::ApiKey,
            SecretKind::Token | SecretKind::SetupToken => ProfileKind::Token,
        };
        let id = checked_id(op, &provider)?;
        let expires = expiry(op, now)?;
        let secret = check_typed_secret(&op.secret)?;
        if !op.force {
            check_form(view, op, &provider, &secret)?;
        }
        let understood = describe(op, &provider, &secret, expires, now);
        Ok(Self { provider, id, kind, secret, expires, understood })
    }
}

fn checked_provider(view: &View, op: &AddCredential) -> Result<String, CredentialError> {
    let typed = op.provider.trim();
    if contains_secret(typed) {
        return Err(CredentialError::SecretAsName { place: "the provider" });
    }
    let provider = canonical_provider(typed, view.generation());
    match op.kind {
        SecretKind::SetupToken if provider.is_empty() => Ok("anthropic".to_owned()),
        SecretKind::SetupToken if provider != "anthropic" => Err(CredentialError::SetupTokenProvider),
        _ if provider.is_empty() => Err(CredentialError::NoProvider),
        _ => Ok(provider),
    }
}

/// The id of the profile, by default with the name that OpenClaw gives it.
fn checked_id(op: &AddCredential, provider: &str) -> Result<String, CredentialError> {
    let default_name = if op.kind == SecretKind::ApiKey { "default" } else { "manual" };
    let typed = op.profile_id.as_deref().map(str::trim).filter(|id| !id.is_empty());
    let id = typed.map_or_else(|| format!("{provider}:{default_name}"), str::to_owned);
    if contains_secret(&id) {
        return Err(CredentialError::SecretAsName { place: "the id" });
    }
    check_new_id(&id)?;
    Ok(id)
}

/// Checks that a text can be an id.
pub(super) fn check_new_id(id: &str) -> Result<(), CredentialError> {
    let invalid = |reason| Err(CredentialError::InvalidId { reason });
    match id {
        "" => invalid("it is empty"),
        "__proto__" | "constructor" | "prototype" => invalid("OpenClaw reserves this word"),
        id if id.len() > 200 => invalid("it is longer than 200 bytes"),
        id if id.starts_with('-') => invalid("it begins with `-`, like a flag"),
        id if id.chars().any(|c| contract::text::is_hidden_char(c) || c.is_whitespace() || c == ',') => {
            invalid("it has a blank, a comma or a hidden character")
        }
        _ => Ok(()),
    }
}

/// When the credential expires. This is checked before the secret.
fn expiry(op: &AddCredential, now: i64) -> Result<Option<i64>, OpError> {
    let typed = op.expires_in.as_deref().map(str::trim).filter(|typed| !typed.is_empty());
    match (op.kind, typed, op.no_expiry) {
        (_, Some(_), true) => Err(CredentialError::BothExpiries.into()),
        (SecretKind::ApiKey, Some(_), _) => Err(CredentialError::KeyExpiry.into()),
        (_, Some(typed), false) => Ok(Some(now.saturating_add(parse_duration(typed)?))),
        (SecretKind::SetupToken, None, false) => Ok(Some(now.saturating_add(SETUP_TOKEN_MS))),
        (_, None, _) => Ok(None),
    }
}

/// Checks that the secret does not look like one of another kind or provider.
fn check_form(view: &View, op: &AddCredential, provider: &str, secret: &CheckedSecret) -> Result<(), OpError> {
    if op.kind == SecretKind::SetupToken && secret.form.is_none_or(|form| form.kind != Some(SecretKind::ApiKey)) {
        check_other_provider(view, provider, secret.form)?;
        return Ok(secret.check_setup_token()?);
    }
    check_other_provider(view, provider, secret.form)?;
    let Some((form, kind)) = secret.form.and_then(|form| Some((form, form.kind?))) else { return Ok(()) };
    let is_suitable = match (op.kind, kind) {
        (wanted, kind) if wanted == kind => true,
        // A setup-token is stored as a token.
        (SecretKind::Token, SecretKind::SetupToken) => true,
        (SecretKind::Token, SecretKind::ApiKey) => provider != "anthropic",
        _ => !form.providers.contains(&provider),
    };
    if is_suitable {
        return Ok(());
    }
    Err(CredentialError::OtherKind { looks: form.name, wanted: kind_words(op.kind), kind }.into())
}

const fn kind_words(kind: SecretKind) -> &'static str {
    match kind {
        SecretKind::ApiKey => "an API key",
        SecretKind::Token => "a token",
        SecretKind::SetupToken => "a setup-token",
    }
}

/// A provider that is known, and is asked at its own address, does not accept the secret of another one.
fn check_other_provider(view: &View, provider: &str, form: Option<&SecretFormat>) -> Result<(), CredentialError> {
    let Some(form) = form.filter(|form| !form.providers.contains(&provider)) else { return Ok(()) };
    let has_own_form = SecretFormat::of_provider(provider).is_some() || find_provider(provider).is_some();
    let has_own_address = configured_providers(view).any(|(name, _)| name == provider);
    if !has_own_form || has_own_address || ACCEPTS_ANY_KEY.contains(&provider) {
        return Ok(());
    }
    let its_provider = form.providers.first().copied().unwrap_or_default();
    let looks = format!("{} {}", article(form.name), form.name);
    Err(CredentialError::OtherProvidersSecret { looks, its_provider, provider: provider.to_owned() })
}

/// What was understood: `Anthropic setup-token, 108 characters, valid until about 2027-11-29`.
fn describe(op: &AddCredential, provider: &str, secret: &CheckedSecret, expires: Option<i64>, now: i64) -> String {
    let name = match (&secret.variable, secret.form, op.kind) {
        (Some(variable), ..) => variable.clone(),
        (None, Some(form), _) => form.name.to_owned(),
        (None, None, SecretKind::ApiKey) => format!("API key for {provider}"),
        (None, None, _) => format!("token for {provider}"),
    };
    let length = if secret.length == 1 { "1 character".to_owned() } else { format!("{} characters", secret.length) };
    let is_estimated = op.kind == SecretKind::SetupToken && op.expires_in.is_none();
    let until = expires.map(|time| match time.saturating_sub(now) {
        left if left < SHORT_MS => format!(", valid for {}", duration_text(left)),
        _ if is_estimated => format!(", valid until about {}", date_of(time)),
        _ => format!(", valid until {}", date_of(time)),
    });
    format!("{name}, {length}{}", until.unwrap_or_default())
}

/// Checks that the stored entry may be replaced.
fn check_existing(before: Option<&Value>, op: &AddCredential, request: &CheckedRequest) -> Result<(), CredentialError> {
    let Some(before) = before else { return Ok(()) };
    if kind_of(Some(before)) == "oauth" {
        let reason = "only OpenClaw replaces its secrets";
        return Err(CredentialError::SignIn { id: request.id.clone(), reason });
    }
    if !op.replace {
        return Err(CredentialError::Exists { id: request.id.clone(), is_replaceable: true });
    }
    Ok(())
}

/// The field that has the secret.
const fn secret_field(kind: ProfileKind) -> &'static str {
    match kind {
        ProfileKind::ApiKey => "key",
        ProfileKind::Token | ProfileKind::OAuth => "token",
    }
}

/// Fields that only one kind of credential has, or older spellings.
const FIELDS_OF_A_KIND: &[&str] = &["mode", "key", "apiKey", "keyRef", "token", "tokenRef", "expires"];

/// Writes the entry with a blank in the place of the secret, which is filled in last. A replaced entry keeps its other
/// fields.
fn write_entry(editor: &mut StoreEditor<'_>, before: Option<&Value>, request: &CheckedRequest) {
    let CheckedRequest { id, kind, provider, expires, .. } = request;
    let field = secret_field(*kind);
    let known = before.and_then(Value::as_object);
    let wanted = [("type", json!(kind.as_str())), ("provider", json!(provider)), (field, json!(""))];
    let wanted = wanted.into_iter().chain(expires.map(|time| ("expires", json!(time))));
    match known {
        None => {
            let entry: Map<_, _> = wanted.map(|(key, value)| (key.to_owned(), value)).collect();
            editor.set_profile(&[id], Value::Object(entry));
        }
        Some(known) => {
            let wanted: Vec<_> = wanted.collect();
            let is_old = |key: &&&str| known.contains_key(**key) && !wanted.iter().any(|(name, _)| *name == **key);
            for key in FIELDS_OF_A_KIND.iter().filter(is_old) {
                editor.remove_profile(&[id, key]);
            }
            let is_kept = |key: &str| key == field || key == "provider" && same_provider(known, provider);
            for (key, value) in wanted.into_iter().filter(|(key, _)| !(is_kept(key) && known.contains_key(*key))) {
                editor.set_profile(&[id, key], value);
            }
        }
    }
    editor.fill_in(id, field, std::sync::Arc::clone(&request.secret.secret));
    let was = before.map(|before| kind_of(Some(before)));
    editor.note(id, was.as_deref(), Some(kind.as_str()));
}

/// Whether an entry names the provider, in any spelling.
fn same_provider(known: &Map<String, Value>, provider: &str) -> bool {
    let written = known.get("provider").and_then(Value::as_str).unwrap_or_default();
    written.trim().eq_ignore_ascii_case(provider)
}

/// The edits of the order in the configuration; an order in a store is edited there.
fn order_edits(
    view: &View,
    op: &AddCredential,
    stores: &AgentStores<'_>,
    editors: &mut StoreEditors<'_>,
    request: &CheckedRequest,
) -> Result<Vec<Edit>, CredentialError> {
    let CheckedRequest { id, provider, kind, .. } = request;
    match op.place {
        Some(place) => Ok(place_in_order(view, stores, editors, provider, id, place)?.0),
        None => Ok(config_auth::new_profile_order_edits(view, id, provider, *kind)),
    }
}

/// The edits that name the other stored credentials of the provider, if the configuration names none yet. OpenClaw uses
/// only those that it names, so without these edits a new credential would take the place of all others.
fn name_others(view: &View, stores: &AgentStores<'_>, request: &CheckedRequest) -> (Vec<Edit>, Option<String>) {
    let provider = request.provider.as_str();
    let order = OrderRequest { view, store: stores.merged, provider, model: None, preferred: None, now: stores.now };
    let others: Vec<_> = stores.merged.of_provider(provider, view.generation()).collect();
    let others: Vec<_> = others.into_iter().filter(|other| other.id != request.id).collect();
    if order.listed_ids().0 != OrderLayer::Store || others.is_empty() {
        return (Vec::new(), None);
    }
    let edits = others
        .iter()
        .flat_map(|other| config_auth::name_profile_edits(view, &other.id, &other.written_provider, other.kind));
    let listed = quoted(others.iter().map(|other| other.id.as_str()));
    let note = format!("`auth.profiles` also names {listed} now: OpenClaw uses only what it names");
    (edits.collect(), Some(note))
}

/// Says that a stored order does not name the new credential, so that it is not tried.
fn unlisted_note(
    view: &View,
    op: &AddCredential,
    stores: &AgentStores<'_>,
    request: &CheckedRequest,
) -> Option<String> {
    let order = stores.merged.order.get(&credential_provider(&request.provider, view.generation()))?;
    let is_listed = op.place.is_some() || order.ids.contains(&request.id);
    let shown = visible_id(&request.id);
    (!is_listed).then(|| {
        format!("the stored order of `{}` does not name it, so it is not used: `openclaw models auth order move {shown} --to 1` changes that", request.provider)
    })
}

fn unknown_provider_note(view: &View, provider: &str) -> Option<String> {
    let is_known = find_provider(provider).is_some()
        || configured_providers(view).any(|(name, _)| name == provider)
        || view.catalog().provider_ids().any(|id| id == provider);
    (!is_known).then(|| format!("`{provider}` is neither in the catalog nor in the configuration"))
}

/// The command that stores the same again.
fn completing_command(kind: SecretKind, request: &CheckedRequest) -> String {
    let CheckedRequest { provider, id, .. } = request;
    match kind {
        SecretKind::ApiKey => format!("openclaw models auth paste-api-key --provider {provider} --profile-id {id}"),
        SecretKind::Token => format!("openclaw models auth paste-token --provider {provider} --profile-id {id}"),
        SecretKind::SetupToken => "openclaw models auth setup-token".to_owned(),
    }
}
