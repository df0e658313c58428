//! How long ago a change was made, kept true while the page is open.

use leptos::prelude::*;

use crate::{
    text::{HistoryText, say},
    ui::{Shows, moment},
};

/// `at` is `2026-11-21T12:04:05.007Z`. Only a browser with script knows how long ago that was: before, and without one,
/// it is the moment itself.
#[component]
pub(super) fn Ago(at: String) -> impl IntoView {
    let now = now();
    let datetime = at.clone();
    let ago = move |now: u64| seconds(&at).map(|at| HistoryText::Ago { minutes: now.saturating_sub(at) / 60 });
    let written = moment(&datetime, Shows::Whole, false);
    let text = move || now.get().and_then(&ago).map_or_else(|| written.clone(), say);
    view! { <time datetime=datetime>{text}</time> }
}

/// Seconds since 1970, anew each half minute; `None` on a server, and at first.
fn now() -> ReadSignal<Option<u64>> {
    let (now, set) = signal(None);
    Effect::new(move || {
        set.set(clock());
        let tick = move || {
            set.try_set(clock());
        };
        if let Ok(timer) = set_interval_with_handle(tick, std::time::Duration::from_secs(30)) {
            on_cleanup(move || timer.clear());
        }
    });
    now
}

#[cfg(target_arch = "wasm32")]
fn clock() -> Option<u64> {
    let now = web_sys::js_sys::Date::now() / 1000.0;
    std::time::Duration::try_from_secs_f64(now).ok().map(|now| now.as_secs())
}

#[cfg(not(target_arch = "wasm32"))]
const fn clock() -> Option<u64> {
    None
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
