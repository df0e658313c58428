//! `ListFallbacks`

use contract::{BoxFuture, Chain, ListFallbacks, OpError, Runs};

use crate::{Workspace, report::read};

impl Runs<ListFallbacks> for Workspace {
    fn run(&self, op: ListFallbacks) -> BoxFuture<'_, Result<Chain, OpError>> {
        self.blocking::<ListFallbacks>(move |place| Ok(read(place)?.view.chain(op.role)))
    }
}
