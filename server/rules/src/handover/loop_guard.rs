//! Loop guard: detects a command line that OpenClaw hands back to this program.

use std::{
    ffi::{OsStr, OsString},
    os::unix::ffi::{OsStrExt, OsStringExt},
    path::{Path, PathBuf},
};

/// The environment variable that carries the [`HandoverTrace`] of a command line that is handed over.
pub const TRACE_VARIABLE: &str = "OPENCLAW_HANDED_OVER";

/// The most nested handovers: OpenClaw may start this program, which may hand over again.
const MAX_DEPTH: u8 = 16;

/// One handover of a command line from this program to OpenClaw.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HandoverTrace {
    /// The process id, which stays the same when the process executes another program.
    pub pid: u32,
    /// The number of handovers before it.
    pub depth: u8,
    /// A hash that identifies the command line without revealing it.
    pub line_hash: String,
    /// The executable of this program.
    pub from_program: PathBuf,
    /// The executable of OpenClaw, as found on `PATH`.
    pub to_program: PathBuf,
}

impl HandoverTrace {
    /// Parses the value of [`TRACE_VARIABLE`]; `None` if this program did not write it.
    pub fn parse(value: &OsStr) -> Option<Self> {
        let mut parts = value.as_bytes().splitn(5, |byte| *byte == b':');
        let mut text = || std::str::from_utf8(parts.next()?).ok();
        let (pid, depth, line) = (text()?.parse().ok()?, text()?.parse().ok()?, text()?.to_owned());
        let mut path = || Some(PathBuf::from(OsString::from_vec(parts.next()?.to_vec())));
        // A directory on `PATH` cannot contain a colon, but the path of this program may.
        let (to, from) = (path()?, path()?);
        Some(Self { pid, depth, line_hash: line, from_program: from, to_program: to })
    }

    /// The value for [`TRACE_VARIABLE`].
    pub fn to_env_value(&self) -> OsString {
        let mut value = OsString::from(format!("{}:{}:{}:", self.pid, self.depth, self.line_hash));
        value.push(&self.to_program);
        value.push(":");
        value.push(&self.from_program);
        value
    }

    /// Clears the process id and the command line. Used for the trace of a process that is not an ancestor of this one:
    /// its command line does not matter here, but the depth still counts.
    #[must_use]
    pub fn depth_only(self) -> Self {
        Self { pid: 0, line_hash: String::new(), ..self }
    }

    /// The trace of the next handover; an error with the trace before it if the command line has come back.
    pub fn next_after(before: Option<Self>, pid: u32, line: String, from: &Path, to: &Path) -> Result<Self, Self> {
        let depth = match before {
            Some(before) if before.pid == pid || before.line_hash == line || before.depth >= MAX_DEPTH => {
                return Err(before);
            }
            Some(before) => before.depth + 1,
            None => 0,
        };
        Ok(Self { pid, depth, line_hash: line, from_program: from.to_path_buf(), to_program: to.to_path_buf() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample_trace() -> HandoverTrace {
        let from = PathBuf::from(OsString::from_vec(b"/a:b \xff/openclaw".to_vec()));
        HandoverTrace {
            pid: 7,
            depth: 0,
            line_hash: "0badcafe".to_owned(),
            from_program: from,
            to_program: PathBuf::from("/usr/bin/openclaw"),
        }
    }

    fn next_trace(before: &HandoverTrace, pid: u32, line: &str) -> Result<HandoverTrace, HandoverTrace> {
        HandoverTrace::next_after(Some(before.clone()), pid, line.to_owned(), Path::new("/a"), Path::new("/b"))
    }

    #[test]
    fn trace_round_trips_and_rejects_other_texts() {
        assert_eq!(HandoverTrace::parse(&sample_trace().to_env_value()), Some(sample_trace()));
        for strange in ["", "1", "x:0:l:/b:/a", "1:0:l:/b", "1:300:l:/b:/a"] {
            assert_eq!(HandoverTrace::parse(OsStr::new(strange)), None, "{strange}");
        }
    }

    #[test]
    fn a_returning_command_line_is_refused() {
        let first = sample_trace();
        assert_eq!(next_trace(&first, 7, "other"), Err(first.clone()), "the same process");
        assert_eq!(next_trace(&first, 8, "0badcafe"), Err(first.clone()), "the same line");
        let second = next_trace(&first, 8, "other").unwrap();
        assert_eq!(second.depth, 1);
        assert!(next_trace(&first.clone().depth_only(), 7, "0badcafe").is_ok(), "another process, and its number");
        let deepest = HandoverTrace { depth: MAX_DEPTH, ..first };
        assert_eq!(next_trace(&deepest, 8, "other"), Err(deepest.clone()), "a new line every time");
        assert!(next_trace(&deepest.depth_only(), 8, "other").is_err(), "a new process every time");
    }

    #[test]
    fn the_first_handover_has_depth_zero() {
        let first = HandoverTrace::next_after(None, 1, "l".to_owned(), Path::new("/a"), Path::new("/b")).unwrap();
        assert_eq!((first.depth, first.pid), (0, 1));
    }
}
