//! What is known about a model, as texts: its facts for one quiet line, and its marks for a badge.

use contract::{Mark, ModelFacts};

use super::Tone;
use crate::text::{PartText, translate};

/// The facts of a model in one line, such as `GPT-5 · 400k context · $1.25 / $10`, and the reasons of its marks; `None`
/// if nothing is known.
pub(crate) fn facts_line(facts: ModelFacts) -> Option<String> {
    let ModelFacts { name, context, price, marks } = facts;
    let context = Some(context).filter(|text| !text.is_empty()).map(|text| translate(PartText::Context(text)));
    // The line breaks between the facts.
    let price = price.replace(' ', "\u{a0}");
    let reasons = marks.into_iter().map(|mark| mark.reason);
    let known = [Some(name), context, Some(price)].into_iter().chain(reasons).flatten().filter(|text| !text.is_empty());
    known.reduce(|line, text| [&line, " · ", &text].concat())
}

/// The marks of a model as one badge; `None` without marks.
pub(crate) fn marks_badge(marks: &[Mark]) -> Option<(Tone, String)> {
    let words = marks.iter().map(|mark| mark.word.clone()).reduce(|words, word| [&words, ", ", &word].concat())?;
    let tone = if marks.iter().any(|mark| mark.tone == Tone::Bad) { Tone::Bad } else { Tone::Warn };
    Some((tone, words))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mark(tone: Tone, word: &str, reason: Option<&str>) -> Mark {
        Mark { tone, word: word.to_owned(), reason: reason.map(str::to_owned) }
    }

    #[test]
    fn unknown_facts_are_left_out() {
        let line = |name: &str, context: &str, price: &str| {
            facts_line(ModelFacts { name: name.into(), context: context.into(), price: price.into(), marks: vec![] })
        };
        assert_eq!(line("GPT-5", "400k", "$1 / $2").as_deref(), Some("GPT-5 · 400k\u{a0}context · $1\u{a0}/\u{a0}$2"));
        assert_eq!(line("", "400k", "").as_deref(), Some("400k\u{a0}context"));
        assert_eq!(line("", "", ""), None);
        let marks = vec![mark(Tone::Warn, "deprecated", Some("use `b`")), mark(Tone::Warn, "old", None)];
        let marked = ModelFacts { price: "free".into(), marks, ..ModelFacts::default() };
        assert_eq!(facts_line(marked).as_deref(), Some("free · use `b`"));
    }

    #[test]
    fn the_worst_mark_sets_the_tone() {
        let (warn, bad) = (mark(Tone::Warn, "old", None), mark(Tone::Bad, "retired", None));
        assert_eq!(marks_badge(&[]), None);
        assert_eq!(marks_badge(std::slice::from_ref(&warn)), Some((Tone::Warn, "old".to_owned())));
        assert_eq!(marks_badge(&[warn, bad]), Some((Tone::Bad, "old, retired".to_owned())));
    }
}
