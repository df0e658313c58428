//! How long commands take: the best of thirty, because a machine is never quiet; and what the idle dashboard holds in
//! memory. Nothing here fails for being slow.
//!
//! Where `PEER` names another openclaw executable, it does the same in a copy of the home, and is printed beside ours.

use std::{
    env,
    ffi::OsString,
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use crate::{Result, bench_large, dashboard::Dashboard, root, size::mega, test};

const RUNS: usize = 30;

/// The other one takes seconds.
const PEER_RUNS: usize = 3;

/// The most that the idle dashboard may hold, in megabytes.
const MEMORY: u32 = 30;

const CONFIG: &str = r#"{ "agents": { "defaults": {
  "model": { "primary": "anthropic/claude-opus-4-5", "fallbacks": ["openai/gpt-5.2", "google/gemini-2.5-pro"] },
  "models": { "anthropic/claude-opus-4-5": { "alias": "opus" }, "openai/gpt-5.2": {}, "google/gemini-2.5-pro": {} } } } }"#;

/// A command.
struct Row {
    words: &'static str,
    /// What takes it back: a write must have something to write each time.
    back: Option<&'static str>,
    /// The most that it may take, in milliseconds.
    target: Option<u32>,
    /// Whether OpenClaw has it, too.
    is_theirs: bool,
}

/// A read that OpenClaw has, too, and nobody has set a target for.
const READ: Row = Row { words: "", back: None, target: None, is_theirs: true };

const ROWS: &[Row] = &[
    Row { words: "--version", target: Some(3), ..READ },
    Row { words: "models fallbacks list", target: Some(8), ..READ },
    Row { words: "models aliases list", ..READ },
    Row { words: "models status", ..READ },
    Row { words: "models status --json", ..READ },
    Row { words: "models doctor", is_theirs: false, ..READ },
    Row { words: "models history", is_theirs: false, ..READ },
    Row { words: "config get agents.defaults.model.primary", ..READ },
    Row { words: "models fallbacks add xai/grok-4 --dry-run", is_theirs: false, ..READ },
    Row { words: "models fallbacks add xai/grok-4", back: Some("models fallbacks remove xai/grok-4"), ..READ },
    Row {
        words: "models set openai/gpt-5.2",
        back: Some("models set anthropic/claude-opus-4-5"),
        target: Some(25),
        ..READ
    },
    Row {
        words: "models fallbacks move google/gemini-2.5-pro --up",
        back: Some("models fallbacks move google/gemini-2.5-pro --down"),
        is_theirs: false,
        ..READ
    },
];

pub(crate) fn bench() -> Result {
    test::release()?;
    let ours = root().join("target/release/openclaw").into_os_string();
    let home = home("bench-home")?;
    let theirs = match env::var_os("PEER").filter(|peer| !peer.is_empty()) {
        Some(peer) => Some((peer, self::home("bench-home-peer")?)),
        None => None,
    };
    println!(
        "best of {RUNS}, wall clock, in milliseconds{}",
        if theirs.is_some() { "; theirs: best of 3" } else { "" }
    );
    for row in ROWS {
        let took = best(row, RUNS, &ours, &home)?;
        let target = row.target.map_or_else(String::new, |most| format!("  at most {most}"));
        let peer = theirs.as_ref().filter(|_| row.is_theirs).map_or(Ok(String::new()), |(peer, home)| {
            best(row, PEER_RUNS, peer, home).map(|theirs| beside(took, theirs))
        })?;
        println!("{:<50} {:>7.2}{target:<12}{peer}", row.words, millis(took));
    }
    memory(&home)?;
    bench_large::bench()
}

/// After somebody has looked at Overview and went to get a coffee.
fn memory(home: &Path) -> Result {
    let dashboard = Dashboard::start(home)?;
    dashboard.visit()?;
    match dashboard.resident()? {
        Some(bytes) => println!("{:<50} {:>7.2}  at most {MEMORY}", "the idle dashboard, in MB of memory", mega(bytes)),
        None => println!("the idle dashboard: this system does not say what it holds in memory"),
    }
    Ok(())
}

/// Another's time, and how many of ours fit into it.
fn beside(ours: Duration, theirs: Duration) -> String {
    format!("  theirs {:>8.0}  × {:.0}", millis(theirs), theirs.as_secs_f64() / ours.as_secs_f64())
}

fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

/// A home of its own for each program: what one makes of it is not the other's burden.
pub(crate) fn home(name: &str) -> Result<PathBuf> {
    let home = root().join("target").join(name);
    if home.exists() {
        fs::remove_dir_all(&home)?;
    }
    fs::create_dir_all(home.join(".openclaw"))?;
    fs::write(home.join(".openclaw/openclaw.json"), CONFIG)?;
    Ok(home)
}

fn best(row: &Row, runs: usize, program: &OsString, home: &Path) -> Result<Duration> {
    let mut best = Duration::MAX;
    for _ in 0..runs {
        best = best.min(run(row.words, program, home)?);
        row.back.map_or(Ok(Duration::ZERO), |back| run(back, program, home))?;
    }
    Ok(best)
}

/// The other one may be a script, which needs to find what runs it.
pub(crate) fn run(words: &str, program: &OsString, home: &Path) -> Result<Duration> {
    let path = env::var_os("PATH").unwrap_or_default();
    let mut command = Command::new(program);
    command.args(words.split(' ')).env_clear().env("HOME", home).env("PATH", path).current_dir(home);
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let start = Instant::now();
    if command.status()?.success() { Ok(start.elapsed()) } else { Err(format!("`{words}` failed").into()) }
}
