//! Plans the new texts of the configuration files for a list of edits. Writes nothing.

mod plan_error;
#[cfg(test)]
mod tests;

use std::{borrow::Cow, collections::BTreeSet, fmt, sync::Arc};

use contract::Diff;
use json5_edit::{DocumentIndex, Edit, EditError, EditedDocument, KeyPath, Value};

use super::leaves::{self, LeafChange};
use crate::{
    base::value_path,
    document::view::View,
    schema::{
        diff,
        include::{Layout, SourceLocation},
        managed, stable_path,
    },
};
pub use plan_error::PlanError;

/// The current state of a configuration file.
#[derive(Clone)]
pub struct ConfigFile<'a> {
    /// The path to show in messages.
    pub display_path: String,
    /// The text of the file; `None` when it does not exist yet.
    pub text: Option<&'a str>,
    /// The text before the change that is being undone. If the edits restore its value, it is restored byte for byte.
    pub text_before_change: Option<&'a str>,
}

/// The new text of one file.
#[derive(Clone)]
pub struct FileRewrite {
    /// The index of the file in the list of files.
    pub source: usize,
    /// The text after the edits.
    pub after: String,
    /// The value of the new text.
    pub value: Arc<Value>,
    /// The position of the file's root in the configuration.
    pub mount: KeyPath,
    /// The masked diff to show.
    pub diff: Diff,
    /// The changed values with their full texts. The texts may contain what the history must not store; see
    /// [`LeafChange::redacted`].
    pub leaves: Vec<LeafChange>,
}

impl FileRewrite {
    /// Converts the paths of the changed values to stable paths, as the history stores them.
    #[must_use]
    pub fn with_stable_paths(mut self, view: &View) -> Self {
        self.leaves.iter_mut().for_each(|leaf| leaf.path = stable_path::to_stable(&leaf.path, view.document()));
        self
    }
}

/// Omits the texts, which may hold secrets.
impl fmt::Debug for FileRewrite {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FileRewrite").field("source", &self.source).field("diff", &self.diff).finish_non_exhaustive()
    }
}

/// Applies each edit to the file that owns the edited path, and returns the rewritten files. The first of `files` is
/// the main file. A file whose text does not change is not returned. The diffs show the values at `typed`.
pub fn plan_rewrites(
    files: &[ConfigFile<'_>],
    layout: &Layout,
    edits: &[Edit],
    typed: &[KeyPath],
) -> Result<Vec<FileRewrite>, PlanError> {
    plan_parsed_rewrites(files, KnownDocuments::default(), layout, edits, typed)
}

/// The document before and after the edits, as far as it was built already. If it is in one file, that file is not parsed
/// again, and the edits are not applied to its value again.
#[derive(Clone, Copy, Default)]
pub struct KnownDocuments<'a> {
    /// Before the edits.
    pub before: Option<&'a View>,
    /// After the edits.
    pub after: Option<&'a Value>,
}

/// Plans the rewrites of files whose documents are known already.
pub fn plan_parsed_rewrites(
    files: &[ConfigFile<'_>],
    documents: KnownDocuments<'_>,
    layout: &Layout,
    edits: &[Edit],
    typed: &[KeyPath],
) -> Result<Vec<FileRewrite>, PlanError> {
    let documents = if files.len() == 1 { documents } else { KnownDocuments::default() };
    let local = edits.iter().filter_map(|edit| FileEdit::from_edit(edit, files, layout).transpose());
    let local = local.collect::<Result<Vec<_>, _>>()?;
    let mut rewrites = Vec::new();
    for (source, file) in files.iter().enumerate() {
        let mut file_edits: Vec<_> = local.iter().filter(|local| local.source == source).collect();
        // A file that is included twice contains one element for two of the list, so a second equal removal is dropped.
        file_edits.dedup_by(|next, last| {
            let is_other_place = next.target != last.target;
            matches!(next.edit, Edit::Remove { .. }) && next.edit == last.edit && is_other_place
        });
        rewrites.extend(rewrite_file(source, file, documents, &file_edits, typed)?);
    }
    Ok(rewrites)
}

/// An edit, relative to the file that it belongs to.
struct FileEdit {
    source: usize,
    edit: Edit,
    /// The edited path in the configuration.
    target: KeyPath,
    /// The path that the history records: in the configuration, and in this file.
    leaf_paths: (KeyPath, KeyPath),
    mount: KeyPath,
}

impl FileEdit {
    /// Returns `None` for a swap of comments between two files: they stay where they are.
    fn from_edit(edit: &Edit, files: &[ConfigFile<'_>], layout: &Layout) -> Result<Option<Self>, PlanError> {
        let target = edit.path();
        let SourceLocation { source, path } = layout.find_owner(target).map_err(|split| PlanError::MultipleOwners {
            path: target.clone(),
            files: split.sources.iter().filter_map(|at| files.get(*at)).map(|file| file.display_path.clone()).collect(),
        })?;
        let other = edit.other_path().map(|other| layout.find_owner(other).ok().filter(|other| other.source == source));
        let cut = target.steps().len().saturating_sub(path.steps().len());
        let local = match other {
            None => edit.with_path(path),
            Some(Some(other)) => Edit::SwapComments { one: path, other: other.path },
            Some(None) => return Ok(None),
        };
        let leaf = managed::recorded_leaf_path(edit);
        let inside = leaf.steps().iter().skip(cut).cloned().collect();
        let mount = target.steps().iter().take(cut).cloned().collect();
        Ok(Some(Self { source, edit: local, target: target.clone(), leaf_paths: (leaf, inside), mount }))
    }
}

fn rewrite_file(
    source: usize,
    file: &ConfigFile<'_>,
    documents: KnownDocuments<'_>,
    local: &[&FileEdit],
    typed: &[KeyPath],
) -> Result<Option<FileRewrite>, PlanError> {
    if local.is_empty() {
        return Ok(None);
    }
    let parsed = ParsedFile::new(file, documents.before.map(View::document))?;
    let EditedDocument { text, value } = parsed.apply_edits(local, documents.after)?;
    let values: Vec<_> = local.iter().filter(|local| local.edit.other_path().is_none()).copied().collect();
    // If the swaps of comments change nothing, the history records only the other edits.
    let is_plain =
        values.len() < local.len() && parsed.apply_edits(&values, None).is_ok_and(|plain| plain.text == text);
    let local = if is_plain { &values } else { local };
    let after = file.text_before_change.filter(|earlier| text_has_value(earlier, &value)).map_or(text, str::to_owned);
    if file.text == Some(&after) {
        return Ok(None);
    }
    let mount = local.first().map(|local| local.mount.clone()).unwrap_or_default();
    let names: Vec<_> = mount.steps().iter().map(value_path::step_name).collect();
    let diff = diff::masked_diff(file.display_path.clone(), &names, file.text, &after, typed);
    let leaves = changed_leaves(local, parsed.index.as_ref(), &after);
    Ok(Some(FileRewrite { source, after, value: Arc::new(value), mount, diff, leaves }))
}

/// A file with its value and its index, for all edits of it.
struct ParsedFile<'f> {
    file: &'f ConfigFile<'f>,
    /// `None` when the file does not exist yet.
    index: Option<DocumentIndex<'f>>,
    value: Cow<'f, Value>,
}

impl<'f> ParsedFile<'f> {
    /// Indexes a file. `said` is its value, if it is known already.
    fn new(file: &'f ConfigFile<'f>, known_value: Option<&'f Value>) -> Result<Self, PlanError> {
        let read = |text: &str| json5_edit::read(text.as_bytes()).map_err(EditError::from);
        let (index, value) = match (file.text, known_value) {
            (Some(text), Some(known_value)) => {
                (DocumentIndex::from_text(text).map(Some), Ok(Cow::Borrowed(known_value)))
            }
            (Some(text), None) => (DocumentIndex::from_text(text).map(Some), read(text).map(Cow::Owned)),
            (None, _) => (Ok(None), Ok(Cow::Owned(Value::Null))),
        };
        // If the file cannot be read, prefer the reader's error, which has the position.
        let value = value.map_err(|reason| plan_error(file, reason))?;
        Ok(Self { file, index: index.map_err(|reason| plan_error(file, reason))?, value })
    }

    /// Edits the text. `meant` is the value of the edited file, if it is known already.
    fn apply_edits(&self, local: &[&FileEdit], meant: Option<&Value>) -> Result<EditedDocument, PlanError> {
        let edits: Vec<_> = local.iter().map(|local| local.edit.clone()).collect();
        let edited = match (&self.index, meant) {
            (Some(index), Some(meant)) => index.apply_edits_to(meant, &edits),
            (Some(index), None) => index.edit(self.value.clone().into_owned(), &edits),
            (None, _) => json5_edit::create_document(&edits),
        };
        edited.map_err(|reason| plan_error(self.file, reason))
    }
}

fn plan_error(file: &ConfigFile<'_>, reason: EditError) -> PlanError {
    PlanError::from_edit_error(&file.display_path, file.text.unwrap_or_default(), reason)
}

fn text_has_value(text: &str, value: &Value) -> bool {
    json5_edit::read(text.as_bytes()).is_ok_and(|said| said == *value)
}

/// Returns the values that the edits changed. `before` is the index of the file before them.
fn changed_leaves(local: &[&FileEdit], before: Option<&DocumentIndex<'_>>, after: &str) -> Vec<LeafChange> {
    let mut leaf_paths: Vec<_> = local.iter().map(|local| &local.leaf_paths).collect();
    let all = leaf_paths.clone();
    // The change of an outer value includes the changes inside it.
    leaf_paths.retain(|(path, _)| !all.iter().any(|(outer, _)| path != outer && is_at_or_below(path, outer)));
    let mut seen = BTreeSet::new();
    leaf_paths.retain(|(path, _)| seen.insert(path));
    let after = DocumentIndex::from_text(after).ok();
    leaf_paths
        .into_iter()
        .flat_map(|(path, inside)| leaf_change(path, inside, [before, after.as_ref()]).split_managed())
        .collect()
}

/// Compares one value in the file before and after the edits.
fn leaf_change(path: &KeyPath, inside: &KeyPath, [before, after]: [Option<&DocumentIndex<'_>>; 2]) -> LeafChange {
    let raw = |text: Option<&DocumentIndex<'_>>, path: &KeyPath| text?.raw_value(path).ok()?.map(str::to_owned);
    let [old, new] = [before, after].map(|text| raw(text, inside));
    // A new file also gets a root object, which is not counted as a created parent.
    let is_missing = |outer: &KeyPath| raw(before, outer).is_none() && !outer.steps().is_empty();
    let outer = leaves::parent_paths(inside).filter(|_| old.is_none());
    let made = outer.take_while(is_missing).count();
    LeafChange::new(path.clone(), old, new, made)
}

fn is_at_or_below(inner: &KeyPath, outer: &KeyPath) -> bool {
    inner.steps().starts_with(outer.steps())
}
