//! Asks the login shell of the user for variables, as OpenClaw can. It runs only when a command asks for it.

use std::{
    fs,
    io::{self, Read},
    os::unix::process::CommandExt,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::mpsc,
    thread,
    time::Duration,
};

use rules::{auth::shell_variables::read_variables, base::env::Variables, document::view::View};
use rustix::process::{Pid, Signal, kill_process_group};

use crate::HomeStore;

/// How long the shell may take, unless `OPENCLAW_SHELL_ENV_TIMEOUT_MS` says otherwise.
const TIMEOUT: Duration = Duration::from_secs(15);

/// More output is not read.
const MAX_BYTES: u64 = 1 << 20;

/// The file with the programs that may be a login shell.
const SHELLS_FILE: &str = "/etc/shells";

const DEFAULT_SHELL: &str = "/bin/sh";

impl HomeStore {
    /// Asks the login shell for the variables that OpenClaw takes from it; an error is a phrase.
    pub fn login_shell_variables(&self, view: &View) -> Result<Variables, String> {
        let milliseconds = view.variable("OPENCLAW_SHELL_ENV_TIMEOUT_MS").and_then(|text| text.trim().parse().ok());
        let timeout = milliseconds.map_or(TIMEOUT, Duration::from_millis);
        let shell = login_shell(view.variable("SHELL").as_deref());
        let output = run_shell(&shell, timeout).map_err(|reason| format!("`{}` {reason}", shell.display()))?;
        Ok(read_variables(&output))
    }
}

/// The shell of the user, if the system knows it.
fn login_shell(named: Option<&str>) -> PathBuf {
    let known = fs::read_to_string(SHELLS_FILE).unwrap_or_default();
    let is_known = |named: &&str| Path::new(named).is_absolute() && known.lines().any(|line| line.trim() == *named);
    PathBuf::from(named.map(str::trim).filter(is_known).unwrap_or(DEFAULT_SHELL))
}

fn run_shell(shell: &Path, timeout: Duration) -> Result<Vec<u8>, String> {
    let mut command = Command::new(shell);
    command.args(["-l", "-c", "env -0"]).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
    // A group of its own, so that whatever the shell starts can be ended with it.
    let failed = |error: io::Error| format!("cannot be run: {}", error.kind());
    let mut child = command.process_group(0).spawn().map_err(failed)?;
    let output = read_output(&mut child, timeout);
    if output.is_err() {
        end_group(&child);
    }
    let ended = child.wait().map_err(failed)?;
    match output {
        Err(reason) => Err(reason),
        Ok(_) if !ended.success() => Err("failed".to_owned()),
        Ok(bytes) => Ok(bytes),
    }
}

/// Reads what a process prints until it closes its output.
fn read_output(child: &mut Child, timeout: Duration) -> Result<Vec<u8>, String> {
    let Some(stdout) = child.stdout.take() else { return Err("has no output".to_owned()) };
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        let mut bytes = Vec::new();
        let read = stdout.take(MAX_BYTES).read_to_end(&mut bytes).map(|_| bytes);
        // After the time-out, the result is no longer needed.
        sender.send(read).ok();
    });
    match receiver.recv_timeout(timeout) {
        Ok(Ok(bytes)) => Ok(bytes),
        Ok(Err(error)) => Err(format!("cannot be read: {}", error.kind())),
        Err(_) => Err(format!("did not answer within {} ms", timeout.as_millis())),
    }
}

/// Ends the processes that were started.
fn end_group(child: &Child) {
    if let Some(pid) = i32::try_from(child.id()).ok().and_then(Pid::from_raw) {
        kill_process_group(pid, Signal::KILL).ok();
    }
}

#[cfg(test)]
mod tests {
    use std::{fs, os::unix::fs::PermissionsExt, time::Instant};

    use super::*;

    fn shell(script: &str) -> (tempfile::TempDir, PathBuf) {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("shell");
        fs::write(&path, format!("#!/bin/sh\n{script}\n")).unwrap();
        fs::set_permissions(&path, PermissionsExt::from_mode(0o755)).unwrap();
        (dir, path)
    }

    #[test]
    fn the_output_of_the_shell_is_read() {
        let (_dir, path) = shell("printf 'A=1\\0%s=2\\0' \"$#\"");
        assert_eq!(run_shell(&path, TIMEOUT).unwrap(), b"A=1\x003=2\0");
    }

    #[test]
    fn a_shell_that_hangs_is_ended_with_all_that_it_started() {
        let (_dir, path) = shell("sleep 100 & sleep 100");
        let started = Instant::now();
        assert_eq!(run_shell(&path, Duration::from_millis(50)).unwrap_err(), "did not answer within 50 ms");
        assert!(started.elapsed() < Duration::from_secs(20));
    }

    #[test]
    fn a_shell_that_fails_has_no_variables() {
        let (_dir, path) = shell("exit 3");
        assert_eq!(run_shell(&path, TIMEOUT).unwrap_err(), "failed");
        assert_eq!(run_shell(Path::new("/no/such/shell"), TIMEOUT).unwrap_err(), "cannot be run: entity not found");
    }

    #[test]
    fn only_a_shell_that_the_system_knows_is_run() {
        assert_eq!(login_shell(Some("/tmp/not-a-shell")), Path::new(DEFAULT_SHELL));
        assert_eq!(login_shell(Some("sh")), Path::new(DEFAULT_SHELL));
        assert_eq!(login_shell(None), Path::new(DEFAULT_SHELL));
    }
}
