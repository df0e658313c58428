//! Lists with comments that may hold a secret: they are not in the history, and what is undone comes back all the same.

use super::*;

const COMMENTS: &[&str] =
    &["2x cheaper", "$5/M tokens", "cheap & long", "was gpt-4o before", "50%", "->", "key sk-Canary"];

fn chain(comment: &str) -> String {
    CHAIN.replace("// best", &format!("// {comment}")).replace("// cheap", &format!("// {comment}"))
}

fn list_edits() -> Vec<Vec<Edit>> {
    let mut edits = list_writes();
    edits.push(vec![set(fallbacks(), json!(["c/c", "x/y", "b/b", "a/a"]))]);
    edits.push(vec![set(fallbacks(), json!([]))]);
    edits.push(vec![set(model(&["primary"]), "a/a"), set(fallbacks().index(0), "p/q")]);
    edits.push(vec![Edit::Remove { path: model(&[]) }]);
    edits.push(vec![set(model(&[]), json!({ "primary": "x/y", "fallbacks": ["b/b"] }))]);
    edits
}

fn value(text: &str) -> Value {
    json5_edit::read(text.as_bytes()).unwrap()
}

#[test]
fn the_history_has_the_values_and_not_the_comments() {
    for comment in COMMENTS {
        for edits in list_edits() {
            let done = Story::of(&chain(comment)).then(&edits);
            let leaves = &done.past[0].leaves;
            assert!(leaves.iter().all(Leaf::is_known), "{edits:?}");
            let texts = leaves.iter().flat_map(|leaf| [&leaf.before, &leaf.after]).flatten();
            assert!(!texts.clone().any(|text| text.contains(comment)), "{edits:?}");
            assert!(texts.clone().any(|text| text.contains("a/a") || text.contains("p/q")), "{edits:?}");
        }
    }
}

/// With the byte copy and without it, with an edit elsewhere and without.
#[test]
fn the_values_come_back_by_identity() {
    for edits in list_edits() {
        let text = chain("$5/M tokens");
        let done = Story::of(&text).then(&edits);
        for (env, done) in [("'Canary'", done.clone()), ("'other'", done.unseen("'Canary'", "'other'"))] {
            let meant = value(&text.replace("'Canary'", env));
            for story in [done.clone(), done.without_copies()] {
                assert_eq!(value(&story.undone(None).text), meant, "{edits:?}");
            }
        }
    }
}

#[test]
fn comments_come_back_from_the_byte_copy_although_the_file_changed_elsewhere() {
    for comment in COMMENTS {
        for edits in [vec![remove(0)], vec![shift(0, 2)], vec![set(fallbacks(), json!(["x/y"]))]] {
            let text = chain(comment);
            let done = Story::of(&text).then(&edits).unseen("'Canary'", "'other'");
            assert_eq!(done.clone().undone(None).text, text.replace("'Canary'", "'other'"), "{comment} {edits:?}");
            // A comment that others wrote since is not lost for it.
            if done.text.contains("\"c/c\"") {
                let theirs = done.unseen("\"c/c\"", "/* 60% */ \"c/c\"").undone(None);
                assert!(theirs.text.contains("60%"), "{edits:?}");
            }
        }
    }
}

#[test]
fn a_comment_that_others_wrote_since_stays_where_no_copy_is_left() {
    for edits in list_writes() {
        let done = Story::of(&chain("50%")).then(&edits).without_copies();
        if !done.text.contains("'b/b'") {
            continue;
        }
        let theirs = done.unseen("'b/b'", "/* 60% */ 'b/b'");
        let undone = theirs.undone(None).text;
        assert!(undone.contains("60%"), "{edits:?} {undone}");
        assert_eq!(value(&undone), value(CHAIN), "{edits:?}");
    }
}

#[test]
fn parameters_of_a_model_come_back_from_the_byte_copy() {
    let text = "{ agents: { defaults: { models: { 'a/b': { params: { effort: 'high' } } } } } } // 50%";
    let path = KeyPath::of(["agents", "defaults", "models", "a/b"]);
    let done = Story::of(text).then(&[Edit::Remove { path: path.clone() }]);
    assert!(!done.past[0].leaves[0].is_known());
    assert_eq!(value(&done.clone().undone(None).text), value(text));
    let refused = done.clone().without_copies().refused(None);
    assert!(refused.ends_with("may hold a secret and is not kept, so it cannot be undone here"), "{refused}");
    let refused = done.unseen("models: {", "models: { 'a/b': {}").refused(None);
    assert!(refused.contains("is not kept"), "the file after the change is not known: {refused}");
    let secret = Story::of(&text.replace("effort", "apiKey")).then(&[Edit::Remove { path }]);
    assert!(secret.refused(None).contains("is not kept"));
}

#[test]
fn an_agent_that_stands_elsewhere_in_the_byte_copy_is_found_there() {
    let text = "{ agents: { list: [ { id: 'z' }, { id: 'work', model: { primary: 'w/w', fallbacks: [ 'a/a', // 50%\n 'b/b' ] } } ] } }";
    let list = KeyPath::of(["agents", "list"]).index(1).key("model").key("fallbacks");
    let done = Story::of(text).then(&[Edit::Remove { path: list.index(0) }]).unseen("{ id: 'z' }, ", "");
    assert_eq!(done.undone(None).text, text.replace("{ id: 'z' }, ", ""));
}

#[test]
fn whether_it_can_be_undone_is_known_before() {
    let secret = json!({ "params": { "apiKey": "Canary" } });
    let models = KeyPath::of(["agents", "defaults", "models", "p/q"]);
    let mut all = writes();
    all.extend(list_edits());
    all.extend([
        vec![set(KeyPath::of(["gateway", "bind"]), "lan")],
        vec![set(KeyPath::of(["gateway", "port"]), 5)],
        vec![set(models.clone(), secret)],
        vec![set(models.key("params").key("effort"), "high")],
        vec![set(KeyPath::of(["env", "K"]), "Canary2"), remove(0)],
    ]);
    let mut refused = 0;
    for text in [CHAIN.to_owned(), chain("50%"), CHAIN.replace("'b/b'", "5")] {
        for edits in &all {
            let story = Story::of(&text);
            let (before, home) = (story.view(), beside::home());
            let rewrites = plan(&story.file(), &Layout::default(), edits, &[]).unwrap();
            let leaves = rewrites.iter().flat_map(|rewrite| &rewrite.leaves).map(|leaf| (leaf, leaf.kept())).collect();
            let after = before.edited(edits).unwrap();
            let ahead = obstacle_ahead(&Ahead { leaves, before: &before, after: &after, home: &home });
            let done = story.then(edits);
            assert_eq!(ahead, done.obstacle(1), "{edits:?}");
            refused += usize::from(ahead.is_some());
        }
    }
    assert!(refused >= 9, "{refused}");
}
