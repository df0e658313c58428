//! Operations that write credentials.

use std::sync::{Arc, Mutex, PoisonError};

use contract::{
    AddCredential, BoxFuture, Change, ChangedProfiles, ClearCooldown, CopyCredential, ImportCredentials,
    ListCredentials, MoveInOrder, NewStore, OpError, RemoveCredential, RenameCredential, RunsOperation, SetOrder,
    Write,
};
use rules::{
    auth::profile_store::ProfileStore,
    base::decision::Decision,
    change::credential::{self, AgentStores, StoreContent},
    document::view::View,
};
use store::{HomeStore, ParsedStore, StoredCredentials};

use crate::{
    Clock, Workspace,
    auth::{credential_report, millis_since_epoch, parse_stores, vault_error},
    shared::find_agent,
    write::WriteOp,
};

/// The credential stores of an agent, as they were read.
struct StoresOnDisk {
    agent: String,
    is_named: bool,
    stored: StoredCredentials,
    merged: ProfileStore,
    new_store: Option<NewStore>,
    now: i64,
}

impl StoresOnDisk {
    fn read(store: &HomeStore, view: &View, agent: Option<&str>, clock: &Clock) -> Result<Self, OpError> {
        Self::read_or_plan(store, view, agent, None, clock)
    }

    /// Reads the stores, or plans a shared database if that is asked for and the home has no store yet.
    fn read_or_plan(
        store: &HomeStore,
        view: &View,
        agent: Option<&str>,
        new_store: Option<NewStore>,
        clock: &Clock,
    ) -> Result<Self, OpError> {
        let typed = agent.map(str::trim).filter(|typed| !typed.is_empty());
        let (named, dir) = find_agent(store, view, typed)?;
        let agent = named.unwrap_or_else(|| view.agents().effective_default(&store.home));
        let planned = match new_store {
            Some(NewStore::SharedDatabase) => store.plan_shared_store(view, &dir),
            Some(NewStore::JsonFile) | None => Ok(None),
        };
        let stored = planned.transpose().unwrap_or_else(|| store.read_credentials(view, &dir));
        let stored = stored.map_err(|error| vault_error(&error))?;
        let merged = parse_stores(view, &stored)?;
        let now = millis_since_epoch(clock.now());
        Ok(Self { agent: agent.id, is_named: typed.is_some(), stored, merged, new_store, now })
    }

    fn to_agent_stores(&self, view: &View) -> AgentStores<'_> {
        AgentStores {
            agent: &self.agent,
            is_named: self.is_named,
            files: &self.stored.files,
            shared: to_content(self.stored.shared.as_ref()),
            own: to_content(self.stored.own.as_ref()),
            merged: &self.merged,
            generation: view.generation(),
            new_store: self.new_store,
            now: self.now,
        }
    }
}

fn to_content(parsed: Option<&ParsedStore>) -> StoreContent<'_> {
    StoreContent {
        profiles: parsed.map(|parsed| &parsed.profiles),
        state: parsed.and_then(|parsed| parsed.state.as_ref()),
    }
}

impl Workspace {
    /// Decides with the stores of an agent.
    fn decide_with_stores<O>(
        &self,
        agent: fn(&O) -> Option<&str>,
        decide: impl Fn(&View, &O, &AgentStores<'_>) -> Result<Decision, OpError> + Send + 'static,
    ) -> impl Fn(&HomeStore, &View, &O) -> Result<Decision, OpError> + Send + 'static
    where
        O: 'static,
    {
        let clock = self.clock().clone();
        move |store, view, op| {
            let stores = StoresOnDisk::read(store, view, agent(op), &clock)?;
            decide(view, op, &stores.to_agent_stores(view))
        }
    }
}

/// The reply of an operation about these credentials.
fn changed(ids: impl IntoIterator<Item = String>) -> ChangedProfiles {
    ChangedProfiles { profiles: ids.into_iter().map(|id| id.trim().to_owned()).collect(), understood: None }
}

impl RunsOperation<Write<AddCredential>> for Workspace {
    fn run(&self, write: Write<AddCredential>) -> BoxFuture<'_, Result<Change<ChangedProfiles>, OpError>> {
        let (store, clock) = (self.store().clone(), self.clock().clone());
        let decide_clock = clock.clone();
        let decide = move |view: &View, op: &AddCredential| {
            let stores = StoresOnDisk::read_or_plan(&store, view, op.agent.as_deref(), op.new_store, &decide_clock)?;
            credential::add_credential(view, op, &stores.to_agent_stores(view))
        };
        let reply = move |view: &View, op: &AddCredential| {
            let understood = credential::understood(view, op, millis_since_epoch(clock.now()));
            let (profiles, understood) = understood.map_or_else(Default::default, |(id, text)| (vec![id], Some(text)));
            ChangedProfiles { profiles, understood }
        };
        self.run_write(write, WriteOp::new(move |snapshot, op| decide(&snapshot.view, op), reply))
    }
}

impl RunsOperation<Write<RemoveCredential>> for Workspace {
    fn run(&self, write: Write<RemoveCredential>) -> BoxFuture<'_, Result<Change<ChangedProfiles>, OpError>> {
        let (store, clock) = (self.store().clone(), self.clock().clone());
        let decide = move |view: &View, op: &RemoveCredential| {
            let stores = StoresOnDisk::read(&store, view, op.agent.as_deref(), &clock)?;
            let list = ListCredentials { agent: op.agent.clone(), ..ListCredentials::default() };
            let report = credential_report(&store, view, &list, clock.now())?;
            Ok(credential::remove_credential(view, op, &stores.to_agent_stores(view), &report.providers)?)
        };
        let reply = |_: &View, op: &RemoveCredential| changed([op.id.clone()]);
        self.run_write(write, WriteOp::new(move |snapshot, op| decide(&snapshot.view, op), reply))
    }
}

impl RunsOperation<Write<RenameCredential>> for Workspace {
    fn run(&self, write: Write<RenameCredential>) -> BoxFuture<'_, Result<Change<ChangedProfiles>, OpError>> {
        let store = self.store().clone();
        let decide = self.decide_with_stores(
            |op: &RenameCredential| op.agent.as_deref(),
            |view, op, stores| Ok(credential::rename_credential(view, op, stores)?),
        );
        let reply = |_: &View, op: &RenameCredential| changed([op.to.clone()]);
        self.run_write(write, WriteOp::new(move |snapshot, op| decide(&store, &snapshot.view, op), reply))
    }
}

impl RunsOperation<Write<CopyCredential>> for Workspace {
    fn run(&self, write: Write<CopyCredential>) -> BoxFuture<'_, Result<Change<ChangedProfiles>, OpError>> {
        let (store, clock) = (self.store().clone(), self.clock().clone());
        let decide = move |view: &View, op: &CopyCredential| {
            let from = StoresOnDisk::read(&store, view, None, &clock)?;
            let to = StoresOnDisk::read(&store, view, Some(&op.to_agent), &clock)?;
            let (from, to) = (from.to_agent_stores(view), to.to_agent_stores(view));
            Ok(credential::copy_credential(op, &from, &to)?)
        };
        let reply = |_: &View, op: &CopyCredential| changed([op.id.clone()]);
        self.run_write(write, WriteOp::new(move |snapshot, op| decide(&snapshot.view, op), reply))
    }
}

impl RunsOperation<Write<ImportCredentials>> for Workspace {
    fn run(&self, write: Write<ImportCredentials>) -> BoxFuture<'_, Result<Change<ChangedProfiles>, OpError>> {
        let (store, clock) = (self.store().clone(), self.clock().clone());
        // The ids are those of the files, so they are known only when the change is decided.
        let ids = Arc::new(Mutex::new(Vec::new()));
        let decided_ids = Arc::clone(&ids);
        let decide = move |view: &View, op: &ImportCredentials| {
            let stores = StoresOnDisk::read(&store, view, op.agent.as_deref(), &clock)?;
            let (_, dir) = find_agent(&store, view, Some(&stores.agent))?;
            let files = store.read_legacy_credentials(view, &dir).map_err(|error| vault_error(&error))?;
            let decision = credential::import_credentials(view, op, &stores.to_agent_stores(view), &files)?;
            let changed = decision.store_edits.iter().flat_map(|edits| &edits.changed);
            *decided_ids.lock().unwrap_or_else(PoisonError::into_inner) = changed.map(|one| one.id.clone()).collect();
            Ok(decision)
        };
        let reply = move |_: &View, _: &ImportCredentials| {
            changed(ids.lock().unwrap_or_else(PoisonError::into_inner).drain(..))
        };
        self.run_write(write, WriteOp::new(move |snapshot, op| decide(&snapshot.view, op), reply))
    }
}

impl RunsOperation<Write<SetOrder>> for Workspace {
    fn run(&self, write: Write<SetOrder>) -> BoxFuture<'_, Result<Change<ChangedProfiles>, OpError>> {
        let store = self.store().clone();
        let decide = self.decide_with_stores(
            |op: &SetOrder| op.agent.as_deref(),
            |view, op, stores| Ok(credential::set_order(view, op, stores)?),
        );
        let reply = |_: &View, op: &SetOrder| changed(credential::distinct_ids(&op.profiles));
        self.run_write(write, WriteOp::new(move |snapshot, op| decide(&store, &snapshot.view, op), reply))
    }
}

impl RunsOperation<Write<MoveInOrder>> for Workspace {
    fn run(&self, write: Write<MoveInOrder>) -> BoxFuture<'_, Result<Change<ChangedProfiles>, OpError>> {
        let store = self.store().clone();
        let decide = self.decide_with_stores(
            |op: &MoveInOrder| op.agent.as_deref(),
            |view, op, stores| Ok(credential::move_in_order(view, op, stores)?),
        );
        let reply = |_: &View, op: &MoveInOrder| changed([op.id.clone()]);
        self.run_write(write, WriteOp::new(move |snapshot, op| decide(&store, &snapshot.view, op), reply))
    }
}

impl RunsOperation<Write<ClearCooldown>> for Workspace {
    fn run(&self, write: Write<ClearCooldown>) -> BoxFuture<'_, Result<Change<ChangedProfiles>, OpError>> {
        let store = self.store().clone();
        let decide = self.decide_with_stores(
            |op: &ClearCooldown| op.agent.as_deref(),
            |_, op, stores| Ok(credential::clear_cooldown(op, stores)?),
        );
        let reply = |_: &View, op: &ClearCooldown| changed(op.id.clone());
        self.run_write(write, WriteOp::new(move |snapshot, op| decide(&store, &snapshot.view, op), reply))
    }
}
