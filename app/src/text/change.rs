//! Texts about a change, before and after it is made.

use std::borrow::Cow;

use contract::{Effect, Repair, describe_operation};

use super::{
    Text,
    effect::{apply_label, describe_done, describe_preview, describe_unchanged},
    translate_in,
};
use crate::page_context::{FlashMessage, Lang};

/// Texts of the change card and the toast.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ChangeText {
    /// Heading of the card.
    CardHeading(Effect),
    /// Message of the toast.
    DoneMessage(Effect),
    /// A warning that is known only after the write, in the toast.
    DoneWarning(String),
    /// Message of a command that changed nothing. It counts fallbacks, whereas a page counts steps.
    UnchangedMessage(Effect),
    Blocked(String),
    CannotUndo(String),
    /// An undone change was made again.
    Redone {
        id: u64,
        op: String,
    },
    /// Label of the repair checkbox.
    Repair(Repair),
    /// Button for pages without script: renders the card again with the current state of the checkbox.
    ShowAgain,
    /// After an alias was removed with its uses replaced, the chains keep its model.
    ChainsKeepModels,
    NoFallbacksLeft,
    NothingChanges,
    NothingElse,
    /// The card was updated because the file changed while it was open.
    FileChanged,
    /// The card was updated, and the change is now refused.
    FileChangedRefused,
    /// The directories that are created together with an agent.
    DirectoriesCreated,
    NewFile,
    LineRemoved,
    LineAdded,
    /// Label of the button that writes the change.
    ApplyButton(Effect),
    Cancel,
    Close,
    /// Label of the button that applies the change although a model is in neither the catalog nor the config.
    UseAnyway,
    /// Label of the button that puts a suggested model into the field.
    UseSuggestion(String),
}

impl Text for ChangeText {
    fn en(&self) -> Cow<'static, str> {
        match self {
            Self::CardHeading(effect) => describe_preview(effect).into(),
            Self::DoneMessage(effect) => describe_done(effect).into(),
            Self::DoneWarning(warning) => format!("Warning: {warning}.").into(),
            Self::UnchangedMessage(effect) => format!("{}; nothing changed.", describe_unchanged(effect)).into(),
            Self::Blocked(reason) => format!("It cannot be written: {reason}").into(),
            Self::CannotUndo(reason) => format!("No undo: {reason}").into(),
            Self::Redone { id, op } => format!("Redid change {id} ({}).", describe_operation(op)).into(),
            Self::Repair(repair) => format!("Also write `{}` in {}", repair.writes, repair_places(repair)).into(),
            Self::ShowAgain => "Show again".into(),
            Self::ChainsKeepModels => "Every chain keeps its models.".into(),
            Self::NoFallbacksLeft => "No fallbacks are left.".into(),
            Self::NothingChanges => "Nothing would change.".into(),
            Self::NothingElse => "Nothing else changes.".into(),
            Self::FileChanged => "The file changed after you opened this. Here is your move on the new version.".into(),
            Self::FileChangedRefused => {
                "The file changed after you opened this. Your move fails on the new version.".into()
            }
            Self::DirectoriesCreated => "Its workspace and its own directories are created if they are missing.".into(),
            Self::NewFile => "new file".into(),
            Self::LineRemoved => "removed: ".into(),
            Self::LineAdded => "added: ".into(),
            Self::ApplyButton(effect) => apply_label(effect).into(),
            Self::Cancel => "Cancel".into(),
            Self::Close => "Close".into(),
            Self::UseAnyway => "Use it anyway".into(),
            Self::UseSuggestion(model) => format!("Use {model}").into(),
        }
    }
}

/// Places that a repair edits, such as `2 chains and 1 allowlist`.
fn repair_places(Repair { chains, lists, .. }: &Repair) -> String {
    let chains = (*chains > 0).then(|| if *chains == 1 { "1 chain".to_owned() } else { format!("{chains} chains") });
    let lists = match lists {
        0 => None,
        1 => Some("1 allowlist".to_owned()),
        n => Some(format!("{n} allowlists")),
    };
    chains.into_iter().chain(lists).collect::<Vec<_>>().join(" and ")
}

impl FlashMessage {
    /// Message for the effect of a change. An undo gets no number: without script it can only be redone on History.
    #[must_use]
    pub fn from_effect(lang: Lang, effect: Effect, id: Option<u64>) -> Self {
        let is_undo = matches!(effect, Effect::Undone { .. });
        Self { text: translate_in(lang, ChangeText::DoneMessage(effect)), id: id.filter(|_| !is_undo), is_undo: false }
    }

    /// Adds warnings to the message.
    #[must_use]
    pub fn with_warnings(mut self, lang: Lang, warnings: impl IntoIterator<Item = String>) -> Self {
        for warning in warnings {
            self.text.push(' ');
            self.text.push_str(&translate_in(lang, ChangeText::DoneWarning(warning)));
        }
        self
    }
}
