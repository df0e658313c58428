//! Pieces that several operations share.

use contract::{Located, OpError};
use rules::home::Chosen;
use store::{Place, Snapshot};

use crate::error;

/// The configuration as it is now.
pub(crate) fn read(place: &Place) -> Result<Snapshot, OpError> {
    place.read_config().map_err(|e| error::config(e, place))
}

/// A place for people and programs.
pub(crate) fn located(place: &Place, chosen: &Chosen) -> Located {
    Located {
        path: chosen.path.display().to_string(),
        shown: place.home.show(&chosen.path),
        exists: place.exists(chosen),
        why: chosen.why.clone(),
    }
}
