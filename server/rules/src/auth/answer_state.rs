//! Whether requests can be answered, in the words of a page.

use std::collections::{BTreeMap, BTreeSet};

use contract::{Answer, AnswerReason, Chain, Mark, Role, Tone};

/// Whether text requests can be answered, and whether image requests can. `blocked` has the models for which nothing pays
/// now; `None` if that is not known. `proofs` has what probes of models showed: only a provider can tell whether it accepts
/// a credential.
pub fn answer_states(
    text: (&Answer, &Chain),
    image: (&Answer, &Chain),
    blocked: Option<&BTreeSet<String>>,
    proofs: &BTreeMap<String, Mark>,
) -> Vec<Mark> {
    let text_state = answer_state(Role::Text, text, blocked, proofs);
    vec![text_state, answer_state(Role::Image, image, blocked, proofs)]
}

fn answer_state(
    role: Role,
    (answer, chain): (&Answer, &Chain),
    blocked: Option<&BTreeSet<String>>,
    proofs: &BTreeMap<String, Mark>,
) -> Mark {
    let name = match role {
        Role::Text => "Text",
        Role::Image => "Image",
    };
    let mark = |tone, words: &str| Mark { tone, word: format!("{name}: {words}"), reason: None };
    let is_blocked = |key: &str| blocked.is_some_and(|blocked| blocked.contains(key));
    match (answer.reason, role) {
        (AnswerReason::VariableUnset, Role::Text) => return mark(Tone::Bad, "a variable is not set"),
        (AnswerReason::NoSuchModel, Role::Text) => return mark(Tone::Bad, "no such model"),
        (AnswerReason::VariableUnset | AnswerReason::NoSuchModel, Role::Image) => {
            return mark(Tone::Bad, "no such model");
        }
        (AnswerReason::NotConfigured, Role::Image) => return mark(Tone::Plain, "uses the text model"),
        _ => {}
    }
    if is_blocked(&answer.model) {
        let can_answer =
            |step: &contract::ChainStep| step.model.as_ref().is_some_and(|model| !is_blocked(&model.key()));
        return match chain.fallbacks.iter().position(can_answer) {
            Some(at) => mark(Tone::Warn, &format!("the first model has no usable credential, step {} has", at + 2)),
            None => mark(Tone::Bad, "no usable credential"),
        };
    }
    match answer.reason {
        AnswerReason::NotInCatalog => mark(Tone::Warn, "the model is not in the catalog or your config"),
        AnswerReason::NotConfigured => mark(Tone::Warn, "OpenClaw's own default"),
        _ if let Some(proof) = proofs.get(&answer.model) => mark(proof.tone, &proof.word),
        _ if blocked.is_none() => mark(Tone::Plain, "a model is set, not checked"),
        _ => mark(Tone::Plain, "has a credential, not checked"),
    }
}

#[cfg(test)]
mod tests {
    use contract::{ChainStep, ModelRef};

    use super::*;

    fn chain(models: &[&str]) -> Chain {
        let step = |name: &&str| ChainStep {
            configured: (*name).to_owned(),
            model: name.split_once('/').and_then(|(provider, id)| ModelRef::new(provider, id)),
            alias: None,
        };
        let mut steps = models.iter().map(step);
        Chain { primary: steps.next(), fallbacks: steps.collect() }
    }

    fn state(
        role: Role,
        reason: AnswerReason,
        models: &[&str],
        blocked: Option<&[&str]>,
        proof_of_first: Option<(Tone, &str)>,
    ) -> (Tone, String) {
        let answer = Answer { model: models[0].to_owned(), reason, fallback_count: models.len() - 1 };
        let blocked: Option<BTreeSet<_>> = blocked.map(|keys| keys.iter().map(|key| (*key).to_owned()).collect());
        let proof = |(tone, word): (Tone, &str)| Mark { tone, word: word.to_owned(), reason: None };
        let proofs = proof_of_first.map(|of_first| (models[0].to_owned(), proof(of_first))).into_iter().collect();
        let Mark { tone, word, .. } = answer_state(role, (&answer, &chain(models)), blocked.as_ref(), &proofs);
        (tone, word)
    }

    #[test]
    fn a_state_says_whether_a_request_can_be_answered() {
        use AnswerReason::{Configured, NoSuchModel, NotConfigured, NotInCatalog};
        let models: &[&str] = &["a/1", "b/2", "c/3"];
        for (role, reason, blocked, tone, word) in [
            (Role::Text, Configured, Some(&[][..]), Tone::Plain, "Text: has a credential, not checked"),
            (Role::Text, Configured, None, Tone::Plain, "Text: a model is set, not checked"),
            (
                Role::Text,
                Configured,
                Some(&["a/1", "b/2"][..]),
                Tone::Warn,
                "Text: the first model has no usable credential, step 3 has",
            ),
            (Role::Text, Configured, Some(&["a/1", "b/2", "c/3"][..]), Tone::Bad, "Text: no usable credential"),
            (Role::Text, NotConfigured, Some(&["b/2"][..]), Tone::Warn, "Text: OpenClaw's own default"),
            (Role::Text, NoSuchModel, Some(&["a/1"][..]), Tone::Bad, "Text: no such model"),
            (
                Role::Text,
                NotInCatalog,
                Some(&[][..]),
                Tone::Warn,
                "Text: the model is not in the catalog or your config",
            ),
            (Role::Image, NotConfigured, Some(&["a/1"][..]), Tone::Plain, "Image: uses the text model"),
            (Role::Image, Configured, Some(&[][..]), Tone::Plain, "Image: has a credential, not checked"),
        ] {
            assert_eq!(state(role, reason, models, blocked, None), (tone, word.to_owned()));
        }
    }

    #[test]
    fn the_result_of_a_probe_says_more_than_a_credential() {
        let of_text = |blocked: &[&str], proof| {
            state(Role::Text, AnswerReason::Configured, &["a/1", "b/2"], Some(blocked), Some(proof))
        };
        assert_eq!(of_text(&[], (Tone::Ok, "answers · 0.3 s")), (Tone::Ok, "Text: answers · 0.3 s".to_owned()));
        assert_eq!(of_text(&[], (Tone::Bad, "key refused")), (Tone::Bad, "Text: key refused".to_owned()));
        let without_credential = "Text: the first model has no usable credential, step 2 has";
        assert_eq!(of_text(&["a/1"], (Tone::Ok, "answers")), (Tone::Warn, without_credential.to_owned()));
    }
}
