//! Time since a change, updated while the page is open.

use crate::{
    prelude::*,
    text::{HistoryText, translate},
    ui::{TimeParts, format_timestamp},
};

/// Renders the time since `at` (`2026-11-21T12:04:05.007Z`). Only a browser with script knows it: before hydration, and
/// without script, the timestamp itself is shown.
#[component]
pub(super) fn RelativeTime(at: String) -> impl IntoView {
    let now = current_seconds();
    let datetime = at.clone();
    let ago = move |now: u64| {
        parse_utc_seconds(&at).map(|at| HistoryText::RelativeTime { minutes: now.saturating_sub(at) / 60 })
    };
    let written = format_timestamp(&datetime, TimeParts::DateAndTime, false);
    let text = move || now.get().and_then(&ago).map_or_else(|| written.clone(), translate);
    view! { <time datetime=datetime>{text}</time> }
}

/// Seconds since 1970, updated every half minute; `None` on the server and initially.
fn current_seconds() -> ReadSignal<Option<u64>> {
    let (now, set) = signal(None);
    Effect::new(move || {
        set.set(now_seconds());
        let tick = move || {
            set.try_set(now_seconds());
        };
        if let Ok(timer) = set_interval_with_handle(tick, std::time::Duration::from_secs(30)) {
            on_cleanup(move || timer.clear());
        }
    });
    now
}

#[cfg(target_arch = "wasm32")]
fn now_seconds() -> Option<u64> {
    let now = web_sys::js_sys::Date::now() / 1000.0;
    std::time::Duration::try_from_secs_f64(now).ok().map(|now| now.as_secs())
}

#[cfg(not(target_arch = "wasm32"))]
const fn now_seconds() -> Option<u64> {
    None
}

/// Parses a UTC timestamp into seconds since 1970.
fn parse_utc_seconds(timestamp: &str) -> Option<u64> {
    let number = |range: std::ops::Range<usize>| timestamp.get(range)?.parse::<u64>().ok();
    let (year, month, day) = (number(0..4)?, number(5..7)?, number(8..10)?);
    let (hour, minute, second) = (number(11..13)?, number(14..16)?, number(17..19)?);
    // Years are counted from March, so the leap day is at the end of a year.
    let (year, month) = if month > 2 { (year, month - 3) } else { (year.checked_sub(1)?, month + 9) };
    let days = 365 * year + year / 4 - year / 100 + year / 400 + (153 * month + 2) / 5 + day.checked_sub(1)?;
    let days = days.checked_sub(719_468)?;
    Some(((days * 24 + hour) * 60 + minute) * 60 + second)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn timestamps_parse_to_seconds() {
        for (at, since) in [
            ("1970-01-01T00:00:00Z", Some(0)),
            ("2000-02-29T00:00:00.000Z", Some(951_782_400)),
            ("2026-11-21T12:04:05.007Z", Some(1_795_262_645)),
            ("1969-12-31T23:59:59Z", None),
            ("long ago", None),
        ] {
            assert_eq!(parse_utc_seconds(at), since, "{at}");
        }
    }
}
