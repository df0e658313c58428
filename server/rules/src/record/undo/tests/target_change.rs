//! Tests of which change undo selects, and which changes it refuses.

use super::*;

fn set_primary(story: TestHistory, name: &str) -> TestHistory {
    story.apply_ours(&[set_edit(model_path(&["primary"]), name)])
}

fn sample_history() -> TestHistory {
    let story =
        TestHistory::from_text("{ agents: { defaults: { model: { primary: 'one' } } }, env: { K: 'Canary' } }\n");
    ["two", "three", "four"].into_iter().fold(story, set_primary)
}

fn current_primary(story: &TestHistory) -> String {
    json5_edit::read(story.text.as_bytes()).unwrap()["agents"]["defaults"]["model"]["primary"]
        .as_str()
        .unwrap()
        .to_owned()
}

#[test]
fn repeated_undo_goes_back_and_undo_of_undo_redoes() {
    let story = sample_history().apply_undo(None);
    assert_eq!(current_primary(&story), "three");
    let story = story.apply_undo(None);
    assert_eq!(current_primary(&story), "two");
    let story = story.apply_undo(None);
    assert_eq!(
        (current_primary(&story), story.refusal_text(None)),
        ("one".to_owned(), "there is nothing to undo".to_owned())
    );
    let story = story.apply_undo(Some(6));
    assert_eq!(current_primary(&story), "two");
    assert_eq!(undone_by(&story.records), [(3, 4), (2, 5), (6, 7)].into_iter().collect());
    assert_eq!(current_primary(&story.apply_undo(None)), "one");
}

#[test]
fn changes_after_an_undo_are_undone_next() {
    let story = set_primary(sample_history().apply_undo(None), "five").apply_undo(None);
    assert_eq!(current_primary(&story), "three");
    assert_eq!(current_primary(&story.apply_undo(None)), "two");
}

#[test]
fn change_edited_since_is_reported_and_kept() {
    let story = sample_history().replace_unrecorded("'four'", "'other'");
    for wanted in [None, Some(3)] {
        let Err(UndoRequestError::CannotUndo { id: 3, reason: UndoError::ChangedSince { left, now, path }, .. }) =
            story.decide_undo(wanted)
        else {
            panic!("{wanted:?}")
        };
        assert_eq!((left.as_str(), now.as_str()), ("`'four'`", "`'other'`"));
        assert_eq!(path, model_path(&["primary"]));
    }
    assert_eq!(
        story.refusal_text(Some(2)),
        "could not undo change 2: `agents.defaults.model.primary` has changed since"
    );
    let removed = story.clone().replace_unrecorded("primary: 'other'", "");
    assert!(
        matches!(removed.decide_undo(None), Err(UndoRequestError::CannotUndo { reason: UndoError::ChangedSince { now, .. }, .. }) if now == "nothing")
    );
}

#[test]
fn respelling_is_no_change() {
    assert_eq!(current_primary(&sample_history().replace_unrecorded("'four'", "\"four\"").apply_undo(None)), "three");
}

#[test]
fn already_reverted_change_has_nothing_to_undo() {
    let story = sample_history().replace_unrecorded("'four'", "'three'");
    let Decision { edits, effect, .. } = story.decide_undo(Some(3)).unwrap();
    assert_eq!((edits.len(), effect), (0, Effect::AlreadyUndone { id: 3 }));
    assert_eq!([3, 2].map(|id| story.undo_error_of(id)), [Some(UndoError::NothingToRevert), None]);
    let decision = story.decide_undo(None).unwrap();
    assert_eq!(decision.effect, Effect::Undone { id: 2, op: "test".to_owned() });
    assert_eq!(decision.notes, ["change 3 was skipped: nothing is left to undo"]);
}

#[test]
fn impossible_undo_is_an_error_with_alternative() {
    let path = KeyPath::from_keys(["gateway", "bind"]);
    let story = sample_history().apply_ours(&[set_edit(path, "lan")]);
    let said = "could not undo change 4: `gateway.bind` is not a model setting, so it cannot be undone here";
    assert_eq!([story.refusal_text(Some(4)), story.refusal_text(None)], [said, said]);
    let instead = |story: &TestHistory| match story.decide_undo(None) {
        Err(UndoRequestError::CannotUndo { alternative: instead, .. }) => instead,
        other => panic!("{other:?}"),
    };
    assert_eq!(instead(&story), Some((3, "test".to_owned())));
    assert!(matches!(story.decide_undo(Some(4)), Err(UndoRequestError::CannotUndo { alternative: None, .. })));
    // The suggested change differs if that change is undone or was changed since.
    assert_eq!(instead(&story.clone().apply_undo(Some(3))), Some((2, "test".to_owned())));
    assert_eq!(instead(&story.replace_unrecorded("'four'", "'other'")), None);
}

#[test]
fn unrecorded_text_is_not_restored() {
    let secret = json!({ "primary": "a/b", "apiKey": "Canary1" });
    let story = TestHistory::from_text("{ agents: { defaults: {} } }").apply_ours(&[set_edit(model_path(&[]), secret)]);
    assert!(!format!("{:?}", story.records[0].leaves[0].after).contains("Canary"));
    let refused = story.refusal_text(Some(1));
    assert!(refused.contains("`agents.defaults.model` was not kept because"), "{refused}");
    // Records of the first versions do not distinguish between no value and a value that was not recorded.
    let old = |story: TestHistory| {
        story.edit_last_record(|record| record.leaves.iter_mut().for_each(|leaf| leaf.is_complete = false))
    };
    let added = TestHistory::from_text(CHAIN_DOCUMENT)
        .apply_ours(&[set_edit(KeyPath::from_keys(["agents", "defaults", "imageModel"]), "a/b")]);
    assert!(
        old(added)
            .without_backups()
            .refusal_text(Some(1))
            .contains("it may contain a secret, so it cannot be undone here")
    );
    assert_eq!(current_primary(&old(single_change_history()).apply_undo(Some(1))), "one");
}

fn single_change_history() -> TestHistory {
    set_primary(TestHistory::from_text("{ agents: { defaults: { model: { primary: 'one' } } } }"), "two")
}

#[test]
fn agent_is_found_by_id_or_reported_removed() {
    let write = [set_edit(KeyPath::from_keys(["agents", "list"]).with_index(1).with_key("model"), "x/y")];
    let story = TestHistory::from_text(CHAIN_DOCUMENT).apply_ours(&write);
    assert_eq!(story.records[0].leaves[0].path.to_string(), "agents.list.work.model");
    let moved = story
        .clone()
        .replace_unrecorded("{ id: 'main' }, ", "")
        .replace_unrecorded("'x/y' }", "'x/y' }, { id: 'main' }");
    assert!(moved.apply_undo(None).text.contains("list: [ { id: 'work', model: 'w/w' }, { id: 'main' } ]"));
    let gone = story.replace_unrecorded("id: 'work'", "id: 'other'");
    assert_eq!(gone.refusal_text(Some(1)), "could not undo change 1: the agent `work` no longer exists");
}

#[test]
fn external_changes_are_undone_on_request() {
    for (from, to) in [
        ("primary: 'p/q', // best", "primary: 'x/y', // best"),
        ("'b/b',", "'b/b', 'x/y',"),
        ("models: {", "imageModel: { primary: 'x/y', fallbacks: ['z/z'] }, models: {"),
        ("model: 'w/w'", "model: { primary: 'w/w', fallbacks: ['x/y'] }"),
        (", model: 'w/w'", ""),
        ("  env:", "  auth: { order: { anthropic: ['anthropic:one'] } },\n  env:"),
        ("'p/q': { alias: 'best' }", "'p/q': { alias: 'best' }, 'x/y': {}"),
        ("'p/q': { alias: 'best' }", "'p/q': {}"),
    ] {
        let before = TestHistory::from_text(CHAIN_DOCUMENT);
        let story = before.clone().apply_external(&CHAIN_DOCUMENT.replace(from, to));
        assert_eq!(story.refusal_text(None), "there is nothing to undo");
        let story = story.apply_undo(Some(1));
        let [after, meant] = [&story.text, CHAIN_DOCUMENT].map(|text| json5_edit::read(text.as_bytes()).unwrap());
        assert_eq!(after, meant, "{from} → {to}");
    }
    let back = |from: &str, to: &str| {
        let story = TestHistory::from_text(&CHAIN_DOCUMENT.replace(from, to))
            .apply_external(CHAIN_DOCUMENT)
            .apply_undo(Some(1));
        let [after, meant] =
            [story.text, CHAIN_DOCUMENT.replace(from, to)].map(|text| json5_edit::read(text.as_bytes()).unwrap());
        assert_eq!(after, meant);
    };
    back("model: 'w/w'", "model: { primary: 'w/w', fallbacks: ['x/y'] }");
}

#[test]
fn records_without_values_cannot_be_undone() {
    let mut story = sample_history();
    story.push_record(Vec::new(), "{}", false, "edit", None);
    assert_eq!(story.refusal_text(Some(4)), "could not undo change 4: no change to models was recorded");
    assert_eq!(story.refusal_text(Some(9)), "there is no change 9");
    assert_eq!(story.decide_undo(Some(9)), Err(UndoRequestError::NoSuchChange { id: 9, newest: Some(4) }));
}

#[test]
fn values_moved_to_another_file_stay() {
    let story = sample_history().edit_last_record(|record| record.file = "other".to_owned());
    let refused = story.refusal_text(None);
    assert!(refused.contains("is no longer in `other`"), "{refused}");
}

#[test]
fn multi_file_change_is_one_change() {
    let alias = set_edit(KeyPath::from_keys(["agents", "defaults", "models", "a/b", "alias"]), "x");
    let story = sample_history().apply_ours(&[alias]).edit_last_record(|record| record.change_id = 3);
    for wanted in [None, Some(3), Some(4)] {
        let story = story.clone().apply_undo(wanted);
        assert_eq!((current_primary(&story), story.text.contains("alias")), ("three".to_owned(), false));
        assert_eq!(undone_by(&story.records), [(3, 5)].into_iter().collect());
    }
}

#[test]
fn undo_removes_created_parents_if_empty() {
    let write = [set_edit(fallbacks_path(), json!(["a/b"]))];
    for (before, from, to, after) in [
        ("{}", "", "", "{}"),
        ("{ x: 1 }", "", "", "{ x: 1 }"),
        ("{ agents: {} }", "", "", "{ agents: {} }"),
        (
            "{ x: 1 }",
            "fallbacks:",
            "primary: 'p/q', fallbacks:",
            "{ x: 1, agents: { defaults: { model: { primary: 'p/q' } } } }",
        ),
        (
            "{ x: 1 }",
            "fallbacks:",
            "/* mine */ fallbacks:",
            "{ x: 1, agents: { defaults: { model: { /* mine */ } } } }",
        ),
    ] {
        let story = TestHistory::from_text(before).apply_ours(&write);
        let story = if from.is_empty() { story } else { story.replace_unrecorded(from, to) };
        assert_eq!(story.apply_undo(None).text, after);
    }
}

/// Builds a history with a record that someone forged.
fn forged_history(path: &str, before: Option<&str>, after: Option<&str>) -> TestHistory {
    let text = "{ agents: { defaults: { model: { primary: 'one' } } }, auth: { profiles: { x: { key: 'Canary' } } } }";
    let [before, after] = [before, after].map(|text| text.map(str::to_owned));
    let mut story = TestHistory::from_text(text);
    let leaf = LeafChange::new(path.parse().unwrap(), before, after, 0);
    story.push_record(vec![leaf], text, true, "model/set", None);
    story.edit_last_record(|record| record.rev_before = Some(revision_of_text("no longer there")))
}

#[test]
fn forged_records_are_not_written() {
    let (primary, model) = ("agents.defaults.model.primary", "agents.defaults.model");
    let was = Some("{ primary: 'one' }");
    for (path, before, after, expected) in [
        (primary, "5", Some("'one'"), "OpenClaw would refuse the old value: `agents.defaults.model.primary` is"),
        (primary, "null", Some("'one'"), "OpenClaw would refuse"),
        (primary, "'‹hidden›'", Some("'one'"), "the history has a mask"),
        (primary, "'two' // best", Some("'one'"), "the history has no single value"),
        (primary, "'two', fallbacks: ['x']", Some("'one'"), "the history has no single value"),
        (primary, "{ $include: [] }", Some("'one'"), "the history has a reserved key"),
        (model, "{ primary: 'a/b', fallbacks: 5 }", was, "the text of `agents.defaults.model` was not kept"),
        (model, "{ primary: 'a/b', fallbacks: {} }", was, "OpenClaw would refuse"),
        (model, "{ __proto__: {} }", was, "the history has a reserved key"),
        ("auth.profiles.x.key", "'mine'", Some("'Canary'"), "the text of `auth.profiles.x.key` was not kept"),
        ("agents.entries.__proto__.model", "'a/b'", None, "the history has a reserved key"),
    ] {
        let refused = forged_history(path, Some(before), after).refusal_text(Some(1));
        assert!(refused.starts_with(&format!("could not undo change 1: {expected}")), "{path} {before}: {refused}");
        assert!(!refused.contains("Canary"), "{refused}");
    }
}

#[test]
fn existing_violations_do_not_block_an_undo() {
    let text = "{ agents: { defaults: { model: { primary: 'one', fallbacks: ['a/b', 5] } } } }";
    let story = TestHistory::from_text(text).apply_ours(&[remove_edit(0)]).apply_undo(None);
    assert_eq!(story.text, text);
}

/// Rewrites the whole file, as OpenClaw does.
fn rewritten_as_json(story: TestHistory) -> TestHistory {
    let value = json5_edit::read(story.text.as_bytes()).unwrap();
    TestHistory { text: format!("{value:#}\n"), ..story }
}

#[test]
fn undo_writes_plain_json_into_plain_json() {
    let primary = model_path(&["primary"]);
    let models = KeyPath::from_keys(["agents", "defaults", "models", "p/q"]);
    for edit in [
        set_edit(primary.clone(), "x/y"),
        Edit::Remove { path: primary },
        set_edit(fallbacks_path(), json!(["x/y"])),
        remove_edit(1),
        set_edit(model_path(&[]), "x/y"),
        set_edit(models.clone(), json!({})),
        Edit::Remove { path: models },
    ] {
        let done = rewritten_as_json(TestHistory::from_text(CHAIN_DOCUMENT).apply_ours(std::slice::from_ref(&edit)));
        let back = done.apply_undo(None).text;
        let meant = json5_edit::read(CHAIN_DOCUMENT.as_bytes()).unwrap();
        assert_eq!(serde_json::from_str::<Value>(&back).ok(), Some(meant), "{edit:?}\n{back}");
    }
}

#[test]
fn comment_is_restored_if_text_is_unchanged() {
    let story = TestHistory::from_text(
        "{ \"agents\": { \"defaults\": { \"model\": { \"fallbacks\": ['a/b' /* cheap */] } } } }",
    );
    let done = story.clone().apply_ours(&[set_edit(fallbacks_path(), json!([]))]);
    assert_eq!(done.clone().apply_undo(None).text, story.text);
    assert!(!done.replace_unrecorded("[]", "[ ]").apply_undo(None).text.contains("cheap"));
}
