//! Pieces of replies that several operations give.

use contract::Located;
use rules::home::Chosen;
use store::Place;

/// A place for people and programs.
pub(crate) fn located(place: &Place, chosen: &Chosen) -> Located {
    Located {
        path: chosen.path.display().to_string(),
        shown: place.home.show(&chosen.path),
        exists: chosen.path.exists(),
        why: chosen.why.clone(),
    }
}
