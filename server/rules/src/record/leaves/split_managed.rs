//! Splits a change of a whole object into the managed leaves in it.

use json5_edit::{KeyPathStep, Value};

use super::{LeafChange, LeafSnapshot, diff_leaves, read_leaves};
use crate::schema::managed;

impl LeafChange {
    /// Splits a change at an unmanaged path into its managed leaves, if nothing else in it differs. This allows undo to
    /// restore the objects around a leaf, which were created or removed together with it.
    #[must_use]
    pub fn split_managed(self) -> Vec<Self> {
        if managed::is_managed(&self.path) {
            return vec![self];
        }
        let [before, after] = [&self.before, &self.after].map(|text| self.leaves_in(text.as_deref()));
        let split_leaves = diff_leaves(&before, &after);
        let [before, after] =
            [&self.before, &self.after].map(|text| self.value_without(text.as_deref(), &split_leaves));
        if split_leaves.is_empty() || before.is_none() || before != after {
            return self.split_agents().or_else(|| self.split_single_member()).unwrap_or_else(|| vec![self]);
        }
        split_leaves.into_iter().map(|leaf| self.with_outer_parents(leaf)).collect()
    }

    /// Splits the addition or removal of an object with a single member into a change of that member.
    fn split_single_member(&self) -> Option<Vec<Self>> {
        let (text, is_new) = match (&self.before, &self.after) {
            _ if managed::is_agent_entry(&self.path) => return None,
            (None, Some(text)) => (text, true),
            (Some(text), None) => (text, false),
            _ => return None,
        };
        let (key, raw) = single_member(text)?;
        let path = self.path.with_key(&key);
        let (before, after, made) =
            if is_new { (None, Some(raw), self.created_parents + 1) } else { (Some(raw), None, 0) };
        Some(Self::new(path, before, after, made).split_managed())
    }

    fn leaves_in(&self, text: Option<&str>) -> LeafSnapshot {
        text.map(|text| read_leaves(text, &self.path)).unwrap_or_default()
    }

    /// The value of a text without these leaves, and without the objects that contained nothing else.
    fn value_without(&self, text: Option<&str>, split_leaves: &[Self]) -> Option<Value> {
        let mut value = json5_edit::read(text.unwrap_or("{}").as_bytes()).ok()?;
        for Self { path, .. } in split_leaves {
            remove_path(&mut value, path.steps().strip_prefix(self.path.steps())?);
        }
        Some(value)
    }

    /// Limits the created parents of a leaf to those that this change created: if the object of this change is new, the
    /// objects inside it and the parents created for it.
    fn with_outer_parents(&self, leaf: Self) -> Self {
        let inside = leaf.path.steps().len() - self.path.steps().len();
        let most = if self.before.is_none() { inside + self.created_parents } else { leaf.created_parents };
        Self { created_parents: leaf.created_parents.min(most), ..leaf }
    }
}

fn single_member(object: &str) -> Option<(String, String)> {
    let mut members = Vec::new();
    let read = json5_edit::walk(object, |path, raw| {
        if let [KeyPathStep::Key(key)] = path.steps() {
            members.push((key.clone(), raw.to_owned()));
        }
        path.steps().is_empty() && object.starts_with('{')
    });
    let [member] = <[_; 1]>::try_from(read.ok().map(|()| members)?).ok()?;
    Some(member)
}

fn remove_path(value: &mut Value, steps: &[KeyPathStep]) {
    let (Some((KeyPathStep::Key(key), rest)), Value::Object(members)) = (steps.split_first(), value) else { return };
    if let Some(member) = members.get_mut(key).filter(|_| !rest.is_empty()) {
        remove_path(member, rest);
    }
    let is_empty = |member: &Value| member.as_object().is_some_and(serde_json::Map::is_empty);
    if rest.is_empty() || members.get(key).is_some_and(is_empty) {
        members.shift_remove(key);
    }
}

#[cfg(test)]
mod tests {
    use json5_edit::KeyPath;

    use super::*;

    fn split_paths(path: &str, before: Option<&str>, after: Option<&str>) -> Vec<String> {
        let [before, after] = [before, after].map(|text| text.map(str::to_owned));
        let path: KeyPath = path.parse().unwrap();
        let leaf = LeafChange::new(path, before, after, 1);
        leaf.split_managed().iter().map(|leaf| format!("{} {}", leaf.path, leaf.created_parents)).collect()
    }

    #[test]
    fn objects_of_managed_leaves_are_split_into_them() {
        let order = Some("{ order: { anthropic: ['a:b'], openai: ['c:d'] } }");
        assert_eq!(split_paths("auth", order, None), ["auth.order.anthropic 0", "auth.order.openai 0"]);
        assert_eq!(split_paths("auth", None, order), ["auth.order.anthropic 2", "auth.order.openai 2"]);
        let model = Some("{ defaults: { model: 'a/b', workspace: '/x' } }");
        assert_eq!(
            split_paths("agents", model, Some("{ defaults: { workspace: '/x' } }")),
            ["agents.defaults.model 0"]
        );
    }

    #[test]
    fn a_single_added_value_is_split_out() {
        assert_eq!(split_paths("gateway", None, Some("{ tls: { on: true } }")), ["gateway.tls.on 3"]);
        assert_eq!(split_paths("gateway", Some("{ tls: { on: true } }"), None), ["gateway.tls.on 0"]);
        assert_eq!(
            split_paths("agents", Some("{ defaults: { timeoutSeconds: 5 } }"), None),
            ["agents.defaults.timeoutSeconds 0"]
        );
    }

    #[test]
    fn unmanaged_changes_are_kept() {
        let model = Some("{ defaults: { model: 'a/b', workspace: '/x' } }");
        assert_eq!(split_paths("agents", model, None), ["agents.defaults.model 0", "agents.defaults.workspace 0"]);
        assert_eq!(split_paths("agents.list", Some("[]"), Some("[5]")), ["agents.list 1"]);
        assert_eq!(split_paths("models.providers", Some("{}"), Some("{ x: {} }")), ["models.providers 1"]);
        assert_eq!(split_paths("x", None, Some("{ y: 1, z: 2 }")), ["x 1"]);
        assert_eq!(split_paths("agents.defaults.model", Some("'a/b'"), Some("'c/d'")), ["agents.defaults.model 1"]);
    }
}
