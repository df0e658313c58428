//! `models why` command.

use clap::Args;
use contract::{CredentialInfo, ExplainRoute, ExplainedProfile, ExplainedStep, RouteExplanation};

use super::{
    JsonArgs, Outcome,
    auth::{ShellArgs, credential_name, proof_text},
    call_in_process,
};
use crate::{
    context::CommandContext,
    out::{BAD, Format, GOOD, Out, QUIET, STRONG, escape_hidden, with_style},
};

#[derive(Debug, Args)]
#[command(
    after_help = "Nothing is sent to a provider: a credential that can be used may still be refused.\n\nExamples:\n  openclaw models why\n  openclaw models why openai/gpt-5.2    for this model, instead of the one that is asked first\n  openclaw models why --profile anthropic:work    if a request asks for this credential\n  openclaw models why --agent work --json"
)]
pub(crate) struct WhyArgs {
    /// `provider/model`, or an alias; without it, the model that is asked first
    #[arg(value_name = "MODEL")]
    model: Option<String>,
    /// For this agent, instead of the default agent
    #[arg(long, value_name = "ID")]
    agent: Option<String>,
    /// What happens if a request asks for this stored credential
    #[arg(long, value_name = "ID")]
    profile: Option<String>,
    #[command(flatten)]
    shell: ShellArgs,
    #[command(flatten)]
    format: JsonArgs,
}

impl WhyArgs {
    pub(crate) fn run(self, context: &mut CommandContext) -> Outcome {
        let Self { model, agent, profile, shell: ShellArgs { shell_env }, format } = self;
        let op = ExplainRoute { model, agent, profile, shell_env };
        let route = call_in_process(&context.backend, format.format(), app::api::explain_route(op))?;
        match format.format() {
            Format::Json => context.out.json(&route),
            Format::Human | Format::Plain => print_route(&route, &mut context.out),
        }
        route.warnings.iter().for_each(|warning| context.out.warn(escape_hidden(warning)));
        Ok(0)
    }
}

fn print_route(route: &RouteExplanation, out: &mut Out) {
    out.data(format!("{} {}", with_style(STRONG, &escape_hidden(&route.model)), escape_hidden(&route.why)));
    out.data(format!("\nThe chain of agent {}:", escape_hidden(&route.agent_id)));
    for (number, step) in (1..).zip(&route.chain) {
        out.data(format!("{number:>3}. {}  {}", escape_hidden(&step.model), step_state(step)));
    }
    print_credentials(route, out);
    if let Some(profile) = &route.profile {
        print_profile(profile, out);
    }
    out.data(format!("\n{STRONG}hint:{STRONG:#} {}", escape_hidden(&route.hint)));
}

fn step_state(step: &ExplainedStep) -> String {
    if let Some(source) = &step.pays_with {
        let name = source.strip_prefix("profile:").unwrap_or(source);
        return with_style(GOOD, &format!("can answer, {} pays", escape_hidden(name)));
    }
    let obstacle = step.obstacle.as_deref().unwrap_or_default();
    with_style(BAD, &format!("cannot answer: {}", escape_hidden(obstacle)))
}

fn print_credentials(route: &RouteExplanation, out: &mut Out) {
    let provider = escape_hidden(&route.provider);
    out.data(format!("\nThe credentials of {provider}, in the order in which they are tried:"));
    for one in &route.credentials {
        let CredentialInfo { is_chosen, usable_in, unusable_model, status, why, .. } = one;
        let sign = if *is_chosen { "→" } else { " " };
        let model = unusable_model.as_ref().map(|model| format!(" for {}", escape_hidden(model))).unwrap_or_default();
        let until = usable_in.as_ref().map(|time| format!(", usable{model} in {time}")).unwrap_or_default();
        let state = with_style(QUIET, &format!("[{}{until}]", status.as_str()));
        out.data(format!("  {sign} {} {state}: {}{}", credential_name(one), escape_hidden(why), proof_text(one)));
    }
    if route.credentials.is_empty() && route.missing.is_none() {
        out.data("  none");
    }
    if let Some(missing) = &route.missing {
        out.data(format!("  {}", with_style(BAD, &escape_hidden(missing))));
    }
}

fn print_profile(profile: &ExplainedProfile, out: &mut Out) {
    let state = if profile.is_used { with_style(GOOD, "is used") } else { with_style(BAD, "is not used") };
    let ExplainedProfile { id, why, .. } = profile;
    out.data(format!("\nIf a request asks for {}, it {state}: {}", escape_hidden(id), escape_hidden(why)));
}
