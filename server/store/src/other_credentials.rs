//! Finds files that have credentials and are no credential store. Of their content, only the names of providers are
//! kept.

use rules::{
    auth::{
        other_files::{OtherFile, OtherFileKind},
        store_files::StoreLayout,
    },
    document::{agents::AgentDir, view::View},
};
use serde_json::Value;

use crate::{
    HomeStore,
    disk::{open_nonblocking, read_regular_file},
};

/// The longest file whose providers are read.
const MAX_BYTES: u64 = 1 << 20;

/// More names are left out.
const MAX_PROVIDERS: usize = 20;

impl HomeStore {
    /// Finds the files that an agent may have had credentials in, and those of other programs.
    pub fn other_credential_files(&self, view: &View, layout: StoreLayout, agent_dir: &AgentDir) -> Vec<OtherFile> {
        let home = &self.home.home.path;
        let sign_ins = match view.variable("OPENCLAW_OAUTH_DIR").filter(|dir| !dir.trim().is_empty()) {
            Some(dir) => dir.strip_prefix("~/").map_or_else(|| dir.clone().into(), |rest| home.join(rest)),
            None => self.home.state_dir.path.join("credentials"),
        }
        .join("oauth.json");
        let in_agent = |name: &str| (agent_dir.displayed.path.join(name), agent_dir.real_path.join(name));
        let is_stray = layout != StoreLayout::JsonFiles;
        let stray = is_stray.then(|| (OtherFileKind::StrayStore, in_agent("auth-profiles.json")));
        let others = [
            (OtherFileKind::LegacyStore, in_agent("auth.json")),
            (OtherFileKind::LegacySignIns, (sign_ins.clone(), sign_ins)),
            (OtherFileKind::QwenCli, (home.join(".qwen/oauth_creds.json"), home.join(".qwen/oauth_creds.json"))),
            (
                OtherFileKind::MinimaxCli,
                (home.join(".minimax/oauth_creds.json"), home.join(".minimax/oauth_creds.json")),
            ),
        ];
        let existing = stray.into_iter().chain(others).filter(|(_, (_, real))| real.is_file());
        let to_file =
            |(kind, (displayed, real)): (OtherFileKind, (std::path::PathBuf, std::path::PathBuf))| OtherFile {
                kind,
                display_path: self.home.display_path(&displayed),
                providers: match kind {
                    OtherFileKind::LegacyStore | OtherFileKind::LegacySignIns => provider_names(&real),
                    OtherFileKind::StrayStore | OtherFileKind::QwenCli | OtherFileKind::MinimaxCli => Vec::new(),
                },
            };
        existing.map(to_file).collect()
    }
}

/// The keys of a JSON object, which are the names of providers; none if the file is not one.
fn provider_names(path: &std::path::Path) -> Vec<String> {
    let bytes = open_nonblocking(path).and_then(|file| read_regular_file(file, MAX_BYTES)).unwrap_or_default();
    let Ok(Value::Object(members)) = serde_json::from_slice(&bytes) else { return Vec::new() };
    members.into_iter().map(|(name, _)| name).take(MAX_PROVIDERS).collect()
}
