//! The lists of models that a scan reads before it asks: `OpenRouter`'s, and those of servers on this machine.

use std::sync::Arc;

use contract::{JobPlan, OpError};
use net::Net;
use rules::{
    model::retirement::days_since_epoch,
    scan::{cost::needs_new_confirmation, live::LiveLists, plan::Scan},
};
use store::HomeStore;

use super::{
    super::results::{read_hosts, write_hosts},
    PreparedScan,
};
use crate::{
    Clock,
    auth::millis_since_epoch,
    feed::{ask_local_servers, fetch_open_router, prepare_local},
    jobs::Job,
    shared::read_snapshot,
};

const LISTS_FAILED: &str = "the lists of models were not read because of an internal error: please report it";

const SERVERS_NOT_ASKED: &str = "the servers on this machine were not asked for their models: the hosts of their keys \
    could not be recorded in `hosts.json`";

/// Reads the lists of providers that have one, and returns the scan with their models; `None` if they are not used. What
/// goes wrong is a warning of the job.
pub(super) async fn with_live_lists(
    net: &Net,
    store: &HomeStore,
    clock: &Clock,
    job: &Job,
    scan: &Arc<Scan>,
    plan: &JobPlan,
) -> Option<PreparedScan> {
    let now = clock.now();
    let (for_servers, asked) = (store.clone(), Arc::clone(scan));
    let prepare = move || -> Result<_, OpError> {
        let snapshot = read_snapshot(&for_servers)?;
        let (hosts, is_asked) = (read_hosts(&for_servers).0, |provider: &str| asked.asks_server(provider));
        let local = prepare_local(&snapshot.view, hosts, millis_since_epoch(now), is_asked);
        // A server gets its key only after its host was recorded.
        let servers = write_hosts(&for_servers, local.hosts).map(|()| local.servers).ok();
        Ok((servers, for_servers.read_endpoints()))
    };
    let (servers, endpoints) = match tokio::task::spawn_blocking(prepare).await {
        Ok(Ok(prepared)) => prepared,
        Ok(Err(error)) => return warn(job, format!("the lists of models were not read: {}", error.message)),
        Err(_) => return warn(job, LISTS_FAILED.to_owned()),
    };
    if servers.is_none() {
        job.add_warning(SERVERS_NOT_ASKED.to_owned());
    }
    let open_router = match endpoints {
        _ if !scan.reads_open_router() => None,
        Ok(endpoints) => Some(fetch_open_router(net, &endpoints).await),
        Err(why) => Some(Err(why)),
    };
    let open_router = open_router.and_then(|read| {
        read.map_err(|why| job.add_warning(format!("OpenRouter's list was not read, so its known models count: {why}")))
            .ok()
    });
    let local = ask_local_servers(net, servers.unwrap_or_default(), || millis_since_epoch(clock.now()), |_| {}).await;
    let lists = LiveLists::new(open_router.as_ref(), &local, days_since_epoch(now));
    let (for_scan, request) = (store.clone(), scan.request.clone());
    let collect = move || PreparedScan::collect(&for_scan, &request, Some(&lists), now);
    match tokio::task::spawn_blocking(collect).await {
        Ok(Ok(found)) if needs_new_confirmation(&found.plan, plan) => {
            let estimate = &found.plan.estimate;
            warn(job, format!("the lists that were read are not used, because they lead to {estimate}"))
        }
        Ok(Ok(found)) => Some(found),
        Ok(Err(error)) => warn(job, error.message),
        Err(_) => warn(job, LISTS_FAILED.to_owned()),
    }
}

/// Warns that the lists are not used.
fn warn(job: &Job, why: String) -> Option<PreparedScan> {
    job.add_warning(why);
    None
}
