//! The score of a candidate: a bar with its parts, and their numbers.

use contract::ScorePart;

use crate::prelude::*;

/// The length of a part with all its points.
const PART_LENGTH: u32 = 100;

/// The space between two parts.
const GAP: u32 = 4;

#[component]
pub(super) fn ScoreBar(parts: Vec<ScorePart>) -> impl IntoView {
    let count = u32::try_from(parts.len()).unwrap_or_default();
    let box_of = format!("0 0 {} 8", (PART_LENGTH + GAP) * count);
    let bars = (0..).zip(&parts).map(|(place, part)| {
        let x = place * (PART_LENGTH + GAP);
        view! {
            <rect class="score__space" x=x width=PART_LENGTH height="8" rx="2"></rect>
            <rect class="score__points" x=x width=part.points.min(PART_LENGTH) height="8" rx="2"></rect>
        }
    });
    let bars = bars.collect_view();
    let numbers = parts.into_iter().map(|ScorePart { name, label, points, .. }| {
        view! {
            <li>
                <span class="muted">{name}</span>
                " "
                {label}
                " "
                <span class="score__number">{points}</span>
            </li>
        }
    });
    view! {
        <div class="score">
            // The numbers say the same.
            <svg viewBox=box_of preserveAspectRatio="none" aria-hidden="true">
                {bars}
            </svg>
            <ul>{numbers.collect_view()}</ul>
        </div>
    }
}
