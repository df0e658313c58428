//! Theme setting: a plain form in the page frame and a cookie, so that the next page has the theme from its first byte.

use std::sync::Arc;

use app::page_context::Theme;
use axum::{
    body::Bytes,
    extract::State,
    response::{IntoResponse, Redirect, Response},
};

use super::{
    Dashboard,
    auth::{guard::form_field, return_to::is_known_page},
    cookies::with_cookie,
};

/// Handles `POST /theme`.
pub(super) async fn set_theme(State(dashboard): State<Arc<Dashboard>>, body: Bytes) -> Response {
    let theme = Theme::parse_or_default(&form_field(&body, "theme").unwrap_or_default());
    let return_to = form_field(&body, "back")
        .filter(|return_to| is_known_page(&dashboard, return_to))
        .unwrap_or_else(|| "/".to_owned());
    let cookie = format!("{}={}; SameSite=Strict; Path=/; Max-Age=31536000", dashboard.theme_cookie, theme.as_str());
    with_cookie(Redirect::to(&return_to).into_response(), &cookie)
}
