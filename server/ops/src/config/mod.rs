//! Operations on single values and on the configuration as a whole.

mod get;
mod set;
mod unset;
mod validate;

use rules::base::access_scope::AccessScope;
use store::RecordAuthor;

use crate::WritePolicy;

/// Which paths an author may access: the command line all of them, the dashboard only those about models.
pub(crate) fn access_scope(policy: &WritePolicy) -> AccessScope {
    match policy.author {
        RecordAuthor::Ui => AccessScope::Models,
        RecordAuthor::Cli | RecordAuthor::Outside => AccessScope::All,
    }
}
