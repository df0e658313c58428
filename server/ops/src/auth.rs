//! Operations on credentials.

use std::{
    collections::BTreeSet,
    time::{SystemTime, UNIX_EPOCH},
};

use contract::{
    BoxFuture, Code, CredentialInfo, CredentialReport, CredentialStatus, CredentialStoreInfo, Hint, ListCredentials,
    OpError, RunsOperation,
};
use rules::{
    auth::{
        check::check_credentials,
        profile_store::ProfileStore,
        report::{DEFAULT_WARN_MS, ReportRequest},
        resolve::StoreLocation,
    },
    document::view::View,
};
use store::{HomeStore, StoreDocuments, StoredCredentials, VaultError};

use crate::{
    Workspace,
    shared::{agent_dir_info, find_agent, read_snapshot},
};

impl RunsOperation<ListCredentials> for Workspace {
    fn run(&self, op: ListCredentials) -> BoxFuture<'_, Result<CredentialReport, OpError>> {
        let now = self.clock().now();
        self.run_blocking::<ListCredentials>(move |store| {
            credential_report(store, &read_snapshot(store)?.view, &op, now)
        })
    }
}

pub(crate) fn credential_report(
    store: &HomeStore,
    view: &View,
    op: &ListCredentials,
    now: SystemTime,
) -> Result<CredentialReport, OpError> {
    let (named, dir) = find_agent(store, view, op.agent.as_deref())?;
    let agent = named.unwrap_or_else(|| view.agents().effective_default(&store.home));
    let stored = store.read_credentials(view, &dir).map_err(|error| vault_error(&error))?;
    let agent_dir = agent_dir_info(store, &dir);
    let info = CredentialStoreInfo {
        path: stored.shared_path.clone(),
        exists: stored.shared.is_some(),
        own_path: stored.own.as_ref().map(|own| own.display_path.clone()),
    };
    let profiles = merge_stores(view, &stored)?;
    let (machine, location) = (
        store.machine_facts(view),
        StoreLocation {
            store_path: info.own_path.as_ref().unwrap_or(&info.path).clone(),
            agent_dir: agent_dir.display_path,
        },
    );
    let request = ReportRequest {
        view,
        agent: &agent,
        store: &profiles,
        machine: &machine,
        location: &location,
        warn_ms: op.warn_within_ms.unwrap_or(DEFAULT_WARN_MS),
        now: millis_since_epoch(now),
    };
    let provider = op.provider.as_deref().map(str::trim).filter(|typed| !typed.is_empty());
    let providers = match provider {
        Some(typed) => vec![request.one_provider(typed)?],
        None => request.all_providers(),
    };
    Ok(CredentialReport {
        agent: agent.id.clone(),
        agent_dir: agent_dir.path,
        store: info,
        check: check_credentials(&providers),
        providers,
        warnings: request.warnings(),
    })
}

/// The providers that have a usable stored credential.
pub(crate) fn stored_providers(
    store: &HomeStore,
    view: &View,
    agent: Option<&str>,
    now: SystemTime,
) -> Result<BTreeSet<String>, OpError> {
    let op = ListCredentials { agent: agent.map(str::to_owned), ..ListCredentials::default() };
    let report = credential_report(store, view, &op, now)?;
    let is_usable = |one: &CredentialInfo| {
        one.profile_id.is_some() && !matches!(one.status, CredentialStatus::Missing | CredentialStatus::Expired)
    };
    let usable = report.providers.into_iter().filter(|of| of.credentials.iter().any(is_usable));
    Ok(usable.map(|of| of.provider).collect())
}

/// Reads the documents, and puts those of the agent on top of the shared ones.
pub(crate) fn merge_stores(view: &View, stored: &StoredCredentials) -> Result<ProfileStore, OpError> {
    let read = |documents: &StoreDocuments| {
        ProfileStore::read(&documents.profiles, documents.state.as_ref(), view.generation()).map_err(|error| {
            unreadable(format!("could not read the credentials in `{}`: {error}", documents.display_path))
                .with_hint("another version of OpenClaw may have written it")
        })
    };
    let shared = stored.shared.as_ref().map(read).transpose()?.unwrap_or_default();
    let own = stored.own.as_ref().map(read).transpose()?.unwrap_or_default();
    Ok(own.merged_over(shared))
}

pub(crate) fn vault_error(error: &VaultError) -> OpError {
    let hint: Hint = match error {
        VaultError::Unreadable { path, .. } => Hint::for_terminal(format!("`ls -l {path}` shows its permissions")),
        VaultError::InvalidJson { .. } => {
            Hint::from("nothing was changed; restore the file from a backup, or fix it in an editor")
        }
        VaultError::Foreign { .. } => Hint::from("a newer release of this program may be able to read it"),
    };
    unreadable(error.to_string()).with_hint(hint)
}

fn unreadable(message: String) -> OpError {
    OpError::new(Code::CredentialsUnreadable, message)
}

pub(crate) fn millis_since_epoch(now: SystemTime) -> i64 {
    let since = now.duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}
