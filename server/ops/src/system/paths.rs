//! The `RunDoctor` operation.

use contract::{
    BoxFuture, Check, CredentialReport, DoctorReport, Finding, ListCredentials, OpError, RunDoctor, RunsOperation,
};
use rules::{
    auth::check,
    check::{
        diagnosis,
        doctor::{self, agents, endpoints::endpoints_check, names, retirement, violations},
        lints, plugins,
    },
    document::{
        agents::{Agent, AgentDir},
        view::View,
    },
    model::retirement::DEFAULT_HORIZON_DAYS,
    schema::generation,
};
use store::{HomeStore, Snapshot};

use crate::{
    Workspace,
    auth::{HomeCredentials, findings::ChainFindings},
    error,
    proofs::last_results,
    shared::{agent_dir_info, path_info, read_snapshot},
};

impl RunsOperation<RunDoctor> for Workspace {
    fn run(&self, RunDoctor { horizon_days }: RunDoctor) -> BoxFuture<'_, Result<DoctorReport, OpError>> {
        let now = self.clock().now();
        let horizon_days = horizon_days.unwrap_or(DEFAULT_HORIZON_DAYS);
        self.run_blocking::<RunDoctor>(move |store| {
            let dated = |view: &View| {
                let cron_models = store.cron_models();
                let home = HomeCredentials::read(store, view, now);
                let (agent, dir) = default_agent(store, view);
                let probes = last_results(store);
                let found = ChainFindings::find(&home, store, view, (&agent, &dir), &probes, cron_models);
                let findings = found.findings;
                let credentials =
                    home.and_then(|home| home.of_agent(&agent, &dir)?.report(&ListCredentials::default()));
                let credentials = credentials.map(|report| credential_checks(&report, &findings));
                // If they cannot be read, one of the findings says so.
                let credentials = credentials.unwrap_or_default();
                let lints = lints::doctor_checks(&findings);
                (findings, [retirement::doctor_checks(view, now, horizon_days), credentials, lints].concat())
            };
            Ok(doctor_report(store, &dated))
        })
    }
}

/// Finds what depends on the time: findings about requests, and other checks.
type FindDated<'a> = &'a dyn Fn(&View) -> (Vec<Finding>, Vec<Check>);

/// Builds the report. An unreadable configuration is reported as a finding, not as an error. `dated` finds what depends
/// on the time.
fn doctor_report(store: &HomeStore, dated: FindDated<'_>) -> DoctorReport {
    let config = read_snapshot(store);
    let view = config.as_ref().ok().map(|snapshot| &snapshot.view);
    let facts =
        config.as_ref().map_or_else(|_| store.generation_facts(None), |snapshot| snapshot.generation_facts.clone());
    let generation = generation::detect_generation(&facts);
    let (findings, dated) = view.map(dated).unwrap_or_default();
    let facts = doctor::DoctorFacts {
        config: match config.as_deref() {
            Ok(Snapshot { revision: None, .. }) => None,
            Ok(_) => Some(Ok(())),
            Err(e) => Some(Err(e)),
        },
        read_only_reason: store.check_writable().err().map(|error| error::write_error_text(&error, store)),
        ignored_config: (store.home.ignored_config.as_deref())
            .map(|file| (store.home.display_path(file), store.home.display_path(&store.home.state_dir.path))),
        unset_variables: view.map(View::unset_variables).unwrap_or_default(),
        ignored_env_files: config.as_ref().map(|snapshot| snapshot.ignored_env_files.clone()).unwrap_or_default(),
        request_checks: diagnosis::doctor_checks(&findings),
        other_checks: view
            .map(|view| [config_checks(view, store), dated.clone()].concat())
            .into_iter()
            .flatten()
            .chain(endpoint_checks(store))
            .collect(),
        config_file: store.config_file_status(),
        file_modes: store.private_file_modes(view),
        json_stores: facts.json_stores,
    };
    let checks = doctor::doctor_checks(&facts, &generation);
    let home = &store.home;
    let agent_dir = view.map_or_else(|| home.agent_dir.clone().into(), |view| view.agents().default_agent_dir(home));
    DoctorReport {
        is_sound: doctor::is_healthy(&checks),
        summary: doctor::summarize(&checks, &facts),
        home: path_info(store, &home.home),
        state_dir: path_info(store, &home.state_dir),
        config: path_info(store, &home.config),
        agent_dir: agent_dir_info(store, &agent_dir),
        manager_dir: path_info(store, &home.manager_dir),
        generation,
        checks,
        findings,
    }
}

/// The agent that answers if none is named, with its directory.
fn default_agent(store: &HomeStore, view: &View) -> (Agent, AgentDir) {
    let agents = view.agents();
    (agents.effective_default(&store.home), agents.default_agent_dir(&store.home))
}

/// Findings about the credentials of an agent, besides those of the diagnosis.
fn credential_checks(report: &CredentialReport, findings: &[Finding]) -> Vec<Check> {
    let is_diagnosed = |name: &str| findings.iter().any(|finding| finding.is_about_credential(name));
    check::doctor_checks(&report.check, is_diagnosed)
}

/// The addresses that are asked for lists of models, if they are not the usual ones.
fn endpoint_checks(store: &HomeStore) -> Option<Check> {
    let file = store.read_endpoints_file()?;
    Some(endpoints_check(&file.display_path, &file.endpoints))
}

fn config_checks(view: &View, store: &HomeStore) -> Vec<Check> {
    let missing = if plugins::are_plugins_needed(view) {
        plugins::plugin_checks(view, &store.find_plugins())
    } else {
        Vec::new()
    };
    [violations::doctor_checks(view, &store.home), names::doctor_checks(view), agents::doctor_checks(view), missing]
        .concat()
}
