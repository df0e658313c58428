//! Sends an answer, as wrong as the script says.

use std::{
    fmt::Write as _,
    io::{self, Write},
    net::TcpStream,
    thread,
    time::Duration,
};

use super::Answer;

impl Answer {
    /// Sends the answer; the caller closes the connection.
    pub(super) fn send(&self, stream: &mut TcpStream) -> io::Result<()> {
        thread::sleep(Duration::from_millis(self.delay_ms));
        if let Some(raw) = &self.raw {
            return stream.write_all(raw.as_bytes());
        }
        let body = self.body.to_bytes();
        stream.write_all(self.head(body.len() * self.repeat_body).as_bytes())?;
        if self.breaks_chunks {
            stream.write_all(b"zz\r\n")?;
        }
        let mut left = self.cut_after.unwrap_or(usize::MAX);
        for _ in 0..self.repeat_body {
            let part = body.get(..body.len().min(left)).unwrap_or_default();
            self.send_part(stream, part)?;
            left -= part.len();
        }
        stream.flush()
    }

    fn head(&self, length: usize) -> String {
        let mut head = format!("HTTP/1.1 {} Scripted\r\nconnection: close\r\n", self.status);
        let framing = if self.breaks_chunks {
            "transfer-encoding: chunked".to_owned()
        } else {
            format!("content-length: {length}")
        };
        // Writing to a string cannot fail.
        write!(head, "{framing}\r\n").ok();
        for (name, value) in &self.headers {
            write!(head, "{name}: {value}\r\n").ok();
        }
        for number in 0..self.extra_headers {
            write!(head, "x-extra-{number}: {number}\r\n").ok();
        }
        head + "\r\n"
    }

    fn send_part(&self, stream: &mut TcpStream, part: &[u8]) -> io::Result<()> {
        if self.byte_delay_ms == 0 {
            return stream.write_all(part);
        }
        for byte in part {
            stream.write_all(&[*byte])?;
            thread::sleep(Duration::from_millis(self.byte_delay_ms));
        }
        Ok(())
    }
}
