//! Refreshing the catalog from a fake upstream, and asking servers on this machine.

#![expect(clippy::unwrap_used, reason = "a helper of a test may fail it")]

use std::{fs, os::unix::fs::PermissionsExt, path::PathBuf, sync::Arc};

use contract::{
    Code, JobReport, JobRequest, JobState, ListModels, ListScope, ReadJob, RefreshRequest, RefreshState, RefreshedList,
    RunsOperation, StartJob,
};
use net::Net;
use ops::{ReadOnlyReason, Workspace, WritePolicy};
use serde_json::{Value, json};
use testkit::{
    TestHome,
    fake::{
        Answer, FakeProvider, Script, Text,
        feeds::{self, answer_at, models_dev_list, open_router_list, open_router_model, upstream},
    },
};

/// Enough models for each list.
const OPEN_ROUTER: usize = 400;
const MODELS_DEV: usize = 1700;

/// A home whose lists are asked for at a fake upstream.
struct Refreshed {
    home: TestHome,
    workspace: Workspace,
}

impl Refreshed {
    fn new(urls: &Value) -> Self {
        let home = TestHome::with_config("{}");
        Self::with_home(home, urls)
    }

    fn with_home(home: TestHome, urls: &Value) -> Self {
        home.write_file("endpoints.json", urls.to_string());
        let mut store = home.store();
        let path = store.home.state_dir.path.join("endpoints.json").display().to_string();
        store.env = [("OPENCLAW_ENDPOINTS".to_owned(), path)].into_iter().collect();
        let workspace = Workspace::new(store, WritePolicy::default()).with_network(Arc::new(Net::default()));
        Self { home, workspace }
    }

    fn at(upstream: &FakeProvider) -> Self {
        Self::new(&json!({ "openrouter.ai": upstream.url(), "models.dev": upstream.url() }))
    }

    async fn refresh(&self) -> JobReport {
        self.run(false).await
    }

    async fn run(&self, local: bool) -> JobReport {
        let what = JobRequest::Refresh(RefreshRequest { local });
        let started = self.workspace.run(StartJob { what, dry_run: false, confirmed: false }).await.unwrap();
        let mut after = 0;
        loop {
            let read = ReadJob { id: started.id, after, waits: true, ..ReadJob::default() };
            let report = self.workspace.run(read).await.unwrap();
            if report.state != JobState::Running {
                return report;
            }
            after += u32::try_from(report.rows.len()).unwrap();
        }
    }

    async fn listed(&self, scope: ListScope, local: bool) -> contract::ListedModels {
        self.workspace.run(ListModels { scope, local, ..ListModels::default() }).await.unwrap()
    }

    fn folder(&self) -> PathBuf {
        self.home.store().home.manager_dir.path.join("catalog")
    }
}

fn list<'r>(report: &'r JobReport, source: &str) -> &'r RefreshedList {
    report.lists.iter().find(|list| list.source == source).unwrap()
}

fn exit_code(report: &JobReport) -> u8 {
    report.verdict.as_ref().unwrap().exit_code
}

fn usual_upstream() -> FakeProvider {
    FakeProvider::start(upstream(&open_router_list(OPEN_ROUTER), &models_dev_list(MODELS_DEV)))
}

#[tokio::test]
async fn lists_are_kept_and_used_by_every_read() {
    let upstream = usual_upstream();
    let home = Refreshed::at(&upstream);
    let report = home.refresh().await;
    assert_eq!((report.state, exit_code(&report), report.warnings.len()), (JobState::Finished, 0, 0));
    let open_router = list(&report, "openrouter");
    assert_eq!((open_router.state, open_router.models, open_router.new), (RefreshState::Updated, 400, 400));
    assert_eq!(open_router.newest.len(), 5);
    assert_eq!(list(&report, "models.dev").models, 1700);
    let seen = upstream.seen();
    assert_eq!(seen.len(), 2);
    for request in &seen {
        assert_eq!((request.method.as_str(), request.headers["accept-encoding"].as_str()), ("GET", "identity"));
        assert!(!request.headers.contains_key("authorization") && !request.headers.contains_key("cookie"));
    }
    let listed = home.listed(ListScope::All, false).await;
    let model = listed.models.iter().find(|model| *model.key == *"openrouter/vendor/model-0007").unwrap();
    assert_eq!((model.context_window, model.cost.as_ref().map(|cost| cost.input)), (Some(262_144), Some(1.0)));
    assert!(listed.models.iter().any(|model| *model.key == *"anthropic/model-0001"));
    assert!(listed.warnings.is_empty(), "{:?}", listed.warnings);
    let mode = |path: PathBuf| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode(home.folder()), mode(home.folder().join("openrouter.tsv"))), (0o700, 0o600));
    let text = fs::read_to_string(home.folder().join("models-dev.tsv")).unwrap();
    assert!(!text.contains("http"), "a list has no addresses");
    let last = home.workspace.run(ReadJob { kind: contract::JobKind::Refresh, ..ReadJob::default() }).await.unwrap();
    assert_eq!(last.lists.len(), 2);
}

#[tokio::test]
async fn an_unchanged_list_is_only_asked_for_and_a_lost_one_is_fetched_again() {
    let upstream = usual_upstream();
    let home = Refreshed::at(&upstream);
    home.refresh().await;
    let again = home.refresh().await;
    assert!(again.lists.iter().all(|list| list.state == RefreshState::Unchanged), "{:?}", again.lists);
    assert_eq!(list(&again, "openrouter").summary.split(':').next(), Some("400 models"));
    let asked = upstream.seen().into_iter().filter(|request| request.headers.contains_key("if-none-match"));
    assert_eq!(asked.count(), 2);
    // Without its table, a tag is not sent.
    fs::remove_file(home.folder().join("openrouter.tsv")).unwrap();
    fs::write(home.folder().join("models-dev.tsv"), "cut").unwrap();
    let third = home.refresh().await;
    assert!(third.lists.iter().all(|list| list.state == RefreshState::Updated), "{:?}", third.lists);
}

#[tokio::test]
async fn changes_are_counted() {
    let first = usual_upstream();
    let home = Refreshed::at(&first);
    home.refresh().await;
    let mut next = open_router_list(OPEN_ROUTER - 1);
    let models = next["data"].as_array_mut().unwrap();
    models[0] = open_router_model("vendor/model-0000", 2.0);
    models.push(open_router_model("vendor/brand-new", 1.0));
    let second = FakeProvider::start(upstream(&next, &models_dev_list(MODELS_DEV)));
    let home = Refreshed::with_home(home.home, &json!({ "openrouter.ai": second.url(), "models.dev": second.url() }));
    let report = home.refresh().await;
    let list = list(&report, "openrouter");
    assert_eq!((list.new, list.repriced, list.gone, list.models), (1, 1, 1, 400));
    assert_eq!(list.newest, ["openrouter/vendor/brand-new"]);
    assert_eq!(list.summary, "400 models: 1 new, 1 changed price, 1 gone");
}

#[tokio::test]
async fn a_list_in_pages_is_read_to_its_end() {
    let mut first = open_router_list(200);
    first["links"] = json!({ "next": "https://openrouter.ai/api/v1/models?offset=200" });
    let rest: Vec<_> = (200..400).map(|n| open_router_model(&format!("vendor/model-{n:04}"), 1.0)).collect();
    let answers = vec![
        answer_at("/api/v1/models?offset=200", Answer::json(200, json!({ "data": rest }))),
        answer_at("/api/v1/models", Answer::json(200, first)),
        answer_at("/api.json", Answer::json(200, models_dev_list(MODELS_DEV))),
    ];
    let upstream = FakeProvider::start(Script { answers, resets: false });
    let report = Refreshed::at(&upstream).refresh().await;
    assert_eq!(list(&report, "openrouter").models, 400, "{:?}", report.lists);
}

#[tokio::test]
async fn a_list_without_an_end_is_not_read_on() {
    let link = |page: usize| json!({ "next": format!("https://openrouter.ai/api/v1/models?offset={page}") });
    let page = |number: usize, count: usize, padding: usize| {
        let models: Vec<_> = (0..count).map(|n| json!({ "id": format!("vendor/model-{number}-{n}") })).collect();
        json!({ "data": models, "links": link(number + 1), "padding": "x".repeat(padding) })
    };
    for (count, padding, pages, part) in [(6_000, 0, 4, "more than 20000"), (10, 5 << 20, 4, "16 MiB")] {
        // The longer numbers first: a path matches by how it begins.
        let rest = (1..9).rev().map(|number| {
            let path = format!("/api/v1/models?offset={number}");
            answer_at(&path, Answer::json(200, page(number, count, padding)))
        });
        let first = answer_at("/api/v1/models", Answer::json(200, page(0, count, padding)));
        let other = answer_at("/api.json", Answer::json(200, models_dev_list(MODELS_DEV)));
        let upstream = FakeProvider::start(Script { answers: rest.chain([first, other]).collect(), resets: false });
        let report = Refreshed::at(&upstream).refresh().await;
        let list = list(&report, "openrouter");
        assert_eq!(list.state, RefreshState::Failed);
        assert!(list.summary.contains(part), "{}", list.summary);
        assert_eq!(upstream.seen().iter().filter(|seen| seen.path.starts_with("/api/v1/models")).count(), pages);
    }
}

#[tokio::test]
async fn an_invalid_list_changes_nothing() {
    let good = usual_upstream();
    let home = Refreshed::at(&good);
    home.refresh().await;
    let before = fs::read(home.folder().join("openrouter.tsv")).unwrap();
    let mut home = home.home;
    let text = |body: &str| Answer { body: Text::Plain(body.to_owned()), ..Answer::default() };
    let redirect = |to: &str| {
        let headers = [("location".to_owned(), to.to_owned())].into();
        Answer { status: 302, headers, ..Answer::default() }
    };
    let elsewhere = FakeProvider::start(Script::always(Answer::json(200, open_router_list(OPEN_ROUTER))));
    for (answer, part) in [
        (text("<!doctype html><title>Sign in</title>"), "web page"),
        (text("{\"data\": 5}"), "not the JSON"),
        (text("{\"data\": ["), "not the JSON"),
        (Answer { cut_after: Some(100), ..Answer::json(200, open_router_list(OPEN_ROUTER)) }, "before it was complete"),
        (Answer { repeat_body: 17, ..text(&"x".repeat(1 << 20)) }, "16 MiB"),
        (Answer::json(200, open_router_list(20)), "fewer than half"),
        (Answer::json(200, json!({ "data": [{ "id": "<img>" }, { "id": "a b" }] })), "fewer than half"),
        (Answer { status: 503, ..Answer::default() }, "503"),
        (Answer { status: 304, ..Answer::default() }, "not asked"),
        (Answer { raw: Some("SSH-2.0\r\n".to_owned()), ..Answer::default() }, "not HTTP"),
        (redirect(&elsewhere.url()), "redirects to"),
        (redirect("https://evil.example/x"), "redirects to evil.example"),
    ] {
        let upstream = FakeProvider::start(Script::always(answer));
        let urls = json!({ "openrouter.ai": upstream.url(), "models.dev": upstream.url() });
        let refreshed = Refreshed::with_home(home, &urls);
        let report = refreshed.refresh().await;
        let list = list(&report, "openrouter");
        assert_eq!((list.state, exit_code(&report)), (RefreshState::Failed, 1), "{part}");
        assert!(list.summary.contains(part) && list.summary.ends_with("stays in use"), "{part}: {}", list.summary);
        assert_eq!(fs::read(refreshed.folder().join("openrouter.tsv")).unwrap(), before, "{part}");
        home = refreshed.home;
    }
    assert!(elsewhere.seen().is_empty());
}

#[tokio::test]
async fn offline_the_built_in_catalog_goes_on() {
    let closed = FakeProvider::start(Script::default()).url();
    let home = Refreshed::new(&json!({ "openrouter.ai": closed, "models.dev": closed }));
    let report = home.refresh().await;
    assert_eq!(exit_code(&report), 1);
    let summary = &list(&report, "models.dev").summary;
    assert!(summary.starts_with("the connection was refused; the built-in catalog of 20"), "{summary}");
    assert!(!home.folder().exists());
    assert!(home.listed(ListScope::All, false).await.models.len() > 2000);
}

#[tokio::test]
async fn unusable_files_are_ignored_and_named() {
    let home = Refreshed::new(&json!({}));
    for (name, text) in [
        ("openrouter.tsv", "#catalog\t2027-01-01\tv9 openrouter\n"),
        ("models-dev.tsv", "#catalog\t2027-01-01\tv1 models.dev\n#provider\tanthropic\tlab\nb\t\t\t\t\t0\t0\na"),
        ("local.json", "{"),
    ] {
        home.home.write_file(&format!("model-manager/catalog/{name}"), text);
    }
    let listed = home.listed(ListScope::All, false).await;
    assert_eq!(listed.warnings.len(), 3, "{:?}", listed.warnings);
    assert!(listed.models.len() > 2000);
    home.home.write_file(
        "model-manager/catalog/openrouter.tsv",
        "#catalog\t2020-01-01\tv1 openrouter\n#provider\topenrouter\tgateway\nold/old\t\t\t\t\t0\t0\n",
    );
    let listed = home.listed(ListScope::All, false).await;
    assert!(!listed.models.iter().any(|model| *model.key == *"openrouter/old/old"));
}

#[tokio::test]
async fn nothing_is_fetched_read_only_or_with_an_unusable_endpoints_file() {
    let upstream = usual_upstream();
    let home = Refreshed::at(&upstream);
    let what = JobRequest::Refresh(RefreshRequest::default());
    let dry = home.workspace.run(StartJob { what: what.clone(), dry_run: true, confirmed: false }).await.unwrap();
    assert_eq!((dry.state, dry.plan.requests), (JobState::Idle, 2));
    let reason = ReadOnlyReason { reason: "a test", hint: "none" };
    let policy = WritePolicy::default().with_read_only(reason);
    let read_only = Workspace::new(home.home.store(), policy).with_network(Arc::new(Net::default()));
    let start = StartJob { what, dry_run: false, confirmed: true };
    assert_eq!(read_only.run(start.clone()).await.unwrap_err().code, Code::ReadOnly);
    let broken = Refreshed::new(&json!({ "models.dev": "http://mirror.example" }));
    let error = broken.workspace.run(start).await.unwrap_err();
    assert!(error.message.contains("endpoints.json") && error.message.contains("https://"), "{}", error.message);
    assert!(upstream.seen().is_empty());
}

#[tokio::test]
async fn servers_on_this_machine_are_asked_and_remembered() {
    let ollama = FakeProvider::start(feeds::ollama());
    let lm_studio = FakeProvider::start(feeds::lm_studio(true));
    let older = FakeProvider::start(feeds::lm_studio(false));
    let vllm = FakeProvider::start(feeds::vllm());
    let entry = |url: String| json!({ "baseUrl": url, "models": [] });
    let config = |lm_studio: &FakeProvider| {
        json!({ "models": { "providers": {
            "ollama": { "baseUrl": ollama.url(), "models": [{ "id": "llama3.3:70b", "name": "Mine" }] },
            "lmstudio": entry(format!("{}/v1", lm_studio.url())),
            "vllm": { "baseUrl": format!("{}/v1", vllm.url()), "apiKey": "local-key-0123456789", "models": [] },
            "cloud": entry("https://api.example.com".to_owned()),
        } } })
        .to_string()
    };
    let home = Refreshed::with_home(TestHome::with_config(&config(&lm_studio)), &json!({}));
    let report = home.run(true).await;
    assert_eq!(exit_code(&report), 0);
    assert_eq!(list(&report, "ollama").models, 1);
    assert!(report.lists.iter().all(|list| list.state == RefreshState::Updated), "{:?}", report.lists);
    let has_key = |provider: &FakeProvider| provider.seen().iter().any(|r| r.headers.contains_key("authorization"));
    assert!(has_key(&vllm) && !has_key(&ollama) && !has_key(&lm_studio));
    let listed = home.listed(ListScope::All, true).await;
    let find = |key: &str| listed.models.iter().find(|model| *model.key == *key).unwrap();
    let llama = find("ollama/llama3.3:70b");
    // The name is of the configuration, the other facts are of the server.
    assert_eq!((llama.name.as_str(), llama.context_window, llama.params), ("Mine", Some(131_072), Some(70.554)));
    assert_eq!(find("lmstudio/qwen/qwen3.5-9b").context_window, Some(262_144));
    assert_eq!(find("vllm/meta-llama/Llama-3.1-8B-Instruct").context_window, Some(32_768));
    assert!(listed.notes.iter().any(|note| note.text.contains("1 model, as it answered just now")));

    // LM Studio is replaced by an older one, and Ollama is stopped: its models stay, with their age.
    drop(ollama);
    let text = config_with(&home.home, &older);
    home.home.write_file("openclaw.json", text);
    let report = home.run(true).await;
    assert_eq!(list(&report, "ollama").state, RefreshState::NotRunning);
    assert_eq!(list(&report, "lmstudio").models, 1);
    let verdict = report.verdict.map(|verdict| verdict.text);
    assert_eq!(verdict.as_deref(), Some("2 of 3 servers on this machine answered"));
    let listed = home.listed(ListScope::All, true).await;
    assert!(listed.models.iter().any(|model| *model.key == *"ollama/llama3.3:70b"));
    assert!(listed.models.iter().any(|model| *model.key == *"lmstudio/qwen2-vl-7b-instruct"));
    assert!(listed.notes.iter().any(|note| note.text.contains("not running just now; 1 model")), "{:?}", listed.notes);
}

/// The configuration of a home, with another LM Studio.
fn config_with(home: &TestHome, lm_studio: &FakeProvider) -> String {
    let path = home.store().home.config.path;
    let mut config: Value = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
    *config.pointer_mut("/models/providers/lmstudio/baseUrl").unwrap() = format!("{}/v1", lm_studio.url()).into();
    config.to_string()
}

#[tokio::test]
async fn a_slow_server_on_this_machine_is_reported_as_not_running() {
    let slow =
        FakeProvider::start(Script::always(Answer { delay_ms: 30_000, ..Answer::json(200, json!({ "data": [] })) }));
    let config = json!({ "models": { "providers": { "own": { "baseUrl": format!("{}/v1", slow.url()) } } } });
    let home = Refreshed::with_home(TestHome::with_config(&config.to_string()), &json!({}));
    let report = home.run(true).await;
    assert_eq!(list(&report, "own").state, RefreshState::NotRunning);
}
