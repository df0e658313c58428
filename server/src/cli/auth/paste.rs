//! `models auth paste-api-key`, `paste-token` and `setup-token`.

use clap::{Args, ValueEnum};
use contract::{AddCredential, Change, ChangedProfiles, Code, Hint, NewStore, OpError, SecretKind};

use super::print_credential_change;
use crate::{
    cli::{Outcome, call_in_process, change::ChangeArgs},
    context::CommandContext,
    input::TypedInput,
    out::{Failure, Format, escape_hidden},
};

/// Exit code after Ctrl-C.
pub(super) const INTERRUPTED: u8 = 130;

/// Where a secret is stored.
#[derive(Debug, Args)]
pub(crate) struct StoreArgs {
    /// Id of the profile (default: <provider>:manual, of a key <provider>:default)
    #[arg(long, value_name = "ID")]
    pub(super) profile_id: Option<String>,
    /// Position in the order of the provider, from 1
    #[arg(long, value_name = "N")]
    pub(super) place: Option<usize>,
    /// Store it even if it looks like the secret of another kind or provider
    #[arg(long)]
    pub(super) force: bool,
    /// Create the database of OpenClaw 2026.8 and later if the home has no credential store yet
    #[arg(long, conflicts_with = "generation")]
    create_store: bool,
    /// The store that a home without any gets: a JSON file (seeds), or a database (shared-db)
    #[arg(long, value_enum, value_name = "GENERATION")]
    generation: Option<StoreGeneration>,
    #[command(flatten)]
    pub(super) change_args: ChangeArgs,
}

/// The generation of a new store.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum StoreGeneration {
    Seeds,
    SharedDb,
}

/// When a token expires.
#[derive(Debug, Args)]
pub(crate) struct ExpiryArgs {
    /// When the token expires, such as 365d or 1h30m
    #[arg(long, value_name = "DURATION")]
    pub(super) expires_in: Option<String>,
    /// Store it without an expiry
    #[arg(long, conflicts_with = "expires_in")]
    pub(super) no_expiry: bool,
}

#[derive(Debug, Args)]
pub(crate) struct PasteKeyArgs {
    /// The provider
    #[arg(long, value_name = "NAME")]
    provider: Option<String>,
    #[command(flatten)]
    store: StoreArgs,
}

#[derive(Debug, Args)]
pub(crate) struct PasteTokenArgs {
    /// The provider
    #[arg(long, value_name = "NAME")]
    provider: Option<String>,
    #[command(flatten)]
    expiry: ExpiryArgs,
    #[command(flatten)]
    store: StoreArgs,
}

#[derive(Debug, Args)]
pub(crate) struct SetupTokenArgs {
    /// The provider: only anthropic has setup-tokens
    #[arg(long, value_name = "NAME", default_value = "anthropic")]
    provider: String,
    /// Do not ask whether `claude setup-token` was run
    #[arg(long)]
    yes: bool,
    #[command(flatten)]
    expiry: ExpiryArgs,
    #[command(flatten)]
    store: StoreArgs,
}

impl PasteKeyArgs {
    pub(super) fn run(self, agent: Option<String>, context: &mut CommandContext) -> Outcome {
        let Self { provider, store } = self;
        let change_args = store.change_args;
        let provider = provider_or_ask(provider, change_args.format(), context)?;
        let op = AddCredential { kind: SecretKind::ApiKey, ..store.to_operation(provider, agent) };
        read_and_store(op, change_args, context)
    }
}

impl PasteTokenArgs {
    pub(super) fn run(self, agent: Option<String>, context: &mut CommandContext) -> Outcome {
        let Self { provider, expiry, store } = self;
        let change_args = store.change_args;
        let provider = provider_or_ask(provider, change_args.format(), context)?;
        let op = AddCredential { kind: SecretKind::Token, ..expiry.add_to(store.to_operation(provider, agent)) };
        read_and_store(op, change_args, context)
    }
}

impl SetupTokenArgs {
    pub(super) fn run(self, agent: Option<String>, context: &mut CommandContext) -> Outcome {
        let Self { provider, yes, expiry, store } = self;
        let change_args = store.change_args;
        let op = AddCredential { kind: SecretKind::SetupToken, ..expiry.add_to(store.to_operation(provider, agent)) };
        check_before_asking(&op, change_args.format())?;
        let question = "Have you run `claude setup-token` and copied the token? [Y/n] ";
        if !yes && context.input.is_terminal() && !is_confirmed(context, question, true, change_args.format())? {
            context.out.message("Nothing was stored. Run `claude setup-token`, and then this command again.");
            return Ok(0);
        }
        read_and_store(op, change_args, context)
    }
}

impl StoreArgs {
    /// The operation without its secret and its kind.
    pub(super) fn to_operation(&self, provider: String, agent: Option<String>) -> AddCredential {
        AddCredential {
            provider,
            agent,
            profile_id: self.profile_id.clone(),
            place: self.place,
            force: self.force,
            replace: true,
            new_store: self.new_store(),
            ..AddCredential::default()
        }
    }
}

impl StoreArgs {
    fn new_store(&self) -> Option<NewStore> {
        match self.generation {
            Some(StoreGeneration::Seeds) => Some(NewStore::JsonFile),
            Some(StoreGeneration::SharedDb) => Some(NewStore::SharedDatabase),
            None => self.create_store.then_some(NewStore::SharedDatabase),
        }
    }
}

impl ExpiryArgs {
    pub(super) fn add_to(self, op: AddCredential) -> AddCredential {
        AddCredential { expires_in: self.expires_in, no_expiry: self.no_expiry, ..op }
    }
}

/// The typed provider; without one, a terminal is asked.
fn provider_or_ask(provider: Option<String>, format: Format, context: &CommandContext) -> Result<String, Failure> {
    match provider {
        Some(provider) => Ok(provider),
        None if context.input.is_terminal() => ask(context, "Provider: ", format),
        None => Err(Failure(missing_flag("--provider", "`--provider anthropic` names the provider"), format)),
    }
}

/// The error for a flag that is only asked for at a terminal.
pub(super) fn missing_flag(flag: &str, hint: &str) -> OpError {
    OpError::new(Code::Usage, format!("{flag} is missing, and there is no terminal to ask"))
        .with_hint(Hint::for_terminal(hint))
}

/// Asks for a line.
pub(super) fn ask(context: &CommandContext, prompt: &str, format: Format) -> Result<String, Failure> {
    let answer = context.input.read_line(prompt).map_err(|error| Failure(input_error(&error), format))?;
    answer.ok_or_else(|| Failure(OpError::new(Code::Usage, "the input ended before an answer"), format))
}

/// Asks a question whose answer is yes or no. Without an answer it is the usual one.
pub(super) fn is_confirmed(
    context: &CommandContext,
    question: &str,
    usual: bool,
    format: Format,
) -> Result<bool, Failure> {
    let answer = ask(context, question, format)?.to_lowercase();
    Ok(match answer.as_str() {
        "" => usual,
        answer => answer.starts_with('y'),
    })
}

fn input_error(error: &std::io::Error) -> OpError {
    OpError::new(Code::Usage, format!("could not read the input: {error}"))
}

/// Refuses what a secret could not change, before it is asked for. Reported is the first error that is not about the
/// secret.
pub(super) fn check_before_asking(op: &AddCredential, format: Format) -> Result<(), Failure> {
    rules::change::credential::check_without_secret(op).map_err(|error| Failure(error, format))
}

/// Asks for the secret and stores it.
pub(super) fn read_and_store(op: AddCredential, change_args: ChangeArgs, context: &mut CommandContext) -> Outcome {
    let format = change_args.format();
    check_before_asking(&op, format)?;
    let prompt = match op.kind {
        SecretKind::ApiKey => format!("Paste API key for {} (it is not shown): ", escape_hidden(&op.provider)),
        SecretKind::Token => format!("Paste token for {} (it is not shown): ", escape_hidden(&op.provider)),
        SecretKind::SetupToken => "Paste Anthropic setup-token (it is not shown): ".to_owned(),
    };
    let typed = context.input.read_secret(&prompt).map_err(|error| Failure(input_error(&error), format))?;
    match typed {
        TypedInput::Interrupted => {
            context.out.message("Cancelled. Nothing was stored.");
            Ok(INTERRUPTED)
        }
        TypedInput::Secret(secret) => store_secret(AddCredential { secret, ..op }, change_args, context),
    }
}

/// Stores the secret. On a terminal, it is asked whether a missing store is created.
fn store_secret(op: AddCredential, change_args: ChangeArgs, context: &mut CommandContext) -> Outcome {
    let (provider, kind, format) = (op.provider.clone(), op.kind, change_args.format());
    let store = |context: &CommandContext, op| {
        call_in_process(&context.backend, format, app::api::add_credential(change_args.write_request(op)))
    };
    let with_new_store = AddCredential { new_store: Some(NewStore::SharedDatabase), ..op.clone() };
    let change = match store(context, op) {
        Err(Failure(error, _))
            if error.code == Code::CredentialStoreMissing
                && change_args.is_plain_write()
                && context.input.is_terminal() =>
        {
            context.out.message(format!("{}.", escape_hidden(&error.message)));
            if !is_confirmed(context, "Create the database? [Y/n] ", true, format)? {
                return Err(Failure(error, format));
            }
            store(context, with_new_store)?
        }
        result => result?,
    };
    print_credential_change(&change, change_args, &mut context.out, |_| stored_text(&change, &provider, kind));
    Ok(0)
}

fn capitalized(text: &str) -> String {
    let mut text = text.to_owned();
    if let Some(first) = text.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    text
}

/// What was stored, in OpenClaw's words; then what was understood.
fn stored_text(change: &Change<ChangedProfiles>, provider: &str, kind: SecretKind) -> String {
    let mode = if kind == SecretKind::ApiKey { "api_key" } else { "token" };
    let ChangedProfiles { profiles, understood } = &change.current;
    let id = profiles.first().map(String::as_str).unwrap_or_default();
    let (id, provider) = (escape_hidden(id), escape_hidden(provider));
    let understood = capitalized(understood.as_deref().unwrap_or_default());
    format!("Auth profile: {id} ({provider}/{mode})\n{understood}")
}
