//! Texts of the first-run page.

use std::borrow::Cow;

use super::Text;

/// Texts of the first-run page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StartText {
    NothingYet,
    ModelLeft,
    /// Number and name of a step.
    Provider,
    Key,
    Model,
    Providers,
    OtherProvider,
    Continue,
    ChooseFirst,
    /// The credential that pays.
    HasKey(String),
    /// The variable that may have the key.
    KeyHelp(Option<String>),
    ModelLabel,
    ModelExample,
    SetModel,
    /// The model that is set.
    HasModel(String),
    SeeOverview,
    ByHand,
    ByHandHelp(String),
    LiveHelp,
}

impl Text for StartText {
    fn en(&self) -> Cow<'static, str> {
        match self {
            Self::NothingYet => {
                "Nothing is configured yet. Three steps lead to a model that answers; fallbacks can be added later."
                    .into()
            }
            Self::ModelLeft => "One step is left: choose the model that should answer.".into(),
            Self::Provider => "1 Provider".into(),
            Self::Key => "2 Key".into(),
            Self::Model => "3 Model".into(),
            Self::Providers => "Providers".into(),
            Self::OtherProvider => "Another provider".into(),
            Self::Continue => "Continue".into(),
            Self::ChooseFirst => "Choose a provider first.".into(),
            Self::HasKey(name) => {
                format!("`{name}` is set but not tested yet: `openclaw models status --probe` tests it.").into()
            }
            Self::KeyHelp(None) => "Paste the key that the provider gave you.".into(),
            Self::KeyHelp(Some(variable)) => {
                format!("Paste the key that the provider gave you, or set `{variable}`.").into()
            }
            Self::ModelLabel => "Model that should answer".into(),
            Self::ModelExample => "provider/model".into(),
            Self::SetModel => "Set the model".into(),
            Self::HasModel(model) => format!("`{model}` is set. Change it on").into(),
            Self::SeeOverview => "Overview says whether it can answer".into(),
            Self::ByHand => "Or by hand".into(),
            Self::ByHandHelp(path) => {
                format!("Run OpenClaw's own set-up, or save a file like this as `{path}`:").into()
            }
            Self::LiveHelp => "This page updates when you save the file.".into(),
        }
    }
}
