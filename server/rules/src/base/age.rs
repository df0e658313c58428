//! How long ago something was.

/// An age such as `4 min ago`, with a space that does not break.
pub fn age_text(millis: i64) -> String {
    match millis.max(0) / 60_000 {
        0 => "just now".to_owned(),
        minutes @ ..60 => format!("{minutes}\u{a0}min ago"),
        minutes @ ..2880 => format!("{}\u{a0}h ago", minutes / 60),
        minutes => format!("{}\u{a0}d ago", minutes / 1440),
    }
}

#[cfg(test)]
mod tests {
    use super::age_text;

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
