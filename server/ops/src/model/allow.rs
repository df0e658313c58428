//! `AllowModel`

use contract::{AllowModel, Allowed, BoxFuture, Change, OpError, Runs, Write};
use rules::{allow, allowlist};

use crate::{Workspace, write::Work};

impl Runs<Write<AllowModel>> for Workspace {
    fn run(&self, write: Write<AllowModel>) -> BoxFuture<'_, Result<Change<Allowed>, OpError>> {
        self.write(write, Work::rule(allow::allow, |view, _| allowlist::allowed(view)))
    }
}
