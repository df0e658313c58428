//! Where the secret of a probe is.

use contract::{CredentialInfo, CredentialMode};

/// Where the secret of a probe is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ProbeSource {
    /// In a store, with this id.
    Profile(String),
    /// In a variable.
    Variable(String),
    /// It is the key of the provider in the configuration.
    ConfigKey,
    /// AWS keys in variables, in files of AWS, or of the machine.
    Aws,
    /// The sign-in of Google Cloud.
    GoogleLogin,
    /// There is none, because the server needs no key.
    Keyless,
}

impl ProbeSource {
    /// Finds where the secret of a credential is, from what its report states.
    pub fn of(credential: &CredentialInfo) -> Self {
        if let Some(id) = &credential.profile_id {
            return Self::Profile(id.clone());
        }
        let source = credential.source.as_str();
        let variable = ["shell env: ", "env: "].iter().find_map(|start| source.strip_prefix(start));
        let variable = variable.and_then(|rest| rest.split_whitespace().next());
        match variable {
            Some("AWS_BEARER_TOKEN_BEDROCK") => Self::Variable("AWS_BEARER_TOKEN_BEDROCK".to_owned()),
            _ if credential.mode == CredentialMode::AwsSdk => Self::Aws,
            Some(name) => Self::Variable(name.to_owned()),
            None if source == "gcloud adc" => Self::GoogleLogin,
            None if source.ends_with("(synthetic local key)") => Self::Keyless,
            None => Self::ConfigKey,
        }
    }

    /// OpenClaw's word.
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Profile(_) => "profile",
            Self::Variable(_) | Self::Aws => "env",
            Self::ConfigKey | Self::Keyless => "models.json",
            Self::GoogleLogin => "gcloud adc",
        }
    }
}
