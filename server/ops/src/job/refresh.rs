//! Refreshes the catalog: fetches lists of models and keeps them.

mod report;

use std::{sync::Arc, time::SystemTime};

use contract::{Code, JobPlan, OpError, RefreshRequest, RefreshedList};
use futures::{StreamExt, stream::FuturesUnordered};
use net::Net;
use rules::{
    base::count::saturating_u32,
    feed::{
        FeedModels,
        endpoints::Endpoints,
        kept::FeedMeta,
        local::{LOCAL_TIMEOUT_MS, LocalAnswer, merge_answers},
        openclaw::parse_openclaw_row,
        reduce::{DigestedFeed, date_of, digest, is_newer_than_embedded},
        request::Validators,
        source::FeedSource,
    },
    wire::host_policy::KnownHosts,
};
use store::{HomeStore, KeptFeed, WriteError};

use super::{
    HOSTS_NOT_RECORDED, end_with, failed_end,
    results::{read_hosts, write_hosts},
};
use crate::{
    Clock,
    auth::millis_since_epoch,
    error::write_error_text,
    feed::{Fetched, PreparedServer, ask_local_servers, fetch_feed, prepare_local},
    jobs::Job,
    shared::read_snapshot,
};
pub(crate) use report::last_refresh;
use report::{failed_list, local_list, row_of, unchanged_list, updated_list, verdict};

/// The lists that are published.
const PUBLISHED: [FeedSource; 2] = [FeedSource::OpenRouter, FeedSource::ModelsDev];

/// A refresh that is ready to run.
pub(crate) struct PreparedRefresh {
    pub(crate) plan: JobPlan,
    pub(crate) warnings: Vec<String>,
    what: Lists,
}

/// The lists that are fetched.
enum Lists {
    Published(Endpoints),
    Local { servers: Vec<PreparedServer>, hosts: Option<KnownHosts> },
}

/// A list that is to be kept.
struct NewList {
    source: FeedSource,
    url: String,
    models: FeedModels,
    validators: Validators,
}

impl PreparedRefresh {
    pub(crate) fn collect(store: &HomeStore, request: &RefreshRequest, now: SystemTime) -> Result<Self, OpError> {
        let mut warnings = Vec::new();
        let (what, count, timeout_ms) = if request.local {
            let (hosts, notice) = read_hosts(store);
            warnings.extend(notice);
            let prepared = prepare_local(&read_snapshot(store)?.view, hosts, millis_since_epoch(now), |_| true);
            let count = prepared.servers.len();
            (Lists::Local { servers: prepared.servers, hosts: prepared.hosts }, count, LOCAL_TIMEOUT_MS)
        } else {
            let unusable = |why| {
                OpError::new(Code::Usage, format!("could not refresh the catalog: {why}"))
                    .with_hint("correct the file, or unset the variable")
            };
            let endpoints = store.read_endpoints().map_err(unusable)?;
            (Lists::Published(endpoints), PUBLISHED.len(), 60_000)
        };
        let requests = saturating_u32(count);
        let plural = if requests == 1 { "request" } else { "requests" };
        let plan = JobPlan {
            requests,
            estimate: format!("{requests} {plural} without a cost"),
            timeout_ms: u32::try_from(timeout_ms).unwrap_or(u32::MAX),
            concurrency: requests,
            ..JobPlan::default()
        };
        Ok(Self { plan, warnings, what })
    }

    /// Fetches the lists and keeps them. After a cancellation, those that are there already stay.
    pub(crate) async fn run(self, net: Arc<Net>, store: HomeStore, clock: Clock, job: Arc<Job>) {
        let Self { warnings, what, .. } = self;
        for warning in warnings {
            job.add_warning(warning);
        }
        let now = || millis_since_epoch(clock.now());
        let is_local = matches!(what, Lists::Local { .. });
        if !store.has_place_for_lists() {
            job.add_warning("nothing is kept, because this home does not exist yet".to_owned());
        }
        let work = async {
            match what {
                Lists::Published(endpoints) => {
                    refresh_published(&net, &store, &endpoints, &job, now).await;
                    refresh_from_openclaw(&store, &job, now()).await;
                    Ok(())
                }
                Lists::Local { servers, hosts } => refresh_local(&net, &store, servers, hosts, &job, now).await,
            }
        };
        let done = tokio::select! {
            biased;
            () = job.cancelled() => None,
            done = work => Some(done),
        };
        let end = match done {
            Some(Err(why)) => failed_end(now(), &why),
            done => end_with(now(), done.is_none(), verdict(&job.lists(), is_local)),
        };
        job.end(end);
    }
}

async fn refresh_published(
    net: &Net,
    store: &HomeStore,
    endpoints: &Endpoints,
    job: &Job,
    now: impl Fn() -> i64 + Copy,
) {
    let refresh = |source| async move {
        let list = refresh_list(net, store, endpoints, source, now).await;
        list.unwrap_or_else(|why| failed_list(store, source, &why, now()))
    };
    let mut running: FuturesUnordered<_> = PUBLISHED.into_iter().map(refresh).collect();
    while let Some(list) = running.next().await {
        let row = row_of(&list);
        job.add_list(list, row);
    }
}

async fn refresh_list(
    net: &Net,
    store: &HomeStore,
    endpoints: &Endpoints,
    source: FeedSource,
    now: impl Fn() -> i64,
) -> Result<RefreshedList, String> {
    let base = endpoints.base_url(source).unwrap_or_default();
    let url = format!("{base}{}", source.path());
    let kept = blocking(store, move |store| store.read_kept_feed(source)).await?;
    let validators = kept.as_ref().map(|kept| kept.meta.validators(&url)).unwrap_or_default();
    let mut fetched = fetch_feed(net, endpoints, source, &validators).await?;
    if matches!(fetched, Fetched::NotModified) {
        match blocking(store, move |store| store.read_kept_feed(source)).await? {
            Some(kept) => {
                let checked = FeedMeta { checked_at: now(), ..kept.meta.clone() };
                blocking(store, move |store| store.write_feed_meta(source, &checked))
                    .await?
                    .map_err(|error| not_kept(store, &error))?;
                return Ok(unchanged_list(source, &kept, now()));
            }
            // The list was removed meanwhile.
            None => fetched = fetch_feed(net, endpoints, source, &Validators::default()).await?,
        }
    }
    let Fetched::Models(models, validators) = fetched else {
        return Err("the server says that the list has not changed, though it was not asked that".to_owned());
    };
    let at = now();
    keep_list(store, NewList { source, url, models, validators }, kept, at).await
}

/// Compares a list with what is known, and keeps it.
async fn keep_list(
    store: &HomeStore,
    list: NewList,
    kept: Option<KeptFeed>,
    now: i64,
) -> Result<RefreshedList, String> {
    let NewList { source, url, models, validators } = list;
    let work = move |store: &HomeStore| {
        let before = kept.as_ref().map(|kept| (kept.table.as_str(), &kept.meta.models));
        let digested = digest(source, &models, date_of(now), before);
        let meta =
            FeedMeta { url, etag: validators.etag, last_modified: validators.last_modified, ..FeedMeta::default() };
        write_digested(store, source, digested, meta, now)
    };
    blocking(store, work).await?
}

fn write_digested(
    store: &HomeStore,
    source: FeedSource,
    digested: DigestedFeed,
    meta: FeedMeta,
    now: i64,
) -> Result<RefreshedList, String> {
    let DigestedFeed { reduced, changes, date } = digested;
    let meta = FeedMeta { checked_at: now, models: reduced.refs, ..meta };
    if store.has_place_for_lists() {
        store.write_kept_feed(source, &reduced.table, meta).map_err(|error| not_kept(store, &error))?;
    }
    Ok(updated_list(source, &changes, date, now))
}

/// Keeps the catalog that OpenClaw has downloaded, if it is newer than the embedded one. It needs no request.
async fn refresh_from_openclaw(store: &HomeStore, job: &Job, now: i64) {
    let source = FeedSource::OpenClaw;
    let work = move |store: &HomeStore| {
        let row = store.read_downloaded_catalog()?;
        let (models, date) = match parse_openclaw_row(&row, date_of(now)) {
            Ok(found) => found,
            Err(why) => return Some(failed_list(store, source, &why, now)),
        };
        if !is_newer_than_embedded(date) {
            return None;
        }
        let kept = store.read_kept_feed(source);
        let before = kept.as_ref().map(|kept| (kept.table.as_str(), &kept.meta.models));
        let digested = digest(source, &models, date, before);
        if let Some(kept) = kept.as_ref().filter(|kept| kept.table == digested.reduced.table) {
            return Some(unchanged_list(source, kept, now));
        }
        let written = write_digested(store, source, digested, FeedMeta::default(), now);
        Some(written.unwrap_or_else(|why| failed_list(store, source, &why, now)))
    };
    if let Ok(Some(list)) = blocking(store, work).await {
        let row = row_of(&list);
        job.add_list(list, row);
    }
}

/// Asks the servers on this machine. The error is why nothing was asked.
async fn refresh_local(
    net: &Net,
    store: &HomeStore,
    servers: Vec<PreparedServer>,
    hosts: Option<KnownHosts>,
    job: &Job,
    now: impl Fn() -> i64 + Copy,
) -> Result<(), String> {
    let is_recorded = blocking(store, move |store| write_hosts(store, hosts).is_ok()).await;
    if is_recorded != Ok(true) {
        return Err(HOSTS_NOT_RECORDED.to_owned());
    }
    let on_answer = |answer: &LocalAnswer| {
        let list = local_list(answer);
        let row = row_of(&list);
        job.add_list(list, row);
    };
    let answers = ask_local_servers(net, servers, now, on_answer).await;
    let keep = |store: &HomeStore| {
        let earlier = store.read_local_answers();
        let answers = merge_answers(&earlier, answers);
        let is_needed = !(earlier.is_empty() && answers.is_empty()) && store.has_place_for_lists();
        if is_needed { store.write_local_answers(answers) } else { Ok(()) }
    };
    if !matches!(blocking(store, keep).await, Ok(Ok(()))) {
        job.add_warning("the answers could not be kept in `catalog/local.json`".to_owned());
    }
    Ok(())
}

fn not_kept(store: &HomeStore, error: &WriteError) -> String {
    format!("the list could not be kept: {}", write_error_text(error, store))
}

/// Runs work with files on a blocking thread.
async fn blocking<T: Send + 'static>(
    store: &HomeStore,
    work: impl FnOnce(&HomeStore) -> T + Send + 'static,
) -> Result<T, String> {
    let store = store.clone();
    let done = tokio::task::spawn_blocking(move || work(&store)).await;
    done.map_err(|_| "an internal error: please report it".to_owned())
}
