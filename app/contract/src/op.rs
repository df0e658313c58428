//! The port: what an operation is, and the list of everything the product can do.

use std::{future::Future, pin::Pin};

use serde::{Serialize, de::DeserializeOwned};

use crate::{
    AddAgent, AddAlias, AddFallback, AllowModel, ClearFallbacks, DisallowModel, GetValue, InheritChain, ListAgents,
    ListAliases, ListChanges, ListFallbacks, MoveFallback, OpError, Paths, RemoveAlias, RemoveFallback, RenameAlias,
    SetChain, SetFallbacks, SetModel, SetValue, Status, SuggestModels, UndoChange, UnsetValue, ValidateConfig, Write,
};

/// A future that can be a trait object.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// A request: one value that a command builds, a server function carries and `ops` works on.
pub trait Op: Serialize + DeserializeOwned + Send + 'static {
    /// What comes back.
    type Out: Serialize + DeserializeOwned + Send + 'static;
    /// `<noun>/<verb>`: the endpoint below `/api`, the form below `/form`, the folder of its golden cases.
    const PATH: &'static str;
    /// What the guard and `--read-only` must know of it.
    const KIND: Kind;

    /// The operation that also accepts models that are not in the catalog or the config. `None`: it has no such check.
    fn forced(self) -> Option<Self>
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

/// What an operation may do to the world.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Looks, and leaves no trace.
    Read,
    /// Changes a file of the home; travels in a preview-then-apply envelope and has a form route.
    Write,
    /// A write that carries a secret: one step, and its fields are never rendered again.
    Secret,
}

/// “I can run operation `O`.”
pub trait Runs<O: Op>: Send + Sync {
    /// Runs it.
    fn run(&self, op: O) -> BoxFuture<'_, Result<O::Out, OpError>>;
}

/// One row of [`OPERATIONS`]: what routers and tests must know of an operation without its type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Operation {
    /// The type's name.
    pub name: &'static str,
    /// [`Op::PATH`].
    pub path: &'static str,
    /// [`Op::KIND`].
    pub kind: Kind,
}

macro_rules! operations {
    ($($op:ty),+ $(,)?) => {
        /// Everything the product can do. The compiler checks that somebody does each thing.
        pub trait Backend: $(Runs<$op> +)+ {}

        impl<T: $(Runs<$op> +)+> Backend for T {}

        /// The same list, to iterate over.
        pub const OPERATIONS: &[Operation] = &[
            $(Operation { name: stringify!($op), path: <$op as Op>::PATH, kind: <$op as Op>::KIND },)+
        ];
    };
}

operations! {
    ListAgents,
    Write<AddAgent>,
    ListAliases,
    Write<AddAlias>,
    Write<RenameAlias>,
    Write<RemoveAlias>,
    ListChanges,
    Write<UndoChange>,
    GetValue,
    ValidateConfig,
    Write<SetValue>,
    Write<UnsetValue>,
    ListFallbacks,
    Write<AddFallback>,
    Write<RemoveFallback>,
    Write<MoveFallback>,
    Write<SetFallbacks>,
    Write<ClearFallbacks>,
    Write<SetChain>,
    Write<InheritChain>,
    Write<SetModel>,
    Write<AllowModel>,
    Write<DisallowModel>,
    SuggestModels,
    Status,
    Paths,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_that_nobody_knows_is_refused() {
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
    fn what_has_a_force_can_be_insisted_on() {
        fn insists<O: Op + Default>() -> bool {
            let json = serde_json::to_value(O::default()).unwrap();
            let forced = O::default().forced().map(|op| serde_json::to_value(op).unwrap());
            assert_eq!(forced.is_some(), json.get("force").is_some(), "{}", O::PATH);
            forced.is_some_and(|forced| forced["force"] == true)
        }
        let all = [
            insists::<AddAgent>(),
            insists::<AddAlias>(),
            insists::<AddFallback>(),
            insists::<SetFallbacks>(),
            insists::<SetChain>(),
            insists::<SetModel>(),
            insists::<AllowModel>(),
            insists::<RemoveAlias>(),
        ];
        assert_eq!(all, [true; 8]);
        let none = [
            insists::<RenameAlias>(),
            insists::<RemoveFallback>(),
            insists::<ClearFallbacks>(),
            insists::<InheritChain>(),
            insists::<DisallowModel>(),
            insists::<UndoChange>(),
        ];
        assert_eq!(none, [false; 6]);
        let write = Write::preview(SetModel { model: "a/b".to_owned(), ..SetModel::default() });
        let forced = write.forced().unwrap();
        assert!(forced.dry_run && forced.op.force && forced.op.model == "a/b");
        assert_eq!(Write::now(RemoveFallback::default()).forced(), None);
    }
}
