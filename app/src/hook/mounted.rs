//! Callbacks that run only while their component is mounted.
//!
//! The signals of a component are disposed together with it, and reading a disposed signal panics, which ends the app.
//! A timer, an animation frame or a response may arrive later; the callbacks made here then do nothing. `blur` and
//! `focusout` fire while the element is being removed: setting a signal then wakes effects that run after the signals
//! are disposed. So their handlers set signals only in the [next frame](Mounted::next_frame).

use std::time::Duration;

use crate::prelude::*;
use leptos::task::spawn_local;

/// Handle to check whether a component is still mounted.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Mounted(StoredValue<()>);

#[cfg_attr(not(target_arch = "wasm32"), expect(dead_code, reason = "the server only renders"))]
impl Mounted {
    /// Handle of the component that is being built.
    pub(crate) fn new() -> Self {
        Self(StoredValue::new(()))
    }

    /// Calls `act` after a delay.
    pub(crate) fn run_after(self, pause: Duration, act: impl FnOnce() + 'static) {
        set_timeout(self.if_mounted(act), pause);
    }

    /// Calls `act` before the next frame is painted.
    pub(crate) fn next_frame(self, act: impl FnOnce() + 'static) {
        request_animation_frame(self.if_mounted(act));
    }

    /// Calls `act` with the response once it arrives.
    pub(crate) fn on_answer<T: 'static>(
        self,
        answer: impl Future<Output = T> + 'static,
        act: impl FnOnce(T) + 'static,
    ) {
        spawn_local(async move {
            let answer = answer.await;
            self.if_mounted(move || act(answer))();
        });
    }

    fn if_mounted(self, act: impl FnOnce() + 'static) -> impl FnOnce() + 'static {
        move || {
            if !self.0.is_disposed() {
                act();
            }
        }
    }
}
