//! Where a new agent may be.

use std::path::{Path, PathBuf};

use super::{Agents, add::NotAdded, dir::has_variable};
use crate::{home::Home, setting::Reach};

/// What systems take for a path, and for a name in it.
const LONGEST_PATH: usize = 4096;
const LONGEST_NAME: usize = 255;

const WORKSPACE: &str = "workspace";
const DIR: &str = "agent directory";

/// What is around the configuration that gets an agent.
pub struct Around<'a> {
    /// Where everything is.
    pub home: &'a Home,
    /// Who asks.
    pub reach: Reach,
    /// Looks at a path.
    pub look: &'a dyn Fn(&Path) -> Seen,
}

/// What is at a path.
pub struct Seen {
    /// Where it leads, as far as it is there.
    pub real: PathBuf,
    /// What is no directory and would have to be one: the path, or something above it.
    pub in_the_way: Option<PathBuf>,
}

/// Where it works.
pub(super) fn workspace(around: &Around<'_>, typed: &str, id: &str) -> Result<PathBuf, NotAdded> {
    let text = Some(typed).filter(|text| !text.trim().is_empty());
    let text = text.ok_or_else(|| NotAdded::NoWorkspace { id: id.to_owned() })?;
    let path = absolute(around.home, text, id, WORKSPACE)?;
    let real = |path: &Path| (around.look)(path).real;
    let is_within = || path.starts_with(around.state_dir()) && real(&path).starts_with(real(around.state_dir()));
    if around.reach == Reach::Models && !is_within() {
        let state_dir = around.home.show(around.state_dir());
        return Err(NotAdded::WorkspaceElsewhere { id: id.to_owned(), state_dir });
    }
    around.free(&path, id)?;
    Ok(path)
}

/// Where its credentials are: in a directory that no other agent has.
pub(super) fn dir(around: &Around<'_>, agents: &Agents, typed: Option<&str>, id: &str) -> Result<PathBuf, NotAdded> {
    let below = around.state_dir().join("agents").join(id);
    let path = match typed.filter(|text| !text.trim().is_empty()) {
        Some(_) if around.reach == Reach::Models => {
            return Err(NotAdded::NotForPages { id: id.to_owned(), what: DIR });
        }
        Some(text) => absolute(around.home, text, id, DIR)?,
        None => below.join("agent"),
    };
    let real = |path: &Path| (around.look)(path).real;
    let wanted = real(&path);
    match agents.all.iter().find(|agent| real(&agent.dir(around.home)) == wanted) {
        Some(other) => Err(NotAdded::DirTaken { id: id.to_owned(), other: other.id.clone() }),
        None => around.free(&path, id).and(around.free(&below.join("sessions"), id)).map(|()| path),
    }
}

fn absolute(home: &Home, text: &str, id: &str, what: &'static str) -> Result<PathBuf, NotAdded> {
    if has_variable(text) {
        return Err(NotAdded::Variable { id: id.to_owned(), what });
    }
    let path = home.absolute(text);
    let is_short = path.as_os_str().len() < LONGEST_PATH && path.iter().all(|name| name.len() <= LONGEST_NAME);
    if is_short && !text.contains('\0') { Ok(path) } else { Err(NotAdded::NotAPath { id: id.to_owned(), what }) }
}

impl Around<'_> {
    fn state_dir(&self) -> &Path {
        &self.home.state_dir.path
    }

    /// Whether a directory is there, or can be made.
    fn free(&self, path: &Path, id: &str) -> Result<(), NotAdded> {
        match (self.look)(path).in_the_way {
            Some(path) => Err(NotAdded::InTheWay { id: id.to_owned(), path: self.home.show(&path) }),
            None => Ok(()),
        }
    }
}
