//! What a scan costs at most, before anything is sent.

use contract::{JobPlan, ModelRef, ProbeCheck, ProviderCredentials};

use super::{candidates::Candidate, options::max_candidates, plan::Scan};
use crate::{
    auth::report::ReportRequest,
    document::view::View,
    feed::local::local_servers,
    probe::{
        cost::{CostEstimate, INPUT_TOKENS},
        options::ProbeOptions,
        targets::ProbeTarget,
    },
    wire::{
        endpoint::{EndpointContext, find_endpoint},
        model_request::max_tokens_of,
    },
};

/// Whether a plan that came out of lists that were read meanwhile needs a confirmation, although an earlier plan was
/// confirmed, or needed none: it is large, and larger than that one.
pub fn needs_new_confirmation(plan: &JobPlan, earlier: &JobPlan) -> bool {
    let is_larger = plan.requests > earlier.requests
        || plan.max_dollars > earlier.max_dollars
        || plan.without_price > earlier.without_price;
    plan.needs_confirmation && is_larger
}

impl Scan {
    /// The most that the scan costs, whichever providers answer. `options` are those of its requests.
    pub fn estimate(
        &self,
        report: &ReportRequest<'_>,
        providers: &[ProviderCredentials],
        options: &ProbeOptions,
    ) -> CostEstimate {
        let view = report.view;
        let cost_of_test = |target: &ProbeTarget| cost_of(view, target, ProbeCheck::Answer, options);
        let tests = self.credential_tests(report, providers);
        let asked: Vec<_> = tests.iter().filter_map(|target| target.model.clone()).collect();
        let start = tests.iter().map(cost_of_test).fold(CostEstimate::default(), CostEstimate::plus);
        let of_candidate = |one: &Candidate| {
            let target = candidate_target(report, &tests, one)?;
            let is_asked = asked.contains(&one.model);
            let answer = (!is_asked).then_some(ProbeCheck::Answer);
            let checks = answer.into_iter().chain(self.further_checks(one));
            Some(
                checks
                    .map(|check| cost_of(view, &target, check, options))
                    .fold(CostEstimate::default(), CostEstimate::plus),
            )
        };
        let mut costs: Vec<_> = self.candidates.iter().filter_map(of_candidate).collect();
        // The most expensive ones, because it is not known which providers answer.
        costs.sort_by(|a, b| {
            let key = |cost: &CostEstimate| (cost.dollars, cost.requests, cost.without_price);
            key(b).partial_cmp(&key(a)).unwrap_or(std::cmp::Ordering::Equal)
        });
        costs.into_iter().take(max_candidates(&self.request)).fold(start, CostEstimate::plus)
    }

    /// The estimate in words, with the lists of models that are read before. They cost nothing.
    pub fn estimate_phrase(&self, view: &View, estimate: &CostEstimate) -> String {
        let servers = local_servers(view).iter().filter(|server| self.asks_server(&server.provider)).count();
        let lists = match servers + usize::from(self.reads_open_router()) {
            0 => String::new(),
            1 => "; 1 list of models is read first, without a cost".to_owned(),
            count => format!("; {count} lists of models are read first, without a cost"),
        };
        estimate.phrase() + &lists
    }

    /// The targets that the scan may ask, whichever providers answer: of each credential, and of each candidate.
    pub fn possible_targets(&self, report: &ReportRequest<'_>, providers: &[ProviderCredentials]) -> Vec<ProbeTarget> {
        let tests = self.credential_tests(report, providers);
        let of_candidates: Vec<_> =
            self.candidates.iter().filter_map(|one| candidate_target(report, &tests, one)).collect();
        tests.into_iter().chain(of_candidates).collect()
    }

    /// The targets that test the credentials.
    fn credential_tests(&self, report: &ReportRequest<'_>, providers: &[ProviderCredentials]) -> Vec<ProbeTarget> {
        self.next_steps(&[]).iter().filter_map(|step| Self::find_target(report, providers, step)).collect()
    }
}

/// The target of a candidate, with the first credential of its provider.
fn candidate_target(report: &ReportRequest<'_>, tests: &[ProbeTarget], one: &Candidate) -> Option<ProbeTarget> {
    let first = tests.iter().find(|target| target.provider == one.provider)?;
    Some(with_model(report, first.clone(), &one.model))
}

/// The target with another model.
fn with_model(report: &ReportRequest<'_>, target: ProbeTarget, model: &ModelRef) -> ProbeTarget {
    let found = find_endpoint(&EndpointContext::of_report(report), model);
    let request = target.request.clone().map(|endpoint| found.unwrap_or(endpoint));
    ProbeTarget { model: Some(model.clone()), request, ..target }
}

fn cost_of(view: &View, target: &ProbeTarget, check: ProbeCheck, options: &ProbeOptions) -> CostEstimate {
    let input_tokens = match check {
        ProbeCheck::Answer => INPUT_TOKENS,
        // The description of the tool counts.
        ProbeCheck::Tools => 400.0,
        // An image counts more than a thousand tokens at some providers, however small it is.
        ProbeCheck::Images => 1500.0,
    };
    CostEstimate::of_requests(view, [target], input_tokens, max_tokens_of(check, options.max_tokens()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plan_that_grows_is_confirmed_once_more() {
        let plan = |requests, max_dollars, without_price| JobPlan {
            requests,
            max_dollars,
            without_price,
            needs_confirmation: requests > 20 || max_dollars > 0.01,
            ..JobPlan::default()
        };
        for (new, earlier, expected) in [
            (plan(12, 0.001, 0), plan(2, 0.001, 0), false),
            (plan(12, 0.02, 0), plan(12, 0.001, 0), true),
            (plan(30, 0.02, 0), plan(30, 0.02, 0), false),
            (plan(30, 0.5, 0), plan(30, 0.02, 0), true),
            (plan(40, 0.02, 0), plan(30, 0.02, 0), true),
            (plan(30, 0.02, 9), plan(30, 0.02, 0), true),
        ] {
            assert_eq!(needs_new_confirmation(&new, &earlier), expected, "{new:?} after {earlier:?}");
        }
    }
}
