//! Links of a document to the files of the site.

use crate::{page_context::SiteFiles, prelude::*};

/// Links to style sheet and icon.
#[component]
pub(crate) fn FileLinks(files: SiteFiles) -> impl IntoView {
    view! {
        {files.css.map(|href| view! { <link rel="stylesheet" href=href/> })}
        {files.icon.map(|href| view! { <link rel="icon" type="image/svg+xml" href=href/> })}
    }
}
