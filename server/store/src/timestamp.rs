//! Formats and parses UTC timestamps.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// Formats a time as `2026-01-31T23:59:59.007Z`; times before 1970 become the start of 1970.
pub fn format_rfc3339(moment: SystemTime) -> String {
    let (year, month, day, seconds, ms) = split_timestamp(moment);
    let (hour, minute, second) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{ms:03}Z")
}

/// The milliseconds since 1970; 0 for times before.
pub(crate) fn millis_since_epoch(moment: SystemTime) -> i64 {
    let since = moment.duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}

/// Formats a time as `20260131T235959007Z`, for file names that sort by time.
pub(crate) fn format_compact(moment: SystemTime) -> String {
    format_rfc3339(moment).replace(['-', ':', '.'], "")
}

/// Returns the age of a timestamp; `None` when it has another format or is in the future.
pub fn timestamp_age(text: &str, now: SystemTime) -> Option<Duration> {
    let number = |from: usize, to: usize| text.get(from..to)?.parse::<u64>().ok();
    let days = days_from_civil(number(0, 4)?, number(5, 7)?, number(8, 10)?)?;
    let seconds = days * 86_400 + number(11, 13)? * 3600 + number(14, 16)? * 60 + number(17, 19)?;
    let moment = UNIX_EPOCH + Duration::new(seconds, u32::try_from(number(20, 23)?).ok()? * 1_000_000);
    let is_ours = format_rfc3339(moment) == text;
    now.duration_since(moment).ok().filter(|_| is_ours)
}

/// The inverse of [`civil_from_days`].
fn days_from_civil(year: u64, month: u64, day: u64) -> Option<u64> {
    let year = if month > 2 { year } else { year.checked_sub(1)? };
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day.checked_sub(1)?;
    (year * 365 + year / 4 - year / 100 + year / 400 + of_year).checked_sub(719_468)
}

fn split_timestamp(moment: SystemTime) -> (u64, u64, u64, u64, u32) {
    let since = moment.duration_since(UNIX_EPOCH).unwrap_or_default();
    let (year, month, day) = civil_from_days(since.as_secs() / 86_400);
    (year, month, day, since.as_secs() % 86_400, since.subsec_millis())
}

/// Converts days since 1970 to a date. Years are counted from March, so that the leap day is the last day of a year.
fn civil_from_days(days: u64) -> (u64, u64, u64) {
    let days = days + 719_468;
    let (era, day) = (days / 146_097, days % 146_097);
    let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let day = day - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    (year + era * 400 + u64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use super::*;
    #[test]
    fn days_become_dates() {
        for (seconds, text) in [
            (0, "1970-01-01T00:00:00.007Z"),
            (951_782_399, "2000-02-28T23:59:59.007Z"),
            (951_782_400, "2000-02-29T00:00:00.007Z"),
            (951_868_800, "2000-03-01T00:00:00.007Z"),
            (1_798_761_599, "2026-12-31T23:59:59.007Z"),
            (4_107_542_400, "2100-03-01T00:00:00.007Z"),
        ] {
            assert_eq!(format_rfc3339(UNIX_EPOCH + Duration::from_millis(seconds * 1000 + 7)), text);
        }
    }

    #[test]
    fn short_timestamps_sort_by_time() {
        assert_eq!(format_compact(UNIX_EPOCH + Duration::from_millis(951_782_399_070)), "20000228T235959070Z");
    }

    #[test]
    fn only_own_timestamps_have_an_age() {
        let now = UNIX_EPOCH + Duration::from_millis(1_798_761_599_007);
        for seconds in [0, 1, 86_399, 26_438_399, 777_777_777, 1_798_761_599] {
            let then = now - Duration::from_secs(seconds);
            assert_eq!(timestamp_age(&format_rfc3339(then), now), Some(Duration::from_secs(seconds)));
        }
        for text in [
            "",
            "2026",
            "2027-01-01T00:00:00.000Z",
            "2026-02-30T00:00:00.000Z",
            "2026-13-01T00:00:00.000Z",
            "2026-01-01T00:00:00.000+02",
            "2026-01-01 00:00:00.000Z",
            "9999999999",
            "2026-01-01T00:00:00.9é0Z",
            "0000-01-01T00:00:00.000Z",
        ] {
            assert_eq!(timestamp_age(text, now), None, "{text}");
        }
    }

    #[test]
    fn every_day_follows_the_previous_one() {
        for day in 0..60_000 {
            assert!(civil_from_days(day) < civil_from_days(day + 1), "{day}");
        }
    }
}
