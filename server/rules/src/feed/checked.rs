//! Validates untrusted ids, names and numbers of a list.

use catalog::{InputKinds, Price, fits_in_ref, is_text_model_id};
use contract::text::is_hidden_char;
use serde_json::Value;

/// The longest id.
const MAX_ID: usize = 160;

/// The longest name.
const MAX_NAME: usize = 120;

/// More tokens than any context has.
const MAX_TOKENS: f64 = 100_000_000.0;

/// More dollars for a million tokens than any model costs.
const MAX_PRICE: f64 = 100_000.0;

/// More billions of parameters than any model has.
const MAX_BILLIONS: f64 = 100_000.0;

/// An id of a model for text; `None` if it cannot be one.
pub fn checked_id(id: &str) -> Option<&str> {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_.:/@+~()=,".contains(c);
    let has_good_ends = !id.starts_with(['-', '/', '~', ':']) && !id.ends_with('/') && !id.contains("//");
    let is_id = (1..=MAX_ID).contains(&id.len()) && id.chars().all(is_plain) && has_good_ends;
    (is_id && fits_in_ref(id) && is_text_model_id(id)).then_some(id)
}

/// A name for people; empty if it is too long, or has characters that a name does not have.
pub fn checked_name(name: &str) -> String {
    let name = name.trim();
    let is_odd = |c: char| is_hidden_char(c) || matches!(c, '<' | '>');
    if name.len() > MAX_NAME || name.contains(is_odd) {
        return String::new();
    }
    name.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A number, also one that is written as a text.
pub fn number(value: &Value) -> Option<f64> {
    let written = || value.as_str().filter(|text| text.len() <= 40)?.trim().parse().ok();
    value.as_f64().or_else(written).filter(|number: &f64| number.is_finite())
}

/// A number of tokens; zero and absurd numbers mean that it is unknown.
pub fn checked_tokens(number: Option<f64>) -> Option<u64> {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the range is checked")]
    number.filter(|number| (1.0..=MAX_TOKENS).contains(number)).map(|number| number as u64)
}

/// A price for a million tokens, to the millionth of a dollar. A negative one means that it varies.
pub fn checked_price(dollars: Option<f64>) -> Option<f64> {
    let dollars = dollars.filter(|dollars| (0.0..=MAX_PRICE).contains(dollars))?;
    // Without the sign of a negative zero.
    Some((dollars * 1e6).round().abs() / 1e6)
}

/// The prices, if those of input and output are known.
pub fn checked_prices(input: Option<f64>, output: Option<f64>, cache: [Option<f64>; 2]) -> Option<Price> {
    let [cache_read, cache_write] = cache.map(checked_price);
    Some(Price { input: checked_price(input)?, output: checked_price(output)?, cache_read, cache_write })
}

/// A number of parameters, in billions.
pub fn checked_billions(billions: Option<f64>) -> Option<f64> {
    billions.filter(|billions| *billions > 0.0 && *billions <= MAX_BILLIONS)
}

/// The kinds of input that these words name.
pub fn input_kinds<'a>(words: impl Iterator<Item = &'a str>) -> InputKinds {
    words.fold(InputKinds::default(), InputKinds::with_word)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn invalid_ids_are_refused() {
        for id in ["claude-opus-4-5", "openai/gpt-oss-120b:free", "workers-ai/@cf/meta/llama-3", "a.b-v1:0", "x=1,y"] {
            assert_eq!(checked_id(id), Some(id));
        }
        let long = "a".repeat(MAX_ID + 1);
        for id in [
            "",
            &long,
            "a b",
            "a\tb",
            "a\nb",
            "a\u{1b}[2J",
            "<img src=x onerror=alert(1)>",
            "a\"b",
            "a'b",
            "a`b",
            "a$(b)",
            "a\\b",
            "#provider",
            "-rf",
            "/etc/passwd",
            "a//b",
            "a/",
            "аnthropic", // begins with a Cyrillic letter
            "a\u{202e}b",
            "claude@profile",
            "text-embedding-3",
        ] {
            assert_eq!(checked_id(id), None, "{id:?}");
        }
    }

    #[test]
    fn names_are_plain_text() {
        for (name, expected) in [
            (" Claude  Opus 4.5 ", "Claude Opus 4.5"),
            ("通义千问", "通义千问"),
            ("a\u{1b}[2J", ""),
            ("<b>x</b>", ""),
            ("a\u{202e}b", ""),
        ] {
            assert_eq!(checked_name(name), expected, "{name:?}");
        }
        assert_eq!(checked_name(&"n".repeat(MAX_NAME + 1)), "");
    }

    #[test]
    fn absurd_numbers_are_unknown() {
        for (value, tokens, price) in [
            (json!(200_000), Some(200_000), None),
            (json!("0.5"), None, Some(0.5)),
            (json!(0), None, Some(0.0)),
            (json!(-0.0), None, Some(0.0)),
            (json!(-1), None, None),
            (json!("NaN"), None, None),
            (json!("inf"), None, None),
            (json!("1e999"), None, None),
            (json!(1e18), None, None),
            (json!(null), None, None),
            (json!([1]), None, None),
        ] {
            let found = number(&value);
            assert_eq!(checked_tokens(found), tokens, "{value}");
            assert_eq!(checked_price(found).filter(|price| *price < 1000.0), price, "{value}");
        }
        assert_eq!(checked_price(Some(0.123_456_789)), Some(0.123_457));
        assert_eq!(checked_prices(Some(1.0), None, [None; 2]), None);
        for (billions, expected) in
            [(Some(f64::NAN), None), (Some(0.0), None), (Some(1e9), None), (Some(7.0), Some(7.0))]
        {
            assert_eq!(checked_billions(billions), expected);
        }
    }
}
