//! The names of providers, as credentials use them.

use catalog_data::canonical_provider;
use contract::Generation;
use serde_json::{Map, Value};

/// Plans with the providers whose credentials they use. An order of profiles is still written for the plan itself.
const PLANS: &[(&str, &str)] = &[("volcengine-plan", "volcengine"), ("byteplus-plan", "byteplus")];

/// Returns the provider whose credentials a typed provider uses.
pub fn credential_provider(typed: &str, generation: Generation) -> String {
    let id = canonical_provider(typed, generation);
    PLANS.iter().find(|(plan, _)| *plan == id).map_or(id, |(_, provider)| (*provider).to_owned())
}

/// Finds the member of an object for a provider, whose key may be another spelling of its id.
pub(crate) fn member_of_provider<'v>(
    members: &'v Map<String, Value>,
    provider: &str,
    generation: Generation,
) -> Option<&'v Value> {
    let id = canonical_provider(provider, generation);
    let same = || members.iter().find(|(name, _)| canonical_provider(name, generation) == id).map(|(_, value)| value);
    members.get(provider).or_else(same)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::auth::vectors::small_table;

    #[test]
    fn names_are_those_of_the_reference() {
        for row in small_table("normalizeProviderId") {
            let [typed, first, credential] = [0, 1, 2].map(|at| row[at].as_str().unwrap());
            assert_eq!(canonical_provider(typed, Generation::JsonStore), first, "{typed}");
            assert_eq!(credential_provider(typed, Generation::JsonStore), credential, "{typed}");
        }
    }

    #[test]
    fn plans_use_the_credentials_of_their_provider() {
        for (typed, expected) in [
            ("volcengine-plan", "volcengine"),
            (" BytePlus-Plan ", "byteplus"),
            ("doubao", "volcengine"),
            ("openai", "openai"),
        ] {
            assert_eq!(credential_provider(typed, Generation::JsonStore), expected, "{typed}");
        }
        assert_eq!(credential_provider("qwen", Generation::SharedDb), "qwen");
    }

    #[test]
    fn the_exact_key_counts_before_other_spellings() {
        let members = json!({ "Z.AI": 1, "zai": 2, "openai": 3 });
        let find = |name| member_of_provider(members.as_object().unwrap(), name, Generation::JsonStore);
        assert_eq!((find("zai"), find("z-ai"), find("google")), (Some(&json!(2)), Some(&json!(1)), None));
    }
}
