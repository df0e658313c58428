//! Imports the credentials of early releases of OpenClaw, as OpenClaw itself does when it has no store yet.

mod legacy_file;

use contract::{Generation, ImportCredentials};
use serde_json::{Map, Value, json};

use super::{
    CredentialError,
    add::check_new_id,
    agent_stores::{AgentStores, StoreEditors},
    order::or_unchanged,
    store_editor::StoreEditor,
    words::{effect, quoted, visible_id},
};
use crate::{
    auth::{
        order::{OrderLayer, OrderRequest},
        profile::{ProfileKind, RejectedEntry},
    },
    base::{decision::Decision, secret::contains_secret},
    document::view::View,
};

pub use legacy_file::{LegacyEntry, LegacyFile, LegacyForm, LegacyValue};

/// What becomes of an entry.
struct ImportedProfile {
    id: String,
    provider: String,
    kind: ProfileKind,
    /// The fields after the type and the provider.
    fields: Vec<(String, LegacyValue)>,
}

/// Why an entry is not imported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
enum SkippedEntry {
    #[error(transparent)]
    Rejected(#[from] RejectedEntry),
    #[error("it has no secret")]
    NoSecret,
    #[error("its name is not a valid provider name")]
    InvalidName,
}

/// Imports what the files of early releases have. An id that is stored already is kept.
pub fn import_credentials(
    view: &View,
    op: &ImportCredentials,
    stores: &AgentStores<'_>,
    files: &[LegacyFile],
) -> Result<Decision, CredentialError> {
    if stores.has_databases() || stores.generation != Generation::JsonStore {
        return Err(CredentialError::ImportedByOpenclaw);
    }
    if files.iter().all(|file| file.entries.is_none()) {
        return Err(CredentialError::NothingToImport {
            places: files.iter().map(|file| file.display_path.clone()).collect(),
        });
    }
    let mut editors = stores.editors();
    let mut found = FoundEntries::default();
    for file in files {
        for entry in file.entries.iter().flatten() {
            found.import(view, stores, &mut editors, file, entry);
        }
    }
    let FoundEntries { imported, sources, kept, mut notes } = found;
    let ids = quoted(imported.iter().map(String::as_str));
    let from = sources.iter().map(|path| format!("`{path}`")).collect::<Vec<_>>().join(" and ");
    let words = effect(format!("Import {ids} from {from}"), format!("imported {ids} from {from}"));
    let agent = op.agent.as_deref().map(|agent| format!(" --agent {agent}")).unwrap_or_default();
    let decision = editors.into_decision(Vec::new(), words, format!("openclaw models auth import{agent}"))?;
    let unchanged = unchanged_text(&kept, &notes);
    notes.extend(kept_note(&kept));
    Ok(or_unchanged(notes.into_iter().fold(decision, Decision::with_note), unchanged))
}

/// What is in the files.
#[derive(Default)]
struct FoundEntries {
    /// The ids of the imported entries.
    imported: Vec<String>,
    /// The files that they are from.
    sources: Vec<String>,
    /// The ids that were stored already.
    kept: Vec<String>,
    notes: Vec<String>,
}

impl FoundEntries {
    /// Imports an entry into the store that gets new credentials.
    fn import(
        &mut self,
        view: &View,
        stores: &AgentStores<'_>,
        editors: &mut StoreEditors<'_>,
        file: &LegacyFile,
        entry: &LegacyEntry,
    ) {
        let path = &file.display_path;
        let profile = match ImportedProfile::of(entry, file.form) {
            Ok(profile) => profile,
            Err(reason) => {
                return self.notes.push(format!("`{}` in `{path}` is left out: {reason}", visible_id(&entry.name)));
            }
        };
        let is_stored = stores.merged.find(&profile.id).is_some();
        if is_stored || editors.all().any(|editor| editor.profile(&profile.id).is_some()) {
            if !self.kept.contains(&profile.id) {
                self.kept.push(profile.id);
            }
            return;
        }
        profile.add_to(editors.for_new());
        self.notes.extend(unlisted_note(view, stores, &profile));
        self.imported.push(profile.id);
        if !self.sources.contains(path) {
            self.sources.push(path.clone());
        }
    }
}

/// Says that stored credentials are kept.
fn kept_note(kept: &[String]) -> Option<String> {
    let ids = quoted(kept.iter().map(String::as_str));
    match kept {
        [] => None,
        [_] => Some(format!("{ids} is stored already, and is kept")),
        _ => Some(format!("{ids} are stored already, and are kept")),
    }
}

/// Says why nothing is imported.
fn unchanged_text(kept: &[String], notes: &[String]) -> String {
    let reasons: Vec<_> = kept_note(kept).into_iter().chain(notes.iter().cloned()).collect();
    let reasons = if reasons.is_empty() { "the files have no credentials".to_owned() } else { reasons.join("; ") };
    format!("Nothing to import: {reasons}")
}

/// Says that an order does not name an imported credential, so that it is not tried.
fn unlisted_note(view: &View, stores: &AgentStores<'_>, profile: &ImportedProfile) -> Option<String> {
    let ImportedProfile { id, provider, .. } = profile;
    let order = OrderRequest { view, store: stores.merged, provider, model: None, preferred: None, now: stores.now };
    let (layer, listed) = order.listed_ids();
    let is_tried = layer == OrderLayer::Store || listed.contains(id);
    let shown = visible_id(id);
    (!is_tried).then(|| {
        format!(
            "`{shown}` is imported but not used, because the order of `{provider}` does not contain it. To use it \
             first: `openclaw models auth order move {shown} --to 1`"
        )
    })
}

impl ImportedProfile {
    /// The profile that OpenClaw makes of an entry.
    fn of(entry: &LegacyEntry, form: LegacyForm) -> Result<Self, SkippedEntry> {
        let fields = entry.fields.as_ref().ok_or(RejectedEntry::NotAnObject)?;
        let kind = kind_of(entry, form)?;
        let provider = provider_of(entry).ok_or(RejectedEntry::NoProvider)?;
        let id = format!("{}:default", entry.name);
        if entry.name.is_empty() || check_new_id(&id).is_err() || contains_secret(&entry.name) {
            return Err(SkippedEntry::InvalidName);
        }
        let fields: Vec<_> = match form {
            LegacyForm::SignIns => fields.iter().filter(|(name, _)| !is_head_field(name)).cloned().collect(),
            LegacyForm::Credentials => known_fields(entry, kind),
        };
        if fields.iter().any(|(name, value)| secret_fields(kind).contains(&name.as_str()) && may_be_secret(value)) {
            Ok(Self { id, provider: provider.to_owned(), kind, fields })
        } else {
            Err(SkippedEntry::NoSecret)
        }
    }

    /// Adds the profile to a store, with blanks in the places of its secrets, which are filled in last.
    fn add_to(&self, editor: &mut StoreEditor<'_>) {
        let head = [("type", json!(self.kind.as_str())), ("provider", json!(self.provider))];
        let mut profile: Map<_, _> = head.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        for (name, value) in &self.fields {
            let value = match value {
                LegacyValue::Plain(value) => value.clone(),
                LegacyValue::Secret(_) => json!(""),
            };
            profile.insert(name.clone(), value);
        }
        editor.set_profile(&[&self.id], Value::Object(profile));
        for (name, value) in &self.fields {
            if let LegacyValue::Secret(secret) = value {
                editor.fill_in(&self.id, name, std::sync::Arc::clone(secret));
            }
        }
        editor.note(&self.id, None, Some(self.kind.as_str()));
    }
}

/// Whether a field is written first.
fn is_head_field(name: &str) -> bool {
    matches!(name, "type" | "provider")
}

/// The kind of a credential. `auth.json` may call it `mode`; a sign-in need not name it.
fn kind_of(entry: &LegacyEntry, form: LegacyForm) -> Result<ProfileKind, RejectedEntry> {
    let field = match (form, entry.field("type")) {
        (_, Some(_)) => "type",
        (LegacyForm::SignIns, None) => return Ok(ProfileKind::OAuth),
        (LegacyForm::Credentials, None) => "mode",
    };
    let kinds = [ProfileKind::ApiKey, ProfileKind::Token, ProfileKind::OAuth];
    let written = entry.text(field);
    kinds.into_iter().find(|kind| Some(kind.as_str()) == written).ok_or(RejectedEntry::UnknownType)
}

/// The provider: written, or the name of the entry.
fn provider_of(entry: &LegacyEntry) -> Option<&str> {
    let provider = entry.field("provider").map_or(Some(entry.name.as_str()), |_| entry.text("provider"))?;
    Some(provider).filter(|provider| !provider.trim().is_empty())
}

/// Whether a value is a secret, or an object that refers to one.
fn may_be_secret(value: &LegacyValue) -> bool {
    matches!(value, LegacyValue::Secret(_) | LegacyValue::Plain(Value::Object(_)))
}

/// The fields of which one must have a secret.
const fn secret_fields(kind: ProfileKind) -> &'static [&'static str] {
    match kind {
        ProfileKind::ApiKey => &["key"],
        ProfileKind::Token => &["token"],
        ProfileKind::OAuth => &["access", "refresh"],
    }
}

/// The fields that OpenClaw takes over from an entry of `auth.json`.
fn known_fields(entry: &LegacyEntry, kind: ProfileKind) -> Vec<(String, LegacyValue)> {
    let names: &[&str] = match kind {
        ProfileKind::ApiKey => &["key", "email"],
        ProfileKind::Token => &["token", "expires", "email"],
        ProfileKind::OAuth => &["access", "refresh", "expires", "enterpriseUrl", "projectId", "accountId", "email"],
    };
    let of_name = |name: &&str| {
        let value = match *name {
            "key" => entry.field("key").or_else(|| entry.field("apiKey"))?,
            "expires" => entry.field("expires").filter(|value| kind == ProfileKind::OAuth || is_number(value))?,
            name => entry.field(name).filter(|value| !is_blank(value))?,
        };
        Some(((*name).to_owned(), value.clone()))
    };
    names.iter().filter_map(of_name).collect()
}

fn is_number(value: &LegacyValue) -> bool {
    matches!(value, LegacyValue::Plain(Value::Number(_)))
}

fn is_blank(value: &LegacyValue) -> bool {
    matches!(value, LegacyValue::Plain(Value::Null))
        || matches!(value, LegacyValue::Plain(Value::String(text)) if text.is_empty())
}
