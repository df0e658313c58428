//! `models auth add`: asks for the provider, the method, the secret and the position.

use std::ffi::OsString;

use clap::{Args, ValueEnum};
use contract::{AddCredential, Code, ListCredentials, OpError, ProviderCredentials, SecretKind};
use rules::auth::sign_in::has_sign_in;

use super::{
    list_report,
    paste::{ExpiryArgs, StoreArgs, ask, missing_flag, read_and_store},
};
use crate::{
    cli::Outcome,
    context::CommandContext,
    openclaw_process::exec_openclaw,
    out::{Failure, Format, escape_hidden},
};

/// Providers that are offered after those in use.
const USUAL_PROVIDERS: &[&str] = &["anthropic", "openai", "google", "openrouter"];

#[derive(Debug, Args)]
pub(crate) struct AddArgs {
    /// The provider
    #[arg(long, value_name = "NAME")]
    provider: Option<String>,
    /// How the provider is paid
    #[arg(long, value_enum)]
    method: Option<Method>,
    #[command(flatten)]
    expiry: ExpiryArgs,
    #[command(flatten)]
    store: StoreArgs,
}

/// How a provider is paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Method {
    /// An API key
    ApiKey,
    /// A sign-in, which OpenClaw runs
    Oauth,
    /// The token that `claude setup-token` prints
    SetupToken,
    /// Another token
    Token,
}

impl Method {
    const ALL: [Self; 4] = [Self::ApiKey, Self::Oauth, Self::SetupToken, Self::Token];

    const fn label(self) -> &'static str {
        match self {
            Self::ApiKey => "API key",
            Self::Oauth => "sign in (OAuth, run by OpenClaw)",
            Self::SetupToken => "setup-token (from `claude setup-token`)",
            Self::Token => "paste token",
        }
    }

    fn is_offered(self, provider: &str) -> bool {
        match self {
            Self::ApiKey | Self::Token => true,
            Self::SetupToken => provider.eq_ignore_ascii_case("anthropic"),
            Self::Oauth => has_sign_in(provider),
        }
    }
}

impl AddArgs {
    pub(super) fn run(self, agent: Option<String>, context: &mut CommandContext) -> Outcome {
        let Self { provider, method, expiry, store } = self;
        let (change_args, format) = (store.change_args, store.change_args.format());
        let is_terminal = context.input.is_terminal();
        let provider = match provider {
            Some(provider) => provider,
            None if is_terminal => ask_provider(agent.as_deref(), format, context)?,
            None => return Err(Failure(missing_flag("--provider", "`--provider anthropic` names one"), format)),
        };
        let method = match method {
            Some(method) => method,
            None if is_terminal => ask_method(&provider, format, context)?,
            None => {
                let hint = "`--method api-key`, `--method token` or `--method setup-token` says what is stored";
                return Err(Failure(missing_flag("--method", hint), format));
            }
        };
        let kind = match method {
            Method::ApiKey => SecretKind::ApiKey,
            Method::Token => SecretKind::Token,
            Method::SetupToken => SecretKind::SetupToken,
            Method::Oauth => return Err(Failure(sign_in(&provider, agent.as_deref(), context), format)),
        };
        let place = match store.place {
            None if is_terminal => ask_place(&provider, agent.as_deref(), format, context)?,
            place => place,
        };
        let op = AddCredential { kind, place, ..expiry.add_to(store.to_operation(provider, agent)) };
        read_and_store(op, change_args, context)
    }
}

fn report_of(
    agent: Option<&str>,
    format: Format,
    context: &CommandContext,
) -> Result<Vec<ProviderCredentials>, Failure> {
    let op = ListCredentials { agent: agent.map(str::to_owned), ..ListCredentials::default() };
    list_report(context, format, op).map(|report| report.providers)
}

/// Asks for the provider: those in use, usual ones, or any other by its name.
fn ask_provider(agent: Option<&str>, format: Format, context: &mut CommandContext) -> Result<String, Failure> {
    let mut offered: Vec<String> = report_of(agent, format, context)?.into_iter().map(|of| of.provider).collect();
    let more = USUAL_PROVIDERS.iter().filter(|usual| !offered.iter().any(|known| known == *usual));
    let more: Vec<_> = more.map(|usual| (*usual).to_owned()).collect();
    offered.extend(more);
    choose("Provider", &offered, "a number, or the name of another provider", format, context)
}

/// Asks for the method, by its number.
fn ask_method(provider: &str, format: Format, context: &mut CommandContext) -> Result<Method, Failure> {
    let methods: Vec<_> = Method::ALL.into_iter().filter(|method| method.is_offered(provider)).collect();
    let labels: Vec<_> = methods.iter().map(|method| method.label().to_owned()).collect();
    let chosen = choose("Method", &labels, "a number", format, context)?;
    let found = methods.into_iter().find(|method| method.label() == chosen);
    found.ok_or_else(|| Failure(OpError::new(Code::Usage, "there is no such method"), format))
}

/// Asks for the position, if there are other credentials of the provider.
fn ask_place(
    provider: &str,
    agent: Option<&str>,
    format: Format,
    context: &mut CommandContext,
) -> Result<Option<usize>, Failure> {
    let providers = report_of(agent, format, context)?;
    let stored = providers.iter().filter(|of| of.provider == provider.trim()).flat_map(|of| &of.credentials);
    let stored: Vec<_> = stored.filter_map(|one| one.profile_id.as_deref()).map(escape_hidden).collect();
    if stored.is_empty() {
        return Ok(None);
    }
    context.out.message(format!("Present order: {}", stored.join(", ")));
    let prompt = format!("Position of the new one [1-{}], or Enter for the usual one: ", stored.len() + 1);
    let answer = ask(context, &prompt, format)?;
    if answer.is_empty() {
        return Ok(None);
    }
    let invalid = || Failure(OpError::new(Code::Usage, "the position is not a number"), format);
    answer.parse().map(Some).map_err(|_| invalid())
}

/// Shows numbered choices and returns the chosen one, or another text that was typed.
fn choose(
    what: &str,
    offered: &[String],
    how: &str,
    format: Format,
    context: &mut CommandContext,
) -> Result<String, Failure> {
    context.out.message(format!("{what}:"));
    for (at, one) in offered.iter().enumerate() {
        context.out.message(format!("  {}  {}", at + 1, escape_hidden(one)));
    }
    let answer = ask(context, &format!("{what} ({how}): "), format)?;
    let numbered = answer.parse::<usize>().ok().and_then(|number| offered.get(number.checked_sub(1)?));
    Ok(numbered.cloned().unwrap_or(answer))
}

/// Lets the installed OpenClaw sign in. Returns only if that fails.
fn sign_in(provider: &str, agent: Option<&str>, context: &mut CommandContext) -> OpError {
    let handover = &context.session_env.handover;
    let Some(next) = handover.next_openclaw() else {
        return OpError::new(Code::NoOpenclaw, "could not sign in: only OpenClaw can, and it is not installed")
            .with_hint("`npm install -g openclaw` installs it")
            .with_hint("an API key works without it");
    };
    let mut args = vec!["openclaw"];
    if let Some(profile) = &handover.profile {
        args.extend(["--profile", profile]);
    }
    args.extend(["models", "auth", "login", "--provider", provider]);
    if let Some(agent) = agent {
        args.extend(["--agent", agent]);
    }
    let args: Vec<_> = args.into_iter().map(OsString::from).collect();
    let shown = context.store.home.display_path(&next);
    context.out.message(format!("OpenClaw signs in: `{}`", escape_hidden(&shown)));
    exec_openclaw(&args, &next, context.session_env.handover.previous_trace.clone(), &[])
}
