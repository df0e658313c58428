//! The flags that stand anywhere.

use clap::{ArgAction, Args, ValueEnum};

#[derive(Debug, Clone, Copy, Args)]
#[command(next_help_heading = "Everywhere")]
pub(super) struct RootArgs {
    /// Log to stderr what is done; twice for more
    #[arg(short, long, global = true, action = ArgAction::Count)]
    verbose: u8,
    /// Log level: silent, error, warn, info, debug, trace
    #[arg(long, global = true, value_name = "LEVEL", hide_possible_values = true)]
    log_level: Option<Level>,
    /// No colours, as with `NO_COLOR`
    // What is said about a line that cannot be parsed has none either: `lib.rs` looks for it before.
    #[arg(long, global = true)]
    no_color: bool,
}

/// OpenClaw's names.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Level {
    Silent,
    #[value(alias = "fatal")]
    Error,
    Warn,
    Info,
    Debug,
    Trace,
}

impl RootArgs {
    /// How much is to be said, if anything.
    pub(super) fn level(self) -> Option<&'static str> {
        match (self.log_level, self.verbose) {
            (Some(Level::Silent), _) | (None, 0) => None,
            (Some(Level::Error), _) => Some("error"),
            (Some(Level::Warn), _) => Some("warn"),
            (Some(Level::Info), _) | (None, 1) => Some("info"),
            (Some(Level::Debug) | None, _) => Some("debug"),
            (Some(Level::Trace), _) => Some("trace"),
        }
    }
}
