//! `SuggestModels`

use contract::{BoxFuture, OpError, Runs, SuggestModels, Suggestion};
use rules::suggest;

use crate::{Workspace, report::read};

impl Runs<SuggestModels> for Workspace {
    fn run(&self, op: SuggestModels) -> BoxFuture<'_, Result<Vec<Suggestion>, OpError>> {
        self.blocking::<SuggestModels>(move |place| Ok(suggest::suggest(&read(place)?.view, &op)))
    }
}
