//! `ListFallbacks`

use contract::{BoxFuture, ListFallbacks, ListedChain, OpError, Runs};
use rules::fallback;

use crate::{Workspace, refusal::refused, report::read};

impl Runs<ListFallbacks> for Workspace {
    fn run(&self, op: ListFallbacks) -> BoxFuture<'_, Result<ListedChain, OpError>> {
        self.blocking::<ListFallbacks>(move |place| fallback::list(&read(place)?.view, &op).map_err(refused))
    }
}
