//! Compares a document with the schema table.

use json5_edit::{KeyPath, KeyPathStep};
use serde_json::{Map, Value};

use super::{
    Violation,
    kinds::Kinds,
    release::Releases,
    row::{Members, Row},
    scalar_form::is_secret_id,
    tree::{Node, root_node},
};
use crate::base::{did_you_mean::closest_names, env::has_variable};

const FIX_HINT: &str = "fix the value in an editor; until then it is ignored";
const SET_VALUE_HINT: &str = "change it with `openclaw config set <path> <value>` or in an editor";
const REMOVE_IN_EDITOR_HINT: &str = "remove it in an editor";

/// Returns a violation for every value that none of these releases accepts: first the wrong values, then the unknown
/// keys, each in the order of the document.
pub(super) fn check_document(document: &Value, releases: Releases) -> Vec<Violation> {
    let mut check = Check { releases, path: Vec::new(), wrong_values: Vec::new(), unknown_keys: Vec::new() };
    check.check_value(root_node(), None, document);
    check.wrong_values.append(&mut check.unknown_keys);
    check.wrong_values
}

/// A walk through a document and the schema table at once. A document has thousands of values and few violations, so
/// paths are built only for violations.
struct Check<'v> {
    releases: Releases,
    /// The path from the root of the document to the current value.
    path: Vec<PathStep<'v>>,
    wrong_values: Vec<Violation>,
    unknown_keys: Vec<Violation>,
}

#[derive(Clone, Copy)]
enum PathStep<'v> {
    Key(&'v str),
    Index(usize),
}

impl<'v> Check<'v> {
    fn check_value(&mut self, node: &'static Node, parent: Option<&'static Node>, value: &'v Value) {
        let releases = self.releases;
        let rows = || node.rows.iter().copied().filter(move |row| row.is_accepted_by(releases));
        if rows().next().is_none() {
            let meant = node.rows.iter().find_map(|row| row.meant);
            let repair = node.rows.iter().find_map(|row| row.repair);
            return self.add_unknown_key(parent, meant, repair.unwrap_or(REMOVE_IN_EDITOR_HINT));
        }
        let fitting = rows().find(|row| row.fits(value));
        if let Some(row) = fitting.or_else(|| rows().find(|row| row.accepts_kind(value))) {
            self.check_inside(node, row, value);
        } else {
            let expected = rows().fold(Kinds::NONE, |kinds, row| kinds.with(row.kinds));
            self.add_wrong_value(wrong_kind(value, expected), FIX_HINT);
        }
    }

    /// Checks a value that has one of the types of the row.
    fn check_inside(&mut self, node: &'static Node, row: &Row, value: &'v Value) {
        match value {
            Value::Object(members) => {
                members.iter().for_each(|(key, member)| self.check_member(node, row, key, member));
                row.missing_members(members)
                    .for_each(|key| self.add_wrong_value(format!("has no `{key}`"), SET_VALUE_HINT));
                if row.is_secret_reference {
                    self.check_secret_id(members);
                }
            }
            Value::Array(items) => {
                items.iter().enumerate().for_each(|(at, item)| self.check_element(node, row, at, item));
            }
            scalar => {
                if let Some(problem) = row.scalar_problem(scalar) {
                    self.add_wrong_value(problem, SET_VALUE_HINT);
                }
            }
        }
    }

    fn check_member(&mut self, node: &'static Node, row: &Row, key: &'v str, member: &'v Value) {
        self.path.push(PathStep::Key(key));
        match node.child(key) {
            Some(child) => self.check_value(child, Some(node), member),
            None if row.members == Members::Listed => self.add_unknown_key(Some(node), None, REMOVE_IN_EDITOR_HINT),
            None => {}
        }
        self.path.pop();
    }

    /// Checks that the id in a reference to a secret suits its source.
    fn check_secret_id(&mut self, reference: &Map<String, Value>) {
        let member = |key| reference.get(key).and_then(Value::as_str);
        let Some((source, id)) = member("source").zip(member("id")) else { return };
        if !has_variable(source) && !has_variable(id) && !is_secret_id(source, id, self.releases) {
            self.path.push(PathStep::Key("id"));
            self.add_wrong_value(format!("is not an id of a secret in `{source}`"), SET_VALUE_HINT);
            self.path.pop();
        }
    }

    fn check_element(&mut self, node: &'static Node, row: &Row, at: usize, item: &'v Value) {
        self.path.push(PathStep::Index(at));
        match node.child("") {
            Some(element) => self.check_value(element, None, item),
            None if row.elements != Kinds::NONE && !row.elements.contains(Kinds::of_value(item)) => {
                self.add_wrong_value(wrong_kind(item, row.elements), FIX_HINT);
            }
            None => {}
        }
        self.path.pop();
    }

    fn add_unknown_key(&mut self, parent: Option<&Node>, meant: Option<&str>, hint: &'static str) {
        let at = self.current_path();
        let meant = match meant {
            Some(path) => Some(KeyPath::from_keys(path.split('.'))),
            None => self.closest_key(parent, &at),
        };
        let problem = "is a key that this home's OpenClaw does not accept".to_owned();
        self.unknown_keys.push(Violation { at, problem, meant, hint, topic: "dialect" });
    }

    /// The path with the most similar key that is known instead of the last one.
    fn closest_key(&self, parent: Option<&Node>, at: &KeyPath) -> Option<KeyPath> {
        let (above, KeyPathStep::Key(key)) = at.split_last()? else { return None };
        let closest = closest_names(key, parent?.accepted_keys(self.releases));
        closest.first().map(|key| above.with_key(key))
    }

    fn add_wrong_value(&mut self, problem: String, hint: &'static str) {
        let at = self.current_path();
        self.wrong_values.push(Violation { at, problem, meant: None, hint, topic: "shape" });
    }

    fn current_path(&self) -> KeyPath {
        let steps = self.path.iter().map(|step| match step {
            PathStep::Key(key) => KeyPathStep::Key((*key).to_owned()),
            PathStep::Index(index) => KeyPathStep::Index(*index),
        });
        steps.collect()
    }
}

fn wrong_kind(value: &Value, expected: Kinds) -> String {
    format!("is {}, but must be {}", Kinds::of_value(value).description(), expected.description())
}

impl Row {
    /// Whether the value has one of the types of the row. A row without types accepts all.
    fn accepts_kind(&self, value: &Value) -> bool {
        self.kinds == Kinds::NONE || self.kinds.contains(Kinds::of_value(value))
    }

    /// Whether nothing is wrong with the value, apart from what is inside it.
    fn fits(&self, value: &Value) -> bool {
        let is_complete = value.as_object().is_none_or(|members| self.missing_members(members).next().is_none());
        self.accepts_kind(value) && self.scalar_problem(value).is_none() && is_complete
    }

    /// The members that an object must have and does not have.
    fn missing_members(&self, members: &Map<String, Value>) -> impl Iterator<Item = &'static str> {
        self.required.iter().copied().filter(|key| !members.contains_key(*key))
    }

    /// What is wrong with a text or a number of the right type. The text itself is never repeated: it may be a secret in
    /// the wrong place.
    fn scalar_problem(&self, value: &Value) -> Option<String> {
        match value {
            Value::String(text) if has_variable(text) => None,
            Value::String(text) if !self.allows_text(text) => Some(self.option_problem(text)),
            Value::String(text) if self.options.is_empty() => self.text_form.problem(text).map(str::to_owned),
            Value::Bool(flag) if self.only_flag == Some(!flag) => Some(format!("is `{flag}`, but must be `{}`", !flag)),
            Value::Number(number) => self.numbers.problem(number.as_f64().unwrap_or_default()),
            _ => None,
        }
    }

    fn option_problem(&self, text: &str) -> String {
        let options = self.options.iter().map(|option| format!("`{option}`")).collect::<Vec<_>>().join(", ");
        match self.spellings.iter().find(|(other, _)| *other == text) {
            Some((other, own)) => format!("is `{other}`, which OpenClaw spells `{own}`"),
            None if self.options.len() == 1 => format!("is not {options}"),
            None => format!("is not one of {options}"),
        }
    }
}
