//! What an operation works with.

use std::{sync::Arc, time::Duration};

use contract::{BoxFuture, Op, OpError};
use store::{Patience, Place, Waiting, Who};

/// One home, and everything that can be done to it.
#[derive(Debug, Clone)]
pub struct Workspace {
    place: Place,
    pen: Pen,
}

/// Who writes, and how long they wait for their turn.
#[derive(Debug, Clone)]
pub struct Pen {
    /// For the history.
    pub who: Who,
    /// For others who write.
    pub patience: Patience,
    /// Why nothing is written, if so: neither the home nor our own folder in it.
    pub sealed: Option<Seal>,
}

/// Why nothing is written, and how to change that.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seal {
    /// A phrase that stands alone.
    pub why: &'static str,
    /// What the reader can do.
    pub hint: &'static str,
}

impl Pen {
    /// `tell` hears once when it takes longer than a second.
    pub fn new(who: Who, limit: Duration, tell: impl Fn(&Waiting) + Send + Sync + 'static) -> Self {
        let patience = Patience { openclaw: limit, ours: limit, notice: Duration::from_secs(1), tell: Arc::new(tell) };
        Self { who, patience, sealed: None }
    }

    /// The same, and nothing is written.
    #[must_use]
    pub fn sealed(self, seal: Seal) -> Self {
        Self { sealed: Some(seal), ..self }
    }
}

/// A command that tells nobody.
impl Default for Pen {
    fn default() -> Self {
        Self { who: Who::Cli, patience: Patience::default(), sealed: None }
    }
}

impl Workspace {
    /// Over a home that was found.
    pub fn new(place: Place, pen: Pen) -> Self {
        Self { place, pen }
    }

    pub(crate) fn place(&self) -> &Place {
        &self.place
    }

    pub(crate) fn pen(&self) -> &Pen {
        &self.pen
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
