//! Measures the catalog: reading and searching it, the list of all models, and a check of many unknown refs.

use std::{
    fs,
    io::Read,
    path::Path,
    process::{Command, Stdio},
    thread,
    time::Duration,
};

use crate::{
    Result,
    command::cargo_command,
    dashboard::parse_memory_line,
    repository_root,
    sample_home::{create_home, time_command},
    size::to_megabytes,
};

/// Runs of a command, of which the best counts.
const RUNS: usize = 30;

/// What the example `measure` prints, with its maximum in microseconds.
const CATALOG_PARTS: &[(&str, u32)] = &[("index", 1000), ("look-up", 50), ("did you mean", 1000)];

const LIST_ALL: &str = "models list --all --json";

/// Maximum time of [`LIST_ALL`] in milliseconds, and its maximum memory in megabytes.
const MAX_LIST_MILLIS: u32 = 8;
const MAX_LIST_MEGABYTES: u32 = 12;

/// Unknown refs in the home that is checked.
const UNKNOWN_REFS: usize = 60;

/// Maximum time of the check in milliseconds.
const MAX_DOCTOR_MILLIS: u32 = 20;

pub(crate) fn run_catalog_benchmarks() -> Result {
    println!("\nthe catalog, best of many, in microseconds");
    let measured = cargo_command(&["run", "--release", "--locked", "-p", "catalog-data", "--example", "measure"]);
    let measured = measured.read_stdout()?;
    for (name, most) in CATALOG_PARTS {
        let line = measured.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix('\t'));
        let micros: f64 = line.ok_or_else(|| format!("`{name}` was not measured"))?.parse()?;
        println!("{name:<50} {micros:>7.2}  at most {most}");
    }
    println!("\nthe catalog in commands, best of {RUNS}, in milliseconds");
    let home = create_home("bench-home-catalog")?;
    print_millis(LIST_ALL, best_millis(LIST_ALL, &home)?, MAX_LIST_MILLIS);
    match peak_memory(LIST_ALL, &home)? {
        Some(bytes) => {
            println!("{:<50} {:>7.2}  at most {MAX_LIST_MEGABYTES}", "its memory in MB", to_megabytes(bytes));
        }
        None => println!("this system does not report the memory of a process"),
    }
    fs::write(home.join(".openclaw/openclaw.json"), config_with_unknown_refs())?;
    let name = format!("models doctor, {UNKNOWN_REFS} unknown refs");
    print_millis(&name, best_millis("models doctor", &home)?, MAX_DOCTOR_MILLIS);
    Ok(())
}

pub(crate) fn print_millis(what: &str, millis: f64, most: u32) {
    println!("{what:<50} {millis:>7.2}  at most {most}");
}

pub(crate) fn best_millis(words: &str, home: &Path) -> Result<f64> {
    let program = repository_root().join("target/release/openclaw").into_os_string();
    let times = (0..RUNS).map(|_| time_command(words, &program, home)).collect::<Result<Vec<_>>>()?;
    Ok(times.into_iter().min().unwrap_or_default().as_secs_f64() * 1e3)
}

/// The most memory that a command has used when it prints. Its output is longer than a pipe holds, so that it waits for
/// a reader meanwhile.
fn peak_memory(words: &str, home: &Path) -> Result<Option<u64>> {
    let mut command = Command::new(repository_root().join("target/release/openclaw"));
    command.args(words.split(' ')).env_clear().env("HOME", home).current_dir(home);
    let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn()?;
    thread::sleep(Duration::from_millis(200));
    let status = fs::read_to_string(format!("/proc/{}/status", child.id()));
    let peak = status.ok().and_then(|status| parse_memory_line(&status, "VmHWM"));
    let mut output = Vec::new();
    if let Some(mut stdout) = child.stdout.take() {
        stdout.read_to_end(&mut output)?;
    }
    child.wait()?;
    Ok(peak)
}

fn config_with_unknown_refs() -> String {
    let refs: Vec<_> = (0..UNKNOWN_REFS).map(|number| format!("\"openai/gtp-{number}-trubo\"")).collect();
    format!(r#"{{ "agents": {{ "defaults": {{ "model": {{ "fallbacks": [{}] }} }} }} }}"#, refs.join(", "))
}
