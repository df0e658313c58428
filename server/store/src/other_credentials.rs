//! Finds files that have credentials and are no credential store, and reads those of early releases for an import. A
//! list of them has only the names of providers.

use std::path::{Path, PathBuf};

use rules::{
    auth::{
        other_files::{OtherFile, OtherFileKind},
        store_files::StoreLayout,
    },
    change::credential::{LegacyFile, LegacyForm},
    document::{agents::AgentDir, view::View},
};
use serde_json::Value;

use crate::{
    HomeStore, VaultError,
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
        let in_home = |name: &str| (home.join(name), home.join(name));
        let is_stray = layout != StoreLayout::JsonFiles;
        let stray = is_stray.then(|| (OtherFileKind::StrayStore, in_agent(agent_dir, "auth-profiles.json")));
        let others = [
            (OtherFileKind::LegacyStore, in_agent(agent_dir, "auth.json")),
            (OtherFileKind::LegacySignIns, self.sign_ins_file(view)),
            (OtherFileKind::QwenCli, in_home(".qwen/oauth_creds.json")),
            (OtherFileKind::MinimaxCli, in_home(".minimax/oauth_creds.json")),
        ];
        let existing = stray.into_iter().chain(others).filter(|(_, (_, real))| real.is_file());
        let to_file = |(kind, (displayed, real)): (OtherFileKind, (PathBuf, PathBuf))| OtherFile {
            kind,
            display_path: self.home.display_path(&displayed),
            providers: match kind {
                OtherFileKind::LegacyStore | OtherFileKind::LegacySignIns => provider_names(&real),
                OtherFileKind::StrayStore | OtherFileKind::QwenCli | OtherFileKind::MinimaxCli => Vec::new(),
            },
        };
        existing.map(to_file).collect()
    }

    /// Reads the files of early releases that an agent's credentials may be in, in the order in which OpenClaw imports
    /// them. The files need not exist.
    pub fn read_legacy_credentials(&self, view: &View, agent_dir: &AgentDir) -> Result<Vec<LegacyFile>, VaultError> {
        let files = [
            (LegacyForm::Credentials, in_agent(agent_dir, "auth.json")),
            (LegacyForm::SignIns, self.sign_ins_file(view)),
        ];
        let read = |(form, (displayed, real)): (LegacyForm, (PathBuf, PathBuf))| {
            let display_path = self.home.display_path(&displayed);
            match read_legacy_json(&display_path, &real)? {
                Some(content) => Ok(LegacyFile::read(display_path, form, content)),
                None => Ok(LegacyFile { display_path, form, entries: None }),
            }
        };
        files.into_iter().map(read).collect()
    }

    /// The paths of `oauth.json`, one file for all agents: for display, and to open.
    fn sign_ins_file(&self, view: &View) -> (PathBuf, PathBuf) {
        let home = &self.home.home.path;
        let dir = match view.variable("OPENCLAW_OAUTH_DIR").filter(|dir| !dir.trim().is_empty()) {
            Some(dir) => dir.strip_prefix("~/").map_or_else(|| dir.clone().into(), |rest| home.join(rest)),
            None => self.home.state_dir.path.join("credentials"),
        };
        (dir.join("oauth.json"), dir.join("oauth.json"))
    }
}

/// A file in the directory of an agent: the path for display, and the real one.
fn in_agent(dir: &AgentDir, name: &str) -> (PathBuf, PathBuf) {
    (dir.displayed.path.join(name), dir.real_path.join(name))
}

/// Reads a JSON file; `None` if there is none.
fn read_legacy_json(display_path: &str, path: &Path) -> Result<Option<Value>, VaultError> {
    let unreadable = |reason: String| VaultError::Unreadable { path: display_path.to_owned(), reason };
    let file = match open_nonblocking(path) {
        Ok(file) => file,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(unreadable(error.kind().to_string())),
    };
    let bytes = read_regular_file(file, MAX_BYTES).map_err(|error| unreadable(error.to_string()))?;
    let content = serde_json::from_slice(&bytes).map_err(|error| VaultError::InvalidJson {
        path: display_path.to_owned(),
        place: "it is ".to_owned(),
        line: error.line(),
        column: error.column(),
    })?;
    Ok(Some(content))
}

/// The keys of a JSON object, which are the names of providers; none if the file is not one.
fn provider_names(path: &Path) -> Vec<String> {
    let bytes = open_nonblocking(path).and_then(|file| read_regular_file(file, MAX_BYTES)).unwrap_or_default();
    let Ok(Value::Object(members)) = serde_json::from_slice(&bytes) else { return Vec::new() };
    members.into_iter().map(|(name, _)| name).take(MAX_PROVIDERS).collect()
}
