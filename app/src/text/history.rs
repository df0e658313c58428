//! History.

use std::borrow::Cow;

use contract::{Author, ChainId, ChangeInfo, Effect, Role, history::words};

use super::Text;

/// The page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HistoryText {
    /// The newest change, before how long ago it was.
    Last {
        who: Author,
        deed: Deed,
    },
    LastNotRecorded,
    Whose,
    All,
    Who(Author),
    NotRecorded,
    What(Deed),
    Change(u64),
    PartOf(u64),
    Undoes(u64),
    UndoneBy(u64),
    Changed {
        path: String,
        more: usize,
    },
    NothingKnown,
    NotKept,
    SameText,
    NoUndo(String),
    Undo,
    UndoOne {
        id: u64,
        deed: Deed,
    },
    Nothing,
    NothingHelp,
    NothingOf(Author),
    Count {
        shown: usize,
        total: usize,
    },
    More(usize),
    Ago {
        minutes: u64,
    },
}

/// What a change did, in the past tense, without who did it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deed {
    op: String,
    undoes: Option<u64>,
    subject: Option<Effect>,
}

impl Deed {
    /// Of a change in the history.
    pub fn of(change: &ChangeInfo) -> Self {
        Self { op: change.op.clone(), undoes: change.undoes, subject: change.subject.clone() }
    }

    fn words(&self) -> String {
        match (self.undoes, &self.subject) {
            (Some(id), _) => format!("undid change {id}"),
            (None, Some(effect)) => did(effect).unwrap_or_else(|| words(&self.op)),
            (None, None) => words(&self.op),
        }
    }
}

impl Text for HistoryText {
    fn en(&self) -> Cow<'static, str> {
        match self {
            Self::Last { who: Author::Outside, .. } => "Changed by another program".into(),
            Self::Last { who: Author::Cli | Author::Ui, deed } => format!("You {}", deed.words()).into(),
            Self::LastNotRecorded => "Changed by another program after your last change.".into(),
            Self::Whose => "Whose changes".into(),
            Self::All => "All".into(),
            Self::Who(Author::Cli) => "Terminal".into(),
            Self::Who(Author::Ui) => "Dashboard".into(),
            Self::Who(Author::Outside) => "Outside".into(),
            Self::NotRecorded => "Not recorded yet".into(),
            Self::What(deed) => capital(deed.words()).into(),
            Self::Change(id) => format!("change {id}").into(),
            Self::PartOf(id) => format!("together with change {id}").into(),
            Self::Undoes(id) => format!("undoes {id}").into(),
            Self::UndoneBy(id) => format!("undone by {id}").into(),
            Self::Changed { path, more: 0 } => format!("`{path}`").into(),
            Self::Changed { path, more: 1 } => format!("`{path}` and 1 other value").into(),
            Self::Changed { path, more } => format!("`{path}` and {more} other values").into(),
            Self::NothingKnown => "No change to models is recorded for it.".into(),
            Self::NotKept => "Its text was not kept: it may hold a secret or is not about models.".into(),
            Self::SameText => "Its text is the same.".into(),
            Self::NoUndo(why) => format!("Cannot be undone: {why}.").into(),
            Self::Undo => "Undo".into(),
            Self::UndoOne { id, deed } => format!("Undo change {id}: {}", deed.words().replace('`', "")).into(),
            Self::Nothing => "Nothing was changed yet.".into(),
            Self::NothingHelp => {
                "Every change made here or in the terminal is listed with its exact text and can be undone. Changes by \
                 other programs are listed too."
                    .into()
            }
            Self::NothingOf(Author::Cli) => "Nothing was changed in the terminal yet.".into(),
            Self::NothingOf(Author::Ui) => "Nothing was changed on the dashboard yet.".into(),
            Self::NothingOf(Author::Outside) => "Nothing was changed outside yet.".into(),
            Self::Count { shown, total } if shown == total => changes(*total).into(),
            Self::Count { shown, total } => format!("The newest {shown} of {}", changes(*total)).into(),
            Self::More(count) => format!("Show {count} more").into(),
            Self::Ago { minutes } => ago(*minutes).into(),
        }
    }
}

fn changes(count: usize) -> String {
    if count == 1 { "1 change".to_owned() } else { format!("{count} changes") }
}

/// `moved … 4 → 2 · text chain`; `None` for an effect that no record has.
fn did(effect: &Effect) -> Option<String> {
    Some(match effect {
        Effect::FallbackAdded { chain, model, step } => format!("added `{model}` as step {step} · {}", named(chain)),
        Effect::FallbackRemoved { chain, model } => format!("removed `{model}` · {}", named(chain)),
        Effect::FallbackMoved { chain, model, from, to } => {
            format!("moved `{model}` {} → {} · {}", from + 1, to + 1, named(chain))
        }
        Effect::PrimaryChanged { chain, model, .. } | Effect::ModelSet { chain, model } => {
            format!("made `{model}` the primary · {}", named(chain))
        }
        Effect::FallbacksSet { chain, count } => format!("set {} · {}", fallbacks(*count), named(chain)),
        Effect::FallbacksCleared { chain, count } => format!("removed {} · {}", fallbacks(*count), named(chain)),
        Effect::ChainSet { chain, primary, count } => {
            format!("set `{primary}` and {} · {}", fallbacks(*count), named(chain))
        }
        Effect::ChainInherited { agent, all: false } => format!("made `{agent}` use the default fallbacks"),
        Effect::ChainInherited { agent, all: true } => format!("made `{agent}` use the default models"),
        Effect::AliasAdded { alias, model } => format!("added alias `{alias}` for `{model}`"),
        Effect::AliasMoved { alias, to, .. } => format!("moved alias `{alias}` to `{to}`"),
        Effect::AliasRemoved { alias, model } => format!("removed alias `{alias}` of `{model}`"),
        Effect::ModelAllowed { model } => format!("added `{model}` to the allowlist"),
        Effect::ModelDisallowed { model } => format!("removed `{model}` from the allowlist"),
        Effect::ValueSet { path } => format!("set `{path}`"),
        Effect::ValueUnset { path } => format!("removed `{path}`"),
        Effect::AgentAdded { agent } => format!("added agent `{agent}`"),
        _ => return None,
    })
}

fn named(ChainId { role, agent }: &ChainId) -> String {
    let chain = match role {
        Role::Text => "text chain",
        Role::Image => "image chain",
    };
    agent.as_ref().map_or_else(|| chain.to_owned(), |agent| format!("{chain} of `{agent}`"))
}

fn fallbacks(count: usize) -> String {
    if count == 1 { "1 fallback".to_owned() } else { format!("{count} fallbacks") }
}

fn ago(minutes: u64) -> String {
    match minutes {
        0 => "just now".to_owned(),
        1..60 => format!("{minutes} min ago"),
        60..1440 => format!("{} h ago", minutes / 60),
        _ => format!("{} d ago", minutes / 1440),
    }
}

/// Elsewhere the words stand in the middle of a sentence.
fn capital(mut words: String) -> String {
    if let Some(first) = words.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    words
}
