//! Splits Rust source text into tokens.

/// Splits a source text into names, literals, lifetimes, `::` and single characters. Comments are left out.
pub(crate) fn split_tokens(source: &str) -> Vec<String> {
    let mut tokens = Vec::new();
    let mut rest = source;
    while !rest.is_empty() {
        let (token, tail) = rest.split_at(token_length(rest));
        if !token.trim().is_empty() && !token.starts_with("//") && !token.starts_with("/*") {
            tokens.push(token.to_owned());
        }
        rest = tail;
    }
    tokens
}

/// Whether a token is a name or a keyword.
pub(crate) fn is_name(token: &str) -> bool {
    token.starts_with(|c: char| c.is_alphabetic() || c == '_')
}

/// Length of the first token of a text that is not empty.
fn token_length(text: &str) -> usize {
    let length_up_to = |end: &str| text.find(end).map_or(text.len(), |index| index + end.len());
    if text.starts_with("//") {
        length_up_to("\n")
    } else if text.starts_with("/*") {
        length_up_to("*/")
    } else if text.starts_with('"') {
        quoted_length(text)
    } else if text.starts_with('\'') {
        quote_length(text)
    } else if text.starts_with("::") {
        2
    } else if let Some(quote) = raw_quote(text) {
        let begin = text.find('"').map_or(0, |index| index + 1);
        text.get(begin..).and_then(|inner| inner.find(&quote)).map_or(text.len(), |index| begin + index + quote.len())
    } else if is_name(text) {
        text.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(text.len())
    } else {
        text.chars().next().map_or(1, char::len_utf8)
    }
}

/// Length of a literal that ends with the character that it begins with.
fn quoted_length(text: &str) -> usize {
    let mut is_escaped = false;
    let quote = text.chars().next();
    let mut rest = text.char_indices().skip(1);
    let end = rest.find(|(_, c)| {
        let is_end = !is_escaped && Some(*c) == quote;
        is_escaped = !is_escaped && *c == '\\';
        is_end
    });
    end.map_or(text.len(), |(at, _)| at + 1)
}

/// Length of a character literal or of a lifetime.
fn quote_length(text: &str) -> usize {
    let mut chars = text.chars().skip(1);
    if chars.next() == Some('\\') || chars.next() == Some('\'') {
        return quoted_length(text);
    }
    text.char_indices().skip(1).find(|(_, c)| !c.is_alphanumeric() && *c != '_').map_or(text.len(), |(at, _)| at)
}

/// The end of the raw string that a text begins with.
fn raw_quote(text: &str) -> Option<String> {
    let rest = text.strip_prefix("br").or_else(|| text.strip_prefix('r'))?;
    let hashes = rest.find(|c| c != '#')?;
    rest.get(hashes..)?.starts_with('"').then(|| format!("\"{}", "#".repeat(hashes)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_literals_hide_no_code() {
        let source = r##"use a::b; // use c;
            let x = ['"', '\'', b'/']; /* use d */ fn f<'a>(s: &'a str) { r#"use "e"# "\"use f" g }"##;
        let tokens = split_tokens(source);
        assert!(
            ["use", "a", "::", "b", "'\"'", "'a", "r#\"use \"e\"#", "\"\\\"use f\"", "g"]
                .iter()
                .all(|token| tokens.iter().any(|found| found == token))
        );
        assert!(!["c", "d", "e", "f\""].iter().any(|token| tokens.iter().any(|found| found == token)));
    }
}
