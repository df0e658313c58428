//! What a probe costs, before anything is sent.

use catalog::{Flags, Row};

use super::targets::ProbeTarget;
use crate::document::view::View;

/// Estimated input tokens of a probe.
pub(crate) const INPUT_TOKENS: f64 = 32.0;

/// Above these limits, the user must confirm.
const MAX_REQUESTS: usize = 20;
const MAX_DOLLARS: f64 = 0.01;

/// What a probe costs.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct CostEstimate {
    /// The number of requests.
    pub requests: usize,
    /// The most that those with a known price cost together, in US dollars.
    pub dollars: f64,
    /// The number of requests whose price is not known.
    pub without_price: usize,
}

impl CostEstimate {
    /// Estimates the cost of the requests of some targets.
    pub fn of<'t>(view: &View, targets: impl IntoIterator<Item = &'t ProbeTarget>, max_tokens: u32) -> Self {
        Self::of_requests(view, targets, INPUT_TOKENS, max_tokens)
    }

    /// Like [`Self::of`], for requests with so many tokens of input.
    pub(crate) fn of_requests<'t>(
        view: &View,
        targets: impl IntoIterator<Item = &'t ProbeTarget>,
        input_tokens: f64,
        max_tokens: u32,
    ) -> Self {
        let mut estimate = Self::default();
        for target in targets {
            let (Ok(endpoint), Some(model)) = (&target.request, &target.model) else { continue };
            estimate.requests += 1;
            let tokens = max_tokens.max(endpoint.api.min_tokens());
            let row = view.catalog().find(model);
            let is_free = row.is_some_and(|row| row.has(Flags::FREE) || row.has(Flags::LOCAL));
            match row.and_then(Row::price) {
                _ if is_free => {}
                Some(price) => {
                    estimate.dollars += (input_tokens * price.input + f64::from(tokens) * price.output) / 1e6;
                }
                None => estimate.without_price += 1,
            }
        }
        estimate
    }

    /// The sum of two estimates.
    #[must_use]
    pub(crate) fn plus(self, other: Self) -> Self {
        Self {
            requests: self.requests + other.requests,
            dollars: self.dollars + other.dollars,
            without_price: self.without_price + other.without_price,
        }
    }

    /// Whether the user is asked before anything is sent.
    pub fn needs_confirmation(&self) -> bool {
        self.requests > MAX_REQUESTS || self.dollars > MAX_DOLLARS
    }

    /// The estimate as a phrase, such as `4 requests, at most $0.0012`.
    pub fn phrase(&self) -> String {
        let plural = if self.requests == 1 { "" } else { "s" };
        let requests = format!("{} request{plural}", self.requests);
        let is_partly_known = self.without_price < self.requests;
        let money = is_partly_known.then(|| format!(", at most {}", format_dollars(self.dollars)));
        let unknown = match self.without_price {
            0 => String::new(),
            count if count == self.requests => ", at an unknown price".to_owned(),
            count => format!(", and {count} of them at an unknown price"),
        };
        format!("{requests}{}{unknown}", money.unwrap_or_default())
    }
}

/// An amount with as many decimals as it needs, rounded up.
fn format_dollars(dollars: f64) -> String {
    match dollars {
        d if d <= 0.0 => "$0".to_owned(),
        d if d < 0.0001 => "$0.0001".to_owned(),
        d if d < 0.01 => format!("${:.4}", (d * 1e4).ceil() / 1e4),
        d => format!("${:.2}", (d * 100.0).ceil() / 100.0),
    }
}
