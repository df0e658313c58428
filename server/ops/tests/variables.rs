//! Variables: where they come from, and that none of their values is ever shown.

#![expect(clippy::unwrap_used, reason = "what cannot be prepared has failed, in a helper too")]

use contract::{ListFallbacks, Op, Paths, Role, Runs, Status};
use ops::{Pen, Workspace};
use rules::home::Vars;
use store::Place;
use testkit::Home;

fn place(home: &Home, variables: &[(&str, &str)]) -> Place {
    let env = variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    let path = home.path().to_str().unwrap().to_owned();
    Place::find(&Vars { home: Some(path), cwd: home.path().to_path_buf(), env, ..Vars::default() }, None)
}

fn run<O: Op>(place: &Place, op: O) -> O::Out
where
    Workspace: Runs<O>,
{
    futures::executor::block_on(Workspace::new(place.clone(), Pen::default()).run(op)).unwrap()
}

#[test]
fn the_process_goes_before_the_file_here_and_that_before_the_state_directorys() {
    let home = Home::with_config(
        "{ agents: { defaults: { model: 'p/${A}-${B}-${C}-${D}', models: { 'p/process-here-state-block': {} } } },
           env: { A: 'block', D: 'block' } }",
    );
    home.write(".env", "A=state\nB=state\nC=state\n");
    std::fs::write(home.path().join(".env"), "A=here\nexport B='here'\n").unwrap();
    let chain = run(&place(&home, &[("A", "process")]), ListFallbacks::default()).chain;
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
    let home = Home::with_config(config);
    let long = "Canary6".repeat(100);
    home.write(
        ".env",
        format!("FILE_KEY=Canary3\nFILE_API_KEY=Canary4\nPROSE='Canary7 in words'\nWORD=Canary9\nLONG={long}\n"),
    );
    let place = place(&home, &[("PROCESS_KEY", "Canary8")]);
    let reports = [
        serde_json::to_string(&run(&place, Status::default())).unwrap(),
        serde_json::to_string(&run(&place, Paths {})).unwrap(),
        serde_json::to_string(&run(&place, ListFallbacks::default())).unwrap(),
        serde_json::to_string(&run(&place, ListFallbacks { role: Role::Image, agent: None })).unwrap(),
        format!("{place:?} {:?}", place.read_config().unwrap()),
    ];
    for report in reports {
        assert!(!report.contains("Canary"), "{report}");
    }
}

#[test]
fn a_file_that_cannot_be_used_is_a_finding_and_stops_nothing() {
    let large = "A".repeat((1 << 20) + 1);
    for (bytes, why) in [(large.as_bytes(), "it is larger than 1 MiB"), (b"A=\xff", "it is not UTF-8")] {
        let home = Home::with_config("{}");
        home.write(".env", bytes);
        let report = run(&place(&home, &[]), Paths {});
        let finding = report.checks.iter().find(|check| check.name == "variables").unwrap();
        assert_eq!(finding.detail, format!("`~/.openclaw/.env` is not used: {why}"));
        assert!(report.sound);
    }
    let home = Home::with_config("{}");
    std::fs::create_dir(home.state_dir().join(".env")).unwrap();
    let report = run(&place(&home, &[]), Paths {});
    assert!(
        report.checks.iter().any(|check| check.detail == "`~/.openclaw/.env` is not used: it is not a regular file")
    );
}
