//! `models probe` command: asks the models of a chain for a short answer.

mod args;
mod rows;

use clap::{Args, ValueEnum};
use contract::{JobReport, JobRequest, JobState, OpError, ProbeRequest, ProbeScope, ReadJob, Role};

pub(super) use args::{NetworkArgs, parse_number};
pub(super) use rows::{RowPrinter, latency_text, print_plan, seconds_text};

use rules::probe::options::ProbeNumber;

use super::{
    JsonArgs, Outcome, call_in_process,
    job::{CANCELLED_EXIT_CODE, plan_job, run_job},
};
use crate::{
    context::CommandContext,
    out::{Failure, Format, Out, escape_hidden},
};

#[derive(Debug, Args)]
#[command(
    after_help = "Each request is a real one: “Reply with OK.”, with an answer of at most 8 tokens. Exit code: 0 if every model answers, 2 if only some do, 1 if none does.\n\nExamples:\n  openclaw models probe\n  openclaw models probe --dry-run                how many requests, and what they cost at most\n  openclaw models probe opus google/gemini-2.5-pro\n  openclaw models probe --chain image\n  openclaw models probe --last                   the results so far, without a request"
)]
pub(crate) struct ModelsProbeArgs {
    /// Models to try instead of a chain: refs or aliases
    #[arg(value_name = "REF", conflicts_with = "chain")]
    models: Vec<String>,
    /// The chain to try [default: text]
    #[arg(long, value_enum)]
    chain: Option<ChainName>,
    #[command(flatten)]
    agents: AgentArgs,
    #[command(flatten)]
    limits: LimitArgs,
    #[command(flatten)]
    network: NetworkArgs,
    /// Only print the results so far, with their age
    #[arg(long, conflicts_with_all = ["models", "chain", "all_agents", "dry_run", "yes"])]
    last: bool,
    #[command(flatten)]
    json: JsonArgs,
}

/// Whose chain it is.
#[derive(Debug, Args)]
struct AgentArgs {
    /// For this agent, instead of the default agent
    #[arg(long, value_name = "ID")]
    agent: Option<String>,
    /// For every agent
    #[arg(long, conflicts_with = "agent")]
    all_agents: bool,
}

/// Limits of the requests.
#[derive(Debug, Args)]
struct LimitArgs {
    /// How long a request may take, in milliseconds [default: 8000, more for local servers]
    #[arg(long, value_name = "MS")]
    timeout: Option<String>,
    /// How many requests run at once [default: 2]
    #[arg(long, value_name = "N")]
    concurrency: Option<String>,
    /// How long an answer may be, in tokens [default: 8]
    #[arg(long, value_name = "N")]
    max_tokens: Option<String>,
}

/// Name of a chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum ChainName {
    /// The models for ordinary requests
    Text,
    /// The models for images
    Image,
}

impl ChainName {
    const fn role(self) -> Role {
        match self {
            Self::Text => Role::Text,
            Self::Image => Role::Image,
        }
    }
}

impl ModelsProbeArgs {
    pub(crate) fn run(self, context: &mut CommandContext) -> Outcome {
        let format = self.json.format();
        if self.last {
            let report = call_in_process(&context.backend, format, app::api::read_job(ReadJob::default()))?;
            print_last(&report, format, &mut context.out);
            return Ok(0);
        }
        let (is_dry_run, is_confirmed) = (self.network.dry_run, self.network.yes);
        let what = self.into_request().map_err(|error| Failure(error, format))?;
        if is_dry_run {
            print_plan(&plan_job(context, format, what)?, format, &mut context.out);
            return Ok(0);
        }
        let mut printer = RowPrinter::new(format);
        let report = run_job(context, format, what, is_confirmed, &mut printer)?;
        Ok(finish(&report, format, &mut context.out))
    }

    fn into_request(self) -> Result<JobRequest, OpError> {
        let scope = match (self.models.is_empty(), self.chain) {
            (false, _) => ProbeScope::Models,
            (true, chain) => ProbeScope::Chain(chain.unwrap_or(ChainName::Text).role()),
        };
        let LimitArgs { timeout, concurrency, max_tokens } = &self.limits;
        Ok(JobRequest::Probe(ProbeRequest {
            agent: self.agents.agent,
            all_agents: self.agents.all_agents,
            scope,
            models: self.models,
            timeout_ms: parse_number(ProbeNumber::Timeout, "--timeout", timeout.as_deref())?,
            concurrency: parse_number(ProbeNumber::Concurrency, "--concurrency", concurrency.as_deref())?,
            max_tokens: parse_number(ProbeNumber::MaxTokens, "--max-tokens", max_tokens.as_deref())?,
            allowed_hosts: self.network.allow_host,
            ..ProbeRequest::default()
        }))
    }
}

/// Prints what the results mean, and returns the exit code.
pub(super) fn finish(report: &JobReport, format: Format, out: &mut Out) -> u8 {
    if format == Format::Json {
        out.json(report);
    } else if let Some(verdict) = report.verdict.as_ref().filter(|_| report.failure().is_none()) {
        out.data(escape_hidden(&verdict.text));
    }
    print_failure(report, out);
    for warning in report.warnings.iter().filter(|_| format != Format::Json) {
        out.warn(escape_hidden(warning));
    }
    match report.state {
        JobState::Cancelled => CANCELLED_EXIT_CODE,
        _ => report.verdict.as_ref().map_or(0, |verdict| verdict.exit_code),
    }
}

/// Says why a job could not go on.
pub(super) fn print_failure(report: &JobReport, out: &mut Out) {
    if let Some(why) = report.failure() {
        out.message(format!("Error: {}", escape_hidden(why)));
    }
}

fn print_last(report: &JobReport, format: Format, out: &mut Out) {
    if format == Format::Json {
        return out.json(report);
    }
    if report.rows.is_empty() {
        out.message("Nothing was probed yet; `openclaw models probe` does it.");
    }
    let mut printer = RowPrinter::with_age(report.started_at);
    for row in &report.rows {
        super::job::JobPrinter::row(&mut printer, row, out);
    }
    report.warnings.iter().for_each(|warning| out.warn(escape_hidden(warning)));
}
