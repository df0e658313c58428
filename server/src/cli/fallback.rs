//! `models fallbacks …` and `models image-fallbacks …` commands.

mod args;
mod display;

use clap::Subcommand;
use contract::{
    AddFallback, ClearFallbacks, Effect, InheritChain, ListFallbacks, MoveFallback, RemoveFallback, Role, SetChain,
    SetFallbacks,
};

use super::{Outcome, call_in_process, change};
use crate::context::CommandContext;
use args::{
    AddArgs, ChainScope, ClearArgs, ImageChainArgs, InheritArgs, ListArgs, MoveArgs, ReadAgentArg, RemoveArgs, SetArgs,
};
pub(super) use args::{AgentArg, ForceArg};
pub(super) use display::{fallbacks_line, primary_line};

#[derive(Debug, Subcommand)]
pub(crate) enum FallbacksCommand {
    /// List the chain: the primary, and what is tried when it fails
    #[command(
        after_help = "Examples:\n  openclaw models fallbacks list\n  openclaw models fallbacks list --agent work    the chain of this agent\n  openclaw models fallbacks list --plain    one model per line, for scripts"
    )]
    List(ListArgs<ReadAgentArg>),
    /// Add a model to the chain
    #[command(
        after_help = "Examples:\n  openclaw models fallbacks add openai/gpt-5.2\n  openclaw models fallbacks add opus --at 1 --dry-run    only show what would change\n  openclaw models fallbacks add xai/grok-4 --agent work"
    )]
    Add(AddArgs<AgentArg>),
    /// Remove a model from the chain
    #[command(
        after_help = "Examples:\n  openclaw models fallbacks remove openai/gpt-5.2\n  openclaw models fallbacks remove opus --dry-run    only show what would change"
    )]
    Remove(RemoveArgs<AgentArg>),
    /// Move a model in the chain
    #[command(
        after_help = "Positions are counted from 1, without the primary. When the primary itself moves, the first fallback becomes the primary.\n\nExamples:\n  openclaw models fallbacks move google/gemini-2.5-pro --to 1\n  openclaw models fallbacks move opus --up\n  openclaw models fallbacks move opus --before openai/gpt-5.2\n  openclaw models fallbacks move openai/gpt-5.2 --primary    it answers first"
    )]
    Move(MoveArgs<AgentArg>),
    /// Replace all fallbacks at once
    #[command(
        after_help = "A model that stays in the chain keeps its comment.\n\nExamples:\n  openclaw models fallbacks set openai/gpt-5.2 google/gemini-2.5-pro\n  openclaw models fallbacks set opus xai/grok-4 --primary openai/gpt-5.2    with the primary, in one change\n  openclaw models fallbacks set openai/gpt-5.2 --agent work"
    )]
    Set(SetArgs<AgentArg>),
    /// Remove all fallbacks
    #[command(
        after_help = "An agent then has no fallbacks, whatever the defaults are.\n\nExamples:\n  openclaw models fallbacks clear\n  openclaw models fallbacks clear --agent work"
    )]
    Clear(ClearArgs<AgentArg>),
    /// Make an agent use the default fallbacks again
    #[command(
        after_help = "Examples:\n  openclaw models fallbacks inherit --agent work\n  openclaw models fallbacks inherit --agent work --all    its own primary is removed too"
    )]
    Inherit(InheritArgs),
}

#[derive(Debug, Subcommand)]
pub(crate) enum ImageFallbacksCommand {
    /// List the chain: the primary, and what is tried when it fails
    #[command(
        after_help = "Examples:\n  openclaw models image-fallbacks list\n  openclaw models image-fallbacks list --plain    one model per line, for scripts"
    )]
    List(ListArgs<ImageChainArgs>),
    /// Add a model to the chain
    #[command(
        after_help = "Examples:\n  openclaw models image-fallbacks add google/gemini-2.5-flash\n  openclaw models image-fallbacks add opus --at 1 --dry-run    only show what would change"
    )]
    Add(AddArgs<ImageChainArgs>),
    /// Remove a model from the chain
    #[command(after_help = "Examples:\n  openclaw models image-fallbacks remove openai/gpt-5.2")]
    Remove(RemoveArgs<ImageChainArgs>),
    /// Move a model in the chain
    #[command(
        after_help = "Positions are counted from 1, without the primary. When the primary itself moves, the first fallback becomes the primary.\n\nExamples:\n  openclaw models image-fallbacks move openai/gpt-5.2 --to 1\n  openclaw models image-fallbacks move opus --up\n  openclaw models image-fallbacks move openai/gpt-5.2 --primary    it answers first"
    )]
    Move(MoveArgs<ImageChainArgs>),
    /// Replace all fallbacks at once
    #[command(
        after_help = "A model that stays in the chain keeps its comment.\n\nExamples:\n  openclaw models image-fallbacks set openai/gpt-5.2 google/gemini-2.5-pro\n  openclaw models image-fallbacks set opus --primary google/gemini-2.5-flash    with the primary, in one change"
    )]
    Set(SetArgs<ImageChainArgs>),
    /// Remove all fallbacks
    #[command(after_help = "Examples:\n  openclaw models image-fallbacks clear")]
    Clear(ClearArgs<ImageChainArgs>),
}

impl FallbacksCommand {
    pub(crate) fn run(self, context: &mut CommandContext) -> Outcome {
        match self {
            Self::List(args) => args.run(Role::Text, context),
            Self::Add(args) => args.run(Role::Text, context),
            Self::Remove(args) => args.run(Role::Text, context),
            Self::Move(args) => args.run(Role::Text, context),
            Self::Set(args) => args.run(Role::Text, context),
            Self::Clear(args) => args.run(Role::Text, context),
            Self::Inherit(InheritArgs { agent, all, change_args }) => {
                let write = change_args.write_request(InheritChain { agent, all });
                change::run_change(context, change_args, app::api::inherit_chain(write), |chain| {
                    fallbacks_line(Role::Text, chain)
                })
            }
        }
    }
}

impl ImageFallbacksCommand {
    pub(crate) fn run(self, context: &mut CommandContext) -> Outcome {
        match self {
            Self::List(args) => args.run(Role::Image, context),
            Self::Add(args) => args.run(Role::Image, context),
            Self::Remove(args) => args.run(Role::Image, context),
            Self::Move(args) => args.run(Role::Image, context),
            Self::Set(args) => args.run(Role::Image, context),
            Self::Clear(args) => args.run(Role::Image, context),
        }
    }
}

impl<S: ChainScope> ListArgs<S> {
    fn run(self, role: Role, context: &mut CommandContext) -> Outcome {
        let format = self.format.format();
        let op = ListFallbacks { role, agent: self.scope.agent_id() };
        let listed = call_in_process(&context.backend, format, app::api::list_fallbacks(op))?;
        display::print_chain(&listed, format, &mut context.out);
        Ok(0)
    }
}

impl<S: ChainScope> AddArgs<S> {
    fn run(self, role: Role, context: &mut CommandContext) -> Outcome {
        let Self { model, at, scope, force: ForceArg { force }, change_args } = self;
        let write = change_args.write_request(AddFallback { role, agent: scope.agent_id(), model, at, force });
        change::run_change(context, change_args, app::api::add_fallback(write), |chain| fallbacks_line(role, chain))
    }
}

impl<S: ChainScope> RemoveArgs<S> {
    fn run(self, role: Role, context: &mut CommandContext) -> Outcome {
        let Self { model, scope, change_args } = self;
        let write = change_args.write_request(RemoveFallback { role, agent: scope.agent_id(), model });
        change::run_change(context, change_args, app::api::remove_fallback(write), |chain| fallbacks_line(role, chain))
    }
}

impl<S: ChainScope> MoveArgs<S> {
    fn run(self, role: Role, context: &mut CommandContext) -> Outcome {
        let Self { model, target, scope, change_args } = self;
        let write = change_args.write_request(MoveFallback {
            role,
            agent: scope.agent_id(),
            model,
            target: target.move_target(),
        });
        let change = call_in_process(&context.backend, change_args.format(), app::api::move_fallback(write))?;
        let message =
            if matches!(change.effect, Effect::PrimaryChanged { .. }) { display::chain_lines } else { fallbacks_line };
        change::print_change(&change, change_args, &mut context.out, |chain| message(role, chain));
        Ok(0)
    }
}

impl<S: ChainScope> SetArgs<S> {
    fn run(self, role: Role, context: &mut CommandContext) -> Outcome {
        let Self { models, primary, scope, force: ForceArg { force }, change_args } = self;
        let agent = scope.agent_id();
        match primary {
            None => {
                let write = change_args.write_request(SetFallbacks { role, agent, models, force });
                change::run_change(context, change_args, app::api::set_fallbacks(write), |chain| {
                    fallbacks_line(role, chain)
                })
            }
            Some(primary) => {
                let write = change_args.write_request(SetChain { role, agent, primary, fallbacks: models, force });
                change::run_change(context, change_args, app::api::set_chain(write), |chain| {
                    display::chain_lines(role, chain)
                })
            }
        }
    }
}

impl<S: ChainScope> ClearArgs<S> {
    fn run(self, role: Role, context: &mut CommandContext) -> Outcome {
        let Self { scope, change_args } = self;
        let write = change_args.write_request(ClearFallbacks { role, agent: scope.agent_id() });
        change::run_change(context, change_args, app::api::clear_fallbacks(write), |_| display::cleared_line(role))
    }
}
