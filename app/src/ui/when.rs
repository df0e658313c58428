//! A moment: as the server knows it, in UTC; a browser with script says it in its own zone and manner.

use leptos::prelude::*;

use crate::text::{PartText, say};

/// Which part of a moment.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Shows {
    /// Both.
    #[default]
    Whole,
    Day,
    Time,
}

/// `at` is `2026-11-21T12:04:05Z`; `None`: nobody has written it down yet.
#[component]
pub(crate) fn When(at: Option<String>, #[prop(optional)] shows: Shows) -> impl IntoView {
    let here = here();
    let datetime = at.clone();
    let text = move || at.as_ref().map_or_else(|| say(PartText::JustNow), |at| moment(at, shows, here.get()));
    view! {
        <time class="when" datetime=datetime>
            {text}
        </time>
    }
}

/// Whether the reader's own zone is known. At first it is not, in a browser either: the page begins as the server drew it.
pub(crate) fn here() -> ReadSignal<bool> {
    let (here, set) = signal(false);
    Effect::new(move || set.set(true));
    here
}

/// In words. What cannot be read is shown as it is.
pub(crate) fn moment(at: &str, shows: Shows, is_here: bool) -> String {
    let own = if is_here { in_own_zone(at, shows) } else { None };
    own.or_else(|| in_utc(at, shows)).unwrap_or_else(|| at.to_owned())
}

fn in_utc(at: &str, shows: Shows) -> Option<String> {
    let (date, time) = at.split_once('T')?;
    let mut parts = date.split('-').map(str::parse::<usize>);
    let mut next = || parts.next()?.ok();
    let day = say(PartText::Day { year: next()?, month: next()?, day: next()? });
    let time = say(PartText::Utc(time.get(..5)?.to_owned()));
    Some(match shows {
        Shows::Day => day,
        Shows::Time => time,
        Shows::Whole => say(PartText::DayAndTime { day, time }),
    })
}

#[cfg(target_arch = "wasm32")]
fn in_own_zone(at: &str, shows: Shows) -> Option<String> {
    use wasm_bindgen::{JsCast, JsValue};
    use web_sys::js_sys::{Array, Date, Intl, JSON};
    let wanted = match shows {
        Shows::Whole => r#"{"dateStyle":"medium","timeStyle":"short"}"#,
        Shows::Day => r#"{"dateStyle":"medium"}"#,
        Shows::Time => r#"{"timeStyle":"short"}"#,
    };
    let format = Intl::DateTimeFormat::new(&Array::new(), JSON::parse(wanted).ok()?.unchecked_ref()).format();
    let said = format.call1(&JsValue::UNDEFINED, &Date::new(&JsValue::from_str(at)));
    said.ok()?.as_string()
}

#[cfg(not(target_arch = "wasm32"))]
const fn in_own_zone(_: &str, _: Shows) -> Option<String> {
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_said_in_utc() {
        for (at, shows, said) in [
            ("2026-11-21T12:04:05.007Z", Shows::Whole, "21 Nov 2026, 12:04 UTC"),
            ("2026-01-02T00:00:00Z", Shows::Day, "2 Jan 2026"),
            ("2026-01-02T00:00:00Z", Shows::Time, "00:00 UTC"),
            ("2026-13-02T00:00:00Z", Shows::Day, "2026-13-2"),
            ("long ago", Shows::Whole, "long ago"),
            ("2026-01-02Tx", Shows::Time, "2026-01-02Tx"),
        ] {
            assert_eq!(moment(at, shows, true), said);
        }
    }
}
