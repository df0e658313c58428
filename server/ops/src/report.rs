//! Pieces that several operations share.

use std::sync::Arc;

use contract::{Located, OpError};
use rules::{agents::Spot, home::Chosen};
use store::{Place, Snapshot};

use crate::error;

/// The configuration as it is now.
pub(crate) fn read(place: &Place) -> Result<Arc<Snapshot>, OpError> {
    place.read_config().map_err(|e| error::config(e, place))
}

/// The directory of an agent, as it is written.
pub(crate) fn agents_dir(place: &Place, spot: &Spot) -> Located {
    Located { exists: place.is_there(&spot.real), ..located(place, &spot.chosen) }
}

/// A place for people and programs.
pub fn located(place: &Place, chosen: &Chosen) -> Located {
    Located {
        path: chosen.path.display().to_string(),
        shown: place.home.show(&chosen.path),
        exists: place.is_there(&chosen.path),
        why: chosen.why.clone(),
    }
}
