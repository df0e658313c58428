//! Doctor findings for values that the OpenClaw of a home refuses.

use contract::{Check, Verdict};

use crate::{
    base::{finding::new_check, home::Home},
    check::validate,
    document::view::View,
    schema::Violation,
};

/// Findings for the violations in the configuration that concern models, agents and credentials.
pub fn doctor_checks(view: &View, home: &Home) -> Vec<Check> {
    validate::violations(view, home).into_iter().map(violation_check).collect()
}

fn violation_check(violation: Violation) -> Check {
    let detail = format!("`{}` {}; OpenClaw refuses the file", violation.at, violation.problem);
    let suggestion = violation.meant.map(|suggestion| format!("did you mean `{suggestion}`?"));
    new_check(violation.topic, Verdict::Bad, detail, suggestion.or_else(|| Some(violation.hint.to_owned())))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::base::home::{HomeVars, locate_home};

    #[test]
    fn violations_are_findings_with_a_hint() {
        let document = json!({ "agents": { "list": [{ "id": "a", "auth": {} }], "defaults": { "model": 5 } } });
        let home = locate_home(&HomeVars::default(), |_| false);
        let found = doctor_checks(&View::new(document), &home);
        let said: Vec<_> = found.iter().map(|check| (check.name.as_str(), check.detail.as_str())).collect();
        let shape = "`agents.defaults.model` is a number, but must be text or an object; OpenClaw refuses the file";
        let auth =
            "`agents.list[0].auth` is a key that this home's OpenClaw does not accept; OpenClaw refuses the file";
        assert_eq!(said, [("shape", shape), ("dialect", auth)]);
        assert!(found.iter().all(|check| check.verdict == Verdict::Bad && check.hint.is_some()));
    }
}
