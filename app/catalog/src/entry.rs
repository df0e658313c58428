//! Writes lines of a table.

use crate::{
    date::Date,
    facts::{Flags, InputKinds, Price, ReleaseDate},
};

/// A model with its facts, to be written into a table.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Entry {
    /// The id at its provider.
    pub id: String,
    /// The name for people; empty when it is unknown.
    pub name: String,
    /// The context, in tokens.
    pub context: Option<u64>,
    /// The longest answer, in tokens.
    pub max_output: Option<u64>,
    /// What it costs.
    pub price: Option<Price>,
    /// Yes-or-no facts.
    pub flags: Flags,
    /// Accepted input.
    pub input: InputKinds,
    /// The number of parameters, in billions.
    pub size: Option<EntrySize>,
    /// When it was released.
    pub released: Option<ReleaseDate>,
    /// When its provider stops offering it.
    pub retires: Option<Date>,
    /// The model that its provider recommends instead: an id of the provider, or a full ref.
    pub replaced_by: String,
}

/// The number of parameters of an [`Entry`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum EntrySize {
    /// The id or the name states it.
    Id(f64),
    /// A description states it.
    Description(f64),
    /// A nominal number, with the number of its note.
    Nominal(f64, usize),
}

impl Entry {
    /// The line of the table, without its end.
    pub fn to_line(&self) -> String {
        let text = |value: Option<String>| value.unwrap_or_default();
        let columns = [
            clean_text(&self.id),
            clean_text(&self.name),
            text(self.context.map(|tokens| tokens.to_string())),
            text(self.max_output.map(|tokens| tokens.to_string())),
            text(self.price.map(|price| price.to_string())),
            format!("{:x}", self.flags.0),
            format!("{:x}", self.input.0),
            text(self.size.map(EntrySize::to_text)),
            text(self.released.map(|released| released.to_string())),
            text(self.retires.map(|date| date.to_string())),
            clean_text(&self.replaced_by),
        ];
        columns.join("\t").trim_end_matches('\t').to_owned()
    }
}

impl EntrySize {
    fn to_text(self) -> String {
        match self {
            Self::Id(billions) => format!("{billions}i"),
            Self::Description(billions) => format!("{billions}d"),
            Self::Nominal(billions, note) => format!("{billions}~{note}"),
        }
    }
}

/// Replaces tabs and line ends, which separate columns and rows.
fn clean_text(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
