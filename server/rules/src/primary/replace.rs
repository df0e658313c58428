//! Another primary; the old one stays as the first fallback.

use contract::{Effect, ModelRef, Rung, SetModel};

use super::{copied, notes};
use crate::{
    decision::{Decision, Refusal},
    fallback::upsert,
    order::Item,
    seat::{Entry, Seat},
    steps,
};

/// The new one leaves its place among the fallbacks, and the old one becomes the first of them.
pub(super) fn replace(seat: &Seat<'_>, model: &ModelRef, op: &SetModel) -> Result<Decision, Refusal> {
    seat.admit(model, op.force).map_err(|refusal| refusal.of_word(&op.model))?;
    let was = seat.chain().primary.clone();
    let old = was.clone().filter(|old| old.model.as_ref() != Some(model));
    let entries = seat.entries();
    let goes = |entry: &&Entry| {
        let means = |other: Option<&ModelRef>| entry.1.model.is_some() && entry.1.model.as_ref() == other;
        means(Some(model))
            || old.as_ref().is_some_and(|old| means(old.model.as_ref()) || entry.1.configured == old.configured)
    };
    let gone: Vec<_> = entries.iter().filter(goes).map(|entry| Item::Kept(entry.0)).collect();
    // As it is written there: it may be an alias.
    let raised = entries.iter().find(|(_, rung)| rung.model.as_ref() == Some(model));
    let key = raised.map_or_else(|| model.key(), |(_, rung)| rung.configured.clone());
    let stays = |item: &Item| !gone.contains(item);
    let kept = (0..seat.length()).map(Item::Kept).filter(stays);
    let first = old.as_ref().map(|old| Item::New(old.configured.clone()));
    let after: Vec<_> = first.into_iter().chain(kept).collect();
    // An agent's list that nothing is put into or taken out of stays inherited.
    let is_changed = old.is_some() || !gone.is_empty();
    let list = if is_changed { Some(after) } else { keeps(seat, op).then(|| copied(seat.view(), model)) };
    let mut edits = seat.edits(Some(&key), list.as_deref());
    let (entries, listed) = upsert(seat.view(), std::slice::from_ref(model));
    edits.extend(entries);
    let decision = steps::told(seat.view(), Decision::new(edits, effect(seat, model, was.as_ref(), old.is_some())));
    let decision = if list.is_some() { seat.with_own_list(decision) } else { decision };
    Ok(notes(seat, model, list.is_some()).into_iter().chain(listed).fold(decision, Decision::note))
}

/// Whether an agent's own model would take the inherited fallbacks away, and must not.
fn keeps(seat: &Seat<'_>, op: &SetModel) -> bool {
    op.keep_fallbacks && seat.is_strict() && seat.own_list().is_none()
}

fn effect(seat: &Seat<'_>, model: &ModelRef, was: Option<&Rung>, is_kept: bool) -> Effect {
    let (chain, model) = (seat.id(), model.key());
    match was.filter(|_| is_kept) {
        Some(was) => Effect::PrimaryChanged { chain, model, was: Some(was.label()), to: 1 },
        None => Effect::ModelSet { chain, model },
    }
}

#[cfg(test)]
mod tests {
    use contract::Generation;
    use serde_json::{Value, json};

    use super::*;
    use crate::{primary::set, view::View};

    fn op(model: &str) -> SetModel {
        SetModel { model: model.to_owned(), keep_old: true, force: true, ..SetModel::default() }
    }

    fn replaced(model: &Value, op: &SetModel) -> (Value, Effect) {
        let models = json!({ "p/q": { "alias": "old" }, "a/b": { "alias": "new" } });
        let document = json!({ "agents": { "defaults": { "model": model, "models": models } } });
        let decision = set(&View::new(document.clone()), op).unwrap();
        assert!(decision.notes.is_empty(), "{:?}", decision.notes);
        let after = json5_edit::apply(&document, &decision.edits).unwrap();
        (after["agents"]["defaults"]["model"].clone(), decision.effect)
    }

    #[test]
    fn the_old_primary_becomes_the_first_fallback() {
        for (before, after) in [
            (json!("p/q"), json!({ "primary": "a/b", "fallbacks": ["p/q"] })),
            (json!({ "primary": "old" }), json!({ "primary": "a/b", "fallbacks": ["old"] })),
            (
                json!({ "primary": "p/q", "fallbacks": ["c/d", "e/f"] }),
                json!({ "primary": "a/b", "fallbacks": ["p/q", "c/d", "e/f"] }),
            ),
            // A step of the chain moves up, as it is written.
            (
                json!({ "primary": "old", "fallbacks": ["c/d", "new", "e/f"] }),
                json!({ "primary": "new", "fallbacks": ["old", "c/d", "e/f"] }),
            ),
            // No model stands there twice.
            (
                json!({ "primary": "p/q", "fallbacks": ["a/b", "old", "c/d", "new", 5] }),
                json!({ "primary": "a/b", "fallbacks": ["p/q", "c/d", 5] }),
            ),
        ] {
            let (is, effect) = replaced(&before, &op("new"));
            assert_eq!(is, after, "{before}");
            let Effect::PrimaryChanged { was: Some(was), model, to: 1, .. } = effect else { panic!("{effect:?}") };
            assert_eq!((was.as_str(), model.as_str()), ("p/q", "a/b"));
        }
    }

    #[test]
    fn without_a_primary_there_is_nothing_to_keep() {
        let (is, effect) = replaced(&json!({ "fallbacks": ["c/d", "a/b"] }), &op("a/b"));
        assert_eq!(is, json!({ "fallbacks": ["c/d"], "primary": "a/b" }));
        assert!(matches!(effect, Effect::ModelSet { .. }), "{effect:?}");
    }

    #[test]
    fn what_answers_already_stays_and_what_nobody_knows_is_refused() {
        let document = json!({ "agents": { "defaults": { "model": { "primary": "a/b", "fallbacks": ["c/d"] } } } });
        let view = View::new(document);
        assert_eq!(set(&view, &op("a/b")).unwrap().edits, []);
        let unknown = SetModel { force: false, ..op("openai/gpt-99") };
        assert!(matches!(set(&view, &unknown), Err(Refusal::UnknownModel { .. })));
    }

    #[test]
    fn an_agent_takes_what_it_inherits_along() {
        let document = |model: Value| {
            json!({ "agents": {
                "defaults": { "model": { "primary": "p/q", "fallbacks": ["c/d", "a/b"] } },
                "list": [{ "id": "main" }, { "id": "work", "model": model }],
            } })
        };
        for generation in [Generation::Seeds, Generation::SharedDb] {
            for (own, after) in [
                (json!({}), json!({ "primary": "a/b", "fallbacks": ["p/q", "c/d"] })),
                (json!({ "fallbacks": ["e/f"] }), json!({ "fallbacks": ["p/q", "e/f"], "primary": "a/b" })),
                (json!({ "fallbacks": [] }), json!({ "fallbacks": ["p/q"], "primary": "a/b" })),
            ] {
                let view = View::new(document(own.clone())).with_generation(generation);
                let op = SetModel { agent: Some("work".to_owned()), keep_fallbacks: true, ..op("a/b") };
                let decision = set(&view, &op).unwrap();
                let is = view.edited(&decision.edits).unwrap();
                assert_eq!(is.document()["agents"]["list"][1]["model"], after, "{own} {generation:?}");
                assert_eq!(is.document()["agents"]["defaults"], document(json!({}))["agents"]["defaults"]);
            }
        }
    }
}
