//! The flags that stand anywhere.

use clap::{ArgAction, Args, ValueEnum};

#[derive(Debug, Clone, Copy, Args)]
#[command(next_help_heading = "Everywhere")]
pub(super) struct RootArgs {
    /// Say on stderr what is being done; twice for more
    #[arg(short, long, global = true, action = ArgAction::Count)]
    verbose: u8,
    /// The same by name: silent, error, warn, info, debug, trace
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
    /// Starts the log, if one is wanted.
    pub(super) fn log(self) {
        let level = match (self.log_level, self.verbose) {
            (Some(Level::Silent), _) | (None, 0) => return,
            (Some(Level::Error), _) => "error",
            (Some(Level::Warn), _) => "warn",
            (Some(Level::Info), _) | (None, 1) => "info",
            (Some(Level::Debug) | None, _) => "debug",
            (Some(Level::Trace), _) => "trace",
        };
        let filter = tracing_subscriber::EnvFilter::new(format!("off,server={level},ops={level},store={level}"));
        let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).with_ansi(false);
        // A second command in one process (tests) keeps the first one's log.
        log.without_time().try_init().ok();
    }
}
