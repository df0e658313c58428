//! The theme: a plain form of the frame, and a cookie, so that the next page has it from its first byte on.

use std::sync::Arc;

use app::facts::Theme;
use axum::{
    body::Bytes,
    extract::State,
    response::{IntoResponse, Redirect, Response},
};

use super::{Dashboard, back::is_page, guard::field, with_cookie};

/// `POST /theme`
pub(super) async fn set(State(dashboard): State<Arc<Dashboard>>, body: Bytes) -> Response {
    let theme = Theme::from_word(&field(&body, "theme").unwrap_or_default());
    let back = field(&body, "back").filter(|back| is_page(&dashboard, back)).unwrap_or_else(|| "/".to_owned());
    let cookie = format!("{}={}; SameSite=Strict; Path=/; Max-Age=31536000", dashboard.theme_cookie, theme.word());
    with_cookie(Redirect::to(&back).into_response(), &cookie)
}
