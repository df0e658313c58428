//! Homes with a sample configuration, to measure commands in.

use std::{
    env,
    ffi::OsString,
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use crate::{Result, repository_root};

const CONFIG: &str = r#"{ "agents": { "defaults": {
  "model": { "primary": "anthropic/claude-opus-4-5", "fallbacks": ["openai/gpt-5.2", "google/gemini-2.5-pro"] },
  "models": { "anthropic/claude-opus-4-5": { "alias": "opus" }, "openai/gpt-5.2": {}, "google/gemini-2.5-pro": {} } } } }"#;

/// Creates a home with the sample configuration. Each program gets its own, so that neither is affected by what the
/// other writes.
pub(crate) fn create_home(name: &str) -> Result<PathBuf> {
    let home = repository_root().join("target").join(name);
    if home.exists() {
        fs::remove_dir_all(&home)?;
    }
    fs::create_dir_all(home.join(".openclaw"))?;
    fs::write(home.join(".openclaw/openclaw.json"), CONFIG)?;
    Ok(home)
}

/// Runs a command and returns its time. `PATH` is kept, because the other program may be a script that needs its
/// interpreter.
pub(crate) fn time_command(words: &str, program: &OsString, home: &Path) -> Result<Duration> {
    let path = env::var_os("PATH").unwrap_or_default();
    let mut command = Command::new(program);
    command.args(words.split(' ')).env_clear().env("HOME", home).env("PATH", path).current_dir(home);
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let start = Instant::now();
    if command.status()?.success() { Ok(start.elapsed()) } else { Err(format!("`{words}` failed").into()) }
}
