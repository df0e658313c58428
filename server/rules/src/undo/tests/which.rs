//! Which change is taken back, and which is not.

use super::*;

fn primary(story: Story, name: &str) -> Story {
    story.then(&[set(model(&["primary"]), name)])
}

fn story() -> Story {
    let story = Story::of("{ agents: { defaults: { model: { primary: 'one' } } }, env: { K: 'Canary' } }\n");
    ["two", "three", "four"].into_iter().fold(story, primary)
}

fn now(story: &Story) -> String {
    json5_edit::read(story.text.as_bytes()).unwrap()["agents"]["defaults"]["model"]["primary"]
        .as_str()
        .unwrap()
        .to_owned()
}

#[test]
fn undoing_again_goes_back_further_and_undoing_that_goes_forward() {
    let story = story().undone(None);
    assert_eq!(now(&story), "three");
    let story = story.undone(None);
    assert_eq!(now(&story), "two");
    let story = story.undone(None);
    assert_eq!((now(&story), story.refused(None)), ("one".to_owned(), "there is nothing to undo".to_owned()));
    let story = story.undone(Some(6));
    assert_eq!(now(&story), "two");
    assert_eq!(undone(&story.past), [(3, 4), (2, 5), (6, 7)].into_iter().collect());
    assert_eq!(now(&story.undone(None)), "one");
}

#[test]
fn what_was_done_in_between_is_the_next_step() {
    let story = primary(story().undone(None), "five").undone(None);
    assert_eq!(now(&story), "three");
    assert_eq!(now(&story.undone(None)), "two");
}

#[test]
fn a_change_that_others_changed_again_is_shown_and_stays() {
    let story = story().unseen("'four'", "'other'");
    for wanted in [None, Some(3)] {
        let Err(Refusal::NotUndone { id: 3, why: WhyNot::Changed { left, now, path }, .. }) = story.decide(wanted)
        else {
            panic!("{wanted:?}")
        };
        assert_eq!((left.as_str(), now.as_str()), ("`'four'`", "`'other'`"));
        assert_eq!(path, model(&["primary"]));
    }
    assert_eq!(story.refused(Some(2)), "could not undo change 2: `agents.defaults.model.primary` was changed since");
    let removed = story.clone().unseen("primary: 'other'", "");
    assert!(
        matches!(removed.decide(None), Err(Refusal::NotUndone { why: WhyNot::Changed { now, .. }, .. }) if now == "nothing")
    );
}

#[test]
fn another_way_to_write_the_same_is_no_change() {
    assert_eq!(now(&story().unseen("'four'", "\"four\"").undone(None)), "three");
}

#[test]
fn what_is_not_there_any_more_is_nothing_to_undo() {
    let story = story().unseen("'four'", "'three'");
    let Decision { edits, effect, .. } = story.decide(Some(3)).unwrap();
    assert_eq!((edits.len(), effect), (0, Effect::UndoneBefore { id: 3 }));
    assert_eq!([3, 2].map(|id| story.obstacle(id)), [Some(WhyNot::NothingLeft), None]);
    let decision = story.decide(None).unwrap();
    assert_eq!(decision.effect, Effect::Undone { id: 2, op: "test".to_owned() });
    assert_eq!(decision.notes, ["change 3 was passed over: nothing of it is left to undo"]);
}

#[test]
fn a_change_that_cannot_be_undone_is_not_passed_over_and_an_older_one_is_named() {
    let path = KeyPath::of(["gateway", "bind"]);
    let story = story().then(&[set(path, "lan")]);
    let said = "could not undo change 4: `gateway.bind` is not about models, so it cannot be undone here";
    assert_eq!([story.refused(Some(4)), story.refused(None)], [said, said]);
    let instead = |story: &Story| match story.decide(None) {
        Err(Refusal::NotUndone { instead, .. }) => instead,
        other => panic!("{other:?}"),
    };
    assert_eq!(instead(&story), Some((3, "test".to_owned())));
    assert!(matches!(story.decide(Some(4)), Err(Refusal::NotUndone { instead: None, .. })));
    // The one before it is another one when that is undone, or was changed since.
    assert_eq!(instead(&story.clone().undone(Some(3))), Some((2, "test".to_owned())));
    assert_eq!(instead(&story.unseen("'four'", "'other'")), None);
}

#[test]
fn a_text_that_was_not_kept_is_not_put_back() {
    let secret = json!({ "primary": "a/b", "apiKey": "Canary1" });
    let story = Story::of("{ agents: { defaults: {} } }").then(&[set(model(&[]), secret)]);
    assert!(!format!("{:?}", story.past[0].leaves[0].after).contains("Canary"));
    let refused = story.refused(Some(1));
    assert!(refused.contains("`agents.defaults.model` may hold a secret"), "{refused}");
    // A record of our first days does not say whether nothing was there, or something that was not kept.
    let old = |story: Story| story.last(|past| past.leaves.iter_mut().for_each(|leaf| leaf.whole = false));
    let added = Story::of(CHAIN).then(&[set(KeyPath::of(["agents", "defaults", "imageModel"]), "a/b")]);
    assert!(old(added).without_copies().refused(Some(1)).contains("is not kept, so it cannot be undone here"));
    assert_eq!(now(&old(story_of_one()).undone(Some(1))), "one");
}

fn story_of_one() -> Story {
    primary(Story::of("{ agents: { defaults: { model: { primary: 'one' } } } }"), "two")
}

#[test]
fn an_agent_is_found_again_or_is_gone() {
    let write = [set(KeyPath::of(["agents", "list"]).index(1).key("model"), "x/y")];
    let story = Story::of(CHAIN).then(&write);
    assert_eq!(story.past[0].leaves[0].path.to_string(), "agents.list.work.model");
    let moved = story.clone().unseen("{ id: 'main' }, ", "").unseen("'x/y' }", "'x/y' }, { id: 'main' }");
    assert!(moved.undone(None).text.contains("list: [ { id: 'work', model: 'w/w' }, { id: 'main' } ]"));
    let gone = story.unseen("id: 'work'", "id: 'other'");
    assert_eq!(gone.refused(Some(1)), "could not undo change 1: the agent `work` is gone");
}

#[test]
fn what_others_did_is_undone_when_it_is_asked_for() {
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
        let before = Story::of(CHAIN);
        let story = before.clone().outside(&CHAIN.replace(from, to));
        assert_eq!(story.refused(None), "there is nothing to undo");
        let story = story.undone(Some(1));
        let [after, meant] = [&story.text, CHAIN].map(|text| json5_edit::read(text.as_bytes()).unwrap());
        assert_eq!(after, meant, "{from} → {to}");
    }
    let back = |from: &str, to: &str| {
        let story = Story::of(&CHAIN.replace(from, to)).outside(CHAIN).undone(Some(1));
        let [after, meant] =
            [story.text, CHAIN.replace(from, to)].map(|text| json5_edit::read(text.as_bytes()).unwrap());
        assert_eq!(after, meant);
    };
    back("model: 'w/w'", "model: { primary: 'w/w', fallbacks: ['x/y'] }");
}

#[test]
fn who_changed_what_nobody_knows_cannot_be_undone() {
    let mut story = story();
    story.past(Vec::new(), "{}", false, "edit", None);
    assert_eq!(story.refused(Some(4)), "could not undo change 4: no change to models is recorded for it");
    assert_eq!(story.refused(Some(9)), "there is no change 9");
    assert_eq!(story.decide(Some(9)), Err(Refusal::NoSuchChange { id: 9, newest: Some(4) }));
}

#[test]
fn what_is_in_another_file_by_now_stays() {
    let story = story().last(|past| past.file = "other".to_owned());
    let refused = story.refused(None);
    assert!(refused.contains("is no longer in `other`"), "{refused}");
}

#[test]
fn a_change_of_several_files_is_one() {
    let alias = set(KeyPath::of(["agents", "defaults", "models", "a/b", "alias"]), "x");
    let story = story().then(&[alias]).last(|past| past.change = 3);
    for wanted in [None, Some(3), Some(4)] {
        let story = story.clone().undone(wanted);
        assert_eq!((now(&story), story.text.contains("alias")), ("three".to_owned(), false));
        assert_eq!(undone(&story.past), [(3, 5)].into_iter().collect());
    }
}

#[test]
fn objects_that_were_made_go_again_unless_something_else_is_in_them() {
    let write = [set(fallbacks(), json!(["a/b"]))];
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
        let story = Story::of(before).then(&write);
        let story = if from.is_empty() { story } else { story.unseen(from, to) };
        assert_eq!(story.undone(None).text, after);
    }
}

/// A record that somebody wrote into the history.
fn forged(path: &str, before: Option<&str>, after: Option<&str>) -> Story {
    let text = "{ agents: { defaults: { model: { primary: 'one' } } }, auth: { profiles: { x: { key: 'Canary' } } } }";
    let [before, after] = [before, after].map(|text| text.map(str::to_owned));
    let mut story = Story::of(text);
    let leaf = Leaf::new(path.parse().unwrap(), before, after, 0);
    story.past(vec![leaf], text, true, "model/set", None);
    story.last(|past| past.rev_before = Some(revision("no longer there")))
}

#[test]
fn what_a_forged_record_says_stays_out_of_the_file() {
    let (primary, model) = ("agents.defaults.model.primary", "agents.defaults.model");
    let was = Some("{ primary: 'one' }");
    for (path, before, after, expected) in [
        (primary, "5", Some("'one'"), "OpenClaw would refuse what was there: `agents.defaults.model.primary` is"),
        (primary, "null", Some("'one'"), "OpenClaw would refuse"),
        (primary, "'‹hidden›'", Some("'one'"), "the history has a mask"),
        (primary, "'two' // best", Some("'one'"), "the history has no single value"),
        (primary, "'two', fallbacks: ['x']", Some("'one'"), "the history has no single value"),
        (primary, "{ $include: [] }", Some("'one'"), "the history has a key"),
        (model, "{ primary: 'a/b', fallbacks: 5 }", was, "the text of `agents.defaults.model` may hold"),
        (model, "{ primary: 'a/b', fallbacks: {} }", was, "OpenClaw would refuse"),
        (model, "{ __proto__: {} }", was, "the history has a key"),
        ("auth.profiles.x.key", "'mine'", Some("'Canary'"), "the text of `auth.profiles.x.key` may hold a secret"),
        ("agents.entries.__proto__.model", "'a/b'", None, "the history has a key"),
    ] {
        let refused = forged(path, Some(before), after).refused(Some(1));
        assert!(refused.starts_with(&format!("could not undo change 1: {expected}")), "{path} {before}: {refused}");
        assert!(!refused.contains("Canary"), "{refused}");
    }
}

#[test]
fn what_openclaw_refuses_already_is_no_obstacle() {
    let text = "{ agents: { defaults: { model: { primary: 'one', fallbacks: ['a/b', 5] } } } }";
    let story = Story::of(text).then(&[remove(0)]).undone(None);
    assert_eq!(story.text, text);
}

/// OpenClaw writes the whole file anew.
fn as_json(story: Story) -> Story {
    let value = json5_edit::read(story.text.as_bytes()).unwrap();
    Story { text: format!("{value:#}\n"), ..story }
}

#[test]
fn what_comes_back_into_plain_json_is_plain_json() {
    let primary = model(&["primary"]);
    let models = KeyPath::of(["agents", "defaults", "models", "p/q"]);
    for edit in [
        set(primary.clone(), "x/y"),
        Edit::Remove { path: primary },
        set(fallbacks(), json!(["x/y"])),
        remove(1),
        set(model(&[]), "x/y"),
        set(models.clone(), json!({})),
        Edit::Remove { path: models },
    ] {
        let done = as_json(Story::of(CHAIN).then(std::slice::from_ref(&edit)));
        let back = done.undone(None).text;
        let meant = json5_edit::read(CHAIN.as_bytes()).unwrap();
        assert_eq!(serde_json::from_str::<Value>(&back).ok(), Some(meant), "{edit:?}\n{back}");
    }
}

#[test]
fn a_comment_comes_back_where_the_text_is_as_it_was_left() {
    let story = Story::of("{ \"agents\": { \"defaults\": { \"model\": { \"fallbacks\": ['a/b' /* cheap */] } } } }");
    let done = story.clone().then(&[set(fallbacks(), json!([]))]);
    assert_eq!(done.clone().undone(None).text, story.text);
    assert!(!done.unseen("[]", "[ ]").undone(None).text.contains("cheap"));
}
