//! What is answered in OpenClaw's place where there is none.

use clap::{Args, Subcommand};
use serde_json::json;

use super::{JsonArgs, Outcome, status::StatusArgs};
use crate::{
    out::{Format, Out},
    wire::World,
};

#[derive(Debug, Subcommand)]
pub(crate) enum Gateway {
    /// Say that there is no gateway to restart
    #[command(after_help = "Examples:\n  openclaw gateway restart")]
    Restart(JsonArgs),
}

#[derive(Debug, Subcommand)]
pub(crate) enum Plugins {
    /// List the plugins: without OpenClaw there are none
    #[command(after_help = "Examples:\n  openclaw plugins list\n  openclaw plugins list --json")]
    List(PluginArgs),
}

#[derive(Debug, Args)]
pub(crate) struct PluginArgs {
    /// Only those that are switched on
    #[arg(long)]
    enabled: bool,
    #[command(flatten)]
    format: JsonArgs,
}

/// `status` stands for `models status`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  openclaw status")]
pub(crate) struct HomeArgs {
    /// With what the providers say about usage; they are not asked yet
    #[arg(long)]
    usage: bool,
    #[command(flatten)]
    status: StatusArgs,
}

impl Gateway {
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

impl Plugins {
    pub(crate) fn run(self, out: &mut Out) {
        let Self::List(PluginArgs { format, .. }) = self;
        match format.format() {
            Format::Json => out.json(&json!({ "plugins": [] })),
            Format::Human | Format::Plain => out.data("no plugins are installed here"),
        }
    }
}

impl HomeArgs {
    pub(crate) fn run(self, world: &mut World) -> Outcome {
        self.status.run(world)
    }
}
