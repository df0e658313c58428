//! Many probes at once, against a provider that fails in every way.

#![expect(clippy::unwrap_used, reason = "a helper of a test may fail it")]

use std::{
    fs,
    sync::Arc,
    time::{Duration, Instant},
};

use contract::{
    CancelJob, Code, JobReport, JobRequest, JobState, ProbeRequest, ProbeRow, ReadJob, RunsOperation, StartJob,
};
use net::Net;
use ops::{ReadOnlyReason, Workspace, WritePolicy};
use serde_json::{Value, json};
use store::{ManagerRow, ManagerTable};
use testkit::{
    TestHome,
    fake::{Answer, FakeProvider, Script, Text},
};

const CONCURRENCY: u32 = 16;

/// A key ends with the way in which its request fails.
fn faulty_script() -> Script {
    let ok = || Answer {
        body: Text::Plain("data: {\"choices\":[{\"delta\":{\"content\":\"OK\"}}]}\n\ndata: [DONE]\n\n".to_owned()),
        ..Answer::default()
    };
    let answers = vec![
        Answer::json(401, json!({ "error": { "message": "no" } })).for_header("-refused"),
        Answer { cut_after: Some(9), ..ok() }.for_header("-cut"),
        Answer { breaks_chunks: true, ..ok() }.for_header("-chunks"),
        Answer { repeat_body: 4000, ..ok() }.for_header("-huge"),
        Answer { raw: Some("SSH-2.0\r\n".to_owned()), ..ok() }.for_header("-ssh"),
        Answer { delay_ms: 60_000, ..ok() }.for_header("-dead"),
        Answer { delay_ms: 20, ..ok() },
    ];
    Script { answers, resets: false }
}

/// A home with so many keys of a provider, in all the ways in turn.
fn home_with_keys(providers: &[(&str, &FakeProvider, usize, &[&str])]) -> TestHome {
    let entry = |id: &str, provider: &FakeProvider| {
        (
            id.to_owned(),
            json!({ "baseUrl": format!("{}/v1", provider.url()), "api": "openai-completions",
            "models": [{ "id": "m1", "name": "M1" }] }),
        )
    };
    let entries: serde_json::Map<_, _> = providers.iter().map(|(id, provider, ..)| entry(id, provider)).collect();
    let home = TestHome::with_config(&json!({ "models": { "providers": entries } }).to_string());
    let profiles: serde_json::Map<_, Value> = providers
        .iter()
        .flat_map(|(id, _, count, ways)| {
            (0..*count).map(move |number| {
                let way = ways.iter().cycle().nth(number).unwrap_or(&"ok");
                let key = format!("sk-{number:04}-0123456789-{way}");
                (format!("{id}:{number}"), json!({ "type": "api_key", "provider": id, "key": key }))
            })
        })
        .collect();
    let store = json!({ "version": 1, "profiles": profiles });
    home.write_file("agents/main/agent/auth-profiles.json", store.to_string());
    home
}

fn workspace(home: &TestHome) -> Workspace {
    Workspace::new(home.store(), WritePolicy::default()).with_network(Arc::new(Net::default()))
}

fn probe(timeout_ms: u32, concurrency: u32) -> StartJob {
    let probe =
        ProbeRequest { timeout_ms: Some(timeout_ms), concurrency: Some(concurrency), ..ProbeRequest::default() };
    StartJob { what: JobRequest::Probe(probe), dry_run: false, confirmed: true }
}

/// Reads the job until it has ended.
async fn wait_for_end(workspace: &Workspace, id: Option<u64>) -> JobReport {
    let mut after = 0;
    loop {
        let report = workspace.run(ReadJob { id, after, waits: true, ..ReadJob::default() }).await.unwrap();
        if report.state != JobState::Running {
            return workspace.run(ReadJob { id, ..ReadJob::default() }).await.unwrap();
        }
        after += u32::try_from(report.rows.len()).unwrap();
    }
}

/// The memory of this process, in kilobytes.
fn resident_kilobytes() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap_or_default();
    line.split_whitespace().nth(1).and_then(|number| number.parse().ok()).unwrap_or_default()
}

fn wait_until_closed(provider: &FakeProvider) {
    let begin = Instant::now();
    while provider.open_connections() > 0 {
        assert!(begin.elapsed() < Duration::from_secs(2), "{} connections are open", provider.open_connections());
        std::thread::sleep(Duration::from_millis(5));
    }
}

#[tokio::test]
async fn two_hundred_probes_leave_nothing_behind() {
    let provider = FakeProvider::start(faulty_script());
    let ways = ["ok", "refused", "cut", "chunks", "huge", "ssh"];
    let home = home_with_keys(&[("fake", &provider, 200, &ways)]);
    let workspace = workspace(&home);
    let run_all = async || {
        let id = workspace.run(probe(2000, CONCURRENCY)).await.unwrap().id;
        wait_for_end(&workspace, id).await
    };
    run_all().await;
    let before = resident_kilobytes();
    let report = run_all().await;
    let grown = resident_kilobytes().saturating_sub(before);
    assert_eq!((report.state, report.rows.len()), (JobState::Finished, 200));
    assert!(grown < 8 * 1024, "memory grew by {grown} kB");
    assert!(provider.most_connections() <= CONCURRENCY as usize + 1, "{}", provider.most_connections());
    assert_eq!(provider.seen().len(), 400, "one request each");
    let count = |status: &str| report.rows.iter().filter(|row| row.status == status).count();
    assert!(
        count("ok") >= 34 && count("auth") == 34,
        "{:?}",
        report.rows.iter().map(|row| &row.word).collect::<Vec<_>>()
    );
    assert!(report.rows.iter().enumerate().all(|(at, row)| row.number as usize == at + 1));
    wait_until_closed(&provider);
}

#[tokio::test]
async fn a_cancelled_job_does_not_wait_for_its_requests() {
    let provider = FakeProvider::start(faulty_script());
    let home = home_with_keys(&[("fake", &provider, 60, &["dead", "ok"])]);
    let workspace = workspace(&home);
    let id = workspace.run(probe(30_000, CONCURRENCY)).await.unwrap().id.unwrap();
    while workspace.run(ReadJob { id: Some(id), ..ReadJob::default() }).await.unwrap().rows.len() < 5 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    let begin = Instant::now();
    let report = workspace.run(CancelJob { id }).await.unwrap();
    let took = begin.elapsed();
    assert!(took < Duration::from_secs(5), "{took:?}: the requests would take 30 seconds");
    assert_eq!(report.state, JobState::Cancelled);
    tokio::time::sleep(Duration::from_millis(100)).await;
    // A request that was on its way may be seen a little later, but none may be added to those.
    let started = report.rows.len() + CONCURRENCY as usize;
    assert!(provider.seen().len() <= started, "{} of {started}: requests were sent afterwards", provider.seen().len());
}

#[tokio::test]
async fn a_provider_that_does_not_answer_delays_no_other() {
    let (dead, healthy) = (FakeProvider::start(faulty_script()), FakeProvider::start(faulty_script()));
    let home = home_with_keys(&[("aaa", &dead, 8, &["dead"]), ("bbb", &healthy, 8, &["ok"])]);
    let workspace = workspace(&home);
    let begin = Instant::now();
    let id = workspace.run(probe(1500, 2)).await.unwrap().id;
    let is_done = |report: &JobReport| report.rows.iter().filter(|row| row.provider == "bbb").count() == 8;
    while !is_done(&workspace.run(ReadJob { id, ..ReadJob::default() }).await.unwrap()) {
        assert!(begin.elapsed() < Duration::from_millis(1400), "the healthy provider waits for the other one");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    workspace.run(CancelJob { id: id.unwrap() }).await.unwrap();
}

#[tokio::test]
async fn the_same_request_joins_the_running_job() {
    let provider = FakeProvider::start(faulty_script());
    let home = home_with_keys(&[("fake", &provider, 2, &["dead"])]);
    let workspace = workspace(&home);
    let first = workspace.run(probe(5000, 2)).await.unwrap();
    let second = workspace.run(probe(5000, 2)).await.unwrap();
    assert_eq!((first.id, second.state), (second.id, JobState::Running));
    assert_eq!(workspace.run(probe(4000, 2)).await.unwrap_err().code, Code::JobRunning);
    workspace.run(CancelJob { id: first.id.unwrap() }).await.unwrap();
    assert!(provider.seen().len() <= 2);
}

#[tokio::test]
async fn without_a_network_or_read_only_nothing_is_sent() {
    let provider = FakeProvider::start(faulty_script());
    let home = home_with_keys(&[("fake", &provider, 1, &["ok"])]);
    let before = home.fingerprint();
    let offline = Workspace::new(home.store(), WritePolicy::default());
    assert_eq!(offline.run(probe(1000, 1)).await.unwrap_err().code, Code::Internal);
    let reason = ReadOnlyReason { reason: "a test says so", hint: "none" };
    let read_only = Workspace::new(home.store(), WritePolicy::default().with_read_only(reason))
        .with_network(Arc::new(Net::default()));
    assert_eq!(read_only.run(probe(1000, 1)).await.unwrap_err().code, Code::ReadOnly);
    assert_eq!(read_only.run(CancelJob { id: 1 }).await.unwrap_err().code, Code::ReadOnly);
    let planned = read_only.run(StartJob { dry_run: true, ..probe(1000, 1) }).await.unwrap();
    assert_eq!((planned.plan.requests, planned.state), (1, JobState::Idle));
    assert!(home.fingerprint() == before && provider.seen().is_empty());
}

#[tokio::test]
async fn newer_results_of_another_process_are_read() {
    let provider = FakeProvider::start(faulty_script());
    let home = home_with_keys(&[("fake", &provider, 1, &["ok"])]);
    let workspace = workspace(&home);
    let id = workspace.run(probe(8_000, 2)).await.unwrap().id.unwrap();
    wait_for_end(&workspace, Some(id)).await;
    let read = async || workspace.run(ReadJob::default()).await.unwrap();
    let own = read().await;
    assert_eq!((own.id, own.state), (Some(id), JobState::Finished));
    let at_ms = own.finished_at.unwrap() + 5;
    let value = ProbeRow { word: "from another process".to_owned(), at: at_ms, ..ProbeRow::default() };
    let row = ManagerRow { key: "main fake/m1 fake:x".to_owned(), at_ms, value };
    home.store().put_manager_rows(ManagerTable::Probes, vec![row]).unwrap();
    let newer = read().await;
    assert_eq!((newer.id, newer.rows[0].word.as_str()), (None, "from another process"));
    let by_id = workspace.run(ReadJob { id: Some(id), ..ReadJob::default() }).await.unwrap();
    assert_eq!(by_id.id, Some(id));
}

#[tokio::test]
async fn the_plan_counts_the_requests_that_its_estimate_counts() {
    let (first, second) = (FakeProvider::start(faulty_script()), FakeProvider::start(faulty_script()));
    let home = home_with_keys(&[("fake", &first, 2, &["ok"])]);
    let workspace = workspace(&home);
    let plan = async |asks_about_unknown_hosts: bool, dry_run: bool, confirmed: bool| {
        let what = JobRequest::Probe(ProbeRequest { asks_about_unknown_hosts, ..ProbeRequest::default() });
        let report = workspace.run(StartJob { what, dry_run, confirmed }).await.unwrap();
        (report.id, report.state, report.plan.requests, report.plan.estimate)
    };
    let (id, ..) = plan(false, false, true).await;
    wait_for_end(&workspace, id).await;
    // The address changes, so that its host is not known.
    let path = home.state_dir().join("openclaw.json");
    let config = fs::read_to_string(&path).unwrap();
    home.write_file("openclaw.json", config.replace(&first.url(), &second.url()));
    let (_, state, requests, estimate) = plan(true, false, false).await;
    assert_eq!((state, requests), (JobState::NeedsConfirmation, 2));
    assert!(estimate.starts_with("2 requests"), "{estimate}");
    for (asks_about_unknown_hosts, dry_run, confirmed) in [(false, true, false), (true, false, true)] {
        let (_, _, requests, estimate) = plan(asks_about_unknown_hosts, dry_run, confirmed).await;
        assert_eq!(requests, 0);
        assert!(estimate.starts_with("0 requests"), "{estimate}");
    }
}
