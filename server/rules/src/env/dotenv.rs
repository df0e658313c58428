//! `.env` files, as Node's dotenv reads them.

use super::Variables;

/// The variables of a file. A line that is no assignment is passed over; of a name that is there twice the last counts.
pub fn parse(text: &str) -> Variables {
    let text = text.trim_start_matches('\u{feff}').replace("\r\n", "\n").replace('\r', "\n");
    let mut rest = text.as_str();
    let mut found = Vec::new();
    while !rest.is_empty() {
        let (line, after) = rest.split_once('\n').unwrap_or((rest, ""));
        rest = match line.split_once('=').and_then(|(name, _)| Some((name_of(name)?, name.len() + 1))) {
            None => after,
            Some((name, start)) => {
                let (value, after) = value(rest.get(start..).unwrap_or_default());
                found.push((name.to_owned(), value));
                after
            }
        };
    }
    found.into_iter().collect()
}

fn name_of(text: &str) -> Option<&str> {
    let text = text.trim();
    let name = text.strip_prefix("export").filter(|name| name.starts_with([' ', '\t'])).unwrap_or(text).trim_start();
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-');
    (!name.is_empty() && name.chars().all(is_name)).then_some(name)
}

/// The value at the start of a text, and the lines after it.
fn value(text: &str) -> (String, &str) {
    let (line, after) = text.split_once('\n').unwrap_or((text, ""));
    let start = text.trim_start_matches([' ', '\t']);
    match start.chars().next().filter(|c| matches!(c, '\'' | '"' | '`')).and_then(|quote| quoted(start, quote)) {
        Some((value, rest)) => (value, rest.split_once('\n').map_or("", |(_, after)| after)),
        None => (line.split('#').next().unwrap_or_default().trim().to_owned(), after),
    }
}

/// What stands between two quotes, on as many lines as it takes, and what comes after them.
fn quoted(text: &str, quote: char) -> Option<(String, &str)> {
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
