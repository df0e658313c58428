//! Commands of OpenClaw that are answered here when OpenClaw is not installed.

use clap::{Args, Subcommand};
use serde_json::json;

use super::{JsonArgs, Outcome, status::StatusArgs};
use crate::{
    context::CommandContext,
    out::{Format, Out},
};

#[derive(Debug, Subcommand)]
pub(crate) enum GatewayCommand {
    /// Report that there is no gateway to restart
    #[command(after_help = "Examples:\n  openclaw gateway restart")]
    Restart(JsonArgs),
}

#[derive(Debug, Subcommand)]
pub(crate) enum PluginsCommand {
    /// List the plugins; without OpenClaw there are none
    #[command(after_help = "Examples:\n  openclaw plugins list\n  openclaw plugins list --json")]
    List(PluginListArgs),
}

#[derive(Debug, Args)]
pub(crate) struct PluginListArgs {
    /// Only enabled plugins
    #[arg(long)]
    enabled: bool,
    #[command(flatten)]
    format: JsonArgs,
}

/// `status` stands for `models status`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  openclaw status")]
pub(crate) struct StandaloneStatusArgs {
    #[command(flatten)]
    status: StatusArgs,
}

impl GatewayCommand {
    pub(crate) fn run(self, out: &mut Out) {
        let Self::Restart(args) = self;
        let message = "no gateway is installed here, so there is nothing to restart";
        match args.format() {
            Format::Json => {
                out.json(&json!({ "action": "restart", "ok": true, "result": "not-loaded", "message": message }));
            }
            Format::Human | Format::Plain => out.data(message),
        }
    }
}

impl PluginsCommand {
    pub(crate) fn run(self, out: &mut Out) {
        let Self::List(PluginListArgs { format, .. }) = self;
        match format.format() {
            Format::Json => out.json(&json!({ "plugins": [] })),
            Format::Human | Format::Plain => out.data("no plugins are installed here"),
        }
    }
}

impl StandaloneStatusArgs {
    pub(crate) fn run(self, context: &mut CommandContext) -> Outcome {
        self.status.run(context)
    }
}
