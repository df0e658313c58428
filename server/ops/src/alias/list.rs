//! `ListAliases`

use contract::{AliasList, BoxFuture, ListAliases, OpError, Runs};
use rules::alias;

use crate::{Workspace, report::read};

impl Runs<ListAliases> for Workspace {
    fn run(&self, ListAliases {}: ListAliases) -> BoxFuture<'_, Result<AliasList, OpError>> {
        self.blocking::<ListAliases>(move |place| Ok(alias::list(&read(place)?.view)))
    }
}
