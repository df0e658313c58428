//! Output of the program: data goes to stdout, messages to stderr. Nothing else in the program writes to either.

mod error;
mod failure;
mod json;

use std::{
    ffi::OsString,
    io::{self, Write},
    path::Path,
};

use anstyle::{AnsiColor, Style};
use contract::{ChainStep, Mark, OpError, Tone};
use serde::Serialize;
use store::WaitEvent;

pub use contract::text::escape_hidden;
pub(crate) use failure::{Failure, Outcome};
use json::write_json;

/// Format in which a reply is printed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Format {
    /// Text for people; may change.
    #[default]
    Human,
    /// JSON for programs; does not change.
    Json,
    /// One value per line.
    Plain,
}

impl Format {
    /// Determines the format from arguments that are not parsed yet.
    #[must_use]
    pub fn from_args(args: &[OsString]) -> Self {
        let is_json = args.iter().take_while(|arg| *arg != "--").any(|arg| arg == "--json" || arg == "--status-json");
        if is_json { Self::Json } else { Self::Human }
    }
}

/// Style for emphasis. The stream decides whether it becomes color: without a terminal or with `NO_COLOR` it is
/// removed.
pub const STRONG: Style = Style::new().bold();
/// Style for less important text.
pub const QUIET: Style = Style::new().dimmed();
/// Style for success.
pub const GOOD: Style = AnsiColor::Green.on_default();
/// Style for warnings.
pub const WARN: Style = AnsiColor::Yellow.on_default();
/// Style for errors.
pub const BAD: Style = AnsiColor::Red.on_default();

/// Label of a chain step that is neither a model nor an alias.
pub const NO_MODEL: &str = "(neither a model nor an alias)";
/// Label of a chain step that contains a variable and no known model: the value is not shown, and may be valid.
const NO_KNOWN_MODEL: &str = "(no known model)";

/// Returns the label of a chain step that resolves to no model.
pub fn no_model_label(step: &ChainStep) -> &'static str {
    if step.configured.contains("${") { NO_KNOWN_MODEL } else { NO_MODEL }
}

/// Remarks on a model, behind its name.
pub fn marks_suffix(marks: &[Mark]) -> String {
    let style = |mark: &Mark| match mark.tone {
        Tone::Ok => GOOD,
        Tone::Warn => WARN,
        Tone::Bad => BAD,
        Tone::Plain => QUIET,
    };
    let suffix = |mark: &Mark| format!("  {}", with_style(style(mark), &format!("({})", escape_hidden(&mark.word))));
    marks.iter().map(suffix).collect::<Vec<_>>().concat()
}

/// Text for the model that OpenClaw uses when none is set.
pub fn openclaw_default_label(model: &str) -> String {
    format!("{} {}", escape_hidden(model), with_style(QUIET, "(OpenClaw's own default)"))
}

/// Prints to stdout and stderr.
pub struct Out {
    stdout: Box<dyn Write + Send>,
    /// Whether styles are printed; otherwise they are removed from a text.
    has_styles: bool,
    stderr: Box<dyn Write + Send>,
    /// First error while writing data.
    write_error: Option<io::ErrorKind>,
    made_change: Option<MadeChange>,
}

/// A change that was made, even if its output was lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MadeChange {
    /// Number of the change, if it is in the history.
    pub id: Option<u64>,
}

impl Out {
    /// Prints to the streams of this process, with colors where they are supported.
    #[must_use]
    pub fn from_process() -> Self {
        let has_styles = anstream::AutoStream::choice(&io::stdout()) != anstream::ColorChoice::Never;
        Self { has_styles, ..Self::new(io::stdout(), anstream::AutoStream::auto(io::stderr())) }
    }

    /// Prints to the given streams.
    pub fn new(stdout: impl Write + Send + 'static, stderr: impl Write + Send + 'static) -> Self {
        let (stdout, stderr) = (Box::new(stdout), Box::new(stderr));
        Self { stdout, stderr, has_styles: true, write_error: None, made_change: None }
    }

    /// Prints a line of data to stdout.
    pub fn data(&mut self, line: impl AsRef<str>) {
        let line = line.as_ref();
        let written = if self.has_styles {
            writeln!(self.stdout, "{line}")
        } else {
            writeln!(self.stdout, "{}", anstream::adapter::strip_str(line))
        };
        let written = written.and_then(|()| self.stdout.flush());
        self.record_write_error(written);
    }

    /// Prints a value as JSON to stdout. It has no styles.
    pub fn json(&mut self, value: &impl Serialize) {
        let written = write_json(&mut self.stdout, value);
        let written = written.and_then(|()| writeln!(self.stdout)).and_then(|()| self.stdout.flush());
        self.record_write_error(written);
    }

    /// Prints a message to stderr.
    pub fn message(&mut self, line: impl AsRef<str>) {
        // If stderr cannot be written, there is no other place to report that.
        writeln!(self.stderr, "{}", line.as_ref()).and_then(|()| self.stderr.flush()).ok();
    }

    /// Prints a warning to stderr.
    pub fn warn(&mut self, line: impl AsRef<str>) {
        self.message(format!("{WARN}warning:{WARN:#} {}", line.as_ref()));
    }

    /// Prints text that is already rendered, such as help.
    pub fn print_rendered(&mut self, text: &str, is_data: bool) {
        if is_data { self.data(text.trim_end()) } else { self.message(text.trim_end()) }
    }

    /// First error while writing data, for example because the disk is full.
    #[must_use]
    pub fn write_error(&self) -> Option<io::ErrorKind> {
        self.write_error
    }

    /// Remembers a change, so that it can be named if the output is lost.
    pub fn record_change(&mut self, id: Option<u64>) {
        self.made_change = Some(MadeChange { id });
    }

    /// The change that was made, if any.
    #[must_use]
    pub fn made_change(&self) -> Option<MadeChange> {
        self.made_change
    }

    /// Remembers a write error. A closed pipe is not one: in `… | head -1` the reader has what it needs.
    fn record_write_error(&mut self, written: io::Result<()>) {
        let failed = written.err().map(|e| e.kind()).filter(|kind| *kind != io::ErrorKind::BrokenPipe);
        self.write_error = self.write_error.or(failed);
    }

    /// Prints an error with its causes, its location and its hints to stderr.
    pub fn error(&mut self, error: &OpError, format: Format) {
        match format {
            Format::Json => {
                self.message(to_escaped_json(&serde_json::json!({ "error": error })));
            }
            Format::Human | Format::Plain => self.message(error::render_error(error).trim_end()),
        }
    }
}

/// Message that says what a write is waiting for. `show` formats a path for display.
#[must_use]
pub fn wait_message(waiting: &WaitEvent, show: impl Fn(&Path) -> String) -> String {
    match waiting {
        WaitEvent::ForOwnQueue => "waiting for another openclaw command to finish writing".to_owned(),
        WaitEvent::ForDatabase { path } => {
            format!("waiting: another program is writing `{}`", escape_hidden(&show(path)))
        }
        WaitEvent::ForOpenClawLock { lock, pid, age } => {
            let holder = pid.map_or_else(|| "another process".to_owned(), |pid| format!("process {pid}"));
            let since = age.map_or_else(String::new, |age| format!(" for {} s", age.as_secs()));
            format!("waiting: {holder} has held the lock `{}`{since}", escape_hidden(&show(lock)))
        }
    }
}

fn to_escaped_json(value: &impl Serialize) -> String {
    let mut json = Vec::new();
    write_json(&mut json, value).map_or_else(|_| "null".to_owned(), |()| String::from_utf8(json).unwrap_or_default())
}

/// Applies a style to a text; the stream removes it if it is not supported.
#[must_use]
pub fn with_style(style: Style, text: &str) -> String {
    if text.is_empty() { String::new() } else { format!("{style}{text}{style:#}") }
}
