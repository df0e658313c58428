//! Server functions: one line each, without any rules.
//!
//! Commands call them in process ([`in_process`]), pages through `/api`. In both cases they take the [`Backend`] from
//! the context.

mod agent;
mod alias;
mod auth;
mod change;
mod client;
mod config;
mod credential;
mod fallback;
mod job;
mod model;
mod ready_status;
mod status;
mod system;
mod write;

pub use agent::*;
pub use alias::*;
pub use auth::*;
pub use change::*;
pub use client::ApiClient;
pub use config::*;
pub use credential::*;
pub use fallback::*;
pub use job::*;
pub use model::*;
pub use ready_status::*;
pub use status::*;
pub use system::*;
pub(crate) use write::OperationRequest;
#[cfg(target_arch = "wasm32")]
pub(crate) use write::{SendMode, send_operation};

#[cfg(feature = "ssr")]
pub use server::{OnRefusal, in_process};

#[cfg(feature = "ssr")]
use server::run;

/// Header with the CSRF token of the session.
pub const CSRF_HEADER: &str = "x-openclaw-csrf";

#[cfg(feature = "ssr")]
mod server {
    use std::{future::Future, sync::Arc};

    use crate::prelude::*;
    use contract::{Backend, Code, Op, OpError, RunsOperation};
    use leptos::reactive::computed::ScopedFuture;

    /// Callback for a refused operation: over HTTP it sets the response status. Commands do not provide it.
    #[derive(Clone)]
    pub struct OnRefusal(pub Arc<dyn Fn(&OpError) + Send + Sync>);

    /// Runs an operation on the backend in the context.
    pub(super) async fn run<O: Op>(op: O) -> Result<O::Out, OpError>
    where
        dyn Backend: RunsOperation<O>,
    {
        let Some(backend) = use_context::<Arc<dyn Backend>>() else {
            return Err(OpError::new(Code::Internal, "no backend is in context"));
        };
        let refused = use_context::<OnRefusal>();
        let result = RunsOperation::<O>::run(&*backend, op).await;
        if let (Err(error), Some(OnRefusal(tell))) = (&result, refused) {
            tell(error);
        }
        result
    }

    /// Runs server functions without HTTP, with this backend in their context across every `.await`.
    pub async fn in_process<T>(backend: Arc<dyn Backend>, call: impl Future<Output = T>) -> T {
        let owner = Owner::new();
        let scoped = owner.with(|| {
            provide_context(backend);
            ScopedFuture::new(call)
        });
        scoped.await
    }
}
