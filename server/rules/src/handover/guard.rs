//! What keeps a command line from going in circles.

use std::{
    ffi::{OsStr, OsString},
    os::unix::ffi::{OsStrExt, OsStringExt},
    path::{Path, PathBuf},
};

/// The variable that goes with a command line that is handed over.
pub const VARIABLE: &str = "OPENCLAW_HANDED_OVER";

/// OpenClaw may start us, and we may hand that over again: not deeper than this.
const DEEPEST: u8 = 16;

/// One hand-over: what, from whom, to whom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Handed {
    /// The process, which stays the same one when it becomes another program.
    pub pid: u32,
    /// How many there were before it.
    pub depth: u8,
    /// Names the command line, and does not say it.
    pub line: String,
    /// This program's file.
    pub from: PathBuf,
    /// OpenClaw's, as it stands on `PATH`.
    pub to: PathBuf,
}

impl Handed {
    /// From the variable. What we did not write is none.
    pub fn parse(value: &OsStr) -> Option<Self> {
        let mut parts = value.as_bytes().splitn(5, |byte| *byte == b':');
        let mut text = || std::str::from_utf8(parts.next()?).ok();
        let (pid, depth, line) = (text()?.parse().ok()?, text()?.parse().ok()?, text()?.to_owned());
        let mut path = || Some(PathBuf::from(OsString::from_vec(parts.next()?.to_vec())));
        // No directory on `PATH` has a colon in it; ours may have one.
        let (to, from) = (path()?, path()?);
        Some(Self { pid, depth, line, from, to })
    }

    /// For the variable.
    pub fn value(&self) -> OsString {
        let mut value = OsString::from(format!("{}:{}:{}:", self.pid, self.depth, self.line));
        value.push(&self.to);
        value.push(":");
        value.push(&self.from);
        value
    }

    /// The same from a process that is long gone, or goes its own way: its line says nothing about ours. How deep we are
    /// still counts.
    #[must_use]
    pub fn of_a_stranger(self) -> Self {
        Self { pid: 0, line: String::new(), ..self }
    }

    /// The next one, after what the variable says was before; or that one, when what was handed over has come back.
    pub fn after(before: Option<Self>, pid: u32, line: String, from: &Path, to: &Path) -> Result<Self, Self> {
        let depth = match before {
            Some(before) if before.pid == pid || before.line == line || before.depth >= DEEPEST => return Err(before),
            Some(before) => before.depth + 1,
            None => 0,
        };
        Ok(Self { pid, depth, line, from: from.to_path_buf(), to: to.to_path_buf() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn handed() -> Handed {
        let from = PathBuf::from(OsString::from_vec(b"/a:b \xff/openclaw".to_vec()));
        Handed { pid: 7, depth: 0, line: "0badcafe".to_owned(), from, to: PathBuf::from("/usr/bin/openclaw") }
    }

    fn after(before: &Handed, pid: u32, line: &str) -> Result<Handed, Handed> {
        Handed::after(Some(before.clone()), pid, line.to_owned(), Path::new("/a"), Path::new("/b"))
    }

    #[test]
    fn it_reads_what_it_has_written_and_nothing_else() {
        assert_eq!(Handed::parse(&handed().value()), Some(handed()));
        for strange in ["", "1", "x:0:l:/b:/a", "1:0:l:/b", "1:300:l:/b:/a"] {
            assert_eq!(Handed::parse(OsStr::new(strange)), None, "{strange}");
        }
    }

    #[test]
    fn what_comes_back_is_refused() {
        let first = handed();
        assert_eq!(after(&first, 7, "other"), Err(first.clone()), "the same process");
        assert_eq!(after(&first, 8, "0badcafe"), Err(first.clone()), "the same line");
        let second = after(&first, 8, "other").unwrap();
        assert_eq!(second.depth, 1);
        assert!(after(&first.clone().of_a_stranger(), 7, "0badcafe").is_ok(), "another process, and its number");
        let deepest = Handed { depth: DEEPEST, ..first };
        assert_eq!(after(&deepest, 8, "other"), Err(deepest.clone()), "a new line every time");
        assert!(after(&deepest.of_a_stranger(), 8, "other").is_err(), "a new process every time");
    }

    #[test]
    fn the_first_one_comes_from_nowhere() {
        let first = Handed::after(None, 1, "l".to_owned(), Path::new("/a"), Path::new("/b")).unwrap();
        assert_eq!((first.depth, first.pid), (0, 1));
    }
}
