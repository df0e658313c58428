//! Durations as they are typed, such as `365d` or `1h30m`, and the dates that they lead to.

use contract::{Code, Hint, Refusal};

/// Units with their length in milliseconds. `ms` comes before `m`.
const UNITS: &[(&str, f64)] = &[("ms", 1.0), ("s", 1000.0), ("m", 60_000.0), ("h", 3_600_000.0), ("d", 86_400_000.0)];

const DAY_MS: i64 = 86_400_000;

/// A longer duration is a mistake.
const MAX_MS: f64 = 100.0 * 366.0 * 86_400_000.0;

/// Why a typed duration is not valid.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DurationError {
    /// It is not a duration.
    #[error("invalid duration{}", typed.as_ref().map(|typed| format!(": {typed}")).unwrap_or_default())]
    Invalid {
        /// As it was typed; `None` if it is too long to be repeated.
        typed: Option<String>,
    },
    /// It is zero, so that the credential would have expired already.
    #[error("with this duration the credential would already have expired")]
    Zero,
    /// It is longer than a hundred years.
    #[error("this duration is longer than a hundred years")]
    TooLong,
}

impl Refusal for DurationError {
    fn code(&self) -> Code {
        Code::DurationInvalid
    }

    fn hints(&self) -> Vec<Hint> {
        vec!["a duration is a number with `d`, `h`, `m` or `s`, as in `365d`, `12h` or `1h30m`".into()]
    }
}

/// Parses a duration into milliseconds, as OpenClaw does: one number with an optional unit (without one, days), or
/// several with their units. Unlike OpenClaw, it refuses zero.
pub fn parse_duration(typed: &str) -> Result<i64, DurationError> {
    let text = typed.trim().to_lowercase();
    let repeated = (typed.chars().count() <= 20).then(|| typed.trim().to_owned());
    let invalid = DurationError::Invalid { typed: repeated };
    let total = parse_number(&text).map(|(days, rest)| (days * 86_400_000.0, rest));
    let total = match total {
        Some((days, "")) => Some(days),
        _ => parse_chain(&text),
    };
    match total.ok_or(invalid)?.round() {
        total if total < 1.0 => Err(DurationError::Zero),
        total if total > MAX_MS => Err(DurationError::TooLong),
        total => format!("{total:.0}").parse().map_err(|_| DurationError::TooLong),
    }
}

/// A chain of numbers, each with its unit and without blanks between them.
fn parse_chain(mut text: &str) -> Option<f64> {
    let mut total = 0.0;
    while !text.is_empty() {
        let (number, rest) = parse_number(text)?;
        let (unit, length) = UNITS.iter().find(|(unit, _)| rest.starts_with(unit))?;
        total += number * length;
        text = rest.strip_prefix(unit)?;
    }
    (total.is_finite()).then_some(total)
}

/// A number at the start of a text, and the rest.
fn parse_number(text: &str) -> Option<(f64, &str)> {
    let digits = |text: &str| text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let whole = digits(text);
    if whole == 0 {
        return None;
    }
    let fraction = text.get(whole..)?.strip_prefix('.').map(digits).filter(|length| *length > 0);
    let length = whole + fraction.map_or(0, |length| length + 1);
    let (number, rest) = text.split_at_checked(length)?;
    Some((number.parse().ok()?, rest))
}

/// A duration in its two largest units, such as `1h 30m`, rounded down.
pub fn duration_text(millis: i64) -> String {
    let units = [("d", DAY_MS), ("h", 3_600_000), ("m", 60_000), ("s", 1000), ("ms", 1)];
    let first = units.iter().position(|(_, length)| millis >= *length).unwrap_or(units.len() - 1);
    let count = |at: usize| {
        let (unit, length) = units.get(at)?;
        let whole = if at == first { millis } else { millis % units.get(at - 1)?.1 };
        Some((whole / length, *unit)).filter(|(count, _)| at == first || *count > 0)
    };
    let parts = [count(first), count(first + 1)].into_iter().flatten();
    parts.map(|(count, unit)| format!("{count}{unit}")).collect::<Vec<_>>().join(" ")
}

/// The date of a time in milliseconds since 1970, as `2027-11-29`.
pub fn date_of(time: i64) -> String {
    // Days since 0000-03-01, so that the leap day is the last of its year.
    let days = time.div_euclid(DAY_MS) + 719_468;
    let (era, day_of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    format!("{year:04}-{month:02}-{day:02}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::auth::vectors::small_table;

    #[test]
    fn durations_are_those_of_the_reference() {
        for (typed, expected) in [
            ("365d", Some(31_536_000_000)),
            (" 12H ", Some(43_200_000)),
            ("1h30m", Some(5_400_000)),
            ("90s", Some(90_000)),
            ("500ms", Some(500)),
            ("30", Some(2_592_000_000)),
            ("1.5d", Some(129_600_000)),
            ("2m5ms", Some(120_005)),
            ("", None),
            ("1 h", None),
            ("-1d", None),
            ("1w", None),
            ("1e3", None),
            ("1h 30m", None),
            ("d", None),
            ("1.", None),
            ("30m1", None),
        ] {
            assert_eq!(parse_duration(typed).ok(), expected, "{typed}");
        }
    }

    #[test]
    fn zero_and_centuries_are_refused() {
        assert_eq!(parse_duration("0"), Err(DurationError::Zero));
        assert_eq!(parse_duration("0d0h"), Err(DurationError::Zero));
        assert_eq!(parse_duration("99999d"), Err(DurationError::TooLong));
        let long = "9".repeat(400);
        assert!(parse_duration(&long).is_err());
        assert_eq!(parse_duration("sk-Canary-0123456789-0123"), Err(DurationError::Invalid { typed: None }));
    }

    #[test]
    fn a_duration_has_at_most_two_units() {
        for (typed, expected) in [
            ("1h30m", "1h 30m"),
            ("90s", "1m 30s"),
            ("500ms", "500ms"),
            ("1500ms", "1s 500ms"),
            ("12h", "12h"),
            ("1.5d", "1d 12h"),
            ("1d5m", "1d"),
            ("59m59s", "59m 59s"),
            ("365d", "365d"),
        ] {
            assert_eq!(duration_text(parse_duration(typed).unwrap()), expected, "{typed}");
        }
        assert_eq!(duration_text(0), "0ms");
    }

    #[test]
    fn dates_are_those_of_the_calendar() {
        for (time, expected) in [
            (0, "1970-01-01"),
            (951_782_400_000, "2000-02-29"),
            (1_795_953_600_000, "2026-11-29"),
            (1_827_489_600_000, "2027-11-29"),
            (4_102_444_799_999, "2099-12-31"),
            (-1, "1969-12-31"),
        ] {
            assert_eq!(date_of(time), expected, "{time}");
        }
    }

    /// The table has the reference's results; a zero is refused here.
    #[test]
    fn the_table_of_the_reference_agrees() {
        for row in small_table("parseDurationDefaultDays").iter().filter(|row| row[1] != 0) {
            assert_eq!(parse_duration(row[0].as_str().unwrap()).ok(), row[1].as_i64(), "{row}");
        }
    }
}
