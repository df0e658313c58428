//! Operations on credentials.

pub(crate) mod findings;
pub(crate) mod marks;
mod stored;

use std::{
    borrow::Cow,
    collections::BTreeSet,
    time::{SystemTime, UNIX_EPOCH},
};

use contract::{
    BoxFuture, CredentialReport, CredentialStoreInfo, ExplainRoute, ListCredentials, OpError, ProviderCredentials,
    RouteExplanation, RunsOperation,
};
use rules::{
    auth::{
        availability::Availability,
        check::check_credentials,
        environment::MachineFacts,
        explain::explain_route,
        other_files::OtherFile,
        profile_store::ProfileStore,
        report::{DEFAULT_WARN_MS, ReportRequest, models_in_use, unstored_profiles, without_those_of_others},
        resolve::StoreLocation,
        shell_variables::{is_shell_enabled, reason_not_to_ask},
    },
    document::{
        agents::{Agent, AgentDir},
        view::View,
    },
};
use store::{HomeStore, ParsedStore, StoreDocuments, VaultReader};

use crate::{
    Workspace,
    auth::marks::{AllMarks, probe_cost},
    proofs::Proofs,
    shared::{agent_dir_info, find_agent, read_snapshot},
};

use stored::{Document, OpenStore, merge_profiles};
pub(crate) use stored::{parse_stores, vault_error};

impl RunsOperation<ListCredentials> for Workspace {
    fn run(&self, op: ListCredentials) -> BoxFuture<'_, Result<CredentialReport, OpError>> {
        let (now, jobs) = (self.clock().now(), self.shared_jobs());
        self.run_blocking::<ListCredentials>(move |store| {
            let snapshot = read_snapshot(store)?;
            let (view, warning) = with_login_shell(store, &snapshot.view, op.shell_env);
            let (agent, dir) = agent_or_default(store, &view, op.agent.as_deref())?;
            let home = HomeCredentials::read(store, &view, now);
            let needs_attention =
                op.with_attention && AllMarks::collect(&home, store, &view, (&agent, &dir), None).needs_attention;
            let credentials = home.as_ref().map_err(OpError::clone)?.of_agent(&agent, &dir)?;
            let agents = credentials.agents_sharing_credentials();
            let cost = if op.with_attention { probe_cost(&credentials) } else { String::new() };
            let mut report = credentials.report(&op)?;
            report.probe_cost = cost;
            Proofs::read(store, &jobs, millis_since_epoch(now)).add_to(&mut report.providers, &agents);
            report.warnings.extend(warning);
            report.needs_attention = needs_attention;
            Ok(report)
        })
    }
}

impl RunsOperation<ExplainRoute> for Workspace {
    fn run(&self, op: ExplainRoute) -> BoxFuture<'_, Result<RouteExplanation, OpError>> {
        let (now, jobs) = (self.clock().now(), self.shared_jobs());
        self.run_blocking::<ExplainRoute>(move |store| {
            let snapshot = read_snapshot(store)?;
            let (view, warning) = with_login_shell(store, &snapshot.view, op.shell_env);
            let (agent, dir) = agent_or_default(store, &view, op.agent.as_deref())?;
            let credentials = HomeCredentials::read(store, &view, now)?;
            let credentials = credentials.of_agent(&agent, &dir)?;
            let mut explanation = explain_route(&credentials.request(None), &op)?;
            let proofs = Proofs::read(store, &jobs, millis_since_epoch(now));
            let agents = credentials.agents_sharing_credentials();
            proofs.add_to_credentials(&explanation.provider, &mut explanation.credentials, &agents);
            Ok(RouteExplanation { warnings: warning.into_iter().collect(), ..explanation })
        })
    }
}

/// The configuration with the variables of the login shell, if that is asked for; and a sentence if they are not known.
pub(crate) fn with_login_shell<'v>(
    store: &HomeStore,
    view: &'v View,
    is_asked: bool,
) -> (Cow<'v, View>, Option<String>) {
    if !is_asked {
        return (Cow::Borrowed(view), None);
    }
    if let Some(reason) = reason_not_to_ask(view) {
        return (Cow::Borrowed(view), Some(reason));
    }
    match store.login_shell_variables(view) {
        Ok(variables) => (Cow::Owned(view.clone().with_login_shell(variables)), None),
        Err(reason) => (Cow::Borrowed(view), Some(format!("could not ask the login shell for variables: {reason}"))),
    }
}

/// The agent with a typed name, or the default agent, with its directory.
pub(crate) fn agent_or_default(
    store: &HomeStore,
    view: &View,
    typed: Option<&str>,
) -> Result<(Agent, AgentDir), OpError> {
    let (named, dir) = find_agent(store, view, typed)?;
    Ok((named.unwrap_or_else(|| view.agents().effective_default(&store.home)), dir))
}

pub(crate) fn credential_report(
    store: &HomeStore,
    view: &View,
    op: &ListCredentials,
    now: SystemTime,
) -> Result<CredentialReport, OpError> {
    let (agent, dir) = agent_or_default(store, view, op.agent.as_deref())?;
    HomeCredentials::read(store, view, now)?.of_agent(&agent, &dir)?.report(op)
}

/// The credentials of a home: what all agents share is read once.
pub(crate) struct HomeCredentials<'a> {
    store: &'a HomeStore,
    view: &'a View,
    reader: VaultReader<'a>,
    /// The store that all agents use; `None` if there is none yet.
    shared: Option<ProfileStore>,
    /// The documents of that store, if they are kept.
    shared_documents: Option<ParsedStore>,
    /// Whether documents are kept with their secrets: only requests to providers need them.
    keeps_documents: bool,
    machine: MachineFacts,
    /// In milliseconds since 1970.
    now: i64,
}

impl<'a> HomeCredentials<'a> {
    pub(crate) fn read(store: &'a HomeStore, view: &'a View, now: SystemTime) -> Result<Self, OpError> {
        Self::read_and_keep(store, view, now, false)
    }

    /// Like [`Self::read`], and keeps the documents with their secrets.
    pub(crate) fn read_with_documents(store: &'a HomeStore, view: &'a View, now: SystemTime) -> Result<Self, OpError> {
        Self::read_and_keep(store, view, now, true)
    }

    fn read_and_keep(
        store: &'a HomeStore,
        view: &'a View,
        now: SystemTime,
        keeps_documents: bool,
    ) -> Result<Self, OpError> {
        let reader = store.vault_reader(view).map_err(|error| vault_error(&error))?;
        let parse = |json: &[u8]| Document::parse(json, view.generation(), keeps_documents);
        let shared = reader.read_shared(parse).map_err(|error| vault_error(&error))?;
        let shared = shared.map(|shared| OpenStore::new(shared, view)).transpose()?;
        let (shared, shared_documents) = shared.map(|shared| (shared.profiles.shared(), shared.documents)).unzip();
        Ok(Self {
            store,
            view,
            reader,
            shared,
            shared_documents: shared_documents.flatten(),
            keeps_documents,
            machine: store.machine_facts(view),
            now: millis_since_epoch(now),
        })
    }

    /// What an agent sees: its own store over the shared one. And the path of its own store, with the documents if they
    /// are kept.
    fn profiles_of(&self, dir: &AgentDir) -> Result<(Cow<'_, ProfileStore>, Option<OwnStore>), OpError> {
        let parse = |json: &[u8]| Document::parse(json, self.view.generation(), self.keeps_documents);
        let own = self.reader.read_own(dir, parse).map_err(|error| vault_error(&error))?;
        let Some(own) = own.map(|own| OpenStore::new(own, self.view)).transpose()? else {
            return Ok((merge_profiles(None, self.shared.as_ref()), None));
        };
        let OpenStore { display_path, profiles, documents } = own;
        Ok((merge_profiles(Some(profiles), self.shared.as_ref()), Some((display_path, documents))))
    }

    /// The credentials of an agent, with the directory that it has.
    pub(crate) fn of_agent(&self, agent: &'a Agent, dir: &AgentDir) -> Result<AgentCredentials<'_>, OpError> {
        let (profiles, own) = self.profiles_of(dir)?;
        let (own_path, documents) = own.unzip();
        let path = self.reader.shared_path();
        let agent_dir = agent_dir_info(self.store, dir);
        Ok(AgentCredentials {
            home: self,
            agent,
            dir: dir.clone(),
            profiles,
            own: documents.flatten(),
            agent_dir: agent_dir.path,
            location: StoreLocation {
                store_path: own_path.as_ref().unwrap_or(&path).clone(),
                agent_dir: agent_dir.display_path,
            },
            info: CredentialStoreInfo {
                path,
                full_path: self.reader.full_path(dir).to_string_lossy().into_owned(),
                exists: self.shared.is_some(),
                own_path,
            },
        })
    }
}

/// The path of an agent's own store for display, and its documents if they are kept.
type OwnStore = (String, Option<ParsedStore>);

/// The credentials of one agent.
pub(crate) struct AgentCredentials<'a> {
    home: &'a HomeCredentials<'a>,
    agent: &'a Agent,
    dir: AgentDir,
    profiles: Cow<'a, ProfileStore>,
    /// The documents of its own store, if they are kept.
    own: Option<ParsedStore>,
    agent_dir: String,
    location: StoreLocation,
    info: CredentialStoreInfo,
}

impl AgentCredentials<'_> {
    /// Leaves out credentials that the configuration names for another agent, which has them. The stores of the other
    /// agents are read only if the agent lacks one; one that cannot be read is reported for its own agent.
    fn without_those_of_others(&self, providers: Vec<ProviderCredentials>) -> Vec<ProviderCredentials> {
        let HomeCredentials { store, view, .. } = self.home;
        let others = view.agents().all.into_iter().filter(|agent| agent.id != self.agent.id);
        if unstored_profiles(&providers).is_empty() {
            return providers;
        }
        let profiles: Vec<_> = others
            .filter_map(|agent| self.home.profiles_of(&agent.dir_with_reason(&store.home)).ok())
            .map(|(profiles, _)| profiles)
            .collect();
        without_those_of_others(providers, |id| profiles.iter().any(|profiles| profiles.find(id).is_some()))
    }

    /// The agent, and the default agent if both use the same credentials: a probe for one is one for the other.
    pub(crate) fn agents_sharing_credentials(&self) -> BTreeSet<String> {
        let default = self.home.view.agents().effective_default(&self.home.store.home);
        let is_same = default.id == self.agent.id || {
            let has_none = |dir: &AgentDir| matches!(self.home.reader.read_own(dir, |_: &[u8]| Ok(())), Ok(None));
            !self.has_own_store() && has_none(&default.dir_with_reason(&self.home.store.home))
        };
        std::iter::once(self.agent.id.clone()).chain(is_same.then_some(default.id)).collect()
    }

    /// The documents that the credentials were read from, with their secrets; none unless they
    /// [were asked for](HomeCredentials::read_with_documents).
    pub(crate) fn documents(&self) -> StoreDocuments<'_> {
        StoreDocuments { own: self.own.as_ref(), shared: self.home.shared_documents.as_ref() }
    }

    /// Whether the agent has credentials of its own.
    pub(crate) fn has_own_store(&self) -> bool {
        self.info.own_path.is_some()
    }

    pub(crate) fn request(&self, warn_ms: Option<i64>) -> ReportRequest<'_> {
        ReportRequest {
            view: self.home.view,
            agent: self.agent,
            store: &self.profiles,
            machine: &self.home.machine,
            location: &self.location,
            warn_ms: warn_ms.unwrap_or(DEFAULT_WARN_MS),
            now: self.home.now,
        }
    }

    pub(crate) fn report(self, op: &ListCredentials) -> Result<CredentialReport, OpError> {
        let request = self.request(op.warn_within_ms);
        let provider = op.provider.as_deref().map(str::trim).filter(|typed| !typed.is_empty());
        let providers = match provider {
            Some(typed) => vec![request.one_provider(typed)?],
            None if op.every_provider => request.every_provider(),
            None => request.all_providers(),
        };
        let providers = self.without_those_of_others(providers);
        let models = request.model_credentials(&providers, &models_in_use(self.home.view, self.agent));
        let check = check_credentials(&providers, &models);
        let HomeCredentials { store, view, reader, .. } = self.home;
        let files = store.other_credential_files(view, reader.layout(), &self.dir);
        let (problems, files): (Vec<_>, Vec<_>) = files.into_iter().partition(OtherFile::is_problem);
        let has_store = self.info.exists || self.has_own_store();
        let is_importable =
            |file: &OtherFile| file.is_importable(view.generation(), |id| self.profiles.find(id).is_some());
        let sentence = |file: &OtherFile| file.sentence(view.generation(), has_store, is_importable(file));
        let importable =
            files.iter().filter(|file| is_importable(file)).map(|file| file.display_path.clone()).collect();
        let warnings = request.warnings().into_iter().chain(problems.iter().map(sentence)).collect();
        let elsewhere = files.iter().map(sentence).collect();
        Ok(CredentialReport {
            agent: self.agent.id.clone(),
            agents: self.home.view.agents().all.iter().map(|agent| agent.id.clone()).collect(),
            now: self.home.now,
            agent_dir: self.agent_dir,
            store: self.info,
            providers,
            models,
            check,
            warnings,
            elsewhere,
            needs_attention: false,
            probe_cost: String::new(),
            importable,
            uses_login_shell: op.shell_env || is_shell_enabled(view),
        })
    }
}

/// Runs a rule that asks which providers have a credential. If the stores cannot be read, only the configuration, the
/// variables and the machine count, and the error is returned, too.
pub(crate) fn with_availability<T>(
    credentials: &Result<HomeCredentials<'_>, OpError>,
    store: &HomeStore,
    view: &View,
    agent: Option<&str>,
    now: SystemTime,
    rule: impl FnOnce(&dyn Fn(&str) -> bool) -> T,
) -> (T, Option<OpError>) {
    let decide = |profiles: &ProfileStore, machine: &MachineFacts| {
        let availability = Availability::new(view, profiles, machine, millis_since_epoch(now));
        rule(&|provider| availability.has_credential(provider))
    };
    let found = credentials.as_ref().map_err(OpError::clone).and_then(|credentials| {
        let (_, dir) = find_agent(store, view, agent)?;
        Ok((credentials.profiles_of(&dir)?.0, &credentials.machine))
    });
    match found {
        Ok((profiles, machine)) => (decide(&profiles, machine), None),
        Err(error) => (decide(&ProfileStore::default(), &store.machine_facts(view)), Some(error)),
    }
}

pub(crate) fn millis_since_epoch(now: SystemTime) -> i64 {
    let since = now.duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests;
