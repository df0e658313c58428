//! Moments as text, in UTC.

use std::time::{SystemTime, UNIX_EPOCH};

/// `2026-01-31T23:59:59.007Z`; before 1970 it is 1970.
pub(crate) fn rfc3339(moment: SystemTime) -> String {
    let (year, month, day, seconds, ms) = parts(moment);
    let (hour, minute, second) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{ms:03}Z")
}

/// `20260131T235959007Z`, for file names: their order is the order in time.
pub(crate) fn compact(moment: SystemTime) -> String {
    rfc3339(moment).replace(['-', ':', '.'], "")
}

fn parts(moment: SystemTime) -> (u64, u64, u64, u64, u32) {
    let since = moment.duration_since(UNIX_EPOCH).unwrap_or_default();
    let (year, month, day) = civil(since.as_secs() / 86_400);
    (year, month, day, since.as_secs() % 86_400, since.subsec_millis())
}

/// The date of a day since 1970. Years are counted from March, so that the leap day is a year's last.
fn civil(days: u64) -> (u64, u64, u64) {
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
    use std::time::Duration;

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
            assert_eq!(rfc3339(UNIX_EPOCH + Duration::from_millis(seconds * 1000 + 7)), text);
        }
    }

    #[test]
    fn the_short_form_sorts_like_time() {
        assert_eq!(compact(UNIX_EPOCH + Duration::from_millis(951_782_399_070)), "20000228T235959070Z");
    }

    #[test]
    fn every_day_follows_the_one_before() {
        for day in 0..60_000 {
            assert!(civil(day) < civil(day + 1), "{day}");
        }
    }
}
