//! `ListFallbacks`

use contract::{BoxFuture, Chain, ListFallbacks, OpError, Runs};

use crate::{Workspace, error};

impl Runs<ListFallbacks> for Workspace {
    fn run(&self, op: ListFallbacks) -> BoxFuture<'_, Result<Chain, OpError>> {
        self.blocking("fallback.list", move |place| {
            let snapshot = place.read_config().map_err(|e| error::config(e, place))?;
            Ok(snapshot.view.chain(op.role))
        })
    }
}
