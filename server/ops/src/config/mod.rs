//! Single values, and the configuration as a whole.

mod get;
mod set;
mod unset;
mod validate;

use rules::setting::Reach;
use store::Who;

use crate::Pen;

/// A terminal is its owner's; a page is about models.
pub(crate) fn reach(pen: &Pen) -> Reach {
    match pen.who {
        Who::Ui => Reach::Models,
        Who::Cli | Who::Outside => Reach::All,
    }
}
