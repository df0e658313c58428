//! Replaces the primary, and keeps the old one as the first fallback.

use contract::{ChainStep, Effect, ModelRef, SetModel};

use super::{copied_default_fallbacks, primary_notes};
use crate::{
    base::{decision::Decision, list_edits::ListItem},
    change::chain::{
        fallbacks::missing_entry_edits,
        slot::{ChainSlot, IndexedStep},
    },
    model::{known_models::ModelCheckError, steps, typed_model::TypedModel},
};

/// Sets the primary: the model is removed from the fallbacks, and the old primary becomes the first of them.
pub(super) fn replace_primary(
    slot: &ChainSlot<'_>,
    typed: &TypedModel,
    op: &SetModel,
) -> Result<Decision, ModelCheckError> {
    slot.check_model(typed, op.force)?;
    let model = &typed.model;
    let old_primary = slot.chain().primary.clone();
    let old = old_primary.clone().filter(|old| old.model.as_ref() != Some(model));
    let entries = slot.fallback_steps();
    let is_replaced = |entry: &&IndexedStep| {
        let is_model = |other: Option<&ModelRef>| entry.1.model.is_some() && entry.1.model.as_ref() == other;
        is_model(Some(model))
            || old.as_ref().is_some_and(|old| is_model(old.model.as_ref()) || entry.1.configured == old.configured)
    };
    let replaced_items: Vec<_> = entries.iter().filter(is_replaced).map(|entry| ListItem::Kept(entry.0)).collect();
    // Keep the spelling of the fallback: it may be an alias.
    let existing_fallback = entries.iter().find(|(_, step)| step.model.as_ref() == Some(model));
    let key = existing_fallback.map_or_else(|| model.key(), |(_, step)| step.configured.clone());
    let is_kept = |item: &ListItem| !replaced_items.contains(item);
    let kept = (0..slot.fallback_count()).map(ListItem::Kept).filter(is_kept);
    let first = old.as_ref().map(|old| ListItem::New(old.configured.clone()));
    let after: Vec<_> = first.into_iter().chain(kept).collect();
    // An agent's fallbacks stay inherited if the change neither adds nor removes one.
    let is_changed = old.is_some() || !replaced_items.is_empty();
    let list = if is_changed {
        Some(after)
    } else {
        must_copy_fallbacks(slot, op).then(|| copied_default_fallbacks(slot.view(), model))
    };
    let mut edits = slot.write_edits(Some(&key), list.as_deref());
    let (entries, listed) = missing_entry_edits(slot.view(), std::slice::from_ref(model));
    edits.extend(entries);
    let decision = steps::with_alias_warnings(
        slot.view(),
        Decision::new(edits, replace_effect(slot, model, old_primary.as_ref(), old.is_some())),
    );
    let decision = if list.is_some() { slot.with_own_list_note(decision) } else { decision };
    Ok(primary_notes(slot, model, list.is_some()).into_iter().chain(listed).fold(decision, Decision::with_note))
}

/// Whether an agent's own model would remove the inherited fallbacks although they are to be kept.
fn must_copy_fallbacks(slot: &ChainSlot<'_>, op: &SetModel) -> bool {
    op.keep_fallbacks && slot.needs_own_fallbacks() && slot.own_fallbacks().is_none()
}

fn replace_effect(slot: &ChainSlot<'_>, model: &ModelRef, was: Option<&ChainStep>, is_kept: bool) -> Effect {
    let (chain, model) = (slot.chain_id(), model.key());
    match was.filter(|_| is_kept) {
        Some(was) => Effect::PrimaryChanged { chain, model, was: Some(was.label()), to: 1 },
        None => Effect::ModelSet { chain, model },
    }
}

#[cfg(test)]
mod tests {
    use contract::{Code, Generation};
    use serde_json::{Value, json};

    use super::*;
    use crate::{change::chain::primary::set_primary, document::view::View};

    fn keep_old_op(model: &str) -> SetModel {
        SetModel { model: model.to_owned(), keep_old: true, force: true, ..SetModel::default() }
    }

    fn replace_result(model: &Value, op: &SetModel) -> (Value, Effect) {
        let models = json!({ "p/q": { "alias": "old" }, "a/b": { "alias": "new" } });
        let document = json!({ "agents": { "defaults": { "model": model, "models": models } } });
        let decision = set_primary(&View::new(document.clone()), op).unwrap();
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
            // The new primary was a step of the chain: it moves up and keeps its spelling.
            (
                json!({ "primary": "old", "fallbacks": ["c/d", "new", "e/f"] }),
                json!({ "primary": "new", "fallbacks": ["old", "c/d", "e/f"] }),
            ),
            // No model is in the chain twice.
            (
                json!({ "primary": "p/q", "fallbacks": ["a/b", "old", "c/d", "new", 5] }),
                json!({ "primary": "a/b", "fallbacks": ["p/q", "c/d", 5] }),
            ),
        ] {
            let (is, effect) = replace_result(&before, &keep_old_op("new"));
            assert_eq!(is, after, "{before}");
            let Effect::PrimaryChanged { was: Some(was), model, to: 1, .. } = effect else { panic!("{effect:?}") };
            assert_eq!((was.as_str(), model.as_str()), ("p/q", "a/b"));
        }
    }

    #[test]
    fn keep_old_without_primary_keeps_nothing() {
        let (is, effect) = replace_result(&json!({ "fallbacks": ["c/d", "a/b"] }), &keep_old_op("a/b"));
        assert_eq!(is, json!({ "fallbacks": ["c/d"], "primary": "a/b" }));
        assert!(matches!(effect, Effect::ModelSet { .. }), "{effect:?}");
    }

    #[test]
    fn the_current_primary_stays_and_unknown_models_are_refused() {
        let document = json!({ "agents": { "defaults": { "model": { "primary": "a/b", "fallbacks": ["c/d"] } } } });
        let view = View::new(document);
        assert_eq!(set_primary(&view, &keep_old_op("a/b")).unwrap().edits, []);
        let unknown = SetModel { force: false, ..keep_old_op("openai/gpt-99") };
        assert!(set_primary(&view, &unknown).is_err_and(|error| error.code == Code::ModelUnknown));
    }

    #[test]
    fn agent_copies_inherited_fallbacks() {
        let document = |model: Value| {
            json!({ "agents": {
                "defaults": { "model": { "primary": "p/q", "fallbacks": ["c/d", "a/b"] } },
                "list": [{ "id": "main" }, { "id": "work", "model": model }],
            } })
        };
        for generation in [Generation::JsonStore, Generation::SharedDb] {
            for (own, after) in [
                (json!({}), json!({ "primary": "a/b", "fallbacks": ["p/q", "c/d"] })),
                (json!({ "fallbacks": ["e/f"] }), json!({ "fallbacks": ["p/q", "e/f"], "primary": "a/b" })),
                (json!({ "fallbacks": [] }), json!({ "fallbacks": ["p/q"], "primary": "a/b" })),
            ] {
                let view = View::new(document(own.clone())).with_generation(generation);
                let op = SetModel { agent: Some("work".to_owned()), keep_fallbacks: true, ..keep_old_op("a/b") };
                let decision = set_primary(&view, &op).unwrap();
                let is = view.with_edits(&decision.edits).unwrap();
                assert_eq!(is.document()["agents"]["list"][1]["model"], after, "{own} {generation:?}");
                assert_eq!(is.document()["agents"]["defaults"], document(json!({}))["agents"]["defaults"]);
            }
        }
    }
}
