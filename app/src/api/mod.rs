//! The server functions: a line each. No rule lives here.
//!
//! A command calls them in process ([`in_process`]), a page through `/api`. Either way they find the [`Backend`] in
//! context.

mod agent;
mod alias;
mod change;
mod client;
mod config;
mod fallback;
mod model;
mod recent;
mod status;
mod system;
mod write;

pub use agent::{AddAgent, ListAgents, add_agent, list_agents};
pub use alias::{AddAlias, ListAliases, RemoveAlias, RenameAlias, add_alias, list_aliases, remove_alias, rename_alias};
pub use change::{ListChanges, UndoChange, list_changes, undo_change};
pub use client::ApiClient;
pub use config::{GetValue, SetValue, UnsetValue, ValidateConfig, get_value, set_value, unset_value, validate_config};
pub use fallback::{
    AddFallback, ClearFallbacks, InheritChain, ListFallbacks, MoveFallback, RemoveFallback, SetChain, SetFallbacks,
    add_fallback, clear_fallbacks, inherit_chain, list_fallbacks, move_fallback, remove_fallback, set_chain,
    set_fallbacks,
};
pub use model::{
    AllowModel, DisallowModel, SetModel, SuggestModels, allow_model, disallow_model, set_model, suggest_models,
};
pub(crate) use recent::{RecentChange, RecentChanges, recent_changes};
pub use status::{ShowStatus, show_status};
pub use system::{ListPaths, list_paths};
pub(crate) use write::Request;
#[cfg(target_arch = "wasm32")]
pub(crate) use write::{How, send};

#[cfg(feature = "ssr")]
pub use server::{OnRefusal, in_process};

#[cfg(feature = "ssr")]
use server::run;

/// The header that carries the session's token.
pub const CSRF_HEADER: &str = "x-openclaw-csrf";

#[cfg(feature = "ssr")]
mod server {
    use std::{future::Future, sync::Arc};

    use contract::{Backend, Code, Op, OpError, Runs};
    use leptos::{prelude::*, reactive::computed::ScopedFuture};

    /// What an HTTP front door does with a refusal: it has a status to set. A command provides none.
    #[derive(Clone)]
    pub struct OnRefusal(pub Arc<dyn Fn(&OpError) + Send + Sync>);

    /// Hands an operation to the backend in context.
    pub(super) async fn run<O: Op>(op: O) -> Result<O::Out, OpError>
    where
        dyn Backend: Runs<O>,
    {
        let Some(backend) = use_context::<Arc<dyn Backend>>() else {
            return Err(OpError::new(Code::Internal, "no backend is in context"));
        };
        let refused = use_context::<OnRefusal>();
        let result = Runs::<O>::run(&*backend, op).await;
        if let (Err(error), Some(OnRefusal(tell))) = (&result, refused) {
            tell(error);
        }
        result
    }

    /// Runs server functions without HTTP: they see this backend, across every `.await`.
    pub async fn in_process<T>(backend: Arc<dyn Backend>, call: impl Future<Output = T>) -> T {
        let owner = Owner::new();
        let scoped = owner.with(|| {
            provide_context(backend);
            ScopedFuture::new(call)
        });
        scoped.await
    }
}
