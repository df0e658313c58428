//! Timestamp: the server renders it in UTC, a browser with script in its own time zone and format.

use crate::{
    prelude::*,
    text::{PartText, translate},
};

/// Parts of a timestamp to show.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum TimeParts {
    /// Date and time.
    #[default]
    DateAndTime,
    Date,
    Time,
}

/// Renders a timestamp such as `2026-11-21T12:04:05Z`; `None`: the change is not recorded yet.
#[component]
pub(crate) fn Timestamp(at: Option<String>, #[prop(optional)] shows: TimeParts) -> impl IntoView {
    let is_local_time = local_zone_known();
    let datetime = at.clone();
    let text = move || {
        at.as_ref()
            .map_or_else(|| translate(PartText::NotRecorded), |at| format_timestamp(at, shows, is_local_time.get()))
    };
    view! {
        <time class="when" datetime=datetime>
            {text}
        </time>
    }
}

/// Whether the local time zone is known. It is initially `false`, even in a browser, so that hydration sees what the
/// server rendered.
pub(crate) fn local_zone_known() -> ReadSignal<bool> {
    let (is_local, set) = signal(false);
    Effect::new(move || set.set(true));
    is_local
}

/// Formats a timestamp. A text that cannot be parsed is returned unchanged.
pub(crate) fn format_timestamp(timestamp: &str, shows: TimeParts, is_here: bool) -> String {
    let local_text = if is_here { format_local(timestamp, shows) } else { None };
    local_text.or_else(|| format_utc(timestamp, shows)).unwrap_or_else(|| timestamp.to_owned())
}

fn format_utc(timestamp: &str, shows: TimeParts) -> Option<String> {
    let (date, time) = timestamp.split_once('T')?;
    let mut parts = date.split('-').map(str::parse::<usize>);
    let mut next = || parts.next()?.ok();
    let day = translate(PartText::Date { year: next()?, month: next()?, day: next()? });
    let time = translate(PartText::UtcTime(time.get(..5)?.to_owned()));
    Some(match shows {
        TimeParts::Date => day,
        TimeParts::Time => time,
        TimeParts::DateAndTime => translate(PartText::DateAndTime { day, time }),
    })
}

#[cfg(target_arch = "wasm32")]
fn format_local(timestamp: &str, shows: TimeParts) -> Option<String> {
    use wasm_bindgen::{JsCast, JsValue};
    use web_sys::js_sys::{Array, Date, Intl, JSON};
    let wanted = match shows {
        TimeParts::DateAndTime => r#"{"dateStyle":"medium","timeStyle":"short"}"#,
        TimeParts::Date => r#"{"dateStyle":"medium"}"#,
        TimeParts::Time => r#"{"timeStyle":"short"}"#,
    };
    let format = Intl::DateTimeFormat::new(&Array::new(), JSON::parse(wanted).ok()?.unchecked_ref()).format();
    let formatted = format.call1(&JsValue::UNDEFINED, &Date::new(&JsValue::from_str(timestamp)));
    formatted.ok()?.as_string()
}

#[cfg(not(target_arch = "wasm32"))]
const fn format_local(_: &str, _: TimeParts) -> Option<String> {
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn timestamps_are_formatted_in_utc() {
        for (at, shows, said) in [
            ("2026-11-21T12:04:05.007Z", TimeParts::DateAndTime, "21 Nov 2026, 12:04 UTC"),
            ("2026-01-02T00:00:00Z", TimeParts::Date, "2 Jan 2026"),
            ("2026-01-02T00:00:00Z", TimeParts::Time, "00:00 UTC"),
            ("2026-13-02T00:00:00Z", TimeParts::Date, "2026-13-2"),
            ("long ago", TimeParts::DateAndTime, "long ago"),
            ("2026-01-02Tx", TimeParts::Time, "2026-01-02Tx"),
        ] {
            assert_eq!(format_timestamp(at, shows, true), said);
        }
    }
}
