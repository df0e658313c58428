use serde_json::Value;

use super::*;
use crate::schema::include::{LoadedFile, assemble_document};

const MAIN_FILE: &str =
    "{ agents: { $include: './agents.json5' }, models: { $include: ['./agents.json5', './agents.json5'] } } // Canary";
const AGENTS_FILE: &str =
    "{\n  defaults: {\n    model: {\n      fallbacks: ['a/b'], // cheap\n    },\n    workspace: '/Canary',\n  },\n}\n";

fn plan_test_edits(edits: &[Edit]) -> Result<Vec<FileRewrite>, PlanError> {
    let read = |text: &str| json5_edit::read(text.as_bytes()).unwrap();
    let mut load = |_: crate::schema::include::IncludeRequest<'_>| {
        Ok::<_, ()>(LoadedFile { source: 1, byte_len: AGENTS_FILE.len(), value: read(AGENTS_FILE) })
    };
    let (_, layout): (Value, _) = assemble_document(read(MAIN_FILE), &mut load).unwrap();
    let file =
        |shown: &str, text| ConfigFile { display_path: shown.to_owned(), text: Some(text), text_before_change: None };
    plan_rewrites(&[file("main", MAIN_FILE), file("agents", AGENTS_FILE)], &layout, edits, &[])
}

fn fallbacks_path() -> KeyPath {
    KeyPath::from_keys(["agents", "defaults", "model", "fallbacks"])
}

#[test]
fn only_the_owning_file_is_edited() {
    let edit = Edit::Insert { list: fallbacks_path(), index: 1, value: "c/d".into() };
    let [rewrite] = <[_; 1]>::try_from(plan_test_edits(&[edit]).unwrap()).unwrap();
    assert_eq!(rewrite.source, 1);
    assert_eq!(rewrite.after, AGENTS_FILE.replace("['a/b']", "['a/b', 'c/d']"));
    let [leaf] = &rewrite.leaves[..] else { panic!("{:?}", rewrite.leaves) };
    let texts = [&leaf.before, &leaf.after].map(|text| text.as_deref().unwrap_or_default());
    assert_eq!((&leaf.path, texts, leaf.created_parents), (&fallbacks_path(), ["['a/b']", "['a/b', 'c/d']"], 0));
    let shown = format!("{:?}", rewrite.diff);
    assert!(shown.contains("// cheap") && !shown.contains("Canary"), "{shown}");
}

#[test]
fn new_value_goes_to_file_of_its_parent() {
    let path = KeyPath::from_keys(["agents", "defaults", "imageModel"]);
    let [rewrite] = <[_; 1]>::try_from(plan_test_edits(&[Edit::Set { path, value: "e/f".into() }]).unwrap()).unwrap();
    assert!(rewrite.source == 1 && rewrite.after.contains("imageModel: 'e/f'"), "{}", rewrite.after);
}

#[test]
fn two_files_may_change_at_once() {
    let edits = [
        Edit::Insert { list: fallbacks_path(), index: 0, value: "c/d".into() },
        Edit::Set { path: KeyPath::from_keys(["auth", "order"]), value: Value::Object(serde_json::Map::new()).into() },
    ];
    let rewrites = plan_test_edits(&edits).unwrap();
    assert_eq!(rewrites.iter().map(|rewrite| rewrite.source).collect::<Vec<_>>(), [0, 1]);
}

#[test]
fn list_merged_from_several_files_is_refused() {
    let list = KeyPath::from_keys(["models", "defaults", "model", "fallbacks"]);
    let refused = plan_test_edits(&[Edit::Insert { list: list.clone(), index: 0, value: "c/d".into() }]);
    assert_eq!(refused.err(), Some(PlanError::MultipleOwners { path: list, files: vec!["agents".to_owned()] }));
}

#[test]
fn edits_without_effect_rewrite_nothing() {
    let edit = Edit::Set { path: fallbacks_path().with_index(0), value: "a/b".into() };
    assert!(plan_test_edits(&[edit]).unwrap().is_empty());
}

#[test]
fn given_edited_document_is_used_and_verified() {
    let text = "{ agents: { defaults: { model: 'a/b' } } }";
    let files = [ConfigFile { display_path: "main".to_owned(), text: Some(text), text_before_change: None }];
    let edits = [Edit::Set { path: KeyPath::from_keys(["agents", "defaults", "model"]), value: "c/d".into() }];
    let view = View::new(json5_edit::read(text.as_bytes()).unwrap());
    let edited = json5_edit::apply(view.document(), &edits).unwrap();
    for (after, is_right) in [(&edited, true), (view.document(), false)] {
        let known = KnownDocuments { before: Some(&view), after: Some(after) };
        let planned = plan_parsed_rewrites(&files, known, &Layout::default(), &edits, &[]);
        let texts = planned.map(|rewrites| rewrites.into_iter().map(|rewrite| rewrite.after).collect::<Vec<_>>());
        assert_eq!(texts.ok(), is_right.then(|| vec![text.replace("a/b", "c/d")]));
    }
}

#[test]
fn elements_are_removed_one_by_one() {
    let remove = Edit::Remove { path: fallbacks_path().with_index(0) };
    let text = "{ agents: { defaults: { model: { fallbacks: ['a/b', 'c/d', 'e/f'] } } } }";
    let files = [ConfigFile { display_path: "main".to_owned(), text: Some(text), text_before_change: None }];
    let rewrites = plan_rewrites(&files, &Layout::default(), &[remove.clone(), remove], &[]).unwrap();
    assert_eq!(rewrites[0].after, text.replace("'a/b', 'c/d', ", ""));
}

#[test]
fn missing_file_is_created() {
    let files = [ConfigFile { display_path: "main".to_owned(), text: None, text_before_change: None }];
    let edit = Edit::Insert { list: fallbacks_path(), index: 0, value: "c/d".into() };
    let [rewrite] = <[_; 1]>::try_from(plan_rewrites(&files, &Layout::default(), &[edit], &[]).unwrap()).unwrap();
    assert!(rewrite.diff.is_new && rewrite.after.ends_with("}\n"), "{}", rewrite.after);
    assert_eq!((rewrite.leaves[0].before.as_deref(), rewrite.leaves[0].created_parents), (None, 3));
}

#[test]
fn exchanged_comments_are_recorded_with_both_values() {
    let paths = |text: &str| -> Vec<String> {
        let files = [ConfigFile { display_path: "main".to_owned(), text: Some(text), text_before_change: None }];
        let (primary, list) = (KeyPath::from_keys(["agents", "defaults", "model", "primary"]), fallbacks_path());
        let swap = Edit::SwapComments { one: primary.clone(), other: list.with_index(0) };
        let set = |path, value: &str| Edit::Set { path, value: value.into() };
        let edits = [swap, set(primary, "c/d"), set(list.with_index(0), "a/b")];
        let rewrites = plan_rewrites(&files, &Layout::default(), &edits, &[]).unwrap();
        rewrites[0].leaves.iter().map(|leaf| leaf.path.to_string()).collect()
    };
    let text = "{ agents: { defaults: { model: { primary: 'a/b', fallbacks: ['c/d' /* c */] } } } }";
    assert_eq!(paths(text), ["agents.defaults.model"]);
    let values = ["agents.defaults.model.primary", "agents.defaults.model.fallbacks"];
    assert_eq!(paths(&text.replace(" /* c */", "")), values);
    let elsewhere = Edit::SwapComments { one: fallbacks_path().with_index(0), other: KeyPath::from_keys(["auth"]) };
    assert!(plan_test_edits(&[elsewhere]).unwrap().is_empty());
}

#[test]
fn the_backup_text_is_used_if_its_values_match() {
    let text = "{ agents: { defaults: { model: 'a/b' } } }";
    let edit = Edit::Remove { path: KeyPath::from_keys(["agents", "defaults", "model"]) };
    for (earlier, taken) in [("{ agents: { /* ours */ defaults: {  } } }", true), ("{ agents: {} }", false)] {
        let files =
            [ConfigFile { display_path: "main".to_owned(), text: Some(text), text_before_change: Some(earlier) }];
        let [rewrite] =
            <[_; 1]>::try_from(plan_rewrites(&files, &Layout::default(), std::slice::from_ref(&edit), &[]).unwrap())
                .unwrap();
        assert_eq!(rewrite.after == earlier, taken, "{}", rewrite.after);
    }
}

#[test]
fn nested_leaf_is_not_recorded_twice() {
    let text = "{ agents: { defaults: { models: { 'a/b': {}, 'c/d': {} } } } }";
    let models = KeyPath::from_keys(["agents", "defaults", "models"]);
    let removals = [models.with_key("a/b"), models.with_key("c/d"), models.clone()].map(|path| Edit::Remove { path });
    let files = [ConfigFile { display_path: "main".to_owned(), text: Some(text), text_before_change: None }];
    let paths = |edits: &[Edit]| -> Vec<KeyPath> {
        let rewrites = plan_rewrites(&files, &Layout::default(), edits, &[]).unwrap();
        rewrites[0].leaves.iter().map(|leaf| leaf.path.clone()).collect()
    };
    assert_eq!(paths(&removals), std::slice::from_ref(&models));
    assert_eq!(paths(&removals[..2]), [models.with_key("a/b"), models.with_key("c/d")]);
    let again = Edit::Set { path: models.with_key("e/f"), value: Value::Object(serde_json::Map::new()).into() };
    assert_eq!(paths(&[removals[2].clone(), again]), [models]);
}
