//! Texts of the frame around every page.

use std::borrow::Cow;

use super::Text;
use crate::page_context::Theme;

/// Texts of the frame.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FrameText {
    SkipToContent,
    Navigation,
    Overview,
    Routing,
    Aliases,
    Credentials,
    Scan,
    Agents,
    History,
    Settings,
    Start,
    More,
    NeedsAttention,
    ReadOnly,
    ReadOnlyHelp,
    PageTitle { page: String, home: String, host: String },
    HomeAndHost { home: String, host: String },
    SignOut,
    CurrentTheme(Theme),
    Busy,
    Live,
    LiveHelp,
    ConnectionLost,
    SessionEnded,
    SignInAgain,
    NotFoundTitle,
    NotFoundBody,
    BackToOverview,
}

impl Text for FrameText {
    fn en(&self) -> Cow<'static, str> {
        match self {
            Self::SkipToContent => "Skip to content".into(),
            Self::Navigation => "Main".into(),
            Self::Overview => "Overview".into(),
            Self::Routing => "Routing".into(),
            Self::Aliases => "Aliases".into(),
            Self::Credentials => "Credentials".into(),
            Self::Scan => "Scan".into(),
            Self::Agents => "Agents".into(),
            Self::History => "History".into(),
            Self::Settings => "Settings".into(),
            Self::Start => "Set up".into(),
            Self::More => "More".into(),
            Self::NeedsAttention => "needs attention".into(),
            Self::ReadOnly => "Read-only".into(),
            Self::ReadOnlyHelp => "This dashboard was started with --read-only, so nothing can be changed here".into(),
            Self::PageTitle { page, home, host } => format!("{page} – openclaw, {home} on {host}").into(),
            Self::HomeAndHost { home, host } => format!("`{home}` on {host}").into(),
            Self::SignOut => "Sign out".into(),
            Self::CurrentTheme(Theme::System) => "Theme: system".into(),
            Self::CurrentTheme(Theme::Light) => "Theme: light".into(),
            Self::CurrentTheme(Theme::Dark) => "Theme: dark".into(),
            Self::Busy => "Asking the server".into(),
            Self::Live => "Live".into(),
            Self::LiveHelp => "This page updates by itself".into(),
            Self::ConnectionLost => "Connection lost, trying again".into(),
            Self::SessionEnded => "Signed out".into(),
            Self::SignInAgain => "Sign in again".into(),
            Self::NotFoundTitle => "Page not found".into(),
            Self::NotFoundBody => "The address may be from another version of openclaw.".into(),
            Self::BackToOverview => "Go to Overview".into(),
        }
    }
}
