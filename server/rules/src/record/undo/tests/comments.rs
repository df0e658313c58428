//! Tests of undo of lists with comments that may contain a secret: the history omits them, and undo restores the list.

use super::*;

const SAMPLE_COMMENTS: &[&str] =
    &["2x cheaper", "$5/M tokens", "cheap & long", "was gpt-4o before", "50%", "->", "key sk-Canary"];

fn chain_with_comments(comment: &str) -> String {
    CHAIN_DOCUMENT.replace("// best", &format!("// {comment}")).replace("// cheap", &format!("// {comment}"))
}

fn sample_list_edits() -> Vec<Vec<Edit>> {
    let mut edits = sample_list_writes();
    edits.push(vec![set_edit(fallbacks_path(), json!(["c/c", "x/y", "b/b", "a/a"]))]);
    edits.push(vec![set_edit(fallbacks_path(), json!([]))]);
    edits.push(vec![set_edit(model_path(&["primary"]), "a/a"), set_edit(fallbacks_path().with_index(0), "p/q")]);
    edits.push(vec![Edit::Remove { path: model_path(&[]) }]);
    edits.push(vec![set_edit(model_path(&[]), json!({ "primary": "x/y", "fallbacks": ["b/b"] }))]);
    edits
}

fn parse_value(text: &str) -> Value {
    json5_edit::read(text.as_bytes()).unwrap()
}

#[test]
fn the_history_has_the_values_and_not_the_comments() {
    for comment in SAMPLE_COMMENTS {
        for edits in sample_list_edits() {
            let done = TestHistory::from_text(&chain_with_comments(comment)).apply_ours(&edits);
            let leaves = &done.records[0].leaves;
            assert!(leaves.iter().all(LeafChange::are_texts_known), "{edits:?}");
            let texts = leaves.iter().flat_map(|leaf| [&leaf.before, &leaf.after]).flatten();
            assert!(!texts.clone().any(|text| text.contains(comment)), "{edits:?}");
            assert!(texts.clone().any(|text| text.contains("a/a") || text.contains("p/q")), "{edits:?}");
        }
    }
}

/// Tries it with and without the backup, and with and without an edit elsewhere.
#[test]
fn values_are_restored_by_identity() {
    for edits in sample_list_edits() {
        let text = chain_with_comments("$5/M tokens");
        let done = TestHistory::from_text(&text).apply_ours(&edits);
        for (env, done) in [("'Canary'", done.clone()), ("'other'", done.replace_unrecorded("'Canary'", "'other'"))] {
            let meant = parse_value(&text.replace("'Canary'", env));
            for story in [done.clone(), done.without_backups()] {
                assert_eq!(parse_value(&story.apply_undo(None).text), meant, "{edits:?}");
            }
        }
    }
}

#[test]
fn comments_are_restored_from_backup_after_other_edits() {
    for comment in SAMPLE_COMMENTS {
        for edits in [vec![remove_edit(0)], vec![move_edit(0, 2)], vec![set_edit(fallbacks_path(), json!(["x/y"]))]] {
            let text = chain_with_comments(comment);
            let done = TestHistory::from_text(&text).apply_ours(&edits).replace_unrecorded("'Canary'", "'other'");
            assert_eq!(done.clone().apply_undo(None).text, text.replace("'Canary'", "'other'"), "{comment} {edits:?}");
            // A comment that others added since is not lost.
            if done.text.contains("\"c/c\"") {
                let theirs = done.replace_unrecorded("\"c/c\"", "/* 60% */ \"c/c\"").apply_undo(None);
                assert!(theirs.text.contains("60%"), "{edits:?}");
            }
        }
    }
}

#[test]
fn external_comment_is_kept_without_backup() {
    for edits in sample_list_writes() {
        let done = TestHistory::from_text(&chain_with_comments("50%")).apply_ours(&edits).without_backups();
        if !done.text.contains("'b/b'") {
            continue;
        }
        let theirs = done.replace_unrecorded("'b/b'", "/* 60% */ 'b/b'");
        let undone = theirs.apply_undo(None).text;
        assert!(undone.contains("60%"), "{edits:?} {undone}");
        assert_eq!(parse_value(&undone), parse_value(CHAIN_DOCUMENT), "{edits:?}");
    }
}

#[test]
fn model_parameters_are_restored_from_backup() {
    let text = "{ agents: { defaults: { models: { 'a/b': { params: { effort: 'high' } } } } } } // 50%";
    let path = KeyPath::from_keys(["agents", "defaults", "models", "a/b"]);
    let done = TestHistory::from_text(text).apply_ours(&[Edit::Remove { path: path.clone() }]);
    assert!(!done.records[0].leaves[0].are_texts_known());
    assert_eq!(parse_value(&done.clone().apply_undo(None).text), parse_value(text));
    let refused = done.clone().without_backups().refusal_text(None);
    assert!(
        refused.ends_with("was not kept because it may contain a secret, so it cannot be undone here"),
        "{refused}"
    );
    let refused = done.replace_unrecorded("models: {", "models: { 'a/b': {}").refusal_text(None);
    assert!(refused.contains("was not kept"), "the file after the change is not known: {refused}");
    let secret = TestHistory::from_text(&text.replace("effort", "apiKey")).apply_ours(&[Edit::Remove { path }]);
    assert!(secret.refusal_text(None).contains("was not kept"));
}

#[test]
fn agent_at_other_index_in_backup_is_found() {
    let text = "{ agents: { list: [ { id: 'z' }, { id: 'work', model: { primary: 'w/w', fallbacks: [ 'a/a', // 50%\n 'b/b' ] } } ] } }";
    let list = KeyPath::from_keys(["agents", "list"]).with_index(1).with_key("model").with_key("fallbacks");
    let done = TestHistory::from_text(text)
        .apply_ours(&[Edit::Remove { path: list.with_index(0) }])
        .replace_unrecorded("{ id: 'z' }, ", "");
    assert_eq!(done.apply_undo(None).text, text.replace("{ id: 'z' }, ", ""));
}

#[test]
fn undo_error_is_predicted() {
    let secret = json!({ "params": { "apiKey": "Canary" } });
    let models = KeyPath::from_keys(["agents", "defaults", "models", "p/q"]);
    let mut all = sample_writes();
    all.extend(sample_list_edits());
    all.extend([
        vec![set_edit(KeyPath::from_keys(["gateway", "bind"]), "lan")],
        vec![set_edit(KeyPath::from_keys(["gateway", "port"]), 5)],
        vec![set_edit(models.clone(), secret)],
        vec![set_edit(models.with_key("params").with_key("effort"), "high")],
        vec![set_edit(KeyPath::from_keys(["env", "K"]), "Canary2"), remove_edit(0)],
    ]);
    let mut refused = 0;
    for text in [CHAIN_DOCUMENT.to_owned(), chain_with_comments("50%"), CHAIN_DOCUMENT.replace("'b/b'", "5")] {
        for edits in &all {
            let story = TestHistory::from_text(&text);
            let (before, home) = (story.view(), unmanaged::test_home());
            let rewrites = plan_rewrites(&story.config_files(), &Layout::default(), edits, &[]).unwrap();
            let leaves =
                rewrites.iter().flat_map(|rewrite| &rewrite.leaves).map(|leaf| (leaf, leaf.redacted())).collect();
            let after = before.with_edits(edits).unwrap();
            let ahead = find_planned_undo_error(&PlannedChange { leaves, before: &before, after: &after, home: &home });
            let done = story.apply_ours(edits);
            assert_eq!(ahead, done.undo_error_of(1), "{edits:?}");
            refused += usize::from(ahead.is_some());
        }
    }
    assert!(refused >= 9, "{refused}");
}
