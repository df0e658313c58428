//! Keys of the page, and the states of credentials by word and tone.

use contract::{CredentialInfo, CredentialReport, CredentialStatus, FindingKind, ProviderCredentials};

use crate::{text::CredentialsText, ui::Tone};

/// Key of a row: the source of the credential, and the number of rows with the same source before it.
pub(super) type RowKey = (String, usize);

pub(super) fn provider_ids(report: &CredentialReport) -> Vec<String> {
    report.providers.iter().map(|of| of.provider.clone()).collect()
}

pub(super) fn find_provider<'a>(report: &'a CredentialReport, id: &str) -> Option<&'a ProviderCredentials> {
    report.providers.iter().find(|of| of.provider == id)
}

pub(super) fn row_keys(of: &ProviderCredentials) -> Vec<RowKey> {
    let before =
        |index: usize, source: &str| of.credentials.iter().take(index).filter(|one| one.source == source).count();
    of.credentials.iter().enumerate().map(|(index, one)| (one.source.clone(), before(index, &one.source))).collect()
}

/// A credential, and its place among those that are tried.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct PlacedCredential {
    pub(super) credential: CredentialInfo,
    /// From 1; `None` if it is not tried.
    pub(super) place: Option<usize>,
}

pub(super) fn find_credential(of: &ProviderCredentials, (source, nth): &RowKey) -> Option<PlacedCredential> {
    let (index, found) = of.credentials.iter().enumerate().filter(|(_, one)| one.source == *source).nth(*nth)?;
    let before = of.credentials.iter().take(index).filter(|one| is_tried(one)).count();
    Some(PlacedCredential { credential: found.clone(), place: is_tried(found).then_some(before + 1) })
}

pub(super) fn is_tried(one: &CredentialInfo) -> bool {
    !one.is_left_out && !matches!(one.status, CredentialStatus::Missing | CredentialStatus::Expired)
}

/// Whether a credential was probed.
pub(super) fn has_results(report: &CredentialReport) -> bool {
    report.providers.iter().any(|of| of.credentials.iter().any(|one| one.proof.is_some()))
}

pub(super) fn has_no_credentials(report: &CredentialReport) -> bool {
    report.providers.iter().all(|of| of.credentials.is_empty())
}

/// Whether the providers in use can answer, in one sentence.
pub(super) fn summary(report: &CredentialReport) -> CredentialsText {
    let in_use = report.providers.iter().filter(|of| of.is_in_use).count();
    let broken = report.check.findings.iter().filter(|finding| finding.kind == FindingKind::CannotAnswer);
    CredentialsText::Summary { in_use, broken: broken.map(|finding| finding.text.clone()).collect() }
}

/// The state of a credential. One that can be used is not green: only its provider can tell whether it is accepted.
pub(super) const fn badge(one: &CredentialInfo) -> (Tone, CredentialsText) {
    if one.is_left_out {
        return (Tone::Plain, CredentialsText::LeftOut);
    }
    match one.status {
        CredentialStatus::Active => (Tone::Plain, CredentialsText::NotChecked),
        CredentialStatus::Expiring => (Tone::Warn, CredentialsText::Expiring),
        CredentialStatus::Cooldown => (Tone::Warn, CredentialsText::Cooldown),
        CredentialStatus::Expired => (Tone::Bad, CredentialsText::Expired),
        CredentialStatus::Disabled => (Tone::Bad, CredentialsText::Disabled),
        CredentialStatus::Missing => (Tone::Bad, CredentialsText::Unusable),
    }
}

/// The name of a credential: the id of a stored one, the name of a variable, or where it is.
pub(super) fn name(one: &CredentialInfo) -> &str {
    let source = || one.source.strip_prefix(VARIABLE_PREFIX).unwrap_or(&one.source);
    one.profile_id.as_deref().unwrap_or_else(source)
}

/// What kind of place a credential is in.
pub(super) fn source(one: &CredentialInfo) -> CredentialsText {
    match () {
        () if one.profile_id.is_some() => CredentialsText::Stored,
        () if one.source.starts_with(VARIABLE_PREFIX) => CredentialsText::Variable,
        () if one.source == CONFIG_SOURCE => CredentialsText::Configuration,
        () => CredentialsText::Machine,
    }
}

const VARIABLE_PREFIX: &str = "env: ";

/// OpenClaw's word for a key in the configuration.
const CONFIG_SOURCE: &str = "models.json";

/// Made-up credentials for tests.
#[cfg(test)]
pub(super) mod test_data {
    use super::*;

    pub(in super::super) fn credential(source: &str, status: CredentialStatus) -> CredentialInfo {
        CredentialInfo {
            profile_id: source.strip_prefix("profile:").map(str::to_owned),
            source: source.to_owned(),
            mode: contract::CredentialMode::ApiKey,
            label: "…abcd".to_owned(),
            account: None,
            status,
            health: None,
            reason: None,
            why: String::new(),
            expires_at: None,
            expires_in: None,
            usable_at: None,
            unusable_model: None,
            usable_in: None,
            is_own: false,
            is_left_out: false,
            is_chosen: false,
            probe_key: String::new(),
            proof: None,
        }
    }

    pub(in super::super) fn provider(credentials: Vec<CredentialInfo>) -> ProviderCredentials {
        ProviderCredentials {
            provider: "openai".to_owned(),
            is_in_use: true,
            credentials,
            order: None,
            weaker_orders: Vec::new(),
            missing: None,
            key_variable: None,
            variables: Vec::new(),
            methods: Vec::new(),
        }
    }

    pub(in super::super) fn report(providers: Vec<ProviderCredentials>) -> CredentialReport {
        CredentialReport {
            agent: "main".to_owned(),
            agents: vec!["main".to_owned()],
            now: 0,
            agent_dir: String::new(),
            store: contract::CredentialStoreInfo {
                path: String::new(),
                full_path: String::new(),
                exists: true,
                own_path: None,
            },
            providers,
            models: Vec::new(),
            uses_login_shell: false,
            check: contract::CredentialCheck::default(),
            warnings: Vec::new(),
            elsewhere: Vec::new(),
            importable: Vec::new(),
            probe_cost: String::new(),
            needs_attention: false,
        }
    }
}

#[cfg(test)]
mod tests {
    use contract::CredentialStatus::*;

    use super::{test_data::*, *};

    #[test]
    fn only_credentials_that_are_tried_have_a_place() {
        let left_out = CredentialInfo { is_left_out: true, ..credential("profile:b", Active) };
        let all = ["profile:a", "profile:c", "env: KEY"].map(|source| credential(source, Active));
        let [first, second, third] = all;
        let of = provider(vec![first, credential("profile:old", Expired), left_out, second, third]);
        let place = |source: &str| find_credential(&of, &(source.to_owned(), 0)).unwrap().place;
        assert_eq!(
            ["profile:a", "profile:old", "profile:b", "profile:c", "env: KEY"].map(place),
            [Some(1), None, None, Some(2), Some(3)]
        );
    }

    #[test]
    fn rows_with_the_same_source_have_different_keys() {
        let of = provider(vec![credential("profile:‹hidden›", Active), credential("profile:‹hidden›", Cooldown)]);
        let keys = row_keys(&of);
        assert_eq!(keys.iter().map(|key| key.1).collect::<Vec<_>>(), [0, 1]);
        assert_eq!(find_credential(&of, &keys[1]).unwrap().credential.status, Cooldown);
    }

    #[test]
    fn names_and_sources_are_without_prefixes() {
        let of = |text: &str| {
            let one = credential(text, Active);
            (name(&one).to_owned(), source(&one))
        };
        assert_eq!(of("profile:openai:a"), ("openai:a".to_owned(), CredentialsText::Stored));
        assert_eq!(of("env: OPENAI_API_KEY"), ("OPENAI_API_KEY".to_owned(), CredentialsText::Variable));
        assert_eq!(of("models.json"), ("models.json".to_owned(), CredentialsText::Configuration));
    }
}
