//! What large homes cost: the time of commands beside the time of a read, and the memory of a dashboard.

use std::{fs, path::Path, thread, time::Duration};

use crate::{
    Result,
    bench::{home, run},
    dashboard::Dashboard,
    large::{large_config, long_history},
    root,
    size::mega,
};

const RUNS: u32 = 20;

const AGENTS: usize = 4000;

/// The history of the home whose commands are measured: as long as one is read.
const RECORDS: usize = 1000;

/// A history that no write of ours has shortened yet.
const TOO_LONG: usize = 100_000;

/// A write may cost this many times what a read costs.
const MOST_READS: f64 = 3.0;

/// The most that `models history` may take, in milliseconds.
const HISTORY: f64 = 60.0;

/// How long a dashboard has to give memory back.
const REST: Duration = Duration::from_secs(10);

/// After that it may hold so much, and at most so much before that, in megabytes.
const IDLE: u32 = 40;
const PEAK: u32 = 200;

const PAGES: &[&str] = &["/", "/routing", "/aliases", "/agents", "/history", "/settings"];

pub(crate) fn bench() -> Result {
    println!("\na home of 1 MB with {AGENTS} agents, CPU time, average of {RUNS}, in milliseconds");
    let home = large_home(1, RECORDS)?;
    let read = cpu(&["models fallbacks list"], &home)?;
    let write = cpu(&["models set openai/gpt-5.2", "models set xai/grok-4"], &home)?;
    let history = cpu(&["models history"], &home)?;
    let line = |what: &str, time: f64, target: &str| println!("{what:<50} {time:>7.2}{target}");
    line("models fallbacks list", read, "");
    line("models set", write, &format!("  {:.1} reads, at most {MOST_READS}", write / read));
    line("models history", history, &format!("  at most {HISTORY}"));
    println!("\nmemory of a dashboard in MB: 16 pages at once, and {} s later", REST.as_secs());
    [1, 10].into_iter().try_for_each(memory)
}

fn memory(megabytes: usize) -> Result {
    let dashboard = Dashboard::start(&large_home(megabytes, TOO_LONG)?)?;
    dashboard.visit_at_once(PAGES, 16)?;
    let peak = dashboard.memory("VmHWM")?;
    thread::sleep(REST);
    let Some((peak, idle)) = peak.zip(dashboard.memory("VmRSS")?) else {
        println!("this system does not say what a process holds in memory");
        return Ok(());
    };
    let config = format!("{megabytes} MB, {AGENTS} agents");
    println!("{config:<50} {:>7.2}  at most {PEAK}", mega(peak));
    println!("{:<50} {:>7.2}  at most {IDLE}", "", mega(idle));
    Ok(())
}

fn large_home(megabytes: usize, records: usize) -> Result<std::path::PathBuf> {
    let home = home("bench-home-large")?;
    fs::write(home.join(".openclaw/openclaw.json"), large_config(megabytes * 1_000_000, AGENTS))?;
    let ours = home.join(".openclaw/model-manager");
    fs::create_dir_all(&ours)?;
    fs::write(ours.join("history.jsonl"), long_history(records, AGENTS))?;
    Ok(home)
}

/// The CPU time of one run, in milliseconds. A write must have something to write each time, so there may be several
/// commands that take turns.
fn cpu(commands: &[&str], home: &Path) -> Result<f64> {
    let program = root().join("target/release/openclaw").into_os_string();
    let before = of_children()?;
    for (_, words) in (0..RUNS).zip(commands.iter().cycle()) {
        run(words, &program, home)?;
    }
    Ok((of_children()? - before) / f64::from(RUNS))
}

/// The CPU time of all processes that were started here and have ended, in milliseconds.
fn of_children() -> Result<f64> {
    let stat = fs::read_to_string("/proc/self/stat").map_err(|_| "only Linux says what a command costs")?;
    let fields = stat.rsplit_once(')').map(|(_, rest)| rest.split_whitespace()).into_iter().flatten();
    // `cutime` and `cstime`, the 16th and the 17th of all, in hundredths of a second.
    let ticks: Vec<f64> = fields.skip(13).take(2).filter_map(|ticks| ticks.parse().ok()).collect();
    Ok(ticks.iter().sum::<f64>() * 10.0)
}
