//! Rename an alias.

use contract::{Effect, RenameAlias};
use json5_edit::Edit;

use super::{AliasError, AliasReferences, parse_alias, unknown_alias};
use crate::{
    base::decision::Decision,
    document::view::{ModelEntry, View},
    model::steps,
};

/// Renames an alias and, unless `name_only` is set, every reference to it.
pub fn rename_alias(view: &View, op: &RenameAlias) -> Result<Decision, AliasError> {
    let (old, new) = (op.alias.trim(), parse_alias(&op.to)?);
    let (found, others): (Vec<_>, Vec<_>) = view.model_entries().partition(|entry| entry.has_alias(old));
    let Some(last) = found.last() else { return Err(unknown_alias(view, old)) };
    if last.is_alias_built_in {
        return Err(AliasError::BuiltIn { alias: old.to_owned(), model: last.label() });
    }
    let from = last.alias.clone().unwrap_or_default();
    if let Some(other) = others.iter().find(|entry| entry.has_alias(new)) {
        let alias = other.alias.clone().unwrap_or_default();
        return Err(AliasError::Taken { alias, model: other.label() });
    }
    let effect = Effect::AliasRenamed { from: from.clone(), to: new.to_owned(), model: last.label() };
    if from == new {
        return Ok(Decision::unchanged(effect));
    }
    // All entries with this alias are renamed, so that the last one still counts.
    let written = found.iter().filter(|entry| !entry.is_alias_built_in);
    let set = |entry: &ModelEntry| Edit::Set { path: entry.entry_path().with_key("alias"), value: new.into() };
    let users = AliasReferences::find(view, old);
    let renamed = if op.name_only { Vec::new() } else { users.rename_edits(new) };
    let decision = Decision::new(renamed.into_iter().chain(written.map(set)).collect(), effect);
    Ok(Decision { repair: users.to_repair(new, !op.name_only), ..steps::with_alias_warnings(view, decision) })
}

#[cfg(test)]
mod tests {
    use contract::{Generation, Repair};
    use serde_json::{Value, json};

    use super::*;

    fn sample_document() -> Value {
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

    fn sample_view() -> View {
        View::new(sample_document()).with_generation(Generation::SharedDb)
    }

    fn rename_op(alias: &str, to: &str) -> RenameAlias {
        RenameAlias { alias: alias.to_owned(), to: to.to_owned(), name_only: false }
    }

    #[test]
    fn rename_updates_all_alias_uses() {
        let decision = rename_alias(&sample_view(), &rename_op(" Opus ", "best")).unwrap();
        let mut expected = sample_document();
        let defaults = &mut expected["agents"]["defaults"];
        defaults["model"] = json!({ "primary": "best", "fallbacks": ["openai/gpt-5.2", "best@anthropic:work"] });
        defaults["imageModel"] = "best".into();
        defaults["modelPolicy"] = json!({ "allow": ["best", "xai/*"] });
        defaults["models"]["anthropic/claude-opus-4-5"]["alias"] = "best".into();
        expected["agents"]["list"][1]["model"] = "best".into();
        assert!(sample_view().with_edits(&decision.edits).unwrap().has_document(&expected));
        let repair = Repair { writes: "best".to_owned(), chains: 3, lists: 1, is_on: true };
        assert_eq!((decision.repair, decision.breaks, decision.notes), (Some(repair), Vec::new(), Vec::new()));
    }

    #[test]
    fn name_only_rename_reports_broken_uses() {
        let decision =
            rename_alias(&sample_view(), &RenameAlias { name_only: true, ..rename_op("opus", "best") }).unwrap();
        assert_eq!(decision.edits.len(), 1);
        assert_eq!(
            decision.breaks[0],
            "step 1 of the text chain uses `OPUS`, which changes from `anthropic/claude-opus-4-5` to `openai/OPUS`, \
             a model that is not in the catalog or your config"
        );
        assert_eq!(decision.breaks.len(), 5);
        assert!(!decision.repair.unwrap().is_on);
    }

    #[test]
    fn rename_to_taken_name_is_refused_case_change_is_not() {
        let taken = AliasError::Taken { alias: "Fast".to_owned(), model: "openai/gpt-5.2".to_owned() };
        assert_eq!(rename_alias(&sample_view(), &rename_op("opus", "fAST")), Err(taken));
        let decision = rename_alias(&sample_view(), &rename_op("fast", "FAST")).unwrap();
        let models = sample_view().with_edits(&decision.edits).unwrap().alias_refs();
        assert_eq!(models["FAST"], "openai/gpt-5.2");
        assert_eq!(rename_alias(&sample_view(), &rename_op("fast", "Fast")).unwrap().edits, []);
    }

    #[test]
    fn unknown_and_invalid_aliases_are_refused() {
        assert!(
            matches!(rename_alias(&sample_view(), &rename_op("opsu", "x")), Err(AliasError::Unknown { suggestions, .. }) if suggestions == ["opus"])
        );
        assert!(matches!(rename_alias(&sample_view(), &rename_op("opus", "a b")), Err(AliasError::Invalid { .. })));
        assert!(matches!(rename_alias(&sample_view(), &rename_op("opus", " ")), Err(AliasError::Invalid { .. })));
    }

    #[test]
    fn a_built_in_alias_is_refused() {
        let models = json!({ "openai/gpt-5.4": {}, "a/b": { "alias": "x" } });
        let view = View::new(json!({ "agents": { "defaults": { "models": models } } }));
        let refusal = AliasError::BuiltIn { alias: "gpt".to_owned(), model: "openai/gpt-5.4".to_owned() };
        assert_eq!(rename_alias(&view, &rename_op("gpt", "y")), Err(refusal));
        assert!(matches!(rename_alias(&view, &rename_op("x", "gpt")), Err(AliasError::Taken { .. })));
    }

    #[test]
    fn duplicate_aliases_are_both_renamed() {
        let models = json!({ "a/b": { "alias": "x" }, "c/d": { "alias": "X" } });
        let view = View::new(json!({ "agents": { "defaults": { "model": "x", "models": models } } }));
        let decision = rename_alias(&view, &rename_op("x", "y")).unwrap();
        let after = view.with_edits(&decision.edits).unwrap();
        assert_eq!((after.resolve_name("y"), after.resolve_alias("x")), (view.resolve_name("x"), None));
        assert_eq!(after.default_chain(contract::Role::Text).primary.unwrap().configured, "y");
    }
}
