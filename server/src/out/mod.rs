//! The only printer. Data goes to stdout, talk to stderr; nothing else in the program writes to either.

mod error;

use std::{
    ffi::OsString,
    io::{self, Write},
    path::Path,
};

use anstyle::{AnsiColor, Style};
use contract::{OpError, Rung, text::is_hostile};
use serde::Serialize;
use store::Waiting;

pub use contract::text::printable;

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

impl Format {
    /// What a line asks for, as far as it can be told before it is parsed.
    #[must_use]
    pub fn wanted(args: &[OsString]) -> Self {
        let is_json = args.iter().take_while(|arg| *arg != "--").any(|arg| arg == "--json" || arg == "--status-json");
        if is_json { Self::Json } else { Self::Human }
    }
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

/// Beside a name in a chain that nothing can be made of.
pub const NO_MODEL: &str = "(neither a model nor an alias)";
/// The same where a variable belongs into it: what fills it is not shown, and may be right.
const NO_KNOWN_MODEL: &str = "(no known model)";

/// What is said beside a step that shows no model.
pub fn no_model(rung: &Rung) -> &'static str {
    if rung.configured.contains("${") { NO_KNOWN_MODEL } else { NO_MODEL }
}

/// The model that OpenClaw takes where none is set.
pub fn openclaws_own(model: &str) -> String {
    format!("{} {}", printable(model), styled(QUIET, "(OpenClaw's own default)"))
}

/// Two streams and nothing else.
pub struct Out {
    stdout: Box<dyn Write + Send>,
    stderr: Box<dyn Write + Send>,
    /// Why data did not get out.
    lost: Option<io::ErrorKind>,
    change: Option<MadeChange>,
}

/// A change that was made, whatever became of the output.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MadeChange {
    /// Its number, if it is in the history.
    pub id: Option<u64>,
}

impl Out {
    /// To the streams of this process, with colours where they are wanted.
    #[must_use]
    pub fn from_process() -> Self {
        Self::new(anstream::AutoStream::auto(io::stdout()), anstream::AutoStream::auto(io::stderr()))
    }

    /// To any two streams.
    pub fn new(stdout: impl Write + Send + 'static, stderr: impl Write + Send + 'static) -> Self {
        Self { stdout: Box::new(stdout), stderr: Box::new(stderr), lost: None, change: None }
    }

    /// A line of data.
    pub fn data(&mut self, line: impl AsRef<str>) {
        let written = writeln!(self.stdout, "{}", line.as_ref()).and_then(|()| self.stdout.flush());
        self.note(written);
    }

    /// Data for programs.
    pub fn json(&mut self, value: &impl Serialize) {
        self.data(as_json(value));
    }

    /// A line of talk.
    pub fn talk(&mut self, line: impl AsRef<str>) {
        // Where talk cannot be heard, nothing can be said about it either.
        writeln!(self.stderr, "{}", line.as_ref()).and_then(|()| self.stderr.flush()).ok();
    }

    /// A line of talk that should not be missed.
    pub fn warn(&mut self, line: impl AsRef<str>) {
        self.talk(format!("{WARN}warning:{WARN:#} {}", line.as_ref()));
    }

    /// Text that somebody else has rendered, help for example.
    pub fn rendered(&mut self, text: &str, is_data: bool) {
        if is_data { self.data(text.trim_end()) } else { self.talk(text.trim_end()) }
    }

    /// Why data did not get out, if it did not: a full disk, for example.
    #[must_use]
    pub fn lost(&self) -> Option<io::ErrorKind> {
        self.lost
    }

    /// Remembers a change, to name it if the output is lost.
    pub fn note_change(&mut self, id: Option<u64>) {
        self.change = Some(MadeChange { id });
    }

    /// The change that was made, if one was.
    #[must_use]
    pub fn change(&self) -> Option<MadeChange> {
        self.change
    }

    /// `… | head -1` closes the pipe: the reader has what it wanted, and that is no failure.
    fn note(&mut self, written: io::Result<()>) {
        let failed = written.err().map(|e| e.kind()).filter(|kind| *kind != io::ErrorKind::BrokenPipe);
        self.lost = self.lost.or(failed);
    }

    /// What went wrong and what to do.
    pub fn error(&mut self, error: &OpError, format: Format) {
        match format {
            Format::Json => {
                self.talk(as_json(&serde_json::json!({ "error": error })));
            }
            Format::Human | Format::Plain => self.talk(error::render(error).trim_end()),
        }
    }
}

/// What a write waits for, while it waits. `show` makes a path one for people.
#[must_use]
pub fn waiting(waiting: &Waiting, show: impl Fn(&Path) -> String) -> String {
    match waiting {
        Waiting::ForUs => "waiting for another openclaw command to finish writing".to_owned(),
        Waiting::ForOpenClaw { lock, pid, age } => {
            let who = pid.map_or_else(|| "another process".to_owned(), |pid| format!("process {pid}"));
            let since = age.map_or_else(String::new, |age| format!(" for {} s", age.as_secs()));
            format!("waiting: {who} has held `{}`{since}", printable(&show(lock)))
        }
    }
}

/// Indented. What a terminal would obey or hide is escaped: between its lines JSON has such characters in strings only.
fn as_json(value: &impl Serialize) -> String {
    let json = serde_json::to_string_pretty(value).unwrap_or_else(|_| "null".to_owned());
    let mut units = [0; 2];
    json.chars().fold(String::with_capacity(json.len()), |mut out, c| {
        if c != '\n' && is_hostile(c) {
            out.extend(c.encode_utf16(&mut units).iter().map(|unit| format!("\\u{unit:04x}")));
        } else {
            out.push(c);
        }
        out
    })
}

/// Text with style, where the stream wants it.
#[must_use]
pub fn styled(style: Style, text: &str) -> String {
    if text.is_empty() { String::new() } else { format!("{style}{text}{style:#}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_for_programs_does_nothing_to_a_terminal() {
        let hostile = "a\u{9b}2J\u{202e}b\u{e0041}é\n";
        let json = as_json(&hostile);
        assert_eq!(json, r#""a\u009b2J\u202eb\udb40\udc41é\n""#);
        assert_eq!(serde_json::from_str::<String>(&json).unwrap(), hostile);
    }
}
