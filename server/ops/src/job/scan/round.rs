//! The requests of a scan: prepared in rounds, as many as are known to be needed, and sent side by side.

use std::{sync::Arc, time::SystemTime};

use contract::{Code, JobKind, OpError, ProbeRow};
use futures::{StreamExt, stream::FuturesUnordered};
use net::Net;
use rules::{
    probe::targets::ProbeTarget,
    scan::{
        options::probe_options,
        plan::{Scan, ScanStep},
    },
    wire::{endpoint::Endpoint, host_policy::KnownHosts},
};
use store::HomeStore;

use super::{
    super::{
        HOSTS_NOT_RECORDED,
        attach::{AttachResult, SecretAttacher},
        internal_error,
        results::{read_hosts, row_of, with_result, write_hosts},
        run::Waiting,
        task::ProbeTask,
    },
    with_credentials,
};
use crate::{
    Clock,
    auth::{agent_or_default, millis_since_epoch, vault_error},
    jobs::Job,
    shared::read_snapshot,
};

/// The requests of one round.
struct Round {
    /// Credentials for which nothing is sent.
    rows: Vec<ProbeRow>,
    tasks: Vec<ProbeTask>,
    /// The hosts of keys, if there is a new one.
    hosts: Option<KnownHosts>,
    warnings: Vec<String>,
}

impl Round {
    fn collect(store: &HomeStore, scan: &Scan, steps: Vec<ScanStep>, now: SystemTime) -> Result<Self, OpError> {
        let snapshot = read_snapshot(store)?;
        let view = &snapshot.view;
        let request = &scan.request;
        let (agent, dir) = agent_or_default(store, view, None)?;
        let stored = store.read_credentials(view, &dir).map_err(|error| vault_error(&error))?;
        let agent_row = ProbeRow { agent: agent.id, ..ProbeRow::default() };
        let (hosts, _) = read_hosts(store);
        let millis = millis_since_epoch(now);
        let mut attacher =
            SecretAttacher::new(store, view, hosts, &request.allowed_hosts, probe_options(request), millis);
        let mut round = Self { rows: Vec::new(), tasks: Vec::new(), hosts: None, warnings: Vec::new() };
        with_credentials(store, view, request.provider.as_deref(), now, |report, providers| {
            for step in steps {
                let Some(target) = Scan::find_target(report, providers, &step) else {
                    round.rows.push(gone_row(&agent_row, step, millis));
                    continue;
                };
                let row = ProbeRow { check: step.check, ..row_of(&agent_row, &target) };
                round.add(row, &target, attacher.attach(stored.documents(), &target, step.check), millis);
            }
            Ok(())
        })?;
        round.hosts = attacher.changed_hosts();
        Ok(round)
    }

    fn add(&mut self, row: ProbeRow, target: &ProbeTarget, attached: AttachResult, now: i64) {
        match attached {
            AttachResult::NotSent(result) => self.rows.push(with_result(row, &result, now)),
            AttachResult::Ready(ready) => {
                let warning = target.request.as_ref().ok().filter(|_| !ready.secrets.is_empty());
                self.warnings.extend(warning.and_then(Endpoint::unencrypted_warning));
                self.tasks.push(ProbeTask { row, ready: *ready });
            }
        }
    }
}

/// The row of a credential that was removed while the scan ran.
fn gone_row(agent_row: &ProbeRow, step: ScanStep, now: i64) -> ProbeRow {
    ProbeRow {
        provider: step.provider,
        model: Some(step.model.key()),
        label: step.label,
        check: step.check,
        status: "unknown".to_owned(),
        reason_code: Some("missing_credential".to_owned()),
        word: "credential removed".to_owned(),
        at: now,
        ..agent_row.clone()
    }
}

/// Sends all requests of a scan, each as soon as what it depends on is known. Returns whether the job was cancelled; the
/// error is why it cannot go on.
pub(super) async fn run_steps(
    net: &Net,
    store: &HomeStore,
    clock: &Clock,
    job: &Job,
    scan: &Arc<Scan>,
    concurrency: u32,
) -> Result<bool, String> {
    let now = || millis_since_epoch(clock.now());
    let mut asked = Vec::new();
    let mut waiting = Waiting::default();
    let (mut preparing, mut running) = (FuturesUnordered::new(), FuturesUnordered::new());
    let cancelled = job.cancelled();
    tokio::pin!(cancelled);
    loop {
        // One at a time, because each may record hosts.
        if preparing.is_empty() {
            let new: Vec<_> = scan.next_steps(&job.rows()).into_iter().filter(|step| !asked.contains(step)).collect();
            asked.extend(new.iter().cloned());
            preparing.extend((!new.is_empty()).then(|| prepare_round(store, clock, scan, new)));
        }
        while running.len() < concurrency as usize {
            let Some(task) = waiting.next() else { break };
            running.push(task.run(net, now));
        }
        if preparing.is_empty() && running.is_empty() {
            return Ok(false);
        }
        tokio::select! {
            biased;
            () = &mut cancelled => return Ok(true),
            Some(round) = preparing.next() => {
                let round = round?;
                round.warnings.into_iter().for_each(|warning| job.add_warning_once(warning));
                job.add_rows(round.rows);
                waiting.add(round.tasks);
            }
            Some(row) = running.next() => {
                waiting.ended(&row);
                job.add_rows([row]);
            }
        }
    }
}

/// Prepares requests. A key goes to a host that is not known yet only after that host was recorded.
async fn prepare_round(
    store: &HomeStore,
    clock: &Clock,
    scan: &Arc<Scan>,
    steps: Vec<ScanStep>,
) -> Result<Round, String> {
    let (store, scan, at) = (store.clone(), Arc::clone(scan), clock.now());
    let prepare = move || {
        let mut round = Round::collect(&store, &scan, steps, at)?;
        write_hosts(&store, round.hosts.take()).map_err(|_| OpError::new(Code::Internal, HOSTS_NOT_RECORDED))?;
        Ok::<_, OpError>(round)
    };
    match tokio::task::spawn_blocking(prepare).await {
        Ok(prepared) => prepared.map_err(|error| error.message),
        Err(_) => Err(internal_error(JobKind::Scan)),
    }
}
