//! `models` and `models status` commands.

mod config_json;
mod credentials;
mod json;
mod probe;

use clap::{Arg, Args};
use contract::{
    AgentInfo, Chain, ChainStep, ConfigLayer, CredentialQuery, CredentialReport, OpError, ShowStatus, StatusReport,
};
use serde_json::Value;

use config_json::report_to_json;
use json::{CredentialsJson, StatusJson};
use probe::{FinishedProbe, StatusProbeArgs};

use super::{FormatArgs, Outcome, auth::ShellArgs, call_in_process, doctor};
use crate::{
    context::CommandContext,
    out::{BAD, Failure, Format, Out, QUIET, escape_hidden, no_model_label, openclaw_default_label, with_style},
};

#[derive(Debug, Args)]
pub(crate) struct StatusArgs {
    /// For this agent, instead of the default agent
    #[arg(long, value_name = "ID")]
    agent: Option<String>,
    #[command(flatten)]
    check: CheckArgs,
    #[command(flatten)]
    shell: ShellArgs,
    #[command(flatten)]
    usage: UsageArgs,
    #[command(flatten)]
    probe: StatusProbeArgs,
    #[command(flatten)]
    format: FormatArgs,
}

/// Whether the usage of plans is shown.
#[derive(Debug, Clone, Copy, Args)]
struct UsageArgs {
    /// Fetch the usage of plans from their providers (not available yet)
    #[arg(long, conflicts_with = "no_usage")]
    usage: bool,
    /// Do not show the usage of plans
    #[arg(long)]
    no_usage: bool,
}

/// What the exit code says.
#[derive(Debug, Args)]
struct CheckArgs {
    /// Exit 1 if a credential is missing or has expired, and 2 if one expires soon
    #[arg(long)]
    check: bool,
    /// With --check: exit 1 only if a provider of the chains cannot answer, else 0
    #[arg(long, requires = "check")]
    chain: bool,
    /// What counts as soon, such as 24h or 7d
    #[arg(long, value_name = "TIME", default_value = "7d", value_parser = parse_duration)]
    warn_within: i64,
}

/// What `--usage` says.
const USAGE_NOT_FETCHED: &str = "usage is not fetched yet";

/// Parses a time such as `24h`, `7d` or `2w` into milliseconds.
fn parse_duration(text: &str) -> Result<i64, String> {
    const HOUR_MS: i64 = 3_600_000;
    let text = text.to_ascii_lowercase();
    let unit = |(at, unit): (usize, char)| {
        let hours = match unit {
            'h' => 1,
            'd' => 24,
            'w' => 7 * 24,
            _ => return None,
        };
        text.get(..at)?.parse::<u32>().ok().map(i64::from)?.checked_mul(hours * HOUR_MS)
    };
    let parsed = text.char_indices().next_back().and_then(unit);
    parsed.ok_or_else(|| "give a number of hours, days or weeks, such as `24h` or `7d`".to_owned())
}

/// Adds the flag names that OpenClaw has for `models` without a command, such as `--status-json`.
pub(super) fn with_group_aliases(arg: Arg) -> Arg {
    match arg.get_id().as_str() {
        "json" => arg.alias("status-json"),
        "plain" => arg.alias("status-plain"),
        _ => arg,
    }
}

impl StatusArgs {
    pub(crate) fn run(self, context: &mut CommandContext) -> Outcome {
        let format = self.format.format();
        if self.probe.is_dry_run() {
            return self.probe.run(self.agent, format, context).map(|_| 0);
        }
        let is_named = self.agent.as_ref().is_some_and(|agent| !agent.trim().is_empty());
        let query = CredentialQuery { warn_within_ms: Some(self.check.warn_within), shell_env: self.shell.shell_env };
        let op = ShowStatus { agent: self.agent.clone(), credentials: Some(query), ..ShowStatus::default() };
        let mut report = call_in_process(&context.backend, format, app::api::show_status(op))?;
        // A store that cannot be read is an error, but what is configured is shown all the same.
        let Some(credentials) = report.terminal.credentials.take() else { return Ok(0) };
        if format == Format::Json {
            return self.print_json(&report, &credentials, context);
        }
        let known = credentials.as_ref().ok();
        match format {
            Format::Plain => context.out.data(escape_hidden(&report.agent.answer.model)),
            _ => print_report(&report, known, is_named, &mut context.out),
        }
        all_warnings(&report).for_each(|warning| context.out.warn(escape_hidden(&warning)));
        self.usage.warn(&mut context.out);
        let credentials = credentials.map_err(|error| Failure(error, format))?;
        credentials.warnings.iter().for_each(|warning| context.out.warn(escape_hidden(warning)));
        let probed = self.probe.run(self.agent, format, context)?;
        Ok(self.check.exit_code(&credentials, probed.as_ref(), &mut context.out))
    }

    /// Prints the status as one value, after the probe.
    fn print_json(
        self,
        report: &StatusReport,
        credentials: &Result<CredentialReport, OpError>,
        context: &mut CommandContext,
    ) -> Outcome {
        let known = credentials.as_ref().ok();
        let probed = if known.is_some() { self.probe.run(self.agent, Format::Json, context)? } else { None };
        context.out.json(&StatusJson {
            config: report_to_json(report),
            credentials: known.map(|known| {
                CredentialsJson::new(known, self.check.warn_within, probed.as_ref().map(FinishedProbe::to_json))
            }),
            auth_error: credentials.as_ref().err(),
            // Nothing stores it yet.
            usage: (!self.usage.no_usage).then_some(Value::Null),
        });
        self.usage.warn(&mut context.out);
        // If they cannot be read, the error is in the JSON already.
        let Some(known) = known else { return Ok(1) };
        Ok(self.check.exit_code(known, probed.as_ref(), &mut context.out))
    }
}

impl UsageArgs {
    fn warn(self, out: &mut Out) {
        if self.usage {
            out.warn(USAGE_NOT_FETCHED);
        }
    }
}

impl CheckArgs {
    /// The exit code that the flags ask for. What it is about is said on stderr.
    fn exit_code(&self, report: &CredentialReport, probed: Option<&FinishedProbe>, out: &mut Out) -> u8 {
        if let Some(code) = probed.and_then(FinishedProbe::broken_off_code) {
            return code;
        }
        if !self.check {
            return 0;
        }
        let (probe_code, probe_findings) = probed.map_or((0, &[][..]), FinishedProbe::check);
        let findings = report.check.findings.iter().map(|finding| &finding.text).chain(probe_findings);
        findings.for_each(|finding| out.warn(escape_hidden(finding)));
        let code = if self.chain { report.check.chain_exit_code } else { report.check.exit_code };
        // A credential that does not work counts more than one that expires soon.
        if probe_code == 0 { code } else { probe_code }
    }
}

/// The warnings of the report, then the remarks on the models of the chains.
fn all_warnings(report: &StatusReport) -> impl Iterator<Item = String> {
    let remarks = report.facts.iter().flat_map(|(model, facts)| {
        facts.marks.iter().map(move |mark| {
            let reason = mark.reason.as_ref().map(|reason| format!("; {reason}")).unwrap_or_default();
            format!("`{model}`: {}{reason}", mark.word)
        })
    });
    report.warnings.iter().cloned().chain(remarks)
}

/// Prints the status: OpenClaw's lines in OpenClaw's order, then the additional ones.
fn print_report(report: &StatusReport, credentials: Option<&CredentialReport>, is_named: bool, out: &mut Out) {
    let agent = &report.agent;
    // If the agent has models of its own, each line says which layer its value comes from.
    let from = |layer: ConfigLayer| {
        if is_named || agent.has_own_models() { format!(" ({})", layer_name(layer)) } else { String::new() }
    };
    let sentence = credentials.and_then(|known| credentials::cannot_answer_sentence(known, &agent.answer.model));
    if let Some(sentence) = sentence {
        out.data(with_style(BAD, &escape_hidden(&sentence)));
    }
    print_row(out, "Config", &doctor::path_with_reason(&report.config));
    print_row(out, "Agent dir", &doctor::path_with_reason(&report.terminal.agent_dir));
    print_row(out, &format!("Default{}", from(agent.primary_from)), &primary_text(agent));
    print_fallbacks(out, "Fallbacks", &from(agent.fallbacks_from), &agent.text);
    let image = report.image.primary.as_ref().map_or_else(|| "-".to_owned(), step_text);
    print_row(out, &format!("Image model{}", from(ConfigLayer::Defaults)), &image);
    print_fallbacks(out, "Image fallbacks", &from(ConfigLayer::Defaults), &report.image);
    let aliases: Vec<_> = report.terminal.aliases.iter().map(|(alias, model)| format!("{alias} -> {model}")).collect();
    print_row(out, &format!("Aliases ({})", aliases.len()), &joined_or_dash(&aliases));
    let allowed =
        if report.terminal.allowed.is_on { joined_or_dash(&report.terminal.allowed.models) } else { "all".to_owned() };
    print_row(out, &format!("Configured models ({})", report.terminal.allowed.models.len()), &allowed);
    print_row(out, "State dir", &doctor::path_with_reason(&report.terminal.state_dir));
    let reason = with_style(QUIET, &format!("({})", escape_hidden(&report.generation.why)));
    print_row(out, "Generation", &format!("{} {reason}", report.generation.kind.as_str()));
    if let Some(known) = credentials {
        credentials::print_sections(known, out);
    }
    if report.has_agents_besides_main() {
        let agents: Vec<_> = report.agents.iter().map(self::agent_label).collect();
        print_row(out, &format!("Agents ({})", agents.len()), &joined_or_dash(&agents));
    }
}

const fn layer_name(layer: ConfigLayer) -> &'static str {
    match layer {
        ConfigLayer::Agent => "agent",
        ConfigLayer::Defaults => "defaults",
    }
}

/// Formats the model that answers first, and where it comes from.
fn primary_text(agent: &AgentInfo) -> String {
    match &agent.text.primary {
        Some(primary) if !agent.answer.is_openclaw_default() => step_text(primary),
        _ => openclaw_default_label(&agent.answer.model),
    }
}

fn agent_label(agent: &AgentInfo) -> String {
    let suffix = if agent.is_default { " (default)" } else { "" };
    format!("{}{suffix}", agent.id)
}

fn print_fallbacks(out: &mut Out, label: &str, from: &str, chain: &Chain) {
    let configured: Vec<_> = chain.fallbacks.iter().map(ChainStep::printed_text).collect();
    print_row(out, &format!("{label} ({}){from}", configured.len()), &joined_or_dash(&configured));
}

/// Formats the model, and the configured text if it is different.
fn step_text(step: &ChainStep) -> String {
    let label = step.label();
    let label = escape_hidden(&label);
    if step.model.is_none() {
        format!("{label}  {}", with_style(BAD, no_model_label(step)))
    } else if step.is_written_differently() {
        format!("{label} (from {})", escape_hidden(&step.configured))
    } else {
        label.into_owned()
    }
}

fn joined_or_dash(items: &[String]) -> String {
    if items.is_empty() { "-".to_owned() } else { escape_hidden(&items.join(", ")).into_owned() }
}

/// Prints a row. Labels are padded to 14 columns; a longer one is followed directly by its colon.
fn print_row(out: &mut Out, label: &str, value: &str) {
    out.data(format!("{label:<14}: {value}").trim_end());
}

#[cfg(test)]
mod tests {
    use super::parse_duration;

    #[test]
    fn a_duration_has_a_unit() {
        for (text, hours) in [("24h", Some(24)), ("7D", Some(168)), ("2w", Some(336)), ("0d", Some(0))] {
            assert_eq!(parse_duration(text).ok(), hours.map(|hours: i64| hours * 3_600_000), "{text}");
        }
        for text in ["", "7", "d", "-1d", "1.5h", "7m", "9999999999w", "ä"] {
            assert!(parse_duration(text).is_err(), "{text}");
        }
    }
}
