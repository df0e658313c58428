//! From edits of the configuration to new texts of its files. Nothing is written here.

use std::{collections::BTreeSet, fmt, sync::Arc};

use contract::Diff;
use json5_edit::{Edit, Edited, Index, KeyPath, Value};

use crate::{
    decision::Refusal,
    diff,
    history::{self, Leaf},
    identity,
    include::{Layout, Owned},
    slice,
    view::View,
};

/// A file of the configuration as it is now.
#[derive(Clone)]
pub struct File<'a> {
    /// For people.
    pub shown: String,
    /// What it says; `None` when it is not there yet.
    pub text: Option<&'a str>,
    /// What it said before a change that is taken back: it says that again, byte for byte, if that is what is meant.
    pub earlier: Option<&'a str>,
}

/// A file that gets a new text.
#[derive(Clone)]
pub struct Rewrite {
    /// Which of the files.
    pub source: usize,
    /// What it says afterwards.
    pub after: String,
    /// The value of the new text.
    pub value: Arc<Value>,
    /// Where the top of this file stands in the configuration.
    pub mount: KeyPath,
    /// For people.
    pub diff: Diff,
    /// What is changed, whole. It may hold what is not to be kept, see [`Leaf::kept`].
    pub leaves: Vec<Leaf>,
}

impl Rewrite {
    /// With the paths of its leaves by identity, as the history has them.
    #[must_use]
    pub fn named(mut self, view: &View) -> Self {
        self.leaves.iter_mut().for_each(|leaf| leaf.path = identity::named(&leaf.path, view.document()));
        self
    }
}

/// The texts may hold secrets.
impl fmt::Debug for Rewrite {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Rewrite").field("source", &self.source).field("diff", &self.diff).finish_non_exhaustive()
    }
}

/// Finds the file that owns each edited place and edits it there. The first of `files` is the main one. An edit that
/// leaves a file as it is leaves it out. The values at `typed` may be seen.
pub fn plan(files: &[File<'_>], layout: &Layout, edits: &[Edit], typed: &[KeyPath]) -> Result<Vec<Rewrite>, Refusal> {
    plan_read(files, None, layout, edits, typed)
}

/// Plans for files that were read already: `document` is what they say together. Of a single file it is what that one
/// says, which is not parsed again.
pub fn plan_read(
    files: &[File<'_>],
    document: Option<&View>,
    layout: &Layout,
    edits: &[Edit],
    typed: &[KeyPath],
) -> Result<Vec<Rewrite>, Refusal> {
    let document = document.map(View::document).filter(|_| files.len() == 1);
    let local = edits.iter().filter_map(|edit| Local::of(edit, files, layout).transpose());
    let local = local.collect::<Result<Vec<_>, _>>()?;
    let mut rewrites = Vec::new();
    for (source, file) in files.iter().enumerate() {
        let mut here: Vec<_> = local.iter().filter(|local| local.source == source).collect();
        // A file that is included twice holds one element for two of the list.
        here.dedup_by(|next, last| {
            let is_other_place = next.target != last.target;
            matches!(next.edit, Edit::Remove { .. }) && next.edit == last.edit && is_other_place
        });
        rewrites.extend(rewrite(source, file, document, &here, typed)?);
    }
    Ok(rewrites)
}

/// An edit, inside the file that it belongs into.
struct Local {
    source: usize,
    edit: Edit,
    /// The place in the configuration.
    target: KeyPath,
    /// The leaf that the history records: in the configuration, and in this file.
    leaf: (KeyPath, KeyPath),
    mount: KeyPath,
}

impl Local {
    /// `None` for an exchange of comments between two files: they stay where they are.
    fn of(edit: &Edit, files: &[File<'_>], layout: &Layout) -> Result<Option<Self>, Refusal> {
        let target = edit.path();
        let Owned { source, path } = layout.owner(target).map_err(|split| Refusal::Split {
            path: target.clone(),
            files: split.sources.iter().filter_map(|at| files.get(*at)).map(|file| file.shown.clone()).collect(),
        })?;
        let other = edit.other_path().map(|other| layout.owner(other).ok().filter(|other| other.source == source));
        let cut = target.steps().len().saturating_sub(path.steps().len());
        let local = match other {
            None => edit.at(path),
            Some(Some(other)) => Edit::SwapComments { one: path, other: other.path },
            Some(None) => return Ok(None),
        };
        let leaf = slice::leaf(edit);
        let inside = leaf.steps().iter().skip(cut).cloned().collect();
        let mount = target.steps().iter().take(cut).cloned().collect();
        Ok(Some(Self { source, edit: local, target: target.clone(), leaf: (leaf, inside), mount }))
    }
}

fn rewrite(
    source: usize,
    file: &File<'_>,
    said: Option<&Value>,
    local: &[&Local],
    typed: &[KeyPath],
) -> Result<Option<Rewrite>, Refusal> {
    if local.is_empty() {
        return Ok(None);
    }
    let Edited { text, value } = edited(file, said, local)?;
    let values: Vec<_> = local.iter().filter(|local| local.edit.other_path().is_none()).copied().collect();
    // Where no comments were exchanged, the history records the values alone.
    let is_plain = values.len() < local.len() && edited(file, said, &values).is_ok_and(|plain| plain.text == text);
    let local = if is_plain { &values } else { local };
    let after = file.earlier.filter(|earlier| says(earlier, &value)).map_or(text, str::to_owned);
    if file.text == Some(&after) {
        return Ok(None);
    }
    let mount = local.first().map(|local| local.mount.clone()).unwrap_or_default();
    let names: Vec<_> = mount.steps().iter().map(slice::name).collect();
    let diff = diff::diff(file.shown.clone(), &names, file.text, &after, typed);
    let leaves = leaves(local, file.text.unwrap_or("{}"), &after);
    Ok(Some(Rewrite { source, after, value: Arc::new(value), mount, diff, leaves }))
}

fn edited(file: &File<'_>, said: Option<&Value>, local: &[&Local]) -> Result<Edited, Refusal> {
    let edits: Vec<_> = local.iter().map(|local| local.edit.clone()).collect();
    let edited = match (file.text, said) {
        (Some(text), Some(said)) => json5_edit::edit_read(text, said.clone(), &edits),
        (Some(text), None) => json5_edit::read(text.as_bytes())
            .map_err(Into::into)
            .and_then(|said| json5_edit::edit_read(text, said, &edits)),
        (None, _) => json5_edit::create(&edits),
    };
    edited.map_err(|reason| Refusal::of_editor(&file.shown, file.text.unwrap_or_default(), reason))
}

fn says(text: &str, value: &Value) -> bool {
    json5_edit::read(text.as_bytes()).is_ok_and(|said| said == *value)
}

fn leaves(local: &[&Local], before: &str, after: &str) -> Vec<Leaf> {
    let mut places: Vec<_> = local.iter().map(|local| &local.leaf).collect();
    let all = places.clone();
    // The outermost says what the ones in it say.
    places.retain(|(path, _)| !all.iter().any(|(outer, _)| path != outer && is_in(path, outer)));
    let mut seen = BTreeSet::new();
    places.retain(|(path, _)| seen.insert(path));
    let texts = [before, after].map(|text| Index::of(text).ok());
    places.into_iter().flat_map(|(path, inside)| leaf(path, inside, &texts).finer()).collect()
}

/// `texts` are the file before and after.
fn leaf(path: &KeyPath, inside: &KeyPath, texts: &[Option<Index<'_>>; 2]) -> Leaf {
    let raw = |text: &Option<Index<'_>>, path: &KeyPath| text.as_ref()?.raw(path).ok()?.map(str::to_owned);
    let [old, new] = texts.each_ref().map(|text| raw(text, inside));
    let [before, _] = texts;
    let outer = history::around(inside).filter(|_| old.is_none());
    let made = outer.take_while(|outer| raw(before, outer).is_none()).count();
    Leaf::new(path.clone(), old, new, made)
}

fn is_in(inner: &KeyPath, outer: &KeyPath) -> bool {
    inner.steps().starts_with(outer.steps())
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;
    use crate::include::{Loaded, assemble};

    const MAIN: &str = "{ agents: { $include: './agents.json5' }, models: { $include: ['./agents.json5', './agents.json5'] } } // Canary";
    const AGENTS: &str = "{\n  defaults: {\n    model: {\n      fallbacks: ['a/b'], // cheap\n    },\n    workspace: '/Canary',\n  },\n}\n";

    fn planned(edits: &[Edit]) -> Result<Vec<Rewrite>, Refusal> {
        let read = |text: &str| json5_edit::read(text.as_bytes()).unwrap();
        let mut load =
            |_: crate::include::Wish<'_>| Ok::<_, ()>(Loaded { source: 1, bytes: AGENTS.len(), value: read(AGENTS) });
        let (_, layout): (Value, _) = assemble(read(MAIN), &mut load).unwrap();
        let file = |shown: &str, text| File { shown: shown.to_owned(), text: Some(text), earlier: None };
        plan(&[file("main", MAIN), file("agents", AGENTS)], &layout, edits, &[])
    }

    fn fallbacks() -> KeyPath {
        KeyPath::of(["agents", "defaults", "model", "fallbacks"])
    }

    #[test]
    fn the_file_that_owns_a_value_is_edited_and_no_other() {
        let edit = Edit::Insert { list: fallbacks(), index: 1, value: "c/d".into() };
        let [rewrite] = <[_; 1]>::try_from(planned(&[edit]).unwrap()).unwrap();
        assert_eq!(rewrite.source, 1);
        assert_eq!(rewrite.after, AGENTS.replace("['a/b']", "['a/b', 'c/d']"));
        let [leaf] = &rewrite.leaves[..] else { panic!("{:?}", rewrite.leaves) };
        let texts = [&leaf.before, &leaf.after].map(|text| text.as_deref().unwrap_or_default());
        assert_eq!((&leaf.path, texts, leaf.made), (&fallbacks(), ["['a/b']", "['a/b', 'c/d']"], 0));
        let shown = format!("{:?}", rewrite.diff);
        assert!(shown.contains("// cheap") && !shown.contains("Canary"), "{shown}");
    }

    #[test]
    fn what_is_new_goes_where_its_object_is() {
        let path = KeyPath::of(["agents", "defaults", "imageModel"]);
        let [rewrite] = <[_; 1]>::try_from(planned(&[Edit::Set { path, value: "e/f".into() }]).unwrap()).unwrap();
        assert!(rewrite.source == 1 && rewrite.after.contains("imageModel: 'e/f'"), "{}", rewrite.after);
    }

    #[test]
    fn two_files_may_change_at_once() {
        let edits = [
            Edit::Insert { list: fallbacks(), index: 0, value: "c/d".into() },
            Edit::Set { path: KeyPath::of(["auth", "order"]), value: Value::Object(serde_json::Map::new()).into() },
        ];
        let rewrites = planned(&edits).unwrap();
        assert_eq!(rewrites.iter().map(|rewrite| rewrite.source).collect::<Vec<_>>(), [0, 1]);
    }

    #[test]
    fn a_list_out_of_several_files_has_no_place_to_edit() {
        let list = KeyPath::of(["models", "defaults", "model", "fallbacks"]);
        let refused = planned(&[Edit::Insert { list: list.clone(), index: 0, value: "c/d".into() }]);
        assert_eq!(refused.err(), Some(Refusal::Split { path: list, files: vec!["agents".to_owned()] }));
    }

    #[test]
    fn what_is_so_already_rewrites_nothing() {
        let edit = Edit::Set { path: fallbacks().index(0), value: "a/b".into() };
        assert!(planned(&[edit]).unwrap().is_empty());
    }

    #[test]
    fn one_element_after_the_other_is_taken_out() {
        let remove = Edit::Remove { path: fallbacks().index(0) };
        let text = "{ agents: { defaults: { model: { fallbacks: ['a/b', 'c/d', 'e/f'] } } } }";
        let files = [File { shown: "main".to_owned(), text: Some(text), earlier: None }];
        let rewrites = plan(&files, &Layout::default(), &[remove.clone(), remove], &[]).unwrap();
        assert_eq!(rewrites[0].after, text.replace("'a/b', 'c/d', ", ""));
    }

    #[test]
    fn without_a_file_there_is_a_new_one() {
        let files = [File { shown: "main".to_owned(), text: None, earlier: None }];
        let edit = Edit::Insert { list: fallbacks(), index: 0, value: "c/d".into() };
        let [rewrite] = <[_; 1]>::try_from(plan(&files, &Layout::default(), &[edit], &[]).unwrap()).unwrap();
        assert!(rewrite.diff.is_new && rewrite.after.ends_with("}\n"), "{}", rewrite.after);
        assert_eq!((rewrite.leaves[0].before.as_deref(), rewrite.leaves[0].made), (None, 3));
    }

    #[test]
    fn exchanged_comments_are_recorded_with_both_values_and_stay_in_their_file() {
        let paths = |text: &str| -> Vec<String> {
            let files = [File { shown: "main".to_owned(), text: Some(text), earlier: None }];
            let (primary, list) = (KeyPath::of(["agents", "defaults", "model", "primary"]), fallbacks());
            let swap = Edit::SwapComments { one: primary.clone(), other: list.index(0) };
            let set = |path, value: &str| Edit::Set { path, value: value.into() };
            let edits = [swap, set(primary, "c/d"), set(list.index(0), "a/b")];
            let rewrites = plan(&files, &Layout::default(), &edits, &[]).unwrap();
            rewrites[0].leaves.iter().map(|leaf| leaf.path.to_string()).collect()
        };
        let text = "{ agents: { defaults: { model: { primary: 'a/b', fallbacks: ['c/d' /* c */] } } } }";
        assert_eq!(paths(text), ["agents.defaults.model"]);
        let values = ["agents.defaults.model.primary", "agents.defaults.model.fallbacks"];
        assert_eq!(paths(&text.replace(" /* c */", "")), values);
        let elsewhere = Edit::SwapComments { one: fallbacks().index(0), other: KeyPath::of(["auth"]) };
        assert!(planned(&[elsewhere]).unwrap().is_empty());
    }

    #[test]
    fn what_it_said_before_is_taken_if_it_is_what_is_meant() {
        let text = "{ agents: { defaults: { model: 'a/b' } } }";
        let edit = Edit::Remove { path: KeyPath::of(["agents", "defaults", "model"]) };
        for (earlier, taken) in [("{ agents: { /* ours */ defaults: {  } } }", true), ("{ agents: {} }", false)] {
            let files = [File { shown: "main".to_owned(), text: Some(text), earlier: Some(earlier) }];
            let [rewrite] =
                <[_; 1]>::try_from(plan(&files, &Layout::default(), std::slice::from_ref(&edit), &[]).unwrap())
                    .unwrap();
            assert_eq!(rewrite.after == earlier, taken, "{}", rewrite.after);
        }
    }

    #[test]
    fn a_leaf_in_another_one_is_not_recorded_besides() {
        let text = "{ agents: { defaults: { models: { 'a/b': {}, 'c/d': {} } } } }";
        let models = KeyPath::of(["agents", "defaults", "models"]);
        let removals = [models.key("a/b"), models.key("c/d"), models.clone()].map(|path| Edit::Remove { path });
        let files = [File { shown: "main".to_owned(), text: Some(text), earlier: None }];
        let paths = |edits: &[Edit]| -> Vec<KeyPath> {
            let rewrites = plan(&files, &Layout::default(), edits, &[]).unwrap();
            rewrites[0].leaves.iter().map(|leaf| leaf.path.clone()).collect()
        };
        assert_eq!(paths(&removals), std::slice::from_ref(&models));
        assert_eq!(paths(&removals[..2]), [models.key("a/b"), models.key("c/d")]);
        let again = Edit::Set { path: models.key("e/f"), value: Value::Object(serde_json::Map::new()).into() };
        assert_eq!(paths(&[removals[2].clone(), again]), [models]);
    }
}
