//! Facts about models, each with its form in a table.

use std::fmt::{self, Write as _};

use crate::date::Date;

/// What a provider sells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ProviderKind {
    /// Models of its own.
    Lab,
    /// Models in an account of a cloud.
    Cloud,
    /// Models of others, on machines of its own.
    Host,
    /// A subscription.
    Plan,
    /// Access to other providers.
    Gateway,
    /// A server on the user's machine or network.
    Local,
}

impl ProviderKind {
    /// Every kind, with its word in a table.
    const WORDS: [(Self, &str); 6] = [
        (Self::Lab, "lab"),
        (Self::Cloud, "cloud"),
        (Self::Host, "host"),
        (Self::Plan, "plan"),
        (Self::Gateway, "gateway"),
        (Self::Local, "local"),
    ];

    /// The word for it, such as `lab`.
    pub fn as_str(self) -> &'static str {
        Self::WORDS.iter().find(|(kind, _)| *kind == self).map_or("host", |(_, word)| word)
    }

    /// Parses the word for it.
    pub fn parse(word: &str) -> Option<Self> {
        Self::WORDS.iter().find(|(_, known)| *known == word).map(|(kind, _)| *kind)
    }
}

/// Yes-or-no facts about a model.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Flags(pub u16);

impl Flags {
    /// It can think before it answers.
    pub const REASONING: Self = Self(0x1);
    /// It can call tools.
    pub const TOOLS: Self = Self(0x2);
    /// It costs nothing.
    pub const FREE: Self = Self(0x4);
    /// It runs on the user's machine.
    pub const LOCAL: Self = Self(0x8);
    /// Its weights can be downloaded.
    pub const OPEN_WEIGHTS: Self = Self(0x10);
    /// It belongs to the small selection that a list starts with.
    pub const RECOMMENDED: Self = Self(0x20);
    /// Its provider advises against it.
    pub const DEPRECATED: Self = Self(0x40);
    /// Only older sources list it.
    pub const LEGACY: Self = Self(0x80);
    /// The name is known, and whether it reasons or calls tools is not.
    pub const UNKNOWN: Self = Self(0x100);

    /// Whether all flags of `other` are set.
    pub const fn contains(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// Whether the model reasons; `None` if that is unknown.
    pub fn reasoning(self) -> Option<bool> {
        (!self.contains(Self::UNKNOWN)).then(|| self.contains(Self::REASONING))
    }

    /// Sets the flags of `other` if `is_set`.
    #[must_use]
    pub const fn with(self, other: Self, is_set: bool) -> Self {
        if is_set { Self(self.0 | other.0) } else { self }
    }
}

/// The kinds of input that a model accepts; none when that is unknown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct InputKinds(pub u8);

impl InputKinds {
    const WORDS: [(u8, &'static str); 4] = [(1, "text"), (2, "image"), (4, "audio"), (8, "video")];

    /// Whether any kind is known.
    pub const fn is_known(self) -> bool {
        self.0 != 0
    }

    /// Whether a request may contain an image; `None` if that is unknown.
    pub const fn accepts_images(self) -> Option<bool> {
        if self.is_known() { Some(self.0 & 2 != 0) } else { None }
    }

    /// Adds a kind by its word; other words are ignored.
    #[must_use]
    pub fn with_word(self, word: &str) -> Self {
        Self(self.0 | Self::WORDS.iter().find(|(_, known)| *known == word).map_or(0, |(bit, _)| *bit))
    }

    /// The words of the kinds, such as `text` and `image`.
    pub fn words(self) -> impl Iterator<Item = &'static str> {
        Self::WORDS.into_iter().filter(move |(bit, _)| self.0 & bit != 0).map(|(_, word)| word)
    }
}

/// Prices in US dollars per million tokens.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Price {
    /// For the request.
    pub input: f64,
    /// For the answer.
    pub output: f64,
    /// For input that is read from the cache.
    pub cache_read: Option<f64>,
    /// For input that is written into the cache.
    pub cache_write: Option<f64>,
}

impl Price {
    /// Parses `5,25,.5,6.25`; `0` stands for two prices of zero.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let mut numbers = text.split(',').map(|number| match number {
            "" => None,
            number => number.parse::<f64>().ok().filter(|number| number.is_finite() && *number >= 0.0),
        });
        let input = numbers.next()??;
        let output = numbers.next().unwrap_or((input == 0.0).then_some(0.0))?;
        Some(Self { input, output, cache_read: numbers.next().flatten(), cache_write: numbers.next().flatten() })
    }
}

impl fmt::Display for Price {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = short_number(self.input);
        let rest = [Some(self.output), self.cache_read, self.cache_write];
        let known = rest.iter().rposition(Option::is_some).map_or(0, |last| last + 1);
        if known > 1 || self.input != 0.0 || self.output != 0.0 {
            for number in rest.iter().take(known) {
                let number = number.map(short_number).unwrap_or_default();
                write!(text, ",{number}")?;
            }
        }
        f.write_str(&text)
    }
}

/// A number without the zero before its point.
fn short_number(number: f64) -> String {
    let text = number.to_string();
    text.strip_prefix("0.").map_or(text.clone(), |fraction| format!(".{fraction}"))
}

/// A number of tokens, such as `200k` or `1.05M`.
pub fn format_tokens(count: u64) -> String {
    match count {
        0..1_000 => count.to_string(),
        1_000..999_500 => format!("{}k", (count + 500) / 1_000),
        _ => {
            let hundredths = (count + 5_000) / 10_000;
            let text = format!("{}.{:02}", hundredths / 100, hundredths % 100);
            format!("{}M", text.trim_end_matches('0').trim_end_matches('.'))
        }
    }
}

/// The number of a model's parameters, in billions.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Size<'a> {
    /// In billions.
    pub billions: f64,
    /// Where the number is from.
    pub source: SizeSource<'a>,
}

/// Where the number of parameters is from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SizeSource<'a> {
    /// The id or the name states it.
    Id,
    /// The description of a source states it.
    Description,
    /// A nominal number, kept by hand, with its note. Filters and ranks treat it as unknown.
    Nominal(&'a str),
}

impl Size<'_> {
    /// The number, if a source states it.
    pub fn stated_billions(&self) -> Option<f64> {
        (!matches!(self.source, SizeSource::Nominal(_))).then_some(self.billions)
    }
}

/// When a model was released, and how that is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReleaseDate {
    /// The date.
    pub date: Date,
    /// Where the date is from.
    pub source: DateSource,
}

/// Where a release date is from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DateSource {
    /// The row of the model's maker.
    Lab,
    /// The row of the provider itself. A gateway may state the day on which it added the model.
    Provider,
    /// The row of another provider.
    OtherProvider,
    /// The id contains it.
    Id,
}

impl DateSource {
    const LETTERS: [(Self, char); 4] =
        [(Self::Lab, 'l'), (Self::Provider, 'r'), (Self::OtherProvider, 'j'), (Self::Id, 'i')];

    /// The letter for it in a table.
    pub fn letter(self) -> char {
        Self::LETTERS.iter().find(|(source, _)| *source == self).map_or('i', |(_, letter)| *letter)
    }
}

impl ReleaseDate {
    /// Parses `2025-11-24l`.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let letter = text.chars().last()?;
        let source = DateSource::LETTERS.iter().find(|(_, known)| *known == letter)?.0;
        Some(Self { date: Date::parse(text.strip_suffix(letter)?)?, source })
    }
}

impl fmt::Display for ReleaseDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.date, self.source.letter())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn token_counts_are_rounded() {
        for (count, text) in [
            (512, "512"),
            (8_192, "8k"),
            (131_072, "131k"),
            (200_000, "200k"),
            (999_600, "1M"),
            (1_000_000, "1M"),
            (1_048_576, "1.05M"),
            (10_000_000, "10M"),
        ] {
            assert_eq!(format_tokens(count), text, "{count}");
        }
    }

    #[test]
    fn prices_are_printed_as_they_are_read() {
        for text in ["0", "5,25", "5,25,.5,6.25", ".00875,1e-7", "1,2,,3", "0,1", "0,0,.1"] {
            let price = Price::parse(text).unwrap();
            assert_eq!(Price::parse(&price.to_string()), Some(price), "{text} → {price}");
        }
        assert_eq!(Price::parse("5,25,.5").unwrap().to_string(), "5,25,.5");
        for text in ["", "x", "5", "-1,2", "5,", "inf,1"] {
            assert_eq!(Price::parse(text), None, "{text}");
        }
    }

    #[test]
    fn words_and_letters_are_read_back() {
        for (kind, word) in ProviderKind::WORDS {
            assert_eq!((ProviderKind::parse(word), kind.as_str()), (Some(kind), word));
        }
        for (_, letter) in DateSource::LETTERS {
            let text = format!("2026-01-31{letter}");
            assert_eq!(ReleaseDate::parse(&text).unwrap().to_string(), text);
        }
        assert_eq!(ReleaseDate::parse("2026-01-31"), None);
    }

    #[test]
    fn unknown_input_is_neither_text_nor_image() {
        let kinds = |words: &[&str]| words.iter().fold(InputKinds::default(), |kinds, word| kinds.with_word(word));
        for (words, images) in
            [(&[][..], None), (&["pdf"], None), (&["text"], Some(false)), (&["text", "image"], Some(true))]
        {
            assert_eq!(kinds(words).accepts_images(), images, "{words:?}");
        }
        assert_eq!(kinds(&["video", "text"]).words().collect::<Vec<_>>(), ["text", "video"]);
    }
}
