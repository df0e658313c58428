//! Measures large homes: CPU time of commands compared with a read, and memory of a dashboard.

use std::{fs, path::Path, thread, time::Duration};

use crate::{
    Result,
    dashboard::Dashboard,
    large::{large_config, long_history},
    repository_root,
    sample_home::{create_home, time_command},
    size::to_megabytes,
};

const RUNS: u32 = 20;

const AGENTS: usize = 4000;

/// Records in the history of the home whose commands are measured: as many as are read at most.
const HISTORY_RECORDS: usize = 1000;

/// Records in a history that no write of this program has shortened yet.
const UNTRIMMED_RECORDS: usize = 100_000;

/// Maximum cost of a write, as a multiple of a read.
const MAX_READ_RATIO: f64 = 3.0;

/// Maximum time of `models history`, in milliseconds.
const MAX_HISTORY_MILLIS: f64 = 60.0;

/// Time that a dashboard has to give memory back.
const IDLE_TIME: Duration = Duration::from_secs(10);

/// Maximum memory after that time (`MAX_IDLE_MEGABYTES`) and before it (`MAX_PEAK_MEGABYTES`), in megabytes.
const MAX_IDLE_MEGABYTES: u32 = 40;
const MAX_PEAK_MEGABYTES: u32 = 200;

const PAGES: &[&str] = &["/", "/routing", "/aliases", "/agents", "/history", "/settings"];

pub(crate) fn run_large_benchmarks() -> Result {
    println!("\na home of 1 MB with {AGENTS} agents, CPU time, average of {RUNS}, in milliseconds");
    let home = create_large_home(1, HISTORY_RECORDS)?;
    let read = average_cpu_millis(&["models fallbacks list"], &home)?;
    let write = average_cpu_millis(&["models set openai/gpt-5.2", "models set xai/grok-4"], &home)?;
    let history = average_cpu_millis(&["models history"], &home)?;
    let line = |what: &str, time: f64, target: &str| println!("{what:<50} {time:>7.2}{target}");
    line("models fallbacks list", read, "");
    line("models set", write, &format!("  {:.1} reads, at most {MAX_READ_RATIO}", write / read));
    line("models history", history, &format!("  at most {MAX_HISTORY_MILLIS}"));
    println!("\nmemory of a dashboard in MB: 16 pages at once, and {} s later", IDLE_TIME.as_secs());
    [1, 10].into_iter().try_for_each(measure_memory)
}

fn measure_memory(megabytes: usize) -> Result {
    let dashboard = Dashboard::start(&create_large_home(megabytes, UNTRIMMED_RECORDS)?)?;
    dashboard.load_pages_at_once(PAGES, 16)?;
    let peak = dashboard.memory_figure("VmHWM")?;
    thread::sleep(IDLE_TIME);
    let Some((peak, idle)) = peak.zip(dashboard.memory_figure("VmRSS")?) else {
        println!("this system does not report the memory of a process");
        return Ok(());
    };
    let config = format!("{megabytes} MB, {AGENTS} agents");
    println!("{config:<50} {:>7.2}  at most {MAX_PEAK_MEGABYTES}", to_megabytes(peak));
    println!("{:<50} {:>7.2}  at most {MAX_IDLE_MEGABYTES}", "", to_megabytes(idle));
    Ok(())
}

fn create_large_home(megabytes: usize, records: usize) -> Result<std::path::PathBuf> {
    let home = create_home("bench-home-large")?;
    fs::write(home.join(".openclaw/openclaw.json"), large_config(megabytes * 1_000_000, AGENTS))?;
    let ours = home.join(".openclaw/model-manager");
    fs::create_dir_all(&ours)?;
    fs::write(ours.join("history.jsonl"), long_history(records, AGENTS))?;
    Ok(home)
}

/// Average CPU time of one run, in milliseconds. Several commands run alternately, so that a write has a change to
/// write each time.
fn average_cpu_millis(commands: &[&str], home: &Path) -> Result<f64> {
    let program = repository_root().join("target/release/openclaw").into_os_string();
    let before = children_cpu_millis()?;
    for (_, words) in (0..RUNS).zip(commands.iter().cycle()) {
        time_command(words, &program, home)?;
    }
    Ok((children_cpu_millis()? - before) / f64::from(RUNS))
}

/// CPU time of all child processes that have ended, in milliseconds.
fn children_cpu_millis() -> Result<f64> {
    let stat = fs::read_to_string("/proc/self/stat").map_err(|_| "CPU time can be measured on Linux only")?;
    let fields = stat.rsplit_once(')').map(|(_, rest)| rest.split_whitespace()).into_iter().flatten();
    // `cutime` and `cstime`, the 16th and 17th field of the whole line, in hundredths of a second.
    let ticks: Vec<f64> = fields.skip(13).take(2).filter_map(|ticks| ticks.parse().ok()).collect();
    Ok(ticks.iter().sum::<f64>() * 10.0)
}
