//! Attaches secrets to the requests of a probe, and decides to which hosts they may go.

use std::{cell::OnceCell, collections::BTreeSet, sync::Arc};

use contract::ProbeCheck;
use net::{Policy, Secrets, Timeouts};
use rules::{
    auth::aws_profile::AwsKeys,
    base::typed_secret::Secret,
    document::view::View,
    probe::{
        options::ProbeOptions,
        result::ProbeResult,
        source::ProbeSource,
        targets::{ProbeTarget, SkipReason},
    },
    wire::{
        answer::{Answer, TransportFailure},
        api_format::ApiFormat,
        credential_form::CredentialForm,
        endpoint::Endpoint,
        host_policy::{HostDecision, KnownHosts, decide_host},
        model_request::{ModelRequest, max_tokens_of},
        outcome::outcome,
        request_draft::RequestDraft,
        url::Origin,
    },
};
use store::{HomeStore, StoreDocuments, config_headers, config_key_secret, variable_secret};

/// A request with its secrets and its network policy.
pub(crate) struct ReadyRequest {
    pub(crate) api: ApiFormat,
    pub(crate) draft: RequestDraft,
    pub(crate) secrets: Secrets,
    /// Parts of the address that may be secrets, too.
    pub(crate) path_parts: Vec<Secret>,
    pub(crate) policy: Policy,
}

/// A request with its secrets, or the result if it may not be sent.
pub(crate) enum AttachResult {
    /// It can be sent.
    Ready(Box<ReadyRequest>),
    /// It may not be sent: the result says why.
    NotSent(ProbeResult),
}

/// Attaches secrets to requests, and remembers the hosts that get one for the first time.
pub(crate) struct SecretAttacher<'a> {
    store: &'a HomeStore,
    view: &'a View,
    hosts: KnownHosts,
    are_hosts_changed: bool,
    /// The keys of AWS, once they were looked for.
    aws_keys: OnceCell<Option<Arc<AwsKeys>>>,
    /// Hosts that may not get a secret.
    refused_hosts: BTreeSet<String>,
    allowed_hosts: &'a [String],
    options: ProbeOptions,
    now: i64,
}

impl<'a> SecretAttacher<'a> {
    pub(crate) fn new(
        store: &'a HomeStore,
        view: &'a View,
        hosts: KnownHosts,
        allowed_hosts: &'a [String],
        options: ProbeOptions,
        now: i64,
    ) -> Self {
        Self {
            store,
            view,
            hosts,
            are_hosts_changed: false,
            aws_keys: OnceCell::new(),
            refused_hosts: BTreeSet::new(),
            allowed_hosts,
            options,
            now,
        }
    }

    /// The configuration.
    pub(crate) const fn view(&self) -> &'a View {
        self.view
    }

    /// The hosts, if one was added.
    pub(crate) fn changed_hosts(&self) -> Option<KnownHosts> {
        self.are_hosts_changed.then(|| self.hosts.clone())
    }

    /// The hosts that would get a secret, and may only if they are allowed by name.
    pub(crate) fn unknown_hosts(&self) -> Vec<String> {
        self.refused_hosts.iter().cloned().collect()
    }

    /// Attaches the secret of a target.
    pub(crate) fn attach(
        &mut self,
        stored: StoreDocuments<'_>,
        target: &ProbeTarget,
        check: ProbeCheck,
    ) -> AttachResult {
        let endpoint = match &target.request {
            Ok(endpoint) => endpoint,
            Err(reason) => return AttachResult::NotSent(ProbeResult::of_not_sent(reason)),
        };
        let secrets = match self.find_secrets(stored, target) {
            Ok(secrets) => secrets,
            Err(reason) => return AttachResult::NotSent(ProbeResult::of_not_sent(&reason)),
        };
        match self.decide(endpoint, !secrets.is_empty()) {
            Ok(()) => AttachResult::Ready(Box::new(self.ready(endpoint, target, secrets, check))),
            Err(failure) => {
                let answer = Answer::Failed { failure, after: std::time::Duration::ZERO };
                let outcome = outcome(endpoint.api, &answer, self.now);
                AttachResult::NotSent(ProbeResult::of_outcome(&outcome, std::time::Duration::ZERO, []))
            }
        }
    }

    fn find_secrets(&self, stored: StoreDocuments<'_>, target: &ProbeTarget) -> Result<Secrets, SkipReason> {
        let key = |found: Option<Secret>| Some(Secrets::of_key(found?));
        let found = match &target.source {
            ProbeSource::Profile(id) => key(stored.profile_secret(self.view, id)),
            ProbeSource::Variable(name) => key(variable_secret(self.view, name)),
            ProbeSource::ConfigKey => key(config_key_secret(self.view, &target.provider)),
            ProbeSource::Aws => self.aws_secrets(),
            ProbeSource::Keyless => Some(Secrets::default()),
            ProbeSource::GoogleLogin => None,
        };
        let found = found.ok_or_else(|| SkipReason::unresolved(&target.label))?;
        Ok(Secrets { headers: config_headers(self.view, &target.provider), ..found })
    }

    fn aws_secrets(&self) -> Option<Secrets> {
        let keys = self.aws_keys.get_or_init(|| self.store.aws_keys(self.view).map(Arc::new));
        Some(Secrets { aws: Some(keys.clone()?), ..Secrets::default() })
    }

    /// Whether the secrets may go to the host of an endpoint.
    fn decide(&mut self, endpoint: &Endpoint, has_secret: bool) -> Result<(), TransportFailure> {
        match decide_host(endpoint, has_secret, &self.hosts, self.allowed_hosts) {
            HostDecision::Allowed => Ok(()),
            HostDecision::AllowedAndRecorded => {
                let Some(origin) = Origin::parse(&endpoint.base_url) else { return Err(TransportFailure::InvalidUrl) };
                let hosts = std::mem::take(&mut self.hosts);
                self.hosts = hosts.with_host(&endpoint.provider, &origin, self.now);
                self.are_hosts_changed = true;
                Ok(())
            }
            HostDecision::NotAllowed { host, .. } => {
                self.refused_hosts.insert(host.clone());
                Err(TransportFailure::HostNotAllowed { host })
            }
            HostDecision::Forbidden { host } => Err(TransportFailure::AddressNotAllowed { host }),
        }
    }

    fn ready(&self, endpoint: &Endpoint, target: &ProbeTarget, secrets: Secrets, check: ProbeCheck) -> ReadyRequest {
        let form = |key: &Secret| CredentialForm::of(key);
        let credential = secrets.key.as_ref().map_or_else(|| CredentialForm::without_secret(target.mode), form);
        let max_tokens = max_tokens_of(check, self.options.max_tokens());
        let origin = Origin::parse(&endpoint.base_url);
        let built_in = endpoint.built_in_url.as_deref().and_then(Origin::parse);
        let policy = Policy {
            timeouts: Timeouts::within(self.options.timeout(endpoint)),
            // A host that OpenClaw knows is a public one, unless it is this machine.
            allows_private: built_in != origin || origin.as_ref().is_some_and(Origin::is_loopback),
            secret_origin: origin,
            own_port: None,
        };
        let draft = ModelRequest { endpoint, credential, check, max_tokens }.draft();
        ReadyRequest { api: endpoint.api, draft, secrets, path_parts: endpoint.secret_path_parts(), policy }
    }
}
