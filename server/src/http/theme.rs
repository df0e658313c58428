//! The theme: a plain form of the frame, and a cookie, so that the next page has it from its first byte on.

use std::sync::Arc;

use app::facts::Theme;
use axum::{
    body::Bytes,
    extract::State,
    response::{IntoResponse, Redirect, Response},
};

use super::{Dashboard, guard::field, routes::Part, with_cookie};

/// `POST /theme`
pub(super) async fn set(State(dashboard): State<Arc<Dashboard>>, body: Bytes) -> Response {
    let theme = Theme::from_word(&field(&body, "theme").unwrap_or_default());
    let back = field(&body, "back").filter(|path| is_page(&dashboard, path)).unwrap_or_else(|| "/".to_owned());
    let cookie = format!("{}={}; SameSite=Strict; Path=/; Max-Age=31536000", dashboard.theme_cookie, theme.word());
    with_cookie(Redirect::to(&back).into_response(), &cookie)
}

/// Only to a page in the table: nothing that comes in decides where the browser goes.
pub(super) fn is_page(dashboard: &Dashboard, path: &str) -> bool {
    dashboard.route(path).is_some_and(|route| route.part == Part::Page)
}
