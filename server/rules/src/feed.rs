//! Lists of models that are published: how one is asked for, what its answer means, and what it changes in the catalog.
//!
//! The order is [`endpoints`] → [`request`] → (sent) → [`outcome`] → a parser ([`models_dev`], [`open_router`],
//! [`openclaw`]) → [`reduce`]. Nothing of an answer is trusted: [`checked`] drops implausible values, and [`limits`]
//! refuses a list that is not complete. A list may add models to known providers and change facts; it has no say in
//! addresses, headers and providers.
//!
//! [`local`] builds the requests to servers on this machine, and reads their lists.

pub mod checked;
pub mod endpoints;
pub mod kept;
pub mod limits;
pub mod local;
pub mod loose;
pub mod models_dev;
pub mod open_router;
pub mod openclaw;
pub mod outcome;
pub mod reduce;
pub mod request;
pub mod source;

use std::collections::BTreeMap;

use catalog::{Date, InputKinds, Price};

/// The models of a list, by provider and id.
pub type FeedModels = BTreeMap<String, BTreeMap<String, FeedModel>>;

/// What a list states about one model.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct FeedModel {
    /// The name for people; empty if it is not stated.
    pub name: String,
    /// The context, in tokens.
    pub context: Option<u64>,
    /// The longest answer, in tokens.
    pub max_output: Option<u64>,
    /// What it costs.
    pub price: Option<Price>,
    /// Whether it reasons.
    pub reasoning: Option<bool>,
    /// Whether it calls tools.
    pub tools: Option<bool>,
    /// Accepted input.
    pub input: InputKinds,
    /// Whether its weights can be downloaded.
    pub open_weights: Option<bool>,
    /// When it was released, or added to the list.
    pub released: Option<Date>,
    /// When its provider stops offering it.
    pub retires: Option<Date>,
    /// Whether its provider advises against it.
    pub deprecated: Option<bool>,
    /// The number of parameters that its description states, in billions.
    pub described_size: Option<f64>,
    /// The model that its provider recommends instead.
    pub replaced_by: String,
}

/// The number of models.
pub fn count_models(models: &FeedModels) -> usize {
    models.values().map(BTreeMap::len).sum()
}

#[cfg(test)]
mod tests;
