//! What a home looks like from outside: databases, stray files, permissions.

use std::{
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
};

use rules::{
    agents::MAIN,
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
        let agents = self.agent_dirs(view);
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
    pub fn modes(&self, view: Option<&View>) -> Vec<Mode> {
        let stores = (self.agent_dirs(view).into_iter())
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

    /// The agents that have a directory, in the order of their names: those below the state directory, those that the
    /// configuration puts elsewhere, and the one that is named by a variable.
    fn agent_dirs(&self, view: Option<&View>) -> Vec<(String, PathBuf)> {
        let agents = self.home.state_dir.path.join("agents");
        let mut dirs: Vec<_> = (agents.read_dir().into_iter().flatten().flatten().take(MOST_AGENTS))
            .map(|entry| (entry.file_name().to_string_lossy().into_owned(), entry.path().join("agent")))
            .filter(|(_, dir)| dir.is_dir())
            .collect();
        let agents = view.map(|view| view.agents().all).unwrap_or_default();
        let configured = agents.into_iter().map(|agent| (agent.dir(&self.home), agent.id));
        for (dir, id) in configured.chain([(self.home.agent_dir.path.clone(), MAIN.to_owned())]) {
            if dir.is_dir() && dirs.iter().all(|(_, known)| *known != dir) {
                dirs.push((id, dir));
            }
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
