//! Rows of a table.

use memchr::{memchr, memchr_iter};

use super::Table;
use crate::{
    date::Date,
    facts::{Flags, InputKinds, Price, ProviderKind, ReleaseDate, Size, SizeSource},
};

/// A model of a table. Its columns are decoded when they are asked for.
#[derive(Debug, Clone, Copy)]
pub struct Row<'t> {
    pub(super) table: &'t Table,
    /// The provider's id.
    pub provider: &'t str,
    /// What the provider sells.
    pub kind: ProviderKind,
    /// The line.
    pub(super) line: &'t str,
}

/// The facts of a row, each as the method of [`Row`] with its name returns it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RowFacts<'t> {
    pub name: &'t str,
    pub context: Option<u64>,
    pub max_output: Option<u64>,
    pub price: Option<Price>,
    pub flags: Flags,
    pub input: InputKinds,
    pub size: Option<Size<'t>>,
    pub released: Option<ReleaseDate>,
    pub retires: Option<Date>,
    pub replaced_by: Option<&'t str>,
}

impl<'t> Row<'t> {
    /// All facts, found in one pass over the line: a list needs each of them for thousands of rows.
    pub fn facts(self) -> RowFacts<'t> {
        let mut rest = Some(self.line);
        let mut next_column = || {
            let text = rest.take().unwrap_or_default();
            let end = memchr(b'\t', text.as_bytes()).unwrap_or(text.len());
            rest = text.get(end + 1..);
            text.get(..end).unwrap_or_default()
        };
        let id = next_column();
        RowFacts {
            name: or_id(next_column(), id),
            context: next_column().parse().ok(),
            max_output: next_column().parse().ok(),
            price: Price::parse(next_column()),
            flags: parse_flags(next_column()),
            input: parse_input(next_column()),
            size: parse_size(self.table, next_column()),
            released: ReleaseDate::parse(next_column()),
            retires: Date::parse(next_column()),
            replaced_by: Some(next_column()).filter(|successor| !successor.is_empty()),
        }
    }

    /// The id at its provider.
    pub fn id(self) -> &'t str {
        line_id(self.line)
    }

    /// The ref, such as `anthropic/claude-opus-4-5`. An id that starts with its provider stands alone.
    pub fn key(self) -> String {
        let (provider, id) = (self.provider, self.id());
        let doubled = id.split_once('/').is_some_and(|(first, _)| first.eq_ignore_ascii_case(provider));
        if doubled { id.to_owned() } else { [provider, "/", id].concat() }
    }

    /// The name for people; the id when it is unknown.
    pub fn name(self) -> &'t str {
        or_id(self.column(1), self.id())
    }

    /// The context, in tokens.
    pub fn context(self) -> Option<u64> {
        self.column(2).parse().ok()
    }

    /// The longest answer, in tokens.
    pub fn max_output(self) -> Option<u64> {
        self.column(3).parse().ok()
    }

    /// What it costs.
    pub fn price(self) -> Option<Price> {
        Price::parse(self.column(4))
    }

    /// Yes-or-no facts.
    pub fn flags(self) -> Flags {
        parse_flags(self.column(5))
    }

    /// Whether all these flags are set.
    pub fn has(self, flags: Flags) -> bool {
        self.flags().contains(flags)
    }

    /// Whether it reasons; `None` if that is unknown.
    pub fn reasoning(self) -> Option<bool> {
        self.flags().reasoning()
    }

    /// Accepted input.
    pub fn input(self) -> InputKinds {
        parse_input(self.column(6))
    }

    /// The number of parameters.
    pub fn size(self) -> Option<Size<'t>> {
        parse_size(self.table, self.column(7))
    }

    /// When it was released.
    pub fn released(self) -> Option<ReleaseDate> {
        ReleaseDate::parse(self.column(8))
    }

    /// When its provider stops offering it, or stopped.
    pub fn retires(self) -> Option<Date> {
        Date::parse(self.column(9))
    }

    /// The model that its provider recommends instead: an id of the provider, or a full ref.
    pub fn replaced_by(self) -> Option<&'t str> {
        Some(self.column(10)).filter(|successor| !successor.is_empty())
    }

    /// Whether every column can be read, or is empty.
    pub fn is_well_formed(self) -> bool {
        let reads = [
            (2, self.context().is_some()),
            (3, self.max_output().is_some()),
            (4, self.price().is_some()),
            (7, self.size().is_some()),
            (8, self.released().is_some()),
            (9, self.retires().is_some()),
        ];
        let is_hex = |column| u16::from_str_radix(self.column(column), 16).is_ok();
        !self.id().is_empty()
            && self.line.split('\t').count() <= 11
            && !self.line.ends_with('\t')
            && is_hex(5)
            && is_hex(6)
            && reads.iter().all(|(column, reads)| *reads || self.column(*column).is_empty())
    }

    /// The line of the table.
    pub fn line(self) -> &'t str {
        self.line
    }

    /// The text of a column.
    fn column(self, number: usize) -> &'t str {
        let mut tabs = memchr_iter(b'\t', self.line.as_bytes());
        let start = match number.checked_sub(1) {
            Some(before) => tabs.nth(before).map(|tab| tab + 1),
            None => Some(0),
        };
        let end = tabs.next().unwrap_or(self.line.len());
        start.and_then(|start| self.line.get(start..end)).unwrap_or_default()
    }
}

fn or_id<'t>(name: &'t str, id: &'t str) -> &'t str {
    if name.is_empty() { id } else { name }
}

fn parse_flags(text: &str) -> Flags {
    Flags(u16::from_str_radix(text, 16).unwrap_or_default())
}

fn parse_input(text: &str) -> InputKinds {
    InputKinds(u8::from_str_radix(text, 16).unwrap_or_default())
}

fn parse_size<'t>(table: &'t Table, text: &'t str) -> Option<Size<'t>> {
    let at = text.find(['i', 'd', '~'])?;
    let (number, source) = text.split_at_checked(at)?;
    let source = match source.split_at_checked(1)? {
        ("i", "") => SizeSource::Id,
        ("d", "") => SizeSource::Description,
        ("~", note) => SizeSource::Nominal(table.note(note)?),
        _ => return None,
    };
    Some(Size { billions: number.parse().ok()?, source })
}

/// The id that a line begins with.
pub(super) fn line_id(line: &str) -> &str {
    memchr(b'\t', line.as_bytes()).and_then(|tab| line.get(..tab)).unwrap_or(line)
}
