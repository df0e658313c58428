//! What a home looks like from outside: databases, stray files, permissions.

use std::{
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
};

use rules::{
    generation::{Database, Facts},
    health::Mode,
    view::View,
};

use crate::{Place, peer, sqlite};

/// More agents than anybody has; a directory with more is not a list of agents.
const MOST_AGENTS: usize = 512;

impl Place {
    /// What tells the generations apart.
    pub fn generation_facts(&self, view: Option<&View>) -> Facts {
        let agents = self.agent_dirs();
        let state_dir = &self.home.state_dir.path;
        Facts {
            state_db: database(&state_dir.join("state/openclaw.sqlite"), "config_machine_state"),
            agent_dbs: (agents.iter())
                .filter_map(|(id, dir)| {
                    Some((id.clone(), database(&dir.join("openclaw-agent.sqlite"), "auth_profile_store")?))
                })
                .collect(),
            json_stores: (agents.iter())
                .filter(|(_, dir)| dir.join("auth-profiles.json").exists())
                .map(|(id, _)| id.clone())
                .collect(),
            touched_by: view.and_then(View::last_touched_version).map(str::to_owned),
            migrated: view.is_some_and(View::has_migrations),
            installed: self.path.as_deref().and_then(peer::installed_version),
        }
    }

    /// The modes of what is private and exists.
    pub fn modes(&self) -> Vec<Mode> {
        let stores = (self.agent_dirs().into_iter())
            .flat_map(|(_, dir)| [dir.join("auth-profiles.json"), dir.join("openclaw-agent.sqlite")]);
        [self.home.state_dir.path.clone(), self.home.config.path.clone()]
            .into_iter()
            .chain([self.home.state_dir.path.join("state/openclaw.sqlite")])
            .chain(stores)
            .filter_map(|path| self.mode(&path))
            .collect()
    }

    fn mode(&self, path: &Path) -> Option<Mode> {
        let metadata = path.metadata().ok()?;
        Some(Mode { shown: self.home.show(path), bits: metadata.permissions().mode(), is_dir: metadata.is_dir() })
    }

    /// The agents that have a directory, and the one that is named by a variable, in the order of their names.
    fn agent_dirs(&self) -> Vec<(String, PathBuf)> {
        let agents = self.home.state_dir.path.join("agents");
        let mut dirs: Vec<_> = (agents.read_dir().into_iter().flatten().flatten().take(MOST_AGENTS))
            .map(|entry| (entry.file_name().to_string_lossy().into_owned(), entry.path().join("agent")))
            .filter(|(_, dir)| dir.is_dir())
            .collect();
        let main = &self.home.agent_dir.path;
        if main.is_dir() && dirs.iter().all(|(_, dir)| dir != main) {
            dirs.push(("main".to_owned(), main.clone()));
        }
        dirs.sort();
        dirs
    }
}

/// Opening a pipe would wait for its other end.
fn database(path: &Path, table: &str) -> Option<Database> {
    let is_file = path.metadata().ok()?.is_file();
    Some(if is_file { sqlite::inspect(path, table) } else { Database::Unreadable("not a regular file".to_owned()) })
}
