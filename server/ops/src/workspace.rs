//! What an operation works with.

use contract::{BoxFuture, Op, OpError};
use store::Place;

/// One home, and everything that can be done to it.
#[derive(Debug, Clone)]
pub struct Workspace {
    place: Place,
}

impl Workspace {
    /// Over a home that was found.
    pub fn new(place: Place) -> Self {
        Self { place }
    }

    /// Runs synchronous work on the home: inline in a command, on a thread for blocking work below a server, so that no
    /// file ever holds up its runtime.
    pub(crate) fn blocking<O: Op>(
        &self,
        work: impl FnOnce(&Place) -> Result<O::Out, OpError> + Send + 'static,
    ) -> BoxFuture<'_, Result<O::Out, OpError>> {
        let place = self.place.clone();
        let span = tracing::info_span!("op", path = O::PATH);
        Box::pin(async move {
            let job = move || span.in_scope(|| work(&place).inspect_err(|e| tracing::info!(code = e.code.word())));
            match tokio::runtime::Handle::try_current() {
                Ok(runtime) => runtime.spawn_blocking(job).await.unwrap_or_else(|_| Err(crate::error::crashed())),
                Err(_) => job(),
            }
        })
    }
}
