//! How long commands take: the best of thirty, because a machine is never quiet.

use std::{
    fs,
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use crate::{Result, root, test};

const RUNS: usize = 30;

const CONFIG: &str = r#"{ "agents": { "defaults": {
  "model": { "primary": "anthropic/claude-opus-4-5", "fallbacks": ["openai/gpt-5.2", "google/gemini-2.5-pro"] } } } }"#;

const COMMANDS: &[&[&str]] = &[
    &["--version"],
    &["models", "fallbacks", "list"],
    &["models", "status"],
    &["models", "status", "--json"],
    &["models", "doctor"],
];

pub(crate) fn bench() -> Result {
    test::release()?;
    let home = root().join("target/bench-home");
    fs::create_dir_all(home.join(".openclaw"))?;
    fs::write(home.join(".openclaw/openclaw.json"), CONFIG)?;
    println!("best of {RUNS}, wall clock");
    for words in COMMANDS {
        let run = || -> Result<Duration> {
            let start = Instant::now();
            let mut command = Command::new(root().join("target/release/openclaw"));
            command.args(*words).env_clear().env("HOME", &home).stdout(Stdio::null());
            if command.status()?.success() { Ok(start.elapsed()) } else { Err(format!("{words:?} failed").into()) }
        };
        let mut best = run()?;
        for _ in 1..RUNS {
            best = best.min(run()?);
        }
        println!("{:<24} {:>6.2} ms", words.join(" "), best.as_secs_f64() * 1e3);
    }
    Ok(())
}
