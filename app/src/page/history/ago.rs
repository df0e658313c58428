//! How long ago a change was made, kept true while the page is open.

#[cfg(target_arch = "wasm32")]
use std::time::Duration;

use leptos::prelude::*;

use crate::text::{HistoryText, say};

/// `at` is `2026-11-21T12:04:05.007Z`; what cannot be read is shown as it is.
#[component]
pub(super) fn Ago(at: String) -> impl IntoView {
    let now = now_each_half_minute();
    let datetime = at.clone();
    let text = move || match seconds(&at) {
        Some(at) => say(HistoryText::Ago { minutes: now.get().saturating_sub(at) / 60 }),
        None => at.clone(),
    };
    view! { <time datetime=datetime>{text}</time> }
}

/// Seconds since 1970.
#[cfg(target_arch = "wasm32")]
fn now_each_half_minute() -> ReadSignal<u64> {
    let read = || Duration::try_from_secs_f64(web_sys::js_sys::Date::now() / 1000.0).map_or(0, |now| now.as_secs());
    let (now, set) = signal(read());
    let tick = move || {
        set.try_set(read());
    };
    if let Ok(timer) = set_interval_with_handle(tick, Duration::from_secs(30)) {
        on_cleanup(move || timer.clear());
    }
    now
}

#[cfg(not(target_arch = "wasm32"))]
fn now_each_half_minute() -> ReadSignal<u64> {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    signal(since.map_or(0, |since| since.as_secs())).0
}

/// Of a moment in UTC.
fn seconds(at: &str) -> Option<u64> {
    let part = |range: std::ops::Range<usize>| at.get(range)?.parse::<u64>().ok();
    let (year, month, day) = (part(0..4)?, part(5..7)?, part(8..10)?);
    let (hour, minute, second) = (part(11..13)?, part(14..16)?, part(17..19)?);
    // A year that begins in March ends with its leap day.
    let (year, month) = if month > 2 { (year, month - 3) } else { (year.checked_sub(1)?, month + 9) };
    let days = 365 * year + year / 4 - year / 100 + year / 400 + (153 * month + 2) / 5 + day.checked_sub(1)?;
    let days = days.checked_sub(719_468)?;
    Some(((days * 24 + hour) * 60 + minute) * 60 + second)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_read_as_seconds() {
        for (at, since) in [
            ("1970-01-01T00:00:00Z", Some(0)),
            ("2000-02-29T00:00:00.000Z", Some(951_782_400)),
            ("2026-11-21T12:04:05.007Z", Some(1_795_262_645)),
            ("1969-12-31T23:59:59Z", None),
            ("long ago", None),
        ] {
            assert_eq!(seconds(at), since, "{at}");
        }
    }
}
