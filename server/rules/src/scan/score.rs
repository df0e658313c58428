//! The score of a candidate: parts of 0 to 100 points, of which an earlier one decides before a later one.

use catalog::{Date, Price};
use contract::{ScorePart, ScorePartInfo};

use super::candidates::Candidate;

/// The parts, the most important one first, and how their points are counted.
const PARTS: [(&str, &str); 5] = [
    ("answers", "100 if it passed every check that was asked for, 50 if it answers and failed another check"),
    ("size", "10 for each doubling of 1B parameters: 0 for 1B, 100 for 1024B; nominal numbers count as unknown"),
    ("age", "100 for a model of today, halved with each year"),
    ("price", "100 if the answer is free, 50 at $10 per million tokens, 25 at $30"),
    ("latency", "50 for an answer after a second, 33 after two"),
];

/// The text for an unknown fact.
pub(super) const UNKNOWN: &str = "?";

/// What is known of a candidate after its requests.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Measured {
    /// How many points it gets for its answers; `None` if it was not asked.
    pub(super) answers: Option<u32>,
    /// The time of its answer, in milliseconds.
    pub(super) latency_ms: Option<u32>,
}

/// What the parts of a score are. An unknown fact counts 0 in its part.
pub fn explain_parts() -> Vec<ScorePartInfo> {
    let info = |(name, text): (&str, &str)| ScorePartInfo { name: name.to_owned(), text: text.to_owned() };
    PARTS.into_iter().map(info).collect()
}

/// The parts of the score of a candidate. `today` is in days since 1970.
pub(super) fn score(candidate: &Candidate, measured: Measured, today: i64) -> Vec<ScorePart> {
    let facts = [
        (measured.answers, measured.answers.map(answers_label)),
        (candidate.params.map(size_points), candidate.params.map(format_billions)),
        (candidate.age_days(today).map(age_points), candidate.released.map(|date: Date| date.to_string())),
        (candidate.price.map(price_points), candidate.price.map(|price| format_dollars(price.output))),
        (measured.latency_ms.map(latency_points), measured.latency_ms.map(|millis| format!("{millis}ms"))),
    ];
    let part = |name: &str, points: Option<u32>, label: Option<String>| ScorePart {
        name: name.to_owned(),
        label: label.unwrap_or_else(|| UNKNOWN.to_owned()),
        points: points.unwrap_or_default(),
        share: f64::from(points.unwrap_or_default()) / 100.0,
    };
    PARTS.into_iter().zip(facts).map(|((name, _), (points, label))| part(name, points, label)).collect()
}

/// What candidates are sorted by: more points of an earlier part come first, then the ref decides.
pub(super) fn rank_key(parts: &[ScorePart], model: &str) -> (Vec<std::cmp::Reverse<u32>>, String) {
    (parts.iter().map(|part| std::cmp::Reverse(part.points)).collect(), model.to_owned())
}

fn answers_label(points: u32) -> String {
    match points {
        100 => "yes",
        0 => "no",
        _ => "partly",
    }
    .to_owned()
}

/// Points from a number that may be out of range.
fn to_points(number: f64) -> u32 {
    (0..=100).rev().find(|points| f64::from(*points) <= number.round()).unwrap_or_default()
}

fn size_points(billions: f64) -> u32 {
    to_points(10.0 * billions.max(1.0).log2())
}

fn age_points(days: u32) -> u32 {
    to_points(100.0 * (-f64::from(days) / 365.0).exp2())
}

fn price_points(price: Price) -> u32 {
    to_points(100.0 * 10.0 / (10.0 + price.output))
}

fn latency_points(millis: u32) -> u32 {
    to_points(100.0 * 1000.0 / (1000.0 + f64::from(millis)))
}

/// A number of parameters, such as `200B` or `0.5B`.
pub(super) fn format_billions(billions: f64) -> String {
    format!("{billions}B")
}

/// An amount such as `$5`, `$2.5` or `$0.075`.
pub(super) fn format_dollars(amount: f64) -> String {
    format!("${amount}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_are_counted_as_explained() {
        for (points, expected) in [
            (size_points(1024.0), 100),
            (size_points(200.0), 76),
            (size_points(70.0), 61),
            (size_points(1.0), 0),
            (size_points(0.5), 0),
            (size_points(4000.0), 100),
            (age_points(0), 100),
            (age_points(365), 50),
            (age_points(730), 25),
            (price_points(Price { input: 1.0, output: 0.0, cache_read: None, cache_write: None }), 100),
            (price_points(Price { input: 1.0, output: 10.0, cache_read: None, cache_write: None }), 50),
            (price_points(Price { input: 1.0, output: 30.0, cache_read: None, cache_write: None }), 25),
            (latency_points(0), 100),
            (latency_points(1000), 50),
            (latency_points(2000), 33),
            (to_points(f64::NAN), 0),
        ] {
            assert_eq!(points, expected);
        }
    }

    #[test]
    fn every_part_is_explained() {
        let names: Vec<_> = explain_parts().into_iter().map(|part| part.name).collect();
        assert_eq!(names, ["answers", "size", "age", "price", "latency"]);
    }
}
