//! Whether the credentials of an agent are in order: the exit code of `models status --check`.

use contract::{
    Check, CredentialCheck, CredentialFinding, CredentialStatus, FindingKind, ModelCredential, ProviderCredentials,
    Verdict,
};

use crate::base::finding::new_check;

/// Checks all credentials, and whether the providers in use can answer: one can if any of its models can.
pub fn check_credentials(providers: &[ProviderCredentials], models: &[ModelCredential]) -> CredentialCheck {
    let findings: Vec<_> = providers.iter().flat_map(|of| provider_findings(of, models)).collect();
    let has = |kind| findings.iter().any(|finding| finding.kind == kind);
    let exit_code = match () {
        () if has(FindingKind::CannotAnswer) || has(FindingKind::Unusable) => 1,
        () if has(FindingKind::Expiring) => 2,
        () => 0,
    };
    CredentialCheck { exit_code, chain_exit_code: u8::from(has(FindingKind::CannotAnswer)), findings }
}

/// Why no model of a provider can be answered for; `None` if one can.
pub(super) fn provider_obstacle<'m>(provider: &str, models: &'m [ModelCredential]) -> Option<&'m str> {
    let mut obstacles = models.iter().filter(|one| one.model.provider() == provider).map(|one| one.obstacle.as_deref());
    let first = obstacles.next()??;
    obstacles.all(|other| other.is_some()).then_some(first)
}

fn provider_findings(of: &ProviderCredentials, models: &[ModelCredential]) -> Vec<CredentialFinding> {
    let finding = |kind, text| CredentialFinding { provider: of.provider.clone(), kind, text };
    let obstacle = provider_obstacle(&of.provider, models);
    let mut found: Vec<_> =
        obstacle.map(|text| finding(FindingKind::CannotAnswer, text.to_owned())).into_iter().collect();
    // Only stored credentials expire or lack a secret; one that nothing names counts only if it has expired.
    for (one, name) in of.credentials.iter().filter_map(|one| Some((one, one.profile_id.as_ref()?))) {
        match one.status {
            CredentialStatus::Missing | CredentialStatus::Expiring if one.is_left_out => {}
            CredentialStatus::Expired => found.push(finding(FindingKind::Unusable, format!("`{name}` has expired"))),
            CredentialStatus::Missing => {
                found.push(finding(FindingKind::Unusable, format!("`{name}` cannot be used: {}", one.why)));
            }
            CredentialStatus::Expiring => {
                let time = one.expires_in.as_deref().unwrap_or("0m");
                found.push(finding(FindingKind::Expiring, format!("`{name}` expires in {time}")));
            }
            CredentialStatus::Active | CredentialStatus::Cooldown | CredentialStatus::Disabled => {}
        }
    }
    found
}

/// The findings for `models doctor`. That a provider cannot answer is in the diagnosis of the chains, as is the end of
/// each credential that `is_diagnosed` names.
pub fn doctor_checks(check: &CredentialCheck, is_diagnosed: impl Fn(&str) -> bool) -> Vec<Check> {
    if check.findings.is_empty() {
        let detail = "every provider in use has a usable credential".to_owned();
        return vec![new_check(NAME, Verdict::Ok, detail, None)];
    }
    let hint = || Some("`openclaw models auth list` shows all credentials".to_owned());
    let to_check = |finding: &CredentialFinding| new_check(NAME, Verdict::Warn, finding.text.clone(), hint());
    let name = |finding: &CredentialFinding| finding.text.split('`').nth(1).unwrap_or_default().to_owned();
    let is_left =
        |finding: &&CredentialFinding| finding.kind != FindingKind::CannotAnswer && !is_diagnosed(&name(finding));
    check.findings.iter().filter(is_left).map(to_check).collect()
}

const NAME: &str = "credentials";

#[cfg(test)]
mod tests {
    use contract::{CredentialInfo, CredentialMode, ModelRef};

    use super::*;
    use crate::auth::model_credential::model_credential;

    fn credential(id: &str, status: CredentialStatus) -> CredentialInfo {
        let is_in_cooldown = matches!(status, CredentialStatus::Cooldown | CredentialStatus::Disabled);
        CredentialInfo {
            profile_id: Some(id.to_owned()),
            source: format!("profile:{id}"),
            mode: CredentialMode::Token,
            label: "set".to_owned(),
            account: None,
            status,
            health: None,
            reason: None,
            why: "a reason".to_owned(),
            expires_at: None,
            expires_in: Some("2d".to_owned()),
            usable_at: is_in_cooldown.then_some(1),
            unusable_model: None,
            usable_in: is_in_cooldown.then(|| "5m".to_owned()),
            is_own: false,
            is_left_out: false,
            is_chosen: true,
            probe_key: String::new(),
            proof: None,
        }
    }

    fn provider(is_in_use: bool, statuses: &[CredentialStatus]) -> ProviderCredentials {
        ProviderCredentials {
            provider: "house".to_owned(),
            is_in_use,
            credentials: statuses.iter().map(|status| credential("house:a", *status)).collect(),
            order: None,
            weaker_orders: Vec::new(),
            missing: None,
            key_variable: None,
            variables: Vec::new(),
            methods: Vec::new(),
        }
    }

    /// Checks providers, one of whose models is in use if they are.
    fn check(providers: &[ProviderCredentials]) -> CredentialCheck {
        let in_use = providers.iter().filter(|of| of.is_in_use);
        let models: Vec<_> = in_use.map(|of| model_of("m", of.chosen().cloned())).collect();
        check_credentials(providers, &models)
    }

    fn model_of(id: &str, asked: Option<CredentialInfo>) -> ModelCredential {
        model_credential(&ModelRef::new("house", id).unwrap(), asked)
    }

    #[test]
    fn the_exit_code_depends_on_the_worst_credential() {
        use CredentialStatus::{Active, Cooldown, Disabled, Expired, Expiring, Missing};
        for (is_in_use, statuses, all, chain) in [
            (true, &[Active][..], 0, 0),
            (true, &[], 1, 1),
            (false, &[], 0, 0),
            (true, &[Expiring], 2, 0),
            // A spare one counts, too; the chain can answer all the same.
            (true, &[Active, Expired], 1, 0),
            (true, &[Active, Missing], 1, 0),
            (false, &[Expired], 1, 0),
            (true, &[Expired], 1, 1),
            (true, &[Expiring, Expired], 1, 0),
            // A cooldown counts only when nothing else is left.
            (true, &[Active, Cooldown], 0, 0),
            (true, &[Cooldown], 1, 1),
            (true, &[Disabled, Cooldown], 1, 1),
            (false, &[Disabled], 0, 0),
        ] {
            let check = check(&[provider(is_in_use, statuses)]);
            assert_eq!((check.exit_code, check.chain_exit_code), (all, chain), "{is_in_use} {statuses:?}");
        }
    }

    #[test]
    fn each_finding_is_a_sentence() {
        use CredentialStatus::{Cooldown, Expired, Expiring, Missing};
        let texts = |statuses| {
            let check = check(&[provider(true, statuses)]);
            check.findings.into_iter().map(|finding| finding.text).collect::<Vec<_>>()
        };
        let expected = ["every stored credential of `house` is paused; the next one is in cooldown for 5m"];
        assert_eq!(texts(&[Cooldown]), expected);
        let expected = ["`house:a` expires in 2d", "`house:a` has expired", "`house:a` cannot be used: a reason"];
        assert_eq!(texts(&[Expiring, Expired, Missing]), expected);
    }

    #[test]
    fn a_credential_that_no_order_names_does_not_answer() {
        let mut house = provider(true, &[CredentialStatus::Active]);
        house.credentials[0].is_chosen = false;
        let check = check(&[house]);
        assert_eq!(check.findings[0].text, "`house` has no usable credential");
    }

    #[test]
    fn a_provider_can_answer_if_one_of_its_models_can() {
        let mut in_cooldown = credential("house:a", CredentialStatus::Cooldown);
        in_cooldown.unusable_model = Some("m".to_owned());
        let house = [provider(true, &[CredentialStatus::Active])];
        let models = [model_of("m", Some(in_cooldown.clone())), model_of("n", house[0].chosen().cloned())];
        assert_eq!(check_credentials(&house, &models).findings, []);
        let check = check_credentials(&house, &models[..1]);
        let expected = "every stored credential of `house` is paused; the next one is in cooldown for 5m, for `m` only";
        assert_eq!((check.chain_exit_code, check.findings[0].text.as_str()), (1, expected));
    }

    #[test]
    fn only_stored_credentials_are_unusable() {
        let mut house = provider(true, &[CredentialStatus::Active, CredentialStatus::Missing]);
        house.credentials[1].profile_id = None;
        assert_eq!(check(&[house.clone()]).exit_code, 0);
        house.credentials[1] = credential("house:b", CredentialStatus::Missing);
        assert_eq!(check(&[house.clone()]).exit_code, 1);
        house.credentials[1].is_left_out = true;
        assert_eq!(check(&[house]).exit_code, 0);
    }

    #[test]
    fn a_credential_that_rests_is_asked_before_a_variable() {
        let mut house = provider(true, &[CredentialStatus::Disabled, CredentialStatus::Active]);
        house.credentials[1].profile_id = None;
        house.credentials[1].is_chosen = false;
        assert_eq!(check(&[house]).chain_exit_code, 1);
    }

    #[test]
    fn doctor_reports_what_the_diagnosis_leaves() {
        let checks =
            |statuses, is_diagnosed: bool| doctor_checks(&check(&[provider(true, statuses)]), |_| is_diagnosed);
        let good = checks(&[CredentialStatus::Active], false);
        assert_eq!(good.iter().map(|check| check.verdict).collect::<Vec<_>>(), [Verdict::Ok]);
        let spare = [CredentialStatus::Active, CredentialStatus::Expired];
        assert_eq!(checks(&spare, false)[0].detail, "`house:a` has expired");
        assert_eq!(checks(&spare, true), []);
        assert_eq!(checks(&[], false), []);
    }
}
