//! Tests of variables: where they come from, and that their values are never shown.

#![expect(clippy::unwrap_used, reason = "a failed preparation fails the test, in helpers too")]

use contract::{ListFallbacks, Op, Role, RunDoctor, RunsOperation, ShowStatus};
use ops::{Workspace, WritePolicy};
use rules::base::home::HomeVars;
use store::HomeStore;
use testkit::TestHome;

fn store_with_variables(home: &TestHome, variables: &[(&str, &str)]) -> HomeStore {
    let env = variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    let path = home.path().to_str().unwrap().to_owned();
    HomeStore::find_home(
        &HomeVars { home: Some(path), cwd: home.path().to_path_buf(), env, ..HomeVars::default() },
        None,
    )
}

fn run_op<O: Op>(store: &HomeStore, op: O) -> O::Out
where
    Workspace: RunsOperation<O>,
{
    futures::executor::block_on(Workspace::new(store.clone(), WritePolicy::default()).run(op)).unwrap()
}

#[test]
fn env_precedence_process_cwd_state_dir() {
    let home = TestHome::with_config(
        "{ agents: { defaults: { model: 'p/${A}-${B}-${C}-${D}', models: { 'p/process-here-state-block': {} } } },
           env: { A: 'block', D: 'block' } }",
    );
    home.write_file(".env", "A=state\nB=state\nC=state\n");
    std::fs::write(home.path().join(".env"), "A=here\nexport B='here'\n").unwrap();
    let chain = run_op(&store_with_variables(&home, &[("A", "process")]), ListFallbacks::default()).chain;
    let primary = chain.primary.unwrap();
    assert_eq!(primary.label(), "p/process-here-state-block");
    assert_eq!(primary.configured, "p/${A}-${B}-${C}-${D}");
}

#[test]
fn no_value_is_shown_in_any_report() {
    let config = "{
        env: { vars: { BLOCK_KEY: 'Canary1' }, DIRECT_KEY: 'Canary2' },
        models: { providers: { x: { apiKey: '${FILE_KEY}', baseUrl: 'http://u:Canary5@host/${UNSET}', headers: { A: '${BLOCK_KEY}' } } } },
        agents: {
            defaults: { model: { primary: '${FILE_API_KEY}', fallbacks: ['x/${PROSE}', 'y/${GONE}', '${WORD}', 'openrouter/${WORD}'] }, imageModel: 'i/${LONG}' },
            list: [{ id: 'main', model: 'z/${PROSE}' }],
        },
    }";
    let home = TestHome::with_config(config);
    let long = "Canary6".repeat(100);
    home.write_file(
        ".env",
        format!("FILE_KEY=Canary3\nFILE_API_KEY=Canary4\nPROSE='Canary7 in words'\nWORD=Canary9\nLONG={long}\n"),
    );
    let store = store_with_variables(&home, &[("PROCESS_KEY", "Canary8")]);
    let reports = [
        serde_json::to_string(&run_op(&store, ShowStatus::default())).unwrap(),
        serde_json::to_string(&run_op(&store, RunDoctor::default())).unwrap(),
        serde_json::to_string(&run_op(&store, ListFallbacks::default())).unwrap(),
        serde_json::to_string(&run_op(&store, ListFallbacks { role: Role::Image, agent: None })).unwrap(),
        format!("{store:?} {:?}", store.read_config().unwrap()),
    ];
    for report in reports {
        assert!(!report.contains("Canary"), "{report}");
    }
}

#[test]
fn unusable_env_file_is_a_finding_only() {
    let large = "A".repeat((1 << 20) + 1);
    for (bytes, reason) in [(large.as_bytes(), "it is larger than 1 MiB"), (b"A=\xff", "it is not UTF-8")] {
        let home = TestHome::with_config("{}");
        home.write_file(".env", bytes);
        let report = run_op(&store_with_variables(&home, &[]), RunDoctor::default());
        let finding = report.checks.iter().find(|check| check.name == "variables").unwrap();
        assert_eq!(finding.detail, format!("`~/.openclaw/.env` is not used: {reason}"));
        assert!(report.is_sound);
    }
    let home = TestHome::with_config("{}");
    std::fs::create_dir(home.state_dir().join(".env")).unwrap();
    let report = run_op(&store_with_variables(&home, &[]), RunDoctor::default());
    assert!(
        report.checks.iter().any(|check| check.detail == "`~/.openclaw/.env` is not used: it is not a regular file")
    );
}
