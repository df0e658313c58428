//! `DisallowModel`

use contract::{Allowed, BoxFuture, Change, DisallowModel, OpError, Runs, Write};
use rules::{allow, allowlist};

use crate::{Workspace, write::Work};

impl Runs<Write<DisallowModel>> for Workspace {
    fn run(&self, write: Write<DisallowModel>) -> BoxFuture<'_, Result<Change<Allowed>, OpError>> {
        self.write(write, Work::rule(allow::disallow, |view, _| allowlist::allowed(view)))
    }
}
