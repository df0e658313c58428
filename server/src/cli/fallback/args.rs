//! What the commands of both chains take. `W` says whose chain: an agent has one for text only.

use clap::Args;
use contract::Spot;

use crate::cli::{FormatArgs, change::ChangeArgs};

/// Whose chain it may be.
pub(crate) trait Whose: Args {
    fn agent(self) -> Option<String>;
}

/// One agent's own.
#[derive(Debug, Args)]
pub(crate) struct AgentArg {
    /// For this agent only, instead of the defaults
    #[arg(long, value_name = "ID")]
    pub(crate) agent: Option<String>,
}

impl Whose for AgentArg {
    fn agent(self) -> Option<String> {
        self.agent
    }
}

/// The same to look at.
#[derive(Debug, Args)]
pub(crate) struct LookedAt {
    /// For this agent, its own chain or the inherited one
    #[arg(long, value_name = "ID")]
    agent: Option<String>,
}

impl Whose for LookedAt {
    fn agent(self) -> Option<String> {
        self.agent
    }
}

/// The default chain: an agent has no image chain of its own.
#[derive(Debug, Args)]
pub(crate) struct Everybody {
    // Taken, so that the refusal says why.
    #[arg(long, hide = true)]
    agent: Option<String>,
}

impl Whose for Everybody {
    fn agent(self) -> Option<String> {
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
pub(crate) struct ListArgs<W: Whose> {
    #[command(flatten)]
    pub(super) whose: W,
    #[command(flatten)]
    pub(super) format: FormatArgs,
}

#[derive(Debug, Args)]
pub(crate) struct AddArgs<W: Whose> {
    /// `provider/model`, or an alias
    pub(super) model: String,
    /// Its position among the fallbacks, from 1 [default: last]
    #[arg(long, value_name = "N")]
    pub(super) at: Option<usize>,
    #[command(flatten)]
    pub(super) whose: W,
    #[command(flatten)]
    pub(super) force: ForceArg,
    #[command(flatten)]
    pub(super) how: ChangeArgs,
}

#[derive(Debug, Args)]
pub(crate) struct RemoveArgs<W: Whose> {
    /// `provider/model`, or an alias
    pub(super) model: String,
    #[command(flatten)]
    pub(super) whose: W,
    #[command(flatten)]
    pub(super) how: ChangeArgs,
}

#[derive(Debug, Args)]
pub(crate) struct MoveArgs<W: Whose> {
    /// `provider/model`, or an alias
    pub(super) model: String,
    #[command(flatten)]
    pub(super) place: PlaceArgs,
    #[command(flatten)]
    pub(super) whose: W,
    #[command(flatten)]
    pub(super) how: ChangeArgs,
}

#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
pub(super) struct PlaceArgs {
    /// Make it the primary; the old primary becomes the first fallback
    #[arg(long)]
    primary: bool,
    /// To this position among the fallbacks, from 1
    #[arg(long, value_name = "N")]
    to: Option<usize>,
    /// One earlier
    #[arg(long)]
    up: bool,
    /// One later
    #[arg(long)]
    down: bool,
    /// Just before another fallback
    #[arg(long, value_name = "MODEL")]
    before: Option<String>,
    /// Just after another fallback
    #[arg(long, value_name = "MODEL")]
    after: Option<String>,
}

impl PlaceArgs {
    pub(super) fn spot(self) -> Spot {
        match self {
            Self { to: Some(place), .. } => Spot::To(place),
            Self { before: Some(other), .. } => Spot::Before(other),
            Self { after: Some(other), .. } => Spot::After(other),
            Self { primary: true, .. } => Spot::Primary,
            Self { up: true, .. } => Spot::Up,
            _ => Spot::Down,
        }
    }
}

#[derive(Debug, Args)]
pub(crate) struct SetArgs<W: Whose> {
    /// `provider/model` or aliases, in order
    #[arg(required = true, value_name = "MODEL")]
    pub(super) models: Vec<String>,
    /// Set the primary in the same change
    #[arg(long, value_name = "MODEL")]
    pub(super) primary: Option<String>,
    #[command(flatten)]
    pub(super) whose: W,
    #[command(flatten)]
    pub(super) force: ForceArg,
    #[command(flatten)]
    pub(super) how: ChangeArgs,
}

#[derive(Debug, Args)]
pub(crate) struct ClearArgs<W: Whose> {
    #[command(flatten)]
    pub(super) whose: W,
    #[command(flatten)]
    pub(super) how: ChangeArgs,
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
    pub(super) how: ChangeArgs,
}
