//! Who is connected. Where all places are taken, who is signed in stays, and a stranger makes room for the next one.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use tokio::task::AbortHandle;

/// Whether a connection has carried a request of somebody who is signed in. It stands in every request's extensions.
#[derive(Debug, Clone, Default)]
pub(super) struct Known(Arc<AtomicBool>);

impl Known {
    /// It has.
    pub(super) fn mark(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    fn is(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// Everybody who is connected, in the order in which they came.
#[derive(Default)]
pub(super) struct Crowd(Vec<(AbortHandle, Known)>);

impl Crowd {
    pub(super) fn add(&mut self, connection: AbortHandle, known: Known) {
        self.0.push((connection, known));
    }

    /// A place for another one: a free one, or that of the stranger who came first. `false`: everybody is known.
    pub(super) fn make_room(&mut self, most: usize) -> bool {
        self.0.retain(|(connection, _)| !connection.is_finished());
        if self.0.len() < most {
            return true;
        }
        let stranger = self.0.iter().position(|(_, known)| !known.is());
        let leaves = stranger.map(|at| self.0.remove(at).0);
        leaves.inspect(AbortHandle::abort).is_some()
    }
}
