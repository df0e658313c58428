//! What a writing rule answers: the edits, or why not.

use contract::{ChainId, Effect, Repair, SourceSpan};
use json5_edit::{Edit, EditError, KeyPath, Position};

use crate::{agents::add::NotAdded, mask, refs::without_profile, setting::Refused, undo::WhyNot};

/// What should be done, on the configuration as one document; no edits when everything is as it should be already.
#[derive(Debug, Clone, PartialEq)]
pub struct Decision {
    /// To be applied one after another.
    pub edits: Vec<Edit>,
    /// What they mean to a person.
    pub effect: Effect,
    /// What works before and no longer works afterwards.
    pub breaks: Vec<String>,
    /// What it can do besides, so that nothing breaks.
    pub repair: Option<Repair>,
    /// What else should be said: it goes to the warnings of the change.
    pub notes: Vec<String>,
    /// The change that they take back.
    pub undoes: Option<u64>,
    /// Places whose new values were typed for this change: a diff shows them, where it hides what others wrote.
    pub typed: Vec<KeyPath>,
}

impl Decision {
    /// These edits.
    pub fn new(edits: Vec<Edit>, effect: Effect) -> Self {
        let (breaks, notes, typed) = (Vec::new(), Vec::new(), Vec::new());
        Self { edits, effect, breaks, repair: None, notes, undoes: None, typed }
    }

    /// Everything is as it should be already.
    pub fn nothing(effect: Effect) -> Self {
        Self::new(Vec::new(), effect)
    }

    /// Takes a change back.
    #[must_use]
    pub fn undoing(self, change: u64) -> Self {
        Self { undoes: Some(change), ..self }
    }

    /// With places whose values were typed for it.
    #[must_use]
    pub fn typed(self, typed: Vec<KeyPath>) -> Self {
        Self { typed, ..self }
    }

    /// Says something besides.
    #[must_use]
    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.notes.push(note.into());
        self
    }
}

impl Refusal {
    /// A name that means no model.
    pub(crate) fn not_a_model(typed: &str) -> Self {
        if typed.trim().is_empty() { Self::NoModel } else { Self::NotAModel { typed: typed.to_owned() } }
    }

    /// The same with the name that was typed. An alias is known, so a word that leads to an unknown model is none.
    pub(crate) fn of_word(mut self, typed: &str) -> Self {
        if let Self::UnknownModel { word, .. } = &mut self {
            *word = Some(without_profile(typed.trim()).to_owned()).filter(|typed| !typed.contains('/'));
        }
        self
    }
}

/// Why a rule says no.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The name is neither a ref nor an alias.
    #[error("`{typed}` is neither a model nor an alias")]
    NotAModel {
        /// As it was typed.
        typed: String,
    },
    /// Nothing was named.
    #[error("name a model")]
    NoModel,
    /// Nobody here has heard of the model.
    #[error("Unknown model: {model}")]
    UnknownModel {
        /// Its key.
        model: String,
        /// The word that was typed, when it is not an alias and was read as a model of the provider that is assumed.
        word: Option<String>,
        /// Refs and aliases that may have been meant, the likeliest first.
        alike: Vec<String>,
        /// Its provider, when nobody has heard of that either.
        unknown_provider: Option<String>,
        /// Providers that may have been meant.
        providers: Vec<String>,
    },
    /// The model takes no pictures.
    #[error("`{model}` takes text only, no images")]
    TextOnly {
        /// Its key.
        model: String,
    },
    /// The name cannot be an alias.
    #[error("{}", if typed.trim().is_empty() { "an alias cannot be empty".to_owned() } else { format!("`{typed}` cannot be an alias") })]
    NotAnAlias {
        /// As it was typed.
        typed: String,
    },
    /// No model has this alias.
    #[error("alias not found: `{alias}`")]
    UnknownAlias {
        /// As it was typed, without the blanks around it.
        alias: String,
        /// Aliases that may have been meant, the likeliest first.
        alike: Vec<String>,
        /// How many aliases there are.
        count: usize,
    },
    /// Another model has this alias.
    #[error("alias `{alias}` already stands for `{model}`")]
    AliasTaken {
        /// As it is written.
        alias: String,
        /// The key of the model that has it.
        model: String,
    },
    /// OpenClaw gives this alias to the model by itself.
    #[error("alias `{alias}` of `{model}` is built into OpenClaw and cannot be renamed")]
    AliasBuiltIn {
        /// As it was typed, without the blanks around it.
        alias: String,
        /// The key of the model.
        model: String,
    },
    /// Something uses the alias.
    #[error("alias `{alias}` is in use")]
    AliasUsed {
        /// As it is written.
        alias: String,
        /// What would become of the places that use it.
        breaks: Vec<String>,
        /// What would keep them as they are.
        repair: Repair,
    },
    /// The model is not on the list of allowed ones.
    #[error("`{model}` is not on the allowlist")]
    NotAllowed {
        /// Its key, or what was typed where that means nothing.
        model: String,
        /// Whether there is such a list.
        is_on: bool,
        /// The step of a chain in which it is used, and so allowed.
        step: Option<String>,
        /// Models on the list that may have been meant.
        alike: Vec<String>,
    },
    /// A wildcard allows the model, so it cannot be taken off by itself.
    #[error("`{model}` is covered by `{by}`")]
    Covered {
        /// Its key.
        model: String,
        /// What is on the list.
        by: String,
    },
    /// The list is the map of models, which has no wildcards.
    #[error("`{wildcard}` is not a model, and the allowlist of this home takes models only")]
    NoWildcards {
        /// As a key.
        wildcard: String,
    },
    /// The model is not among the fallbacks.
    #[error("`{model}` is not a fallback{}", of(chain))]
    NotInChain {
        /// Which chain.
        chain: ChainId,
        /// Its key.
        model: String,
        /// It answers first, so it is no fallback.
        is_primary: bool,
        /// The fallbacks that there are.
        others: Vec<String>,
    },
    /// The primary cannot leave its place: nothing else is in the chain.
    #[error("`{model}` is the only model{}", of(chain))]
    NoFallback {
        /// Which chain.
        chain: ChainId,
        /// Its key, or the text in the file where that means nothing.
        model: String,
    },
    /// There are not so many fallbacks.
    #[error("there is no position {typed} among the fallbacks")]
    NoSuchPlace {
        /// As it was typed, from 1.
        typed: usize,
        /// How many places there are.
        count: usize,
    },
    /// No agent has this id.
    #[error("unknown agent id `{typed}`")]
    UnknownAgent {
        /// As it was typed.
        typed: String,
        /// Those that may be meant.
        closest: Vec<String>,
        /// How many there are.
        count: usize,
    },
    /// It must be said which agent.
    #[error("no agent is named")]
    NoAgent,
    /// There is one image model for all agents.
    #[error("`{agent}` cannot have its own image model: OpenClaw has only the default one")]
    ImageIsForAll {
        /// Its id.
        agent: String,
    },
    /// An agent with a primary of its own does not inherit.
    #[error("`{agent}` has a model of its own, and in this home such an agent does not inherit fallbacks")]
    CannotInherit {
        /// Its id.
        agent: String,
    },
    /// The history has no such change.
    #[error("there is no change {id}")]
    NoSuchChange {
        /// Its number.
        id: u64,
        /// The newest one that there is.
        newest: Option<u64>,
    },
    /// A change is not taken back.
    #[error("could not undo change {id}: {why}")]
    NotUndone {
        /// Its number.
        id: u64,
        /// Why not.
        why: WhyNot,
        /// The newest older change that could be taken back instead, and its operation. Asked for only where no change
        /// was named.
        instead: Option<(u64, String)>,
    },
    /// No change of ours is there to be taken back.
    #[error("there is nothing to undo")]
    NothingToUndo {
        /// What was passed over, and why.
        passed: Vec<String>,
    },
    /// A single value is not read or written.
    #[error(transparent)]
    Setting(#[from] Refused),
    /// An agent is not added.
    #[error(transparent)]
    Agent(#[from] NotAdded),
    /// Nobody here knows which dialect the home speaks.
    #[error("this home can be viewed but not changed: {why}")]
    UnknownGeneration {
        /// What kept us from being sure.
        why: String,
    },
    /// A value is put together from several files.
    #[error("`{path}` is merged from {}", files.join(" and "))]
    Split {
        /// Where.
        path: KeyPath,
        /// The files, for people.
        files: Vec<String>,
    },
    /// A file stands in several places of the configuration, or is merged with another one there.
    #[error("could not change {} alone: {} in several places, or merged with another file", files.join(" and "), if files.len() == 1 { "it is included" } else { "they are included" })]
    ReachesFurther {
        /// The files, for people.
        files: Vec<String>,
    },
    /// A file cannot be edited in this place.
    #[error("could not edit `{file}`")]
    NotEditable {
        /// The file, for people.
        file: String,
        /// Why not.
        #[source]
        reason: EditError,
        /// Where, when there is such a place.
        at: Option<Box<SourceSpan>>,
    },
}

fn of(ChainId { role, agent }: &ChainId) -> String {
    let whose = agent.as_ref().map(|agent| format!(" of `{agent}`")).unwrap_or_default();
    format!(" in the {} chain{whose}", role.word())
}

impl Refusal {
    /// What the editor says about a file with this text.
    pub(crate) fn of_editor(file: &str, text: &str, reason: EditError) -> Self {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let at = reason.position().map(|Position { line, column, offset }| {
            // The whole text parses, so the paths in it are right.
            let excerpt = mask::excerpt(text, offset, usize::MAX);
            Box::new(SourceSpan { file: file.to_owned(), line, column, excerpt: Some(excerpt) })
        });
        Self::NotEditable { file: file.to_owned(), reason, at }
    }
}
