//! Whether the credentials of an agent are in order: the exit code of `models status --check`.

use contract::{
    Check, CredentialCheck, CredentialFinding, CredentialStatus, FindingKind, ProviderCredentials, Verdict,
};

use crate::base::finding::new_check;

/// Checks all credentials, and whether the providers in use can answer.
pub fn check_credentials(providers: &[ProviderCredentials]) -> CredentialCheck {
    let findings: Vec<_> = providers.iter().flat_map(provider_findings).collect();
    let has = |kind| findings.iter().any(|finding| finding.kind == kind);
    let exit_code = match () {
        () if has(FindingKind::CannotAnswer) || has(FindingKind::Unusable) => 1,
        () if has(FindingKind::Expiring) => 2,
        () => 0,
    };
    CredentialCheck { exit_code, chain_exit_code: u8::from(has(FindingKind::CannotAnswer)), findings }
}

fn provider_findings(of: &ProviderCredentials) -> Vec<CredentialFinding> {
    let finding = |kind, text| CredentialFinding { provider: of.provider.clone(), kind, text };
    // A stored credential is asked even while it rests, so that nothing after it answers.
    let can_answer = of
        .chosen()
        .is_some_and(|chosen| matches!(chosen.status, CredentialStatus::Active | CredentialStatus::Expiring));
    let mut found = Vec::new();
    if of.is_in_use && !can_answer {
        found.push(finding(FindingKind::CannotAnswer, cannot_answer_text(of)));
    }
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

fn cannot_answer_text(of: &ProviderCredentials) -> String {
    let provider = &of.provider;
    let resting = of.chosen().and_then(|chosen| Some((chosen.status, chosen.usable_in.as_deref()?)));
    match resting {
        Some((CredentialStatus::Disabled, time)) => {
            format!("the last usable credential of `{provider}` is disabled for {time}")
        }
        Some((_, time)) => format!("the last usable credential of `{provider}` is in cooldown for {time}"),
        None => format!("`{provider}` has no usable credential"),
    }
}

/// The findings for `models doctor`. The environment of the gateway may have credentials that are not seen here, so
/// none is an error.
pub fn doctor_checks(check: &CredentialCheck) -> Vec<Check> {
    if check.findings.is_empty() {
        let detail = "every provider in use has a usable credential".to_owned();
        return vec![new_check(NAME, Verdict::Ok, detail, None)];
    }
    let hint = || Some("`openclaw models auth list` shows all credentials".to_owned());
    let to_check = |finding: &CredentialFinding| new_check(NAME, Verdict::Warn, finding.text.clone(), hint());
    check.findings.iter().map(to_check).collect()
}

const NAME: &str = "credentials";

#[cfg(test)]
mod tests {
    use contract::{CredentialInfo, CredentialMode};

    use super::*;

    fn credential(id: &str, status: CredentialStatus) -> CredentialInfo {
        let is_resting = matches!(status, CredentialStatus::Cooldown | CredentialStatus::Disabled);
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
            usable_at: is_resting.then_some(1),
            usable_in: is_resting.then(|| "5m".to_owned()),
            is_left_out: false,
            is_chosen: true,
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
        }
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
            let check = check_credentials(&[provider(is_in_use, statuses)]);
            assert_eq!((check.exit_code, check.chain_exit_code), (all, chain), "{is_in_use} {statuses:?}");
        }
    }

    #[test]
    fn each_finding_is_a_sentence() {
        use CredentialStatus::{Cooldown, Expired, Expiring, Missing};
        let texts = |statuses| {
            let check = check_credentials(&[provider(true, statuses)]);
            check.findings.into_iter().map(|finding| finding.text).collect::<Vec<_>>()
        };
        let expected = ["the last usable credential of `house` is in cooldown for 5m"];
        assert_eq!(texts(&[Cooldown]), expected);
        let expected = ["`house:a` expires in 2d", "`house:a` has expired", "`house:a` cannot be used: a reason"];
        assert_eq!(texts(&[Expiring, Expired, Missing]), expected);
    }

    #[test]
    fn a_credential_that_no_order_names_does_not_answer() {
        let mut house = provider(true, &[CredentialStatus::Active]);
        house.credentials[0].is_chosen = false;
        let check = check_credentials(&[house]);
        assert_eq!(check.findings[0].text, "`house` has no usable credential");
    }

    #[test]
    fn only_stored_credentials_are_unusable() {
        let mut house = provider(true, &[CredentialStatus::Active, CredentialStatus::Missing]);
        house.credentials[1].profile_id = None;
        assert_eq!(check_credentials(&[house.clone()]).exit_code, 0);
        house.credentials[1] = credential("house:b", CredentialStatus::Missing);
        assert_eq!(check_credentials(&[house.clone()]).exit_code, 1);
        house.credentials[1].is_left_out = true;
        assert_eq!(check_credentials(&[house]).exit_code, 0);
    }

    #[test]
    fn a_credential_that_rests_is_asked_before_a_variable() {
        let mut house = provider(true, &[CredentialStatus::Disabled, CredentialStatus::Active]);
        house.credentials[1].profile_id = None;
        house.credentials[1].is_chosen = false;
        assert_eq!(check_credentials(&[house]).chain_exit_code, 1);
    }

    #[test]
    fn doctor_reports_each_finding() {
        let good = doctor_checks(&check_credentials(&[provider(true, &[CredentialStatus::Active])]));
        assert_eq!(good.iter().map(|check| check.verdict).collect::<Vec<_>>(), [Verdict::Ok]);
        let bad = doctor_checks(&check_credentials(&[provider(true, &[])]));
        assert_eq!(bad[0].verdict, Verdict::Warn);
    }
}
