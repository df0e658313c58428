//! Measures a home with many stored credentials.

use std::{fmt::Write as _, fs};

use crate::{
    Result,
    bench_catalog::{best_millis, print_millis},
    sample_home::create_home,
};

const PROFILES: usize = 5000;

/// Maximum time of the status in milliseconds.
const MAX_STATUS_MILLIS: u32 = 30;

pub(crate) fn run_credential_benchmarks() -> Result {
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
