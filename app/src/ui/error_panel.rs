//! An error with the details that the command line prints, too: what was attempted, where, what to do.

use contract::{Code, Excerpt, Hint, OpError};

use super::{RichText, SignInLink};
use crate::{
    prelude::*,
    text::{PartText, capitalize_first, translate},
};

#[component]
pub(crate) fn ErrorPanel(
    error: OpError,
    /// Id of the heading, for elements that are labeled by it.
    #[prop(optional)]
    id: Option<&'static str>,
) -> impl IntoView {
    let is_signed_out = error.code == Code::SignedOut;
    let message = capitalize_first(error.message);
    view! {
        <section class="problem" role="alert">
            <h2 class="problem__title" id=id>
                <RichText text=message/>
            </h2>
            {error.causes.into_iter().map(|cause| view! { <p><RichText text=cause/></p> }).collect_view()}
            {error.at.and_then(|location| location.excerpt).map(|excerpt| view! { <ExcerptLines excerpt/> })}
            <ul class="problem__hints">
                {error.hints.into_iter().filter(Hint::is_for_pages).map(|hint| view! { <li><RichText text=hint.text/></li> }).collect_view()}
            </ul>
            {is_signed_out.then(|| view! { <p><SignInLink/></p> })}
            <p class="problem__code">
                <RichText text=translate(PartText::ErrorCode(error.code.as_str().to_owned()))/>
            </p>
        </section>
    }
}

/// Source lines around the error. They scroll sideways instead of the page, by keyboard as well.
#[component]
fn ExcerptLines(excerpt: Excerpt) -> impl IntoView {
    let width = excerpt.lines.last().map_or(0, |line| line.number.to_string().len());
    let gutter = |number: &str| view! { <span class="excerpt__gutter">{format!("{number:>width$} │ ")}</span> };
    let lines = excerpt.lines.iter().map(|line| {
        view! {
            {gutter(&line.number.to_string())}
            {format!("{}\n", line.text)}
        }
    });
    view! {
        <pre class="excerpt" tabindex="0">
            {lines.collect_view()}
            {gutter("")}
            <span class="excerpt__caret">{format!("{}^", " ".repeat(excerpt.caret))}</span>
        </pre>
    }
}
