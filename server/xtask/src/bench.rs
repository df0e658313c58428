//! How long commands take: the best of thirty, because a machine is never quiet.

use std::{
    fs,
    path::Path,
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use crate::{Result, root, test};

const RUNS: usize = 30;

const CONFIG: &str = r#"{ "agents": { "defaults": {
  "model": { "primary": "anthropic/claude-opus-4-5", "fallbacks": ["openai/gpt-5.2", "google/gemini-2.5-pro"] } } } }"#;

/// A command, and the one that takes it back: a write must have something to write each time.
const COMMANDS: &[(&str, Option<&str>)] = &[
    ("--version", None),
    ("models fallbacks list", None),
    ("models status", None),
    ("models status --json", None),
    ("models doctor", None),
    ("models fallbacks add xai/grok-4 --dry-run", None),
    ("models fallbacks add xai/grok-4", Some("models fallbacks remove xai/grok-4")),
];

pub(crate) fn bench() -> Result {
    test::release()?;
    let home = root().join("target/bench-home");
    fs::create_dir_all(home.join(".openclaw"))?;
    fs::write(home.join(".openclaw/openclaw.json"), CONFIG)?;
    println!("best of {RUNS}, wall clock");
    for (words, back) in COMMANDS {
        let mut best = Duration::MAX;
        for _ in 0..RUNS {
            best = best.min(run(words, &home)?);
            back.map_or(Ok(Duration::ZERO), |back| run(back, &home))?;
        }
        println!("{words:<44} {:>6.2} ms", best.as_secs_f64() * 1e3);
    }
    Ok(())
}

fn run(words: &str, home: &Path) -> Result<Duration> {
    let start = Instant::now();
    let mut command = Command::new(root().join("target/release/openclaw"));
    command.args(words.split(' ')).env_clear().env("HOME", home).stdout(Stdio::null()).stderr(Stdio::null());
    if command.status()?.success() { Ok(start.elapsed()) } else { Err(format!("`{words}` failed").into()) }
}
