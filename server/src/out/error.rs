//! How an error looks: what was attempted, where, what to do.

use std::fmt::Write;

use contract::{Excerpt, OpError, SourceSpan};

use super::{BAD, QUIET, STRONG, printable};

pub(super) fn render(error: &OpError) -> String {
    let mut text = format!("{BAD}Error:{BAD:#} {}\n", printable(&error.message));
    for cause in &error.causes {
        line(&mut text, format_args!("  caused by: {}", printable(cause)));
    }
    if let Some(place) = &error.at {
        draw(&mut text, place);
    }
    for hint in &error.hints {
        line(&mut text, format_args!("{STRONG}hint:{STRONG:#} {}", printable(&hint.text)));
    }
    text
}

fn draw(text: &mut String, place: &SourceSpan) {
    line(text, format_args!("{QUIET} --> {}:{}:{}{QUIET:#}", printable(&place.file), place.line, place.column));
    if let Some(excerpt) = &place.excerpt {
        draw_excerpt(text, excerpt);
    }
}

fn draw_excerpt(text: &mut String, excerpt: &Excerpt) {
    let width = excerpt.lines.last().map_or(0, |last| last.number.to_string().len());
    for row in &excerpt.lines {
        line(text, format_args!("{QUIET}{:>width$} |{QUIET:#} {}", row.number, printable(&row.text)));
    }
    let indent = " ".repeat(excerpt.caret);
    line(text, format_args!("{QUIET}{:width$} |{QUIET:#} {indent}{BAD}^{BAD:#}", ""));
}

fn line(text: &mut String, args: std::fmt::Arguments<'_>) {
    // Writing to a string does not fail.
    let _ = writeln!(text, "{args}");
}
