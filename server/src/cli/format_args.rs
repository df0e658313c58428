//! Flags for the format of the output.

use clap::Args;

use crate::out::Format;

/// How to print.
#[derive(Debug, Clone, Copy, Default, Args)]
pub(crate) struct FormatArgs {
    /// Print JSON
    #[arg(long)]
    pub(super) json: bool,
    /// Print one value per line, for scripts
    #[arg(long, conflicts_with = "json")]
    pub(super) plain: bool,
}

/// How to print what has no plain form.
#[derive(Debug, Clone, Copy, Default, Args)]
pub(crate) struct JsonArgs {
    /// Print JSON
    #[arg(long)]
    pub(super) json: bool,
}

impl JsonArgs {
    pub(crate) fn format(self) -> Format {
        if self.json { Format::Json } else { Format::Human }
    }
}

impl FormatArgs {
    pub(crate) fn format(self) -> Format {
        match self {
            Self { json: true, .. } => Format::Json,
            Self { plain: true, .. } => Format::Plain,
            _ => Format::Human,
        }
    }
}
