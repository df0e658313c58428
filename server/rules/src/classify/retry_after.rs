//! How long a provider asks to wait before the next request.

use std::time::Duration;

use super::{error_body::ErrorBody, http_date::parse_time};

/// The longest wait that is believed. More is a mistake of the server.
const MAX_WAIT: Duration = Duration::from_hours(31 * 24);

/// A number of seconds from which on it is a time since 1970.
const MIN_EPOCH_SECONDS: f64 = 1e9;

/// The headers of an answer.
#[derive(Debug, Clone, Copy)]
pub struct Headers<'a>(pub &'a [(String, String)]);

impl<'a> Headers<'a> {
    /// The value of a header; upper and lower case are the same.
    pub fn get(self, name: &str) -> Option<&'a str> {
        self.0.iter().find(|(written, _)| written.eq_ignore_ascii_case(name)).map(|(_, value)| value.trim())
    }
}

/// The wait that the headers or the body ask for; `None` if they ask for none. `now` is the time in milliseconds since
/// 1970.
pub fn retry_after(headers: Headers<'_>, error: &ErrorBody, now: i64) -> Option<Duration> {
    let milliseconds = || ["retry-after-ms", "x-ms-retry-after-ms"].iter().find_map(|name| headers.get(name));
    let wait = milliseconds()
        .and_then(|value| positive(value).map(|milliseconds| milliseconds / 1000.0))
        .or_else(|| headers.get("retry-after").and_then(|value| seconds_until(value, now)))
        .or_else(|| error.retry_delay.as_deref().and_then(parse_units))
        .or_else(|| wait_in_text(&error.message))
        .or_else(|| used_up_limit(headers, now));
    wait.and_then(|seconds| Duration::try_from_secs_f64(seconds).ok()).filter(|wait| *wait <= MAX_WAIT)
}

/// Seconds, a time in seconds or milliseconds since 1970, a date, or a number with units.
fn seconds_until(value: &str, now: i64) -> Option<f64> {
    let now = to_f64(now) / 1000.0;
    let since_epoch = |seconds: f64| (seconds - now).max(0.0);
    match positive(value) {
        Some(milliseconds) if milliseconds >= MIN_EPOCH_SECONDS * 1000.0 => Some(since_epoch(milliseconds / 1000.0)),
        Some(seconds) if seconds >= MIN_EPOCH_SECONDS => Some(since_epoch(seconds)),
        Some(seconds) => Some(seconds),
        None => parse_time(value).map(|time| since_epoch(to_f64(time) / 1000.0)).or_else(|| parse_units(value)),
    }
}

/// The end of a limit of which nothing remains. Limits of which something remains are not why a request failed.
fn used_up_limit(headers: Headers<'_>, now: i64) -> Option<f64> {
    const PREFIXES: [&str; 2] = ["x-ratelimit-", "anthropic-ratelimit-"];
    const KINDS: [&str; 5] = ["requests", "tokens", "input-tokens", "output-tokens", ""];
    let end = |prefix: &str, kind: &str| {
        let names = match (prefix, kind) {
            (_, "") => (format!("{prefix}remaining"), format!("{prefix}reset")),
            ("x-ratelimit-", _) => (format!("{prefix}remaining-{kind}"), format!("{prefix}reset-{kind}")),
            _ => (format!("{prefix}{kind}-remaining"), format!("{prefix}{kind}-reset")),
        };
        let is_used_up = headers.get(&names.0).and_then(positive).is_some_and(|remaining| remaining < 1.0);
        if is_used_up { seconds_until(headers.get(&names.1)?, now) } else { None }
    };
    PREFIXES.iter().flat_map(|prefix| KINDS.iter().filter_map(|kind| end(prefix, kind))).reduce(f64::max)
}

/// `Please try again in 1m30.5s`, `retry after 20 seconds`: a wait in a sentence.
fn wait_in_text(message: &str) -> Option<f64> {
    let lower = message.to_lowercase();
    let starts = ["try again in ", "retry after ", "retry in ", "reset after "];
    let rest = starts.iter().find_map(|start| lower.split_once(start).map(|(_, rest)| rest))?;
    let mut words = rest.split_whitespace();
    let first = words.next()?.trim_end_matches([',', '.', ';']);
    match positive(first) {
        Some(amount) => Some(amount * unit_seconds(words.next()?.trim_end_matches([',', '.', ';']))?),
        None => parse_units(first),
    }
}

/// `1h2m3.5s`, `640ms`, `22s`.
fn parse_units(text: &str) -> Option<f64> {
    let mut rest = text.trim();
    let mut total = None;
    while !rest.is_empty() {
        let number_end = rest.find(|c: char| !c.is_ascii_digit() && c != '.')?;
        let (number, after) = rest.split_at_checked(number_end)?;
        let unit_end = after.find(|c: char| c.is_ascii_digit() || c == '.').unwrap_or(after.len());
        let (unit, next) = after.split_at_checked(unit_end)?;
        total = Some(total.unwrap_or_default() + positive(number)? * unit_seconds(unit)?);
        rest = next;
    }
    total
}

fn unit_seconds(unit: &str) -> Option<f64> {
    match unit {
        "ms" | "millisecond" | "milliseconds" => Some(0.001),
        "s" | "sec" | "secs" | "second" | "seconds" => Some(1.0),
        "m" | "min" | "mins" | "minute" | "minutes" => Some(60.0),
        "h" | "hour" | "hours" => Some(3600.0),
        "d" | "day" | "days" => Some(86400.0),
        _ => None,
    }
}

fn positive(text: &str) -> Option<f64> {
    let number: f64 = text.trim().parse().ok()?;
    (number.is_finite() && number >= 0.0).then_some(number)
}

#[expect(clippy::cast_precision_loss, reason = "milliseconds since 1970 are far below 2^53")]
const fn to_f64(number: i64) -> f64 {
    number as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2026-11-30T20:00:00Z.
    const NOW: i64 = 1_796_068_800_000;

    fn wait(headers: &[(&str, &str)], body: &str) -> Option<f64> {
        let headers: Vec<_> = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        retry_after(Headers(&headers), &ErrorBody::read(body), NOW).map(|wait| wait.as_secs_f64())
    }

    #[test]
    fn every_spelling_of_a_header_is_read() {
        for (name, value, expected) in [
            ("Retry-After", "20", Some(20.0)),
            ("retry-after", "0", Some(0.0)),
            ("retry-after", " 1.5 ", Some(1.5)),
            ("retry-after", "Mon, 30 Nov 2026 20:01:30 GMT", Some(90.0)),
            ("retry-after", "Monday, 30-Nov-26 20:01:30 GMT", Some(90.0)),
            ("retry-after", "Mon Nov 30 20:01:30 2026", Some(90.0)),
            ("retry-after", "Mon, 30 Nov 2026 19:00:00 GMT", Some(0.0)),
            ("retry-after", "2026-11-30T20:00:05Z", Some(5.0)),
            ("retry-after", "1796068830", Some(30.0)),
            ("retry-after", "1796068830000", Some(30.0)),
            ("retry-after", "2m", Some(120.0)),
            ("retry-after-ms", "1250", Some(1.25)),
            ("x-ms-retry-after-ms", "500", Some(0.5)),
            ("retry-after", "-5", None),
            ("retry-after", "NaN", None),
            ("retry-after", "1e300", None),
            ("retry-after", "99999999", None),
            ("retry-after", "soon", None),
            ("retry-after", "", None),
        ] {
            assert_eq!(wait(&[(name, value)], ""), expected, "{name}: {value}");
        }
        assert_eq!(wait(&[("retry-after", "9"), ("retry-after-ms", "8000")], ""), Some(8.0));
    }

    #[test]
    fn a_limit_counts_only_if_it_is_used_up() {
        let openai = |remaining: &str| {
            wait(&[("x-ratelimit-remaining-tokens", remaining), ("x-ratelimit-reset-tokens", "6m0.5s")], "")
        };
        assert_eq!((openai("0"), openai("5")), (Some(360.5), None));
        let anthropic = [
            ("anthropic-ratelimit-requests-remaining", "0"),
            ("anthropic-ratelimit-requests-reset", "2026-11-30T20:00:12Z"),
            ("anthropic-ratelimit-tokens-remaining", "0"),
            ("anthropic-ratelimit-tokens-reset", "2026-11-30T20:00:40Z"),
        ];
        assert_eq!(wait(&anthropic, ""), Some(40.0));
        let openrouter = [("X-RateLimit-Remaining", "0"), ("X-RateLimit-Reset", "1796068860000")];
        assert_eq!(wait(&openrouter, ""), Some(60.0));
    }

    #[test]
    fn bodies_state_a_wait_too() {
        let google = r#"{"error":{"code":429,"message":"Quota exceeded","status":"RESOURCE_EXHAUSTED","details":[
            {"@type":"type.googleapis.com/google.rpc.QuotaFailure"},
            {"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"22.5s"}]}}"#;
        assert_eq!(wait(&[], google), Some(22.5));
        assert_eq!(wait(&[], &format!("[{google}]")), Some(22.5));
        assert_eq!(wait(&[("retry-after", "3")], google), Some(3.0));
        for (message, expected) in [
            ("Rate limit reached. Please try again in 1m30.5s.", Some(90.5)),
            ("Please try again in 640ms. Visit", Some(0.64)),
            ("retry after 20 seconds", Some(20.0)),
            ("Please retry in 2 minutes, or less", Some(120.0)),
            ("try again in a moment", None),
            ("try again in 5 parsecs", None),
            ("try again later", None),
        ] {
            let body = serde_json::json!({ "error": { "message": message } }).to_string();
            assert_eq!(wait(&[], &body), expected, "{message}");
        }
    }
}
