//! Measures a home with many stored credentials, and how long it takes to store one.

use std::{fmt::Write as _, fs};

use crate::{
    Result,
    bench_catalog::{best_millis, print_millis},
    command::cargo_command,
    sample_home::create_home,
};

const PROFILES: usize = 5000;

/// Maximum time of the status in milliseconds.
const MAX_STATUS_MILLIS: u32 = 30;

/// What the example `paste` prints, with its description.
const PASTES: &[(&str, &str)] =
    &[("json", "a credential into a JSON file"), ("database", "a credential into the shared database")];

/// Maximum time to store a credential in milliseconds.
const MAX_PASTE_MILLIS: u32 = 10;

pub(crate) fn run_credential_benchmarks() -> Result {
    measure_status()?;
    measure_pastes()
}

/// Measures the write itself, with its syncs, without the start of a process.
fn measure_pastes() -> Result {
    let homes = [create_home("bench-home-json")?, create_home("bench-home-database")?];
    let [json, database] = homes.map(|home| home.to_string_lossy().into_owned());
    let example = ["run", "--release", "--locked", "-p", "store", "--example", "paste", "--", &json, &database];
    let measured = cargo_command(&example).read_stdout()?;
    for (name, what) in PASTES {
        let line = measured.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix('\t'));
        print_millis(what, line.ok_or_else(|| format!("`{name}` was not measured"))?.parse()?, MAX_PASTE_MILLIS);
    }
    Ok(())
}

fn measure_status() -> Result {
    let home = create_home("bench-home-credentials")?;
    let dir = home.join(".openclaw/agents/main/agent");
    fs::create_dir_all(&dir)?;
    fs::write(dir.join("auth-profiles.json"), credential_store())?;
    println!("\n{PROFILES} stored credentials, each with its usage, best of many, in milliseconds");
    print_millis("models status --json", best_millis("models status --json", &home)?, MAX_STATUS_MILLIS);
    Ok(())
}

/// A store with credentials of a few providers. The keys are made up.
fn credential_store() -> String {
    let (mut profiles, mut usage) = (String::new(), String::new());
    let providers = ["anthropic", "openai", "google"];
    for (number, provider) in (0..PROFILES).zip(providers.into_iter().cycle()) {
        let comma = if number == 0 { "" } else { ",\n" };
        // Writing to a string cannot fail.
        write!(
            profiles,
            r#"{comma}"{provider}:{number}": {{ "type": "api_key", "provider": "{provider}", "key": "made-up-{number}-0123456789" }}"#
        )
        .ok();
        write!(usage, r#"{comma}"{provider}:{number}": {{ "lastUsed": {number}, "errorCount": 1 }}"#).ok();
    }
    format!("{{ \"version\": 1, \"profiles\": {{ {profiles} }}, \"usageStats\": {{ {usage} }} }}")
}
