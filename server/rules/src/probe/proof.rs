//! What the result of a probe still proves, some time later.

use contract::{CredentialInfo, Mark, ProbeRow, Tone};

use super::{
    source::ProbeSource,
    targets::{is_probed, label},
};
use crate::{
    base::age::{age_text, wait_text},
    classify::cause::ProbeStatus,
};

/// A result that is older proves nothing about now, in milliseconds.
const FRESH_MS: i64 = 24 * 3_600_000;

/// The name of a credential in the marks of a job. It is not the key of a model, because it has a space.
pub fn credential_key(row: &ProbeRow) -> String {
    format!("{} {}", row.provider, row.label)
}

/// The name of a credential of a report in the marks of a job; `None` if it is not probed.
pub fn key_of_credential(provider: &str, one: &CredentialInfo) -> Option<String> {
    is_probed(one).then(|| format!("{provider} {}", label(one, &ProbeSource::of(one))))
}

/// The mark of something that is being probed.
pub fn pending_mark() -> Mark {
    Mark { tone: Tone::Plain, word: "asking…".to_owned(), reason: None }
}

/// What the result of a probe shows at a time: the result, how long it took, and its age. Only a result of the last day
/// counts as a proof.
pub fn proof_mark(row: &ProbeRow, now: i64) -> Mark {
    let age = now.saturating_sub(row.at);
    let is_fresh = age < FRESH_MS;
    let is_ok = row.status == ProbeStatus::Ok.as_str();
    let word = match (is_ok, is_fresh) {
        (true, true) => "answers",
        (true, false) => "answered",
        (false, _) => &row.word,
    };
    let latency = row.latency_ms.filter(|_| is_ok).map(|ms| format!(" · {}", latency_text(ms)));
    let model = row.model.as_deref().unwrap_or(&row.provider);
    let reason = match &row.error {
        None => format!("`{model}` answered a short request with `{}`", row.label),
        Some(error) => format!("`{model}` with `{}`: {}", row.label, error.replace('\n', " ").replace("↳ ", "")),
    };
    let retry = retry_phrase(row, now).map(|phrase| format!("; {phrase}"));
    Mark {
        tone: if is_fresh { tone(row) } else { Tone::Plain },
        word: format!("{word}{} · {}", latency.unwrap_or_default(), age_text(age)),
        reason: Some(format!("{reason}{}", retry.unwrap_or_default())),
    }
}

/// When the provider asks to try again, as a phrase; `None` if it asks for no wait, or the wait is over.
pub fn retry_phrase(row: &ProbeRow, now: i64) -> Option<String> {
    let left = row.at.saturating_add(row.retry_after_ms?.into()).saturating_sub(now);
    (left > 0).then(|| format!("try again in {}", wait_text(left)))
}

/// The mark of a credential that was probed, and has another secret since.
pub fn changed_mark() -> Mark {
    Mark {
        tone: Tone::Plain,
        word: "changed since its probe".to_owned(),
        reason: Some("it was probed with another secret, so the result says nothing about this one".to_owned()),
    }
}

fn tone(row: &ProbeRow) -> Tone {
    const STATUSES: [ProbeStatus; 4] = [ProbeStatus::Ok, ProbeStatus::Auth, ProbeStatus::Billing, ProbeStatus::NoModel];
    match STATUSES.into_iter().find(|status| status.as_str() == row.status) {
        // Nothing was sent.
        _ if row.latency_ms.is_none() => Tone::Plain,
        Some(ProbeStatus::Ok) => Tone::Ok,
        Some(_) => Tone::Bad,
        None => Tone::Warn,
    }
}

/// The row that says most about a model at a time: of those that are fresh, one that was answered; else the newest one.
pub fn best_row<'r>(rows: impl IntoIterator<Item = &'r ProbeRow>, now: i64) -> Option<&'r ProbeRow> {
    let rank = |row: &&ProbeRow| {
        let is_answer = row.status == ProbeStatus::Ok.as_str() && now.saturating_sub(row.at) < FRESH_MS;
        (is_answer, row.at)
    };
    // Of equal ones the first: its credential comes first.
    rows.into_iter().fold(None, |best, row| match best {
        Some(best) if rank(&best) >= rank(&row) => Some(best),
        _ => Some(row),
    })
}

/// A latency such as `0.8 s`.
fn latency_text(millis: u32) -> String {
    let tenths = (u64::from(millis) + 50) / 100;
    format!("{}.{}\u{a0}s", tenths / 10, tenths % 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: i64 = 10 * FRESH_MS;

    fn row(status: &str, latency_ms: Option<u32>, age: i64) -> ProbeRow {
        let error = (status != "ok").then(|| "401 no such\n↳ key".to_owned());
        ProbeRow {
            provider: "openai".to_owned(),
            model: Some("openai/m".to_owned()),
            label: "openai:a".to_owned(),
            status: status.to_owned(),
            word: if status == "ok" { "ok" } else { "key refused" }.to_owned(),
            error,
            latency_ms,
            at: NOW - age,
            ..ProbeRow::default()
        }
    }

    #[test]
    fn a_result_has_a_word_a_tone_and_an_age() {
        for (status, latency, age, tone, word) in [
            ("ok", Some(812), 4 * 60_000, Tone::Ok, "answers · 0.8\u{a0}s · 4\u{a0}min ago"),
            ("ok", Some(40), FRESH_MS - 1, Tone::Ok, "answers · 0.0\u{a0}s · 23\u{a0}h ago"),
            ("ok", Some(812), 3 * FRESH_MS, Tone::Plain, "answered · 0.8\u{a0}s · 3\u{a0}d ago"),
            ("auth", Some(90), -5, Tone::Bad, "key refused · just now"),
            ("rate_limit", Some(90), 0, Tone::Warn, "key refused · just now"),
            ("unknown", Some(90), 0, Tone::Warn, "key refused · just now"),
            ("auth", Some(90), FRESH_MS, Tone::Plain, "key refused · 24\u{a0}h ago"),
            ("unknown", None, 0, Tone::Plain, "key refused · just now"),
        ] {
            let mark = proof_mark(&row(status, latency, age), NOW);
            assert_eq!((mark.tone, mark.word.as_str()), (tone, word), "{status} {age}");
        }
        let reason = |status| proof_mark(&row(status, Some(1), 0), NOW).reason.unwrap();
        assert_eq!(reason("ok"), "`openai/m` answered a short request with `openai:a`");
        assert_eq!(reason("auth"), "`openai/m` with `openai:a`: 401 no such key");
    }

    #[test]
    fn a_wait_is_told_until_it_is_over() {
        let phrase = |retry_after_ms, age| {
            let limited = ProbeRow { retry_after_ms, ..row("rate_limit", Some(90), age) };
            proof_mark(&limited, NOW).reason.unwrap().replace("`openai/m` with `openai:a`: 401 no such key", "")
        };
        assert_eq!(phrase(Some(30_000), 0), "; try again in 30\u{a0}s");
        assert_eq!(phrase(Some(30_000), 20_000), "; try again in 10\u{a0}s");
        assert_eq!(phrase(Some(30_000), 30_000), "");
        assert_eq!(phrase(Some(0), 0), "");
        assert_eq!(phrase(None, 0), "");
    }

    #[test]
    fn a_fresh_answer_says_most_about_a_model() {
        let best = |rows: &[ProbeRow]| best_row(rows, NOW).map(|row| (row.status.clone(), NOW - row.at));
        let ok = |age| row("ok", Some(1), age);
        let refused = |age| row("auth", Some(1), age);
        assert_eq!(best(&[]), None);
        assert_eq!(best(&[refused(1), ok(9)]), Some(("ok".to_owned(), 9)));
        assert_eq!(best(&[ok(2 * FRESH_MS), refused(1)]), Some(("auth".to_owned(), 1)));
        assert_eq!(best(&[refused(5), row("billing", Some(1), 5)]), Some(("auth".to_owned(), 5)));
    }
}
