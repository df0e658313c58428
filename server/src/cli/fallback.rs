//! `models fallbacks …`, `models image-fallbacks …`

mod args;
mod show;

use clap::Subcommand;
use contract::{
    AddFallback, ClearFallbacks, Effect, InheritChain, ListFallbacks, MoveFallback, RemoveFallback, Role, SetChain,
    SetFallbacks,
};

use super::{Outcome, call, change};
use crate::wire::World;
use args::{AddArgs, ClearArgs, Everybody, InheritArgs, ListArgs, LookedAt, MoveArgs, RemoveArgs, SetArgs, Whose};
pub(super) use args::{AgentArg, ForceArg};
pub(super) use show::{primary, tail};

#[derive(Debug, Subcommand)]
pub(crate) enum Fallbacks {
    /// List the chain: the primary, and what is tried when it fails
    #[command(
        after_help = "Examples:\n  openclaw models fallbacks list\n  openclaw models fallbacks list --agent work    what answers this agent\n  openclaw models fallbacks list --plain    one model a line, for scripts"
    )]
    List(ListArgs<LookedAt>),
    /// Add a model to the chain
    #[command(
        after_help = "Examples:\n  openclaw models fallbacks add openai/gpt-5.2\n  openclaw models fallbacks add opus --at 1 --dry-run    what would change, and nothing is written\n  openclaw models fallbacks add xai/grok-4 --agent work"
    )]
    Add(AddArgs<AgentArg>),
    /// Remove a model from the chain
    #[command(
        after_help = "Examples:\n  openclaw models fallbacks remove openai/gpt-5.2\n  openclaw models fallbacks remove opus --dry-run    what would change, and nothing is written"
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
pub(crate) enum ImageFallbacks {
    /// List the chain: the primary, and what is tried when it fails
    #[command(
        after_help = "Examples:\n  openclaw models image-fallbacks list\n  openclaw models image-fallbacks list --plain    one model a line, for scripts"
    )]
    List(ListArgs<Everybody>),
    /// Add a model to the chain
    #[command(
        after_help = "Examples:\n  openclaw models image-fallbacks add google/gemini-2.5-flash\n  openclaw models image-fallbacks add opus --at 1 --dry-run    what would change, and nothing is written"
    )]
    Add(AddArgs<Everybody>),
    /// Remove a model from the chain
    #[command(after_help = "Examples:\n  openclaw models image-fallbacks remove openai/gpt-5.2")]
    Remove(RemoveArgs<Everybody>),
    /// Move a model in the chain
    #[command(
        after_help = "Positions are counted from 1, without the primary. When the primary itself moves, the first fallback becomes the primary.\n\nExamples:\n  openclaw models image-fallbacks move openai/gpt-5.2 --to 1\n  openclaw models image-fallbacks move opus --up\n  openclaw models image-fallbacks move openai/gpt-5.2 --primary    it answers first"
    )]
    Move(MoveArgs<Everybody>),
    /// Replace all fallbacks at once
    #[command(
        after_help = "A model that stays in the chain keeps its comment.\n\nExamples:\n  openclaw models image-fallbacks set openai/gpt-5.2 google/gemini-2.5-pro\n  openclaw models image-fallbacks set opus --primary google/gemini-2.5-flash    with the primary, in one change"
    )]
    Set(SetArgs<Everybody>),
    /// Remove all fallbacks
    #[command(after_help = "Examples:\n  openclaw models image-fallbacks clear")]
    Clear(ClearArgs<Everybody>),
}

impl Fallbacks {
    pub(crate) fn run(self, world: &mut World) -> Outcome {
        match self {
            Self::List(args) => args.run(Role::Text, world),
            Self::Add(args) => args.run(Role::Text, world),
            Self::Remove(args) => args.run(Role::Text, world),
            Self::Move(args) => args.run(Role::Text, world),
            Self::Set(args) => args.run(Role::Text, world),
            Self::Clear(args) => args.run(Role::Text, world),
            Self::Inherit(InheritArgs { agent, all, how }) => {
                let write = how.write(InheritChain { agent, all });
                change::run(world, how, app::api::inherit_chain(write), |chain| tail(Role::Text, chain))
            }
        }
    }
}

impl ImageFallbacks {
    pub(crate) fn run(self, world: &mut World) -> Outcome {
        match self {
            Self::List(args) => args.run(Role::Image, world),
            Self::Add(args) => args.run(Role::Image, world),
            Self::Remove(args) => args.run(Role::Image, world),
            Self::Move(args) => args.run(Role::Image, world),
            Self::Set(args) => args.run(Role::Image, world),
            Self::Clear(args) => args.run(Role::Image, world),
        }
    }
}

impl<W: Whose> ListArgs<W> {
    fn run(self, role: Role, world: &mut World) -> Outcome {
        let format = self.format.format();
        let op = ListFallbacks { role, agent: self.whose.agent() };
        let listed = call(&world.backend, format, app::api::list_fallbacks(op))?;
        show::print(&listed, format, &mut world.out);
        Ok(0)
    }
}

impl<W: Whose> AddArgs<W> {
    fn run(self, role: Role, world: &mut World) -> Outcome {
        let Self { model, at, whose, force: ForceArg { force }, how } = self;
        let write = how.write(AddFallback { role, agent: whose.agent(), model, at, force });
        change::run(world, how, app::api::add_fallback(write), |chain| tail(role, chain))
    }
}

impl<W: Whose> RemoveArgs<W> {
    fn run(self, role: Role, world: &mut World) -> Outcome {
        let Self { model, whose, how } = self;
        let write = how.write(RemoveFallback { role, agent: whose.agent(), model });
        change::run(world, how, app::api::remove_fallback(write), |chain| tail(role, chain))
    }
}

impl<W: Whose> MoveArgs<W> {
    fn run(self, role: Role, world: &mut World) -> Outcome {
        let Self { model, place, whose, how } = self;
        let write = how.write(MoveFallback { role, agent: whose.agent(), model, place: place.spot() });
        let change = call(&world.backend, how.format(), app::api::move_fallback(write))?;
        let said = if matches!(change.effect, Effect::PrimaryChanged { .. }) { show::whole } else { tail };
        change::print(&change, how, &mut world.out, |chain| said(role, chain));
        Ok(0)
    }
}

impl<W: Whose> SetArgs<W> {
    fn run(self, role: Role, world: &mut World) -> Outcome {
        let Self { models, primary, whose, force: ForceArg { force }, how } = self;
        let agent = whose.agent();
        match primary {
            None => {
                let write = how.write(SetFallbacks { role, agent, models, force });
                change::run(world, how, app::api::set_fallbacks(write), |chain| tail(role, chain))
            }
            Some(primary) => {
                let write = how.write(SetChain { role, agent, primary, fallbacks: models, force });
                change::run(world, how, app::api::set_chain(write), |chain| show::whole(role, chain))
            }
        }
    }
}

impl<W: Whose> ClearArgs<W> {
    fn run(self, role: Role, world: &mut World) -> Outcome {
        let Self { whose, how } = self;
        let write = how.write(ClearFallbacks { role, agent: whose.agent() });
        change::run(world, how, app::api::clear_fallbacks(write), |_| show::cleared(role))
    }
}
