//! Doctor findings about the surroundings of the configuration: a link, a lock, the files of this program, the
//! installed OpenClaw.

use std::time::Duration;

use contract::{Check, Generation, Verdict};

use crate::{base::finding::new_check, schema::generation};

/// The longest time that holding a lock is normal. A write takes milliseconds, and OpenClaw stops waiting after 20 to
/// 30 s.
const MAX_LOCK_AGE: Duration = Duration::from_secs(30);
/// How long a new lock file may exist before its holder is written into it.
const LOCK_CREATION_GRACE: Duration = Duration::from_secs(2);

/// Facts about the surroundings of the configuration, as the `store` crate found them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ConfigFileStatus {
    /// The target of the link, as displayed, if the configuration is a link.
    pub link_target: Option<String>,
    /// The lock of the configuration, which OpenClaw uses too.
    pub lock: Option<OpenclawLockInfo>,
    /// The number of temporary files of this program whose process has ended.
    pub leftover_temp_files: usize,
    /// The number of lines in this program's history that cannot be read, or why the history as a whole cannot be read.
    pub unreadable_history: Option<Result<usize, String>>,
    /// The OpenClaw that comes after this program on `PATH`.
    pub installed_openclaw: Option<InstalledOpenclaw>,
}

/// A lock file beside the configuration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenclawLockInfo {
    /// The path as it is displayed.
    pub display_path: String,
    /// The holder of the lock.
    pub holder: LockHolder,
    /// How long the lock has been held, if the clock allows to tell.
    pub age: Option<Duration>,
}

/// The holder of a lock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LockHolder {
    /// The running process with this id.
    Running(u32),
    /// A process that has ended.
    Ended,
    /// The lock file does not name its holder.
    Unreadable,
}

/// An installed OpenClaw.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InstalledOpenclaw {
    /// The path as it is displayed.
    pub display_path: String,
    /// The version, if the program reports it.
    pub version: Option<String>,
}

impl ConfigFileStatus {
    /// The findings about the surroundings.
    pub fn doctor_checks(&self, home: Generation) -> Vec<Check> {
        let link = self.link_target.as_deref().map(link_check);
        let lock = self.lock.as_ref().map(OpenclawLockInfo::to_check);
        let installed_openclaw = installed_openclaw_check(self.installed_openclaw.as_ref(), home);
        link.into_iter()
            .chain(lock)
            .chain(leftovers_check(self.leftover_temp_files))
            .chain(self.history_check())
            .chain([installed_openclaw])
            .collect()
    }

    fn history_check(&self) -> Option<Check> {
        let detail = match self.unreadable_history.as_ref()? {
            Ok(0) => return None,
            Ok(1) => "one line of the history cannot be read; it is kept unchanged".to_owned(),
            Ok(count) => format!("{count} lines of the history cannot be read; they are kept unchanged"),
            Err(reason) => format!("the history cannot be read: {reason}"),
        };
        let hint = "a newer version of this program wrote it, or it was cut off".to_owned();
        Some(new_check("our files", Verdict::Warn, detail, Some(hint)))
    }
}

fn link_check(target: &str) -> Check {
    let detail = format!(
        "it is a link to `{target}`; this program keeps the link, but OpenClaw replaces it with a file when it writes"
    );
    let hint = "set `OPENCLAW_CONFIG_PATH` to the file itself".to_owned();
    new_check("configuration", Verdict::Warn, detail, Some(hint))
}

impl OpenclawLockInfo {
    fn to_check(&self) -> Check {
        let Self { display_path: shown, holder, age } = self;
        let since = age.map_or_else(String::new, |age| format!(" for {} s", age.as_secs()));
        let is_long = |limit| age.is_none_or(|age| age > limit);
        let (verdict, detail, hint) = match holder {
            LockHolder::Running(pid) if is_long(MAX_LOCK_AGE) => {
                let hint = format!("no other program can write until it ends; `ps {pid}` shows what it is");
                (Verdict::Warn, format!("process {pid} has held the lock `{shown}`{since}"), Some(hint))
            }
            LockHolder::Running(pid) => {
                (Verdict::Ok, format!("process {pid} is writing; it holds the lock `{shown}`"), None)
            }
            LockHolder::Ended => (
                Verdict::Ok,
                format!("a process that has ended left the lock `{shown}`; the next write takes it over"),
                None,
            ),
            LockHolder::Unreadable if is_long(LOCK_CREATION_GRACE) => {
                let hint = format!("if OpenClaw is not running: `rm {shown}`");
                (
                    Verdict::Bad,
                    format!("the lock `{shown}` does not name its process, so nothing can be written"),
                    Some(hint),
                )
            }
            LockHolder::Unreadable => (Verdict::Ok, format!("the lock `{shown}` is being created"), None),
        };
        new_check("lock", verdict, detail, hint)
    }
}

fn leftovers_check(count: usize) -> Option<Check> {
    let detail = match count {
        0 => return None,
        1 => "an interrupted write left a temporary file".to_owned(),
        count => format!("interrupted writes left {count} temporary files"),
    };
    Some(new_check("our files", Verdict::Warn, detail, Some("the next write removes them".to_owned())))
}

fn installed_openclaw_check(installed: Option<&InstalledOpenclaw>, home: Generation) -> Check {
    let ok = |detail| new_check("OpenClaw", Verdict::Ok, detail, None);
    let Some(InstalledOpenclaw { display_path: shown, version }) = installed else {
        let detail = "none found on `PATH`, so its own commands do not work here".to_owned();
        return new_check("OpenClaw", Verdict::Note, detail, None);
    };
    let Some(version) = version else { return ok(format!("`{shown}`, version unknown")) };
    let detail = format!("{version}, `{shown}`");
    match (generation::generation_for_version(version), home) {
        (Some(its), home) if its == home || home == Generation::Unknown => ok(detail),
        (None, _) => ok(detail),
        (Some(its), home) if is_older(its, home) => {
            let detail = format!("{detail}: it is older than this home ({}), and may refuse it", home.as_str());
            new_check(
                "OpenClaw",
                Verdict::Warn,
                detail,
                Some("update it, or choose another home with `--profile`".to_owned()),
            )
        }
        (Some(_), home) => {
            let detail = format!(
                "{detail}: it is newer than this home ({}), and looks elsewhere for credentials",
                home.as_str()
            );
            new_check(
                "OpenClaw",
                Verdict::Warn,
                detail,
                Some("OpenClaw's own `openclaw doctor --fix` moves them".to_owned()),
            )
        }
    }
}

const fn is_older(one: Generation, other: Generation) -> bool {
    matches!((one, other), (Generation::JsonStore, _) | (Generation::AgentDb, Generation::SharedDb))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_texts(config_file: &ConfigFileStatus, home: Generation) -> Vec<String> {
        config_file
            .doctor_checks(home)
            .into_iter()
            .map(|check| format!("{:?} {}: {}", check.verdict, check.name, check.detail))
            .collect()
    }

    const NO_OPENCLAW: &str = "Note OpenClaw: none found on `PATH`, so its own commands do not work here";

    #[test]
    fn lock_finding_names_its_holder() {
        let check_text = |holder, age| {
            let lock =
                OpenclawLockInfo { display_path: "x.lock".to_owned(), holder, age: Some(Duration::from_secs(age)) };
            check_texts(&ConfigFileStatus { lock: Some(lock), ..ConfigFileStatus::default() }, Generation::JsonStore)
        };
        for (holder, age, expected) in [
            (LockHolder::Running(7), 3, "Ok lock: process 7 is writing; it holds the lock `x.lock`"),
            (LockHolder::Running(7), 99, "Warn lock: process 7 has held the lock `x.lock` for 99 s"),
            (
                LockHolder::Ended,
                99,
                "Ok lock: a process that has ended left the lock `x.lock`; the next write takes it over",
            ),
            (LockHolder::Unreadable, 1, "Ok lock: the lock `x.lock` is being created"),
            (
                LockHolder::Unreadable,
                99,
                "Bad lock: the lock `x.lock` does not name its process, so nothing can be written",
            ),
        ] {
            assert_eq!(check_text(holder, age), [expected, NO_OPENCLAW]);
        }
    }

    #[test]
    fn leftover_own_files_are_reported() {
        let config_file = ConfigFileStatus {
            link_target: Some("/etc/x".to_owned()),
            leftover_temp_files: 2,
            unreadable_history: Some(Ok(1)),
            ..ConfigFileStatus::default()
        };
        let expected = [
            "Warn configuration: it is a link to `/etc/x`; this program keeps the link, but OpenClaw replaces it with a \
             file when it writes",
            "Warn our files: interrupted writes left 2 temporary files",
            "Warn our files: one line of the history cannot be read; it is kept unchanged",
            NO_OPENCLAW,
        ];
        assert_eq!(check_texts(&config_file, Generation::JsonStore), expected);
        assert_eq!(
            check_texts(
                &ConfigFileStatus { unreadable_history: Some(Ok(0)), ..ConfigFileStatus::default() },
                Generation::JsonStore
            ),
            [NO_OPENCLAW]
        );
    }

    #[test]
    fn installed_version_is_compared_with_generation() {
        use Generation::{AgentDb, JsonStore, SharedDb, Unknown};
        for (version, home, fits) in [
            ("2026.9.6", SharedDb, true),
            ("2026.9.6", Unknown, true),
            ("2026.9.6", JsonStore, false),
            ("2026.3.13", JsonStore, true),
            ("2026.3.13", SharedDb, false),
            ("2026.6.1", JsonStore, true),
            ("2026.6.5", AgentDb, true),
            ("2026.7.35", SharedDb, false),
            ("2026.7.35", JsonStore, false),
            ("next", JsonStore, true),
        ] {
            let peer = InstalledOpenclaw { display_path: "/b/openclaw".to_owned(), version: Some(version.to_owned()) };
            let checks =
                ConfigFileStatus { installed_openclaw: Some(peer), ..ConfigFileStatus::default() }.doctor_checks(home);
            assert_eq!(checks[0].verdict == Verdict::Ok, fits, "{version} {home:?}: {}", checks[0].detail);
        }
    }
}
