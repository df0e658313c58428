//! `models status --probe`: tries each credential with a real request.

use clap::Args;
use contract::{JobReport, JobRequest, JobState, OpError, ProbeRequest, ProbeRow, ProbeScope};
use rules::probe::options::ProbeNumber;
use serde::Serialize;

use crate::{
    cli::{
        job::{CANCELLED_EXIT_CODE, JobPrinter, plan_job, run_job},
        probe::{RowPrinter, parse_number, print_failure, print_plan, seconds_text},
    },
    context::CommandContext,
    out::{Failure, Format, Out, escape_hidden},
};

#[derive(Debug, Args)]
pub(super) struct StatusProbeArgs {
    /// Try each credential with a real request, which may cost tokens and count against limits
    #[arg(long, conflicts_with = "plain")]
    pub(super) probe: bool,
    /// Only those of this provider
    #[arg(long, value_name = "NAME", requires = "probe")]
    probe_provider: Option<String>,
    /// Only these profiles; can be repeated, or separated by commas
    #[arg(long, value_name = "ID", value_delimiter = ',', requires = "probe")]
    probe_profile: Vec<String>,
    /// How long a request may take, in milliseconds [default: 8000, more for local servers]
    #[arg(long, value_name = "MS", requires = "probe")]
    probe_timeout: Option<String>,
    /// How many requests run at once [default: 2]
    #[arg(long, value_name = "N", requires = "probe")]
    probe_concurrency: Option<String>,
    /// How long an answer may be, in tokens [default: 8]
    #[arg(long, value_name = "N", requires = "probe")]
    probe_max_tokens: Option<String>,
    /// Also send keys to this host, if your config names it; can be repeated
    #[arg(long, value_name = "HOST", requires = "probe")]
    allow_host: Vec<String>,
    /// Send the requests without a question, however many there are
    #[arg(long, requires = "probe")]
    yes: bool,
    /// Only print how many requests would be sent, and what they cost at most
    #[arg(long, requires = "probe", conflicts_with = "yes")]
    dry_run: bool,
}

/// OpenClaw's object about probes.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ProbesJson<'a> {
    started_at: i64,
    finished_at: i64,
    duration_ms: i64,
    total_targets: u32,
    options: OptionsJson<'a>,
    results: Vec<ResultJson<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct OptionsJson<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    provider: Option<&'a str>,
    profile_ids: &'a [String],
    timeout_ms: u32,
    concurrency: u32,
    max_tokens: u32,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ResultJson<'a> {
    provider: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    model: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    profile_id: Option<&'a str>,
    label: &'a str,
    source: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    mode: Option<&'a str>,
    status: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason_code: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    latency_ms: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    retry_after_ms: Option<u32>,
}

/// A finished probe, with what was asked for.
pub(super) struct FinishedProbe {
    request: ProbeRequest,
    report: JobReport,
}

impl StatusProbeArgs {
    /// Runs the probe that is asked for; `None` if none is, or it is only counted.
    pub(super) fn run(
        &self,
        agent: Option<String>,
        format: Format,
        context: &mut CommandContext,
    ) -> Result<Option<FinishedProbe>, Failure> {
        if !self.probe {
            return Ok(None);
        }
        let request = self.request(agent).map_err(|error| Failure(error, format))?;
        let what = JobRequest::Probe(request.clone());
        if self.dry_run {
            print_plan(&plan_job(context, format, what)?, format, &mut context.out);
            return Ok(None);
        }
        let mut printer = Printer { rows: RowPrinter::new(format), format };
        let report = run_job(context, format, what, self.yes, &mut printer)?;
        print_failure(&report, &mut context.out);
        let probed = FinishedProbe { request, report };
        if format == Format::Human {
            probed.print_end(&mut context.out);
        }
        Ok(Some(probed))
    }

    /// Whether the requests are only counted, and nothing else is printed.
    pub(super) const fn is_dry_run(&self) -> bool {
        self.dry_run
    }

    fn request(&self, agent: Option<String>) -> Result<ProbeRequest, OpError> {
        let profiles = self.probe_profile.iter().map(|id| id.trim().to_owned()).filter(|id| !id.is_empty());
        let number = |number, flag, typed: &Option<String>| parse_number(number, flag, typed.as_deref());
        Ok(ProbeRequest {
            agent,
            scope: ProbeScope::Credentials,
            provider: self.probe_provider.clone(),
            profiles: profiles.collect(),
            timeout_ms: number(ProbeNumber::Timeout, "--probe-timeout", &self.probe_timeout)?,
            concurrency: number(ProbeNumber::Concurrency, "--probe-concurrency", &self.probe_concurrency)?,
            max_tokens: number(ProbeNumber::MaxTokens, "--probe-max-tokens", &self.probe_max_tokens)?,
            allowed_hosts: self.allow_host.clone(),
            ..ProbeRequest::default()
        })
    }
}

/// Prints the heading before the first row.
struct Printer {
    rows: RowPrinter,
    format: Format,
}

impl JobPrinter for Printer {
    fn begin(&mut self, report: &JobReport, out: &mut Out) {
        if self.format == Format::Human {
            out.data("\nAuth probes");
        }
        self.rows.begin(report, out);
    }

    fn row(&mut self, row: &ProbeRow, out: &mut Out) {
        self.rows.row(row, out);
    }
}

impl FinishedProbe {
    fn print_end(&self, out: &mut Out) {
        let JobReport { rows, plan, started_at, finished_at, .. } = &self.report;
        if rows.is_empty() {
            out.data("- none");
        }
        let took = seconds_text(finished_at.unwrap_or(*started_at) - started_at);
        match plan.requests {
            0 => out.data("No probe targets."),
            1 => out.data(format!("Probed 1 target in {took}")),
            count => out.data(format!("Probed {count} targets in {took}")),
        }
        self.report.warnings.iter().for_each(|warning| out.warn(escape_hidden(warning)));
    }

    /// The exit code of a probe that was cancelled or could not go on; `None` if it has come to its end.
    pub(super) const fn broken_off_code(&self) -> Option<u8> {
        match self.report.state {
            JobState::Cancelled => Some(CANCELLED_EXIT_CODE),
            JobState::Failed => Some(1),
            _ => None,
        }
    }

    pub(super) fn to_json(&self) -> ProbesJson<'_> {
        let JobReport { plan, started_at, finished_at, rows, .. } = &self.report;
        let finished_at = finished_at.unwrap_or(*started_at);
        ProbesJson {
            started_at: *started_at,
            finished_at,
            duration_ms: finished_at - started_at,
            total_targets: plan.requests,
            options: OptionsJson {
                provider: self.request.provider.as_deref(),
                profile_ids: &self.request.profiles,
                timeout_ms: plan.timeout_ms,
                concurrency: plan.concurrency,
                max_tokens: plan.max_tokens,
            },
            results: rows.iter().map(ResultJson::new).collect(),
        }
    }

    /// What `--check` makes of it: an exit code, and sentences.
    pub(super) fn check(&self) -> (u8, &[String]) {
        self.report.verdict.as_ref().map_or((0, &[]), |verdict| (verdict.exit_code, verdict.findings.as_slice()))
    }
}

impl<'a> ResultJson<'a> {
    fn new(row: &'a ProbeRow) -> Self {
        Self {
            provider: &row.provider,
            model: row.model.as_deref(),
            profile_id: row.profile_id.as_deref(),
            label: &row.label,
            source: &row.source,
            mode: row.mode.as_deref(),
            status: &row.status,
            reason_code: row.reason_code.as_deref(),
            error: row.error.as_deref(),
            latency_ms: row.latency_ms,
            retry_after_ms: row.retry_after_ms,
        }
    }
}
