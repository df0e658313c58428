//! What a browser calls when a component may be gone.
//!
//! A component's signals are disposed together with it, and reading a disposed signal panics, which ends the app. A
//! timer, an animation frame or an answer of the server may come later than that; those that are made here do nothing
//! then. `blur` and `focusout` come while the element is being removed: what is set then wakes effects that run when the
//! signals are gone. Their handlers set nothing at once, but in the [next frame](Mounted::next_frame).

use std::time::Duration;

use leptos::{prelude::*, task::spawn_local};

/// Whether a component is still there.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Mounted(StoredValue<()>);

impl Mounted {
    /// Of the component that is being built.
    pub(crate) fn here() -> Self {
        Self(StoredValue::new(()))
    }

    /// After a while.
    pub(crate) fn after(self, pause: Duration, act: impl FnOnce() + 'static) {
        set_timeout(self.once(act), pause);
    }

    /// Before the next frame is painted.
    pub(crate) fn next_frame(self, act: impl FnOnce() + 'static) {
        request_animation_frame(self.once(act));
    }

    /// With the answer, when it is there.
    pub(crate) fn with_answer<T: 'static>(
        self,
        answer: impl Future<Output = T> + 'static,
        act: impl FnOnce(T) + 'static,
    ) {
        spawn_local(async move {
            let answer = answer.await;
            self.once(move || act(answer))();
        });
    }

    fn once(self, act: impl FnOnce() + 'static) -> impl FnOnce() + 'static {
        move || {
            if !self.0.is_disposed() {
                act();
            }
        }
    }
}
