//! The answers of servers on this machine, as they are kept.

use std::fmt::Write as _;

use catalog::{Entry, EntrySize, Flags, InputKinds, Price, ProviderKind, Table};
use catalog_data::find_provider;
use contract::{Hint, ListModels};
use serde::{Deserialize, Serialize};

use super::super::checked::{checked_billions, checked_id, checked_name, checked_tokens};
use crate::base::age::age_text;

/// The last answer of a server on this machine.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct LocalAnswer {
    /// The canonical name of its provider.
    pub provider: String,
    /// Its host and port.
    pub address: String,
    /// Whether it answered when it was last asked.
    pub running: bool,
    /// When it was last asked, in milliseconds since 1970.
    pub asked_at: i64,
    /// When the models were stated; `None` if it has never answered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub answered_at: Option<i64>,
    /// Why there is no list, if it is another reason than that it does not run.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub problem: Option<String>,
    /// Its models.
    pub models: Vec<LocalModel>,
}

/// A model of a server on this machine.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct LocalModel {
    /// The id at its server.
    pub id: String,
    /// The name for people; empty if it is not stated.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// The context, in tokens.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub context: Option<u64>,
    /// The number of parameters, in billions.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub billions: Option<f64>,
    /// Whether a request may contain an image.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub images: Option<bool>,
    /// Whether it calls tools.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tools: Option<bool>,
    /// Whether it reasons.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reasoning: Option<bool>,
}

impl LocalModel {
    /// The line of a table; `None` if a kept model is not a valid one.
    fn to_entry(&self) -> Option<Entry> {
        let images = self.images == Some(true);
        let input = InputKinds::default().with_word("text").with_word(if images { "image" } else { "" });
        #[expect(clippy::cast_precision_loss, reason = "a context is a small number")]
        let context = checked_tokens(self.context.map(|tokens| tokens as f64));
        Some(Entry {
            id: checked_id(&self.id)?.to_owned(),
            name: checked_name(&self.name),
            context,
            price: Some(Price { input: 0.0, output: 0.0, cache_read: None, cache_write: None }),
            flags: Flags::LOCAL
                .with(Flags::REASONING, self.reasoning == Some(true))
                .with(Flags::TOOLS, self.tools == Some(true))
                .with(Flags::UNKNOWN, self.reasoning.is_none()),
            input: if self.images.is_some() { input } else { InputKinds::default().with_word("text") },
            size: checked_billions(self.billions).map(EntrySize::Description),
            ..Entry::default()
        })
    }
}

/// A table with the models of all answers.
pub fn local_table(answers: &[LocalAnswer]) -> Table {
    let mut text = String::new();
    let mut answers: Vec<_> = answers.iter().filter(|answer| is_provider_name(&answer.provider)).collect();
    answers.sort_by(|a, b| a.provider.cmp(&b.provider));
    answers.dedup_by(|a, b| a.provider == b.provider);
    for answer in answers {
        let mut entries: Vec<_> = answer.models.iter().filter_map(LocalModel::to_entry).collect();
        entries.sort_by(|a, b| a.id.cmp(&b.id));
        entries.dedup_by(|a, b| a.id == b.id);
        let kind = find_provider(&answer.provider).map_or(ProviderKind::Local, |known| known.kind);
        // Writing to a string cannot fail.
        writeln!(text, "#provider\t{}\t{}", answer.provider, kind.as_str()).ok();
        for entry in entries {
            writeln!(text, "{}", entry.to_line()).ok();
        }
    }
    Table::parse(text)
}

/// The new answers, each with the models of the earlier one if the server did not answer. A server that has never
/// answered is left out.
pub fn merge_answers(earlier: &[LocalAnswer], new: Vec<LocalAnswer>) -> Vec<LocalAnswer> {
    let keep_models = |answer: LocalAnswer| {
        let known = earlier.iter().find(|one| one.provider == answer.provider && one.address == answer.address);
        match known {
            Some(known) if !answer.running => {
                LocalAnswer { models: known.models.clone(), answered_at: known.answered_at, ..answer }
            }
            _ => answer,
        }
    };
    new.into_iter().map(keep_models).filter(|answer| answer.answered_at.is_some()).collect()
}

/// Sentences about the last answers, for a list of the models on this machine.
pub fn local_notes(op: &ListModels, answers: &[LocalAnswer], now: i64) -> Vec<Hint> {
    let notes = answers.iter().filter(|_| op.local);
    notes.map(|answer| Hint::from(age_note(answer, now))).collect()
}

/// A sentence about an answer and its age. `now` is in milliseconds since 1970.
pub fn age_note(answer: &LocalAnswer, now: i64) -> String {
    let LocalAnswer { provider, address, running, answered_at, asked_at, .. } = answer;
    let models = match answer.models.len() {
        1 => "1 model".to_owned(),
        count => format!("{count} models"),
    };
    let age = age_text(now - answered_at.unwrap_or(*asked_at));
    if *running {
        format!("{provider} at {address}: {models}, as it answered {age}")
    } else {
        format!("{provider} at {address}: not running {}; {models}, as it answered {age}", age_text(now - asked_at))
    }
}

/// Whether a kept name can be one of a provider.
fn is_provider_name(name: &str) -> bool {
    let is_word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    (1..=64).contains(&name.len()) && name.chars().all(is_word)
}
