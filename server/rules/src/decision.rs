//! What a writing rule answers: the edits, or why not.

use contract::{Effect, Role, SourceSpan};
use json5_edit::{Edit, EditError, KeyPath, Position};

use crate::mask;

/// What should be done, on the configuration as one document; no edits when everything is as it should be already.
#[derive(Debug, Clone, PartialEq)]
pub struct Decision {
    /// To be applied one after another.
    pub edits: Vec<Edit>,
    /// What they mean to a person.
    pub effect: Effect,
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
    /// The model is not among the fallbacks.
    #[error("could not remove `{model}` from the {} chain: it is not a fallback", role.word())]
    NotInChain {
        /// Which chain.
        role: Role,
        /// Its key.
        model: String,
        /// It answers first, so it is no fallback.
        is_primary: bool,
        /// The fallbacks that there are.
        others: Vec<String>,
    },
    /// Nobody here knows which dialect the home speaks.
    #[error("this home is only shown, not written: {why}")]
    UnknownGeneration {
        /// What kept us from being sure.
        why: String,
    },
    /// A value is put together from several files.
    #[error("`{path}` is put together from {}", files.join(" and "))]
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
