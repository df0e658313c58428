//! Calendar dates.

use std::fmt;

/// A calendar date; some sources state only the month.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    year: u16,
    month: u8,
    /// Zero when only the month is known.
    day: u8,
}

impl Date {
    /// Parses `2025-11-24` or `2025-11`.
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split('-');
        let (year, month) = (parts.next()?, parts.next()?);
        let day = parts.next();
        if parts.next().is_some() || year.len() != 4 || month.len() != 2 || day.is_some_and(|day| day.len() != 2) {
            return None;
        }
        let date = Self {
            year: parse_digits(year)?,
            month: u8::try_from(parse_digits(month)?).ok()?,
            day: day.map_or(Some(0), |day| u8::try_from(parse_digits(day)?).ok())?,
        };
        let is_valid =
            (1..=12).contains(&date.month) && (day.is_none() || (1..=date.month_length()).contains(&date.day));
        is_valid.then_some(date)
    }

    /// The number of days since 1970-01-01. A date without a day counts as the last day of its month.
    pub fn days_since_epoch(self) -> i64 {
        let day = if self.day == 0 { self.month_length() } else { self.day };
        // Counted in years that start in March, so that the leap day is the last one.
        let month = i64::from(self.month);
        let year = i64::from(self.year) - i64::from(month <= 2);
        let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + i64::from(day) - 1;
        let (era, year_of_era) = (year.div_euclid(400), year.rem_euclid(400));
        era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
    }

    /// The date of a number of days since 1970-01-01; `None` outside of the years with four digits.
    pub fn from_days_since_epoch(days: i64) -> Option<Self> {
        // Counted in years that start in March, so that the leap day is the last one.
        let shifted = days.checked_add(719_468)?;
        let (era, day_of_era) = (shifted.div_euclid(146_097), shifted.rem_euclid(146_097));
        let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let month_from_march = (5 * day_of_year + 2) / 153;
        let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
        let year = era * 400 + year_of_era + i64::from(month <= 2);
        Some(Self {
            year: u16::try_from(year).ok().filter(|year| *year <= 9999)?,
            month: u8::try_from(month).ok()?,
            day: u8::try_from(day_of_year - (153 * month_from_march + 2) / 5 + 1).ok()?,
        })
    }

    /// Whether the day is known, not only the month.
    pub fn has_day(self) -> bool {
        self.day > 0
    }

    fn month_length(self) -> u8 {
        let is_leap = self.year.is_multiple_of(4) && (!self.year.is_multiple_of(100) || self.year.is_multiple_of(400));
        match self.month {
            2 => 28 + u8::from(is_leap),
            4 | 6 | 9 | 11 => 30,
            _ => 31,
        }
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Several times faster than a format with widths.
        let digit = |number: u16| b'0' + u8::try_from(number % 10).unwrap_or_default();
        let mut text = *b"0000-00-00";
        for (at, number) in [(0, self.year / 100), (2, self.year), (5, self.month.into()), (8, self.day.into())] {
            if let Some(pair) = text.get_mut(at..at + 2) {
                pair.copy_from_slice(&[digit(number / 10), digit(number)]);
            }
        }
        let end = if self.has_day() { 10 } else { 7 };
        f.write_str(text.get(..end).and_then(|text| str::from_utf8(text).ok()).unwrap_or_default())
    }
}

fn parse_digits(text: &str) -> Option<u16> {
    text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_printed_as_they_are_written() {
        for text in ["2025-11-24", "2024-02-29", "2026-01"] {
            assert_eq!(Date::parse(text).unwrap().to_string(), text);
        }
        for text in [
            "",
            "2025",
            "2025-13-01",
            "2025-00-01",
            "2025-02-29",
            "2025-1-1",
            "2025-01-00",
            "+025-01-01",
            "2025-01-01-",
        ] {
            assert_eq!(Date::parse(text), None, "{text}");
        }
    }

    #[test]
    fn days_are_counted_from_1970() {
        for (text, days) in
            [("1970-01-01", 0), ("1970-02", 58), ("2000-02-29", 11_016), ("2000-03-01", 11_017), ("2025-11-24", 20_416)]
        {
            assert_eq!(Date::parse(text).unwrap().days_since_epoch(), days, "{text}");
        }
        for days in [-719_468, -1, 0, 59, 11_016, 11_017, 20_416, 2_932_896] {
            assert_eq!(Date::from_days_since_epoch(days).map(Date::days_since_epoch), Some(days));
        }
        for days in [i64::MIN, -720_000, 2_932_897, i64::MAX] {
            assert_eq!(Date::from_days_since_epoch(days), None, "{days}");
        }
        assert!(Date::parse("2025-11") < Date::parse("2025-11-01"));
    }
}
