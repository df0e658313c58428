//! Files that have credentials and are no credential store: those of older releases of OpenClaw, and those of other
//! programs. They are named, and never used. Those of older releases can be imported.

use contract::Generation;

use super::report::visible;

/// A file that has credentials and is no store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OtherFile {
    /// What it is.
    pub kind: OtherFileKind,
    /// The path for display.
    pub display_path: String,
    /// The providers that it names; empty if that is not known.
    pub providers: Vec<String>,
}

/// What a file with credentials is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OtherFileKind {
    /// `auth-profiles.json` beside a database.
    StrayStore,
    /// `auth.json` of an agent, from an early release of OpenClaw.
    LegacyStore,
    /// `oauth.json`, from an early release of OpenClaw.
    LegacySignIns,
    /// The sign-in of the Qwen command line.
    QwenCli,
    /// The sign-in of the `MiniMax` command line.
    MinimaxCli,
}

impl OtherFile {
    /// Whether `models auth import` imports something from the file: it does not if all ids are stored already.
    pub fn is_importable(&self, generation: Generation, is_stored: impl Fn(&str) -> bool) -> bool {
        let is_legacy = matches!(self.kind, OtherFileKind::LegacyStore | OtherFileKind::LegacySignIns);
        let is_new = |provider: &String| !is_stored(&format!("{provider}:default"));
        is_legacy && generation == Generation::JsonStore && self.providers.iter().any(is_new)
    }

    /// A sentence about the file, in a home where `has_store` tells whether there is a credential store, and
    /// `is_importable` whether an import finds something in the file.
    pub fn sentence(&self, generation: Generation, has_store: bool, is_importable: bool) -> String {
        let providers: Vec<_> = self.providers.iter().map(visible).collect();
        let named = if providers.is_empty() { String::new() } else { format!(" ({})", providers.join(", ")) };
        let effect = match (self.kind, generation) {
            (OtherFileKind::StrayStore, Generation::SharedDb) => {
                "OpenClaw refuses to start until `openclaw doctor --fix` has imported it"
            }
            (OtherFileKind::StrayStore | OtherFileKind::LegacyStore | OtherFileKind::LegacySignIns, generation)
                if generation != Generation::JsonStore =>
            {
                "it is not used; `openclaw doctor --fix` imports it"
            }
            (OtherFileKind::LegacyStore | OtherFileKind::LegacySignIns, _) if has_store && is_importable => {
                "it is not used, because there is a credential store; `openclaw models auth import` imports it"
            }
            (OtherFileKind::StrayStore | OtherFileKind::LegacyStore | OtherFileKind::LegacySignIns, _) if has_store => {
                "it is not used, because there is a credential store"
            }
            (OtherFileKind::StrayStore | OtherFileKind::LegacyStore | OtherFileKind::LegacySignIns, _) => {
                "OpenClaw imports it when it next starts"
            }
            (OtherFileKind::QwenCli | OtherFileKind::MinimaxCli, Generation::JsonStore) => {
                "OpenClaw copies it into its store when it is newer"
            }
            (OtherFileKind::QwenCli | OtherFileKind::MinimaxCli, _) => "it is not used by this generation of OpenClaw",
        };
        format!("{} in `{}`{named}: {effect}", self.kind.noun(), self.display_path)
    }

    /// Whether OpenClaw does not work as expected because of the file.
    pub fn is_problem(&self) -> bool {
        self.kind == OtherFileKind::StrayStore
    }
}

impl OtherFileKind {
    const fn noun(self) -> &'static str {
        match self {
            Self::StrayStore | Self::LegacyStore => "credentials of an older OpenClaw",
            Self::LegacySignIns => "sign-ins of an older OpenClaw",
            Self::QwenCli => "a sign-in of the Qwen command line",
            Self::MinimaxCli => "a sign-in of the MiniMax command line",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_names_the_file_and_what_becomes_of_it() {
        use OtherFileKind::{LegacySignIns, LegacyStore, MinimaxCli, QwenCli, StrayStore};
        let (json, agent, shared) = (Generation::JsonStore, Generation::AgentDb, Generation::SharedDb);
        for (kind, generation, has_store, expected) in [
            (StrayStore, agent, true, "it is not used; `openclaw doctor --fix` imports it"),
            (StrayStore, shared, true, "OpenClaw refuses to start until `openclaw doctor --fix` has imported it"),
            (LegacyStore, json, false, "OpenClaw imports it when it next starts"),
            (LegacyStore, json, true, "it is not used, because there is a credential store"),
            (LegacySignIns, json, true, "it is not used, because there is a credential store"),
            (LegacySignIns, shared, true, "it is not used; `openclaw doctor --fix` imports it"),
            (QwenCli, json, true, "OpenClaw copies it into its store when it is newer"),
            (MinimaxCli, shared, true, "it is not used by this generation of OpenClaw"),
        ] {
            let file = OtherFile { kind, display_path: "~/file".to_owned(), providers: Vec::new() };
            let sentence = file.sentence(generation, has_store, false);
            assert!(sentence.contains(" in `~/file`: ") && sentence.ends_with(expected), "{sentence}");
        }
    }

    #[test]
    fn a_file_with_an_id_that_is_not_stored_can_be_imported() {
        let stored = |id: &str| id == "openai:default";
        for (kind, generation, providers, expected) in [
            (OtherFileKind::LegacyStore, Generation::JsonStore, vec!["openai", "xai"], true),
            (OtherFileKind::LegacySignIns, Generation::JsonStore, vec!["xai"], true),
            (OtherFileKind::LegacyStore, Generation::JsonStore, vec!["openai"], false),
            (OtherFileKind::LegacyStore, Generation::JsonStore, vec![], false),
            (OtherFileKind::LegacyStore, Generation::SharedDb, vec!["xai"], false),
            (OtherFileKind::QwenCli, Generation::JsonStore, vec!["xai"], false),
        ] {
            let providers: Vec<_> = providers.into_iter().map(str::to_owned).collect();
            let file = OtherFile { kind, display_path: "~/file".to_owned(), providers };
            assert_eq!(file.is_importable(generation, stored), expected, "{file:?}");
            let sentence = file.sentence(generation, true, expected);
            assert_eq!(sentence.contains("`openclaw models auth import`"), expected, "{sentence}");
        }
    }

    #[test]
    fn a_provider_that_looks_like_a_key_is_hidden() {
        let providers = vec!["openai".to_owned(), "sk-ant-0123456789".to_owned()];
        let file = OtherFile { kind: OtherFileKind::LegacyStore, display_path: "f".to_owned(), providers };
        assert!(file.sentence(Generation::JsonStore, true, false).contains("(openai, ‹hidden›)"));
    }
}
