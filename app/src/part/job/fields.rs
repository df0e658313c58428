//! Hidden fields of the plain form that starts a job.

use contract::{JobRequest, ProbeRequest, ProbeScope};

/// The fields that the server reads as the request.
pub(super) fn hidden_fields(request: &JobRequest) -> Vec<(&'static str, String)> {
    // The form of a scan has visible fields.
    let JobRequest::Probe(probe) = request else { return Vec::new() };
    let ProbeRequest { agent, scope, models, provider, profiles, ends_cooldowns, .. } = probe;
    let scope = match scope {
        ProbeScope::Credentials => ("op[what][probe][scope]", "credentials".to_owned()),
        ProbeScope::Chain(role) => ("op[what][probe][scope][chain]", role.as_str().to_owned()),
        ProbeScope::Models => ("op[what][probe][scope]", "models".to_owned()),
    };
    let list = |name: &'static str, values: &[String]| -> Vec<_> {
        values.iter().map(|value| (name, value.clone())).collect()
    };
    [scope, ("op[what][probe][asksAboutUnknownHosts]", "true".to_owned())]
        .into_iter()
        .chain(agent.clone().map(|agent| ("op[what][probe][agent]", agent)))
        .chain(provider.clone().map(|provider| ("op[what][probe][provider]", provider)))
        .chain(list("op[what][probe][models][]", models))
        .chain(list("op[what][probe][profiles][]", profiles))
        .chain(ends_cooldowns.then(|| ("op[what][probe][endsCooldowns]", "true".to_owned())))
        .collect()
}
