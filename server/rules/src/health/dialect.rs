//! What the OpenClaw of a home refuses, as findings.

use contract::{Check, Verdict};

use super::check;
use crate::{fit, home::Home, shape::Misfit, view::View};

/// What is in the file and should not be, as far as it is about models, agents and credentials.
pub fn checks(view: &View, home: &Home) -> Vec<Check> {
    fit::problems(view, home).into_iter().map(finding).collect()
}

fn finding(Misfit { at, why, hint, about }: Misfit) -> Check {
    check(about, Verdict::Bad, format!("`{at}` {why}; OpenClaw refuses the file"), Some(hint.to_owned()))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::home::{Vars, locate};

    #[test]
    fn what_is_refused_is_a_finding_with_a_way_out() {
        let document = json!({ "agents": { "list": [{ "id": "a", "auth": {} }], "defaults": { "model": 5 } } });
        let home = locate(&Vars::default(), |_| false);
        let found = checks(&View::new(document), &home);
        let said: Vec<_> = found.iter().map(|check| (check.name.as_str(), check.detail.as_str())).collect();
        let shape = "`agents.defaults.model` is a number, where text or an object belongs; OpenClaw refuses the file";
        let auth =
            "`agents.list[0].auth` is a key that the OpenClaw of this home does not know; OpenClaw refuses the file";
        assert_eq!(said, [("shape", shape), ("dialect", auth)]);
        assert!(found.iter().all(|check| check.verdict == Verdict::Bad && check.hint.is_some()));
    }
}
