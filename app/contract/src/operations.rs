//! The list of all operations.

use crate::{
    AcknowledgeLints, AddAgent, AddAlias, AddCredential, AddFallback, AllowModel, CancelJob, ClearCooldown,
    ClearFallbacks, CopyCredential, DisallowModel, ExplainRoute, GetValue, ImportCredentials, InheritChain, ListAgents,
    ListAliases, ListChanges, ListCredentials, ListFallbacks, ListModels, MoveFallback, MoveInOrder, ReadJob,
    RemoveAlias, RemoveCredential, RemoveFallback, RenameAlias, RenameCredential, RunDoctor, SetChain, SetFallbacks,
    SetModel, SetOrder, SetValue, ShowStatus, StartJob, SuggestModels, UndoChange, UnsetValue, ValidateConfig, Write,
    op::{Op, OperationKind, RunsOperation},
};

/// One row of [`OPERATIONS`]: what routers and tests need of an operation without its type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Operation {
    /// Name of the type.
    pub name: &'static str,
    /// [`Op::PATH`].
    pub path: &'static str,
    /// [`Op::KIND`].
    pub kind: OperationKind,
}

/// Code that runs once for each write operation, with its type: see [`visit_writes`] and [`visit_secret_writes`].
pub trait WriteVisitor {
    /// Visits one operation.
    fn visit<O: Op + Clone>(&mut self)
    where
        dyn Backend: RunsOperation<Write<O>>;
}

macro_rules! operations {
    (
        read { $($read:ident,)+ } write { $($write:ident,)+ } secret { $($secret:ident,)+ } live { $($live:ident,)+ }
    ) => {
        /// All operations. The compiler checks that each one is implemented.
        pub trait Backend:
            $(RunsOperation<$read> +)+ $(RunsOperation<Write<$write>> +)+ $(RunsOperation<Write<$secret>> +)+
            $(RunsOperation<$live> +)+ {}

        impl<T: $(RunsOperation<$read> +)+ $(RunsOperation<Write<$write>> +)+ $(RunsOperation<Write<$secret>> +)+
            $(RunsOperation<$live> +)+> Backend for T {}

        /// All operations as a list, to iterate over.
        pub const OPERATIONS: &[Operation] = &[
            $(Operation { name: stringify!($read), path: $read::PATH, kind: $read::KIND },)+
            $(Operation { name: stringify!($write), path: $write::PATH, kind: $write::KIND },)+
            $(Operation { name: stringify!($secret), path: $secret::PATH, kind: $secret::KIND },)+
            $(Operation { name: stringify!($live), path: $live::PATH, kind: $live::KIND },)+
        ];

        /// Visits all write operations without a secret.
        pub fn visit_writes(visitor: &mut impl WriteVisitor) {
            $(visitor.visit::<$write>();)+
        }

        /// Visits all operations that write a secret.
        pub fn visit_secret_writes(visitor: &mut impl WriteVisitor) {
            $(visitor.visit::<$secret>();)+
        }

        /// Describes an operation in the past tense. Operations that are not listed here, of a newer version, become
        /// “verb noun”.
        pub fn describe_operation(op: &str) -> String {
            let words = match op {
                "edit" => "edited outside",
                $(<$write as Op>::PATH => $write::PAST_TENSE,)+
                $(<$secret as Op>::PATH => $secret::PAST_TENSE,)+
                other => {
                    return other.split_once('/').map_or_else(|| op.to_owned(), |(noun, verb)| format!("{verb} {noun}"));
                }
            };
            words.to_owned()
        }
    };
}

operations! {
    read {
        ListAgents,
        ListAliases,
        ListCredentials,
        ListChanges,
        GetValue,
        ValidateConfig,
        ListFallbacks,
        ListModels,
        SuggestModels,
        ShowStatus,
        ExplainRoute,
        RunDoctor,
        ReadJob,
    }
    write {
        AddAgent,
        AddAlias,
        RenameAlias,
        RemoveAlias,
        UndoChange,
        SetValue,
        UnsetValue,
        AddFallback,
        RemoveFallback,
        MoveFallback,
        SetFallbacks,
        ClearFallbacks,
        SetChain,
        InheritChain,
        SetModel,
        AllowModel,
        DisallowModel,
        RemoveCredential,
        RenameCredential,
        CopyCredential,
        ImportCredentials,
        SetOrder,
        MoveInOrder,
        ClearCooldown,
    }
    secret {
        AddCredential,
    }
    live {
        StartJob,
        CancelJob,
        AcknowledgeLints,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_write_operation_is_described_in_the_past_tense() {
        assert_eq!(describe_operation(UndoChange::PATH), "undid a change");
        assert_eq!(describe_operation("edit"), "edited outside");
        assert_eq!(describe_operation("model/rename"), "rename model");
        for operation in OPERATIONS.iter().filter(|operation| operation.kind.is_write()) {
            let (noun, verb) = operation.path.split_once('/').unwrap();
            let described = describe_operation(operation.path);
            assert!(!described.is_empty() && described != format!("{verb} {noun}"), "{}", operation.name);
        }
    }

    #[test]
    fn every_write_operation_is_visited() {
        struct Paths(Vec<&'static str>);
        impl WriteVisitor for Paths {
            fn visit<O: Op + Clone>(&mut self)
            where
                dyn Backend: RunsOperation<Write<O>>,
            {
                self.0.push(O::PATH);
            }
        }
        let of_kind = |kind| -> Vec<_> {
            OPERATIONS.iter().filter(|operation| operation.kind == kind).map(|operation| operation.path).collect()
        };
        let mut visited = Paths(Vec::new());
        visit_writes(&mut visited);
        assert_eq!(visited.0, of_kind(OperationKind::Write));
        let mut visited = Paths(Vec::new());
        visit_secret_writes(&mut visited);
        assert_eq!(visited.0, of_kind(OperationKind::Secret));
    }
}
