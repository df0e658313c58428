//! The models that a scan compares: those of its providers that pass the filters.

use catalog::{Date, Flags, Price, Row, size_in_id};
use catalog_data::Catalog;
use contract::{FilterCount, ModelRef, Role, ScanRequest};

use crate::{
    document::view::View,
    model::{known_models::with_refs, retirement::is_retired},
};

/// A model that passed the filters.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate {
    /// The model.
    pub model: ModelRef,
    /// The id of its provider in the catalog.
    pub provider: String,
    /// Its name for people.
    pub name: String,
    /// The number of its parameters in billions, if a source states it.
    pub params: Option<f64>,
    /// A nominal number of parameters, if no source states one.
    pub nominal_params: Option<f64>,
    /// When it was released.
    pub released: Option<Date>,
    /// What it costs.
    pub price: Option<Price>,
    /// Its context, in tokens.
    pub context: Option<u64>,
    /// Whether it accepts images; `None` if that is unknown.
    pub accepts_images: Option<bool>,
    /// Whether it costs nothing.
    pub is_free: bool,
    /// Whether it belongs to the small selection that a list starts with.
    pub is_recommended: bool,
}

/// Why a model is left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum LeftOut {
    /// It is retired or deprecated, or only older sources list it.
    Ended,
    /// It is not for this role.
    OtherRole,
    /// It costs something.
    NotFree,
    /// It has too few parameters.
    TooSmall,
    /// It is too old.
    TooOld,
}

/// The models that passed the filters, and how many did not.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Selection {
    /// The models, in the order of the catalog.
    pub candidates: Vec<Candidate>,
    /// How many models each filter left out.
    pub left_out: Vec<FilterCount>,
}

impl Selection {
    /// Finds the models of some providers that pass the filters. `today` is in days since 1970.
    pub fn find(view: &View, catalog: &Catalog, providers: &[&str], request: &ScanRequest, today: i64) -> Self {
        let rows = catalog.rows().filter(|row| providers.contains(&row.provider));
        let mut candidates = Vec::new();
        let mut left_out = std::collections::BTreeMap::<LeftOut, u32>::new();
        for (row, model) in with_refs(view, rows) {
            match why_left_out(row, request, today) {
                Some(reason) => *left_out.entry(reason).or_default() += 1,
                None => candidates.push(Candidate::new(row, model)),
            }
        }
        let left_out = left_out.into_iter().map(|(reason, count)| reason.to_count(request, count)).collect();
        Self { candidates, left_out }
    }
}

/// The first filter that a model does not pass. Only a known fact is a reason to leave it out.
fn why_left_out(row: Row<'_>, request: &ScanRequest, today: i64) -> Option<LeftOut> {
    let size = stated_billions(row);
    let is_small = |millions: u32| size.is_some_and(|billions| billions * 1000.0 < f64::from(millions));
    let is_old =
        |days: u32| row.released().is_some_and(|released| today - released.date.days_since_epoch() > i64::from(days));
    match () {
        () if row.has(Flags::DEPRECATED) || row.has(Flags::LEGACY) || is_retired(row, today) => Some(LeftOut::Ended),
        () if !is_for_role(row, request.role) => Some(LeftOut::OtherRole),
        () if request.free && !is_free(row) => Some(LeftOut::NotFree),
        () if request.min_params_millions.is_some_and(is_small) => Some(LeftOut::TooSmall),
        () if request.max_age_days.is_some_and(is_old) => Some(LeftOut::TooOld),
        () => None,
    }
}

/// The number of parameters that a source states, or else the id or the name.
fn stated_billions(row: Row<'_>) -> Option<f64> {
    match row.size() {
        Some(size) => size.stated_billions(),
        None => size_in_id(row.id(), row.name()),
    }
}

/// Whether a model is for a role: images only go to models that are known to accept them.
fn is_for_role(row: Row<'_>, role: Role) -> bool {
    match role {
        Role::Text => !row.input().is_known() || row.input().words().any(|word| word == "text"),
        Role::Image => row.input().accepts_images() == Some(true),
    }
}

/// A model of a server on this machine is free, unless its price is stated: the server may pass requests on.
fn is_free(row: Row<'_>) -> bool {
    let costs_nothing = |price: Price| price.input == 0.0 && price.output == 0.0;
    row.has(Flags::FREE) || row.price().map_or(row.has(Flags::LOCAL), costs_nothing)
}

impl LeftOut {
    fn to_count(self, request: &ScanRequest, count: u32) -> FilterCount {
        let (flag, text) = match self {
            Self::Ended => (None, "are retired or deprecated, or only older lists have them".to_owned()),
            Self::OtherRole => match request.role {
                Role::Text => (None, "do not take text".to_owned()),
                Role::Image => (Some("--set-image"), "are not known to accept images".to_owned()),
            },
            Self::NotFree => (Some("--free"), "are not free".to_owned()),
            Self::TooSmall => {
                let billions = f64::from(request.min_params_millions.unwrap_or_default()) / 1000.0;
                (Some("--min-params"), format!("have fewer than {billions}B parameters"))
            }
            Self::TooOld => {
                let days = request.max_age_days.unwrap_or_default();
                (Some("--max-age-days"), format!("are older than {days} days"))
            }
        };
        FilterCount { flag: flag.map(str::to_owned), text, count }
    }
}

impl Candidate {
    fn new(row: Row<'_>, model: ModelRef) -> Self {
        let params = stated_billions(row);
        // A nominal size is kept with its note in the embedded row only.
        let nominal = || row.size().or_else(|| Catalog::embedded().find(&model)?.size()).map(|size| size.billions);
        Self {
            provider: row.provider.to_owned(),
            name: row.name().to_owned(),
            params,
            nominal_params: if params.is_none() { nominal() } else { None },
            released: row.released().map(|released| released.date),
            price: row.price(),
            context: row.context(),
            accepts_images: row.input().accepts_images(),
            is_free: is_free(row),
            is_recommended: row.has(Flags::RECOMMENDED),
            model,
        }
    }

    /// The age in days; a date in the future counts as today.
    pub fn age_days(&self, today: i64) -> Option<u32> {
        u32::try_from((today - self.released?.days_since_epoch()).max(0)).ok()
    }

    /// What decides which model of a provider is asked to test a credential: recommended ones first, then cheap ones.
    pub(super) fn test_cost(&self) -> (bool, f64) {
        let price = if self.is_free { Some(0.0) } else { self.price.map(|price| price.output) };
        (!self.is_recommended, price.unwrap_or(f64::INFINITY))
    }
}
