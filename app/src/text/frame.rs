//! What stands on every page.

use std::borrow::Cow;

use super::Text;
use crate::facts::Theme;

/// The frame.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FrameText {
    SkipToContent,
    Navigation,
    Overview,
    Routing,
    Aliases,
    Agents,
    History,
    Settings,
    More,
    ReadOnly,
    ReadOnlyHelp,
    PageTitle { page: String, home: String, host: String },
    HomeOn { home: String, host: String },
    SignOut,
    ThemeIs(Theme),
    Busy,
    Live,
    LiveHelp,
    Lost,
    Ended,
    SignInAgain,
    MissingTitle,
    MissingBody,
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
            Self::Agents => "Agents".into(),
            Self::History => "History".into(),
            Self::Settings => "Settings".into(),
            Self::More => "More".into(),
            Self::ReadOnly => "Read-only".into(),
            Self::ReadOnlyHelp => "This dashboard was started with --read-only, so nothing can be changed here".into(),
            Self::PageTitle { page, home, host } => format!("{page} – openclaw, {home} on {host}").into(),
            Self::HomeOn { home, host } => format!("`{home}` on {host}").into(),
            Self::SignOut => "Sign out".into(),
            Self::ThemeIs(Theme::System) => "Theme: system".into(),
            Self::ThemeIs(Theme::Light) => "Theme: light".into(),
            Self::ThemeIs(Theme::Dark) => "Theme: dark".into(),
            Self::Busy => "Asking the server".into(),
            Self::Live => "Live".into(),
            Self::LiveHelp => "Changes made elsewhere show here by themselves".into(),
            Self::Lost => "Connection lost, trying again".into(),
            Self::Ended => "Signed out".into(),
            Self::SignInAgain => "Sign in again".into(),
            Self::MissingTitle => "There is no such page".into(),
            Self::MissingBody => "The address may be from another version of openclaw.".into(),
            Self::BackToOverview => "Go to Overview".into(),
        }
    }
}
