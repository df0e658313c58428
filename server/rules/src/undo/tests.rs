mod beside;
mod comments;
mod which;

use std::collections::BTreeMap;

use contract::Revision;
use json5_edit::{Edit, KeyPath};
use serde_json::{Value, json};

use super::*;
use crate::{
    history,
    include::Layout,
    plan::{File, plan},
    view::View,
};

const FILE: &str = "main";

/// A home of one file, and what was done to it.
#[derive(Clone)]
struct Story {
    text: String,
    past: Vec<Past>,
    /// The byte copies that are left, by revision.
    copies: BTreeMap<String, String>,
}

impl Story {
    fn of(text: &str) -> Self {
        Self { text: text.to_owned(), past: Vec::new(), copies: BTreeMap::new() }
    }

    fn view(&self) -> View {
        View::new(json5_edit::read(self.text.as_bytes()).unwrap())
    }

    fn file(&self) -> [File<'_>; 1] {
        [File { shown: FILE.to_owned(), text: Some(&self.text), earlier: None }]
    }

    /// A change of ours.
    fn then(self, edits: &[Edit]) -> Self {
        self.made(edits, "test", None)
    }

    fn made(mut self, edits: &[Edit], op: &str, undoes: Option<u64>) -> Self {
        let rewrites = plan(&self.file(), &Layout::default(), edits, &[]).unwrap();
        let [rewrite] = <[_; 1]>::try_from(rewrites).unwrap();
        let rewrite = rewrite.named(&self.view());
        self.past(rewrite.leaves.iter().map(Leaf::kept).collect(), &rewrite.after, true, op, undoes);
        Self { text: rewrite.after, ..self }
    }

    fn past(&mut self, leaves: Vec<Leaf>, after: &str, by_us: bool, op: &str, undoes: Option<u64>) {
        let id = self.past.last().map_or(0, |past| past.id) + 1;
        let (op, file) = (op.to_owned(), FILE.to_owned());
        let [rev_before, rev_after] = [&self.text, after].map(|text| Some(revision(text)));
        self.copies.insert(format!("{rev_before:?}"), self.text.clone());
        self.past.push(Past { id, change: id, by_us, op, file, rev_before, rev_after, undoes, leaves });
    }

    /// A change of somebody else.
    fn outside(mut self, text: &str) -> Self {
        let [before, after] = [&*self.text, text].map(|text| history::leaves(text, &KeyPath::default()));
        let leaves = history::between(&before, &after).iter().map(Leaf::kept).collect();
        self.past(leaves, text, false, "edit", None);
        Self { text: text.to_owned(), ..self }
    }

    fn copy(&self, revision: &Revision) -> Option<String> {
        let is_now = *revision == self::revision(&self.text);
        if is_now { Some(self.text.clone()) } else { self.copies.get(&format!("{:?}", Some(revision))).cloned() }
    }

    fn without_copies(self) -> Self {
        Self { copies: BTreeMap::new(), ..self }
    }

    /// Of what kind the last change is, when it is none that people make by themselves.
    fn last(mut self, change: impl FnOnce(&mut Past)) -> Self {
        self.past.last_mut().map(change).unwrap();
        self
    }

    /// A change that nobody notes.
    fn unseen(self, from: &str, to: &str) -> Self {
        assert!(self.text.contains(from), "{}", self.text);
        Self { text: self.text.replace(from, to), ..self }
    }

    fn decide(&self, wanted: Option<u64>) -> Result<Decision, Refusal> {
        let (view, file, layout, home) = (self.view(), self.file(), Layout::default(), beside::home());
        let copies = |_: &str, revision: &Revision| self.copy(revision);
        undo(&self.past, wanted, &Present::new(&view, &home, &file, &layout, &self.past).with_copies(&copies))
    }

    fn undone(self, wanted: Option<u64>) -> Self {
        let decision = self.decide(wanted).unwrap();
        assert!(!decision.edits.is_empty(), "{}", self.text);
        self.made(&decision.edits, "change/undo", decision.undoes)
    }

    fn obstacle(&self, id: u64) -> Option<WhyNot> {
        let (view, file, layout, home) = (self.view(), self.file(), Layout::default(), beside::home());
        let copies = |_: &str, revision: &Revision| self.copy(revision);
        obstacle(&self.past, id, &Present::new(&view, &home, &file, &layout, &self.past).with_copies(&copies))
    }

    fn refused(&self, wanted: Option<u64>) -> String {
        self.decide(wanted).unwrap_err().to_string()
    }
}

fn revision(text: &str) -> Revision {
    let sum = text.bytes().fold(7_u64, |sum, byte| sum.wrapping_mul(31).wrapping_add(byte.into()));
    Revision::from_digest(&sum.to_be_bytes())
}

fn model(rest: &[&str]) -> KeyPath {
    KeyPath::of(["agents", "defaults", "model"].into_iter().chain(rest.iter().copied()))
}

fn fallbacks() -> KeyPath {
    model(&["fallbacks"])
}

fn set(path: KeyPath, value: impl Into<Value>) -> Edit {
    Edit::Set { path, value: value.into().into() }
}

fn add(index: usize, name: &str) -> Edit {
    Edit::Insert { list: fallbacks(), index, value: name.into() }
}

fn remove(index: usize) -> Edit {
    Edit::Remove { path: fallbacks().index(index) }
}

fn shift(from: usize, to: usize) -> Edit {
    Edit::Move { list: fallbacks(), from, to }
}

const CHAIN: &str = "{
  // ours
  agents: {
    defaults: {
      model: {
        primary: 'p/q', // best
        fallbacks: [
          // first
          'a/a', // cheap
          'b/b',
          \"c/c\", // last
        ],
      },
      models: { 'p/q': { alias: 'best' } },
    },
    list: [ { id: 'main' }, { id: 'work', model: 'w/w' } ],
  },
  env: { K: 'Canary' },
}
";

fn writes() -> Vec<Vec<Edit>> {
    let primary = model(&["primary"]);
    vec![
        vec![add(3, "x/y")],
        vec![add(0, "x/y")],
        vec![add(1, "x/y"), set(KeyPath::of(["agents", "defaults", "models", "x/y"]), json!({}))],
        vec![remove(0)],
        vec![remove(1)],
        vec![remove(2)],
        vec![remove(2), remove(0)],
        vec![remove(0), add(2, "x/y")],
        vec![shift(0, 2)],
        vec![shift(2, 0)],
        vec![set(primary.clone(), "x/y")],
        vec![Edit::Remove { path: fallbacks() }],
        vec![set(model(&[]), "x/y")],
        vec![set(fallbacks(), json!([]))],
        vec![set(KeyPath::of(["agents", "list"]).index(1).key("model"), json!({ "primary": "w/w" }))],
        vec![set(KeyPath::of(["agents", "list"]).index(0).key("model"), "m/n")],
        vec![set(KeyPath::of(["agents", "defaults", "imageModel", "fallbacks"]), json!(["x/y"]))],
        vec![set(KeyPath::of(["auth", "order", "anthropic"]), json!(["anthropic:one"]))],
        vec![set(KeyPath::of(["agents", "defaults", "models", "p/q", "alias"]), "other")],
    ]
}

#[test]
fn what_is_undone_at_once_leaves_no_trace() {
    for write in writes() {
        let story = Story::of(CHAIN).then(&write).undone(None);
        let [before, after] = [CHAIN, &story.text].map(|text| json5_edit::read(text.as_bytes()).unwrap());
        assert_eq!(before, after, "{write:?}");
        // What was removed as a whole member comes back as the last one, where the bytes before are not known.
        if !matches!(write[..], [Edit::Remove { ref path }] if *path == fallbacks()) {
            assert_eq!(story.text, CHAIN, "{write:?}");
        }
    }
}

#[test]
fn what_is_undone_and_redone_is_there_again() {
    for write in writes() {
        let done = Story::of(CHAIN).then(&write);
        let again = done.clone().undone(None).undone(Some(2));
        let [done, again] = [done, again].map(|story| json5_edit::read(story.text.as_bytes()).unwrap());
        assert_eq!(done, again, "{write:?}");
    }
}

#[test]
fn later_edits_elsewhere_stay() {
    let elsewhere = [
        ("'Canary'", "'other'"),
        ("// ours", "// theirs"),
        ("{ id: 'main' }, ", ""),
        ("{ id: 'main' }, ", "{ id: 'new' }, { id: 'main' }, "),
        ("  env:", "  more: [1],\n  env:"),
    ];
    for write in writes() {
        for (from, to) in elsewhere {
            let done = Story::of(CHAIN).then(&write);
            if !done.text.contains(from) {
                continue;
            }
            let after = done.unseen(from, to).undone(None).text;
            let [after, meant] =
                [after, CHAIN.replace(from, to)].map(|text| json5_edit::read(text.as_bytes()).unwrap());
            assert_eq!(after, meant, "{write:?} {from} → {to}");
        }
    }
}

/// What is done to a list of three.
fn list_writes() -> Vec<Vec<Edit>> {
    let shifts = (0..3).flat_map(|from| (0..3).map(move |to| (from, to))).filter(|(from, to)| from != to);
    let mut writes: Vec<_> = shifts.map(|(from, to)| vec![shift(from, to)]).collect();
    writes.extend((0..4).map(|at| vec![add(at, "x/y")]));
    writes.extend((0..3).map(|at| vec![remove(at)]));
    writes.extend([vec![remove(2), remove(0)], vec![remove(0), add(2, "x/y")], vec![add(0, "x/y"), shift(1, 3)]]);
    writes
}

fn list(text: &str) -> Vec<String> {
    let document = json5_edit::read(text.as_bytes()).unwrap();
    serde_json::from_value(document["agents"]["defaults"]["model"]["fallbacks"].clone()).unwrap()
}

/// Every write to a list of three, and then every edit of the same list by somebody else.
#[test]
fn a_list_that_others_changed_since_keeps_what_they_did() {
    let mut refused = 0;
    for write in list_writes() {
        let done = Story::of(CHAIN).then(&write);
        let length = list(&done.text).len();
        for theirs in (0..=length).map(|at| add(at, "n/n")).chain((0..length).map(remove)) {
            let text = json5_edit::edit(&done.text, std::slice::from_ref(&theirs)).unwrap();
            let story = Story { text, ..done.clone() };
            let Ok(decision) = story.decide(Some(1)) else {
                refused += 1;
                continue;
            };
            // What they took out stays out, what they put in stays in, and all others are in their old order.
            let was_taken = |name: &&str| {
                list(&done.text).iter().any(|it| it == name) && !list(&story.text).iter().any(|it| it == name)
            };
            let meant: Vec<_> = ["a/a", "b/b", "c/c"].into_iter().filter(|name| !was_taken(name)).collect();
            let after = if decision.edits.is_empty() {
                story.text.clone()
            } else {
                story.clone().made(&decision.edits, "", None).text
            };
            let (new, old): (Vec<_>, Vec<_>) = list(&after).into_iter().partition(|name| name == "n/n");
            assert_eq!(old, meant, "{write:?} {theirs:?}");
            assert_eq!(new.len(), usize::from(matches!(theirs, Edit::Insert { .. })), "{write:?} {theirs:?}");
        }
    }
    // Two neighbours were exchanged, and something new stands between them or before them: which of the two has moved?
    assert_eq!(refused, 6);
}
