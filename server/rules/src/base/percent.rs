//! Percent-encoding.

use std::fmt::Write as _;

/// Encodes all bytes but letters, digits and `-`, `_`, `.`, `~`, as in one segment of a path.
pub fn percent_encoded(text: &str) -> String {
    let mut encoded = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            // Writing to a string cannot fail.
            write!(encoded, "%{byte:02X}").ok();
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_unreserved_characters_are_kept() {
        assert_eq!(percent_encoded("a-Z_0.~ /+%é"), "a-Z_0.~%20%2F%2B%25%C3%A9");
    }
}
