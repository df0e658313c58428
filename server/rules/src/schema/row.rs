//! Rows of the schema table, and the words that they are written with.

use super::{
    kinds::Kinds,
    release::{Release, Releases},
    scalar_form::{NumberRange, TextForm},
};

/// What OpenClaw accepts at a path, and what openclaw does with the value there.
#[derive(Debug, Clone, Copy)]
pub(super) struct Row {
    /// The path. Its steps are separated by dots; `*` is any member or element, `list|entries` is either key.
    pub(super) pattern: &'static str,
    /// The last steps of the paths, when the row is about several members of the object at `pattern`.
    pub(super) keys: &'static [&'static str],
    /// The releases of OpenClaw that accept the path. `None` means that all refuse it.
    pub(super) releases: Option<Releases>,
    /// The types of the value. None means that openclaw does not know them.
    pub(super) kinds: Kinds,
    /// The texts that a text may be. None means any text.
    pub(super) options: &'static [&'static str],
    /// Other spellings of these texts, each with OpenClaw's own.
    pub(super) spellings: &'static [(&'static str, &'static str)],
    /// The form that a text must have.
    pub(super) text_form: TextForm,
    /// The range that a number must be in.
    pub(super) numbers: NumberRange,
    /// What a flag must be. `None` means either.
    pub(super) only_flag: Option<bool>,
    /// Whether an object refers to a secret that is kept elsewhere, so that its `id` must suit its `source`.
    pub(super) is_secret_reference: bool,
    /// Whether OpenClaw has more rules for the value than the row.
    pub(super) is_unchecked: bool,
    /// The types of the elements of a list. None means that openclaw does not know them.
    pub(super) elements: Kinds,
    /// The members that an object must have.
    pub(super) required: &'static [&'static str],
    /// The members that some objects must have; only OpenClaw knows which.
    pub(super) sometimes_required: &'static [&'static str],
    /// The members of an object.
    pub(super) members: Members,
    /// What openclaw does with the value.
    pub(super) marks: Marks,
    /// How the history records the value, outside the managed paths.
    pub(super) recorded: Recorded,
    /// The repair when the OpenClaw of a home refuses the path.
    pub(super) repair: Option<&'static str>,
    /// The path that is meant when the path is written.
    pub(super) meant: Option<&'static str>,
}

/// The members that an object may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Members {
    /// openclaw does not know them.
    Undescribed,
    /// OpenClaw accepts any, whatever is in them.
    Any,
    /// Those with a row, and no others.
    Listed,
}

/// How the history records a value that is not managed. Switches and short numbers are recorded anyway, unless the path
/// is private.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Recorded {
    /// Only a switch or a number.
    Scalar,
    /// Also a text.
    Text,
    /// Also a text that is the id of an agent.
    AgentId,
    /// Also an object that is an agent's entry, as openclaw writes one.
    AgentEntry,
}

/// A set of properties of a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Marks(u16);

impl Marks {
    /// No property.
    pub(super) const NONE: Self = Self(0);
    /// openclaw edits the value and what is below it, records it, can undo it, and lets a page set it.
    pub(super) const MANAGED: Self = Self(1);
    /// The value may be shown in a diff and in an excerpt.
    pub(super) const SHOWN: Self = Self(1 << 1);
    /// A chain of models: a text, or an object with a primary and fallbacks.
    pub(super) const CHAIN: Self = Self(1 << 2);
    /// A key of the entry that openclaw writes for a new agent.
    pub(super) const IN_NEW_AGENT: Self = Self(1 << 3);
    /// The key is shown in the excerpt of a file that does not parse: no secret is spelled like it.
    pub(super) const LANDMARK: Self = Self(1 << 4);
    /// openclaw reads texts below the path, so it reports variables in them that are not set.
    pub(super) const READ: Self = Self(1 << 5);
    /// Comments below the path may be shown, unless they may hold a secret.
    pub(super) const COMMENTS_SHOWN: Self = Self(1 << 6);
    /// The history keeps nothing from here, not even numbers: they may be private.
    pub(super) const PRIVATE: Self = Self(1 << 7);
    /// Only OpenClaw writes the value and what is below it.
    pub(super) const OWNED_BY_OPENCLAW: Self = Self(1 << 8);

    /// The properties of both sets.
    pub(super) const fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether every property of the other set is in this one.
    pub(super) const fn contains(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }
}

/// Starts the row of a path.
pub(super) const fn row(pattern: &'static str) -> Row {
    Row {
        pattern,
        keys: &[],
        releases: Some(Releases::ALL),
        kinds: Kinds::NONE,
        options: &[],
        spellings: &[],
        text_form: TextForm::Any,
        numbers: NumberRange::Any,
        only_flag: None,
        is_secret_reference: false,
        is_unchecked: false,
        elements: Kinds::NONE,
        required: &[],
        sometimes_required: &[],
        members: Members::Undescribed,
        marks: Marks::NONE,
        recorded: Recorded::Scalar,
        repair: None,
        meant: None,
    }
}

/// Starts the row of several members of an object.
pub(super) const fn each(parent: &'static str, keys: &'static [&'static str]) -> Row {
    Row { keys, ..row(parent) }
}

impl Row {
    /// The value may be a text.
    pub(super) const fn text(self) -> Self {
        self.kind(Kinds::TEXT)
    }

    /// The value is one of these texts.
    pub(super) const fn one_of(mut self, options: &'static [&'static str]) -> Self {
        self.options = options;
        self.text()
    }

    /// These spellings mean OpenClaw's own spelling beside them, and `config set` writes that.
    pub(super) const fn respelled(mut self, spellings: &'static [(&'static str, &'static str)]) -> Self {
        self.spellings = spellings;
        self
    }

    /// The value may be a text of this form.
    pub(super) const fn text_of(mut self, form: TextForm) -> Self {
        self.text_form = form;
        self.text()
    }

    /// The value may be a text that is not empty.
    pub(super) const fn not_empty(self) -> Self {
        self.text_of(TextForm::NotEmpty)
    }

    /// The value may be a number.
    pub(super) const fn number(self) -> Self {
        self.kind(Kinds::NUMBER)
    }

    /// The value is a number above zero.
    pub(super) const fn positive_number(self) -> Self {
        self.number_in(NumberRange::Positive)
    }

    /// The value is a whole number, at least this one.
    pub(super) const fn whole_number(self, min: u32) -> Self {
        self.number_in(NumberRange::Whole { min, max: None })
    }

    /// The value is a whole number between these two.
    pub(super) const fn whole_number_between(self, min: u32, max: u32) -> Self {
        self.number_in(NumberRange::Whole { min, max: Some(max) })
    }

    const fn number_in(mut self, numbers: NumberRange) -> Self {
        self.numbers = numbers;
        self.number()
    }

    /// The value is a list of texts.
    pub(super) const fn text_list(mut self) -> Self {
        self.elements = Kinds::TEXT;
        self.list()
    }

    /// The value may be an object.
    pub(super) const fn object(self) -> Self {
        self.kind(Kinds::OBJECT)
    }

    /// The value may be a list.
    pub(super) const fn list(self) -> Self {
        self.kind(Kinds::LIST)
    }

    /// The value may be `true` or `false`.
    pub(super) const fn flag(self) -> Self {
        self.kind(Kinds::FLAG)
    }

    /// The value may be `true`, but not `false`.
    pub(super) const fn only_true(mut self) -> Self {
        self.only_flag = Some(true);
        self.flag()
    }

    /// The value may be `false`, but not `true`.
    pub(super) const fn only_false(mut self) -> Self {
        self.only_flag = Some(false);
        self.flag()
    }

    /// The value is an object that has only members with a row.
    pub(super) const fn closed_object(mut self) -> Self {
        self.members = Members::Listed;
        self.object()
    }

    /// OpenClaw accepts any member of the object, whatever is in it.
    pub(super) const fn free(mut self) -> Self {
        self.members = Members::Any;
        self
    }

    /// The value may be an object that refers to a secret which is kept elsewhere.
    pub(super) const fn secret_reference(mut self) -> Self {
        self.is_secret_reference = true;
        self.closed_object().required(&["source", "provider", "id"])
    }

    /// OpenClaw has more rules for the value than the row, so `config set` leaves it to OpenClaw.
    pub(super) const fn unchecked(mut self) -> Self {
        self.is_unchecked = true;
        self
    }

    /// The object must have these members.
    pub(super) const fn required(mut self, required: &'static [&'static str]) -> Self {
        self.required = required;
        self
    }

    /// Some of the objects must have these members; only OpenClaw knows which.
    pub(super) const fn sometimes_required(mut self, members: &'static [&'static str]) -> Self {
        self.sometimes_required = members;
        self
    }

    const fn kind(mut self, kind: Kinds) -> Self {
        self.kinds = self.kinds.with(kind);
        self
    }

    /// Older releases refuse the path.
    pub(super) const fn since(mut self, first: Release) -> Self {
        self.releases = match self.releases {
            Some(Releases { last, .. }) => Some(Releases { first, last }),
            None => None,
        };
        self
    }

    /// Newer releases refuse the path.
    pub(super) const fn until(mut self, last: Release) -> Self {
        self.releases = match self.releases {
            Some(Releases { first, .. }) => Some(Releases { first, last }),
            None => None,
        };
        self
    }

    /// All releases refuse the path.
    pub(super) const fn never_accepted(mut self) -> Self {
        self.releases = None;
        self
    }

    /// All releases refuse the path, which is written by mistake for another one.
    pub(super) const fn belongs_to(mut self, meant: &'static str) -> Self {
        self.meant = Some(meant);
        self.never_accepted()
    }

    /// What to do when the OpenClaw of a home refuses the path.
    pub(super) const fn repair(mut self, repair: &'static str) -> Self {
        self.repair = Some(repair);
        self
    }

    /// openclaw edits the value and what is below it, records it, can undo it, and lets a page set it.
    pub(super) const fn managed(self) -> Self {
        self.mark(Marks::MANAGED)
    }

    /// The value may be shown.
    pub(super) const fn shown(self) -> Self {
        self.mark(Marks::SHOWN)
    }

    /// The value is a chain: the name of a model, or an object with a primary and fallbacks.
    pub(super) const fn chain(self) -> Self {
        self.text().closed_object().mark(Marks::CHAIN)
    }

    /// openclaw writes the key into the entry of a new agent.
    pub(super) const fn in_new_agent(self) -> Self {
        self.mark(Marks::IN_NEW_AGENT)
    }

    /// The key is shown in the excerpt of a file that does not parse.
    pub(super) const fn landmark(self) -> Self {
        self.mark(Marks::LANDMARK)
    }

    /// openclaw reads texts below the path, so variables in them must be set.
    pub(super) const fn read(self) -> Self {
        self.mark(Marks::READ)
    }

    /// Comments below the path may be shown.
    pub(super) const fn comments_shown(self) -> Self {
        self.mark(Marks::COMMENTS_SHOWN)
    }

    /// The history keeps nothing from below the path.
    pub(super) const fn private(self) -> Self {
        self.mark(Marks::PRIVATE)
    }

    /// Only OpenClaw writes the value and what is below it.
    pub(super) const fn owned_by_openclaw(self) -> Self {
        self.mark(Marks::OWNED_BY_OPENCLAW)
    }

    const fn mark(mut self, mark: Marks) -> Self {
        self.marks = self.marks.with(mark);
        self
    }

    /// The history records the value in this way.
    pub(super) const fn recorded(mut self, recorded: Recorded) -> Self {
        self.recorded = recorded;
        self
    }

    /// Whether the row allows a text as the value.
    pub(super) fn allows_text(&self, text: &str) -> bool {
        self.options.is_empty() || self.options.contains(&text)
    }

    /// Whether one of these releases accepts the path.
    pub(super) fn is_accepted_by(&self, releases: Releases) -> bool {
        self.releases.is_some_and(|own| own.overlaps(releases))
    }
}
