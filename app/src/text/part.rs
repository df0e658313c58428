//! What any page may need.

use std::borrow::Cow;

use super::Text;

/// The parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PartText {
    Loading,
    Retry,
    Copy,
    Copied,
    CodeToQuote(String),
    Dismiss,
    Undo,
    Redo,
    Suggestions,
    Configured,
    Known,
    JustNow,
    /// A time of day.
    Utc(String),
    Day {
        year: usize,
        month: usize,
        day: usize,
    },
    DayAndTime {
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
            Self::JustNow => "not recorded yet".into(),
            Self::Utc(time) => format!("{time} UTC").into(),
            Self::Suggestions => "Models that may be meant".into(),
            Self::Configured => "Configured".into(),
            Self::Known => "Known".into(),
            Self::Day { year, month, day } => date(*year, *month, *day).into(),
            Self::DayAndTime { day, time } => format!("{day}, {time}").into(),
            Self::CodeToQuote(code) => format!("Code to quote: `{code}`").into(),
        }
    }
}

fn date(year: usize, month: usize, day: usize) -> String {
    const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let name = month.checked_sub(1).and_then(|at| MONTHS.get(at));
    name.map_or_else(|| format!("{year}-{month}-{day}"), |month| format!("{day} {month} {year}"))
}
