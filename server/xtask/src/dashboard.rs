//! Runs the dashboard of the release binary and sends it requests, as a browser does.

use std::{
    fs,
    io::{BufRead, BufReader, Read, Write},
    net::{Ipv4Addr, TcpStream},
    path::Path,
    process::{Child, Command, Stdio},
    thread,
    time::Duration,
};

use crate::{Result, repository_root};

/// Interval between two readings of its memory. Reading ends when this many in a row are equal.
const POLL_INTERVAL: Duration = Duration::from_millis(200);
const STABLE_READINGS: usize = 5;
const MAX_READINGS: usize = 100;

/// Maximum time to wait for a response.
const READ_TIMEOUT: Duration = Duration::from_secs(10);

/// A running dashboard; it is stopped when this is dropped.
pub(crate) struct Dashboard {
    child: Child,
    port: u16,
    sign_in_code: String,
}

impl Dashboard {
    pub(crate) fn start(home: &Path) -> Result<Self> {
        let mut command = Command::new(repository_root().join("target/release/openclaw"));
        command.args(["models", "ui", "--no-open", "--port", "0"]).env_clear().env("HOME", home).current_dir(home);
        let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn()?;
        let mut link = String::new();
        if let Some(stdout) = child.stdout.as_mut() {
            BufReader::new(stdout).read_line(&mut link)?;
        }
        let mut dashboard = Self { child, port: 0, sign_in_code: String::new() };
        let parts = link.trim().strip_prefix("http://127.0.0.1:").and_then(|rest| rest.split_once("/login#code="));
        let (port, code) = parts.ok_or("the dashboard printed no link")?;
        (dashboard.port, dashboard.sign_in_code) = (port.parse()?, code.to_owned());
        Ok(dashboard)
    }

    /// Signs in, and returns the Overview page and its size as sent. The link works only once.
    pub(crate) fn load_overview(&self) -> Result<(String, usize)> {
        let cookie = self.sign_in()?;
        let (head, page) = self.send_request("GET", "/", &cookie, "")?;
        let (_, sent) = self.send_request("GET", "/", &format!("{cookie}Accept-Encoding: gzip, br\r\n"), "")?;
        if !head.contains(" 200 ") {
            return Err(format!("Overview was refused: {head}").into());
        }
        Ok((String::from_utf8(page)?, sent.len()))
    }

    /// Signs in and requests pages, many at once.
    pub(crate) fn load_pages_at_once(&self, pages: &[&str], times: usize) -> Result {
        let cookie = &self.sign_in()?;
        let answers = thread::scope(|scope| {
            let ask = |page| scope.spawn(move || self.send_request("GET", page, cookie, "").map_err(|e| e.to_string()));
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

    /// Signs in and returns the header with the session cookie.
    fn sign_in(&self) -> Result<String> {
        let body = format!("code={}", self.sign_in_code);
        let head = format!(
            "Origin: http://127.0.0.1:{}\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n",
            self.port,
            body.len()
        );
        let (head, _) = self.send_request("POST", "/login", &head, &body)?;
        let cookie = head.lines().find_map(|line| line.strip_prefix("set-cookie: "));
        let cookie = cookie.and_then(|cookie| cookie.split(';').next()).ok_or("sign-in to the dashboard failed")?;
        Ok(format!("Cookie: {cookie}\r\n"))
    }

    /// Reads a memory figure in bytes: `VmRSS` is the current memory, `VmHWM` the maximum so far. `None` if the system
    /// does not provide it.
    pub(crate) fn memory_figure(&self, what: &str) -> Result<Option<u64>> {
        let status = format!("/proc/{}/status", self.child.id());
        if !Path::new(&status).exists() {
            return Ok(None);
        }
        let bytes = parse_memory_line(&fs::read_to_string(&status)?, what);
        bytes.ok_or_else(|| "the system does not report memory figures".into()).map(Some)
    }

    /// Sends a request and returns the head and the body of the response. It uses HTTP/1.0, so that the body is not
    /// chunked.
    fn send_request(&self, method: &str, path: &str, more: &str, body: &str) -> Result<(String, Vec<u8>)> {
        let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, self.port))?;
        stream.set_read_timeout(Some(READ_TIMEOUT))?;
        write!(stream, "{method} {path} HTTP/1.0\r\nHost: 127.0.0.1:{}\r\n{more}\r\n{body}", self.port)?;
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer)?;
        let end =
            answer.windows(4).position(|bytes| bytes == b"\r\n\r\n").ok_or("the dashboard's answer has no end")?;
        let body = answer.split_off(end + 4);
        Ok((String::from_utf8(answer)?, body))
    }

    /// Returns its memory in bytes once it no longer changes; `None` if the system does not provide it.
    pub(crate) fn settled_memory(&self) -> Result<Option<u64>> {
        let mut seen = Vec::new();
        for _ in 0..MAX_READINGS {
            let Some(now) = self.memory_figure("VmRSS")? else { return Ok(None) };
            seen.retain(|before| *before == now);
            seen.push(now);
            if seen.len() == STABLE_READINGS {
                break;
            }
            thread::sleep(POLL_INTERVAL);
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

/// Parses a line such as `VmRSS:     21340 kB` into bytes.
pub(crate) fn parse_memory_line(status: &str, what: &str) -> Option<u64> {
    let line = status.lines().find_map(|line| line.strip_prefix(what)?.strip_prefix(':'))?;
    line.trim().strip_suffix(" kB")?.parse::<u64>().ok().map(|kilobytes| kilobytes * 1024)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_is_read_from_status_line() {
        assert_eq!(
            parse_memory_line("VmPeak:\t  99999 kB\nVmRSS:\t   21340 kB\nThreads:\t4\n", "VmRSS"),
            Some(21340 * 1024)
        );
        assert_eq!(parse_memory_line("Threads:\t4\n", "VmRSS"), None);
    }
}
