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

impl<'t> Row<'t> {
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
        Some(self.column(1)).filter(|name| !name.is_empty()).unwrap_or_else(|| self.id())
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
        Flags(u16::from_str_radix(self.column(5), 16).unwrap_or_default())
    }

    /// Whether all these flags are set.
    pub fn has(self, flags: Flags) -> bool {
        self.flags().contains(flags)
    }

    /// Whether it reasons; `None` if that is unknown.
    pub fn reasoning(self) -> Option<bool> {
        let flags = self.flags();
        (!flags.contains(Flags::UNKNOWN)).then(|| flags.contains(Flags::REASONING))
    }

    /// Accepted input.
    pub fn input(self) -> InputKinds {
        InputKinds(u8::from_str_radix(self.column(6), 16).unwrap_or_default())
    }

    /// The number of parameters.
    pub fn size(self) -> Option<Size<'t>> {
        let text = self.column(7);
        let at = text.find(['i', 'd', '~'])?;
        let (number, source) = text.split_at_checked(at)?;
        let source = match source.split_at_checked(1)? {
            ("i", "") => SizeSource::Id,
            ("d", "") => SizeSource::Description,
            ("~", note) => SizeSource::Nominal(self.table.note(note)?),
            _ => return None,
        };
        Some(Size { billions: number.parse().ok()?, source })
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

/// The id that a line begins with.
pub(super) fn line_id(line: &str) -> &str {
    memchr(b'\t', line.as_bytes()).and_then(|tab| line.get(..tab)).unwrap_or(line)
}
