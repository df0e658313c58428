//! Time until a credential expires or can be used again, updated while the page is open.

use std::time::Duration;

use contract::CredentialReport;

use crate::{
    hook::LiveUpdates,
    prelude::*,
    text::{CredentialsText, Remaining, translate},
};

/// The time of the server while the page is open, in milliseconds since 1970. The clock of the browser may be set
/// differently, so only what passes on it is counted.
#[derive(Debug, Clone, Copy)]
struct ServerClock(Memo<i64>);

/// Provides the time to the countdowns of the page.
pub(super) fn provide_clock(report: ReadSignal<CredentialReport>) {
    let reported = Memo::new(move |_| report.with(|report| report.now));
    let elapsed = RwSignal::new(0);
    Effect::new(move || {
        reported.track();
        elapsed.set(0);
        let start = browser_millis();
        let tick = move || {
            elapsed.try_set(browser_millis().saturating_sub(start).max(0));
        };
        if let Ok(timer) = set_interval_with_handle(tick, Duration::from_secs(1)) {
            on_cleanup(move || timer.clear());
        }
    });
    provide_context(ServerClock(Memo::new(move |_| reported.get().saturating_add(elapsed.get()))));
}

/// Renders the time until `at`, in milliseconds since 1970. When it is over, it renders `over`, and the page loads its
/// data again.
#[component]
pub(super) fn Countdown(at: i64, over: CredentialsText) -> impl IntoView {
    let ServerClock(now) = expect_context();
    let is_over = Memo::new(move |_| at <= now.get());
    let text = Memo::new(move |_| {
        let remaining = || CredentialsText::Remaining(remaining(at.saturating_sub(now.get())));
        translate(if is_over.get() { over.clone() } else { remaining() })
    });
    let live = expect_context::<LiveUpdates>();
    Effect::new(move |was_over: Option<bool>| {
        if is_over.get() && was_over == Some(false) {
            live.change_count.update(|count| *count += 1);
        }
        is_over.get()
    });
    view! { <time datetime=utc_timestamp(at)>{text}</time> }
}

/// The remaining time in one unit, rounded to the nearest.
fn remaining(millis: i64) -> Remaining {
    let rounded = |unit: i64| millis.max(0).saturating_add(unit / 2) / unit;
    match (rounded(1000), rounded(60_000), rounded(3_600_000)) {
        (seconds @ ..60, ..) => Remaining::Seconds(seconds),
        (_, minutes @ ..60, _) => Remaining::Minutes(minutes),
        (.., hours @ ..48) => Remaining::Hours(hours),
        _ => Remaining::Days(rounded(86_400_000)),
    }
}

/// Formats a time in milliseconds since 1970 as `2026-11-21T12:04:05Z`.
pub(super) fn utc_timestamp(millis: i64) -> String {
    let (days, seconds) = (millis.div_euclid(86_400_000), millis.rem_euclid(86_400_000) / 1000);
    // Years are counted from March, so the leap day is at the end of a year.
    let since = days + 719_468;
    let (era, of_era) = (since.div_euclid(146_097), since.rem_euclid(146_097));
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let shifted = (5 * of_year + 2) / 153;
    let day = of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    let year = year + era * 400 + i64::from(month <= 2);
    let (hour, minute, second) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
}

#[cfg(target_arch = "wasm32")]
fn browser_millis() -> i64 {
    Duration::try_from_secs_f64(web_sys::js_sys::Date::now() / 1000.0)
        .ok()
        .and_then(|now| i64::try_from(now.as_millis()).ok())
        .unwrap_or_default()
}

#[cfg(not(target_arch = "wasm32"))]
const fn browser_millis() -> i64 {
    0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn remaining_time_has_one_unit() {
        for (millis, expected) in [
            (-5000, Remaining::Seconds(0)),
            (45_400, Remaining::Seconds(45)),
            (59_600, Remaining::Minutes(1)),
            (4 * 60_000, Remaining::Minutes(4)),
            (5 * 3_600_000 + 1000, Remaining::Hours(5)),
            (47 * 3_600_000, Remaining::Hours(47)),
            (72 * 3_600_000, Remaining::Days(3)),
            (i64::MAX, Remaining::Days(106_751_991_167)),
        ] {
            assert_eq!(remaining(millis), expected, "{millis}");
        }
    }

    #[test]
    fn timestamps_are_formatted_in_utc() {
        for (millis, expected) in [
            (0, "1970-01-01T00:00:00Z"),
            (951_782_400_000, "2000-02-29T00:00:00Z"),
            (1_795_262_645_007, "2026-11-21T12:04:05Z"),
            (4_107_542_399_000, "2100-02-28T23:59:59Z"),
        ] {
            assert_eq!(utc_timestamp(millis), expected);
        }
    }
}
