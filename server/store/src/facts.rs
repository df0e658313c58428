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
                .filter_map(|Dir { id, real, .. }| {
                    Some((id.clone(), database(&real.join("openclaw-agent.sqlite"), "auth_profile_store")?))
                })
                .collect(),
            json_stores: (agents.iter())
                .filter(|dir| dir.real.join("auth-profiles.json").exists())
                .map(|dir| dir.id.clone())
                .collect(),
            touched_by: view.and_then(View::last_touched_version).map(str::to_owned),
            migrated: view.is_some_and(View::has_migrations),
            installed: self.peer().and_then(|command| peer::version_of(&command)),
        }
    }

    /// The command of the OpenClaw that comes next on `PATH`.
    pub fn peer(&self) -> Option<PathBuf> {
        self.path.as_deref().and_then(peer::next_openclaw)
    }

    /// The modes of what is private and exists.
    pub fn modes(&self, view: Option<&View>) -> Vec<Mode> {
        let stores = (self.agent_dirs(view).into_iter())
            .flat_map(|dir| ["auth-profiles.json", "openclaw-agent.sqlite"].map(|name| dir.file(name)));
        let state_dir = &self.home.state_dir.path;
        [state_dir.clone(), self.home.config.path.clone(), state_dir.join("state/openclaw.sqlite")]
            .into_iter()
            .map(|path| (path.clone(), path))
            .chain(stores)
            .filter_map(|(shown, real)| self.mode(&shown, &real))
            .collect()
    }

    fn mode(&self, shown: &Path, real: &Path) -> Option<Mode> {
        let metadata = real.metadata().ok()?;
        Some(Mode { shown: self.home.show(shown), bits: metadata.permissions().mode(), is_dir: metadata.is_dir() })
    }

    /// The agents that have a directory, in the order of their names: those below the state directory, those that the
    /// configuration puts elsewhere, and the one that is named by a variable.
    fn agent_dirs(&self, view: Option<&View>) -> Vec<Dir> {
        let agents = self.home.state_dir.path.join("agents");
        let below = (agents.read_dir().into_iter().flatten().flatten().take(MOST_AGENTS))
            .map(|entry| (entry.file_name().to_string_lossy().into_owned(), entry.path().join("agent")));
        let mut dirs: Vec<_> = below.map(|(id, real)| Dir { id, shown: real.clone(), real }).collect();
        dirs.retain(|dir| dir.real.is_dir());
        let agents = view.map(|view| view.agents().all).unwrap_or_default();
        let configured = (agents.into_iter()).map(|agent| Dir {
            real: agent.dir(&self.home),
            shown: agent.shown_dir(&self.home),
            id: agent.id,
        });
        let variable = self.home.agent_dir.path.clone();
        for dir in configured.chain([Dir { id: MAIN.to_owned(), shown: variable.clone(), real: variable }]) {
            if dir.real.is_dir() && dirs.iter().all(|known| known.real != dir.real) {
                dirs.push(dir);
            }
        }
        dirs.sort();
        dirs
    }
}

/// The directory of an agent. What its path means, where a variable stands in it, may be a secret.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Dir {
    id: String,
    shown: PathBuf,
    real: PathBuf,
}

impl Dir {
    /// A file in it: as it is shown, and where it is.
    fn file(&self, name: &str) -> (PathBuf, PathBuf) {
        (self.shown.join(name), self.real.join(name))
    }
}

/// Opening a pipe would wait for its other end.
fn database(path: &Path, table: &str) -> Option<Database> {
    let is_file = path.metadata().ok()?.is_file();
    Some(if is_file { sqlite::inspect(path, table) } else { Database::Unreadable("not a regular file".to_owned()) })
}
