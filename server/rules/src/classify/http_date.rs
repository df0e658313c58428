//! Points in time in the headers of answers.

use catalog::Date;

const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

const SECONDS_PER_DAY: i64 = 24 * 60 * 60;

/// Parses a date of HTTP in any of its three forms, or one of RFC 3339 in UTC, to milliseconds since 1970.
pub(super) fn parse_time(text: &str) -> Option<i64> {
    let text = text.trim();
    let seconds = if text.as_bytes().first()?.is_ascii_digit() { parse_rfc_3339(text) } else { parse_http_date(text) };
    Some(seconds? * 1000)
}

/// `2026-11-30T20:00:00Z`; a fraction of a second is ignored.
fn parse_rfc_3339(text: &str) -> Option<i64> {
    let (date, time) = text.split_once(['T', 't', ' '])?;
    let time = time.strip_suffix(['Z', 'z']).or_else(|| time.strip_suffix("+00:00"))?;
    let time = time.split('.').next()?;
    to_seconds(date, time)
}

/// `Sun, 06 Nov 1994 08:49:37 GMT`, `Sunday, 06-Nov-94 08:49:37 GMT` or `Sun Nov  6 08:49:37 1994`.
fn parse_http_date(text: &str) -> Option<i64> {
    let (_, rest) = text.split_once([' ', ','])?;
    let words: Vec<_> = rest.split([' ', '-', ',']).filter(|word| !word.is_empty()).collect();
    match words.as_slice() {
        [day, month, year, time, "GMT"] if day.parse::<u8>().is_ok() => at(year, month, day, time),
        [month, day, time, year] => at(year, month, day, time),
        _ => None,
    }
}

fn at(year: &str, month: &str, day: &str, time: &str) -> Option<i64> {
    let month = MONTHS.iter().position(|known| month.eq_ignore_ascii_case(known))? + 1;
    let year: u16 = year.parse().ok()?;
    // A year of two digits is one that is at most fifty years from now.
    let year = if year < 70 {
        year + 2000
    } else if year < 100 {
        year + 1900
    } else {
        year
    };
    to_seconds(&format!("{year:04}-{month:02}-{:02}", day.parse::<u8>().ok()?), time)
}

fn to_seconds(date: &str, time: &str) -> Option<i64> {
    let days = Date::parse(date).filter(|date| date.has_day())?.days_since_epoch();
    let parts: Vec<i64> = time.split(':').map(|part| part.parse().ok()).collect::<Option<_>>()?;
    let [hours, minutes, seconds] = parts.as_slice() else { return None };
    let is_valid = (0..24).contains(hours) && (0..60).contains(minutes) && (0..=60).contains(seconds);
    is_valid.then_some(days * SECONDS_PER_DAY + hours * 3600 + minutes * 60 + seconds)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_parsed_in_every_form() {
        for (text, expected) in [
            ("Sun, 06 Nov 1994 08:49:37 GMT", Some(784_111_777)),
            ("Sunday, 06-Nov-94 08:49:37 GMT", Some(784_111_777)),
            ("Sun Nov  6 08:49:37 1994", Some(784_111_777)),
            ("Mon, 30 Nov 2026 20:00:00 GMT", Some(1_796_068_800)),
            ("2026-11-30T20:00:00Z", Some(1_796_068_800)),
            ("2026-11-30T20:00:00.123456Z", Some(1_796_068_800)),
            ("2026-11-30T20:00:00+00:00", Some(1_796_068_800)),
            ("2026-11-30T20:00:00+02:00", None),
            ("Sun, 31 Feb 2026 08:49:37 GMT", None),
            ("Sun, 06 Nov 1994 24:00:00 GMT", None),
            ("Sun, 06 Nov 1994 08:49:37 CET", None),
            ("tomorrow", None),
            ("", None),
        ] {
            assert_eq!(parse_time(text), expected.map(|seconds: i64| seconds * 1000), "{text}");
        }
    }
}
