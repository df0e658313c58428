//! Indented JSON in which a terminal finds nothing to obey or to hide.

use std::io::{self, BufWriter, Write};

use contract::text::is_hidden_char;
use serde::Serialize;
use serde_json::{Serializer, ser::Formatter};

/// How much JSON is written at a time.
const BUFFER_SIZE: usize = 32 << 10;

/// The end of a value, a line break, and the indentation of the deepest line that is written in one piece.
const SEPARATOR: &str = ",\n                                ";

/// Writes a value as indented JSON. Characters that a terminal would interpret or hide are escaped.
pub(super) fn write_json(out: &mut impl Write, value: &impl Serialize) -> io::Result<()> {
    let mut serializer =
        Serializer::with_formatter(BufWriter::with_capacity(BUFFER_SIZE, out), EscapingFormatter::default());
    value.serialize(&mut serializer)?;
    serializer.into_inner().flush()
}

/// Lays out JSON as `serde_json`'s pretty formatter does, with fewer and longer pieces, and escapes hidden characters.
#[derive(Default)]
struct EscapingFormatter {
    depth: usize,
    /// Whether the innermost array or object has a value.
    has_value: bool,
}

impl EscapingFormatter {
    fn begin<W: Write + ?Sized>(&mut self, writer: &mut W, bracket: &[u8]) -> io::Result<()> {
        self.depth += 1;
        self.has_value = false;
        writer.write_all(bracket)
    }

    fn end<W: Write + ?Sized>(&mut self, writer: &mut W, bracket: &[u8]) -> io::Result<()> {
        self.depth -= 1;
        if self.has_value {
            self.break_line(writer, true)?;
        }
        writer.write_all(bracket)
    }

    /// Begins a line, after a comma unless it is the first one.
    fn break_line<W: Write + ?Sized>(&self, writer: &mut W, is_first: bool) -> io::Result<()> {
        let end = (2 + 2 * self.depth).min(SEPARATOR.len());
        writer.write_all(SEPARATOR.as_bytes().get(usize::from(is_first)..end).unwrap_or_default())?;
        (SEPARATOR.len() / 2..=self.depth).try_for_each(|_| writer.write_all(b"  "))
    }
}

/// Whether a text is ASCII without the character for deletion; JSON itself escapes the other control characters. Looks at
/// eight bytes at a time, because every text of the output is checked.
fn is_plain(text: &[u8]) -> bool {
    const HIGH_BITS: u64 = u64::from_ne_bytes([0x80; 8]);
    const ONES: u64 = u64::from_ne_bytes([1; 8]);
    let (words, rest) = text.as_chunks();
    let is_plain_word = |word: &[u8; 8]| {
        let word = u64::from_ne_bytes(*word);
        (word | word.wrapping_add(ONES)) & HIGH_BITS == 0
    };
    words.iter().all(is_plain_word) && rest.iter().all(|byte| *byte < 0x7f)
}

impl Formatter for EscapingFormatter {
    fn begin_array<W: Write + ?Sized>(&mut self, writer: &mut W) -> io::Result<()> {
        self.begin(writer, b"[")
    }

    fn end_array<W: Write + ?Sized>(&mut self, writer: &mut W) -> io::Result<()> {
        self.end(writer, b"]")
    }

    fn begin_array_value<W: Write + ?Sized>(&mut self, writer: &mut W, is_first: bool) -> io::Result<()> {
        self.break_line(writer, is_first)
    }

    fn end_array_value<W: Write + ?Sized>(&mut self, _writer: &mut W) -> io::Result<()> {
        self.has_value = true;
        Ok(())
    }

    fn begin_object<W: Write + ?Sized>(&mut self, writer: &mut W) -> io::Result<()> {
        self.begin(writer, b"{")
    }

    fn end_object<W: Write + ?Sized>(&mut self, writer: &mut W) -> io::Result<()> {
        self.end(writer, b"}")
    }

    fn begin_object_key<W: Write + ?Sized>(&mut self, writer: &mut W, is_first: bool) -> io::Result<()> {
        self.break_line(writer, is_first)
    }

    fn begin_object_value<W: Write + ?Sized>(&mut self, writer: &mut W) -> io::Result<()> {
        writer.write_all(b": ")
    }

    fn end_object_value<W: Write + ?Sized>(&mut self, _writer: &mut W) -> io::Result<()> {
        self.has_value = true;
        Ok(())
    }

    fn write_string_fragment<W: Write + ?Sized>(&mut self, writer: &mut W, fragment: &str) -> io::Result<()> {
        if is_plain(fragment.as_bytes()) {
            return writer.write_all(fragment.as_bytes());
        }
        let mut rest = fragment;
        while let Some((at, c)) = rest.char_indices().find(|(_, c)| is_hidden_char(*c)) {
            let (before, from) = rest.split_at(at);
            writer.write_all(before.as_bytes())?;
            for unit in c.encode_utf16(&mut [0; 2]) {
                write!(writer, "\\u{unit:04x}")?;
            }
            rest = from.get(c.len_utf8()..).unwrap_or_default();
        }
        writer.write_all(rest.as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn to_json(value: &impl Serialize) -> String {
        let mut json = Vec::new();
        write_json(&mut json, value).unwrap();
        String::from_utf8(json).unwrap()
    }

    #[test]
    fn characters_that_a_terminal_would_obey_or_hide_are_escaped() {
        let hostile = "a\u{9b}2J\u{202e}b\u{e0041}é\n\u{7f}";
        let json = to_json(&hostile);
        assert_eq!(json, r#""a\u009b2J\u202eb\udb40\udc41é\n\u007f""#);
        assert_eq!(serde_json::from_str::<String>(&json).unwrap(), hostile);
        assert_eq!(to_json(&json!({ "k\u{202e}": 1 })), "{\n  \"k\\u202e\": 1\n}");
    }

    #[test]
    fn a_text_of_any_length_is_checked_to_its_end() {
        for length in 0..20 {
            let plain = "~".repeat(length);
            assert_eq!(to_json(&plain), format!("\"{plain}\""));
            for (last, escaped) in [("\u{7f}", "\\u007f"), ("\u{202e}", "\\u202e"), ("ÿ", "ÿ")] {
                assert_eq!(to_json(&(plain.clone() + last)), format!("\"{plain}{escaped}\""));
                assert_eq!(to_json(&(last.to_owned() + &plain)), format!("\"{escaped}{plain}\""));
            }
        }
    }

    #[test]
    fn the_layout_is_that_of_the_pretty_formatter() {
        let deep = (0..40).fold(json!("deepest"), |value, depth| json!({ "depth": depth, "inner": [value, []] }));
        for value in [json!([]), json!({}), json!([1, [], {}, "é", null]), json!({ "a": {}, "b": [[1.5], true] }), deep]
        {
            assert_eq!(to_json(&value), serde_json::to_string_pretty(&value).unwrap());
        }
    }
}
