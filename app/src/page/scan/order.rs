//! The order of the candidates on the page.

use std::cmp::Reverse;

use contract::ScanCandidate;

use crate::text::CandidateOrder;

/// Sorts candidates; equal ones stay in the order of their ranks.
pub(super) fn sort_candidates(candidates: &mut [ScanCandidate], order: CandidateOrder) {
    candidates.sort_by_key(|one| one.rank);
    match order {
        CandidateOrder::Rank => {}
        CandidateOrder::Size => {
            let known = |one: &ScanCandidate| one.params.filter(|_| !one.has_nominal_params);
            candidates.sort_by(|a, b| compare(known(b), known(a)));
        }
        CandidateOrder::Age => candidates.sort_by_key(|one| one.age_days.unwrap_or(u32::MAX)),
        CandidateOrder::Price => {
            let known = |one: &ScanCandidate| one.output_price.unwrap_or(f64::INFINITY);
            candidates.sort_by(|a, b| known(a).total_cmp(&known(b)));
        }
        CandidateOrder::Context => candidates.sort_by_key(|one| Reverse(one.context)),
        CandidateOrder::Latency => candidates.sort_by_key(|one| one.latency_ms.unwrap_or(u32::MAX)),
    }
}

/// The order of numbers, of which an unknown one is the least.
fn compare(a: Option<f64>, b: Option<f64>) -> std::cmp::Ordering {
    a.unwrap_or(f64::NEG_INFINITY).total_cmp(&b.unwrap_or(f64::NEG_INFINITY))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unknown_values_come_last() {
        let candidate = |rank, params, price, latency| ScanCandidate {
            rank,
            params,
            output_price: price,
            latency_ms: latency,
            age_days: latency,
            context: latency.map(u64::from),
            ..ScanCandidate::default()
        };
        let nominal = ScanCandidate { has_nominal_params: true, ..candidate(4, Some(900.0), Some(0.0), Some(1)) };
        let all = vec![
            candidate(3, Some(70.0), None, Some(20)),
            candidate(1, None, Some(5.0), None),
            candidate(2, Some(200.0), Some(1.0), Some(30)),
            nominal,
        ];
        let sorted = |order: CandidateOrder| {
            let mut candidates = all.clone();
            sort_candidates(&mut candidates, order);
            candidates.iter().map(|one| one.rank).collect::<Vec<_>>()
        };
        assert_eq!(sorted(CandidateOrder::Rank), [1, 2, 3, 4]);
        assert_eq!(sorted(CandidateOrder::Size), [2, 3, 1, 4]);
        assert_eq!(sorted(CandidateOrder::Price), [4, 2, 1, 3]);
        assert_eq!(sorted(CandidateOrder::Latency), [4, 3, 2, 1]);
        assert_eq!(sorted(CandidateOrder::Age), [4, 3, 2, 1]);
        assert_eq!(sorted(CandidateOrder::Context), [2, 3, 4, 1]);
    }
}
