//! The lines of a file, read from its end.

use std::{
    fs::File,
    io::{self, Read, Seek, SeekFrom},
};

/// How much is read at once; while a line has no beginning yet, as much again as is in memory.
const BLOCK: usize = 64 << 10;

/// Iterates over the lines of a file, the last one first, and reads no more of the file than these lines need. Behind a
/// line end that closes the file there is one more line, which is empty. Bytes before `limit` are never read: a line that
/// begins there ends the iteration.
pub(super) struct LinesFromEnd {
    file: File,
    limit: u64,
    /// Where `bytes` begins in the file.
    start: u64,
    /// What is read and not yet given.
    bytes: Vec<u8>,
    is_done: bool,
}

impl LinesFromEnd {
    /// Over the last `most` bytes of a file.
    pub(super) fn new(file: File, most: u64) -> io::Result<Self> {
        let start = file.metadata()?.len();
        Ok(Self { file, limit: start.saturating_sub(most), start, bytes: Vec::new(), is_done: false })
    }

    fn line(&mut self) -> io::Result<Option<String>> {
        while !self.is_done {
            if let Some(line_end) = self.bytes.iter().rposition(|byte| *byte == b'\n') {
                let line = self.bytes.split_off(line_end + 1);
                self.bytes.truncate(line_end);
                return Ok(Some(text(&line)));
            }
            if self.start == self.limit {
                self.is_done = true;
                return Ok((self.start == 0).then(|| text(&self.bytes)));
            }
            self.read_block()?;
        }
        Ok(None)
    }

    /// Reads the block before `bytes`.
    fn read_block(&mut self) -> io::Result<()> {
        let block = (BLOCK.max(self.bytes.len()) as u64).min(self.start - self.limit);
        self.file.seek(SeekFrom::Start(self.start - block))?;
        let mut bytes = Vec::new();
        (&self.file).take(block).read_to_end(&mut bytes)?;
        if bytes.len() as u64 != block {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        bytes.append(&mut self.bytes);
        (self.bytes, self.start) = (bytes, self.start - block);
        Ok(())
    }
}

impl Iterator for LinesFromEnd {
    type Item = io::Result<String>;

    fn next(&mut self) -> Option<io::Result<String>> {
        self.line().inspect_err(|_| self.is_done = true).transpose()
    }
}

fn text(line: &[u8]) -> String {
    String::from_utf8_lossy(line).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str, most: usize) -> Vec<String> {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), text).unwrap();
        let lines = LinesFromEnd::new(file.reopen().unwrap(), most as u64).unwrap();
        lines.map(Result::unwrap).collect()
    }

    #[test]
    fn lines_come_from_the_last_to_the_first_wherever_blocks_meet() {
        for length in [0, 1, 7, BLOCK - 1, BLOCK, BLOCK + 1, 5 * BLOCK] {
            let long = "é".repeat(length);
            for text in [long.clone(), format!("a\n{long}\n\nb"), format!("{long}\n{long}\n"), format!("\n{long}")] {
                let mut expected: Vec<_> = text.split('\n').collect();
                expected.reverse();
                assert_eq!(lines(&text, text.len()), expected, "{length}");
            }
        }
    }

    #[test]
    fn a_line_that_begins_before_the_limit_is_not_given() {
        let text = "first\nsecond\nthird\n";
        assert_eq!(lines(text, 6), [""; 1]);
        assert_eq!(lines(text, 7), ["", "third"]);
        assert_eq!(lines(text, 12), ["", "third"]);
        assert_eq!(lines(text, 100), ["", "third", "second", "first"]);
        assert!(lines("one line", 3).is_empty());
    }
}
