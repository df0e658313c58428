//! `models set`, `models set-image`, `models allow`, `models disallow`, `models suggest`

use clap::Args;
use contract::{AllowModel, Allowed, DisallowModel, Role, SetModel, SuggestModels, Suggestion};

use super::{
    JsonArgs, Outcome, call,
    change::{self, ChangeArgs},
    fallback::{AgentArg, ForceArg, primary},
};
use crate::{
    out::{Format, Out, QUIET, printable, styled},
    wire::World,
};

#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  openclaw models set anthropic/claude-opus-4-5\n  openclaw models set opus --dry-run    an alias; what would change, and nothing is written\n  openclaw models set openai/gpt-5.2 --keep-old    the old one becomes the first fallback\n  openclaw models set openai/gpt-5.2 --agent work"
)]
pub(crate) struct SetArgs {
    /// `provider/model`, or an alias
    model: String,
    #[command(flatten)]
    whose: AgentArg,
    /// Keep the fallbacks that the agent has now, as its own
    #[arg(long, requires = "agent")]
    keep_fallbacks: bool,
    #[command(flatten)]
    old: KeepOldArg,
    #[command(flatten)]
    force: ForceArg,
    #[command(flatten)]
    how: ChangeArgs,
}

#[derive(Debug, Args)]
pub(crate) struct KeepOldArg {
    /// Keep the model that answers now as the first fallback
    #[arg(long)]
    keep_old: bool,
}

#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  openclaw models set-image google/gemini-2.5-flash\n  openclaw models set-image opus --dry-run    an alias; what would change, and nothing is written\n  openclaw models set-image google/gemini-2.5-flash --keep-old    keep the old one as fallback"
)]
pub(crate) struct SetImageArgs {
    /// `provider/model` of a model that takes images, or an alias
    model: String,
    #[command(flatten)]
    old: KeepOldArg,
    /// Accept a model that is not in the catalog or your config, or that takes text only
    #[arg(long)]
    force: bool,
    #[command(flatten)]
    how: ChangeArgs,
}

impl SetArgs {
    pub(crate) fn run(self, world: &mut World) -> Outcome {
        let Self { model, whose: AgentArg { agent }, keep_fallbacks, old, force: ForceArg { force }, how } = self;
        let KeepOldArg { keep_old } = old;
        let op = SetModel { role: Role::Text, agent, model, keep_fallbacks, keep_old, force };
        let write = how.write(op);
        change::run(world, how, app::api::set_model(write), |chain| primary(Role::Text, chain))
    }
}

impl SetImageArgs {
    pub(crate) fn run(self, world: &mut World) -> Outcome {
        let Self { model, old: KeepOldArg { keep_old }, force, how } = self;
        let op = SetModel { role: Role::Image, model, keep_old, force, ..SetModel::default() };
        let write = how.write(op);
        change::run(world, how, app::api::set_model(write), |chain| primary(Role::Image, chain))
    }
}

#[derive(Debug, Args)]
#[command(
    after_help = "Without an allowlist every model is allowed; the first entry starts one. A chain may always use its models.\n\nExamples:\n  openclaw models allow xai/grok-4\n  openclaw models allow xai/grok-4 --dry-run    what would change, and nothing is written"
)]
pub(crate) struct AllowArgs {
    /// `provider/model`, `provider/*` where the home has a policy, or an alias
    model: String,
    #[command(flatten)]
    force: ForceArg,
    #[command(flatten)]
    how: ChangeArgs,
}

#[derive(Debug, Args)]
#[command(
    after_help = "Without the last entry there is no allowlist, and every model is allowed.\n\nExamples:\n  openclaw models disallow xai/grok-4\n  openclaw models disallow xai/grok-4 --dry-run    what would change, and nothing is written"
)]
pub(crate) struct DisallowArgs {
    /// `provider/model` or `provider/*` as it is on the allowlist, or an alias
    model: String,
    #[command(flatten)]
    how: ChangeArgs,
}

impl AllowArgs {
    pub(crate) fn run(self, world: &mut World) -> Outcome {
        let Self { model, force: ForceArg { force }, how } = self;
        change::run(world, how, app::api::allow_model(how.write(AllowModel { model, force })), allowed)
    }
}

impl DisallowArgs {
    pub(crate) fn run(self, world: &mut World) -> Outcome {
        let Self { model, how } = self;
        change::run(world, how, app::api::disallow_model(how.write(DisallowModel { model })), allowed)
    }
}

/// What may be asked for now, on one line.
fn allowed(allowed: &Allowed) -> String {
    let models = if allowed.is_on { allowed.models.join(", ") } else { "all".to_owned() };
    format!("Allowed models: {}", printable(&models))
}

#[derive(Debug, Args)]
#[command(
    after_help = "Aliases come first, then configured models, then the catalog.\n\nExamples:\n  openclaw models suggest opus\n  openclaw models suggest gemini --image\n  openclaw models suggest --json    what there is, for scripts"
)]
pub(crate) struct SuggestArgs {
    /// Part of a model or alias, or several words
    #[arg(value_name = "TEXT")]
    typed: Option<String>,
    /// Leave out models that take text only
    #[arg(long)]
    image: bool,
    #[command(flatten)]
    how: JsonArgs,
}

impl SuggestArgs {
    pub(crate) fn run(self, world: &mut World) -> Outcome {
        let Self { typed, image, how } = self;
        let (typed, role) = (typed.unwrap_or_default(), if image { Role::Image } else { Role::Text });
        let format = how.format();
        let found = call(&world.backend, format, app::api::suggest_models(SuggestModels { typed, role }))?;
        match format {
            Format::Json => world.out.json(&found),
            Format::Human | Format::Plain => print(&found, &mut world.out),
        }
        Ok(0)
    }
}

fn print(found: &[Suggestion], out: &mut Out) {
    if found.is_empty() {
        out.data("No model matches.");
    }
    for Suggestion { model, alias, .. } in found {
        let alias = alias.as_ref().map(|alias| styled(QUIET, &format!("  ({})", printable(alias))));
        out.data(format!("{}{}", printable(model), alias.unwrap_or_default()));
    }
}
