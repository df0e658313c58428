//! Tests of the plain forms that start and stop a job, and of the pages that show it.

use std::{sync::Arc, time::Duration};

use axum::http::StatusCode;
use net::Net;
use ops::{Workspace, WritePolicy};
use serde_json::{Value, json};
use testkit::{
    TestHome,
    fake::{Answer, FakeProvider, Script},
};

use crate::{
    harness::{Harness, TestResponse, Visitor, form_request, get_request_as},
    probe::ok_answer,
};

const START: &str = "/form/job/start";
const CANCEL: &str = "/form/job/cancel";
const ALL: &str = "op[what][probe][scope]=credentials&op[what][probe][asksAboutUnknownHosts]=true&back=/auth";
const CHAIN: &str = "op[what][probe][scope][chain]=text&op[what][probe][asksAboutUnknownHosts]=true&back=/";

/// A home with a provider at the address of a fake one, and two stored keys, one of them in a cooldown.
fn home(url: &str) -> TestHome {
    let models = [json!({ "id": "m1", "name": "M1" })];
    let config = json!({
        "models": { "providers": { "fake": { "baseUrl": format!("{url}/v1"), "api": "openai-completions", "models": models } } },
        "agents": { "defaults": { "model": { "primary": "fake/m1" } } },
    });
    let key = |name: &str| json!({ "type": "api_key", "provider": "fake", "key": format!("sk-{name}-Canary0123") });
    let store = json!({
        "version": 1,
        "profiles": { "fake:a": key("a"), "fake:b": key("b") },
        "usageStats": { "fake:b": { "errorCount": 2, "cooldownUntil": 4_102_444_800_000_i64 } },
    });
    let home = TestHome::with_config(&config.to_string());
    home.write_file("agents/main/agent/auth-profiles.json", store.to_string());
    home
}

fn harness(home: TestHome) -> Harness {
    let workspace = Workspace::new(home.store(), WritePolicy::default()).with_network(Arc::new(Net::default()));
    Harness::with_backend(home, Arc::new(workspace))
}

async fn send(harness: &Harness, visitor: &Visitor, path: &str, fields: &str) -> TestResponse {
    let answer = harness.send(form_request(visitor, path, fields)).await;
    harness.job_events.send_modify(|changes| changes.count += 1);
    assert!(!answer.body.contains("Canary"), "{}", answer.body);
    answer
}

/// Loads a page until it no longer reloads itself.
async fn page_after_end(harness: &Harness, visitor: &Visitor, path: &str) -> String {
    for _ in 0..200 {
        let page = harness.send(get_request_as(visitor, path)).await.body;
        if !page.contains("http-equiv=\"refresh\"") {
            return page;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("the job does not end");
}

fn store_of(harness: &Harness) -> Value {
    let path = harness.home.state_dir().join("agents/main/agent/auth-profiles.json");
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

#[tokio::test]
async fn a_probe_is_started_and_its_results_stay_on_the_page() {
    let refused = Answer::json(401, json!({ "error": { "message": "no such key: sk-b-Canary0123" } }));
    let provider =
        FakeProvider::start(Script { answers: vec![refused.for_header("sk-b"), ok_answer()], resets: false });
    let harness = harness(home(&provider.url()));
    let visitor = harness.sign_in().await;
    let page = harness.send(get_request_as(&visitor, "/auth")).await.body;
    assert!(page.contains("2 requests") && page.contains("Probe all") && page.contains("set, not checked"), "{page}");
    let answer = send(&harness, &visitor, START, ALL).await;
    assert_eq!((answer.status, answer.header("location")), (StatusCode::SEE_OTHER, "/auth"), "{}", answer.body);
    let page = page_after_end(&harness, &visitor, "/auth").await;
    assert!(page.contains("1 of 2 credentials answer"), "{page}");
    assert!(page.contains("answers · ") && page.contains("key refused · just now"), "{page}");
    assert!(page.contains("no such key: ‹hidden›") && !page.contains("Canary"), "{page}");
    // The results are also beside the models.
    let page = harness.send(get_request_as(&visitor, "/")).await.body;
    assert!(page.contains("answers · "), "{page}");
    let page = harness.send(get_request_as(&visitor, "/routing")).await.body;
    assert!(page.contains("answers · "), "{page}");
}

#[tokio::test]
async fn a_running_job_is_shown_and_stopped() {
    let slow = Answer { delay_ms: 60_000, ..ok_answer() };
    let provider = FakeProvider::start(Script::always(slow));
    let harness = harness(home(&provider.url()));
    let visitor = harness.sign_in().await;
    assert_eq!(send(&harness, &visitor, START, CHAIN).await.status, StatusCode::SEE_OTHER);
    let page = harness.send(get_request_as(&visitor, "/")).await.body;
    assert!(page.contains("<noscript><meta http-equiv=\"refresh\" content=\"2\"></noscript>"), "{page}");
    assert!(page.contains("0 of 2 answered") && page.contains("asking…"), "{page}");
    // Other pages do not reload themselves.
    let other = harness.send(get_request_as(&visitor, "/history")).await.body;
    assert!(!other.contains("http-equiv=\"refresh\""), "{other}");
    let refused = send(&harness, &visitor, START, ALL).await;
    assert_eq!(refused.status, StatusCode::CONFLICT, "{}", refused.body);
    assert!(refused.body.contains("Another probe runs"), "{}", refused.body);
    let answer = send(&harness, &visitor, CANCEL, "op[id]=1&back=/").await;
    assert_eq!((answer.status, answer.header("location")), (StatusCode::SEE_OTHER, "/"), "{}", answer.body);
    let page = page_after_end(&harness, &visitor, "/").await;
    assert!(page.contains("Stopped.") && !page.contains("asking…"), "{page}");
}

#[tokio::test]
async fn a_job_that_cannot_go_on_is_not_called_stopped() {
    let provider = FakeProvider::start(Script::always(ok_answer()));
    let home = home(&provider.url());
    // A file where the folder of the tables belongs.
    home.write_file("model-manager", "");
    let harness = harness(home);
    let visitor = harness.sign_in().await;
    assert_eq!(send(&harness, &visitor, START, ALL).await.status, StatusCode::SEE_OTHER);
    let page = page_after_end(&harness, &visitor, "/auth").await;
    assert!(page.contains("It failed:") && page.contains("Nothing was sent: the hosts of the keys"), "{page}");
    assert!(!page.contains("Stopped.") && provider.seen().is_empty());
}

/// A dashboard that has probed the credentials, and then got another address for their provider, which is returned.
async fn with_moved_provider() -> (Harness, Visitor, FakeProvider) {
    let (first, second) =
        (FakeProvider::start(Script::always(ok_answer())), FakeProvider::start(Script::always(ok_answer())));
    let harness = harness(home(&first.url()));
    let visitor = harness.sign_in().await;
    send(&harness, &visitor, START, ALL).await;
    page_after_end(&harness, &visitor, "/auth").await;
    let config = std::fs::read_to_string(harness.home.state_dir().join("openclaw.json")).unwrap();
    harness.home.write_file("openclaw.json", config.replace(&first.url(), &second.url()));
    (harness, visitor, second)
}

#[tokio::test]
async fn a_new_host_is_asked_about() {
    let (harness, visitor, second) = with_moved_provider().await;
    let host = second.url().replace("http://", "");
    let answer = send(&harness, &visitor, START, ALL).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert!(answer.body.contains("job-question") && answer.body.contains(&host), "{}", answer.body);
    assert!(!answer.body.contains("type=\"module\""), "it must not be hydrated");
    assert!(second.seen().is_empty());
    let confirmed = format!("{ALL}&op[confirmed]=true&op[what][probe][allowedHosts][]={host}");
    assert_eq!(send(&harness, &visitor, START, &confirmed).await.status, StatusCode::SEE_OTHER);
    let page = page_after_end(&harness, &visitor, "/auth").await;
    assert!(page.contains("2 of 2 credentials answer"), "{page}");
    assert_eq!(second.seen().len(), 2);
}

#[tokio::test]
async fn a_scan_asks_about_a_new_host() {
    let (harness, visitor, second) = with_moved_provider().await;
    let host = second.url();
    // The form of the page, with a filter that is not set.
    let page = harness.send(get_request_as(&visitor, "/scan")).await.body;
    assert!(page.contains("name=\"op[what][scan][asksAboutUnknownHosts]\" value=\"true\""), "{page}");
    let scan = "op[what][scan][asksAboutUnknownHosts]=true&op[what][scan][provider]=fake&op[what][scan][minParamsMillions]=&back=/scan";
    let answer = send(&harness, &visitor, START, scan).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    let field = format!("name=\"op[what][scan][allowedHosts][]\" value=\"{host}\"");
    assert!(answer.body.contains("job-question") && answer.body.contains(&field), "{}", answer.body);
    assert!(second.seen().iter().all(|request| request.method == "GET"));
    let confirmed = format!("{scan}&op[confirmed]=true&op[what][scan][allowedHosts][]={host}");
    assert_eq!(send(&harness, &visitor, START, &confirmed).await.status, StatusCode::SEE_OTHER);
    let page = page_after_end(&harness, &visitor, "/scan").await;
    assert!(page.contains("<code>fake/m1</code> is the best one"), "{page}");
}

#[tokio::test]
async fn a_cooldown_ends_if_the_credential_answers() {
    let retry = "op[what][probe][scope]=credentials&op[what][probe][asksAboutUnknownHosts]=true&op[what][probe][profiles][]=fake:b&\
        op[what][probe][endsCooldowns]=true&back=/auth";
    for (answer, said, is_over) in [
        (
            Answer::json(429, json!({ "error": { "message": "slow down" } })),
            "stays in its cooldown: rate limited",
            false,
        ),
        (ok_answer(), "the cooldown of <code>fake:b</code> is over", true),
    ] {
        let provider = FakeProvider::start(Script::always(answer));
        let harness = harness(home(&provider.url()));
        let visitor = harness.sign_in().await;
        let page = harness.send(get_request_as(&visitor, "/auth")).await.body;
        assert!(page.contains("Retry now"), "{page}");
        assert_eq!(send(&harness, &visitor, START, retry).await.status, StatusCode::SEE_OTHER);
        let page = page_after_end(&harness, &visitor, "/auth").await;
        assert!(page.contains(said), "{page}");
        assert_eq!(page.contains("Retry now"), !is_over, "{page}");
        let usage = store_of(&harness)["usageStats"]["fake:b"]["cooldownUntil"].clone();
        assert_eq!(usage.is_null(), is_over, "{usage}");
    }
}

#[tokio::test]
async fn bad_forms_and_read_only_dashboards_start_nothing() {
    let provider = FakeProvider::start(Script::always(ok_answer()));
    let started = harness(home(&provider.url()));
    let visitor = started.sign_in().await;
    for fields in [
        ALL.replace("back=/auth", "back=https://evil.example/"),
        ALL.replace("[probe]", "[scan]"),
        format!("{ALL}&op[what][probe][secret]=x"),
        "back=/auth".to_owned(),
    ] {
        assert_eq!(send(&started, &visitor, START, &fields).await.status, StatusCode::BAD_REQUEST, "{fields}");
    }
    assert_eq!(send(&started, &visitor, CANCEL, "op[id]=x&back=/").await.status, StatusCode::BAD_REQUEST);
    let read_only = Harness::read_only(home(&provider.url()));
    let visitor = read_only.sign_in().await;
    let answer = send(&read_only, &visitor, START, ALL).await;
    assert_eq!(answer.status, StatusCode::CONFLICT, "{}", answer.body);
    assert!(answer.body.contains("--read-only"), "{}", answer.body);
    let page = read_only.send(get_request_as(&visitor, "/auth")).await.body;
    assert!(!page.contains("/form/job/start"), "{page}");
    assert!(provider.seen().is_empty());
}
