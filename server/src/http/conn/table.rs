//! Table of open connections. When it is full, signed-in connections stay, and the oldest other one is closed for a new
//! one.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use tokio::task::AbortHandle;

/// Whether a connection has carried a request of a signed-in client. It is stored in the extensions of every request.
#[derive(Debug, Clone, Default)]
pub(in crate::http) struct SignedIn(Arc<AtomicBool>);

impl SignedIn {
    /// Marks the connection as signed in.
    pub(in crate::http) fn set(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    fn get(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// Open connections, oldest first.
#[derive(Default)]
pub(in crate::http) struct ConnectionTable(Vec<(AbortHandle, SignedIn)>);

impl ConnectionTable {
    pub(in crate::http) fn insert(&mut self, connection: AbortHandle, signed_in: SignedIn) {
        self.0.push((connection, signed_in));
    }

    /// Makes room for another connection, if necessary by closing the oldest one that is not signed in. Returns `false`
    /// if all are signed in.
    pub(in crate::http) fn make_room(&mut self, max: usize) -> bool {
        self.0.retain(|(connection, _)| !connection.is_finished());
        if self.0.len() < max {
            return true;
        }
        let signed_out_index = self.0.iter().position(|(_, signed_in)| !signed_in.get());
        let evicted = signed_out_index.map(|index| self.0.remove(index).0);
        evicted.inspect(AbortHandle::abort).is_some()
    }
}
