//! Asks servers on this machine for their models.

use std::time::Duration;

use futures::{StreamExt, stream};
use net::{Net, Policy, Secrets, Timeouts};
use rules::{
    base::typed_secret::Secret,
    document::view::View,
    feed::local::{
        LOCAL_TIMEOUT_MS, ListForm, LocalAnswer, LocalModel, LocalServer, MAX_DETAIL_REQUESTS, MAX_LOCAL_BYTES,
        local_servers, parse_ollama_show,
    },
    wire::{
        answer::{Answer, BodyEnd, Response, TransportFailure},
        host_policy::{HostDecision, KnownHosts, ProviderHost},
        request_draft::RequestDraft,
    },
};
use store::{config_headers, config_key_secret};

/// How many requests for details run at once with one Ollama.
const CONCURRENT_DETAIL_REQUESTS: usize = 4;

/// Servers that are ready to be asked.
pub(crate) struct PreparedLocal {
    pub(crate) servers: Vec<PreparedServer>,
    /// The hosts of keys, if there is a new one. They must be recorded before anything is sent.
    pub(crate) hosts: Option<KnownHosts>,
}

/// A server with the secrets of its entry in the configuration, if they may go to it.
pub(crate) struct PreparedServer {
    pub(crate) server: LocalServer,
    secrets: Secrets,
}

/// Finds the servers on this machine of the providers that are asked. `now` is in milliseconds since 1970.
pub(crate) fn prepare_local(
    view: &View,
    mut hosts: KnownHosts,
    now: i64,
    is_asked: impl Fn(&str) -> bool,
) -> PreparedLocal {
    let mut is_changed = false;
    let mut prepare = |server: LocalServer| {
        let mut secrets = Secrets::default();
        if server.is_configured {
            let key: Option<Secret> = config_key_secret(view, &server.provider);
            secrets = Secrets { key, headers: config_headers(view, &server.provider), ..Secrets::default() };
        }
        if let Some(origin) = server.origin().filter(|_| !secrets.is_empty()) {
            let built_in = server.built_in();
            let host = ProviderHost { provider: &server.provider, origin: &origin, built_in: built_in.as_ref() };
            match host.decide(true, &hosts, &[]) {
                HostDecision::Allowed => {}
                HostDecision::AllowedAndRecorded => {
                    hosts = std::mem::take(&mut hosts).with_host(&server.provider, &origin, now);
                    is_changed = true;
                }
                _ => secrets = Secrets::default(),
            }
        }
        PreparedServer { server, secrets }
    };
    let asked = local_servers(view).into_iter().filter(|server| is_asked(&server.provider));
    let servers = asked.map(&mut prepare).collect();
    PreparedLocal { servers, hosts: is_changed.then_some(hosts) }
}

/// Asks all servers at once, and passes each answer on as it comes.
pub(crate) async fn ask_local_servers(
    net: &Net,
    servers: Vec<PreparedServer>,
    now: impl Fn() -> i64 + Copy,
    mut on_answer: impl FnMut(&LocalAnswer),
) -> Vec<LocalAnswer> {
    let count = servers.len().max(1);
    let mut asked =
        stream::iter(servers).map(|server| async move { server.ask(net, now).await }).buffer_unordered(count);
    let mut answers = Vec::new();
    while let Some(answer) = asked.next().await {
        on_answer(&answer);
        answers.push(answer);
    }
    answers.sort_by(|a, b| a.provider.cmp(&b.provider));
    answers
}

impl PreparedServer {
    async fn ask(&self, net: &Net, now: impl Fn() -> i64) -> LocalAnswer {
        let asked_at = now();
        let answer = LocalAnswer {
            provider: self.server.provider.clone(),
            address: self.server.address(),
            asked_at,
            ..LocalAnswer::default()
        };
        match self.list(net).await {
            Ok(models) => LocalAnswer { running: true, answered_at: Some(asked_at), models, ..answer },
            Err(problem) => LocalAnswer { running: problem.is_some(), problem, ..answer },
        }
    }

    /// The models; an error without a sentence if nothing answers.
    async fn list(&self, net: &Net) -> Result<Vec<LocalModel>, Option<String>> {
        let mut status = 0;
        for (form, draft) in self.server.list_requests() {
            let response = self.send(net, &draft).await.map_err(|failure| failure_text(&failure))?;
            status = response.status;
            let is_whole = response.status == 200 && !response.truncated && response.end == BodyEnd::Complete;
            match form.parse(&response.body).filter(|_| is_whole) {
                Some(models) if form == ListForm::OllamaTags => return Ok(self.fetch_details(net, models).await),
                Some(models) => return Ok(models),
                None if matches!(status, 401 | 403) => {
                    return Err(Some(format!(
                        "it wants a key ({status}); set `models.providers.{}.apiKey`",
                        self.server.provider
                    )));
                }
                None => {}
            }
        }
        Err(Some(match status {
            200 => "its answer is not a list of models".to_owned(),
            status => format!("it refused ({status})"),
        }))
    }

    /// Asks an Ollama for the details of its models.
    async fn fetch_details(&self, net: &Net, models: Vec<LocalModel>) -> Vec<LocalModel> {
        let details = stream::iter(models.into_iter().enumerate()).map(|(at, model)| async move {
            if at >= MAX_DETAIL_REQUESTS {
                return Some(model);
            }
            match self.send(net, &self.server.detail_request(&model.id)).await {
                Ok(response) if response.status == 200 && response.end == BodyEnd::Complete => {
                    parse_ollama_show(&response.body, model)
                }
                _ => Some(model),
            }
        });
        details.buffered(CONCURRENT_DETAIL_REQUESTS).filter_map(|model| async move { model }).collect().await
    }

    async fn send(&self, net: &Net, draft: &RequestDraft) -> Result<Response, TransportFailure> {
        let policy = Policy {
            timeouts: Timeouts::within(Duration::from_millis(LOCAL_TIMEOUT_MS)),
            secret_origin: self.server.origin(),
            allows_private: true,
            own_port: None,
        };
        match net.send_with_limit(draft, &self.secrets, &policy, MAX_LOCAL_BYTES).await {
            Answer::Response(response) => Ok(response),
            Answer::Failed { failure, .. } => Err(failure),
        }
    }
}

/// Why a server did not answer; `None`: it does not run.
fn failure_text(failure: &TransportFailure) -> Option<String> {
    match failure {
        TransportFailure::Refused
        | TransportFailure::ConnectTimeout
        | TransportFailure::FirstByteTimeout
        | TransportFailure::Dns
        | TransportFailure::Unreachable => None,
        other => Some(rules::feed::outcome::failure_sentence(other)),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn only_the_hosts_of_servers_that_are_asked_are_recorded() {
        let server = |port: u16| json!({ "baseUrl": format!("http://127.0.0.1:{port}/v1"), "api": "openai-completions", "apiKey": "k-0123", "models": [] });
        let view = View::new(json!({ "models": { "providers": { "one": server(4001), "two": server(4002) } } }));
        let prepare =
            |asked: &'static str| prepare_local(&view, KnownHosts::default(), 5, |provider| provider == asked);
        let found = prepare("one");
        let providers: Vec<_> = found.servers.iter().map(|one| one.server.provider.as_str()).collect();
        assert_eq!(providers, ["one"]);
        let hosts = found.hosts.unwrap().to_value();
        assert_eq!(hosts["rows"].as_array().unwrap().len(), 1, "{hosts}");
        assert_eq!(hosts["rows"][0]["key"], "one");
        assert!(prepare("three").hosts.is_none());
    }
}
