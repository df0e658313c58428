//! The `SetValue` operation.

use contract::{BoxFuture, Change, ConfigValue, OpError, RunsOperation, SetValue, Write};
use rules::change::setting;

use super::access_scope;
use crate::{Workspace, write::WriteOp};

impl RunsOperation<Write<SetValue>> for Workspace {
    fn run(&self, write: Write<SetValue>) -> BoxFuture<'_, Result<Change<ConfigValue>, OpError>> {
        let (home, scope) = (self.store().home.clone(), access_scope(self.write_policy()));
        let work = WriteOp::new(
            move |snapshot, op| setting::set_value(&snapshot.view, &home, op, scope).map_err(OpError::from),
            move |view, op: &SetValue| setting::setting_after_set(view, op, scope),
        );
        self.run_write(write, work)
    }
}
