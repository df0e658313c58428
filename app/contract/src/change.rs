//! Result of a write operation, and the token that a later write may expect.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{
    ChainId,
    diff::Diff,
    op::{Op, OperationKind},
};

/// Identifies the bytes of a file. Equal revisions mean equal bytes. A revision is not a secret.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Revision(String);

impl Revision {
    /// The first 16 hex characters of a digest: enough to tell two versions of one file apart.
    pub fn from_digest(digest: &[u8]) -> Self {
        Self(digest.iter().take(8).fold(String::new(), |hex, byte| hex + &format!("{byte:02x}")))
    }

    /// Revision of a file that does not exist.
    pub fn no_file() -> Self {
        Self("none".to_owned())
    }
}

impl fmt::Display for Revision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Envelope of every write operation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Write<O> {
    /// The operation.
    pub op: O,
    /// Preview only: write nothing.
    #[serde(default)]
    pub dry_run: bool,
    /// The [`token`](Change::token) of a preview: the write is refused if the affected paths have changed since. So
    /// exactly the previewed change is made, and changes elsewhere in the file are no conflict.
    #[serde(default)]
    pub expect: Option<Revision>,
}

impl<O> Write<O> {
    /// Preview of an operation.
    pub fn preview(op: O) -> Self {
        Self { op, dry_run: true, expect: None }
    }

    /// Runs the operation regardless of the current content of the files.
    pub fn apply(op: O) -> Self {
        Self { op, dry_run: false, expect: None }
    }
}

impl<O: Op> Op for Write<O> {
    type Out = Change<O::Out>;
    const PATH: &'static str = O::PATH;
    const KIND: OperationKind = O::KIND;

    fn with_force(self) -> Option<Self> {
        let Self { op, dry_run, expect } = self;
        op.with_force().map(|op| Self { op, dry_run, expect })
    }

    fn with_repair(self, is_on: bool) -> Option<Self> {
        let Self { op, dry_run, expect } = self;
        op.with_repair(is_on).map(|op| Self { op, dry_run, expect })
    }
}

/// What a write operation did, or would do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Change<T> {
    /// The effect, as an enum that each language can translate.
    pub effect: Effect,
    /// Differences by file. Empty: the state is already as requested, and nothing is written.
    pub diffs: Vec<Diff>,
    /// Whether the change was written.
    pub written: bool,
    /// Number in the history, the last one if several files were changed. `None` if nothing was written, or if the
    /// history could not be written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<u64>,
    /// Identifies the change at the affected paths: a later write may expect it.
    pub token: Revision,
    /// Why the change cannot be written, if that is known beforehand.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub blocked: Option<String>,
    /// What works before the change and no longer works after it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub breaks: Vec<String>,
    /// Optional part of the change that avoids the breakage.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub repair: Option<Repair>,
    /// Further warnings.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<String>,
    /// How many of the warnings, counted from the last, were added after the write and are in no preview.
    #[serde(skip)]
    pub write_warning_count: usize,
    /// Why the change cannot be undone once it is made, known beforehand. `None` if it can.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cannot_undo: Option<String>,
    /// Revision of the files before.
    pub before: Revision,
    /// Revision of the files afterwards; `None` if nothing was written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<Revision>,
    /// What a running gateway makes of the written change; `None` if none is seen. Not sent to pages.
    #[serde(default, skip_serializing_if = "Option::is_none", skip_deserializing)]
    pub gateway: Option<GatewayNote>,
    /// The state after the change, or the state that the change would lead to.
    #[serde(rename = "now")]
    pub current: T,
}

/// What a running gateway of OpenClaw makes of a change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct GatewayNote {
    /// Whether it takes the change without a restart; `None` if that is not known.
    pub reloads: Option<bool>,
    /// A sentence about it.
    pub text: String,
}

impl<T> Change<T> {
    /// Whether there is anything to write.
    pub fn is_empty(&self) -> bool {
        self.diffs.is_empty()
    }

    /// Adds warnings that became known after the write.
    pub fn add_write_warnings(&mut self, warnings: impl IntoIterator<Item = String>) {
        let before = self.warnings.len();
        self.warnings.extend(warnings);
        self.write_warning_count += self.warnings.len() - before;
    }

    /// Returns the warnings that became known after the write.
    pub fn write_warnings(&self) -> &[String] {
        self.warnings.get(self.warnings.len().saturating_sub(self.write_warning_count)..).unwrap_or_default()
    }

    /// Converts [`current`](Change::current) and keeps the rest.
    pub fn map<U>(self, convert: impl FnOnce(T) -> U) -> Change<U> {
        Change {
            effect: self.effect,
            diffs: self.diffs,
            written: self.written,
            id: self.id,
            token: self.token,
            blocked: self.blocked,
            breaks: self.breaks,
            repair: self.repair,
            warnings: self.warnings,
            write_warning_count: self.write_warning_count,
            cannot_undo: self.cannot_undo,
            before: self.before,
            after: self.after,
            gateway: self.gateway,
            current: convert(self.current),
        }
    }
}

/// Optional part of a change: it keeps the change from breaking something else.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Repair {
    /// The text it writes: the key of a model, or the new name of an alias.
    pub writes: String,
    /// Number of chains it edits.
    pub chains: usize,
    /// Number of allowlists it edits.
    pub lists: usize,
    /// Whether this change includes the repair.
    pub is_on: bool,
}

/// Effect of a change, for messages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Effect {
    /// A fallback was added.
    FallbackAdded {
        /// Which chain.
        chain: ChainId,
        /// Key of the model.
        model: String,
        /// Position in the chain, from 1; the primary is 1.
        step: usize,
    },
    /// The model is in the chain already; nothing changes.
    #[serde(rename = "fallback-there")]
    FallbackAlreadyPresent {
        /// Which chain.
        chain: ChainId,
        /// Key of the model.
        model: String,
        /// Position in the chain, from 1; the primary is 1.
        step: usize,
    },
    /// A fallback was removed.
    FallbackRemoved {
        /// Which chain.
        chain: ChainId,
        /// Key of the model, or the text in the file if that is not a valid ref.
        model: String,
    },
    /// A fallback was moved.
    FallbackMoved {
        /// Which chain.
        chain: ChainId,
        /// Key of the model, or the text in the file if that is not a valid ref.
        model: String,
        /// Position among the fallbacks before, from 1.
        from: usize,
        /// Position afterwards. Equal to `from`: nothing changes.
        to: usize,
    },
    /// The primary was replaced. The old one, if any, is now a fallback.
    PrimaryChanged {
        /// Which chain.
        chain: ChainId,
        /// The new primary: its key, or the text in the file if that is not a valid ref.
        model: String,
        /// The old primary; `None` if none was configured.
        was: Option<String>,
        /// Position of the old primary among the fallbacks, from 1.
        to: usize,
    },
    /// All fallbacks were replaced.
    FallbacksSet {
        /// Which chain.
        chain: ChainId,
        /// Number of fallbacks afterwards.
        count: usize,
    },
    /// All fallbacks were removed.
    FallbacksCleared {
        /// Which chain.
        chain: ChainId,
        /// Number of fallbacks before.
        count: usize,
    },
    /// The primary and all fallbacks were replaced.
    ChainSet {
        /// Which chain.
        chain: ChainId,
        /// Key of the primary.
        primary: String,
        /// Number of fallbacks afterwards.
        count: usize,
    },
    /// An agent inherits the default fallbacks, or the whole default chain.
    ChainInherited {
        /// Id of the agent.
        agent: String,
        /// Whether its own primary was removed, too.
        all: bool,
    },
    /// The primary was set.
    ModelSet {
        /// Which chain.
        chain: ChainId,
        /// Key of the model.
        model: String,
    },
    /// An alias was added.
    AliasAdded {
        /// The alias, as written in the file.
        alias: String,
        /// Key of the model.
        model: String,
    },
    /// An alias was moved to another model.
    AliasMoved {
        /// The alias, as written in the file.
        alias: String,
        /// Key of the old model.
        from: String,
        /// Key of the new model.
        to: String,
    },
    /// An alias was renamed.
    AliasRenamed {
        /// The old name, as it was written.
        from: String,
        /// The new name.
        to: String,
        /// Key of the model, or the text in the file if that is not a valid ref.
        model: String,
    },
    /// An alias was removed.
    AliasRemoved {
        /// The alias, as it was written.
        alias: String,
        /// Key of the model, or the text in the file if that is not a valid ref.
        model: String,
    },
    /// A model was added to the allowlist.
    ModelAllowed {
        /// Key of the model.
        model: String,
    },
    /// A wildcard on the allowlist covers the model already; nothing changes.
    #[serde(rename = "model-covered")]
    ModelAllowedByWildcard {
        /// Key of the model.
        model: String,
        /// The wildcard.
        by: String,
    },
    /// A model was removed from the allowlist.
    ModelDisallowed {
        /// Key of the model, or the text in the file if that is not a valid ref.
        model: String,
    },
    /// A change was undone.
    Undone {
        /// Number of the change in the history.
        id: u64,
        /// Path of its operation.
        op: String,
    },
    /// Nothing of the change is left to undo; nothing changes.
    #[serde(rename = "undone-before")]
    AlreadyUndone {
        /// Number of the change in the history.
        id: u64,
    },
    /// A value was set.
    ValueSet {
        /// Path of the value.
        path: String,
    },
    /// The value is already set; nothing changes.
    #[serde(rename = "value-there")]
    ValueAlreadyPresent {
        /// Path of the value.
        path: String,
    },
    /// A value was removed.
    ValueUnset {
        /// Path of the value.
        path: String,
    },
    /// An agent was added.
    AgentAdded {
        /// Id of the agent.
        agent: String,
    },
    /// Credentials, their order or their cooldowns were changed: `does` and `did` say it before and afterwards.
    CredentialsChanged { does: String, did: String },
}
