//! Settings.

use std::borrow::Cow;

use contract::{Summary, Verdict};

use super::Text;
use crate::facts::Theme;

/// The page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SettingsText {
    InShort(Summary),
    Checks,
    Verdict(Verdict),
    Files,
    Home,
    Configuration,
    StateDirectory,
    AgentDirectory,
    OurFiles,
    Generation,
    NotThereYet,
    Theme,
    ThemeName(Theme),
    ThemeHelp(Theme),
    ApplyTheme,
    Keys,
    SingleKeys,
    SingleKeysHelp,
    Security,
    ListensOn,
    WhoReaches { is_socket: bool },
    Changes,
    Allowed,
    AllowedHelp,
    ReadOnly,
    ReadOnlyHelp,
    SignedIn,
    Sessions(usize),
    LoadAgain,
    SignOutHere,
    SignOutEverywhere,
    EverywhereHelp,
}

impl Text for SettingsText {
    fn en(&self) -> Cow<'static, str> {
        match self {
            Self::InShort(summary) => in_short(*summary).into(),
            Self::Checks => "Checks".into(),
            Self::Verdict(Verdict::Ok) => "fine".into(),
            Self::Verdict(Verdict::Note) => "note".into(),
            Self::Verdict(Verdict::Warn) => "warning".into(),
            Self::Verdict(Verdict::Bad) => "broken".into(),
            Self::Files => "Files in use and why".into(),
            Self::Home => "Home".into(),
            Self::Configuration => "Configuration".into(),
            Self::StateDirectory => "State directory".into(),
            Self::AgentDirectory => "Agent directory".into(),
            Self::OurFiles => "Our own files".into(),
            Self::Generation => "Generation".into(),
            Self::NotThereYet => "not there yet".into(),
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
            Self::SingleKeysHelp => {
                "`g` and a letter goes to a page, `z` takes the last change back, `?` shows all keys. \
                 With `Ctrl K` the commands open in any case."
                    .into()
            }
            Self::Security => "Security".into(),
            Self::ListensOn => "Listens on".into(),
            Self::WhoReaches { is_socket: false } => "only this machine reaches it".into(),
            Self::WhoReaches { is_socket: true } => "a socket that no other user of this machine can open".into(),
            Self::Changes => "Changes".into(),
            Self::Allowed => "allowed".into(),
            Self::AllowedHelp => "`--read-only` starts a dashboard that changes nothing".into(),
            Self::ReadOnly => "read-only".into(),
            Self::ReadOnlyHelp => "started with `--read-only`, so nothing can be changed here".into(),
            Self::SignedIn => "Signed in".into(),
            Self::Sessions(0 | 1) => "only this session".into(),
            Self::Sessions(count) => format!("{count} sessions, including this one").into(),
            Self::LoadAgain => "Load this page again to see who can reach it".into(),
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

/// What is not there first, then what is wrong.
fn in_short(Summary { has_config, has_openclaw, bad, warn }: Summary) -> String {
    let missing = match (has_config, has_openclaw) {
        (true, true) => None,
        (false, true) => Some("There is no configuration yet."),
        (true, false) => Some("No OpenClaw was found on `PATH`."),
        (false, false) => Some("There is no configuration yet, and no OpenClaw was found on `PATH`."),
    };
    let found = match (bad, warn, has_config) {
        (0, 0, true) => Some("Nothing wrong was found.".to_owned()),
        (0, 0, false) => None,
        (bad, warn, _) => Some(findings(bad, warn)),
    };
    missing.map(str::to_owned).into_iter().chain(found).collect::<Vec<_>>().join(" ")
}

fn findings(bad: usize, warn: usize) -> String {
    let broken = if bad == 1 { "1 thing does not work".to_owned() } else { format!("{bad} things do not work") };
    let deserve = if warn == 1 { "deserves" } else { "deserve" };
    match (bad, warn) {
        (_, 0) => format!("{broken}."),
        (0, 1) => format!("1 thing {deserve} a look."),
        (0, _) => format!("{warn} things {deserve} a look."),
        (..) => format!("{broken}, and {warn} {deserve} a look."),
    }
}
