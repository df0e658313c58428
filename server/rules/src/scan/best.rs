//! In which facts a candidate is better than all others.

use contract::ScanCandidate;

/// A fact that candidates are compared by; more is better.
type Fact = fn(&ScanCandidate) -> Option<f64>;

/// The facts, and the words for the best candidate.
const FACTS: [(&str, Fact); 5] = [
    ("largest", |one| one.params.filter(|_| !one.has_nominal_params)),
    ("newest", |one| Some(-f64::from(one.age_days?))),
    ("cheapest", |one| Some(-one.output_price?)),
    ("largest context", |one| one.context?.to_string().parse().ok()),
    ("fastest", |one| Some(-f64::from(one.latency_ms?))),
];

/// Marks the best candidate of each fact, if one is better than all others of which the fact is known.
pub(super) fn mark_best(candidates: &mut [ScanCandidate]) {
    for (word, fact) in FACTS {
        let mut known: Vec<_> = (0..).zip(candidates.iter()).filter_map(|(at, one)| Some((at, fact(one)?))).collect();
        known.sort_by(|(_, a), (_, b)| b.total_cmp(a));
        let best: Option<usize> = match known.as_slice() {
            [(at, best), (_, second), ..] if best > second => Some(*at),
            _ => None,
        };
        if let Some(one) = best.and_then(|at| candidates.get_mut(at)) {
            one.best.push(word.to_owned());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_candidate_is_the_best_in_a_fact() {
        let candidate = |params, price, latency| ScanCandidate {
            params,
            output_price: price,
            latency_ms: latency,
            ..ScanCandidate::default()
        };
        let mut all = [
            candidate(Some(70.0), Some(15.0), Some(900)),
            candidate(Some(200.0), Some(5.0), Some(900)),
            candidate(None, Some(25.0), None),
            ScanCandidate { has_nominal_params: true, ..candidate(Some(900.0), None, None) },
        ];
        mark_best(&mut all);
        let words: Vec<_> = all.iter().map(|one| one.best.join(", ")).collect();
        // Two are equally fast, and the context and the age of none are known.
        assert_eq!(words, ["", "largest, cheapest", "", ""]);
    }

    #[test]
    fn a_single_candidate_is_not_compared() {
        let mut all = [ScanCandidate { context: Some(1), ..ScanCandidate::default() }];
        mark_best(&mut all);
        assert!(all[0].best.is_empty());
    }
}
