//! Measures how long commands take, as the best of thirty runs because other processes disturb the rest, and how much
//! memory the idle dashboard uses. Exceeding a limit is not an error.
//!
//! If `PEER` names another openclaw executable, it runs the same commands in a copy of the home, and its times are
//! printed next to those of this program.

use std::{env, ffi::OsString, path::Path, time::Duration};

use crate::{
    Result, bench_catalog, bench_credentials, bench_large,
    command::build_release,
    dashboard::Dashboard,
    repository_root,
    sample_home::{create_home, time_command},
    size::to_megabytes,
};

const RUNS: usize = 30;

/// Runs of the `PEER` executable, which takes seconds for each.
const OPENCLAW_RUNS: usize = 3;

/// Maximum memory of the idle dashboard, in megabytes.
const MAX_IDLE_MEGABYTES: u32 = 30;

/// A command to measure.
struct BenchCommand {
    args: &'static str,
    /// Command that undoes it, so that each run has a change to write.
    undo_args: Option<&'static str>,
    /// Maximum time in milliseconds.
    max_millis: Option<u32>,
    /// Whether OpenClaw has this command too.
    is_in_openclaw: bool,
}

/// Defaults: a read that OpenClaw has too, without a time limit.
const READ_COMMAND: BenchCommand = BenchCommand { args: "", undo_args: None, max_millis: None, is_in_openclaw: true };

const COMMANDS: &[BenchCommand] = &[
    BenchCommand { args: "--version", max_millis: Some(3), ..READ_COMMAND },
    BenchCommand { args: "models fallbacks list", max_millis: Some(8), ..READ_COMMAND },
    BenchCommand { args: "models aliases list", ..READ_COMMAND },
    BenchCommand { args: "models status", ..READ_COMMAND },
    BenchCommand { args: "models status --json", max_millis: Some(4), ..READ_COMMAND },
    BenchCommand { args: "models doctor", is_in_openclaw: false, ..READ_COMMAND },
    BenchCommand { args: "models history", is_in_openclaw: false, ..READ_COMMAND },
    BenchCommand { args: "config get agents.defaults.model.primary", ..READ_COMMAND },
    BenchCommand { args: "models fallbacks add xai/grok-4 --dry-run", is_in_openclaw: false, ..READ_COMMAND },
    BenchCommand {
        args: "models fallbacks add xai/grok-4",
        undo_args: Some("models fallbacks remove xai/grok-4"),
        ..READ_COMMAND
    },
    BenchCommand {
        args: "models set openai/gpt-5.2",
        undo_args: Some("models set anthropic/claude-opus-4-5"),
        max_millis: Some(25),
        ..READ_COMMAND
    },
    BenchCommand {
        args: "models fallbacks move google/gemini-2.5-pro --up",
        undo_args: Some("models fallbacks move google/gemini-2.5-pro --down"),
        is_in_openclaw: false,
        ..READ_COMMAND
    },
];

pub(crate) fn run_benchmarks() -> Result {
    build_release()?;
    let ours = repository_root().join("target/release/openclaw").into_os_string();
    let home = create_home("bench-home")?;
    let theirs = match env::var_os("PEER").filter(|peer| !peer.is_empty()) {
        Some(peer) => Some((peer, create_home("bench-home-peer")?)),
        None => None,
    };
    println!("best of {RUNS}, wall clock, in milliseconds{}", if theirs.is_some() { "; PEER: best of 3" } else { "" });
    for row in COMMANDS {
        let took = best_time(row, RUNS, &ours, &home)?;
        let target = row.max_millis.map_or_else(String::new, |most| format!("  at most {most}"));
        let peer = theirs.as_ref().filter(|_| row.is_in_openclaw).map_or(Ok(String::new()), |(peer, home)| {
            best_time(row, OPENCLAW_RUNS, peer, home).map(|theirs| compare_times(took, theirs))
        })?;
        println!("{:<50} {:>7.2}{target:<12}{peer}", row.args, to_millis(took));
    }
    measure_idle_memory(&home)?;
    bench_catalog::run_catalog_benchmarks()?;
    bench_credentials::run_credential_benchmarks()?;
    bench_large::run_large_benchmarks()
}

/// Measures the memory of a dashboard that has rendered Overview and is idle again.
fn measure_idle_memory(home: &Path) -> Result {
    let dashboard = Dashboard::start(home)?;
    dashboard.load_overview()?;
    match dashboard.settled_memory()? {
        Some(bytes) => {
            println!(
                "{:<50} {:>7.2}  at most {MAX_IDLE_MEGABYTES}",
                "the idle dashboard, in MB of memory",
                to_megabytes(bytes)
            );
        }
        None => println!("the idle dashboard: this system does not report its memory"),
    }
    Ok(())
}

/// Formats the other program's time, and how many times longer it is.
fn compare_times(ours: Duration, theirs: Duration) -> String {
    format!("  PEER {:>8.0}  × {:.0}", to_millis(theirs), theirs.as_secs_f64() / ours.as_secs_f64())
}

fn to_millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

fn best_time(row: &BenchCommand, runs: usize, program: &OsString, home: &Path) -> Result<Duration> {
    let mut best = Duration::MAX;
    for _ in 0..runs {
        best = best.min(time_command(row.args, program, home)?);
        row.undo_args.map_or(Ok(Duration::ZERO), |back| time_command(back, program, home))?;
    }
    Ok(best)
}
