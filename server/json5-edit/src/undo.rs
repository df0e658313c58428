//! Edits that take edits back.

use crate::{Edit, EditError, KeyPath, Piece, Step, edit, find::find, limits::check, raw, tree::parse};

/// The edits that make `text` again out of `edit(text, edits)`, byte for byte. They fit that very text and no other.
///
/// As far as the bytes allow they are the plain opposite: put the old value back, take the new one out, move back. Where
/// that would leave a trace — a comment went with what was removed, white space was made one — the value around it is
/// put back as it was written; so an undo may hold more of the document than the edit named.
pub fn inverse(text: &str, edits: &[Edit]) -> Result<Vec<Edit>, EditError> {
    let mut text = text.to_owned();
    let mut back = Vec::with_capacity(edits.len());
    for one in edits {
        let after = edit(&text, std::slice::from_ref(one))?;
        back.push(opposite(&text, &after, one)?);
        text = after;
    }
    back.reverse();
    Ok(back)
}

fn opposite(before: &str, after: &str, done: &Edit) -> Result<Edit, EditError> {
    let (plain, around) = plain_opposite(before, done)?;
    if edit(after, std::slice::from_ref(&plain)).is_ok_and(|text| text == before) {
        return Ok(plain);
    }
    let value = Piece::Raw(written(before, &around)?);
    Ok(Edit::Set { path: around, value })
}

/// The opposite, and the innermost value that contains all it changes.
fn plain_opposite(before: &str, done: &Edit) -> Result<(Edit, KeyPath), EditError> {
    let path = done.path();
    let there = path.steps().len() - missing(before, path)?;
    Ok(match done {
        Edit::Set { .. } | Edit::Insert { .. } if there < path.steps().len() => {
            (Edit::Remove { path: path.first(there + 1) }, path.first(there))
        }
        Edit::Set { .. } => {
            let value = Piece::Raw(written(before, path)?);
            (Edit::Set { path: path.clone(), value }, path.clone())
        }
        Edit::Insert { list, index, .. } => (Edit::Remove { path: list.index(*index) }, list.clone()),
        Edit::Move { list, from, to } => (Edit::Move { list: list.clone(), from: *to, to: *from }, list.clone()),
        Edit::SwapComments { one, other } => (done.clone(), around_both(one, other)?),
        Edit::Remove { path } => {
            let value = Piece::Raw(written(before, path)?);
            let (parent, last) = path.split_last().ok_or(EditError::Whole)?;
            let plain = match last {
                Step::Key(_) => Edit::Set { path: path.clone(), value },
                Step::Index(index) => Edit::Insert { list: parent.clone(), index: *index, value },
            };
            (plain, parent)
        }
    })
}

/// The innermost value that contains the containers of both.
fn around_both(one: &KeyPath, other: &KeyPath) -> Result<KeyPath, EditError> {
    let containers = [one, other].map(|path| path.split_last().map(|(container, _)| container));
    let [Some(one), Some(other)] = containers else { return Err(EditError::Whole) };
    Ok(one.shared_with(&other))
}

fn missing(text: &str, path: &KeyPath) -> Result<usize, EditError> {
    let body = check(text.as_bytes())?;
    let root = parse(body).ok_or(EditError::Unproved)?;
    Ok(find(body, &root, path)?.missing)
}

fn written(text: &str, path: &KeyPath) -> Result<String, EditError> {
    raw(text, path)?.map(str::to_owned).ok_or(EditError::Unproved)
}
