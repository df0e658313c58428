//! The `Op` trait.

use std::{future::Future, pin::Pin};

use serde::{Serialize, de::DeserializeOwned};

use crate::OpError;

/// A future that can be a trait object.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// A request: a value that a command builds, a server function transfers and `ops` executes.
pub trait Op: Serialize + DeserializeOwned + Send + 'static {
    /// The reply.
    type Out: Serialize + DeserializeOwned + Send + 'static;
    /// `<noun>/<verb>`: the endpoint below `/api`, the form below `/form`, the folder of its golden cases.
    const PATH: &'static str;
    /// Access that the operation needs: the request guard and `--read-only` check it.
    const KIND: OperationKind;
    /// What it did, as the history says it: “added a fallback”. Reads are not in the history.
    const PAST_TENSE: &'static str = "";

    /// The operation with the check against catalog and config turned off. `None`: it has no such check.
    fn with_force(self) -> Option<Self>
    where
        Self: Sized,
    {
        None
    }

    /// The operation with its [`Repair`](crate::Repair) switched on or off. `None`: it has no repair.
    fn with_repair(self, _is_on: bool) -> Option<Self>
    where
        Self: Sized,
    {
        None
    }
}

/// Effect of an operation on the home.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OperationKind {
    /// Reads only, and changes nothing.
    Read,
    /// Changes a file of the home. It is sent as a [`Write`], which can be previewed, and has a form route.
    Write,
    /// Writes a secret. On a page it is one step without a preview, and its fields are never rendered again. It is sent as
    /// a [`Write`](crate::Write), too, so that a command can preview it.
    Secret,
    /// Writes only openclaw's own folder, and may send requests. If it takes long, it starts a job, whose state is
    /// read by another operation.
    Live,
}

impl OperationKind {
    /// Whether it changes a file of the home, and so is in the history and can be previewed.
    pub const fn is_write(self) -> bool {
        matches!(self, Self::Write | Self::Secret)
    }
}

/// Implements operation `O`.
pub trait RunsOperation<O: Op>: Send + Sync {
    /// Runs the operation.
    fn run(&self, op: O) -> BoxFuture<'_, Result<O::Out, OpError>>;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        AddAgent, AddAlias, AddFallback, AllowModel, ClearFallbacks, DisallowModel, InheritChain, RemoveAlias,
        RemoveFallback, RenameAlias, SetChain, SetFallbacks, SetModel, UndoChange, Write,
    };

    #[test]
    fn unknown_fields_are_refused() {
        let read = serde_json::from_str::<Write<AddFallback>>;
        assert!(read(r#"{"op":{"model":"a/b"},"dryRun":true}"#).unwrap().dry_run);
        for strange in [r#"{"op":{"model":"a/b"},"dry_run":true}"#, r#"{"op":{"model":"a/b","dryRun":true}}"#] {
            assert!(read(strange).is_err(), "{strange}");
        }
    }

    #[test]
    fn a_repair_is_switched_on_and_off() {
        let remove = |is_on| Write::preview(RemoveAlias::default()).with_repair(is_on).unwrap();
        assert!(remove(true).dry_run && remove(true).op.write_out && !remove(true).op.force);
        assert!(remove(false).op.force && !remove(false).op.write_out);
        let rename = |is_on| RenameAlias::default().with_repair(is_on).unwrap().name_only;
        assert!(!rename(true) && rename(false));
        assert_eq!(RemoveFallback::default().with_repair(true), None);
    }

    #[test]
    fn with_force_sets_the_force_field() {
        fn has_working_force<O: Op + Default>() -> bool {
            let json = serde_json::to_value(O::default()).unwrap();
            let forced = O::default().with_force().map(|op| serde_json::to_value(op).unwrap());
            assert_eq!(forced.is_some(), json.get("force").is_some(), "{}", O::PATH);
            forced.is_some_and(|forced| forced["force"] == true)
        }
        let all = [
            has_working_force::<AddAgent>(),
            has_working_force::<AddAlias>(),
            has_working_force::<AddFallback>(),
            has_working_force::<SetFallbacks>(),
            has_working_force::<SetChain>(),
            has_working_force::<SetModel>(),
            has_working_force::<AllowModel>(),
            has_working_force::<RemoveAlias>(),
        ];
        assert_eq!(all, [true; 8]);
        let none = [
            has_working_force::<RenameAlias>(),
            has_working_force::<RemoveFallback>(),
            has_working_force::<ClearFallbacks>(),
            has_working_force::<InheritChain>(),
            has_working_force::<DisallowModel>(),
            has_working_force::<UndoChange>(),
        ];
        assert_eq!(none, [false; 6]);
        let write = Write::preview(SetModel { model: "a/b".to_owned(), ..SetModel::default() });
        let forced = write.with_force().unwrap();
        assert!(forced.dry_run && forced.op.force && forced.op.model == "a/b");
        assert_eq!(Write::apply(RemoveFallback::default()).with_force(), None);
    }
}
