//! Models that their provider stops offering, or advises against.

use std::time::{SystemTime, UNIX_EPOCH};

use catalog::{Date, Flags, Row};
use contract::{Mark, ModelRef, Tone};

/// The days before its end in which a model is marked, unless another number is asked for.
pub const DEFAULT_HORIZON_DAYS: u32 = 90;

/// The end of a model, as far as a source states it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Retirement {
    pub(crate) stage: RetirementStage,
    /// The model that its provider names instead: a full ref, or an id of the same provider.
    pub(crate) replaced_by: Option<String>,
}

/// How far the end of a model is, the nearest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum RetirementStage {
    /// It is no longer offered since this date.
    Retired(Date),
    /// It is offered until this date.
    Retiring(Date),
    /// Its provider advises against it and states no date.
    Deprecated,
}

/// The date of a moment, in days since 1970.
pub fn days_since_epoch(now: SystemTime) -> i64 {
    let since = now.duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_secs() / 86_400).unwrap_or(i64::MAX)
}

/// Whether the provider of a model no longer offers it.
pub(crate) fn is_retired(row: Row<'_>, today: i64) -> bool {
    is_past(row.retires(), today)
}

/// Whether the date on which a provider stops offering a model is today or earlier.
pub(crate) fn is_past(retires: Option<Date>, today: i64) -> bool {
    retires.is_some_and(|date| date.days_since_epoch() <= today)
}

impl Retirement {
    /// The end of a model, if it is deprecated, has ended, or ends within the horizon.
    pub(crate) fn find(row: Row<'_>, today: i64, horizon_days: u32) -> Option<Self> {
        let deprecated = || row.has(Flags::DEPRECATED).then_some(RetirementStage::Deprecated);
        let stage = match row.retires() {
            Some(date) if is_retired(row, today) => Some(RetirementStage::Retired(date)),
            Some(date) if date.days_since_epoch() <= today.saturating_add(i64::from(horizon_days)) => {
                Some(RetirementStage::Retiring(date))
            }
            _ => deprecated(),
        };
        Some(Self { stage: stage?, replaced_by: row.replaced_by().map(str::to_owned) })
    }

    /// Whether the model is no longer offered.
    pub(crate) fn is_past(&self) -> bool {
        matches!(self.stage, RetirementStage::Retired(_))
    }

    /// The ref of the model that its provider names instead.
    pub(crate) fn successor(&self, model: &ModelRef) -> Option<String> {
        let named = self.replaced_by.as_ref()?;
        Some(if named.contains('/') { named.clone() } else { format!("{}/{named}", model.provider()) })
    }

    /// The remark on the model.
    pub(crate) fn mark(&self) -> Mark {
        let (tone, word) = match self.stage {
            RetirementStage::Retired(date) => (Tone::Bad, format!("retired {date}")),
            RetirementStage::Retiring(date) => (Tone::Warn, format!("retires {date}")),
            RetirementStage::Deprecated => (Tone::Warn, "deprecated".to_owned()),
        };
        Mark {
            tone,
            word,
            reason: self.replaced_by.as_ref().map(|model| format!("its provider names `{model}` instead")),
        }
    }

    /// A sentence about the model.
    pub(crate) fn sentence(&self, model: &str) -> String {
        let instead = self.replaced_by.as_ref().map(|other| format!("; its provider names `{other}` instead"));
        let instead = instead.unwrap_or_default();
        match self.stage {
            RetirementStage::Retired(date) => format!("`{model}` is no longer offered since {date}{instead}"),
            RetirementStage::Retiring(date) => format!("`{model}` is offered only until {date}{instead}"),
            RetirementStage::Deprecated => format!("the provider of `{model}` advises against using it{instead}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use catalog::Table;

    use super::*;

    fn retirement(columns: &str, today: &str) -> Option<Retirement> {
        let table = Table::parse(format!("#provider\thouse\tlab\nmodel\tModel\t1\t1\t1,1\t{columns}\n"));
        let today = Date::parse(today).unwrap().days_since_epoch();
        let row = table.find("house", "model").unwrap();
        Retirement::find(row, today, DEFAULT_HORIZON_DAYS)
    }

    #[test]
    fn the_end_of_a_model_depends_on_the_date() {
        let dated = "0\t1\t\t\t2027-01-31\thouse/next";
        for (columns, today, expected) in [
            (dated, "2027-02-01", "retired 2027-01-31"),
            (dated, "2027-01-31", "retired 2027-01-31"),
            (dated, "2027-01-30", "retires 2027-01-31"),
            (dated, "2026-11-02", "retires 2027-01-31"),
            (dated, "2026-11-01", ""),
            ("40\t1\t\t\t2027-01-31", "2026-01-01", "deprecated"),
            ("40\t1", "2026-01-01", "deprecated"),
            ("0\t1", "2026-01-01", ""),
        ] {
            let found = retirement(columns, today);
            assert_eq!(found.map_or_else(String::new, |found| found.mark().word), expected, "{columns} {today}");
        }
    }

    #[test]
    fn the_successor_is_named_where_a_source_states_it() {
        let with_successor = retirement("0\t1\t\t\t2027-01-31\thouse/next", "2027-03-01").unwrap();
        assert!(with_successor.is_past());
        assert_eq!(with_successor.mark().tone, Tone::Bad);
        assert_eq!(with_successor.mark().reason.unwrap(), "its provider names `house/next` instead");
        assert_eq!(
            with_successor.sentence("house/model"),
            "`house/model` is no longer offered since 2027-01-31; its provider names `house/next` instead"
        );
        let without = retirement("0\t1\t\t\t2027-01-31", "2027-01-01").unwrap();
        assert_eq!((without.mark().tone, without.mark().reason), (Tone::Warn, None));
        assert_eq!(without.sentence("a/b"), "`a/b` is offered only until 2027-01-31");
        let model = ModelRef::new("house", "model").unwrap();
        assert_eq!(with_successor.successor(&model).unwrap(), "house/next");
        assert_eq!(retirement("40\t1\t\t\t\tnext", "2027-01-01").unwrap().successor(&model).unwrap(), "house/next");
    }
}
