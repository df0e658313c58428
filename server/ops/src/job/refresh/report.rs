//! What a refresh has brought, list by list.

use contract::{JobReport, JobState, ProbeRow, ProbeVerdict, RefreshState, RefreshedList};
use rules::{
    base::count::saturating_u32,
    classify::cause::ProbeStatus,
    feed::{
        local::LocalAnswer,
        reduce::{FeedChanges, date_of_table},
        source::FeedSource,
    },
};
use store::{HomeStore, KeptFeed};

pub(super) fn updated_list(source: FeedSource, changes: &FeedChanges, date: String, now: i64) -> RefreshedList {
    RefreshedList {
        source: source.as_str().to_owned(),
        state: RefreshState::Updated,
        summary: changes.sentence(),
        models: saturating_u32(changes.models),
        new: saturating_u32(changes.new),
        repriced: saturating_u32(changes.repriced),
        gone: saturating_u32(changes.gone.unwrap_or_default()),
        newest: changes.newest.clone(),
        date: Some(date),
        checked_at: now,
    }
}

pub(super) fn unchanged_list(source: FeedSource, kept: &KeptFeed, now: i64) -> RefreshedList {
    let models = saturating_u32(kept.meta.models.len());
    let date = date_of_table(&kept.table);
    let since = date.as_ref().map(|date| format!(" since {date}")).unwrap_or_default();
    RefreshedList {
        source: source.as_str().to_owned(),
        state: RefreshState::Unchanged,
        summary: format!("{models} models: not changed{since}"),
        models,
        date,
        checked_at: now,
        ..RefreshedList::default()
    }
}

/// A list that could not be refreshed. The one that was kept stays in use, or else the embedded catalog.
pub(super) fn failed_list(store: &HomeStore, source: FeedSource, why: &str, now: i64) -> RefreshedList {
    let kept = store.read_kept_feed(source).and_then(|kept| date_of_table(&kept.table));
    let in_use = match &kept {
        Some(date) => format!("the list of {date} stays in use"),
        None => format!("the built-in catalog of {} is used", rules::feed::reduce::embedded_date()),
    };
    RefreshedList {
        source: source.as_str().to_owned(),
        state: RefreshState::Failed,
        summary: format!("{why}; {in_use}"),
        date: kept,
        checked_at: now,
        ..RefreshedList::default()
    }
}

pub(super) fn local_list(answer: &LocalAnswer) -> RefreshedList {
    let count = answer.models.len();
    let (state, summary) = match (&answer.problem, answer.answered_at) {
        (Some(problem), _) => (RefreshState::Failed, format!("{}: {problem}", answer.address)),
        (None, None) => (RefreshState::NotRunning, format!("{}: not running", answer.address)),
        (None, Some(_)) if count == 1 => (RefreshState::Updated, format!("{}: 1 model", answer.address)),
        (None, Some(_)) => (RefreshState::Updated, format!("{}: {count} models", answer.address)),
    };
    RefreshedList {
        source: answer.provider.clone(),
        state,
        summary,
        models: saturating_u32(count),
        checked_at: answer.asked_at,
        ..RefreshedList::default()
    }
}

/// The row of a job that tells of a list.
pub(super) fn row_of(list: &RefreshedList) -> ProbeRow {
    let is_ok = matches!(list.state, RefreshState::Updated | RefreshState::Unchanged);
    let status = if is_ok { ProbeStatus::Ok } else { ProbeStatus::Unknown };
    ProbeRow {
        provider: list.source.clone(),
        source: "list".to_owned(),
        status: status.as_str().to_owned(),
        word: list.summary.clone(),
        at: list.checked_at,
        ..ProbeRow::default()
    }
}

/// What the whole refresh means: a failure if every list failed. With `is_local`, the lists are those of servers on this
/// machine, which may be off.
pub(super) fn verdict(lists: &[RefreshedList], is_local: bool) -> ProbeVerdict {
    let is_published = |list: &&RefreshedList| list.source != FeedSource::OpenClaw.as_str();
    let asked: Vec<_> = lists.iter().filter(is_published).collect();
    let answered = |list: &&&RefreshedList| matches!(list.state, RefreshState::Updated | RefreshState::Unchanged);
    let failed = asked.iter().filter(|list| list.state == RefreshState::Failed).count();
    let text = match (asked.iter().filter(answered).count(), asked.len()) {
        (0, _) if failed > 0 => "no list could be refreshed".to_owned(),
        (0, _) => "no server on this machine is running".to_owned(),
        (some, all) if is_local => format!("{some} of {all} servers on this machine answered"),
        (some, all) if some == all => "all lists are current".to_owned(),
        (some, all) => format!("{some} of {all} lists are current"),
    };
    let is_failure = failed > 0 && !asked.iter().any(|list| answered(&list));
    ProbeVerdict { text, exit_code: u8::from(is_failure), findings: Vec::new() }
}

/// The lists that are kept, with their age.
pub(crate) fn last_refresh(store: &HomeStore, now: i64) -> JobReport {
    let kept = FeedSource::ALL.into_iter().filter_map(|source| Some((source, store.read_kept_feed(source)?)));
    let published = kept.map(|(source, kept)| unchanged_list(source, &kept, kept.meta.checked_at));
    let local = store.read_local_answers();
    let lists = published.chain(local.iter().map(local_list)).collect();
    JobReport { state: JobState::Idle, lists, started_at: now, ..JobReport::default() }
}
