//! From a change to the edits that take it back.

use std::borrow::Cow;

use json5_edit::{Edit, KeyPath, Piece, Value};

use super::{
    Past, Present, WhyNot, agents,
    list::{Element, rebased},
    sound, values,
};
use crate::{
    history::{Leaf, around},
    identity, slice,
    view::value_at,
};

/// The edits that take a change back; none when everything is as it was before it.
pub(super) fn of(change: &[&Past], now: &Present<'_>) -> Result<Vec<Edit>, WhyNot> {
    let leaves: Vec<_> = change.iter().flat_map(|past| past.leaves.iter().map(|leaf| (*past, leaf))).collect();
    if leaves.is_empty() {
        return Err(WhyNot::NothingKnown);
    }
    let has_followers = leaves.iter().any(|(_, leaf)| agents::is_followed(leaf, now.document()));
    let adds_agent = leaves.iter().any(|(_, leaf)| agents::added(leaf).is_some());
    let document = Cow::Borrowed(now.document());
    let mut way = Way { now, document, edits: Vec::new(), has_followers, restores_mark: false };
    // What came goes first: it may be in the place of what went.
    let (went, came): (Vec<_>, Vec<_>) = leaves.into_iter().partition(|(_, leaf)| leaf.before.is_some());
    let is_along = |(_, leaf): &(&Past, &Leaf)| adds_agent && agents::came_along(leaf);
    let (along, came): (Vec<_>, Vec<_>) = came.into_iter().rev().partition(is_along);
    let (went_along, went): (Vec<_>, Vec<_>) = went.into_iter().partition(is_along);
    way.restores_mark = !went_along.is_empty();
    came.into_iter().try_for_each(|(past, leaf)| way.take_back(past, leaf))?;
    for (past, leaf) in along.into_iter().chain(went_along) {
        if !way.is_still_needed(leaf) {
            way.take_back(past, leaf)?;
        }
    }
    went.into_iter().try_for_each(|(past, leaf)| way.take_back(past, leaf))?;
    now.misfit(&way.edits).map_or(Ok(way.edits), Err)
}

/// The document on its way back.
struct Way<'a> {
    now: &'a Present<'a>,
    document: Cow<'a, Value>,
    edits: Vec<Edit>,
    /// Others were added behind an agent that was added.
    has_followers: bool,
    /// The change took the mark of the default agent away.
    restores_mark: bool,
}

impl Way<'_> {
    fn take_back(&mut self, past: &Past, leaf: &Leaf) -> Result<(), WhyNot> {
        let leaf = &self.known(past, leaf)?;
        let place = self.place(past, leaf)?;
        let text = self.now.text(&place);
        if is_same(text, leaf.before.as_deref()) {
            return Ok(());
        }
        let conflict = || WhyNot::changed(&leaf.path, leaf.after.as_deref(), text);
        // What was taken back before it may have moved it.
        let target = match &self.document {
            Cow::Borrowed(_) => Some(place.clone()),
            Cow::Owned(document) => identity::placed(&leaf.path, document),
        };
        let target = target.ok_or_else(conflict)?;
        let is_as_left = self.is_as_left(&target, text, leaf);
        let edits = match &leaf.before {
            _ if leaf.without_comments || !is_as_left => {
                self.by_values(past, &target, text, leaf).ok_or_else(conflict)?
            }
            Some(before) => {
                let piece = self.piece(&place, before, text, leaf);
                vec![agents::put(target, text, piece)]
            }
            None => vec![Edit::Remove { path: self.outermost(&place, target, leaf) }],
        };
        self.document = Cow::Owned(json5_edit::apply(&self.document, &edits).map_err(|_| conflict())?);
        self.edits.extend(edits);
        Ok(())
    }

    /// The text as it was, if nobody has written the place in another way since; else its value, as others there are.
    fn piece(&self, place: &KeyPath, before: &str, text: Option<&str>, leaf: &Leaf) -> Piece {
        let is_as_left = text == leaf.after.as_deref();
        // What a comment says is lost with it.
        let keeps = if self.now.takes(place, before) {
            is_as_left || comments(before) > 0
        } else {
            is_as_left && text.is_some() && comments(before) > 0
        };
        match json5_edit::read(before.as_bytes()) {
            Ok(value) if !keeps => Piece::Value(value),
            _ => Piece::Raw(before.to_owned()),
        }
    }

    /// The leaf with both texts: from the history, or as a whole from the byte copies.
    fn known(&self, past: &Past, leaf: &Leaf) -> Result<Leaf, WhyNot> {
        sound::check(leaf)?;
        let leaf = leaf.kept();
        if leaf.is_known() {
            return Ok(leaf);
        }
        let text =
            |revision| if slice::is_ours(&leaf.path) { self.now.text_at(past, &leaf, revision).ok() } else { None };
        let texts = text(past.rev_before.as_ref()).zip(past.rev_after.as_ref().and_then(|after| text(Some(after))));
        let restored = texts.map(|(before, after)| Leaf::new(leaf.path.clone(), before, after, leaf.made));
        restored.filter(sound::may_be_restored).ok_or_else(|| sound::not_known(&leaf.path))
    }

    /// Where the leaf is.
    fn place(&self, past: &Past, leaf: &Leaf) -> Result<KeyPath, WhyNot> {
        let path = || leaf.path.clone();
        let gone = || WhyNot::AgentGone { agent: identity::agent_of(&leaf.path).unwrap_or_default().to_owned() };
        let place = self.now.place(&leaf.path).ok_or_else(gone)?;
        let is_there = self.now.file(&place) == Some(&past.file);
        is_there.then_some(place).ok_or_else(|| WhyNot::Elsewhere { path: path(), file: past.file.clone() })
    }

    /// Whether the leaf is as the change left it. What it took away may have made room for what is taken away again.
    fn is_as_left(&self, place: &KeyPath, text: Option<&str>, leaf: &Leaf) -> bool {
        let is_free = || leaf.after.is_none() && value_at(&self.document, place).is_none();
        is_same(text, leaf.after.as_deref()) || is_free()
    }

    /// The outermost object that was made for the leaf and holds nothing else.
    fn outermost(&self, place: &KeyPath, target: KeyPath, leaf: &Leaf) -> KeyPath {
        let comments = |place: &KeyPath| self.now.text(place).map_or(0, comments);
        let own = comments(place);
        let holds_nothing_else = |outer: &KeyPath| self.count(outer) == 1 && comments(outer) == own;
        let made = around(&target).take(leaf.made).take_while(holds_nothing_else);
        made.last().unwrap_or(target)
    }

    /// What came along with an agent belongs to the ones that came after it, too. Whoever is not named any more is not
    /// there any more, and several agents need an owner.
    fn is_still_needed(&self, leaf: &Leaf) -> bool {
        if let Some((agents, _)) = leaf.path.split_last().filter(|_| slice::is_entry(&leaf.path)) {
            return self.count(&agents) > 1;
        }
        let removal = agents::needed_by(leaf, &self.document).map(|path| Edit::Remove { path });
        let edits: Vec<_> = self.edits.iter().cloned().chain(removal).collect();
        self.has_followers || !self.restores_mark && self.now.is_without_owner(&edits)
    }

    /// How much an object or a list holds.
    fn count(&self, place: &KeyPath) -> usize {
        match value_at(&self.document, place) {
            Some(Value::Object(members)) => members.len(),
            Some(Value::Array(elements)) => elements.len(),
            _ => 0,
        }
    }

    /// Where the text is not known to the byte, or not as the change left it.
    fn by_values(&self, past: &Past, place: &KeyPath, text: Option<&str>, leaf: &Leaf) -> Option<Vec<Edit>> {
        // What was taken back before it may have made room.
        let text = text.filter(|_| value_at(&self.document, place).is_some());
        let is_as_left = says_the_same(text, leaf.after.as_deref());
        if leaf.without_comments && is_as_left {
            let Some(before) = &leaf.before else {
                let path = self.outermost(place, place.clone(), leaf);
                return Some(vec![Edit::Remove { path }]);
            };
            let value = self.with_comments(past, place, text, leaf).or_else(|| {
                // Nothing is there that could lose a comment.
                text.is_none_or(|text| comments(text) == 0).then(|| self.piece(place, before, text, leaf))
            });
            if let Some(value) = value {
                return Some(vec![agents::put(place.clone(), text, value)]);
            }
        }
        let values = || values::edits(place, text?, leaf.before.as_deref()?).filter(|_| is_as_left);
        self.in_list(place, text, leaf).or_else(values)
    }

    /// The text from the byte copy, with the comments that the history does not have. No comment is lost for it.
    fn with_comments(&self, past: &Past, place: &KeyPath, text: Option<&str>, leaf: &Leaf) -> Option<Piece> {
        let raw = self.now.text_at(past, leaf, past.rev_before.as_ref()).ok()??;
        let is_it = slice::kept_text(&leaf.path, &raw).as_deref() == leaf.before.as_deref();
        let loses_none = values::has_comments_of(text.unwrap_or_default(), &raw);
        (is_it && loses_none && self.now.takes(place, &raw)).then_some(Piece::Raw(raw))
    }

    /// In a list that others changed since.
    fn in_list(&self, place: &KeyPath, text: Option<&str>, leaf: &Leaf) -> Option<Vec<Edit>> {
        let before = leaf.before.as_deref().unwrap_or("[]");
        let texts = [Some(before), leaf.after.as_deref(), text];
        let [before, after, now] = texts.map(|text| self.elements(place, text?));
        rebased(place, &before?, &after?, &now?)
    }

    /// `None` when it is no list.
    fn elements(&self, place: &KeyPath, text: &str) -> Option<Vec<Element>> {
        let mut elements = Vec::new();
        let read = json5_edit::walk(text, |path, raw| {
            if !path.steps().is_empty() {
                elements.push(self.element(place, raw));
            }
            path.steps().is_empty()
        });
        read.ok().filter(|()| text.starts_with('[')).map(|()| elements)
    }

    fn element(&self, place: &KeyPath, raw: &str) -> Element {
        let value = json5_edit::read(raw.as_bytes()).unwrap_or_default();
        let meaning = self.now.meaning(&value);
        let fits = self.now.takes(place, raw);
        Element { meaning, piece: if fits { Piece::Raw(raw.to_owned()) } else { Piece::Value(value) } }
    }
}

/// The same text, or the same value: of a list not so, for it may have comments by now, and may be edited as a list.
fn is_same(one: Option<&str>, other: Option<&str>) -> bool {
    let value = |text: &str| json5_edit::read(text.as_bytes()).ok().filter(|value| !value.is_array());
    match (one, other) {
        (Some(one), Some(other)) if one != other => {
            comments(one) == 0 && value(one).is_some_and(|one| Some(one) == value(other))
        }
        _ => one == other,
    }
}

/// In values: comments and the way to write them say nothing.
fn says_the_same(one: Option<&str>, other: Option<&str>) -> bool {
    let value = |text: Option<&str>| text.map(|text| json5_edit::read(text.as_bytes()).ok());
    one == other || value(one) == value(other)
}

fn comments(text: &str) -> usize {
    values::comments(text).len()
}
