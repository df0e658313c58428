//! The rows of a probe: what they mean, and where the last ones are kept.

use std::{collections::HashMap, time::Duration};

use contract::{JobReport, JobState, ModelRef, ProbeRow, ProbeVerdict};
use rules::{
    classify::cause::ProbeStatus,
    probe::{
        result::{ProbeResult, network_note},
        source::ProbeSource,
        targets::ProbeTarget,
        verdict::{StepResult, Verdict, chain_verdict},
    },
    wire::host_policy::KnownHosts,
};
use store::{HomeStore, ManagerRow, ManagerTable, WriteError};

/// A step of the chain of an agent.
#[derive(Debug, Clone)]
pub(crate) struct Step {
    pub(crate) agent: String,
    pub(crate) model: ModelRef,
    /// Agent, model and label of its rows, in the order in which the credentials are used.
    pub(crate) rows: Vec<(String, String, String)>,
}

/// A row with what is known of a target before its result.
pub(crate) fn row_of(agent_row: &ProbeRow, target: &ProbeTarget) -> ProbeRow {
    ProbeRow {
        provider: target.provider.clone(),
        model: target.model.as_ref().map(ModelRef::key),
        profile_id: match &target.source {
            ProbeSource::Profile(id) => Some(id.clone()),
            _ => None,
        },
        label: target.label.clone(),
        source: target.source.as_str().to_owned(),
        mode: Some(target.mode_word().to_owned()),
        masked: Some(target.masked.clone()),
        ..agent_row.clone()
    }
}

/// The row with a result.
pub(crate) fn with_result(row: ProbeRow, result: &ProbeResult, now: i64) -> ProbeRow {
    ProbeRow {
        status: result.status.as_str().to_owned(),
        reason_code: result.code.clone(),
        word: result.phrase.clone(),
        error: result.error.clone(),
        latency_ms: result.latency.map(millis),
        retry_after_ms: result.retry_after.map(millis),
        at: now,
        ..row
    }
}

fn millis(time: Duration) -> u32 {
    u32::try_from(time.as_millis()).unwrap_or(u32::MAX)
}

/// What the rows mean. `steps` are those of the chains, if chains were probed.
pub(crate) fn verdict(steps: Option<&[Step]>, rows: &[ProbeRow]) -> ProbeVerdict {
    match steps {
        Some(steps) => chains_verdict(steps, rows),
        None => credentials_verdict(rows),
    }
}

/// The verdict of each agent; the worst exit code counts.
fn chains_verdict(steps: &[Step], rows: &[ProbeRow]) -> ProbeVerdict {
    let by_key: HashMap<_, _> = rows.iter().map(|row| (key_of(row), row)).collect();
    let mut agents: Vec<&str> = steps.iter().map(|step| step.agent.as_str()).collect();
    agents.dedup();
    let of_agent = |agent: &&str| {
        let results =
            |step: &Step| step.rows.iter().filter_map(|key| by_key.get(key)).map(|row| known_result(row)).collect();
        let own = steps.iter().filter(|step| step.agent == **agent);
        let own: Vec<_> = own.map(|step| StepResult { model: step.model.clone(), results: results(step) }).collect();
        chain_verdict(&own)
    };
    let verdicts: Vec<(&str, Verdict)> = agents.iter().map(|agent| (*agent, of_agent(agent))).collect();
    let line = |(agent, verdict): &(&str, Verdict)| match agents.len() {
        1 => verdict.sentence.clone(),
        _ => format!("{agent}: {}", verdict.sentence),
    };
    // 1 is worse than 2: nothing answers.
    let worst = [1, 2].into_iter().find(|code| verdicts.iter().any(|(_, verdict)| verdict.exit_code == *code));
    ProbeVerdict {
        text: verdicts.iter().map(line).collect::<Vec<_>>().join("\n"),
        exit_code: worst.unwrap_or(u8::from(verdicts.is_empty())),
        findings: Vec::new(),
    }
}

fn key_of(row: &ProbeRow) -> (String, String, String) {
    let model = row.model.clone().unwrap_or_else(|| format!("{}/-", row.provider));
    (row.agent.clone(), model, row.label.clone())
}

/// As much of a result as a verdict needs.
fn known_result(row: &ProbeRow) -> ProbeResult {
    let is_ok = row.status == ProbeStatus::Ok.as_str();
    ProbeResult {
        status: if is_ok { ProbeStatus::Ok } else { ProbeStatus::Unknown },
        code: row.reason_code.clone(),
        phrase: row.word.clone(),
        error: row.error.clone(),
        latency: row.latency_ms.map(|ms| Duration::from_millis(ms.into())),
        retry_after: None,
    }
}

/// The results that `--check` may count.
const STATUSES: [ProbeStatus; 5] =
    [ProbeStatus::Auth, ProbeStatus::Billing, ProbeStatus::NoModel, ProbeStatus::RateLimit, ProbeStatus::Timeout];

/// What `--check` says about credentials: an error is one that does not end by itself.
fn credentials_verdict(rows: &[ProbeRow]) -> ProbeVerdict {
    let has = |row: &ProbeRow, counts: fn(ProbeStatus) -> bool| {
        STATUSES.into_iter().any(|status| status.as_str() == row.status && counts(status))
    };
    let is_error = |row: &&ProbeRow| has(row, ProbeStatus::is_check_error);
    let is_warning = |row: &&ProbeRow| has(row, ProbeStatus::is_check_warning);
    let sentence = |row: &ProbeRow| {
        let model = row.model.clone().unwrap_or_else(|| row.provider.clone());
        format!("`{model}` with `{}`: {}", row.label, row.word)
    };
    let answering = rows.iter().filter(|row| row.status == ProbeStatus::Ok.as_str()).count();
    ProbeVerdict {
        text: format!("{answering} of {} credentials answer", rows.len()),
        exit_code: u8::from(rows.iter().any(|row| is_error(&row))),
        findings: rows.iter().filter(|row| is_error(row) || is_warning(row)).map(sentence).collect(),
    }
}

/// A warning if no request got to any provider, so that nothing is known of the credentials.
pub(crate) fn network_warning(rows: &[ProbeRow]) -> Option<String> {
    let results: Vec<_> = rows.iter().map(known_result).collect();
    network_note(&results).map(str::to_owned)
}

/// Keeps the rows as the last results. In a home that does not exist, nothing is created.
pub(crate) fn write_results(store: &HomeStore, rows: &[ProbeRow]) -> Result<(), WriteError> {
    if !store.path_exists(&store.home.state_dir.path) {
        return Ok(());
    }
    let kept = |row: &ProbeRow| {
        let (agent, model, label) = key_of(row);
        ManagerRow { key: format!("{agent} {model} {label}"), at_ms: row.at, value: row.clone() }
    };
    store.put_manager_rows(ManagerTable::Probes, rows.iter().map(kept).collect())
}

/// Reads the hosts that got a key, and a sentence if they are not known.
pub(crate) fn read_hosts(store: &HomeStore) -> (KnownHosts, Option<String>) {
    let (document, notice) = store.read_manager_document(ManagerTable::Hosts);
    match document.as_ref().map(KnownHosts::read) {
        Some(Some(hosts)) => (hosts, None),
        None if notice.is_none() => (KnownHosts::default(), None),
        _ => (KnownHosts::unreadable(), Some(UNREADABLE_HOSTS.to_owned())),
    }
}

const UNREADABLE_HOSTS: &str = "`hosts.json` cannot be read, so keys go only to the built-in hosts of their providers \
    and to those that `--allow-host` names. Update openclaw if a newer one wrote the file, or else delete it";

/// Records the hosts that get a key, before it is sent, beside those that another process recorded meanwhile.
pub(crate) fn write_hosts(store: &HomeStore, hosts: Option<KnownHosts>) -> Result<(), WriteError> {
    hosts.map_or(Ok(()), |hosts| {
        store.update_manager_document(ManagerTable::Hosts, |recorded| {
            let recorded = recorded.as_ref().and_then(KnownHosts::read).unwrap_or_default();
            hosts.merged(recorded).to_value()
        })
    })
}

/// The stored results of earlier jobs, the newest first.
pub(crate) fn last_results(store: &HomeStore, now: i64) -> JobReport {
    let (rows, notice) = store.read_manager_rows::<ProbeRow>(ManagerTable::Probes);
    JobReport {
        state: JobState::Idle,
        rows: rows.into_iter().map(|kept| ProbeRow { masked: None, ..kept.value }).collect(),
        started_at: now,
        warnings: notice.into_iter().collect(),
        ..JobReport::default()
    }
}
