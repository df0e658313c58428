//! The `UnsetValue` operation.

use contract::{BoxFuture, Change, ConfigValue, OpError, RunsOperation, UnsetValue, Write};
use rules::change::setting;

use super::access_scope;
use crate::{Workspace, write::WriteOp};

impl RunsOperation<Write<UnsetValue>> for Workspace {
    fn run(&self, write: Write<UnsetValue>) -> BoxFuture<'_, Result<Change<ConfigValue>, OpError>> {
        let (home, scope) = (self.store().home.clone(), access_scope(self.write_policy()));
        let work = WriteOp::new(
            move |snapshot, op| setting::unset_value(&snapshot.view, &home, op, scope).map_err(OpError::from),
            move |view, op: &UnsetValue| setting::current_setting(view, &op.path, scope),
        );
        self.run_write(write, work)
    }
}
