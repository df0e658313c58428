//! Tables of models.

mod row;

use std::{borrow::Cow, ops::Range};

use row::line_id;
pub use row::{Row, RowFacts};

use crate::facts::ProviderKind;

/// A table of models: the text, and where its lines are.
#[derive(Debug, Clone, Default)]
pub struct Table {
    text: Cow<'static, str>,
    sections: Vec<Section>,
    lines: Vec<Range<u32>>,
    notes: Vec<(Range<u32>, Range<u32>)>,
    as_of: Range<u32>,
    inputs: Range<u32>,
}

/// A provider and its lines.
#[derive(Debug, Clone)]
struct Section {
    provider: Range<u32>,
    kind: ProviderKind,
    lines: Range<usize>,
}

/// A provider of a table and its models.
#[derive(Debug, Clone, Copy)]
pub struct ProviderSection<'t> {
    table: &'t Table,
    section: &'t Section,
}

impl Table {
    /// Finds the lines of a table. Lines before the first provider are skipped, as are lines that are empty.
    pub fn parse(text: impl Into<Cow<'static, str>>) -> Self {
        let text = text.into();
        let mut table = Self { lines: Vec::with_capacity(text.len() / 80), ..Self::default() };
        let mut start = 0;
        for line in text.split('\n') {
            table.add_line(line, start);
            start += line.len() + 1;
        }
        table.sections.sort_by(|a, b| slice(&text, &a.provider).cmp(slice(&text, &b.provider)));
        Self { text, ..table }
    }

    /// The text that was parsed.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The date of the data, as its sources state it.
    pub fn as_of(&self) -> &str {
        self.slice(&self.as_of)
    }

    /// The hash of the inputs that the table was built from.
    pub fn inputs(&self) -> &str {
        self.slice(&self.inputs)
    }

    /// The number of models.
    pub fn len(&self) -> usize {
        self.lines.len()
    }

    /// Whether there is no model.
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// The providers that have a section, sorted by id.
    pub fn sections(&self) -> impl Iterator<Item = ProviderSection<'_>> {
        self.sections.iter().map(|section| ProviderSection { table: self, section })
    }

    /// The section of a provider.
    pub fn section(&self, provider: &str) -> Option<ProviderSection<'_>> {
        let at = self.sections.binary_search_by(|section| self.slice(&section.provider).cmp(provider)).ok()?;
        self.sections.get(at).map(|section| ProviderSection { table: self, section })
    }

    /// All models, by provider and id.
    pub fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        self.sections().flat_map(ProviderSection::rows)
    }

    /// The model of a provider with exactly this id, or with this id behind the provider's own name
    /// (`openrouter/auto`).
    pub fn find(&self, provider: &str, id: &str) -> Option<Row<'_>> {
        let section = self.section(provider)?;
        section.find(id).or_else(|| section.find(&format!("{provider}/{id}")))
    }

    /// The text of a note.
    pub(crate) fn note(&self, number: &str) -> Option<&str> {
        let (_, text) = self.notes.iter().find(|(known, _)| self.slice(known) == number)?;
        Some(self.slice(text))
    }

    fn add_line(&mut self, line: &str, start: usize) {
        let range = |from: usize, to: usize| to_u32(start + from)..to_u32(start + to);
        let Some(directive) = line.strip_prefix('#') else {
            if let (false, Some(section)) = (line.is_empty(), self.sections.last_mut()) {
                self.lines.push(range(0, line.len()));
                section.lines.end = self.lines.len();
            }
            return;
        };
        let mut columns = directive.splitn(3, '\t');
        let (word, first) = (columns.next().unwrap_or_default(), columns.next().unwrap_or_default());
        let rest = columns.next().unwrap_or_default();
        let from = word.len() + 2;
        let first_range = range(from, from + first.len());
        let rest_range = range(line.len() - rest.len(), line.len());
        match word {
            "provider" => self.sections.push(Section {
                provider: first_range,
                kind: ProviderKind::parse(rest).unwrap_or(ProviderKind::Host),
                lines: self.lines.len()..self.lines.len(),
            }),
            "note" => self.notes.push((first_range, rest_range)),
            "catalog" => (self.as_of, self.inputs) = (first_range, rest_range),
            _ => {}
        }
    }

    fn slice(&self, range: &Range<u32>) -> &str {
        slice(&self.text, range)
    }
}

impl<'t> ProviderSection<'t> {
    /// The provider's id.
    pub fn provider(self) -> &'t str {
        self.table.slice(&self.section.provider)
    }

    /// What the provider sells.
    pub fn kind(self) -> ProviderKind {
        self.section.kind
    }

    /// The provider's models, sorted by id.
    pub fn rows(self) -> impl Iterator<Item = Row<'t>> {
        self.lines().iter().map(move |line| self.row(line))
    }

    /// The model with exactly this id.
    pub fn find(self, id: &str) -> Option<Row<'t>> {
        let lines = self.lines();
        let at = lines.binary_search_by(|line| line_id(self.table.slice(line)).cmp(id)).ok()?;
        lines.get(at).map(|line| self.row(line))
    }

    fn lines(self) -> &'t [Range<u32>] {
        self.table.lines.get(self.section.lines.clone()).unwrap_or_default()
    }

    fn row(self, line: &Range<u32>) -> Row<'t> {
        Row { table: self.table, provider: self.provider(), kind: self.section.kind, line: self.table.slice(line) }
    }
}

fn slice<'a>(text: &'a str, range: &Range<u32>) -> &'a str {
    let to_index = |at: u32| usize::try_from(at).unwrap_or(usize::MAX);
    text.get(to_index(range.start)..to_index(range.end)).unwrap_or_default()
}

/// Offsets beyond 4 GiB become one that is outside every text.
fn to_u32(offset: usize) -> u32 {
    u32::try_from(offset).unwrap_or(u32::MAX)
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::{
        date::Date,
        entry::{Entry, EntrySize},
        facts::{DateSource, Flags, InputKinds, Price, ReleaseDate, SizeSource},
    };

    /// A small table with every kind of row.
    pub(crate) const SAMPLE: &str = "\
#catalog\t2026-01-02\tabcdef
#note\t1\tnominal, by its maker
#provider\tanthropic\tlab
claude-opus-4-5\tClaude Opus 4.5\t200000\t64000\t5,25,.5,6.25\t3\t3\t150i\t2025-11-24l\t2026-11-24\tclaude-opus-5
#provider\tlmstudio\tlocal
own\t\t500000\t\t\t8\t0
#provider\topenai\tlab
gpt-5.2\tGPT-5.2\t400000\t128000\t1.75,14,.175\t23\t3\t\t2025-12-11l
gpt-oss-120b\t\t131072\t\t.1,.5\t3\t1\t120i\t2025-08-05r
#provider\topenrouter\tgateway
anthropic/claude-opus-4.5\tAnthropic: Claude Opus 4.5\t200001\t\t5,25,.5,6.25\t3\t1\t\t2025-11-24l
kimi-k2\t\t200000\t\t.5,2\t2\t1\t1000~1\t2025-07-11j
openai/gpt-oss-120b:free\tfree\t131072\t\t0\t7\t1\t117d\t2025-08r
openrouter/auto\tAuto\t\t\t\t100\t0
";

    #[test]
    fn every_row_is_found() {
        let table = Table::parse(SAMPLE);
        assert_eq!((table.len(), table.as_of(), table.inputs()), (8, "2026-01-02", "abcdef"));
        for row in table.rows() {
            assert_eq!(table.find(row.provider, row.id()).map(Row::line), Some(row.line()));
            assert!(row.is_well_formed(), "{}", row.line());
        }
        let key = |provider, id| table.find(provider, id).map(Row::key);
        assert_eq!(key("openrouter", "auto").as_deref(), Some("openrouter/auto"));
        for (provider, id) in [("openai", "gpt-5"), ("open", "gpt-5.2"), ("", ""), ("openai", "")] {
            assert_eq!(key(provider, id), None, "{provider}/{id}");
        }
    }

    #[test]
    fn all_facts_of_a_row_are_those_of_its_methods() {
        for row in Table::parse(SAMPLE).rows() {
            let expected = RowFacts {
                name: row.name(),
                context: row.context(),
                max_output: row.max_output(),
                price: row.price(),
                flags: row.flags(),
                input: row.input(),
                size: row.size(),
                released: row.released(),
                retires: row.retires(),
                replaced_by: row.replaced_by(),
            };
            assert_eq!(row.facts(), expected, "{}", row.key());
        }
    }

    #[test]
    fn an_entry_is_read_back() {
        let entry = Entry {
            id: "some/model".into(),
            name: "Some\tModel\n".into(),
            context: Some(200_000),
            max_output: Some(8192),
            price: Some(Price { input: 0.1, output: 2.0, cache_read: None, cache_write: Some(0.5) }),
            flags: Flags::REASONING.with(Flags::TOOLS, true).with(Flags::FREE, false),
            input: InputKinds::default().with_word("text").with_word("image"),
            size: Some(EntrySize::Nominal(70.6, 1)),
            released: Some(ReleaseDate { date: Date::parse("2025-01-02").unwrap(), source: DateSource::Id }),
            retires: Date::parse("2027-01"),
            replaced_by: "next".into(),
        };
        let table = Table::parse(format!("#note\t1\tby its maker\n#provider\tp\tplan\n{}\n", entry.to_line()));
        let row = table.find("p", "some/model").unwrap();
        assert!(row.is_well_formed());
        assert_eq!((row.name(), row.kind, row.context()), ("Some Model", ProviderKind::Plan, entry.context));
        assert_eq!((row.max_output(), row.price(), row.flags()), (entry.max_output, entry.price, entry.flags));
        assert_eq!((row.input(), row.reasoning()), (entry.input, Some(true)));
        let size = row.size().unwrap();
        assert_eq!((size.source, size.stated_billions()), (SizeSource::Nominal("by its maker"), None));
        assert_eq!((row.released(), row.retires()), (entry.released, entry.retires));
        assert_eq!(row.replaced_by(), Some("next"));
    }

    #[test]
    fn malformed_text_is_no_panic() {
        for text in
            ["", "\n\n", "no provider\trow", "#", "#provider", "#note\t", "#provider\tp\tlab\n\t\tx\ty\tz\t-\t9x\t?"]
        {
            let table = Table::parse(text);
            for row in table.rows() {
                assert!(!row.is_well_formed());
                assert_eq!((row.context(), row.size(), row.released()), (None, None, None));
            }
        }
    }
}
