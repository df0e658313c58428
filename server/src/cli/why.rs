//! `models why` command.

use std::collections::BTreeSet;

use clap::Args;
use contract::{
    AgentInfo, AnswerReason, ChainStep, Code, ConfigLayer, CredentialFinding, CredentialInfo, CredentialReport,
    CredentialStatus, FindingKind, ListCredentials, OpError, ProviderCredentials, ShowStatus, StatusReport,
};
use rules::base::secret;
use serde_json::{Value, json};

use super::{JsonArgs, Outcome, auth, call_in_process};
use crate::{
    context::CommandContext,
    out::{BAD, Failure, Format, GOOD, Out, QUIET, STRONG, escape_hidden, with_style},
};

#[derive(Debug, Args)]
#[command(
    after_help = "Nothing is sent to a provider: a credential that can be used may still be refused.\n\nExamples:\n  openclaw models why\n  openclaw models why openai/gpt-5.2    for this model, instead of the one that is asked first\n  openclaw models why --agent work --json"
)]
pub(crate) struct WhyArgs {
    /// `provider/model`, or an alias; without it, the model that is asked first
    #[arg(value_name = "MODEL")]
    model: Option<String>,
    /// For this agent, instead of the default agent
    #[arg(long, value_name = "ID")]
    agent: Option<String>,
    #[command(flatten)]
    format: JsonArgs,
}

/// What is explained.
struct Explanation<'a> {
    status: &'a StatusReport,
    credentials: &'a CredentialReport,
    /// Key of the model.
    model: String,
    /// Its provider.
    provider: ProviderCredentials,
}

impl WhyArgs {
    pub(crate) fn run(self, context: &mut CommandContext) -> Outcome {
        let format = self.format.format();
        let op = ShowStatus { agent: self.agent.clone() };
        let status = call_in_process(&context.backend, format, app::api::show_status(op))?;
        let list = |provider: Option<String>| {
            let op = ListCredentials { provider, agent: self.agent.clone(), ..ListCredentials::default() };
            call_in_process(&context.backend, format, app::api::list_credentials(op))
        };
        let credentials = list(None)?;
        let model = self.model.as_deref().map_or(Ok(status.agent.answer.model.clone()), |typed| {
            find_model(&status, typed).ok_or_else(|| Failure(unknown_name(typed), format))
        })?;
        let id = model.split('/').next().unwrap_or_default();
        let known = credentials.providers.iter().find(|of| of.provider == id).cloned();
        let provider = match known {
            Some(known) => known,
            None => list(Some(id.to_owned()))?.providers.into_iter().next().unwrap_or_else(|| no_credentials(id)),
        };
        let explanation = Explanation { status: &status, credentials: &credentials, model, provider };
        match format {
            Format::Json => context.out.json(&explanation.to_json()),
            Format::Human | Format::Plain => explanation.print(&mut context.out),
        }
        Ok(0)
    }
}

/// The key of a typed model: of an alias, of a step of the chain, or as it is typed.
fn find_model(status: &StatusReport, typed: &str) -> Option<String> {
    let typed = typed.trim();
    let alias =
        status.aliases.iter().find(|(alias, _)| alias.eq_ignore_ascii_case(typed)).map(|(_, model)| model.clone());
    let is_meant = |step: &&ChainStep| step.configured == typed || step.label().eq_ignore_ascii_case(typed);
    let step = || steps(&status.agent).find(is_meant).map(ChainStep::label);
    let is_ref =
        |(provider, id): &(&str, &str)| !provider.is_empty() && !id.is_empty() && !secret::looks_like_api_key(id);
    let whole = || typed.split_once('/').filter(is_ref);
    alias.or_else(step).or_else(|| whole().map(|_| typed.to_owned()))
}

fn unknown_name(typed: &str) -> OpError {
    // A key may have been typed by mistake.
    let name = if secret::looks_like_api_key(typed) { "it".to_owned() } else { format!("`{typed}`") };
    OpError::new(Code::ModelInvalid, format!("{name} is neither an alias nor a `provider/model`"))
        .with_hint("`openclaw models aliases list` lists the aliases")
}

fn no_credentials(provider: &str) -> ProviderCredentials {
    let (is_in_use, credentials, order, missing, key_variable) = (false, Vec::new(), None, None, None);
    let (provider, weaker_orders) = (provider.to_owned(), Vec::new());
    ProviderCredentials { provider, is_in_use, credentials, order, weaker_orders, missing, key_variable }
}

fn steps(agent: &AgentInfo) -> impl Iterator<Item = &ChainStep> {
    agent.text.primary.iter().chain(&agent.text.fallbacks)
}

impl Explanation<'_> {
    fn print(&self, out: &mut Out) {
        out.data(format!("{} {}", with_style(STRONG, &escape_hidden(&self.model)), self.place()));
        out.data(format!("\nThe chain of agent {}:", escape_hidden(&self.status.agent.id)));
        for (number, (label, payer)) in (1..).zip(self.chain()) {
            let state = match payer {
                Some(payer) => with_style(GOOD, &format!("can answer, {} pays", escape_hidden(payer_name(payer)))),
                None => with_style(BAD, &format!("cannot answer: {}", escape_hidden(self.obstacle(&label)))),
            };
            out.data(format!("{number:>3}. {}  {state}", escape_hidden(&label)));
        }
        let provider = escape_hidden(&self.provider.provider);
        out.data(format!("\nThe credentials of {provider}, in the order in which they are tried:"));
        for one in &self.provider.credentials {
            let sign = if one.is_chosen { "→" } else { " " };
            let until = one.usable_in.as_ref().map(|time| format!(", usable in {time}")).unwrap_or_default();
            let state = with_style(QUIET, &format!("[{}{until}]", one.status.as_str()));
            out.data(format!("  {sign} {} {state}: {}", escape_hidden(payer_name(one)), escape_hidden(&one.why)));
        }
        if self.provider.credentials.is_empty() && self.provider.missing.is_none() {
            out.data("  none");
        }
        if let Some(missing) = &self.provider.missing {
            out.data(format!("  {}", with_style(BAD, &escape_hidden(missing))));
        }
        out.data(format!("\n{STRONG}hint:{STRONG:#} {}", self.hint()));
    }

    fn to_json(&self) -> Value {
        let chain = self.chain().into_iter().map(|(model, payer)| {
            json!({ "model": model, "canAnswer": payer.is_some(), "paysWith": payer.map(|payer| &payer.source) })
        });
        json!({
            "agentId": self.status.agent.id,
            "model": self.model,
            "why": self.place(),
            "chain": chain.collect::<Vec<_>>(),
            "provider": self.provider.provider,
            "credentials": self.provider.credentials,
            "order": self.provider.order,
            "missing": self.provider.missing,
            "hint": self.hint(),
        })
    }

    /// Where the model is, and which layer named it.
    fn place(&self) -> String {
        let agent = &self.status.agent;
        if agent.answer.model == self.model {
            return match (agent.answer.reason, agent.primary_from) {
                (AnswerReason::NotConfigured, _) => {
                    "is asked first: no model is set, so OpenClaw uses its own default".to_owned()
                }
                (AnswerReason::NoSuchModel, _) => {
                    "is asked first: the configured name is no model, so OpenClaw uses its own default".to_owned()
                }
                (_, ConfigLayer::Agent) => format!("is asked first: it is the primary of agent {}", agent.id),
                (_, ConfigLayer::Defaults) => "is asked first: it is the primary of the defaults".to_owned(),
            };
        }
        match self.chain().iter().position(|(label, _)| *label == self.model) {
            Some(index) => format!("is step {} of the chain: it is asked when those before it fail", index + 1),
            None => "is not in the chain, so it is only asked when a request names it".to_owned(),
        }
    }

    /// The steps of the chain with the credential that pays for each, if one can be used.
    fn chain(&self) -> Vec<(String, Option<&CredentialInfo>)> {
        let agent = &self.status.agent;
        let own_default = agent.answer.is_openclaw_default().then(|| agent.answer.model.clone());
        let labels =
            own_default.into_iter().chain(steps(agent).filter(|step| step.model.is_some()).map(ChainStep::label));
        let mut seen = BTreeSet::new();
        let labels = labels.filter(|label| seen.insert(label.clone()));
        let with_payer = labels.map(|label| {
            let id = label.split('/').next().unwrap_or_default();
            let of = self.credentials.providers.iter().find(|of| of.provider == id);
            let payer = of.and_then(ProviderCredentials::chosen).filter(|payer| is_usable(payer));
            (label, payer)
        });
        with_payer.collect()
    }

    /// Why no credential pays for a model.
    fn obstacle(&self, model: &str) -> &str {
        let provider = model.split('/').next().unwrap_or_default();
        let findings = &self.credentials.check.findings;
        let is_meant = |one: &&CredentialFinding| one.kind == FindingKind::CannotAnswer && one.provider == provider;
        findings.iter().find(is_meant).map_or("no usable credential", |found| &found.text)
    }

    /// The command that would change which model or credential is used.
    fn hint(&self) -> String {
        match self.provider.chosen() {
            Some(chosen) if is_usable(chosen) => {
                let agent = &self.status.agent;
                let agent = if agent.is_default { String::new() } else { format!(" --agent {}", agent.id) };
                format!("`openclaw models set <model>{agent}` changes which model is asked first")
            }
            Some(CredentialInfo { usable_in: Some(time), .. }) => {
                let id = &self.provider.provider;
                format!("requests to `{id}` fail for {time}; another stored credential of it would be asked instead")
            }
            _ => auth::add_hint(&self.provider),
        }
    }
}

fn is_usable(one: &CredentialInfo) -> bool {
    matches!(one.status, CredentialStatus::Active | CredentialStatus::Expiring)
}

/// The id of a stored credential, or where another one is.
fn payer_name(one: &CredentialInfo) -> &str {
    one.profile_id.as_deref().unwrap_or(&one.source)
}
