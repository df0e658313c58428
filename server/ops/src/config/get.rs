//! The `GetValue` operation.

use contract::{BoxFuture, ConfigValue, GetValue, OpError, RunsOperation};
use rules::change::setting;

use super::access_scope;
use crate::{Workspace, shared::read_snapshot};

impl RunsOperation<GetValue> for Workspace {
    fn run(&self, op: GetValue) -> BoxFuture<'_, Result<ConfigValue, OpError>> {
        let scope = access_scope(self.write_policy());
        self.run_blocking::<GetValue>(move |store| {
            let snapshot = read_snapshot(store)?;
            Ok(setting::read_setting(&snapshot.view, &op.path, scope)?)
        })
    }
}
