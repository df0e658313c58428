//! `models list` command.

mod table;

use std::mem::ManuallyDrop;

use clap::{Args, ValueEnum};
use contract::{ListModels, ListScope, ListedModels, ModelOrder};

use super::{FormatArgs, Outcome, call_in_process, refresh::refresh_before_list};
use crate::{
    context::CommandContext,
    out::{Format, Out, escape_hidden},
};

#[derive(Debug, Args)]
#[command(
    after_help = "Without --all or --configured: the configured models, then the recommended ones of providers that have a key in the environment or your config. Prices are US dollars per million tokens; – is unknown, ~ a nominal number.\n\nExamples:\n  openclaw models list\n  openclaw models list --provider anthropic\n  openclaw models list --all --free --sort context\n  openclaw models list --all --search opus --wide\n  openclaw models list --all --json\n  openclaw models list --refresh                    fetch the published lists first\n  openclaw models list --local --refresh            ask Ollama, LM Studio and others on this machine first"
)]
pub(crate) struct ListArgs {
    #[command(flatten)]
    scope: ScopeArgs,
    #[command(flatten)]
    filter: FilterArgs,
    /// Sort by this; unknown values come last
    #[arg(long, value_enum, value_name = "BY")]
    sort: Option<SortBy>,
    /// Print all columns, also parameters, dates and cache prices, whatever the width of the terminal
    #[arg(long, conflicts_with_all = ["json", "plain"])]
    wide: bool,
    /// First fetch the lists that are published now; with --local, ask the servers on this machine instead
    #[arg(long)]
    refresh: bool,
    /// With the chain of this agent, instead of the default agent's
    #[arg(long, value_name = "ID")]
    agent: Option<String>,
    #[command(flatten)]
    format: FormatArgs,
}

/// Which models are listed.
#[derive(Debug, Args)]
struct ScopeArgs {
    /// List every known model
    #[arg(long)]
    all: bool,
    /// List configured models only
    #[arg(long, conflicts_with = "all")]
    configured: bool,
}

/// Which of these models are left out.
#[derive(Debug, Args)]
struct FilterArgs {
    /// Only models on this machine
    #[arg(long)]
    local: bool,
    /// Only models that cost nothing
    #[arg(long)]
    free: bool,
    /// Only models of this provider
    #[arg(long, value_name = "NAME")]
    provider: Option<String>,
    /// Only models with these words in their name or ref
    #[arg(long, value_name = "TEXT")]
    search: Option<String>,
}

/// What the list is sorted by.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum SortBy {
    /// The largest context first
    Context,
    /// The lowest output price first
    Cost,
    /// The newest first
    Released,
    /// The most parameters first
    Params,
}

impl SortBy {
    const fn order(self) -> ModelOrder {
        match self {
            Self::Context => ModelOrder::Context,
            Self::Cost => ModelOrder::Cost,
            Self::Released => ModelOrder::Released,
            Self::Params => ModelOrder::Params,
        }
    }
}

impl ScopeArgs {
    const fn scope(&self) -> ListScope {
        match self {
            Self { all: true, .. } => ListScope::All,
            Self { configured: true, .. } => ListScope::Configured,
            _ => ListScope::Recommended,
        }
    }
}

impl ListArgs {
    pub(crate) fn run(self, context: &mut CommandContext) -> Outcome {
        let Self { scope, filter, sort, wide, refresh, agent, format } = self;
        let FilterArgs { local, free, provider, search } = filter;
        let format = format.format();
        if refresh && let Some(code) = refresh_before_list(context, format, local)? {
            return Ok(code);
        }
        let op =
            ListModels { scope: scope.scope(), local, free, provider, search, sort: sort.map(SortBy::order), agent };
        // The process ends with the command, so that thousands of rows need not be freed one by one.
        let list = ManuallyDrop::new(call_in_process(&context.backend, format, app::api::list_models(op))?);
        let width = if wide { table::Width::Wide } else { table::Width::Limited(context.session_env.columns) };
        print_list(&list, format, width, &mut context.out);
        Ok(0)
    }
}

fn print_list(list: &ListedModels, format: Format, width: table::Width, out: &mut Out) {
    let ListedModels { models, warnings, notes } = list;
    match format {
        Format::Json => out.json(models),
        Format::Plain | Format::Human if models.is_empty() => {}
        Format::Plain => {
            let keys: Vec<_> = models.iter().map(|model| escape_hidden(&model.key)).collect();
            out.data(keys.join("\n"));
        }
        Format::Human => out.data(table::format_table(models, width)),
    }
    for warning in warnings {
        out.warn(escape_hidden(warning));
    }
    for note in notes {
        let label = if note.is_for_pages() { "" } else { "hint: " };
        out.message(format!("{label}{}", escape_hidden(&note.text)));
    }
}
