//! Lints about the steps of a chain.

use catalog::Row;
use contract::{Chain, Finding, Mark, ModelCredential, ModelRef, Role, Tone};

use super::lint;
use crate::{
    auth::{marks::credential_name, report::ReportRequest},
    document::view::{View, providers::is_local},
    model::known_models,
    probe::source::ProbeSource,
};

/// A step that costs this many times the primary is reported.
const COSTLY: f64 = 5.0;

/// The classes of price that an acknowledgement is about: another class is another lint.
const PRICE_CLASSES: [f64; 5] = [5.0, 10.0, 25.0, 50.0, 100.0];

/// A chain that is checked.
pub(super) struct ChainScope<'a> {
    pub(super) role: Role,
    /// Empty for the default chain.
    pub(super) agent: &'a str,
    /// Such as `the text chain`.
    pub(super) label: String,
}

/// A lint about a step.
pub(super) struct StepLint {
    pub(super) finding: Finding,
    pub(super) mark: Mark,
    /// The key of the step's model.
    pub(super) model: String,
}

/// A step with what the lints are about.
struct CheckedStep<'a> {
    number: usize,
    model: &'a ModelRef,
    credential: Option<&'a ModelCredential>,
    /// Price of output; `None` if it is not known.
    output_price: Option<f64>,
    is_free: bool,
}

/// The lints about a chain.
pub(super) fn chain_lints(report: &ReportRequest<'_>, chain: &Chain, scope: &ChainScope<'_>) -> Vec<StepLint> {
    let steps = (1..).zip(chain.primary.iter()).chain((2..).zip(&chain.fallbacks));
    let models: Vec<(usize, ModelRef)> =
        steps.filter_map(|(number, step)| Some((number, step.model.clone()?))).collect();
    let all: Vec<_> = models.iter().map(|(_, model)| model.clone()).collect();
    let providers = report.providers_of(&all);
    let credentials = report.model_credentials(&providers, &all);
    let checked: Vec<_> = models
        .iter()
        .zip(&credentials)
        .map(|((number, model), credential)| CheckedStep::new(report.view, *number, model, credential))
        .collect();
    let mut found = Vec::new();
    for (at, step) in checked.iter().enumerate() {
        let before = checked.get(..at).unwrap_or_default();
        let lints = [
            same_credential(step, before, scope),
            text_only(report.view, step, scope),
            costly(step, before.first().filter(|first| first.number == 1), scope),
            paid_after_free(step, before, scope),
        ];
        found.extend(lints.into_iter().flatten());
    }
    found
}

impl<'a> CheckedStep<'a> {
    fn new(view: &View, number: usize, model: &'a ModelRef, credential: &'a ModelCredential) -> Self {
        let price = view.catalog().find(model).and_then(Row::price);
        let is_free =
            is_local(view, model.provider()) || price.is_some_and(|price| price.input == 0.0 && price.output == 0.0);
        Self { number, model, credential: Some(credential), output_price: price.map(|price| price.output), is_free }
    }

    /// The name of the credential that pays.
    fn payer(&self) -> Option<String> {
        let asked = self.credential?.asked.as_ref()?;
        (ProbeSource::of(asked) != ProbeSource::Keyless).then(|| credential_name(asked))
    }

    fn lint(&self, scope: &ChainScope<'_>, kind: &str, facts: &[&str], word: String, what: String) -> StepLint {
        let key = self.model.key();
        let mut all = vec![scope.role.as_str(), scope.agent, &*key];
        all.extend(facts);
        let finding = lint(kind, &all, what.clone(), String::new());
        StepLint { finding, mark: Mark { tone: Tone::Warn, word, reason: Some(what) }, model: key }
    }
}

/// The credential of an earlier step pays, so that both fail together.
fn same_credential(step: &CheckedStep<'_>, before: &[CheckedStep<'_>], scope: &ChainScope<'_>) -> Option<StepLint> {
    let payer = step.payer()?;
    let is_same = |other: &&CheckedStep<'_>| {
        other.model.provider() == step.model.provider()
            && other.model != step.model
            && other.payer().as_ref() == Some(&payer)
    };
    let first = before.iter().find(is_same)?;
    let what = format!(
        "steps {} and {} of {} are both paid by `{payer}`, so they fail together when it does",
        first.number, step.number, scope.label
    );
    let word = format!("same credential as step {}", first.number);
    Some(step.lint(scope, "same-account", &[&first.model.key(), &payer], word, what))
}

/// A model of the image chain accepts no images.
fn text_only(view: &View, step: &CheckedStep<'_>, scope: &ChainScope<'_>) -> Option<StepLint> {
    let is_text_only = scope.role == Role::Image && known_models::accepts_images(view, step.model) == Some(false);
    let what = || format!("step {} of {}, `{}`, accepts text only", step.number, scope.label, step.model);
    is_text_only.then(|| step.lint(scope, "text-only", &[], "text only".to_owned(), what()))
}

/// The step costs much more than the primary. A price that is not known never counts.
fn costly(step: &CheckedStep<'_>, primary: Option<&CheckedStep<'_>>, scope: &ChainScope<'_>) -> Option<StepLint> {
    let (price, base) = (step.output_price?, primary?.output_price.filter(|base| *base > 0.0)?);
    let times = price / base;
    let class = PRICE_CLASSES.iter().rposition(|class| times >= *class).filter(|_| times >= COSTLY)?;
    let word = format!("×{times:.0} the primary's price");
    let what = format!(
        "step {} of {}, `{}`, costs {times:.0} times as much as the primary: ${price} and ${base} for a million output tokens",
        step.number, scope.label, step.model
    );
    let primary = primary.map(|primary| primary.model.key()).unwrap_or_default();
    Some(step.lint(scope, "costly", &[&primary, &class.to_string()], word, what))
}

/// The first paid step after a free primary: falling back to it costs money without a question.
fn paid_after_free(step: &CheckedStep<'_>, before: &[CheckedStep<'_>], scope: &ChainScope<'_>) -> Option<StepLint> {
    let is_paid = |step: &CheckedStep<'_>| !step.is_free && step.output_price.is_some_and(|price| price > 0.0);
    let primary = before.first().filter(|first| first.number == 1 && first.is_free)?;
    if !is_paid(step) || before.iter().any(is_paid) {
        return None;
    }
    let what = format!(
        "step {} of {}, `{}`, is paid, but the primary `{}` is free: falling back costs money without a question",
        step.number, scope.label, step.model, primary.model
    );
    Some(step.lint(scope, "local-to-paid", &[&primary.model.key()], "paid, the primary is free".to_owned(), what))
}
