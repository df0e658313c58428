//! Facts for `doctor` about the configuration's surroundings. Collecting them creates no file and takes no lock.

use std::path::Path;

use rules::check::doctor::config_file::{ConfigFileStatus, InstalledOpenclaw, OpenclawLockInfo};
use rustix::fs::OFlags;

use crate::{
    HomeStore,
    disk::{OpenDir, count_stale_temp_files, split_path},
    installed_openclaw, lock,
};

impl HomeStore {
    /// Collects the facts.
    pub fn config_file_status(&self) -> ConfigFileStatus {
        let config = &self.home.config.path;
        let peer = self.installed_openclaw_command().map(|command| InstalledOpenclaw {
            display_path: self.home.display_path(&command),
            version: installed_openclaw::version_of(&command),
        });
        let history = self.read_history().map(|history| history.unreadable_lines);
        ConfigFileStatus {
            link_target: config.read_link().ok().map(|target| self.home.display_path(&config.with_file_name(target))),
            lock: self.openclaw_lock(),
            leftover_temp_files: self.stale_temp_file_count(),
            unreadable_history: Some(history.map_err(|error| error.to_string())),
            installed_openclaw: peer,
        }
    }

    /// The state of OpenClaw's lock, which is named after the configuration's path before links are resolved.
    fn openclaw_lock(&self) -> Option<OpenclawLockInfo> {
        let (dir, mut name) = split_path(&self.home.config.path).ok()?;
        name.push(".lock");
        let (holder, age) = lock::inspect_lock(&try_open_dir(dir)?, &name)?;
        Some(OpenclawLockInfo { display_path: self.home.display_path(&dir.join(&name)), holder, age })
    }

    /// Counts stale temporary files in the directories that openclaw writes to.
    fn stale_temp_file_count(&self) -> usize {
        let folder = &self.home.manager_dir.path;
        let config = self.home.config.path.parent().unwrap_or(folder);
        [config, folder, &folder.join("backups")]
            .into_iter()
            .filter_map(try_open_dir)
            .map(|dir| count_stale_temp_files(&dir))
            .sum()
    }
}

fn try_open_dir(path: &Path) -> Option<OpenDir> {
    OpenDir::open_unchecked(path, OFlags::empty()).ok()
}
