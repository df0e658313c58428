//! `models auth cooldown retry`: tries a credential, and ends its cooldown if it answers.

use clap::Args;
use contract::{JobRequest, ProbeRequest};

use crate::{
    cli::{
        JsonArgs, Outcome,
        job::{plan_job, run_job},
        probe::{NetworkArgs, RowPrinter, finish, print_plan},
    },
    context::CommandContext,
};

#[derive(Debug, Args)]
pub(crate) struct RetryArgs {
    /// Id of the profile
    id: String,
    #[command(flatten)]
    network: NetworkArgs,
    #[command(flatten)]
    json: JsonArgs,
}

impl RetryArgs {
    pub(super) fn run(self, agent: Option<String>, context: &mut CommandContext) -> Outcome {
        let format = self.json.format();
        let what = JobRequest::Probe(ProbeRequest {
            agent,
            profiles: vec![self.id],
            allowed_hosts: self.network.allow_host,
            ends_cooldowns: true,
            ..ProbeRequest::default()
        });
        if self.network.dry_run {
            print_plan(&plan_job(context, format, what)?, format, &mut context.out);
            return Ok(0);
        }
        let mut printer = RowPrinter::new(format);
        let report = run_job(context, format, what, self.network.yes, &mut printer)?;
        Ok(finish(&report, format, &mut context.out))
    }
}
