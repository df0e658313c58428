//! What a write changes: the configuration, and credential stores beside it.
//!
//! The two differ in what is kept of a change. Of the configuration, the history keeps the changed values without
//! secrets, and a backup of each replaced file is kept. Of a credential store, the history keeps the id and the kind
//! of each changed entry ([`ChangedCredential`] has no place for a value), and no copy is kept.

use std::{path::PathBuf, sync::Arc};

use contract::{ChangedValue, DiffLine, Hint, Hunk, LineKind};
use json5_edit::{Edit, KeyPath};

use super::typed_secret::Secret;

/// A place that a write changes. Targets are locked in this order.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum WriteTarget {
    /// The configuration: the main file and the files that it includes.
    Config,
    /// The credential store at this path.
    CredentialStore(PathBuf),
}

/// The edits of one credential store. A JSON file has the profiles and the state in one document, a database has a
/// document of each.
#[derive(Clone, PartialEq)]
pub struct CredentialStoreEdits {
    /// The path of the store.
    pub store: PathBuf,
    /// The edits of the document with the profiles, to be applied in this order. They may hold secrets that were stored
    /// before.
    pub profile_edits: Vec<Edit>,
    /// The edits of the document with the order and the usage of profiles, to be applied after those of the profiles.
    pub state_edits: Vec<Edit>,
    /// Secrets that the user typed. They are filled in last.
    pub secrets: Vec<SecretSlot>,
    /// The entries that the edits change.
    pub changed: Vec<ChangedCredential>,
}

impl CredentialStoreEdits {
    /// Creates edits that change nothing yet.
    pub fn new(store: PathBuf) -> Self {
        let (profile_edits, state_edits, secrets, changed) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        Self { store, profile_edits, state_edits, secrets, changed }
    }

    /// Whether there is nothing to change.
    pub fn is_empty(&self) -> bool {
        self.profile_edits.is_empty() && self.state_edits.is_empty() && self.secrets.is_empty()
    }
}

/// A place in the document with the profiles, and the secret that is filled in there.
#[derive(Clone, PartialEq)]
pub struct SecretSlot {
    /// The path of the text.
    pub path: KeyPath,
    /// The secret.
    pub secret: Arc<Secret>,
}

/// Omits the edits, which may hold secrets.
impl std::fmt::Debug for CredentialStoreEdits {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("CredentialStoreEdits")
            .field("store", &self.store)
            .field("changed", &self.changed)
            .finish_non_exhaustive()
    }
}

/// A changed entry of a credential store, without its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangedCredential {
    /// The id of the entry, such as `anthropic:default`.
    pub id: String,
    /// The kind of credential before the change, such as `token`; `None` when there was no entry.
    pub kind_before: Option<String>,
    /// The kind of credential after the change; `None` when there is no entry.
    pub kind_after: Option<String>,
}

impl ChangedCredential {
    /// Converts the entry for the list of changes. Its texts are the kinds.
    pub fn to_changed_value(&self) -> ChangedValue {
        ChangedValue {
            path: self.id.clone(),
            before: self.kind_before.clone(),
            after: self.kind_after.clone(),
            kept: true,
            hunks: credential_hunks(std::slice::from_ref(self)),
        }
    }

    /// Returns the lines of a diff: the entry before and after the change.
    fn diff_lines(&self) -> impl Iterator<Item = DiffLine> {
        let sides = [(LineKind::Removed, &self.kind_before), (LineKind::Added, &self.kind_after)];
        sides.into_iter().filter_map(|(kind, credential)| {
            let text = format!("{} ({})", self.id, credential.as_ref()?);
            Some(DiffLine { kind, old: None, new: None, text })
        })
    }
}

/// Returns the part of a diff that shows the changed entries of a credential store.
pub fn credential_hunks(changed: &[ChangedCredential]) -> Vec<Hunk> {
    let lines: Vec<_> = changed.iter().flat_map(ChangedCredential::diff_lines).collect();
    if lines.is_empty() { Vec::new() } else { vec![Hunk { lines }] }
}

/// A write that changed some of its targets and failed at the next one.
#[derive(Debug)]
pub struct PartialWrite<'a> {
    /// The files that were written, as they are displayed.
    pub written: &'a [String],
    /// The command that makes the rest of the change, if the rule knows one.
    pub completed_by: Option<&'a str>,
}

impl PartialWrite<'_> {
    /// Says what was written, and why the rest was not.
    pub fn message(&self, reason: &str) -> String {
        let files: Vec<_> = self.written.iter().map(|file| format!("`{file}`")).collect();
        let were = if files.len() == 1 { "was" } else { "were" };
        format!("only a part of the change was made: {} {were} written, and then: {reason}", files.join(" and "))
    }

    /// Says what to do.
    pub fn hint(&self) -> Hint {
        Hint::for_terminal(match self.completed_by {
            Some(command) => format!("`{command}` makes the rest of the change"),
            None => {
                "`openclaw models history` shows what was changed; run the same command again for the rest".to_owned()
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn changed(before: Option<&str>, after: Option<&str>) -> ChangedCredential {
        let [kind_before, kind_after] = [before, after].map(|kind| kind.map(str::to_owned));
        ChangedCredential { id: "anthropic:default".to_owned(), kind_before, kind_after }
    }

    #[test]
    fn config_is_locked_before_stores_in_path_order() {
        let store = |path: &str| WriteTarget::CredentialStore(path.into());
        let mut targets = [store("/b"), WriteTarget::Config, store("/a")];
        targets.sort();
        assert_eq!(targets, [WriteTarget::Config, store("/a"), store("/b")]);
    }

    #[test]
    fn a_diff_of_a_credential_store_shows_ids_and_kinds() {
        let shown = |before, after| -> Vec<_> {
            let hunks = credential_hunks(&[changed(before, after)]);
            hunks.into_iter().flat_map(|hunk| hunk.lines).map(|line| (line.kind, line.text)).collect()
        };
        let line = |kind, credential: &str| (kind, format!("anthropic:default ({credential})"));
        assert_eq!(shown(None, Some("token")), [line(LineKind::Added, "token")]);
        let replaced = [line(LineKind::Removed, "token"), line(LineKind::Added, "api_key")];
        assert_eq!(shown(Some("token"), Some("api_key")), replaced);
        assert_eq!(shown(Some("token"), None), [line(LineKind::Removed, "token")]);
        assert!(credential_hunks(&[]).is_empty());
        let value = changed(None, Some("token")).to_changed_value();
        assert_eq!((value.path.as_str(), value.after.as_deref()), ("anthropic:default", Some("token")));
    }

    #[test]
    fn partial_write_names_written_files_and_completion() {
        let one = ["~/a.json".to_owned()];
        let partial = PartialWrite { written: &one, completed_by: Some("openclaw models set a/b") };
        assert_eq!(
            partial.message("`~/b.json` is locked"),
            "only a part of the change was made: `~/a.json` was written, and then: `~/b.json` is locked"
        );
        assert_eq!(partial.hint().text, "`openclaw models set a/b` makes the rest of the change");
        let both = ["~/a".to_owned(), "~/b".to_owned()];
        let partial = PartialWrite { written: &both, completed_by: None };
        assert!(partial.message("no").contains("`~/a` and `~/b` were written"), "{}", partial.message("no"));
        assert!(partial.hint().text.contains("again"), "{}", partial.hint().text);
    }
}
