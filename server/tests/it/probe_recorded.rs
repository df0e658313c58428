//! Probes that were recorded from OpenClaw 2026.3.13, run again with its fake providers. The files in
//! `tests/reference-probe` have the home, the command, what the provider answers and OpenClaw's results.

use std::{collections::BTreeMap, fs, path::Path};

use serde::Deserialize;
use serde_json::Value;
use testkit::{
    TestHome,
    fake::{FakeProvider, Script},
};

use crate::process::openclaw_command;

/// The address of the provider in the recorded homes.
const RECORDED_ADDRESS: &str = "127.0.0.1:47811";

/// The time of the records, in seconds since 1970.
const RECORDED_TIME: &str = "1773403200";

/// A recorded probe.
#[derive(Deserialize)]
struct RecordedProbe {
    command: String,
    env: BTreeMap<String, String>,
    /// Path below the state directory → JSON.
    files: BTreeMap<String, Value>,
    script: Script,
    results: Vec<RecordedResult>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RecordedResult {
    provider: String,
    profile_id: Option<String>,
    source: String,
    status: String,
    reason_code: Option<String>,
}

impl RecordedResult {
    /// Which credential it is, its status, and the reason if OpenClaw gives one.
    fn summary(&self, has_reason: bool) -> String {
        let credential = self.profile_id.as_deref().unwrap_or(&self.source);
        let reason = self.reason_code.as_ref().filter(|_| has_reason).map(|code| format!(" ({code})"));
        format!("{} {credential}: {}{}", self.provider, self.status, reason.unwrap_or_default())
    }
}

/// Where the result is another one on purpose: the record, why, and the result.
const KNOWN_DIFFERENCES: &[(&str, &str, &str)] = &[
    ("401-no-fallback-says-ok", "without fallbacks OpenClaw calls every error ok", "fake models.json: auth"),
    ("400-says-ok", "without a known text OpenClaw calls the error ok", "fake models.json: format"),
    ("429-default-timeout", "OpenClaw repeats the request until its time is over", "fake models.json: rate_limit"),
    (
        "profiles-no-fallback-clears-failures",
        "without fallbacks OpenClaw calls every error ok",
        "fake fake:401: auth; fake fake:402: billing",
    ),
    ("provider-filter-nothing", "an unknown provider is refused", "exit 1"),
    ("agent-flag-uses-main-store", "`--agent` counts", "fake fake:401: auth; fake fake:ok: ok"),
    ("wire-ollama", "OpenClaw does not probe servers without a key", "ollama models.json: ok"),
    ("wire-local-no-key", "OpenClaw does not probe servers without a key", "fake models.json: ok"),
];

fn run(record: &RecordedProbe) -> (Option<i32>, Vec<RecordedResult>, String) {
    let provider = FakeProvider::start(record.script.clone());
    let home = TestHome::empty();
    for (path, content) in &record.files {
        home.write_file(
            path,
            content.to_string().replace(RECORDED_ADDRESS, provider.url().trim_start_matches("http://")),
        );
    }
    let mut command = openclaw_command(&home);
    command.envs(&record.env).env("OPENCLAW_TEST_TIME", RECORDED_TIME);
    // A recorded home may send the key of a known provider to this machine.
    let output = command.args(record.command.split(' ')).args(["--allow-host", "127.0.0.1"]).output().unwrap();
    let json: Value = serde_json::from_slice(&output.stdout).unwrap_or_default();
    let results = json.pointer("/auth/probes/results").cloned().unwrap_or_else(|| Value::Array(Vec::new()));
    let err = String::from_utf8_lossy(&output.stderr).into_owned();
    (output.status.code(), serde_json::from_value(results).unwrap(), err)
}

fn summaries(results: &[RecordedResult], has_reason: impl Fn(&RecordedResult) -> bool) -> String {
    let mut all: Vec<_> = results.iter().map(|result| result.summary(has_reason(result))).collect();
    all.sort();
    all.join("; ")
}

#[test]
fn recorded_probes_have_the_same_results() {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/reference-probe");
    let mut differing = Vec::new();
    let mut names = Vec::new();
    for file in fs::read_dir(dir).unwrap() {
        let path = file.unwrap().path();
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let record: RecordedProbe = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
        let (code, results, err) = run(&record);
        let difference = KNOWN_DIFFERENCES.iter().find(|(known, ..)| *known == name);
        // OpenClaw gives a reason only if it sent nothing.
        let reasons: Vec<_> = record.results.iter().filter(|result| result.reason_code.is_some()).collect();
        let has_reason =
            |result: &RecordedResult| reasons.iter().any(|recorded| recorded.profile_id == result.profile_id);
        let found = match code {
            Some(0) => summaries(&results, |result| difference.is_none() && has_reason(result)),
            code => format!("exit {}", code.unwrap_or(-1)),
        };
        let expected = difference.map_or_else(
            || summaries(&record.results, |result| result.reason_code.is_some()),
            |(_, _, expected)| (*expected).to_owned(),
        );
        if found != expected {
            differing.push(format!("{name}\n  expected {expected}\n  found    {found}\n  {err}"));
        }
        names.push(name);
    }
    assert!(differing.is_empty(), "{}", differing.join("\n"));
    assert!(names.len() > 20, "{names:?}");
    assert!(KNOWN_DIFFERENCES.iter().all(|(known, ..)| names.iter().any(|name| name == known)));
}
