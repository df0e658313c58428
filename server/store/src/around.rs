//! What lies around the configuration. Looking creates nothing and takes nothing.

use std::path::Path;

use rules::health::around::{Around, Lock, Peer};
use rustix::fs::OFlags;

use crate::{
    Place,
    disk::{Dir, leftovers, split},
    lock, peer,
};

impl Place {
    /// All of it.
    pub fn around(&self) -> Around {
        let config = &self.home.config.path;
        let peer =
            self.peer().map(|command| Peer { shown: self.home.show(&command), version: peer::version_of(&command) });
        let history = self.whole_history().map(|history| history.skipped);
        Around {
            link: config.read_link().ok().map(|target| self.home.show(&config.with_file_name(target))),
            lock: self.lock(),
            leftovers: self.leftovers(),
            history: Some(history.map_err(|error| error.to_string())),
            peer,
        }
    }

    /// OpenClaw's lock, named after the path as it is given.
    fn lock(&self) -> Option<Lock> {
        let (dir, mut name) = split(&self.home.config.path).ok()?;
        name.push(".lock");
        let (holder, age) = lock::seen(&open(dir)?, &name)?;
        Some(Lock { shown: self.home.show(&dir.join(&name)), holder, age })
    }

    /// Where a write of ours makes files.
    fn leftovers(&self) -> usize {
        let folder = &self.home.manager_dir.path;
        let config = self.home.config.path.parent().unwrap_or(folder);
        [config, folder, &folder.join("backups")].into_iter().filter_map(open).map(|dir| leftovers(&dir)).sum()
    }
}

fn open(path: &Path) -> Option<Dir> {
    Dir::open_any(path, OFlags::empty()).ok()
}
