//! Texts of the Settings page.

use std::borrow::Cow;

use contract::{CheckSummary, Verdict};

use super::Text;
use crate::page_context::Theme;

/// Texts of the Settings page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SettingsText {
    SummarySentence(CheckSummary),
    Checks,
    Verdict(Verdict),
    IgnoredLints,
    ShowAgain,
    Files,
    Home,
    Configuration,
    StateDirectory,
    AgentDirectory,
    OurFiles,
    Generation,
    NotYetCreated,
    Theme,
    ThemeName(Theme),
    ThemeHelp(Theme),
    ApplyTheme,
    Keys,
    SingleKeys,
    SingleKeysHelp,
    Security,
    ListensOn,
    Reachability { is_socket: bool },
    Changes,
    Allowed,
    AllowedHelp,
    ReadOnly,
    ReadOnlyHelp,
    SignedIn,
    Sessions(usize),
    ReloadForDetails,
    SignOutHere,
    SignOutEverywhere,
    EverywhereHelp,
}

impl Text for SettingsText {
    fn en(&self) -> Cow<'static, str> {
        match self {
            Self::SummarySentence(summary) => summary_sentence(*summary).into(),
            Self::Checks => "Checks".into(),
            Self::Verdict(Verdict::Ok) => "fine".into(),
            Self::Verdict(Verdict::Note) => "note".into(),
            Self::Verdict(Verdict::Warn) => "warning".into(),
            Self::Verdict(Verdict::Bad) => "broken".into(),
            Self::IgnoredLints => "Ignored on Overview".into(),
            Self::ShowAgain => "Show again".into(),
            Self::Files => "Files in use and why".into(),
            Self::Home => "Home".into(),
            Self::Configuration => "Configuration".into(),
            Self::StateDirectory => "State directory".into(),
            Self::AgentDirectory => "Agent directory".into(),
            Self::OurFiles => "Our own files".into(),
            Self::Generation => "Generation".into(),
            Self::NotYetCreated => "not created yet".into(),
            Self::Theme => "Theme".into(),
            Self::ThemeName(Theme::System) => "System".into(),
            Self::ThemeName(Theme::Light) => "Light".into(),
            Self::ThemeName(Theme::Dark) => "Dark".into(),
            Self::ThemeHelp(Theme::System) => "follows this device".into(),
            Self::ThemeHelp(Theme::Light) => "dark on light".into(),
            Self::ThemeHelp(Theme::Dark) => "light on dark".into(),
            Self::ApplyTheme => "Use this theme".into(),
            Self::Keys => "Keyboard".into(),
            Self::SingleKeys => "Single-key shortcuts".into(),
            Self::SingleKeysHelp => "`g` and a letter goes to a page, `z` undoes the last change, `?` shows all keys. \
                 `Ctrl K` always opens the commands."
                .into(),
            Self::Security => "Security".into(),
            Self::ListensOn => "Listens on".into(),
            Self::Reachability { is_socket: false } => "only this machine can reach it".into(),
            Self::Reachability { is_socket: true } => "a socket that no other user of this machine can open".into(),
            Self::Changes => "Changes".into(),
            Self::Allowed => "allowed".into(),
            Self::AllowedHelp => "`--read-only` starts a dashboard that changes nothing".into(),
            Self::ReadOnly => "read-only".into(),
            Self::ReadOnlyHelp => "started with `--read-only`, so nothing can be changed here".into(),
            Self::SignedIn => "Signed in".into(),
            Self::Sessions(0 | 1) => "only this session".into(),
            Self::Sessions(count) => format!("{count} sessions, including this one").into(),
            Self::ReloadForDetails => "Reload this page to see who can reach it".into(),
            Self::SignOutHere => "Sign out here".into(),
            Self::SignOutEverywhere => "Sign out everywhere".into(),
            Self::EverywhereHelp => {
                "“Everywhere” ends every session, this one too, and every link that was not used yet. \
                 `openclaw models ui --code` gives a new code."
                    .into()
            }
        }
    }
}

/// Summary of the checks: missing things first, then problems.
fn summary_sentence(CheckSummary { has_config, has_openclaw, bad, warn }: CheckSummary) -> String {
    let missing = match (has_config, has_openclaw) {
        (true, true) => None,
        (false, true) => Some("There is no configuration yet."),
        (true, false) => Some("No OpenClaw was found on `PATH`."),
        (false, false) => Some("There is no configuration yet, and no OpenClaw was found on `PATH`."),
    };
    let found = match (bad, warn, has_config) {
        (0, 0, true) => Some("No problems found.".to_owned()),
        (0, 0, false) => None,
        (bad, warn, _) => Some(findings_sentence(bad, warn)),
    };
    missing.map(str::to_owned).into_iter().chain(found).collect::<Vec<_>>().join(" ")
}

fn findings_sentence(bad: usize, warn: usize) -> String {
    let problems = if bad == 1 { "1 problem".to_owned() } else { format!("{bad} problems") };
    let warnings = if warn == 1 { "1 warning".to_owned() } else { format!("{warn} warnings") };
    match (bad, warn) {
        (_, 0) => format!("{problems} found."),
        (0, _) => format!("{warnings} found."),
        (..) => format!("{problems} and {warnings} found."),
    }
}
