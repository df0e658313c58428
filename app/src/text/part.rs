//! Texts of shared components.

use std::borrow::Cow;

use super::Text;

/// Texts of shared components.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PartText {
    Loading,
    Retry,
    Copy,
    Copied,
    ErrorCode(String),
    Dismiss,
    Undo,
    Redo,
    /// Context of a model, such as `200k`.
    Context(String),
    NotRecorded,
    /// A time of day in UTC.
    UtcTime(String),
    Date {
        year: usize,
        month: usize,
        day: usize,
    },
    DateAndTime {
        day: String,
        time: String,
    },
}

impl Text for PartText {
    fn en(&self) -> Cow<'static, str> {
        match self {
            Self::Loading => "Loading".into(),
            Self::Retry => "Try again".into(),
            Self::Copy => "Copy".into(),
            Self::Copied => "Copied".into(),
            Self::Dismiss => "Dismiss".into(),
            Self::Undo => "Undo".into(),
            Self::Redo => "Redo".into(),
            Self::NotRecorded => "not recorded yet".into(),
            Self::UtcTime(time) => format!("{time} UTC").into(),
            Self::Context(tokens) => format!("{tokens}\u{a0}context").into(),
            Self::Date { year, month, day } => format_date(*year, *month, *day).into(),
            Self::DateAndTime { day, time } => format!("{day}, {time}").into(),
            Self::ErrorCode(code) => format!("Code to quote: `{code}`").into(),
        }
    }
}

fn format_date(year: usize, month: usize, day: usize) -> String {
    const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let name = month.checked_sub(1).and_then(|at| MONTHS.get(at));
    name.map_or_else(|| format!("{year}-{month}-{day}"), |month| format!("{day} {month} {year}"))
}
