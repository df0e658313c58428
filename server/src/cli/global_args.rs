//! Flags that every command accepts.

use clap::{ArgAction, Args, ValueEnum};
use tracing::level_filters::LevelFilter;

#[derive(Debug, Clone, Copy, Args)]
#[command(next_help_heading = "Global options")]
pub(super) struct GlobalArgs {
    /// Log to stderr; repeat for more detail
    #[arg(short, long, global = true, action = ArgAction::Count)]
    verbose: u8,
    /// Log level: silent, error, warn, info, debug, trace
    #[arg(long, global = true, value_name = "LEVEL", hide_possible_values = true)]
    log_level: Option<LogLevel>,
    /// No colours, as with `NO_COLOR`
    // Parse errors are printed without color too: `lib.rs` looks for the flag before parsing.
    #[arg(long, global = true)]
    no_color: bool,
}

/// OpenClaw's names.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum LogLevel {
    Silent,
    #[value(alias = "fatal")]
    Error,
    Warn,
    Info,
    Debug,
    Trace,
}

impl GlobalArgs {
    /// Returns the log level, if anything is to be logged.
    pub(super) fn log_level(self) -> Option<LevelFilter> {
        match (self.log_level, self.verbose) {
            (Some(LogLevel::Silent), _) | (None, 0) => None,
            (Some(LogLevel::Error), _) => Some(LevelFilter::ERROR),
            (Some(LogLevel::Warn), _) => Some(LevelFilter::WARN),
            (Some(LogLevel::Info), _) | (None, 1) => Some(LevelFilter::INFO),
            (Some(LogLevel::Debug) | None, _) => Some(LevelFilter::DEBUG),
            (Some(LogLevel::Trace), _) => Some(LevelFilter::TRACE),
        }
    }
}
