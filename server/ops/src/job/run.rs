//! Runs probes side by side.

use std::collections::{HashMap, VecDeque};

use contract::ProbeRow;
use futures::{StreamExt, stream::FuturesUnordered};
use net::Net;

use super::task::ProbeTask;
use crate::jobs::Job;

/// Runs all probes, so many at once, and adds a row to the job as each one ends. Returns whether the job was cancelled:
/// then no further request is sent, and those that run are dropped.
pub(crate) async fn run_tasks(
    net: &Net,
    job: &Job,
    tasks: Vec<ProbeTask>,
    concurrency: usize,
    now: impl Fn() -> i64 + Copy,
) -> bool {
    let mut waiting = Waiting::default();
    waiting.add(tasks);
    let mut running = FuturesUnordered::new();
    let cancelled = job.cancelled();
    tokio::pin!(cancelled);
    loop {
        while running.len() < concurrency {
            let Some(task) = waiting.next() else { break };
            running.push(task.run(net, now));
        }
        tokio::select! {
            biased;
            () = &mut cancelled => return true,
            done = running.next() => match done {
                None => return false,
                Some(row) => {
                    waiting.ended(&row);
                    job.add_rows([row]);
                }
            },
        }
    }
}

/// Probes that wait. The next one is of the provider with the fewest that run, so that a provider that does not answer
/// does not delay the others.
#[derive(Default)]
pub(super) struct Waiting {
    tasks: VecDeque<ProbeTask>,
    running: HashMap<String, usize>,
}

impl Waiting {
    pub(super) fn add(&mut self, tasks: Vec<ProbeTask>) {
        self.tasks.extend(tasks);
    }

    pub(super) fn next(&mut self) -> Option<ProbeTask> {
        let count = |task: &ProbeTask| self.running.get(&task.row.provider).copied().unwrap_or_default();
        // The first one of those with the fewest.
        let (at, _) = self.tasks.iter().map(count).enumerate().min_by_key(|(_, count)| *count)?;
        let task = self.tasks.remove(at)?;
        *self.running.entry(task.row.provider.clone()).or_default() += 1;
        Some(task)
    }

    pub(super) fn ended(&mut self, row: &ProbeRow) {
        if let Some(count) = self.running.get_mut(&row.provider) {
            *count = count.saturating_sub(1);
        }
    }
}
