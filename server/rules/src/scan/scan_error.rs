//! Why a scan has nothing to compare.

use contract::{Code, FilterCount, Hint, Refusal};

/// Why a scan has nothing to compare.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ScanError {
    /// No provider has a credential.
    #[error("no valid authentication: no provider has a credential")]
    NoCredential,
    /// The provider that was named has no credential.
    #[error("{provider}: no valid authentication")]
    ProviderWithoutCredential {
        /// The provider.
        provider: String,
        /// What adds a credential.
        add: String,
    },
    /// No model of the providers is known.
    #[error("no model of {} is known", .providers.join(", "))]
    NoModel {
        /// The providers.
        providers: Vec<String>,
    },
    /// The filters leave out every model.
    #[error("no model is left: {}", count_phrase(.left_out))]
    AllLeftOut {
        /// How many models each filter leaves out.
        left_out: Vec<FilterCount>,
    },
}

/// The sentence about the models that are left out, such as `12 are older than 90 days`.
fn count_phrase(left_out: &[FilterCount]) -> String {
    let phrase = |filter: &FilterCount| format!("{} {}", filter.count, filter.text);
    left_out.iter().map(phrase).collect::<Vec<_>>().join(", ")
}

impl Refusal for ScanError {
    fn code(&self) -> Code {
        match self {
            Self::NoCredential | Self::ProviderWithoutCredential { .. } => Code::CredentialUnknown,
            Self::NoModel { .. } | Self::AllLeftOut { .. } => Code::ModelUnknown,
        }
    }

    fn hints(&self) -> Vec<Hint> {
        match self {
            Self::NoCredential => vec![
                Hint::for_terminal("`openclaw models auth add` adds a credential"),
                Hint::for_terminal(
                    "`openclaw models scan --provider <name> --no-probe` compares models without a credential",
                ),
            ],
            Self::ProviderWithoutCredential { provider, add } => vec![
                Hint::for_terminal(add.clone()),
                Hint::for_terminal(format!(
                    "`openclaw models scan --provider {provider} --no-probe` compares its models without a credential"
                )),
            ],
            Self::NoModel { .. } => vec![Hint::for_terminal(
                "add its models to `models.providers.<name>.models`; `openclaw models list --all` lists the known ones",
            )],
            Self::AllLeftOut { left_out } => left_out.iter().filter_map(loosen_hint).collect(),
        }
    }
}

/// How a filter lets more models through.
fn loosen_hint(filter: &FilterCount) -> Option<Hint> {
    let text = match filter.flag.as_deref()? {
        "--min-params" => "lower `--min-params`",
        "--max-age-days" => "raise `--max-age-days`",
        "--free" => "leave out `--free`",
        flag => return Some(Hint::for_terminal(format!("leave out `{flag}`"))),
    };
    Some(Hint::for_terminal(text))
}
