//! How long ago something was, and how long it is until something.

/// An age such as `4 min ago`, with a space that does not break.
pub fn age_text(millis: i64) -> String {
    match millis.max(0) / 60_000 {
        0 => "just now".to_owned(),
        minutes @ ..60 => format!("{minutes}\u{a0}min ago"),
        minutes @ ..2880 => format!("{}\u{a0}h ago", minutes / 60),
        minutes => format!("{}\u{a0}d ago", minutes / 1440),
    }
}

/// A time to wait such as `30 s` or `4 min`, rounded up, with a space that does not break.
pub fn wait_text(millis: i64) -> String {
    let seconds = millis.max(0).unsigned_abs().div_ceil(1000).max(1);
    match (seconds, seconds.div_ceil(60)) {
        (..=90, _) => format!("{seconds}\u{a0}s"),
        (_, minutes @ ..=90) => format!("{minutes}\u{a0}min"),
        (_, minutes @ ..=2880) => format!("{}\u{a0}h", minutes.div_ceil(60)),
        (_, minutes) => format!("{}\u{a0}d", minutes.div_ceil(1440)),
    }
}

#[cfg(test)]
mod tests {
    use super::{age_text, wait_text};

    #[test]
    fn a_wait_is_rounded_up() {
        const SECOND: i64 = 1000;
        for (millis, expected) in [
            (-5, "1\u{a0}s"),
            (1, "1\u{a0}s"),
            (1500, "2\u{a0}s"),
            (90 * SECOND, "90\u{a0}s"),
            (91 * SECOND, "2\u{a0}min"),
            (90 * 60 * SECOND, "90\u{a0}min"),
            (91 * 60 * SECOND, "2\u{a0}h"),
            (48 * 3600 * SECOND, "48\u{a0}h"),
            (49 * 3600 * SECOND, "3\u{a0}d"),
        ] {
            assert_eq!(wait_text(millis), expected, "{millis}");
        }
    }

    #[test]
    fn an_age_is_short() {
        const MINUTE: i64 = 60_000;
        for (millis, expected) in [
            (-5, "just now"),
            (MINUTE - 1, "just now"),
            (MINUTE, "1\u{a0}min ago"),
            (59 * MINUTE, "59\u{a0}min ago"),
            (60 * MINUTE, "1\u{a0}h ago"),
            (47 * 60 * MINUTE, "47\u{a0}h ago"),
            (48 * 60 * MINUTE, "2\u{a0}d ago"),
        ] {
            assert_eq!(age_text(millis), expected, "{millis}");
        }
    }
}
