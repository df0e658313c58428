//! Arguments that all commands with requests to providers have.

use clap::Args;
use contract::OpError;
use rules::probe::options::ProbeNumber;

/// What is asked before requests are sent, and where credentials may go.
#[derive(Debug, Default, Args)]
pub(crate) struct NetworkArgs {
    /// Also send keys to this host, if your config names it; can be repeated
    #[arg(long, value_name = "HOST")]
    pub(crate) allow_host: Vec<String>,
    /// Send the requests without a question, however many there are
    #[arg(long)]
    pub(crate) yes: bool,
    /// Only print how many requests would be sent, and what they cost at most
    #[arg(long, conflicts_with = "yes")]
    pub(crate) dry_run: bool,
}

/// Parses a number of a probe; `None` if it was not typed.
pub(crate) fn parse_number(number: ProbeNumber, flag: &str, typed: Option<&str>) -> Result<Option<u32>, OpError> {
    typed.map_or(Ok(None), |typed| Ok(number.parse(flag, typed)?))
}
