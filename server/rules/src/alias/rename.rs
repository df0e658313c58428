//! Another name for an alias.

use contract::{Effect, RenameAlias};
use json5_edit::Edit;

use super::{Users, spelled, unknown};
use crate::{
    decision::{Decision, Refusal},
    steps,
    view::{Listed, View},
};

/// Renames an alias, and with it every text that is written as it.
pub fn rename(view: &View, op: &RenameAlias) -> Result<Decision, Refusal> {
    let (old, new) = (op.alias.trim(), spelled(&op.to)?);
    let (found, others): (Vec<_>, Vec<_>) = view.listed().partition(|entry| entry.is_called(old));
    let Some(last) = found.last() else { return Err(unknown(view, old)) };
    if last.is_built_in {
        return Err(Refusal::AliasBuiltIn { alias: old.to_owned(), model: last.label() });
    }
    let from = last.alias.clone().unwrap_or_default();
    if let Some(other) = others.iter().find(|entry| entry.is_called(new)) {
        let alias = other.alias.clone().unwrap_or_default();
        return Err(Refusal::AliasTaken { alias, model: other.label() });
    }
    let effect = Effect::AliasRenamed { from: from.clone(), to: new.to_owned(), model: last.label() };
    if from == new {
        return Ok(Decision::nothing(effect));
    }
    // Of several that are called the same, all are renamed: the later one stays the one that counts.
    let written = found.iter().filter(|entry| !entry.is_built_in);
    let set = |entry: &Listed| Edit::Set { path: entry.path().key("alias"), value: new.into() };
    let users = Users::of(view, old);
    let renamed = if op.name_only { Vec::new() } else { users.renamed(new) };
    let decision = Decision::new(renamed.into_iter().chain(written.map(set)).collect(), effect);
    Ok(Decision { repair: users.repair(new, !op.name_only), ..steps::told(view, decision) })
}

#[cfg(test)]
mod tests {
    use contract::{Generation, Repair};
    use serde_json::{Value, json};

    use super::*;

    fn document() -> Value {
        json!({ "agents": {
            "defaults": {
                "model": { "primary": "OPUS", "fallbacks": ["openai/gpt-5.2", "opus@anthropic:work"] },
                "imageModel": "opus",
                "modelPolicy": { "allow": ["opus", "xai/*"] },
                "models": {
                    "anthropic/claude-opus-4-5": { "alias": "opus", "params": { "temperature": 1 } },
                    "openai/gpt-5.2": { "alias": "Fast" },
                },
            },
            "list": [{ "id": "main" }, { "id": "work", "model": "opus" }],
        } })
    }

    fn view() -> View {
        View::new(document()).with_generation(Generation::SharedDb)
    }

    fn op(alias: &str, to: &str) -> RenameAlias {
        RenameAlias { alias: alias.to_owned(), to: to.to_owned(), name_only: false }
    }

    #[test]
    fn whatever_is_written_as_an_alias_gets_its_new_name() {
        let decision = rename(&view(), &op(" Opus ", "best")).unwrap();
        let mut expected = document();
        let defaults = &mut expected["agents"]["defaults"];
        defaults["model"] = json!({ "primary": "best", "fallbacks": ["openai/gpt-5.2", "best@anthropic:work"] });
        defaults["imageModel"] = "best".into();
        defaults["modelPolicy"] = json!({ "allow": ["best", "xai/*"] });
        defaults["models"]["anthropic/claude-opus-4-5"]["alias"] = "best".into();
        expected["agents"]["list"][1]["model"] = "best".into();
        assert!(view().edited(&decision.edits).unwrap().says(&expected));
        let repair = Repair { writes: "best".to_owned(), chains: 3, lists: 1, is_on: true };
        assert_eq!((decision.repair, decision.breaks, decision.notes), (Some(repair), Vec::new(), Vec::new()));
    }

    #[test]
    fn the_name_alone_breaks_what_uses_it_and_says_so() {
        let decision = rename(&view(), &RenameAlias { name_only: true, ..op("opus", "best") }).unwrap();
        assert_eq!(decision.edits.len(), 1);
        assert_eq!(
            decision.breaks[0],
            "step 1 of the text chain says `OPUS`, which changes from `anthropic/claude-opus-4-5` to `openai/OPUS`, \
             a model that is not in the catalog or your config"
        );
        assert_eq!(decision.breaks.len(), 5);
        assert!(!decision.repair.unwrap().is_on);
    }

    #[test]
    fn a_name_that_another_model_has_is_refused_and_one_that_only_changes_its_case_is_not() {
        let taken = Refusal::AliasTaken { alias: "Fast".to_owned(), model: "openai/gpt-5.2".to_owned() };
        assert_eq!(rename(&view(), &op("opus", "fAST")), Err(taken));
        let decision = rename(&view(), &op("fast", "FAST")).unwrap();
        let models = view().edited(&decision.edits).unwrap().aliases();
        assert_eq!(models["FAST"], "openai/gpt-5.2");
        assert_eq!(rename(&view(), &op("fast", "Fast")).unwrap().edits, []);
    }

    #[test]
    fn what_is_no_alias_or_cannot_be_one_is_refused() {
        assert!(
            matches!(rename(&view(), &op("opsu", "x")), Err(Refusal::UnknownAlias { alike, .. }) if alike == ["opus"])
        );
        assert!(matches!(rename(&view(), &op("opus", "a b")), Err(Refusal::NotAnAlias { .. })));
        assert!(matches!(rename(&view(), &op("opus", " ")), Err(Refusal::NotAnAlias { .. })));
    }

    #[test]
    fn a_built_in_alias_is_refused() {
        let models = json!({ "openai/gpt-5.4": {}, "a/b": { "alias": "x" } });
        let view = View::new(json!({ "agents": { "defaults": { "models": models } } }));
        let refusal = Refusal::AliasBuiltIn { alias: "gpt".to_owned(), model: "openai/gpt-5.4".to_owned() };
        assert_eq!(rename(&view, &op("gpt", "y")), Err(refusal));
        assert!(matches!(rename(&view, &op("x", "gpt")), Err(Refusal::AliasTaken { .. })));
    }

    #[test]
    fn of_two_that_are_called_the_same_both_are_renamed() {
        let models = json!({ "a/b": { "alias": "x" }, "c/d": { "alias": "X" } });
        let view = View::new(json!({ "agents": { "defaults": { "model": "x", "models": models } } }));
        let decision = rename(&view, &op("x", "y")).unwrap();
        let after = view.edited(&decision.edits).unwrap();
        assert_eq!((after.resolve("y"), after.alias("x")), (view.resolve("x"), None));
        assert_eq!(after.chain(contract::Role::Text).primary.unwrap().configured, "y");
    }
}
