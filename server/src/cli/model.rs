//! `models set`, `models set-image`, `models allow`, `models disallow` and `models suggest` commands.

use clap::Args;
use contract::{AllowModel, AllowedModels, DisallowModel, Role, SetModel, SuggestModels, Suggestion};

use super::{
    JsonArgs, Outcome, call_in_process,
    change::{self, ChangeArgs},
    fallback::{AgentArg, ForceArg, primary_line},
};
use crate::{
    context::CommandContext,
    out::{Format, Out, QUIET, escape_hidden, marks_suffix, with_style},
};

#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  openclaw models set anthropic/claude-opus-4-5\n  openclaw models set opus --dry-run    an alias; only show what would change\n  openclaw models set openai/gpt-5.2 --keep-old    the old one becomes the first fallback\n  openclaw models set openai/gpt-5.2 --agent work"
)]
pub(crate) struct SetArgs {
    /// `provider/model`, or an alias
    model: String,
    #[command(flatten)]
    agent_arg: AgentArg,
    /// Keep the fallbacks that the agent has now, as its own
    #[arg(long, requires = "agent")]
    keep_fallbacks: bool,
    #[command(flatten)]
    old: KeepOldArg,
    #[command(flatten)]
    force: ForceArg,
    #[command(flatten)]
    change_args: ChangeArgs,
}

#[derive(Debug, Args)]
pub(crate) struct KeepOldArg {
    /// Keep the model that answers now as the first fallback
    #[arg(long)]
    keep_old: bool,
}

#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  openclaw models set-image google/gemini-2.5-flash\n  openclaw models set-image opus --dry-run    an alias; only show what would change\n  openclaw models set-image google/gemini-2.5-flash --keep-old    keep the old one as fallback"
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
    change_args: ChangeArgs,
}

impl SetArgs {
    pub(crate) fn run(self, context: &mut CommandContext) -> Outcome {
        let Self { model, agent_arg: AgentArg { agent }, keep_fallbacks, old, force: ForceArg { force }, change_args } =
            self;
        let KeepOldArg { keep_old } = old;
        let op = SetModel { role: Role::Text, agent, model, keep_fallbacks, keep_old, force };
        let write = change_args.write_request(op);
        change::run_change(context, change_args, app::api::set_model(write), |chain| primary_line(Role::Text, chain))
    }
}

impl SetImageArgs {
    pub(crate) fn run(self, context: &mut CommandContext) -> Outcome {
        let Self { model, old: KeepOldArg { keep_old }, force, change_args } = self;
        let op = SetModel { role: Role::Image, model, keep_old, force, ..SetModel::default() };
        let write = change_args.write_request(op);
        change::run_change(context, change_args, app::api::set_model(write), |chain| primary_line(Role::Image, chain))
    }
}

#[derive(Debug, Args)]
#[command(
    after_help = "Without an allowlist every model is allowed; the first entry starts one. A chain may always use its models.\n\nExamples:\n  openclaw models allow xai/grok-4\n  openclaw models allow xai/grok-4 --dry-run    only show what would change"
)]
pub(crate) struct AllowArgs {
    /// `provider/model`, `provider/*` where the home has a policy, or an alias
    model: String,
    #[command(flatten)]
    force: ForceArg,
    #[command(flatten)]
    change_args: ChangeArgs,
}

#[derive(Debug, Args)]
#[command(
    after_help = "Without the last entry there is no allowlist, and every model is allowed.\n\nExamples:\n  openclaw models disallow xai/grok-4\n  openclaw models disallow xai/grok-4 --dry-run    only show what would change"
)]
pub(crate) struct DisallowArgs {
    /// `provider/model` or `provider/*` as it is on the allowlist, or an alias
    model: String,
    #[command(flatten)]
    change_args: ChangeArgs,
}

impl AllowArgs {
    pub(crate) fn run(self, context: &mut CommandContext) -> Outcome {
        let Self { model, force: ForceArg { force }, change_args } = self;
        change::run_change(
            context,
            change_args,
            app::api::allow_model(change_args.write_request(AllowModel { model, force })),
            allowed_models_line,
        )
    }
}

impl DisallowArgs {
    pub(crate) fn run(self, context: &mut CommandContext) -> Outcome {
        let Self { model, change_args } = self;
        change::run_change(
            context,
            change_args,
            app::api::disallow_model(change_args.write_request(DisallowModel { model })),
            allowed_models_line,
        )
    }
}

/// Formats the models that are now allowed on one line.
fn allowed_models_line(allowed: &AllowedModels) -> String {
    let models = if allowed.is_on { allowed.models.join(", ") } else { "all".to_owned() };
    format!("Allowed models: {}", escape_hidden(&models))
}

#[derive(Debug, Args)]
#[command(
    after_help = "Whole names and aliases come first, then configured models, then models of providers with a credential, then\nthe rest of the catalog.\n\nExamples:\n  openclaw models suggest opus\n  openclaw models suggest gemini --image\n  openclaw models suggest --json    all models, for scripts"
)]
pub(crate) struct SuggestArgs {
    /// Part of a model or alias, or several words
    #[arg(value_name = "TEXT")]
    typed: Option<String>,
    /// Leave out models that take text only
    #[arg(long)]
    image: bool,
    #[command(flatten)]
    change_args: JsonArgs,
}

impl SuggestArgs {
    pub(crate) fn run(self, context: &mut CommandContext) -> Outcome {
        let Self { typed, image, change_args } = self;
        let (typed, role) = (typed.unwrap_or_default(), if image { Role::Image } else { Role::Text });
        let format = change_args.format();
        let found = call_in_process(
            &context.backend,
            format,
            app::api::suggest_models(SuggestModels { typed, role, agent: None }),
        )?;
        match format {
            Format::Json => context.out.json(&found),
            Format::Human | Format::Plain => print_suggestions(&found, &mut context.out),
        }
        Ok(0)
    }
}

/// Number of suggestions that are printed for people at most.
const MAX_PRINTED: usize = 50;

fn print_suggestions(found: &[Suggestion], out: &mut Out) {
    if found.is_empty() {
        out.data("No model matches.");
    }
    for Suggestion { model, alias, facts, .. } in found.iter().take(MAX_PRINTED) {
        let alias = alias.as_ref().map(|alias| with_style(QUIET, &format!("  ({})", escape_hidden(alias))));
        let marks = facts.as_ref().map(|facts| marks_suffix(&facts.marks)).unwrap_or_default();
        out.data(format!("{}{}{marks}", escape_hidden(model), alias.unwrap_or_default()));
    }
    let left_out = found.len().saturating_sub(MAX_PRINTED);
    if left_out > 0 {
        out.message(format!("{left_out} more match: type more of the name, or use `--json` for all"));
    }
}
