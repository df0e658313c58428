//! Plain forms: every writing operation without a script. One handler for all of them.
//!
//! The first time a form is sent it is a question: the same page comes back, with what would change above it. Sent once
//! more with `apply`, it is done, and the browser is led to the page as it is then.

use std::sync::Arc;

use app::facts::{Answered, Preview, TICKED, TICKED_BEFORE};
use axum::{
    body::Bytes,
    extract::{Extension, Request, State},
    http::{HeaderMap, StatusCode, Uri},
    response::{IntoResponse, Redirect, Response},
    routing::{MethodRouter, post},
};
use contract::{
    AddAgent, AddAlias, AddFallback, AllowModel, Backend, Change, ClearFallbacks, Code, DisallowModel, InheritChain,
    MoveFallback, Op, OpError, RemoveAlias, RemoveFallback, RenameAlias, Revision, Runs, SetChain, SetFallbacks,
    SetModel, SetValue, UndoChange, UnsetValue, Write,
};
use serde::{Deserialize, de::DeserializeOwned};

use super::{
    Dashboard,
    back::{is_page, marked},
    guard::CSRF_FIELD,
    pages,
    session::Visit,
};

macro_rules! forms {
    ($($op:ty),+ $(,)?) => {
        /// The operations that have a form.
        pub const FORMS: &[&str] = &[$(<$op as Op>::PATH,)+];

        /// What answers the form of an operation.
        pub(super) fn handler(op: &str) -> MethodRouter<Arc<Dashboard>> {
            match op {
                $(<$op as Op>::PATH => post(submit::<$op>),)+
                _ => MethodRouter::new(),
            }
        }
    };
}

forms! {
    AddAgent,
    AddAlias,
    RenameAlias,
    RemoveAlias,
    UndoChange,
    SetValue,
    UnsetValue,
    AddFallback,
    RemoveFallback,
    MoveFallback,
    SetFallbacks,
    ClearFallbacks,
    SetChain,
    InheritChain,
    SetModel,
    AllowModel,
    DisallowModel,
}

/// The fields of a form, besides the token.
#[derive(Debug, Deserialize)]
struct Form<O> {
    op: O,
    back: String,
    #[serde(default)]
    apply: bool,
    #[serde(default)]
    expect: Option<Revision>,
    /// Whether the box of the card is ticked.
    #[serde(default)]
    repair: bool,
    /// Whether it was when the card was drawn; `None`: the card had no box.
    #[serde(default)]
    repair_shown: Option<bool>,
}

/// `POST /form/<noun>/<verb>`
async fn submit<O>(
    State(dashboard): State<Arc<Dashboard>>,
    Extension(visit): Extension<Visit>,
    headers: HeaderMap,
    body: Bytes,
) -> Response
where
    O: Op + Clone + DeserializeOwned,
    dyn Backend: Runs<Write<O>>,
{
    let is_ours = |form: &Form<O>| is_page(&dashboard, &form.back) && (!form.apply || form.expect.is_some());
    let Some(form) = parse::<O>(&body).filter(is_ours) else {
        return not_ours();
    };
    let Form { op, back, apply, expect, repair, repair_shown } = form;
    let (op, apply) = match repair_shown {
        None => (Some(op), apply),
        // What the card does not show is shown first.
        Some(shown) => (op.with_repair(repair), apply && shown == repair),
    };
    let Some(op) = op else { return not_ours() };
    let expect = expect.filter(|_| apply);
    let again = apply.then(|| op.clone());
    let result = Runs::run(&*dashboard.backend, Write { op, dry_run: !apply, expect }).await;
    let (result, status, is_redrawn) = match (result, again) {
        (Ok(change), Some(_)) => return done(&dashboard, &back, &change),
        // The file changed since the card was drawn: the card is drawn anew on the new file.
        (Err(error), Some(op)) if error.code == Code::Changed => {
            (Runs::run(&*dashboard.backend, Write::preview(op)).await, status_of(&error), true)
        }
        (result, _) => {
            let status = result.as_ref().map_or_else(status_of, |_| StatusCode::OK);
            (result, status, false)
        }
    };
    let outcome = result.map(Preview::from);
    let answered = Answered { form: O::PATH.to_owned(), fields: fields(&body), outcome, is_redrawn };
    // Boxed: a page is large, and there is a handler for each operation.
    Box::pin(show(dashboard, &visit, headers, &back, answered, status)).await
}

fn not_ours() -> Response {
    (StatusCode::BAD_REQUEST, "This form is not one of ours.\n").into_response()
}

/// Back to the page, so that loading it again does nothing again.
fn done<T>(dashboard: &Dashboard, back: &str, change: &Change<T>) -> Response {
    let id = change.id.filter(|_| change.cannot_undo.is_none());
    let mark = dashboard.done.remember((change.effect.clone(), id));
    Redirect::to(&marked(back, mark)).into_response()
}

/// The page that the form is on, with the answer above it.
async fn show(
    dashboard: Arc<Dashboard>,
    visit: &Visit,
    headers: HeaderMap,
    back: &str,
    answered: Answered,
    status: StatusCode,
) -> Response {
    let mut facts = dashboard.facts(&headers, Some(visit), back);
    facts.answered = Some(answered);
    let mut request = Request::default();
    *request.headers_mut() = headers;
    *request.uri_mut() = Uri::try_from(back).unwrap_or_default();
    pages::render(&dashboard, facts, request, status).await
}

fn status_of(error: &OpError) -> StatusCode {
    StatusCode::from_u16(error.code.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}

/// Browsers send the brackets of a name encoded, which only the lenient mode reads.
fn parse<O: DeserializeOwned>(body: &[u8]) -> Option<Form<O>> {
    serde_qs::Config::new(3, false).deserialize_bytes(body).ok()
}

/// What was sent, to be sent again: not the token, and not what only this answer decides.
fn fields(body: &[u8]) -> Vec<(String, String)> {
    let ours = |name: &str| matches!(name, CSRF_FIELD | "apply" | "expect" | TICKED | TICKED_BEFORE);
    form_urlencoded::parse(body)
        .filter(|(name, _)| !ours(name))
        .map(|(k, v)| (k.into_owned(), v.into_owned()))
        .collect()
}
