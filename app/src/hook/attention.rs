//! Whether a credential needs attention, for the dot in the navigation.

use crate::{page_context, prelude::*};

/// Whether a credential of any agent should be looked at, as of the last report.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Attention(pub(crate) RwSignal<bool>);

/// Provides [`Attention`], which the server knows for the first page.
pub(crate) fn provide_attention() -> RwSignal<bool> {
    let needed = RwSignal::new(page_context::current().needs_attention);
    provide_context(Attention(needed));
    needed
}

/// Follows the reports of a page.
pub(crate) fn follow_attention(needed: Memo<bool>) {
    let Attention(shown) = expect_context();
    Effect::new(move || shown.set(needed.get()));
}
