mod comments;
mod target_change;
mod unmanaged;

use std::collections::BTreeMap;

use contract::Revision;
use json5_edit::{Edit, KeyPath};
use serde_json::{Value, json};

use super::*;
use crate::{
    document::view::View,
    record::{
        leaves,
        plan::{ConfigFile, plan_rewrites},
    },
    schema::include::Layout,
};

const FILE_NAME: &str = "main";

/// A home with one file, and the changes that were made to it.
#[derive(Clone)]
struct TestHistory {
    text: String,
    records: Vec<RecordedChange>,
    /// The backups that are left, by revision.
    backups: BTreeMap<String, String>,
}

impl TestHistory {
    fn from_text(text: &str) -> Self {
        Self { text: text.to_owned(), records: Vec::new(), backups: BTreeMap::new() }
    }

    fn view(&self) -> View {
        View::new(json5_edit::read(self.text.as_bytes()).unwrap())
    }

    fn config_files(&self) -> [ConfigFile<'_>; 1] {
        [ConfigFile { display_path: FILE_NAME.to_owned(), text: Some(&self.text), text_before_change: None }]
    }

    /// Applies a change of openclaw.
    fn apply_ours(self, edits: &[Edit]) -> Self {
        self.apply_recorded(edits, "test", None)
    }

    fn apply_recorded(mut self, edits: &[Edit], op: &str, undoes: Option<u64>) -> Self {
        let rewrites = plan_rewrites(&self.config_files(), &Layout::default(), edits, &[]).unwrap();
        let [rewrite] = <[_; 1]>::try_from(rewrites).unwrap();
        let rewrite = rewrite.with_stable_paths(&self.view());
        self.push_record(rewrite.leaves.iter().map(LeafChange::redacted).collect(), &rewrite.after, true, op, undoes);
        Self { text: rewrite.after, ..self }
    }

    fn push_record(&mut self, leaves: Vec<LeafChange>, after: &str, by_us: bool, op: &str, undoes: Option<u64>) {
        let id = self.records.last().map_or(0, |record| record.id) + 1;
        let (op, file) = (op.to_owned(), FILE_NAME.to_owned());
        let [rev_before, rev_after] = [&self.text, after].map(|text| Some(revision_of_text(text)));
        self.backups.insert(format!("{rev_before:?}"), self.text.clone());
        self.records.push(RecordedChange {
            id,
            change_id: id,
            is_ours: by_us,
            op,
            file,
            rev_before,
            rev_after,
            undoes,
            leaves,
            has_credentials: false,
        });
    }

    /// Applies a change of another author.
    fn apply_external(mut self, text: &str) -> Self {
        let [before, after] = [&*self.text, text].map(|text| leaves::read_leaves(text, &KeyPath::default()));
        let leaves = leaves::diff_leaves(&before, &after).iter().map(LeafChange::redacted).collect();
        self.push_record(leaves, text, false, "edit", None);
        Self { text: text.to_owned(), ..self }
    }

    fn text_at_revision(&self, revision: &Revision) -> Option<String> {
        let is_now = *revision == self::revision_of_text(&self.text);
        if is_now { Some(self.text.clone()) } else { self.backups.get(&format!("{:?}", Some(revision))).cloned() }
    }

    fn without_backups(self) -> Self {
        Self { backups: BTreeMap::new(), ..self }
    }

    /// Modifies the last record, for records that users cannot create by themselves.
    fn edit_last_record(mut self, change: impl FnOnce(&mut RecordedChange)) -> Self {
        self.records.last_mut().map(change).unwrap();
        self
    }

    /// Changes the text without a record.
    fn replace_unrecorded(self, from: &str, to: &str) -> Self {
        assert!(self.text.contains(from), "{}", self.text);
        Self { text: self.text.replace(from, to), ..self }
    }

    fn decide_undo(&self, wanted: Option<u64>) -> Result<Decision, UndoRequestError> {
        let (view, file, layout, home) = (self.view(), self.config_files(), Layout::default(), unmanaged::test_home());
        let backups = |_: &str, revision: &Revision| self.text_at_revision(revision);
        undo_change(&self.records, wanted, &CurrentState::new(&view, &home, &file, &layout).with_backups(&backups))
    }

    fn apply_undo(self, wanted: Option<u64>) -> Self {
        let decision = self.decide_undo(wanted).unwrap();
        assert!(!decision.edits.is_empty(), "{}", self.text);
        self.apply_recorded(&decision.edits, "change/undo", decision.undoes)
    }

    fn undo_error_of(&self, id: u64) -> Option<UndoError> {
        let (view, file, layout, home) = (self.view(), self.config_files(), Layout::default(), unmanaged::test_home());
        let backups = |_: &str, revision: &Revision| self.text_at_revision(revision);
        find_undo_error(&self.records, id, &CurrentState::new(&view, &home, &file, &layout).with_backups(&backups))
    }

    fn refusal_text(&self, wanted: Option<u64>) -> String {
        self.decide_undo(wanted).unwrap_err().to_string()
    }
}

fn revision_of_text(text: &str) -> Revision {
    let sum = text.bytes().fold(7_u64, |sum, byte| sum.wrapping_mul(31).wrapping_add(byte.into()));
    Revision::from_digest(&sum.to_be_bytes())
}

fn model_path(rest: &[&str]) -> KeyPath {
    KeyPath::from_keys(["agents", "defaults", "model"].into_iter().chain(rest.iter().copied()))
}

fn fallbacks_path() -> KeyPath {
    model_path(&["fallbacks"])
}

fn set_edit(path: KeyPath, value: impl Into<Value>) -> Edit {
    Edit::Set { path, value: value.into().into() }
}

fn insert_edit(index: usize, name: &str) -> Edit {
    Edit::Insert { list: fallbacks_path(), index, value: name.into() }
}

fn remove_edit(index: usize) -> Edit {
    Edit::Remove { path: fallbacks_path().with_index(index) }
}

fn move_edit(from: usize, to: usize) -> Edit {
    Edit::Move { list: fallbacks_path(), from, to }
}

const CHAIN_DOCUMENT: &str = "{
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

fn sample_writes() -> Vec<Vec<Edit>> {
    let primary = model_path(&["primary"]);
    vec![
        vec![insert_edit(3, "x/y")],
        vec![insert_edit(0, "x/y")],
        vec![insert_edit(1, "x/y"), set_edit(KeyPath::from_keys(["agents", "defaults", "models", "x/y"]), json!({}))],
        vec![remove_edit(0)],
        vec![remove_edit(1)],
        vec![remove_edit(2)],
        vec![remove_edit(2), remove_edit(0)],
        vec![remove_edit(0), insert_edit(2, "x/y")],
        vec![move_edit(0, 2)],
        vec![move_edit(2, 0)],
        vec![set_edit(primary.clone(), "x/y")],
        vec![Edit::Remove { path: fallbacks_path() }],
        vec![set_edit(model_path(&[]), "x/y")],
        vec![set_edit(fallbacks_path(), json!([]))],
        vec![set_edit(
            KeyPath::from_keys(["agents", "list"]).with_index(1).with_key("model"),
            json!({ "primary": "w/w" }),
        )],
        vec![set_edit(KeyPath::from_keys(["agents", "list"]).with_index(0).with_key("model"), "m/n")],
        vec![set_edit(KeyPath::from_keys(["agents", "defaults", "imageModel", "fallbacks"]), json!(["x/y"]))],
        vec![set_edit(KeyPath::from_keys(["auth", "order", "anthropic"]), json!(["anthropic:one"]))],
        vec![set_edit(KeyPath::from_keys(["agents", "defaults", "models", "p/q", "alias"]), "other")],
    ]
}

#[test]
fn an_immediate_undo_restores_every_byte() {
    for write in sample_writes() {
        let story = TestHistory::from_text(CHAIN_DOCUMENT).apply_ours(&write).apply_undo(None);
        let [before, after] = [CHAIN_DOCUMENT, &story.text].map(|text| json5_edit::read(text.as_bytes()).unwrap());
        assert_eq!(before, after, "{write:?}");
        // Where the bytes before are not known, a removed member returns as the last one.
        if !matches!(write[..], [Edit::Remove { ref path }] if *path == fallbacks_path()) {
            assert_eq!(story.text, CHAIN_DOCUMENT, "{write:?}");
        }
    }
}

#[test]
fn redo_restores_the_change() {
    for write in sample_writes() {
        let done = TestHistory::from_text(CHAIN_DOCUMENT).apply_ours(&write);
        let again = done.clone().apply_undo(None).apply_undo(Some(2));
        let [done, again] = [done, again].map(|story| json5_edit::read(story.text.as_bytes()).unwrap());
        assert_eq!(done, again, "{write:?}");
    }
}

#[test]
fn undo_keeps_later_edits_elsewhere() {
    let elsewhere = [
        ("'Canary'", "'other'"),
        ("// ours", "// theirs"),
        ("{ id: 'main' }, ", ""),
        ("{ id: 'main' }, ", "{ id: 'new' }, { id: 'main' }, "),
        ("  env:", "  more: [1],\n  env:"),
    ];
    for write in sample_writes() {
        for (from, to) in elsewhere {
            let done = TestHistory::from_text(CHAIN_DOCUMENT).apply_ours(&write);
            if !done.text.contains(from) {
                continue;
            }
            let after = done.replace_unrecorded(from, to).apply_undo(None).text;
            let [after, meant] =
                [after, CHAIN_DOCUMENT.replace(from, to)].map(|text| json5_edit::read(text.as_bytes()).unwrap());
            assert_eq!(after, meant, "{write:?} {from} → {to}");
        }
    }
}

/// Returns writes to a list of three elements.
fn sample_list_writes() -> Vec<Vec<Edit>> {
    let shifts = (0..3).flat_map(|from| (0..3).map(move |to| (from, to))).filter(|(from, to)| from != to);
    let mut writes: Vec<_> = shifts.map(|(from, to)| vec![move_edit(from, to)]).collect();
    writes.extend((0..4).map(|at| vec![insert_edit(at, "x/y")]));
    writes.extend((0..3).map(|at| vec![remove_edit(at)]));
    writes.extend([
        vec![remove_edit(2), remove_edit(0)],
        vec![remove_edit(0), insert_edit(2, "x/y")],
        vec![insert_edit(0, "x/y"), move_edit(1, 3)],
    ]);
    writes
}

fn fallback_list(text: &str) -> Vec<String> {
    let document = json5_edit::read(text.as_bytes()).unwrap();
    serde_json::from_value(document["agents"]["defaults"]["model"]["fallbacks"].clone()).unwrap()
}

/// Tries every write to a list of three elements, followed by every edit of the list by others.
#[test]
fn undo_in_list_keeps_external_changes() {
    let mut refused = 0;
    for write in sample_list_writes() {
        let done = TestHistory::from_text(CHAIN_DOCUMENT).apply_ours(&write);
        let length = fallback_list(&done.text).len();
        for theirs in (0..=length).map(|at| insert_edit(at, "n/n")).chain((0..length).map(remove_edit)) {
            let text = json5_edit::edit(&done.text, std::slice::from_ref(&theirs)).unwrap();
            let story = TestHistory { text, ..done.clone() };
            let Ok(decision) = story.decide_undo(Some(1)) else {
                refused += 1;
                continue;
            };
            // Elements that others removed stay out, elements that they added stay in, all others are in their old
            // order.
            let was_taken = |name: &&str| {
                fallback_list(&done.text).iter().any(|it| it == name)
                    && !fallback_list(&story.text).iter().any(|it| it == name)
            };
            let meant: Vec<_> = ["a/a", "b/b", "c/c"].into_iter().filter(|name| !was_taken(name)).collect();
            let after = if decision.edits.is_empty() {
                story.text.clone()
            } else {
                story.clone().apply_recorded(&decision.edits, "", None).text
            };
            let (new, old): (Vec<_>, Vec<_>) = fallback_list(&after).into_iter().partition(|name| name == "n/n");
            assert_eq!(old, meant, "{write:?} {theirs:?}");
            assert_eq!(new.len(), usize::from(matches!(theirs, Edit::Insert { .. })), "{write:?} {theirs:?}");
        }
    }
    // After a swap of two neighbors with a new element between or before them, it is ambiguous which one moved.
    assert_eq!(refused, 6);
}
