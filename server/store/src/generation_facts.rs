//! Facts about a home that tell its generation: databases, credential stores, versions; and its file permissions.

use std::{
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
};

use rules::{
    check::doctor::FileMode,
    document::view::View,
    schema::{
        agent_id::MAIN_AGENT_ID,
        generation::{DatabaseState, GenerationFacts},
    },
};

use crate::{
    HomeStore,
    credential_cells::{AGENT_CELLS, SHARED_CELLS, StoreCells},
    installed_openclaw, sqlite,
};

/// The maximum number of agent directories that are examined.
const MAX_AGENTS: usize = 512;

impl HomeStore {
    /// Collects the facts that distinguish the generations.
    pub fn generation_facts(&self, view: Option<&View>) -> GenerationFacts {
        let agents = self.existing_agent_dirs(view);
        let state_dir = &self.home.state_dir.path;
        GenerationFacts {
            state_db: inspect_database_file(&state_dir.join("state/openclaw.sqlite"), &SHARED_CELLS),
            agent_dbs: (agents.iter())
                .filter_map(|FoundAgentDir { id, real_path: real, .. }| {
                    Some((id.clone(), inspect_database_file(&real.join("openclaw-agent.sqlite"), &AGENT_CELLS)?))
                })
                .collect(),
            json_stores: (agents.iter())
                .filter(|dir| dir.real_path.join("auth-profiles.json").exists())
                .map(|dir| dir.id.clone())
                .collect(),
            last_touched_version: view.and_then(View::last_touched_version).map(str::to_owned),
            has_migrations: view.is_some_and(View::has_migrations),
            installed_version: self
                .installed_openclaw_command()
                .and_then(|command| installed_openclaw::version_of(&command)),
        }
    }

    /// Returns the path of the next `openclaw` on `PATH` that is not this program.
    pub fn installed_openclaw_command(&self) -> Option<PathBuf> {
        self.path_var.as_deref().and_then(installed_openclaw::next_openclaw)
    }

    /// Returns the permissions of the existing files and directories that should be private.
    pub fn private_file_modes(&self, view: Option<&View>) -> Vec<FileMode> {
        let stores = (self.existing_agent_dirs(view).into_iter())
            .flat_map(|dir| ["auth-profiles.json", "openclaw-agent.sqlite"].map(|name| dir.file_paths(name)));
        let state_dir = &self.home.state_dir.path;
        [state_dir.clone(), self.home.config.path.clone(), state_dir.join("state/openclaw.sqlite")]
            .into_iter()
            .map(|path| (path.clone(), path))
            .chain(stores)
            .filter_map(|(shown, real)| self.file_mode(&shown, &real))
            .collect()
    }

    fn file_mode(&self, shown: &Path, real: &Path) -> Option<FileMode> {
        let metadata = real.metadata().ok()?;
        Some(FileMode {
            display_path: self.home.display_path(shown),
            bits: metadata.permissions().mode(),
            is_dir: metadata.is_dir(),
        })
    }

    /// Returns the existing agent directories, sorted by agent: those below the state directory, those that the
    /// configuration places elsewhere, and the one that an environment variable names.
    pub(crate) fn existing_agent_dirs(&self, view: Option<&View>) -> Vec<FoundAgentDir> {
        let agents = self.home.state_dir.path.join("agents");
        let below = (agents.read_dir().into_iter().flatten().flatten().take(MAX_AGENTS))
            .map(|entry| (entry.file_name().to_string_lossy().into_owned(), entry.path().join("agent")));
        let mut dirs: Vec<_> =
            below.map(|(id, real)| FoundAgentDir { id, masked_path: real.clone(), real_path: real }).collect();
        dirs.retain(|dir| dir.real_path.is_dir());
        let agents = view.map(|view| view.agents().all).unwrap_or_default();
        let configured = (agents.into_iter()).map(|agent| FoundAgentDir {
            real_path: agent.resolved_dir(&self.home),
            masked_path: agent.display_dir(&self.home),
            id: agent.id,
        });
        let variable = self.home.agent_dir.path.clone();
        for dir in configured.chain([FoundAgentDir {
            id: MAIN_AGENT_ID.to_owned(),
            masked_path: variable.clone(),
            real_path: variable,
        }]) {
            if dir.real_path.is_dir() && dirs.iter().all(|known| known.real_path != dir.real_path) {
                dirs.push(dir);
            }
        }
        dirs.sort();
        dirs
    }
}

/// The directory of an agent. If its path contains a variable, the resolved path may be a secret.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct FoundAgentDir {
    pub(crate) id: String,
    masked_path: PathBuf,
    pub(crate) real_path: PathBuf,
}

impl FoundAgentDir {
    /// A file in the directory: its path for display, and its real path.
    pub(crate) fn file_paths(&self, name: &str) -> (PathBuf, PathBuf) {
        (self.masked_path.join(name), self.real_path.join(name))
    }
}

/// Inspects a database only if it is a regular file: opening a pipe would wait for its other end.
fn inspect_database_file(path: &Path, cells: &StoreCells) -> Option<DatabaseState> {
    let is_file = path.metadata().ok()?.is_file();
    Some(if is_file {
        sqlite::inspect_database(path, |connection| cells.table_form(connection))
    } else {
        DatabaseState::Unreadable("not a regular file".to_owned())
    })
}
