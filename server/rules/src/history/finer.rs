//! What of ours is in an object that changed as a whole.

use json5_edit::{Step, Value};

use super::{Leaf, Leaves, between, leaves};
use crate::slice;

impl Leaf {
    /// A leaf that is not ours, but holds leaves of ours and nothing else that changed, is recorded as these: so that
    /// what was made around a leaf, and went with it, can come back.
    #[must_use]
    pub fn finer(self) -> Vec<Self> {
        if slice::is_ours(&self.path) {
            return vec![self];
        }
        let [before, after] = [&self.before, &self.after].map(|text| self.leaves(text.as_deref()));
        let fine = between(&before, &after);
        let [before, after] = [&self.before, &self.after].map(|text| self.rest(text.as_deref(), &fine));
        if fine.is_empty() || before.is_none() || before != after {
            return self.agents().or_else(|| self.only()).unwrap_or_else(|| vec![self]);
        }
        fine.into_iter().map(|leaf| self.around(leaf)).collect()
    }

    /// What came or went as the only thing in an object that was made for it, or goes with it.
    fn only(&self) -> Option<Vec<Self>> {
        let (text, is_new) = match (&self.before, &self.after) {
            _ if slice::is_entry(&self.path) => return None,
            (None, Some(text)) => (text, true),
            (Some(text), None) => (text, false),
            _ => return None,
        };
        let (key, raw) = only_member(text)?;
        let path = self.path.key(&key);
        let (before, after, made) = if is_new { (None, Some(raw), self.made + 1) } else { (Some(raw), None, 0) };
        Some(Self::new(path, before, after, made).finer())
    }

    fn leaves(&self, text: Option<&str>) -> Leaves {
        text.map(|text| leaves(text, &self.path)).unwrap_or_default()
    }

    /// What a text says without these leaves, and without the objects that held nothing else.
    fn rest(&self, text: Option<&str>, fine: &[Self]) -> Option<Value> {
        let mut value = json5_edit::read(text.unwrap_or("{}").as_bytes()).ok()?;
        for Self { path, .. } in fine {
            take_out(&mut value, path.steps().strip_prefix(self.path.steps())?);
        }
        Some(value)
    }

    /// A leaf in this one, which may itself have been made, with objects around it.
    fn around(&self, leaf: Self) -> Self {
        let inside = leaf.path.steps().len() - self.path.steps().len();
        let most = if self.before.is_none() { inside + self.made } else { leaf.made };
        Self { made: leaf.made.min(most), ..leaf }
    }
}

fn only_member(object: &str) -> Option<(String, String)> {
    let mut members = Vec::new();
    let read = json5_edit::walk(object, |path, raw| {
        if let [Step::Key(key)] = path.steps() {
            members.push((key.clone(), raw.to_owned()));
        }
        path.steps().is_empty() && object.starts_with('{')
    });
    let [member] = <[_; 1]>::try_from(read.ok().map(|()| members)?).ok()?;
    Some(member)
}

fn take_out(value: &mut Value, steps: &[Step]) {
    let (Some((Step::Key(key), rest)), Value::Object(members)) = (steps.split_first(), value) else { return };
    if let Some(member) = members.get_mut(key).filter(|_| !rest.is_empty()) {
        take_out(member, rest);
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

    fn finer(path: &str, before: Option<&str>, after: Option<&str>) -> Vec<String> {
        let [before, after] = [before, after].map(|text| text.map(str::to_owned));
        let path: KeyPath = path.parse().unwrap();
        let leaf = Leaf::new(path, before, after, 1);
        leaf.finer().iter().map(|leaf| format!("{} {}", leaf.path, leaf.made)).collect()
    }

    #[test]
    fn what_holds_only_leaves_of_ours_is_these_leaves() {
        let order = Some("{ order: { anthropic: ['a:b'], openai: ['c:d'] } }");
        assert_eq!(finer("auth", order, None), ["auth.order.anthropic 0", "auth.order.openai 0"]);
        assert_eq!(finer("auth", None, order), ["auth.order.anthropic 2", "auth.order.openai 2"]);
        let model = Some("{ defaults: { model: 'a/b', workspace: '/x' } }");
        assert_eq!(finer("agents", model, Some("{ defaults: { workspace: '/x' } }")), ["agents.defaults.model 0"]);
    }

    #[test]
    fn what_came_or_went_alone_is_no_object() {
        assert_eq!(finer("gateway", None, Some("{ tls: { on: true } }")), ["gateway.tls.on 3"]);
        assert_eq!(finer("gateway", Some("{ tls: { on: true } }"), None), ["gateway.tls.on 0"]);
        assert_eq!(
            finer("agents", Some("{ defaults: { timeoutSeconds: 5 } }"), None),
            ["agents.defaults.timeoutSeconds 0"]
        );
    }

    #[test]
    fn what_else_changed_is_not_passed_over() {
        let model = Some("{ defaults: { model: 'a/b', workspace: '/x' } }");
        assert_eq!(finer("agents", model, None), ["agents.defaults.model 0", "agents.defaults.workspace 0"]);
        assert_eq!(finer("agents.list", Some("[]"), Some("[5]")), ["agents.list 1"]);
        assert_eq!(finer("models.providers", Some("{}"), Some("{ x: {} }")), ["models.providers 1"]);
        assert_eq!(finer("x", None, Some("{ y: 1, z: 2 }")), ["x 1"]);
        assert_eq!(finer("agents.defaults.model", Some("'a/b'"), Some("'c/d'")), ["agents.defaults.model 1"]);
    }
}
