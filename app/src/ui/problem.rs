//! An error as the terminal shows it too: what was attempted, where, what to do.

use contract::{Code, Excerpt, Hint, OpError};
use leptos::prelude::*;

use super::{Rich, SignIn, sentence};
use crate::text::{PartText, say};

#[component]
pub(crate) fn Problem(
    error: OpError,
    /// Of the heading, where something is named after it.
    #[prop(optional)]
    id: Option<&'static str>,
) -> impl IntoView {
    let is_signed_out = error.code == Code::SignedOut;
    let message = sentence(error.message);
    view! {
        <section class="problem" role="alert">
            <h2 class="problem__title" id=id>
                <Rich text=message/>
            </h2>
            {error.causes.into_iter().map(|cause| view! { <p><Rich text=cause/></p> }).collect_view()}
            {error.at.and_then(|place| place.excerpt).map(|excerpt| view! { <Lines excerpt/> })}
            <ul class="problem__hints">
                {error.hints.into_iter().filter(Hint::is_for_pages).map(|hint| view! { <li><Rich text=hint.text/></li> }).collect_view()}
            </ul>
            {is_signed_out.then(|| view! { <p><SignIn/></p> })}
            <p class="problem__code">
                <Rich text=say(PartText::CodeToQuote(error.code.word().to_owned()))/>
            </p>
        </section>
    }
}

/// Scrolls sideways rather than the page, and by keyboard too.
#[component]
fn Lines(excerpt: Excerpt) -> impl IntoView {
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
