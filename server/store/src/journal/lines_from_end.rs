//! Reads the lines of a file from its end.

use std::{
    fs::File,
    io::{self, Read, Seek, SeekFrom},
};

/// The size of a block. While a line's beginning has not been read, each block is at least as large as the buffer.
const BLOCK_SIZE: usize = 64 << 10;

/// Iterates over the lines of a file, the last one first, and reads no more of the file than these lines need. If the
/// file ends with a line break, the first item is an empty line. Bytes before `limit` are never read: a line that
/// begins there ends the iteration.
pub(super) struct LinesFromEnd {
    file: File,
    limit: u64,
    /// The position of `buffer` in the file.
    start: u64,
    /// The bytes that were read and not yet returned.
    buffer: Vec<u8>,
    is_done: bool,
}

impl LinesFromEnd {
    /// Iterates over the last `most` bytes of a file.
    pub(super) fn new(file: File, most: u64) -> io::Result<Self> {
        let start = file.metadata()?.len();
        Ok(Self { file, limit: start.saturating_sub(most), start, buffer: Vec::new(), is_done: false })
    }

    fn next_line(&mut self) -> io::Result<Option<String>> {
        while !self.is_done {
            if let Some(line_end) = self.buffer.iter().rposition(|byte| *byte == b'\n') {
                let line = self.buffer.split_off(line_end + 1);
                self.buffer.truncate(line_end);
                return Ok(Some(to_lossy_string(&line)));
            }
            if self.start == self.limit {
                self.is_done = true;
                return Ok((self.start == 0).then(|| to_lossy_string(&self.buffer)));
            }
            self.read_block()?;
        }
        Ok(None)
    }

    /// Reads the block before `buffer`.
    fn read_block(&mut self) -> io::Result<()> {
        let block = (BLOCK_SIZE.max(self.buffer.len()) as u64).min(self.start - self.limit);
        self.file.seek(SeekFrom::Start(self.start - block))?;
        let mut bytes = Vec::new();
        (&self.file).take(block).read_to_end(&mut bytes)?;
        if bytes.len() as u64 != block {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        bytes.append(&mut self.buffer);
        (self.buffer, self.start) = (bytes, self.start - block);
        Ok(())
    }
}

impl Iterator for LinesFromEnd {
    type Item = io::Result<String>;

    fn next(&mut self) -> Option<io::Result<String>> {
        self.next_line().inspect_err(|_| self.is_done = true).transpose()
    }
}

fn to_lossy_string(line: &[u8]) -> String {
    String::from_utf8_lossy(line).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines_from_end(text: &str, most: usize) -> Vec<String> {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), text).unwrap();
        let lines = LinesFromEnd::new(file.reopen().unwrap(), most as u64).unwrap();
        lines.map(Result::unwrap).collect()
    }

    #[test]
    fn lines_are_reversed_across_block_boundaries() {
        for length in [0, 1, 7, BLOCK_SIZE - 1, BLOCK_SIZE, BLOCK_SIZE + 1, 5 * BLOCK_SIZE] {
            let long = "é".repeat(length);
            for text in [long.clone(), format!("a\n{long}\n\nb"), format!("{long}\n{long}\n"), format!("\n{long}")] {
                let mut expected: Vec<_> = text.split('\n').collect();
                expected.reverse();
                assert_eq!(lines_from_end(&text, text.len()), expected, "{length}");
            }
        }
    }

    #[test]
    fn line_starting_before_the_limit_is_skipped() {
        let text = "first\nsecond\nthird\n";
        assert_eq!(lines_from_end(text, 6), [""; 1]);
        assert_eq!(lines_from_end(text, 7), ["", "third"]);
        assert_eq!(lines_from_end(text, 12), ["", "third"]);
        assert_eq!(lines_from_end(text, 100), ["", "third", "second", "first"]);
        assert!(lines_from_end("one line", 3).is_empty());
    }
}
