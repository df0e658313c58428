//! The dashboard of the release binary, as a browser meets it.

use std::{
    fs,
    io::{BufRead, BufReader, Read, Write},
    net::{Ipv4Addr, TcpStream},
    path::Path,
    process::{Child, Command, Stdio},
    thread,
    time::Duration,
};

use crate::{Result, root};

/// A look at its memory is made this often, until this many say the same.
const LOOK: Duration = Duration::from_millis(200);
const ALIKE: usize = 5;
const LOOKS: usize = 100;

/// An answer that takes longer does not come.
const PATIENCE: Duration = Duration::from_secs(10);

/// It runs until this is dropped.
pub(crate) struct Dashboard {
    child: Child,
    port: u16,
    code: String,
}

impl Dashboard {
    pub(crate) fn start(home: &Path) -> Result<Self> {
        let mut command = Command::new(root().join("target/release/openclaw"));
        command.args(["models", "ui", "--no-open", "--port", "0"]).env_clear().env("HOME", home).current_dir(home);
        let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn()?;
        let mut link = String::new();
        if let Some(stdout) = child.stdout.as_mut() {
            BufReader::new(stdout).read_line(&mut link)?;
        }
        let mut dashboard = Self { child, port: 0, code: String::new() };
        let parts = link.trim().strip_prefix("http://127.0.0.1:").and_then(|rest| rest.split_once("/login#code="));
        let (port, code) = parts.ok_or("the dashboard printed no link")?;
        (dashboard.port, dashboard.code) = (port.parse()?, code.to_owned());
        Ok(dashboard)
    }

    /// Signs in, and returns Overview and how many bytes of it are sent. The link is good for one visit.
    pub(crate) fn visit(&self) -> Result<(String, usize)> {
        let cookie = self.sign_in()?;
        let (head, page) = self.ask("GET", "/", &cookie, "")?;
        let (_, sent) = self.ask("GET", "/", &format!("{cookie}Accept-Encoding: gzip, br\r\n"), "")?;
        if !head.contains(" 200 ") {
            return Err(format!("Overview was refused: {head}").into());
        }
        Ok((String::from_utf8(page)?, sent.len()))
    }

    /// Signs in and asks for pages, many at once.
    pub(crate) fn visit_at_once(&self, pages: &[&str], times: usize) -> Result {
        let cookie = &self.sign_in()?;
        let answers = thread::scope(|scope| {
            let ask = |page| scope.spawn(move || self.ask("GET", page, cookie, "").map_err(|e| e.to_string()));
            let asked: Vec<_> = pages.iter().cycle().take(times).map(|page| ask(*page)).collect();
            asked.into_iter().map(|answer| answer.join().unwrap_or_else(|_| Err("it panicked".to_owned()))).collect()
        });
        let answers: Vec<std::result::Result<_, String>> = answers;
        for answer in answers {
            let (head, _) = answer?;
            if !head.contains(" 200 ") {
                return Err(format!("a page was refused: {head}").into());
            }
        }
        Ok(())
    }

    /// The header that says who is signed in.
    fn sign_in(&self) -> Result<String> {
        let body = format!("code={}", self.code);
        let head = format!(
            "Origin: http://127.0.0.1:{}\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n",
            self.port,
            body.len()
        );
        let (head, _) = self.ask("POST", "/login", &head, &body)?;
        let cookie = head.lines().find_map(|line| line.strip_prefix("set-cookie: "));
        let cookie = cookie.and_then(|cookie| cookie.split(';').next()).ok_or("the dashboard let nobody in")?;
        Ok(format!("Cookie: {cookie}\r\n"))
    }

    /// A figure of its memory, in bytes: `VmRSS` is what it holds, `VmHWM` the most that it ever held. `None` where the
    /// system does not say.
    pub(crate) fn memory(&self, what: &str) -> Result<Option<u64>> {
        let status = format!("/proc/{}/status", self.child.id());
        if !Path::new(&status).exists() {
            return Ok(None);
        }
        let bytes = memory(&fs::read_to_string(&status)?, what);
        bytes.ok_or_else(|| "the system does not say what is in memory".into()).map(Some)
    }

    /// The head of an answer, and its body. By HTTP/1.0, where a body comes in one piece.
    fn ask(&self, method: &str, path: &str, more: &str, body: &str) -> Result<(String, Vec<u8>)> {
        let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, self.port))?;
        stream.set_read_timeout(Some(PATIENCE))?;
        write!(stream, "{method} {path} HTTP/1.0\r\nHost: 127.0.0.1:{}\r\n{more}\r\n{body}", self.port)?;
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer)?;
        let end =
            answer.windows(4).position(|bytes| bytes == b"\r\n\r\n").ok_or("the dashboard's answer has no end")?;
        let body = answer.split_off(end + 4);
        Ok((String::from_utf8(answer)?, body))
    }

    /// What it holds in memory once it is quiet, in bytes; `None` where the system does not say.
    pub(crate) fn resident(&self) -> Result<Option<u64>> {
        let mut seen = Vec::new();
        for _ in 0..LOOKS {
            let Some(now) = self.memory("VmRSS")? else { return Ok(None) };
            seen.retain(|before| *before == now);
            seen.push(now);
            if seen.len() == ALIKE {
                break;
            }
            thread::sleep(LOOK);
        }
        Ok(seen.last().copied())
    }
}

impl Drop for Dashboard {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

/// `VmRSS:     21340 kB`, in bytes.
fn memory(status: &str, what: &str) -> Option<u64> {
    let line = status.lines().find_map(|line| line.strip_prefix(what)?.strip_prefix(':'))?;
    line.trim().strip_suffix(" kB")?.parse::<u64>().ok().map(|kilobytes| kilobytes * 1024)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_is_read_from_its_line() {
        assert_eq!(memory("VmPeak:\t  99999 kB\nVmRSS:\t   21340 kB\nThreads:\t4\n", "VmRSS"), Some(21340 * 1024));
        assert_eq!(memory("Threads:\t4\n", "VmRSS"), None);
    }
}
