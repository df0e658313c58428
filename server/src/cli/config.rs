//! `config …`

use std::path::Path;

use clap::{Args, Subcommand};
use contract::{Code, GetValue, OpError, SetValue, Setting, Typed, UnsetValue, ValidateConfig, Validity};
use serde_json::Value;

use super::{
    Failure, JsonArgs, Outcome, call,
    change::{self, ChangeArgs},
    stdin,
};
use crate::{
    out::{Format, Out, printable},
    wire::World,
};

#[derive(Debug, Subcommand)]
pub(crate) enum Config {
    /// Print the value at a path as it is in the file; secrets are hidden
    #[command(
        after_help = "Variables are not filled in, and OpenClaw's own defaults are not in the file.\n\nExamples:\n  openclaw config get agents.defaults.model\n  openclaw config get agents.list[0].model.primary\n  openclaw config get agents.defaults.models[openai/gpt-5.2].alias --json"
    )]
    Get(GetArgs),
    /// Set the value at a path: JSON5, or else text
    #[command(
        after_help = "Text needs no quotes: openclaw config set agents.list[1].model.primary openai/gpt-5.2\n\nPipe a secret in, so that it is not on the command line or the screen:\nread -rs KEY\nprintf %s \"$KEY\" | openclaw config set models.providers.x.apiKey -\nA text that only names a variable, '${KEY}', is no secret.\n\nExamples:\n  openclaw config set agents.list[1].model.fallbacks '[\"openai/gpt-5.2\"]'\n  openclaw config set agents.defaults.timeoutSeconds 60 --dry-run    what would change"
    )]
    Set(SetArgs),
    /// Remove the value at a path
    #[command(
        after_help = "Examples:\n  openclaw config unset agents.defaults.model.fallbacks\n  openclaw config unset agents.list[2] --dry-run    what would change"
    )]
    Unset(UnsetArgs),
    /// Print which file is used
    #[command(after_help = "Examples:\n  openclaw config file\n  openclaw config file --json")]
    File(JsonArgs),
    /// Check the configuration
    #[command(
        after_help = "Checked are the syntax, includes, the types of what is about models, agents, credentials and variables, and keys that this home's OpenClaw is known to refuse. Other sections are not judged. Exits 1 when something is wrong.\n\nExamples:\n  openclaw config validate\n  openclaw config validate --json"
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
    /// JSON5, or else text; `-` reads it from a pipe or a file, which is the only way for a secret
    #[arg(allow_negative_numbers = true)]
    value: Typed,
    // One word too many may be a part of a secret, and clap would repeat it.
    #[arg(hide = true, allow_negative_numbers = true)]
    surplus: Vec<Typed>,
    /// Refuse what is not JSON5
    #[arg(long)]
    strict_json: bool,
    #[command(flatten)]
    how: ChangeArgs,
}

#[derive(Debug, Args)]
pub(crate) struct UnsetArgs {
    /// `agents.list[0].model`, `models[a/b].alias`, `a\.b` for a key with a dot
    path: String,
    #[command(flatten)]
    how: ChangeArgs,
}

impl Config {
    pub(crate) fn run(self, world: &mut World) -> Outcome {
        match self {
            Self::Get(GetArgs { path, format }) => {
                let format = format.format();
                let setting = call(&world.backend, format, app::api::get_value(GetValue { path }))?;
                print(&setting, format, &mut world.out);
            }
            Self::Set(args) => args.run(world)?,
            Self::Unset(UnsetArgs { path, how }) => {
                let write = how.write(UnsetValue { path });
                let change = call(&world.backend, how.format(), app::api::unset_value(write))?;
                change::print(&change, how, &mut world.out, |setting| format!("Removed {}", printable(&setting.path)));
            }
            Self::File(args) => {
                // It is there, or said, whatever the file says: nothing is read for it.
                let config = ops::located(&world.place, &world.place.home.config);
                match args.format() {
                    Format::Json => world.out.json(&config),
                    _ => world.out.data(printable(&config.path)),
                }
            }
            Self::Validate(args) => {
                let validity = call(&world.backend, args.format(), app::api::validate_config(ValidateConfig {}))?;
                match args.format() {
                    Format::Json => world.out.json(&validity),
                    _ => say(&validity, world),
                }
                return Ok(u8::from(!validity.valid));
            }
        }
        Ok(0)
    }
}

impl SetArgs {
    fn run(self, world: &mut World) -> Result<(), Failure> {
        let Self { path, value, surplus, strict_json, how } = self;
        let format = how.format();
        if !surplus.is_empty() {
            return Err(Failure(several_values(), format));
        }
        let piped = value.expose() == "-";
        let value = if piped { stdin::value(&path, format)? } else { value };
        let write = how.write(SetValue { path, value, strict: strict_json, piped });
        let change = call(&world.backend, format, app::api::set_value(write))?;
        change::print(&change, how, &mut world.out, tail);
        Ok(())
    }
}

fn several_values() -> OpError {
    OpError::new(Code::Usage, "one value is expected, and there are several").hint("put the value in quotes")
}

/// Text bare, everything else as JSON.
fn print(setting: &Setting, format: Format, out: &mut Out) {
    match value(setting) {
        Value::String(text) if format != Format::Json => out.data(printable(&text)),
        value => out.json(&value),
    }
}

/// What stands there now, on one line.
fn tail(setting: &Setting) -> String {
    let path = printable(&setting.path);
    match value(setting) {
        Value::Null => format!("{path}: -"),
        Value::String(text) => format!("{path}: {}", printable(&text)),
        value => format!("{path}: {}", printable(&value.to_string())),
    }
}

fn value(setting: &Setting) -> Value {
    setting.json.as_deref().and_then(|json| serde_json::from_str(json).ok()).unwrap_or_default()
}

fn say(validity: &Validity, world: &mut World) {
    let file = world.place.home.show(Path::new(&validity.path));
    let (file, out) = (printable(&file), &mut world.out);
    match &validity.error {
        _ if validity.valid => out.data(format!("Config valid: {file}")),
        Some(_) => out.talk(format!("Config file not found: {file}")),
        None => {
            out.talk(format!("Config invalid at {file}:"));
            for issue in &validity.issues {
                out.talk(format!("  × {}: {}", printable(&issue.path), printable(&issue.message)));
            }
            out.talk("\nhint: mend these places in an editor; `openclaw models doctor` says more");
        }
    }
}
