use contract::{Generation, ProbeRow, ProviderCredentials, Refusal, Role, ScanCandidateState, ScannedProviderState};
use serde_json::{Value, json};

use super::{report::scan_verdict, *};
use crate::{
    auth::{
        environment::MachineFacts,
        profile_store::ProfileStore,
        report::{DEFAULT_WARN_MS, ReportRequest},
        resolve::StoreLocation,
    },
    base::env::{Env, Variables},
    document::view::View,
    feed::local::{LocalAnswer, LocalModel},
    scan::{live::LiveLists, options::probe_options, plan::Scan, scan_error::ScanError},
};
use contract::{ProbeCheck, ScanRequest};

/// 2026-11-29, in days and in milliseconds since 1970.
const TODAY: i64 = 20_786;
const NOW: i64 = TODAY * 86_400_000;

/// A provider of the configuration with a key, or without one.
fn provider(has_key: bool, models: &Value) -> Value {
    let mut entry = json!({ "baseUrl": "https://h.example/v1", "api": "openai-completions", "models": models });
    if has_key {
        entry["apiKey"] = json!("k-0123456789abcdef");
    }
    entry
}

fn priced(id: &str, output: f64) -> Value {
    json!({ "id": id, "cost": { "input": 1, "output": output }, "input": ["text", "image"] })
}

fn config() -> Value {
    json!({
        "models": { "providers": {
            "one": provider(true, &json!([priced("big-70b", 3.0), priced("small-8b", 0.5), priced("odd", 2.0)])),
            "two": provider(true, &json!([{ "id": "mid-30b", "cost": { "input": 0, "output": 0 }, "input": ["text"] }])),
            "bare": provider(false, &json!([priced("x-400b", 1.0)])),
        } },
        "agents": { "defaults": { "model": "bare/x-400b" } },
    })
}

fn with_report<T>(
    config: &Value,
    profiles: &Value,
    check: impl FnOnce(&ReportRequest<'_>, Vec<ProviderCredentials>) -> T,
) -> T {
    let view = View::new(config.clone()).with_env(Env::new(vec![Variables::default()]));
    let store =
        ProfileStore::read(&json!({ "version": 1, "profiles": profiles }), None, Generation::JsonStore).unwrap();
    let (machine, location) = (MachineFacts::default(), StoreLocation::default());
    let agents = view.agents();
    let report = ReportRequest {
        view: &view,
        agent: &agents.all[0],
        store: &store,
        machine: &machine,
        location: &location,
        warn_ms: DEFAULT_WARN_MS,
        now: NOW,
    };
    check(&report, report.all_providers())
}

fn find(config: &Value, request: &ScanRequest) -> Result<Scan, ScanError> {
    with_report(config, &json!({}), |report, providers| {
        let providers = match &request.provider {
            Some(typed) => vec![report.one_provider(typed).unwrap()],
            None => providers,
        };
        Scan::find(report, &providers, request, None, None, TODAY)
    })
}

/// A row as it comes of a step: `Err` has the status, the code and the word.
fn row(step: &plan::ScanStep, result: Result<u32, (&str, &str, &str)>) -> ProbeRow {
    let (status, code, word) = result.map_or_else(|error| error, |_| ("ok", "", "ok"));
    ProbeRow {
        provider: step.provider.clone(),
        model: Some(step.model.key()),
        label: step.label.clone(),
        check: step.check,
        status: status.to_owned(),
        reason_code: Some(code.to_owned()).filter(|code| !code.is_empty()),
        word: word.to_owned(),
        error: result.is_err().then(|| format!("says {word}")),
        latency_ms: Some(result.unwrap_or(9)),
        ..ProbeRow::default()
    }
}

const REFUSED: (&str, &str, &str) = ("auth", "auth", "key refused");

/// Runs a scan: `answer` says what comes of each step. Returns the rounds and all rows.
fn run(
    scan: &Scan,
    answer: impl Fn(&plan::ScanStep) -> Result<u32, (&'static str, &'static str, &'static str)>,
) -> (Vec<Vec<String>>, Vec<ProbeRow>) {
    let (mut rows, mut rounds) = (Vec::new(), Vec::new());
    loop {
        let steps = scan.next_steps(&rows);
        if steps.is_empty() {
            return (rounds, rows);
        }
        rounds.push(steps.iter().map(|step| format!("{} {:?}", step.model, step.check)).collect());
        rows.extend(steps.iter().map(|step| row(step, answer(step))));
        assert!(rounds.len() < 5, "{rounds:?}");
    }
}

fn models(report: &contract::ScanReport) -> Vec<&str> {
    report.candidates.iter().map(|one| one.model.as_str()).collect()
}

#[test]
fn a_candidate_waits_for_other_providers_only_if_their_models_may_take_its_place() {
    let asked = |max_candidates| {
        let request = ScanRequest { max_candidates: Some(max_candidates), probe_tools: true, ..ScanRequest::default() };
        let scan = find(&config(), &request).unwrap();
        let tests = scan.next_steps(&[]);
        // The credential of `two` has no result yet.
        let rows: Vec<_> = tests.iter().filter(|step| step.provider == "one").map(|step| row(step, Ok(100))).collect();
        assert_eq!(rows.len(), 1);
        let steps = scan.next_steps(&rows);
        steps.iter().map(|step| format!("{} {:?}", step.model, step.check)).collect::<Vec<_>>()
    };
    assert_eq!(asked(2), ["two/mid-30b Answer", "one/big-70b Answer"]);
    // The smallest model has answered already, because it proved the credential.
    assert_eq!(asked(3), ["two/mid-30b Answer", "one/big-70b Answer", "one/small-8b Tools"]);
}

#[test]
fn each_credential_is_proved_before_the_candidates_are_asked() {
    let scan = find(&config(), &ScanRequest { max_candidates: Some(3), ..ScanRequest::default() }).unwrap();
    let (rounds, rows) = run(&scan, |step| if step.model.key() == "one/big-70b" { Ok(300) } else { Ok(100) });
    assert_eq!(
        rounds,
        [vec!["one/small-8b Answer", "two/mid-30b Answer"], vec!["one/big-70b Answer"]],
        "a model that proved a credential is not asked again"
    );
    let report = scan.report(&rows, true);
    // The size counts before the latency.
    assert_eq!(models(&report), ["one/big-70b", "two/mid-30b", "one/small-8b"]);
    assert_eq!((report.recommended.as_deref(), report.more_candidates), (Some("one/big-70b"), 1));
    assert_eq!(scan_verdict(&report).exit_code, 0);
    let states: Vec<_> = report.providers.iter().map(|one| (one.provider.as_str(), one.models, one.state)).collect();
    assert_eq!(
        states,
        [
            ("bare", 0, ScannedProviderState::NoCredential),
            ("one", 3, ScannedProviderState::Ok),
            ("two", 1, ScannedProviderState::Ok),
        ]
    );
    assert_eq!(report.providers[0].word, "no valid authentication");
    let parts: Vec<_> =
        report.candidates[0].parts.iter().map(|part| format!("{} {} {}", part.name, part.label, part.points)).collect();
    assert_eq!(parts, ["answers yes 100", "size 70B 61", "age ? 0", "price $3 77", "latency 300ms 77"]);
    assert_eq!((report.candidates[0].rank, report.candidates[1].facts.as_str()), (1, "30B, ?, free"));
}

#[test]
fn answers_count_before_everything_else() {
    let scan = find(&config(), &ScanRequest::default()).unwrap();
    let silent = ("timeout", "timeout", "timed out");
    let (_, rows) = run(&scan, |step| if step.model.key() == "one/big-70b" { Err(silent) } else { Ok(5) });
    let report = scan.report(&rows, true);
    assert_eq!(models(&report), ["two/mid-30b", "one/small-8b", "one/odd", "one/big-70b"]);
    let last = &report.candidates[3];
    assert_eq!((last.state, last.word.as_str(), last.parts[0].points), (ScanCandidateState::Failed, "timed out", 0));
    assert_eq!(last.parts[4].label, "?", "a failure has no latency");
}

#[test]
fn a_provider_that_refuses_has_no_candidates() {
    let scan = find(&config(), &ScanRequest::default()).unwrap();
    let (rounds, rows) = run(&scan, |step| if step.provider == "one" { Err(REFUSED) } else { Ok(5) });
    assert_eq!(rounds.len(), 1, "the only candidate proved its credential: {rounds:?}");
    let report = scan.report(&rows, true);
    assert_eq!(models(&report), ["two/mid-30b"]);
    let one = &report.providers[1];
    assert_eq!((one.state, one.word.as_str()), (ScannedProviderState::Failed, "no valid authentication"));
    assert_eq!(one.detail.as_deref(), Some("models.json: key refused (says key refused)"));
    let (_, rows) = run(&scan, |_| Err(REFUSED));
    let verdict = scan_verdict(&scan.report(&rows, true));
    assert_eq!((verdict.exit_code, verdict.text.as_str(), verdict.findings.len()), (1, "no candidate answers", 3));
    assert!(verdict.findings[0].starts_with("bare: no valid authentication: "), "{verdict:?}");
}

#[test]
fn a_key_is_accepted_if_only_the_model_is_missing() {
    let scan = find(&config(), &ScanRequest { provider: Some("one".to_owned()), ..ScanRequest::default() }).unwrap();
    let missing = ("unknown", "model_not_found", "model not found");
    let (rounds, rows) = run(&scan, |step| if step.model.key() == "one/small-8b" { Err(missing) } else { Ok(7) });
    assert_eq!(rounds.len(), 2);
    let report = scan.report(&rows, true);
    assert_eq!((report.providers[0].state, report.providers[0].word.as_str()), (ScannedProviderState::Ok, "auth: ok"));
    assert_eq!(models(&report), ["one/big-70b", "one/odd", "one/small-8b"]);
}

#[test]
fn further_checks_follow_an_answer() {
    let request = ScanRequest { probe_tools: true, probe_images: true, ..ScanRequest::default() };
    let scan = find(&config(), &request).unwrap();
    let no_call = ("unknown", "no_tool_call", "no tool call");
    let (rounds, rows) = run(&scan, |step| match (step.model.key().as_str(), step.check) {
        ("one/odd", ProbeCheck::Answer) => Err(REFUSED),
        ("one/big-70b", ProbeCheck::Tools) => Err(no_call),
        _ => Ok(4),
    });
    // Those that proved a credential have answered already.
    let first =
        ["one/big-70b Answer", "two/mid-30b Tools", "one/small-8b Tools", "one/small-8b Images", "one/odd Answer"];
    assert_eq!(rounds[1..], [first.to_vec(), vec!["one/big-70b Tools", "one/big-70b Images"]]);
    let report = scan.report(&rows, true);
    assert_eq!(report.recommended.as_deref(), Some("one/small-8b"));
    let of = |model: &str| report.candidates.iter().find(|one| one.model == model).unwrap();
    let big = of("one/big-70b");
    assert_eq!(
        (big.state, big.tools.as_deref(), big.images.as_deref()),
        (ScanCandidateState::Partly, Some("no tool call"), Some("ok"))
    );
    let text_only = of("two/mid-30b");
    assert_eq!((text_only.state, text_only.images.as_deref()), (ScanCandidateState::Partly, Some("takes text only")));
    assert_eq!(of("one/odd").tools, None, "nothing more is asked of a model that does not answer");
}

#[test]
fn filters_leave_out_only_known_misfits() {
    let scanned = |request: ScanRequest| {
        let report = find(&config(), &request).unwrap().report(&[], false);
        (models(&report).join(" "), report)
    };
    let (found, report) = scanned(ScanRequest { min_params_millions: Some(31_000), ..ScanRequest::default() });
    assert_eq!(found, "one/big-70b one/odd");
    assert_eq!(report.unknown_params, 1);
    assert_eq!(report.notes, ["1 model of unknown size is kept by `--min-params` and scores 0 for size"]);
    assert_eq!((report.left_out[0].flag.as_deref(), report.left_out[0].count), (Some("--min-params"), 2));
    let (found, report) = scanned(ScanRequest { max_age_days: Some(5), ..ScanRequest::default() });
    assert_eq!((found.split(' ').count(), report.unknown_released), (4, 4));
    assert_eq!(scanned(ScanRequest { free: true, ..ScanRequest::default() }).0, "two/mid-30b");
    let images = scanned(ScanRequest { role: Role::Image, ..ScanRequest::default() }).0;
    assert!(!images.contains("two/mid-30b") && images.contains("one/odd"), "{images}");
}

#[test]
fn ended_models_are_no_candidates() {
    let request = ScanRequest {
        provider: Some("anthropic".to_owned()),
        metadata_only: true,
        max_candidates: Some(50),
        ..ScanRequest::default()
    };
    let report = find(&config(), &request).unwrap().report(&[], false);
    assert!(models(&report).contains(&"anthropic/claude-opus-4-5"), "{:?}", models(&report));
    assert_eq!((report.left_out[0].flag.as_ref(), report.left_out[0].count > 0), (None, true));
    assert_eq!(report.recommended, None, "nothing was asked");
}

#[test]
fn a_scan_without_anything_to_compare_says_why() {
    let empty = json!({});
    let bare =
        |metadata_only| ScanRequest { provider: Some("bare".to_owned()), metadata_only, ..ScanRequest::default() };
    let filtered = ScanRequest {
        min_params_millions: Some(71_000),
        free: true,
        provider: Some("one".to_owned()),
        ..ScanRequest::default()
    };
    let small = ScanRequest { min_params_millions: Some(500_500), ..ScanRequest::default() };
    let errors = [
        find(&empty, &ScanRequest::default()).unwrap_err(),
        find(&config(), &bare(false)).unwrap_err(),
        find(&config(), &filtered).unwrap_err(),
        find(&json!({ "models": { "providers": { "two": config()["models"]["providers"]["two"] } } }), &small)
            .unwrap_err(),
        find(&json!({ "models": { "providers": { "none": provider(true, &json!([])) } } }), &ScanRequest::default())
            .unwrap_err(),
    ];
    let texts: Vec<_> = errors.iter().map(ToString::to_string).collect();
    assert_eq!(
        texts,
        [
            "no valid authentication: no provider has a credential",
            "bare: no valid authentication",
            "no model is left: 3 are not free",
            "no model is left: 1 have fewer than 500.5B parameters",
            "no model of `none` is known",
        ]
    );
    let hints: Vec<_> = errors.iter().map(|error| error.hints().len()).collect();
    assert_eq!(hints, [2, 2, 1, 1, 1]);
    assert!(find(&config(), &bare(true)).is_ok(), "without requests, a named provider needs no credential");
    crate::base::hint_check::assert_hints_suit_pages(&errors, 7);
}

#[test]
fn the_cost_is_the_most_that_it_can_be() {
    let estimate = |request: &ScanRequest| {
        with_report(&config(), &json!({}), |report, providers| {
            let scan = Scan::find(report, &providers, request, None, None, TODAY).unwrap();
            scan.estimate(report, &providers, &probe_options(request))
        })
    };
    let plain = estimate(&ScanRequest::default());
    // Two credentials, and the two models that prove none.
    assert_eq!((plain.requests, plain.without_price), (4, 0));
    let one = estimate(&ScanRequest { max_candidates: Some(1), ..ScanRequest::default() });
    assert_eq!(one.requests, 3);
    let with_checks = estimate(&ScanRequest { probe_tools: true, probe_images: true, ..ScanRequest::default() });
    assert_eq!(with_checks.requests, 4 + 4 + 3);
    assert!(with_checks.dollars > plain.dollars);
}

#[test]
fn each_credential_of_a_provider_counts() {
    let key = |key: &str| json!({ "type": "api_key", "provider": "one", "key": key });
    let profiles = json!({ "one:a": key("k-0123456789abcdef"), "one:b": key("k-9876543210abcdef") });
    let scan = with_report(&config(), &profiles, |report, providers| {
        let request = ScanRequest { provider: Some("one".to_owned()), ..ScanRequest::default() };
        let own: Vec<_> = providers.into_iter().filter(|of| of.provider == "one").collect();
        Scan::find(report, &own, &request, None, None, TODAY).unwrap()
    });
    let (rounds, rows) = run(&scan, |step| if step.label == "one:a" { Err(REFUSED) } else { Ok(3) });
    assert!(rounds[0].len() >= 2, "{rounds:?}");
    let report = scan.report(&rows, true);
    assert_eq!(report.providers[0].state, ScannedProviderState::Ok);
    assert!(report.providers[0].word.starts_with("auth: ok, "), "{}", report.providers[0].word);
    assert!(rows.iter().filter(|row| row.model.as_deref() == Some("one/big-70b")).all(|row| row.label != "one:a"));
}

#[test]
fn a_provider_has_no_credential_only_if_none_can_be_used() {
    use ScannedProviderState::{Failed, NoCredential};
    let scan = find(&config(), &ScanRequest { provider: Some("one".to_owned()), ..ScanRequest::default() }).unwrap();
    let step = scan.next_steps(&[]).remove(0);
    let state = |(status, code, word): (&'static str, &'static str, &'static str), is_sent: bool| {
        let row = row(&step, Err((status, code, word)));
        let row = ProbeRow { latency_ms: is_sent.then_some(5), ..row };
        let of = scan.report(&[row], true).providers.remove(0);
        (of.state, of.word)
    };
    for (result, is_sent, expected, word) in [
        (("unknown", "expired", "expired"), false, NoCredential, "no valid authentication"),
        (("unknown", "unresolved_ref", "secret not available"), false, NoCredential, "no valid authentication"),
        (("unknown", "host_not_allowed", "host not allowed"), false, Failed, "host not allowed"),
        (("unknown", "unsupported", "not supported yet"), false, Failed, "not supported yet"),
        (("unknown", "tls_failed", "no secure connection"), true, Failed, "no secure connection"),
        (REFUSED, true, Failed, "no valid authentication"),
    ] {
        assert_eq!(state(result, is_sent), (expected, word.to_owned()));
    }
}

#[test]
fn each_result_of_a_provider_is_named_once() {
    let key = |key: &str| json!({ "type": "api_key", "provider": "one", "key": key });
    let profiles = json!({ "one:a": key("k-1"), "one:b": key("k-2"), "one:c": key("k-3") });
    let scan = with_report(&config(), &profiles, |report, providers| {
        let request = ScanRequest { provider: Some("one".to_owned()), ..ScanRequest::default() };
        let own: Vec<_> = providers.into_iter().filter(|of| of.provider == "one").collect();
        Scan::find(report, &own, &request, None, None, TODAY).unwrap()
    });
    let (_, rows) = run(&scan, |step| match step.label.as_str() {
        "one:b" => Err(("timeout", "timeout", "timed out")),
        _ => Err(("billing", "billing", "no credit")),
    });
    assert_eq!(scan.report(&rows, true).providers[0].word, "no credit, timed out");
}

#[test]
fn lists_that_are_read_add_candidates() {
    let config = json!({ "models": { "providers": {
        "ollama": { "baseUrl": "http://127.0.0.1:11434", "api": "ollama", "apiKey": "ollama-local", "models": [] },
    } } });
    let request = ScanRequest { provider: Some("ollama".to_owned()), ..ScanRequest::default() };
    let found = |live: Option<&LiveLists>| {
        with_report(&config, &json!({}), |report, _| {
            let providers = vec![report.one_provider("ollama").unwrap()];
            Scan::find(report, &providers, &request, None, live, TODAY)
        })
    };
    let before = found(None).unwrap();
    assert!(before.asks_server("ollama") && !before.reads_open_router() && before.next_steps(&[]).is_empty());
    assert!(matches!(found(Some(&LiveLists::default())), Err(ScanError::NoModel { .. })));
    let model = LocalModel { id: "qwen3:8b".to_owned(), ..LocalModel::default() };
    let answer =
        LocalAnswer { provider: "ollama".to_owned(), running: true, models: vec![model], ..LocalAnswer::default() };
    let lists = LiveLists::new(None, &[answer], TODAY);
    assert_eq!(models(&found(Some(&lists)).unwrap().report(&[], false)), ["ollama/qwen3:8b"]);
}
