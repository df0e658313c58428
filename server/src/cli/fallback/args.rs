//! Arguments of the commands of both chains. `S` selects whose chain: an agent can have its own text chain, but no
//! image chain.

use clap::Args;
use contract::MoveTarget;

use crate::cli::{FormatArgs, change::ChangeArgs};

/// Arguments that select whose chain a command works on.
pub(crate) trait ChainScope: Args {
    fn agent_id(self) -> Option<String>;
}

/// One agent's own.
#[derive(Debug, Args)]
pub(crate) struct AgentArg {
    /// For this agent only, instead of the defaults
    #[arg(long, value_name = "ID")]
    pub(crate) agent: Option<String>,
}

impl ChainScope for AgentArg {
    fn agent_id(self) -> Option<String> {
        self.agent
    }
}

/// Arguments that select whose chain a command reads.
#[derive(Debug, Args)]
pub(crate) struct ReadAgentArg {
    /// For this agent, its own chain or the inherited one
    #[arg(long, value_name = "ID")]
    agent: Option<String>,
}

impl ChainScope for ReadAgentArg {
    fn agent_id(self) -> Option<String> {
        self.agent
    }
}

/// The default chain: an agent has no image chain of its own.
#[derive(Debug, Args)]
pub(crate) struct ImageChainArgs {
    // Accepted, so that the error can say why it is refused.
    #[arg(long, hide = true)]
    agent: Option<String>,
}

impl ChainScope for ImageChainArgs {
    fn agent_id(self) -> Option<String> {
        self.agent
    }
}

/// Whether a model must be known.
#[derive(Debug, Args)]
pub(crate) struct ForceArg {
    /// Accept a model that is not in the catalog or your config
    #[arg(long)]
    pub(crate) force: bool,
}

#[derive(Debug, Args)]
pub(crate) struct ListArgs<S: ChainScope> {
    #[command(flatten)]
    pub(super) scope: S,
    #[command(flatten)]
    pub(super) format: FormatArgs,
}

#[derive(Debug, Args)]
pub(crate) struct AddArgs<S: ChainScope> {
    /// `provider/model`, or an alias
    pub(super) model: String,
    /// Position among the fallbacks, from 1 [default: last]
    #[arg(long, value_name = "N")]
    pub(super) at: Option<usize>,
    #[command(flatten)]
    pub(super) scope: S,
    #[command(flatten)]
    pub(super) force: ForceArg,
    #[command(flatten)]
    pub(super) change_args: ChangeArgs,
}

#[derive(Debug, Args)]
pub(crate) struct RemoveArgs<S: ChainScope> {
    /// `provider/model`, or an alias
    pub(super) model: String,
    #[command(flatten)]
    pub(super) scope: S,
    #[command(flatten)]
    pub(super) change_args: ChangeArgs,
}

#[derive(Debug, Args)]
pub(crate) struct MoveArgs<S: ChainScope> {
    /// `provider/model`, or an alias
    pub(super) model: String,
    #[command(flatten)]
    pub(super) target: MoveTargetArgs,
    #[command(flatten)]
    pub(super) scope: S,
    #[command(flatten)]
    pub(super) change_args: ChangeArgs,
}

#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
pub(super) struct MoveTargetArgs {
    /// Make it the primary; the old primary becomes the first fallback
    #[arg(long)]
    primary: bool,
    /// To this position among the fallbacks, from 1
    #[arg(long, value_name = "N")]
    to: Option<usize>,
    /// One position up
    #[arg(long)]
    up: bool,
    /// One position down
    #[arg(long)]
    down: bool,
    /// Just before another fallback
    #[arg(long, value_name = "MODEL")]
    before: Option<String>,
    /// Just after another fallback
    #[arg(long, value_name = "MODEL")]
    after: Option<String>,
}

impl MoveTargetArgs {
    pub(super) fn move_target(self) -> MoveTarget {
        match self {
            Self { to: Some(target), .. } => MoveTarget::To(target),
            Self { before: Some(other), .. } => MoveTarget::Before(other),
            Self { after: Some(other), .. } => MoveTarget::After(other),
            Self { primary: true, .. } => MoveTarget::Primary,
            Self { up: true, .. } => MoveTarget::Up,
            _ => MoveTarget::Down,
        }
    }
}

#[derive(Debug, Args)]
pub(crate) struct SetArgs<S: ChainScope> {
    /// `provider/model` or aliases, in order
    #[arg(required = true, value_name = "MODEL")]
    pub(super) models: Vec<String>,
    /// Set the primary in the same change
    #[arg(long, value_name = "MODEL")]
    pub(super) primary: Option<String>,
    #[command(flatten)]
    pub(super) scope: S,
    #[command(flatten)]
    pub(super) force: ForceArg,
    #[command(flatten)]
    pub(super) change_args: ChangeArgs,
}

#[derive(Debug, Args)]
pub(crate) struct ClearArgs<S: ChainScope> {
    #[command(flatten)]
    pub(super) scope: S,
    #[command(flatten)]
    pub(super) change_args: ChangeArgs,
}

#[derive(Debug, Args)]
pub(crate) struct InheritArgs {
    /// The agent
    #[arg(long, value_name = "ID")]
    pub(super) agent: String,
    /// Remove its own primary too
    #[arg(long)]
    pub(super) all: bool,
    #[command(flatten)]
    pub(super) change_args: ChangeArgs,
}
