//! Parser for `.env` files, compatible with Node's dotenv.

use super::Variables;

/// Parses the variables of a `.env` file. Lines that are not assignments are ignored. If a name is assigned twice, the
/// last assignment counts.
pub fn parse(text: &str) -> Variables {
    let text = text.trim_start_matches('\u{feff}').replace("\r\n", "\n").replace('\r', "\n");
    let mut rest = text.as_str();
    let mut found = Vec::new();
    while !rest.is_empty() {
        let (line, after) = rest.split_once('\n').unwrap_or((rest, ""));
        rest = match line.split_once('=').and_then(|(name, _)| Some((variable_name(name)?, name.len() + 1))) {
            None => after,
            Some((name, start)) => {
                let (value, after) = parse_value(rest.get(start..).unwrap_or_default());
                found.push((name.to_owned(), value));
                after
            }
        };
    }
    found.into_iter().collect()
}

fn variable_name(text: &str) -> Option<&str> {
    let text = text.trim();
    let name = text.strip_prefix("export").filter(|name| name.starts_with([' ', '\t'])).unwrap_or(text).trim_start();
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-');
    (!name.is_empty() && name.chars().all(is_name)).then_some(name)
}

/// Parses the value at the start of a text. Returns it with the lines after it.
fn parse_value(text: &str) -> (String, &str) {
    let (line, after) = text.split_once('\n').unwrap_or((text, ""));
    let start = text.trim_start_matches([' ', '\t']);
    match start.chars().next().filter(|c| matches!(c, '\'' | '"' | '`')).and_then(|quote| parse_quoted(start, quote)) {
        Some((value, rest)) => (value, rest.split_once('\n').map_or("", |(_, after)| after)),
        None => (line.split('#').next().unwrap_or_default().trim().to_owned(), after),
    }
}

/// Parses a quoted value, which may span several lines. Returns it with the rest after the closing quote.
fn parse_quoted(text: &str, quote: char) -> Option<(String, &str)> {
    let inside = text.strip_prefix(quote)?;
    let mut is_escaped = false;
    let end = inside.char_indices().find_map(|(at, c)| {
        let ends = c == quote && !is_escaped;
        is_escaped = c == '\\' && !is_escaped;
        ends.then_some(at)
    })?;
    let (value, rest) = inside.split_at(end);
    let value = if quote == '"' { value.replace("\\n", "\n").replace("\\r", "\r") } else { value.to_owned() };
    Some((value, rest))
}
