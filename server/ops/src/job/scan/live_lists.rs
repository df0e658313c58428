//! The lists of models that a scan reads before it asks: `OpenRouter`'s, and those of servers on this machine.

use std::sync::Arc;

use contract::{JobPlan, OpError};
use net::Net;
use rules::{
    model::retirement::days_since_epoch,
    scan::{live::LiveLists, plan::Scan},
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

/// Reads the lists of providers that have one, and returns the scan with their models; `None` if there is nothing new.
pub(super) async fn with_live_lists(
    net: &Net,
    store: &HomeStore,
    clock: &Clock,
    job: &Job,
    scan: &Arc<Scan>,
    plan: &JobPlan,
) -> Option<Arc<Scan>> {
    let now = clock.now();
    let (for_servers, asked) = (store.clone(), Arc::clone(scan));
    let prepare = move || -> Result<_, OpError> {
        let snapshot = read_snapshot(&for_servers)?;
        let local = prepare_local(&snapshot.view, read_hosts(&for_servers).0, millis_since_epoch(now));
        let servers: Vec<_> = local.servers.into_iter().filter(|one| asked.asks_server(&one.server.provider)).collect();
        // A server gets its key only after its host was recorded.
        let may_ask = write_hosts(&for_servers, local.hosts.filter(|_| !servers.is_empty())).is_ok();
        Ok((if may_ask { servers } else { Vec::new() }, for_servers.read_endpoints()))
    };
    let (servers, endpoints) = tokio::task::spawn_blocking(prepare).await.ok()?.ok()?;
    let open_router = match endpoints {
        _ if !scan.reads_open_router() => None,
        Ok(endpoints) => Some(fetch_open_router(net, &endpoints).await),
        Err(why) => Some(Err(why)),
    };
    let open_router = open_router.and_then(|read| {
        read.map_err(|why| job.add_warning(format!("OpenRouter's list was not read, so its known models count: {why}")))
            .ok()
    });
    let local = ask_local_servers(net, servers, || millis_since_epoch(clock.now()), |_| {}).await;
    let lists = LiveLists::new(open_router.as_ref(), &local, days_since_epoch(now));
    let (for_scan, request) = (store.clone(), scan.request.clone());
    let collect = move || PreparedScan::collect(&for_scan, &request, Some(&lists), now);
    match tokio::task::spawn_blocking(collect).await.ok()? {
        Ok(found) if found.plan.needs_confirmation && !plan.needs_confirmation => {
            let estimate = &found.plan.estimate;
            job.add_warning(format!("the lists that were read are not used, because they lead to {estimate}"));
            None
        }
        Ok(found) => Some(found.scan),
        Err(error) => {
            job.add_warning(error.message);
            None
        }
    }
}
