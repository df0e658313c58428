//! What an edit did, and the token that guards the next one.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{
    ChainId,
    op::{Kind, Op},
};

/// Names the bytes of a file. Equal revisions mean equal bytes; it says nothing else and is not a secret.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Revision(String);

impl Revision {
    /// The lower-case hex of a digest, cut to 16 characters: enough to tell two versions of one file apart.
    pub fn from_digest(digest: &[u8]) -> Self {
        Self(digest.iter().take(8).fold(String::new(), |hex, byte| hex + &format!("{byte:02x}")))
    }

    /// Names that there is no file.
    pub fn of_nothing() -> Self {
        Self("none".to_owned())
    }
}

impl fmt::Display for Revision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The envelope in which every writing operation travels.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Write<O> {
    /// What to do.
    pub op: O,
    /// Show what it would do, and write nothing.
    #[serde(default)]
    pub dry_run: bool,
    /// The [`token`](Change::token) of what was shown: refuse when the same places are others by now. What was shown is
    /// what is done; what somebody changes elsewhere in the file meanwhile is nobody's conflict.
    #[serde(default)]
    pub expect: Option<Revision>,
}

impl<O> Write<O> {
    /// Only shows.
    pub fn preview(op: O) -> Self {
        Self { op, dry_run: true, expect: None }
    }

    /// Does it, whatever the files are by then.
    pub fn now(op: O) -> Self {
        Self { op, dry_run: false, expect: None }
    }
}

impl<O: Op> Op for Write<O> {
    type Out = Change<O::Out>;
    const PATH: &'static str = O::PATH;
    const KIND: Kind = O::KIND;

    fn forced(self) -> Option<Self> {
        let Self { op, dry_run, expect } = self;
        op.forced().map(|op| Self { op, dry_run, expect })
    }

    fn with_repair(self, is_on: bool) -> Option<Self> {
        let Self { op, dry_run, expect } = self;
        op.with_repair(is_on).map(|op| Self { op, dry_run, expect })
    }
}

/// What a writing operation did, or would do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Change<T> {
    /// In a word that every language has a sentence for.
    pub effect: Effect,
    /// What is changed, file by file. Empty: everything is as it should be already, and nothing is written.
    pub diffs: Vec<Diff>,
    /// Whether it was written.
    pub written: bool,
    /// Its number in the history, the last one when it changed several files. `None` when nothing was written, or the
    /// history could not be.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<u64>,
    /// Names what is changed, in the places that are changed: what a later call may expect.
    pub token: Revision,
    /// Why it cannot be written, when that is known beforehand.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub blocked: Option<String>,
    /// What works before and no longer works afterwards.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub breaks: Vec<String>,
    /// What it can do besides, so that nothing breaks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub repair: Option<Repair>,
    /// What else should be known of it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<String>,
    /// Why it cannot be undone once it is made. It is known beforehand; `None` when it can.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cannot_undo: Option<String>,
    /// The files before.
    pub before: Revision,
    /// The files afterwards; `None` when nothing was written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<Revision>,
    /// How it is, or would be, afterwards.
    pub now: T,
}

impl<T> Change<T> {
    /// Whether there is anything to write.
    pub fn is_empty(&self) -> bool {
        self.diffs.is_empty()
    }

    /// The same, said in another way.
    pub fn map<U>(self, say: impl FnOnce(T) -> U) -> Change<U> {
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
            cannot_undo: self.cannot_undo,
            before: self.before,
            after: self.after,
            now: say(self.now),
        }
    }
}

/// A part of a change that can be left out: it keeps the change from breaking something else.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Repair {
    /// What it writes: the key of a model, or the new name of an alias.
    pub writes: String,
    /// In how many chains.
    pub chains: usize,
    /// In how many lists of allowed models.
    pub lists: usize,
    /// Whether this change does it.
    pub is_on: bool,
}

/// What a change means to a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Effect {
    /// A model is tried when everything before it fails.
    FallbackAdded {
        /// Which chain.
        chain: ChainId,
        /// Its key.
        model: String,
        /// Its place in the chain, from 1; the primary is 1.
        step: usize,
    },
    /// The model is in the chain already; nothing changes.
    FallbackThere {
        /// Which chain.
        chain: ChainId,
        /// Its key.
        model: String,
        /// Its place in the chain, from 1; the primary is 1.
        step: usize,
    },
    /// A model is no longer tried.
    FallbackRemoved {
        /// Which chain.
        chain: ChainId,
        /// Its key, or the text in the file where that means nothing.
        model: String,
    },
    /// A model is tried earlier or later.
    FallbackMoved {
        /// Which chain.
        chain: ChainId,
        /// Its key, or the text in the file where that means nothing.
        model: String,
        /// Its place among the fallbacks before, from 1.
        from: usize,
        /// Its place afterwards. The same: nothing changes.
        to: usize,
    },
    /// A fallback and the primary have changed their parts.
    PrimaryChanged {
        /// Which chain.
        chain: ChainId,
        /// What answers first now: its key, or the text in the file where that means nothing.
        model: String,
        /// What answered first before; `None` when nothing was configured.
        was: Option<String>,
        /// The place of that one among the fallbacks, from 1.
        to: usize,
    },
    /// All fallbacks are replaced.
    FallbacksSet {
        /// Which chain.
        chain: ChainId,
        /// How many there are afterwards.
        count: usize,
    },
    /// Nothing is tried when the primary fails.
    FallbacksCleared {
        /// Which chain.
        chain: ChainId,
        /// How many there were.
        count: usize,
    },
    /// The primary and all fallbacks are replaced.
    ChainSet {
        /// Which chain.
        chain: ChainId,
        /// The key of the primary.
        primary: String,
        /// How many fallbacks there are afterwards.
        count: usize,
    },
    /// An agent uses the default fallbacks, or all default models.
    ChainInherited {
        /// Whose.
        agent: String,
        /// Its own primary is gone, too.
        all: bool,
    },
    /// Another model answers first.
    ModelSet {
        /// Which chain.
        chain: ChainId,
        /// Its key.
        model: String,
    },
    /// A model has a short name.
    AliasAdded {
        /// As it is written.
        alias: String,
        /// The key of the model.
        model: String,
    },
    /// A short name stands for another model.
    AliasMoved {
        /// As it is written.
        alias: String,
        /// The key of the model that it stood for.
        from: String,
        /// The key of the model that it stands for.
        to: String,
    },
    /// An alias has another name.
    AliasRenamed {
        /// As it was written.
        from: String,
        /// As it is written now.
        to: String,
        /// The key of the model that it stands for, or the text in the file where that means nothing.
        model: String,
    },
    /// A short name is gone.
    AliasRemoved {
        /// As it was written.
        alias: String,
        /// The key of the model that it stood for, or the text in the file where that means nothing.
        model: String,
    },
    /// A model may be asked for by name.
    ModelAllowed {
        /// Its key.
        model: String,
    },
    /// A wildcard allows a model already; nothing changes.
    ModelCovered {
        /// Its key.
        model: String,
        /// The wildcard.
        by: String,
    },
    /// A model may no longer be asked for by name.
    ModelDisallowed {
        /// Its key, or the text in the file where that means nothing.
        model: String,
    },
    /// A change was taken back.
    Undone {
        /// Its number in the history.
        id: u64,
        /// Which operation it was.
        op: String,
    },
    /// Nothing of a change is left to be taken back; nothing changes.
    UndoneBefore {
        /// Its number in the history.
        id: u64,
    },
    /// A value stands at a path.
    ValueSet {
        /// Where.
        path: String,
    },
    /// The value stands there already; nothing changes.
    ValueThere {
        /// Where.
        path: String,
    },
    /// Nothing stands at a path any more.
    ValueUnset {
        /// Where.
        path: String,
    },
    /// There is another agent.
    AgentAdded {
        /// Its id.
        agent: String,
    },
}

/// What changes in one file: the changed lines and some around them, every value that is not ours to show hidden.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Diff {
    /// The file, shortened for people.
    pub file: String,
    /// Whether the file is made by this change.
    pub is_new: bool,
    /// In the order of the file.
    pub hunks: Vec<Hunk>,
}

/// A run of lines.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hunk {
    /// In order; what goes away stands before what comes.
    pub lines: Vec<DiffLine>,
}

/// One line of a [`Diff`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DiffLine {
    /// What becomes of it.
    pub is: Fate,
    /// Its number before, from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub old: Option<usize>,
    /// Its number afterwards, from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub new: Option<usize>,
    /// Masked, without its line end.
    pub text: String,
}

/// What becomes of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Fate {
    /// Stays.
    Same,
    /// Goes away.
    Removed,
    /// Comes.
    Added,
}
