//! Arguments of `models scan`.

use clap::Args;
use contract::{OpError, Role, ScanRequest};
use rules::scan::options::ScanNumber;

use crate::cli::{JsonArgs, probe::NetworkArgs};

#[derive(Debug, Args)]
#[command(after_help = AFTER_HELP)]
pub(crate) struct ScanArgs {
    #[command(flatten)]
    pub(super) filters: FilterArgs,
    #[command(flatten)]
    limits: LimitArgs,
    #[command(flatten)]
    pub(super) checks: CheckArgs,
    #[command(flatten)]
    pub(super) network: NetworkArgs,
    /// Never ask; needs --yes
    #[arg(long)]
    pub(super) no_input: bool,
    /// Set the chosen model as the primary model
    #[arg(long)]
    pub(super) set_default: bool,
    /// Compare models that take images, and set the chosen one as the image model
    #[arg(long, conflicts_with = "set_default")]
    pub(super) set_image: bool,
    #[command(flatten)]
    pub(super) json: JsonArgs,
}

const AFTER_HELP: &str = "\
Each credential is tried with the cheapest model of its provider, then each candidate is asked for a short answer. The best one comes first. These parts of its score count in this order, each from 0 to 100; what is unknown counts 0:
- answers: 100 if it passed every check, 50 if it answers and failed another one
- size: 10 for each doubling of 1B parameters; a nominal size (~) counts as unknown
- age: 100 for a model of today, halved with each year
- price: 100 if the answer is free, 50 at $10 per million tokens
- latency: 50 for an answer after a second
A model is set only with --set-default or --set-image, or when you choose it; one that does not answer is never set without a question. --yes accepts the recommendation: alone it only prints it. Exit code 1: no candidate passed every check.
--json always prints one object: dryRun, report and change (null if nothing was set). The report has state, plan, rows, startedAt, finishedAt, verdict, warnings and scan; in scan are request, providers, candidates, leftOut, recommended, current and scoreParts. What is not known is null.

Examples:
  openclaw models scan
  openclaw models scan --yes --set-default       set the best model as the primary model
  openclaw models scan --min-params 70 --max-age-days 90
  openclaw models scan --provider anthropic --yes
  openclaw models scan --set-image --probe-images
  openclaw models scan --no-probe                compare what is known; nothing is sent
  openclaw models scan --dry-run                 how many requests, and what they cost at most";

/// Which models are compared.
#[derive(Debug, Args)]
pub(super) struct FilterArgs {
    /// Leave out models known to have fewer parameters (in billions)
    #[arg(long, value_name = "B", allow_negative_numbers = true)]
    min_params: Option<String>,
    /// Leave out models known to be older
    #[arg(long, value_name = "DAYS", allow_negative_numbers = true)]
    max_age_days: Option<String>,
    /// Only this provider
    #[arg(long, value_name = "NAME")]
    provider: Option<String>,
    /// Only models that cost nothing
    #[arg(long)]
    free: bool,
    /// How many candidates are shown and asked [default: 6]
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    max_candidates: Option<String>,
}

/// Limits of the requests.
#[derive(Debug, Args)]
struct LimitArgs {
    /// How long a request may take, in milliseconds [default: 12000]
    #[arg(long, value_name = "MS", allow_negative_numbers = true)]
    timeout: Option<String>,
    /// How many requests run at once [default: 3]
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    concurrency: Option<String>,
}

/// What is asked.
#[derive(Debug, Args)]
pub(super) struct CheckArgs {
    /// Send nothing: compare what is known of the models
    #[arg(long, conflicts_with_all = ["probe_tools", "probe_images", "dry_run", "allow_host"])]
    pub(super) no_probe: bool,
    /// Also ask each candidate to call a tool
    #[arg(long)]
    probe_tools: bool,
    /// Also send an image to each candidate
    #[arg(long)]
    probe_images: bool,
}

impl ScanArgs {
    /// Whether a model is set without a question.
    pub(super) const fn sets_model(&self) -> bool {
        self.set_default || self.set_image
    }

    pub(super) fn request(&self) -> Result<ScanRequest, OpError> {
        let FilterArgs { min_params, max_age_days, provider, free, max_candidates } = &self.filters;
        let whole = |number: ScanNumber, typed: &Option<String>| {
            Ok::<_, OpError>(typed.as_deref().map(|typed| number.parse_whole(typed)).transpose()?.flatten())
        };
        let millions = min_params.as_deref().map(|typed| ScanNumber::MinParams.parse_millions(typed)).transpose()?;
        Ok(ScanRequest {
            role: if self.set_image { Role::Image } else { Role::Text },
            provider: provider.clone(),
            min_params_millions: millions.flatten(),
            max_age_days: whole(ScanNumber::MaxAgeDays, max_age_days)?,
            free: *free,
            max_candidates: whole(ScanNumber::MaxCandidates, max_candidates)?,
            timeout_ms: whole(ScanNumber::Timeout, &self.limits.timeout)?,
            concurrency: whole(ScanNumber::Concurrency, &self.limits.concurrency)?,
            probe_tools: self.checks.probe_tools,
            probe_images: self.checks.probe_images,
            metadata_only: self.checks.no_probe,
            allowed_hosts: self.network.allow_host.clone(),
            asks_about_unknown_hosts: false,
        })
    }
}
