//! `config …` commands.

mod unchecked_edit;

use std::path::Path;

use clap::{Args, Subcommand};
use contract::{
    Code, ConfigValue, GetValue, OpError, SetValue, TypedValue, UnsetValue, ValidateConfig, ValidationReport,
};
use serde_json::Value;

use super::{
    Failure, JsonArgs, Outcome, call_in_process,
    change::{self, ChangeArgs},
    stdin,
};
use crate::{
    context::CommandContext,
    out::{Format, Out, escape_hidden},
};
use unchecked_edit::UncheckedEdit;

#[derive(Debug, Subcommand)]
pub(crate) enum ConfigCommand {
    /// Print the value at a path as it is in the file; secrets are hidden
    #[command(
        after_help = "Variables are not filled in, and OpenClaw's own defaults are not in the file.\n\nExamples:\n  openclaw config get agents.defaults.model\n  openclaw config get agents.list[0].model.primary\n  openclaw config get agents.defaults.models[openai/gpt-5.2].alias --json"
    )]
    Get(GetArgs),
    /// Set the value at a path: JSON5 or text
    #[command(
        after_help = "Text needs no quotes: openclaw config set agents.list[1].model.primary openai/gpt-5.2\n\nPipe a secret in, so that it is not on the command line or the screen:\nread -rs KEY\nprintf %s \"$KEY\" | openclaw config set models.providers.x.apiKey -\nText that only names a variable, '${KEY}', is not a secret.\n\nA value that cannot be checked here, such as one in `channels`, is set by the installed OpenClaw.\n\nExamples:\n  openclaw config set agents.list[1].model.fallbacks '[\"openai/gpt-5.2\"]'\n  openclaw config set agents.defaults.timeoutSeconds 60 --dry-run    only show what would change"
    )]
    Set(SetArgs),
    /// Remove the value at a path
    #[command(
        after_help = "A value that OpenClaw may need, which cannot be checked here, is removed by the installed OpenClaw.\n\nExamples:\n  openclaw config unset agents.defaults.model.fallbacks\n  openclaw config unset agents.list[2] --dry-run    only show what would change"
    )]
    Unset(UnsetArgs),
    /// Print the path of the configuration file
    #[command(after_help = "Examples:\n  openclaw config file\n  openclaw config file --json")]
    File(JsonArgs),
    /// Check the configuration
    #[command(
        after_help = "Checks the syntax, the includes, all keys and types of values about models, agents, credentials and variables, and the keys of the file and of gateway, session, cron and ui, against what this home's OpenClaw accepts. Other sections are not checked. Exits 1 when something is wrong.\n\nExamples:\n  openclaw config validate\n  openclaw config validate --json"
    )]
    Validate(JsonArgs),
}

#[derive(Debug, Args)]
pub(crate) struct GetArgs {
    /// `agents.list[0].model`, `models[a/b].alias`, `a\.b` for a key with a dot
    path: String,
    #[command(flatten)]
    format: JsonArgs,
}

#[derive(Debug, Args)]
pub(crate) struct SetArgs {
    /// `agents.list[0].model`, `models[a/b].alias`, `a\.b` for a key with a dot
    path: String,
    /// JSON5 or text; `-` reads it from a pipe or a file, which is the only way for a secret
    #[arg(allow_negative_numbers = true)]
    value: TypedValue,
    // A surplus word may be part of a secret, and clap would repeat it in its error.
    #[arg(hide = true, allow_negative_numbers = true)]
    surplus: Vec<TypedValue>,
    /// Refuse values that are not JSON5
    #[arg(long)]
    strict_json: bool,
    /// Set values that cannot be checked, and keys that are not known
    #[arg(long)]
    force: bool,
    #[command(flatten)]
    how: ChangeArgs,
}

#[derive(Debug, Args)]
pub(crate) struct UnsetArgs {
    /// `agents.list[0].model`, `models[a/b].alias`, `a\.b` for a key with a dot
    path: String,
    /// Remove values although it cannot be checked whether OpenClaw needs them
    #[arg(long)]
    force: bool,
    #[command(flatten)]
    how: ChangeArgs,
}

impl ConfigCommand {
    pub(crate) fn run(self, context: &mut CommandContext) -> Outcome {
        match self {
            Self::Get(GetArgs { path, format }) => {
                let format = format.format();
                let setting = call_in_process(&context.backend, format, app::api::get_value(GetValue { path }))?;
                print_value(&setting, format, &mut context.out);
            }
            Self::Set(args) => args.run(context)?,
            Self::Unset(args) => args.run(context)?,
            Self::File(args) => {
                // The path of the file does not depend on its content, so the file is not read.
                let config = ops::path_info(&context.store, &context.store.home.config);
                match args.format() {
                    Format::Json => context.out.json(&config),
                    _ => context.out.data(escape_hidden(&config.path)),
                }
            }
            Self::Validate(args) => {
                let validity =
                    call_in_process(&context.backend, args.format(), app::api::validate_config(ValidateConfig {}))?;
                match args.format() {
                    Format::Json => context.out.json(&validity),
                    _ => print_validity(&validity, context),
                }
                return Ok(u8::from(!validity.valid));
            }
        }
        Ok(0)
    }
}

impl SetArgs {
    fn run(self, context: &mut CommandContext) -> Result<(), Failure> {
        let Self { path, value, surplus, strict_json, force, how } = self;
        let format = how.format();
        if !surplus.is_empty() {
            return Err(Failure(several_values_error(), format));
        }
        let piped = value.expose() == "-";
        let value = if piped { stdin::read_value(&path, format)? } else { value };
        let edit = UncheckedEdit { path: path.clone(), value: Some(value.clone()), strict_json, piped, how };
        let write = how.write_request(SetValue { path, value, strict: strict_json, piped, force });
        let change = call_in_process(&context.backend, format, app::api::set_value(write));
        let change = change.or_else(|failure| edit.hand_over_unchecked(failure, context))?;
        change::print_change(&change, how, &mut context.out, value_line);
        Ok(())
    }
}

impl UnsetArgs {
    fn run(self, context: &mut CommandContext) -> Result<(), Failure> {
        let Self { path, force, how } = self;
        let edit = UncheckedEdit { path: path.clone(), value: None, strict_json: false, piped: false, how };
        let write = how.write_request(UnsetValue { path, force });
        let change = call_in_process(&context.backend, how.format(), app::api::unset_value(write));
        let change = change.or_else(|failure| edit.hand_over_unchecked(failure, context))?;
        change::print_change(&change, how, &mut context.out, |setting| {
            format!("Removed {}", escape_hidden(&setting.path))
        });
        Ok(())
    }
}

fn several_values_error() -> OpError {
    OpError::new(Code::Usage, "expected one value, but got several").with_hint("put the whole value in quotes")
}

/// Prints a text without quotes, and every other value as JSON.
fn print_value(setting: &ConfigValue, format: Format, out: &mut Out) {
    match parse_value(setting) {
        Value::String(text) if format != Format::Json => out.data(escape_hidden(&text)),
        value => out.json(&value),
    }
}

/// Formats the current value at a path on one line.
fn value_line(setting: &ConfigValue) -> String {
    let path = escape_hidden(&setting.path);
    match parse_value(setting) {
        Value::Null => format!("{path}: -"),
        Value::String(text) => format!("{path}: {}", escape_hidden(&text)),
        value => format!("{path}: {}", escape_hidden(&value.to_string())),
    }
}

fn parse_value(setting: &ConfigValue) -> Value {
    setting.json.as_deref().and_then(|json| serde_json::from_str(json).ok()).unwrap_or_default()
}

fn print_validity(validity: &ValidationReport, context: &mut CommandContext) {
    let file = context.store.home.display_path(Path::new(&validity.path));
    let (file, out) = (escape_hidden(&file), &mut context.out);
    match &validity.error {
        _ if validity.valid => out.data(format!("Config valid: {file}")),
        Some(_) => out.message(format!("Config file not found: {file}")),
        None => {
            out.message(format!("Config invalid at {file}:"));
            for issue in &validity.issues {
                out.message(format!("  × {}: {}", escape_hidden(&issue.path), escape_hidden(&issue.message)));
            }
            out.message("\nhint: fix these values in an editor; `openclaw models doctor` shows more");
        }
    }
}
