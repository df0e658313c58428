//! Computes the edits that undo edits.

use crate::{
    Edit, EditError, KeyPath, KeyPathStep, NewValue, edit, find::find_path, limit_check::check_limits, raw_value,
    tree::parse_tree,
};

/// Returns the edits that turn `edit(text, edits)` back into `text`, byte for byte. They apply to exactly that text.
///
/// Where possible they are the simple opposites: restore the old value, remove the new one, move back. Where that would
/// not restore every byte (a comment was removed with a value, white space was merged), the surrounding value is
/// restored with its earlier text; so an undo may hold more of the document than the edit named.
pub fn inverse_edits(text: &str, edits: &[Edit]) -> Result<Vec<Edit>, EditError> {
    let mut text = text.to_owned();
    let mut inverse = Vec::with_capacity(edits.len());
    for one in edits {
        let after = edit(&text, std::slice::from_ref(one))?;
        inverse.push(inverse_edit(&text, &after, one)?);
        text = after;
    }
    inverse.reverse();
    Ok(inverse)
}

fn inverse_edit(before: &str, after: &str, applied: &Edit) -> Result<Edit, EditError> {
    let (plain, enclosing) = simple_inverse(before, applied)?;
    if edit(after, std::slice::from_ref(&plain)).is_ok_and(|text| text == before) {
        return Ok(plain);
    }
    let value = NewValue::Raw(raw_text(before, &enclosing)?);
    Ok(Edit::Set { path: enclosing, value })
}

/// The simple opposite of an edit, and the path of the innermost value that contains everything it changes.
fn simple_inverse(before: &str, done: &Edit) -> Result<(Edit, KeyPath), EditError> {
    let path = done.path();
    let existing_steps = path.steps().len() - count_missing_steps(before, path)?;
    Ok(match done {
        Edit::Set { .. } | Edit::Insert { .. } if existing_steps < path.steps().len() => {
            (Edit::Remove { path: path.first_steps(existing_steps + 1) }, path.first_steps(existing_steps))
        }
        Edit::Set { .. } => {
            let value = NewValue::Raw(raw_text(before, path)?);
            (Edit::Set { path: path.clone(), value }, path.clone())
        }
        Edit::Insert { list, index, .. } => (Edit::Remove { path: list.with_index(*index) }, list.clone()),
        Edit::Move { list, from, to } => (Edit::Move { list: list.clone(), from: *to, to: *from }, list.clone()),
        Edit::SwapComments { one, other } => (done.clone(), common_container(one, other)?),
        Edit::Remove { path } => {
            let value = NewValue::Raw(raw_text(before, path)?);
            let (parent, last) = path.split_last().ok_or(EditError::RootEdit)?;
            let plain = match last {
                KeyPathStep::Key(_) => Edit::Set { path: path.clone(), value },
                KeyPathStep::Index(index) => Edit::Insert { list: parent.clone(), index: *index, value },
            };
            (plain, parent)
        }
    })
}

/// The path of the innermost value that contains the containers of both paths.
fn common_container(one: &KeyPath, other: &KeyPath) -> Result<KeyPath, EditError> {
    let containers = [one, other].map(|path| path.split_last().map(|(container, _)| container));
    let [Some(one), Some(other)] = containers else { return Err(EditError::RootEdit) };
    Ok(one.common_prefix(&other))
}

fn count_missing_steps(text: &str, path: &KeyPath) -> Result<usize, EditError> {
    let body = check_limits(text.as_bytes())?;
    let root = parse_tree(body).ok_or(EditError::VerificationFailed)?;
    Ok(find_path(body, &root, path)?.missing_steps)
}

fn raw_text(text: &str, path: &KeyPath) -> Result<String, EditError> {
    raw_value(text, path)?.map(str::to_owned).ok_or(EditError::VerificationFailed)
}
