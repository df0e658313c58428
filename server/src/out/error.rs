//! Renders an error: what was attempted, where, and what to do.

use std::fmt::Write;

use contract::{Excerpt, OpError, SourceSpan};

use super::{BAD, QUIET, STRONG, escape_hidden};

pub(super) fn render_error(error: &OpError) -> String {
    let mut text = format!("{BAD}Error:{BAD:#} {}\n", escape_hidden(&error.message));
    for cause in &error.causes {
        push_line(&mut text, format_args!("  caused by: {}", escape_hidden(cause)));
    }
    if let Some(span) = &error.at {
        push_span(&mut text, span);
    }
    for hint in &error.hints {
        push_line(&mut text, format_args!("{STRONG}hint:{STRONG:#} {}", escape_hidden(&hint.text)));
    }
    text
}

fn push_span(text: &mut String, span: &SourceSpan) {
    push_line(text, format_args!("{QUIET} --> {}:{}:{}{QUIET:#}", escape_hidden(&span.file), span.line, span.column));
    if let Some(excerpt) = &span.excerpt {
        push_excerpt(text, excerpt);
    }
}

fn push_excerpt(text: &mut String, excerpt: &Excerpt) {
    let width = excerpt.lines.last().map_or(0, |last| last.number.to_string().len());
    for row in &excerpt.lines {
        push_line(text, format_args!("{QUIET}{:>width$} |{QUIET:#} {}", row.number, escape_hidden(&row.text)));
    }
    let indent = " ".repeat(excerpt.caret);
    push_line(text, format_args!("{QUIET}{:width$} |{QUIET:#} {indent}{BAD}^{BAD:#}", ""));
}

fn push_line(text: &mut String, args: std::fmt::Arguments<'_>) {
    // Writing to a `String` does not fail.
    let _ = writeln!(text, "{args}");
}
