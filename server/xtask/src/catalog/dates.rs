//! Release dates, and other facts that the rows of one model at several providers share.

use std::collections::BTreeMap;

use catalog::{Date, DateSource, ReleaseDate, size_in_description};

use super::{
    base_id::base_id,
    inputs::Provider,
    sources::{SourceModel, SourceTable, Sources},
};

/// What is stated about a base id anywhere.
#[derive(Default)]
pub(super) struct Shared {
    /// Dates of the makers.
    lab_dates: BTreeMap<String, Date>,
    /// The earliest date of any provider.
    dates: BTreeMap<String, Date>,
    /// Sizes in descriptions; zero where two differ.
    sizes: BTreeMap<String, f64>,
    open_weights: BTreeMap<String, bool>,
}

impl Shared {
    pub(super) fn collect(providers: &[Provider], sources: &Sources) -> Self {
        let mut shared = Self::default();
        for table in [&sources.models_dev, &sources.legacy] {
            let labs = providers.iter().filter(|provider| provider.kind == "lab");
            for id in labs.flat_map(|lab| &lab.models_dev) {
                shared.add_lab(table.get(id));
            }
            shared.add_all(table);
        }
        shared
    }

    fn add_lab(&mut self, models: Option<&BTreeMap<String, SourceModel>>) {
        for (id, model) in models.into_iter().flatten() {
            if let Some(date) = model.released {
                self.lab_dates.entry(base_id(id)).or_insert(date);
            }
        }
    }

    fn add_all(&mut self, table: &SourceTable) {
        for (id, model) in table.values().flatten() {
            let base = base_id(id);
            if let Some(size) = size_in_description(&model.description) {
                let known = self.sizes.entry(base.clone()).or_insert(size);
                if (*known - size).abs() > 0.001 {
                    *known = 0.0;
                }
            }
            if let Some(open) = model.open_weights {
                *self.open_weights.entry(base.clone()).or_default() |= open;
            }
            if let Some(date) = model.released {
                let known = self.dates.entry(base).or_insert(date);
                *known = (*known).min(date);
            }
        }
    }

    /// The size that descriptions state, in billions.
    pub(super) fn described_size(&self, base: &str) -> Option<f64> {
        self.sizes.get(base).copied().filter(|size| *size > 0.0)
    }

    pub(super) fn has_open_weights(&self, base: &str) -> bool {
        self.open_weights.get(base).copied().unwrap_or_default()
    }

    /// Whether any snapshot of models.dev has the model.
    pub(super) fn is_listed(&self, base: &str) -> bool {
        self.dates.contains_key(base)
    }

    /// The release date: of the maker's row, of the provider's own row, of another provider's, or in the id.
    pub(super) fn release_date(&self, id: &str, own: Option<Date>) -> Option<ReleaseDate> {
        let base = base_id(id);
        let found = |date: Option<Date>, source| date.map(|date| ReleaseDate { date, source });
        found(self.lab_dates.get(&base).copied(), DateSource::Lab)
            .or_else(|| found(own, DateSource::Provider))
            .or_else(|| found(self.dates.get(&base).copied(), DateSource::OtherProvider))
            .or_else(|| found(date_in_id(id), DateSource::Id))
    }
}

/// Reads a date such as `20250929` or `2025-09-29` from an id.
fn date_in_id(id: &str) -> Option<Date> {
    let last = id.rsplit('/').next()?;
    let words: Vec<_> = last.split(['-', '_', '@', ':', '.']).collect();
    let is_year = |word: &str| word.starts_with("20");
    let starts_with_year = |three: &&[&str]| three.first().is_some_and(|first| is_year(first));
    let compact = words.iter().find_map(|word| {
        let date = (word.len() == 8 && is_year(word)).then_some(*word)?;
        Date::parse(&format!("{}-{}-{}", date.get(..4)?, date.get(4..6)?, date.get(6..)?))
    });
    compact.or_else(|| words.windows(3).filter(starts_with_year).find_map(|three| Date::parse(&three.join("-"))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_makers_date_comes_first() {
        let model = |date: &str| SourceModel { released: Date::parse(date), ..SourceModel::default() };
        let models = |rows: &[(&str, &str)]| rows.iter().map(|(id, date)| ((*id).to_owned(), model(date))).collect();
        let sources = Sources {
            models_dev: [
                ("lab".to_owned(), models(&[("one", "2025-01-02")])),
                ("shop".to_owned(), models(&[("maker/one", "2025-03-01"), ("two", "2025-05-05")])),
            ]
            .into(),
            ..Sources::default()
        };
        let lab =
            Provider { id: "lab".into(), kind: "lab".into(), models_dev: vec!["lab".into()], ..Provider::default() };
        let shared = Shared::collect(&[lab], &sources);
        for (id, own, expected) in [
            ("maker/one", Some("2025-03-01"), Some("2025-01-02l")),
            ("two", Some("2025-06-01"), Some("2025-06-01r")),
            ("two:free", None, Some("2025-05-05j")),
            ("three-20250203", None, Some("2025-02-03i")),
            ("three-2025-02-04", None, Some("2025-02-04i")),
            ("three-20259999", None, None),
        ] {
            let found = shared.release_date(id, own.and_then(Date::parse)).map(|date| date.to_string());
            assert_eq!(found.as_deref(), expected, "{id}");
        }
        assert!(shared.is_listed("one") && !shared.is_listed("three"));
    }
}
