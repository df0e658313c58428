//! Which credentials are probed: those of a provider, or some stored ones.

use std::collections::BTreeSet;

use contract::{Code, CredentialInfo, Hint, ProviderCredentials, Refusal};

use crate::{
    auth::report::ReportRequest,
    base::{
        did_you_mean::{closest_names, suggestion_hint},
        secret::hide_if_secret,
    },
    model::unknown_provider::UnknownProvider,
};

/// Which credentials are probed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ProbeFilter {
    /// Only those of this provider.
    pub provider: Option<String>,
    /// Only these stored ones, if any is named.
    pub profiles: Vec<String>,
}

/// Why a filter is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ProbeFilterError {
    /// There is no such provider.
    #[error(transparent)]
    Provider(#[from] UnknownProvider),
    /// There is no such profile.
    #[error("Unknown profile: {typed}")]
    Profile {
        /// The id as typed.
        typed: String,
        /// Profiles with similar ids.
        suggestions: Vec<String>,
    },
    /// `--probe-profile` names a profile of another provider than `--probe-provider`.
    #[error("the profile `{profile}` is not one of `{provider}`")]
    OtherProvider {
        /// The profile.
        profile: String,
        /// The provider.
        provider: String,
    },
}

impl Refusal for ProbeFilterError {
    fn code(&self) -> Code {
        match self {
            Self::Provider(error) => error.code(),
            Self::Profile { .. } | Self::OtherProvider { .. } => Code::CredentialUnknown,
        }
    }

    fn hints(&self) -> Vec<Hint> {
        let all = || Hint::for_terminal("`openclaw models auth list` shows all credentials");
        match self {
            Self::Provider(error) => error.hints(),
            Self::Profile { suggestions, .. } => suggestion_hint(suggestions).into_iter().chain([all()]).collect(),
            Self::OtherProvider { .. } => vec![all()],
        }
    }
}

impl ProbeFilter {
    /// Understands a typed provider and typed ids of profiles, each of which may be several with commas between them.
    pub fn parse(
        report: &ReportRequest<'_>,
        providers: &[ProviderCredentials],
        provider: Option<&str>,
        profiles: &[String],
    ) -> Result<Self, ProbeFilterError> {
        let provider = provider.map(str::trim).filter(|typed| !typed.is_empty());
        let provider = provider.map(|typed| report.one_provider(typed)).transpose()?.map(|found| found.provider);
        let typed = profiles.iter().flat_map(|list| list.split(',')).map(str::trim).filter(|id| !id.is_empty());
        let mut found = Vec::new();
        for id in typed {
            let of = find_profile(providers, id)?;
            if let Some(provider) = provider.clone().filter(|provider| *provider != of) {
                return Err(ProbeFilterError::OtherProvider { profile: id.to_owned(), provider });
            }
            if !found.iter().any(|known| known == id) {
                found.push(id.to_owned());
            }
        }
        Ok(Self { provider, profiles: found })
    }

    /// Whether credentials of a provider are probed.
    pub fn has_provider(&self, provider: &str) -> bool {
        self.provider.as_deref().is_none_or(|only| only == provider)
    }

    /// Whether a credential is probed. With ids, only stored ones are.
    pub fn has_credential(&self, credential: &CredentialInfo) -> bool {
        self.profiles.is_empty() || self.is_named(credential)
    }

    /// Whether a credential is asked for by its id.
    pub fn is_named(&self, credential: &CredentialInfo) -> bool {
        credential.profile_id.as_ref().is_some_and(|id| self.profiles.contains(id))
    }
}

/// The provider of a stored credential.
fn find_profile(providers: &[ProviderCredentials], id: &str) -> Result<String, ProbeFilterError> {
    let with_id = |of: &&ProviderCredentials| of.credentials.iter().any(|one| one.profile_id.as_deref() == Some(id));
    if let Some(found) = providers.iter().find(with_id) {
        return Ok(found.provider.clone());
    }
    let ids: BTreeSet<_> =
        providers.iter().flat_map(|of| &of.credentials).filter_map(|one| one.profile_id.as_deref()).collect();
    let suggestions = closest_names(id, ids);
    let typed = hide_if_secret(id);
    Err(ProbeFilterError::Profile { typed: typed.to_owned(), suggestions })
}
