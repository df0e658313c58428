//! The only printer. Data goes to stdout, talk to stderr; nothing else in the program writes to either.

mod error;
mod printable;

use std::io::{self, Write};

use anstyle::{AnsiColor, Style};
use contract::OpError;
use serde::Serialize;

pub use printable::printable;

/// How a reply is printed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Format {
    /// For people; may change.
    #[default]
    Human,
    /// For programs; does not change.
    Json,
    /// One value a line.
    Plain,
}

/// Emphasis. Whether it becomes colour is the stream's business: no terminal or `NO_COLOR` takes it out.
pub const STRONG: Style = Style::new().bold();
/// What matters less.
pub const QUIET: Style = Style::new().dimmed();
/// Good.
pub const GOOD: Style = AnsiColor::Green.on_default();
/// Deserves a look.
pub const WARN: Style = AnsiColor::Yellow.on_default();
/// Broken.
pub const BAD: Style = AnsiColor::Red.on_default();

/// Two streams and nothing else.
pub struct Out {
    stdout: Box<dyn Write + Send>,
    stderr: Box<dyn Write + Send>,
}

impl Out {
    /// To the streams of this process, with colours where they are wanted.
    #[must_use]
    pub fn from_process() -> Self {
        Self::new(anstream::AutoStream::auto(io::stdout()), anstream::AutoStream::auto(io::stderr()))
    }

    /// To any two streams.
    pub fn new(stdout: impl Write + Send + 'static, stderr: impl Write + Send + 'static) -> Self {
        Self { stdout: Box::new(stdout), stderr: Box::new(stderr) }
    }

    /// A line of data.
    pub fn data(&mut self, line: impl AsRef<str>) {
        write_line(&mut self.stdout, line.as_ref());
    }

    /// Data for programs.
    pub fn json(&mut self, value: &impl Serialize) {
        let json = serde_json::to_string_pretty(value).unwrap_or_else(|_| "null".to_owned());
        self.data(json);
    }

    /// A line of talk.
    pub fn talk(&mut self, line: impl AsRef<str>) {
        write_line(&mut self.stderr, line.as_ref());
    }

    /// A line of talk that should not be missed.
    pub fn warn(&mut self, line: impl AsRef<str>) {
        self.talk(format!("{WARN}warning:{WARN:#} {}", line.as_ref()));
    }

    /// Text that somebody else has rendered, help for example.
    pub fn rendered(&mut self, text: &str, is_data: bool) {
        let stream = if is_data { &mut self.stdout } else { &mut self.stderr };
        ignore_closed(stream.write_all(text.as_bytes()).and_then(|()| stream.flush()));
    }

    /// What went wrong and what to do.
    pub fn error(&mut self, error: &OpError, format: Format) {
        match format {
            Format::Json => {
                let json = serde_json::to_string_pretty(&serde_json::json!({ "error": error })).unwrap_or_default();
                self.talk(json);
            }
            Format::Human | Format::Plain => self.talk(error::render(error).trim_end()),
        }
    }
}

fn write_line(stream: &mut dyn Write, line: &str) {
    ignore_closed(writeln!(stream, "{line}").and_then(|()| stream.flush()));
}

/// `… | head -1` closes the pipe: the reader has what it wanted.
fn ignore_closed(result: io::Result<()>) {
    if let Err(e) = result {
        tracing::debug!(kind = %e.kind(), "the reader is gone");
    }
}

/// Text with style, where the stream wants it.
#[must_use]
pub fn styled(style: Style, text: &str) -> String {
    format!("{style}{text}{style:#}")
}
