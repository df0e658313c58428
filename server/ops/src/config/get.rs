//! `GetValue`

use contract::{BoxFuture, GetValue, OpError, Runs, Setting};
use rules::setting;

use super::reach;
use crate::{Workspace, refusal::refused, report::read};

impl Runs<GetValue> for Workspace {
    fn run(&self, op: GetValue) -> BoxFuture<'_, Result<Setting, OpError>> {
        let reach = reach(self.pen());
        self.blocking::<GetValue>(move |place| {
            let snapshot = read(place)?;
            setting::get(&snapshot.view, &op.path, reach).map_err(|e| refused(e.into()))
        })
    }
}
